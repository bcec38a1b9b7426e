import pytest

from portal.celery import app, drop_request_id, send_request_id, take_request_id
from portal.logs import request_id


@pytest.fixture
def task():
    @app.task(name="tests.request_id")
    def nothing():
        pass

    task = app.tasks["tests.request_id"]
    yield task
    drop_request_id()
    assert request_id.get() == ""
    task.pop_request()
    app.tasks.pop(task.name, None)


def test_a_task_works_under_the_id_of_the_request_that_caused_it(task):
    token = request_id.set("request-1")
    headers = {}
    send_request_id(headers=headers)
    request_id.reset(token)

    task.push_request(id="task-1", **headers)
    take_request_id(task=task)
    assert request_id.get() == "request-1"


def test_a_scheduled_task_works_under_its_own_id(task):
    task.push_request(id="task-2", request_id="")
    take_request_id(task=task)
    assert request_id.get() == "task-2"
