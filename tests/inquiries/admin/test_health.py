from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import TaskFailure
from tests import cast


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_says_each_state_and_what_to_do(client, wei, language):
    TaskFailure.objects.create(task="chore:idle_due", kind="ZeroDivisionError", place="inquiries/chores.py:61")
    TaskFailure.objects.create(task="celery.backend_cleanup", kind="OSError", at=timezone.now() - timedelta(hours=1))
    client.force_login(wei)
    page = client.get(f"/{language}/admin/health/")
    words = page.content.decode()
    assert page.status_code == 200
    assert "inquiries/chores.py:61" in words
    called = {"en": "Reminders of cases without activity", "zh-hans": "无进展项目提醒"}[language]
    assert [label for _failure, label in page.context["failures"]] == [called, "celery.backend_cleanup"]
    assert words.count(f"<td>{called}</td>") == words.count("<td>celery.backend_cleanup</td>") == 1
    assert "inquiries.tasks." not in words
    assert "mind_cases" in words
    assert words.count('class="panel panel--') == 15


def test_platform_staff_alone_see_it(client, lin, db):
    client.force_login(lin)
    assert client.get(reverse("admin:health")).status_code == 403
    for role in ("platform_editor", "auditor"):
        client.force_login(cast.make_user(f"{role}@x.org", platform_role=role))
        assert client.get(reverse("admin:health")).status_code == 200
