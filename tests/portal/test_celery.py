from celery import Task

from portal.celery import send_request_id, take_request_id
from portal.logs import request_id


def test_a_task_works_under_the_id_of_the_request_that_caused_it():
    token = request_id.set("request-1")
    headers = {}
    send_request_id(headers=headers)
    request_id.reset(token)

    task = Task()
    task.push_request(id="task-1", **headers)
    take_request_id(task=task)
    assert request_id.get() == "request-1"
    task.pop_request()


def test_a_scheduled_task_works_under_its_own_id():
    task = Task()
    task.push_request(id="task-2", request_id="")
    take_request_id(task=task)
    assert request_id.get() == "task-2"
    task.pop_request()
