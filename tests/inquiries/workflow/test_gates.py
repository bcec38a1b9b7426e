import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from inquiries.enums import Stage
from inquiries.models import Case, Proposal, Qualification, Settlement
from inquiries.workflow import gates
from tests import cast
from tests.inquiries import builders

# Every gate with everything missing: the codes, and the words in both languages.
GATE_LISTS = [
    (
        Stage.NEW,
        Stage.ACCEPTED,
        [
            ("owner", "负责人", "Officer in charge"),
            (
                "duplicate",
                "是否为已知企业：关联该企业，或说明为何不是重复",
                "Whether the company is known already: link it, or say why it is not a duplicate",
            ),
            ("industry", "产业", "Industry"),
        ],
    ),
    (
        Stage.ACCEPTED,
        Stage.CONTACTED,
        [
            (
                "contact",
                "发给企业的留言，或一条电话、会面等沟通记录",
                "A message to the enterprise, or a logged call, meeting or other contact",
            ),
            ("readiness", "意向程度", "Readiness"),
        ],
    ),
    (
        Stage.CONTACTED,
        Stage.VISITING,
        [
            ("visit", "一次已确认的考察（现场或线上）", "A confirmed visit, on site or online"),
            ("meeting_language", "会谈语言", "Language of meetings"),
        ],
    ),
    (
        Stage.VISITING,
        Stage.PROPOSAL,
        [
            ("area_min", "最小面积（m²）", "Area from (m²)"),
            ("move_in_from", "最早入驻时间", "Move in from"),
            ("mode", "入驻方式", "Settlement mode"),
            ("proposal", "一份已发送且注明有效期的方案", "A proposal that was sent, with its validity"),
        ],
    ),
    (
        Stage.PROPOSAL,
        Stage.NEGOTIATING,
        [
            ("budget", "预算或还价", "Budget or counter-offer"),
            ("industry_checked", "已核对产业与空间的限制条件", "Industry checked against the space's limits"),
        ],
    ),
    (
        Stage.NEGOTIATING,
        Stage.ADMITTED,
        [
            ("registration", "注册号，或勾选“尚未注册”", "Registration number, or “not yet registered”"),
            ("emissions", "有无废气排放", "Answer about air emissions"),
            ("waste_water", "有无工业废水", "Answer about industrial waste water"),
            ("noise", "有无夜间噪声", "Answer about noise at night"),
            ("hazardous", "有无危险物质", "Answer about hazardous substances"),
            ("admission_date", "准入决定日期", "Date of the admission decision"),
            ("admission_reason", "准入决定理由", "Reason of the admission decision"),
        ],
    ),
    (
        Stage.ADMITTED,
        Stage.SIGNED,
        [
            ("contract_number", "合同编号", "Contract number"),
            ("signed_on", "签约日期", "Date of signature"),
            ("spaces", "合同所含空间", "Spaces of the contract"),
            ("lease_from", "租期开始日期", "Start of the lease"),
            ("lease_to", "租期结束日期", "End of the lease"),
            ("investment", "承诺投资额，或注明“不适用”", "Committed investment, or “not applicable”"),
            ("jobs", "承诺就业人数，或注明“不适用”", "Committed jobs, or “not applicable”"),
        ],
    ),
    (
        Stage.SIGNED,
        Stage.SETTLED,
        [
            ("settled_on", "入驻日期", "Date of moving in"),
            ("company_registered", "公司已注册，或说明为何免于注册", "Company registered, or why this is waived"),
        ],
    ),
    (Stage.VISITING, Stage.LOST, [("lost_reason", "流失原因", "Why it was lost")]),
    (
        Stage.VISITING,
        Stage.TRANSFERRED,
        [("transfer", "企业同意转介给其他园区", "The enterprise's agreement to be handed over to another park")],
    ),
]


def bare_case(park, stage):
    """A case about which nothing is known, at a factory's mode, put at a stage by hand."""
    mode = cast.make_mode("factory_lease", needs_environment=True)
    case = builders.make_case(park, mode=mode)
    Case.objects.filter(pk=case.pk).update(stage=stage)
    case.refresh_from_db()
    return case


def codes(case, to):
    return [gap.code for gap in gates.missing(case, to)]


