import datetime

import pytest
from django.utils import timezone

from accounts import audit
from accounts.enums import PlatformRole
from inquiries import conversation
from inquiries.enums import HoldState
from inquiries.models import Case, Inquiry, Proposal, SpaceHold
from notifications.models import OutgoingEmail
from parks.documents import bilingual
from parks.models import Fact, Metric, Park, Phase, Source, TextSource
from tests import cast
from tests.inquiries import builders
from tests.parks.telling import make_article

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def blocks(response):
    today = response.context["today"]
    return {str(block.title): block for block in [*today.waiting, *today.clear]}


def counts(response):
    return {title: block.count for title, block in blocks(response).items() if block.count}


def titles(block):
    return [row.url.split("/case/")[1].split("/")[0] for row in block.rows]


@pytest.fixture
def editor(operator_a):
    user = cast.make_user("edith@cbtc.example.org")
    cast.make_seat(user, operator_a, "park_editor")
    return user


def mail(about, state, number):
    OutgoingEmail.objects.create(
        event="message", audience="enquirer", to="a@x.org", language="en", about=about, state=state, message_id=number
    )


@pytest.fixture
def work(park_a, park_b, lin, bao):
    """Two cases at A, one of them Lin's and late; one at B with a failed mail."""
    late = builders.make_case(park_a)
    Case.objects.filter(pk=late.pk).update(owner=lin, answer_by=timezone.now() - 9 * DAY)
    fresh = builders.make_case(park_a)
    theirs = builders.make_case(park_b)
    mail(theirs.mail_reference, "failed", "1")
    mail(fresh.mail_reference, "queued", "2")
    return late, fresh, theirs


def test_an_officer_lands_on_what_needs_an_answer_in_the_own_scope(signed_in, work):
    late, fresh, _theirs = work
    page = signed_in.get("/en/admin/")
    assert counts(page) == {"Answers due": 2, "Nobody in charge": 1, "My cases": 1}
    due = blocks(page)["Answers due"]
    assert titles(due) == [str(fresh.pk), str(late.pk)]  # nobody's first
    assert (due.tone, due.hint) == ("error", "1 overdue")
    assert [row.state.tone for row in due.rows] == ["ok", "error"]
    assert "overdue by" in str(due.rows[1].state)
    assert blocks(page)["Visits asked for"].empty in page.content.decode()


def everything(park, lin):
    """One of each kind of work at this park."""
    now = timezone.now()
    cases = [builders.make_case(park) for _ in range(8)]
    conversation.write(cases[0], body="And the rent?", language="en", key="1")
    builders.make_visit(cases[1])
    builders.make_visit(cases[2], state="confirmed", online_url=builders.MEETING, starts_at=now + 2 * DAY)
    SpaceHold.objects.create(
        case=cases[3], space=builders.make_space(park), state=HoldState.LIVE, asked_by="staff", starts_at=now,
        expires_at=now + datetime.timedelta(hours=5), former_status="available",
    )  # fmt: skip
    Proposal.objects.create(case=cases[4], terms="x", valid_until=timezone.localdate() + 3 * DAY, sent_at=now)
    Case.objects.filter(pk=cases[5].pk).update(owner=lin, next_action="Call", next_action_on=timezone.localdate())
    Inquiry.objects.filter(pk=cases[6].inquiry_id).update(screening="quarantined")
    mail(cases[7].mail_reference, "failed", f"failed {cases[7].pk}")
    builders.make_service_request(cases[0], due_at=now - DAY)
    return cases


def test_every_kind_of_work_is_counted_in_the_own_scope_alone(signed_in, park_a, park_b, lin):
    everything(park_a, lin)
    everything(park_b, None)
    assert counts(signed_in.get("/en/admin/")) == {
        "Answers due": 7,
        "Nobody in charge": 6,
        "Enterprises that wrote last": 1,
        "My next actions, due": 1,
        "My cases": 1,
        "Visits asked for": 1,
        "Visits in the next seven days": 1,
        "Holds that end within a day": 1,
        "Proposals that run out within a week": 1,
        "In quarantine, to be looked at": 1,
        "Cases with a failed mail": 1,
        "Service requests overdue": 1,
        "Service requests": 1,
    }


@pytest.mark.parametrize("who", ["lin", "wei", "editor", "auditor"])
def test_every_number_equals_the_list_behind_it(who, client, request, park_a, operator_a, lin):
    everything(park_a, lin)
    builders.make_routing()
    Park.objects.filter(pk=park_a.pk).update(state_en="stale")
    audit.record("exported", park_a, actor=lin)
    if who == "editor":
        user = cast.make_user("e@cbtc.example.org")
        cast.make_seat(user, operator_a, "park_editor")
    elif who == "auditor":
        user = cast.make_user("aud@example.org", platform_role=PlatformRole.AUDITOR)
    else:
        user = request.getfixturevalue(who)
    client.force_login(user)
    found = blocks(client.get("/en/admin/"))
    assert any(block.count for block in found.values())
    for title, block in found.items():
        assert client.get(block.url).context["cl"].result_count == block.count, title