@pytest.mark.parametrize(("origin", "to", "expected"), GATE_LISTS, ids=[row[1] for row in GATE_LISTS])
def test_an_empty_case_lacks_everything_the_gate_asks(park_a, origin, to, expected):
    case = bare_case(park_a, origin)
    if to == Stage.PROPOSAL:
        Qualification.objects.filter(case=case).update(mode=None)
    missing = gates.missing(case, to)
    for position, language in ((1, "zh-hans"), (2, "en")):
        with translation.override(language):
            assert [(gap.code, str(gap)) for gap in missing] == [(row[0], row[position]) for row in expected]
    assert all("." in gap.field for gap in missing)


@pytest.mark.parametrize(("origin", "to", "expected"), GATE_LISTS, ids=[row[1] for row in GATE_LISTS])
def test_a_ripe_case_lacks_nothing(park_a, lin, origin, to, expected):
    case = builders.make_ripe(bare_case(park_a, origin), lin, spaces=[builders.make_space(park_a)])
    Qualification.objects.filter(case=case).update(emissions="no", waste_water="unknown", noise="no", hazardous="yes")
    builders.allow_transfer(case)
    case.lost_reason = "price"
    assert gates.missing(case, to) == []


@pytest.mark.parametrize("field", ["area_min", "move_in_from", "budget_note"])
def test_we_cannot_say_is_an_answer_to_a_figure(park_a, field):
    case = bare_case(park_a, Stage.VISITING)
    code = "budget" if field == "budget_note" else field
    assert code in codes(case, Stage.NEGOTIATING)
    Qualification.objects.filter(case=case).update(cannot_say=[field])
    assert code not in codes(case, Stage.NEGOTIATING)


@pytest.mark.parametrize("field", ["industry", "readiness", "meeting_language", "mode", "industry_checked"])
def test_we_cannot_say_is_no_answer_to_what_the_park_must_find_out(park_a, field):
    case = bare_case(park_a, Stage.NEW)
    Qualification.objects.filter(case=case).update(cannot_say=[field], mode=None)
    assert field in codes(case, Stage.SIGNED)


def test_skipped_stages_ask_all_their_gates_in_order(park_a):
    case = bare_case(park_a, Stage.NEW)
    assert codes(case, Stage.VISITING) == [
        "owner", "duplicate", "industry", "contact", "readiness", "visit", "meeting_language",
    ]  # fmt: skip


def test_a_linked_company_answers_the_duplicate_question(park_a):
    case = bare_case(park_a, Stage.NEW)
    record = Qualification.objects.filter(case=case)
    record.update(duplicate_answer="linked")
    assert "duplicate" in codes(case, Stage.ACCEPTED)
    record.update(duplicate_of=builders.make_enterprise(name_en="Old friend"))
    assert "duplicate" not in codes(case, Stage.ACCEPTED)


@pytest.mark.parametrize(("note", "lacks"), [("", True), ("  ", True), ("Other country", False)])
def test_not_a_duplicate_needs_a_reason(park_a, note, lacks):
    case = bare_case(park_a, Stage.NEW)
    Qualification.objects.filter(case=case).update(duplicate_answer="not_duplicate", duplicate_note=note)
    assert ("duplicate" in codes(case, Stage.ACCEPTED)) is lacks


def test_a_message_of_the_enterprise_is_no_contact_by_the_park(park_a, lin):
    case = bare_case(park_a, Stage.ACCEPTED)
    case.messages.create(author="enterprise", body="Hello?", language="en")
    assert "contact" in codes(case, Stage.CONTACTED)
    case.messages.create(author="staff", user=lin, body="Hello.", language="en")
    assert "contact" not in codes(case, Stage.CONTACTED)


@pytest.mark.parametrize(
    ("state", "counts"),
    [("proposed", False), ("confirmed", True), ("held", True), ("no_show", False), ("cancelled", False)],
)
def test_only_an_agreed_visit_counts(park_a, state, counts):
    case = bare_case(park_a, Stage.CONTACTED)
    builders.make_visit(case, state=state, online_url=builders.MEETING)
    assert ("visit" not in codes(case, Stage.VISITING)) is counts


def test_a_draft_proposal_does_not_count(park_a):
    case = bare_case(park_a, Stage.VISITING)
    Proposal.objects.create(case=case, terms="x", valid_until=datetime.date(2099, 1, 1))
    assert "proposal" in codes(case, Stage.PROPOSAL)


def test_offices_need_no_environmental_answers_but_laboratories_do(park_a):
    case = builders.make_case(park_a)
    Case.objects.filter(pk=case.pk).update(stage=Stage.NEGOTIATING)
    case.refresh_from_db()
    assert codes(case, Stage.ADMITTED) == ["registration", "admission_date", "admission_reason"]
    case.inquiry.requirement.space_types.add(cast.make_space_type("lab"))
    assert "emissions" in codes(case, Stage.ADMITTED)