def test_a_message_waits_until_somebody_answers_calls_or_ends_the_case(signed_in, park_a, lin):
    def waiting():
        return counts(signed_in.get("/en/admin/")).get("Enterprises that wrote last", 0)

    case = builders.make_case(park_a)
    conversation.write(case, body="Hello?", language="en", key="1")
    assert waiting() == 1
    conversation.note(case, actor=lin, body="Must answer")
    assert waiting() == 1
    conversation.reply(case, actor=lin, body="Yes", key="2")
    assert waiting() == 0
    conversation.write(case, body="One more thing", language="en", key="3")
    now = timezone.now()
    conversation.log_interaction(case, actor=lin, kind="call", happened_at=now - DAY, summary="Before it wrote")
    assert waiting() == 1
    conversation.log_interaction(case, actor=lin, kind="call", happened_at=now, summary="Told them")
    assert waiting() == 0


def test_counts_stop_at_a_hundred(signed_in, park_a):
    inquiry = builders.make_case(park_a).inquiry
    row = Case.objects.get(inquiry=inquiry)
    parks = [cast.make_park(park_a.operator, f"p{number}") for number in range(101)]
    for park in parks:
        row.pk, row.park = None, park
        row.save(force_insert=True)
    page = signed_in.get("/en/admin/")
    assert blocks(page)["Answers due"].shown == "100+"
    assert "<b>100+</b>" in page.content.decode()


def test_the_platform_sees_failed_mails_the_queue_and_the_desk(client, wei, work):
    builders.make_routing()
    OutgoingEmail.objects.filter(state="queued").exclude(about__startswith="case:").delete()
    client.force_login(wei)
    found = counts(client.get("/en/admin/"))
    assert (found["Failed mails"], found["Mails in the queue"], found["At the platform's desk"]) == (1, 1, 1)


def test_editors_land_on_texts_and_figures(client, operator_a, park_a, park_b):
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    metric = Metric.objects.create(code="gfa", name_zh_hans="面积", name_en="Area", unit="m2")
    source = Source.objects.create(code="s", title_en="Source")
    for park in (park_a, park_b):
        Park.objects.filter(pk=park.pk).update(state_zh_hans="stale", state_en="draft")
        Fact.objects.create(
            park=park, metric=metric, source=source, value=1, headline=True, as_of=datetime.date(2020, 1, 1)
        )
    client.force_login(editor)
    assert counts(client.get("/en/admin/")) == {
        "Stale texts: parks": 1,
        "Parks public in one language alone": 1,
        "Parks with old figures": 1,
    }


def test_an_auditor_lands_on_what_was_done_out_of_the_ordinary(client, lin, park_a):
    audit.record("forced", park_a, actor=lin)
    client.force_login(cast.make_user("aud@example.org", platform_role=PlatformRole.AUDITOR))
    page = client.get("/en/admin/")
    assert counts(page) == {"Stages forced in seven days": 1}
    assert str(park_a) not in page.content.decode()


def test_a_case_whose_consent_is_withdrawn_is_not_named(signed_in, park_a):
    case = builders.make_case(park_a)
    Case.objects.filter(pk=case.pk).update(consent_withdrawn_at=timezone.now())
    page = signed_in.get("/en/admin/").content.decode()
    assert case.inquiry.reference in page
    assert "Walloon Optics" not in page


def test_who_has_no_seat_is_told(client):
    client.force_login(cast.make_user("nobody@example.org"))
    page = client.get("/en/admin/")
    assert page.context["today"] is None
    assert "You have no seat at an operator yet" in page.content.decode()


def test_the_number_of_queries_is_the_same_for_one_case_and_three(signed_in, park_a, lin, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            everything(park_a, lin)[0].space_holds.all()
            SpaceHold.objects.all().delete()
        signed_in.get("/en/admin/")
        with django_assert_num_queries(21):
            signed_in.get("/en/admin/")


def test_stale_texts_of_every_kind_that_somebody_edits(client, editor, park_a, park_b):
    """A space, a text on the page of a park, an article; none of another operator, none that was put right."""
    hall, theirs = builders.make_space(park_a, "Hall"), builders.make_space(park_b, "Theirs")
    phase = Phase.objects.create(park=park_a, name_zh_hans="一期", name_en="First", state="planned")
    article = make_article(operator=park_a.operator)
    for row in (hall, theirs, phase, article):
        stale = {"kind": row._meta.label_lower, "record": row.pk, "source": "x", "language": "en"}
        TextSource.objects.create(field=bilingual(type(row))[0], behind_since=timezone.now(), **stale)
    put_right = builders.make_space(park_a, "Put right")
    TextSource.objects.create(kind="parks.space", record=put_right.pk, field="name", language="en", source="x")
    client.force_login(editor)
    found = {title: one for title, one in blocks(client.get("/en/admin/")).items() if one.count}
    assert {title: [row.title for row in one.rows] for title, one in found.items()} == {
        "Stale texts: parks": [str(park_a)],
        "Stale texts: spaces": [str(hall)],
        "Stale texts: articles": [str(article)],
    }
    for title, one in found.items():
        shown = client.get(one.url).context["cl"].result_list
        assert [str(row) for row in shown] == [row.title for row in one.rows], title


def test_no_stale_text_is_one_line(client, editor, park_a):
    client.force_login(editor)
    found = blocks(client.get("/en/admin/"))["Stale texts"]
    assert (found.count, str(found.empty)) == (0, "No text has fallen behind the other language.")