def test_a_laboratory_of_another_park_asks_no_environmental_answers_here(park_a, park_b):
    case = builders.make_case(park_a)
    Case.objects.filter(pk=case.pk).update(stage=Stage.NEGOTIATING)
    case.refresh_from_db()
    lab = cast.make_space_type("lab")
    case.inquiry.requirement.spaces.add(builders.make_space(park_b, kind=lab))
    assert "emissions" not in codes(case, Stage.ADMITTED)
    case.inquiry.requirement.spaces.add(builders.make_space(park_a, kind=lab))
    assert "emissions" in codes(case, Stage.ADMITTED)


def test_an_environmental_answer_may_be_that_it_is_not_known_yet(park_a):
    case = bare_case(park_a, Stage.NEGOTIATING)
    Qualification.objects.filter(case=case).update(emissions="unknown")
    assert "emissions" not in codes(case, Stage.ADMITTED)


def test_a_team_without_a_company_may_be_admitted(park_a):
    case = bare_case(park_a, Stage.NEGOTIATING)
    Qualification.objects.filter(case=case).update(not_yet_registered=True)
    assert "registration" not in codes(case, Stage.ADMITTED)


def test_no_jobs_is_a_figure_and_investment_stays_open(park_a):
    case = bare_case(park_a, Stage.ADMITTED)
    Settlement.objects.create(case=case, jobs=0)
    assert "jobs" not in codes(case, Stage.SIGNED)
    assert "investment" in codes(case, Stage.SIGNED)


def test_a_mode_without_space_signs_without_space_and_lease(park_a):
    case = bare_case(park_a, Stage.ADMITTED)
    Qualification.objects.filter(case=case).update(mode=cast.make_mode("company_registration", needs_space=False))
    assert codes(case, Stage.SIGNED) == ["contract_number", "signed_on", "investment", "jobs"]


def test_registration_may_be_waived_with_a_reason(park_a):
    case = bare_case(park_a, Stage.SIGNED)
    Settlement.objects.create(case=case, registration_waiver="Branch of a registered company")
    assert codes(case, Stage.SETTLED) == ["settled_on"]


def test_lost_for_another_reason_needs_words(park_a):
    case = bare_case(park_a, Stage.NEW)
    case.lost_reason = "other"
    assert codes(case, Stage.LOST) == ["lost_words"]
    case.end_note = "The founder moved to Japan."
    assert codes(case, Stage.LOST) == []


def test_a_step_back_and_the_other_ends_ask_nothing(park_a):
    case = bare_case(park_a, Stage.PROPOSAL)
    assert gates.missing(case, Stage.ACCEPTED) == []
    assert gates.missing(case, Stage.WITHDRAWN) == []


def test_a_case_without_a_qualification_lacks_it_all(park_a):
    case = bare_case(park_a, Stage.NEW)
    Qualification.objects.all().delete()
    assert codes(case, Stage.ACCEPTED) == ["owner", "duplicate", "industry"]


def test_the_inquiry_fills_the_qualification(park_a):
    enterprise = builders.make_enterprise(registration_number="0403.170.701", industry=builders.life_sciences())
    case = builders.make_case(
        park_a,
        enterprise=enterprise,
        readiness="exploring",
        need={
            "area_min": Decimal("120.50"),
            "move_in_from": datetime.date(2027, 5, 1),
            "budget": Decimal(2500),
            "budget_currency": "EUR",
            "budget_period": "month",
            "noise": "no",
        },
    )
    record = case.qualification
    assert record.industry == builders.life_sciences()
    assert (record.readiness, record.area_min, record.move_in_from) == (
        "exploring",
        Decimal("120.50"),
        datetime.date(2027, 5, 1),
    )
    assert record.budget_note == "€2,500 per month"
    assert (record.registration_number, record.noise, record.emissions) == ("0403.170.701", "no", "")
    assert record.meeting_language == ""


def test_the_list_costs_one_query(park_a):
    case = bare_case(park_a, Stage.NEW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        gates.missing(case, Stage.SETTLED)
    assert len(queries) == 1


def test_every_requirement_has_its_own_code_and_label():
    lines = [line for gate in gates.GATES.values() for line in gate]
    assert len({line.code for line in lines}) == len(lines) == len(gates.LABELS)
