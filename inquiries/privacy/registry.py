"""What becomes of every column that can hold personal data when an inquiry is erased.

`TABLES` names, for each table that hangs on an inquiry, the way from a row to it and what is done with each column.
`ELSEWHERE` are columns that `erasing` and others treat by hand, `IMPERSONAL` those that hold nothing about a person
who inquires. A test fails for a column that stands in none of the three.
"""

from dataclasses import dataclass, field
from enum import Enum


class How(Enum):
    BLANK = "emptied"
    DASH = "replaced by a dash, because the table wants some text"
    KEEP = "kept: a code, a number of ours or a proof that names nobody"
    CONTRACT = "kept while a signed contract has to be proved, then emptied"


@dataclass(frozen=True)
class Table:
    """`inquiry` is the lookup from a row to its inquiry; `also` are further columns that are set with it."""

    inquiry: str
    columns: dict[str, How]
    also: dict[str, object] = field(default_factory=dict)


def _columns(**named: str) -> dict[str, How]:
    """`BLANK="a b"` → a and b are emptied."""
    return {column: How[how] for how, columns in named.items() for column in columns.split()}


TABLES: dict[str, Table] = {
    "inquiries.Inquiry": Table(
        "pk",
        _columns(
            BLANK="contact_name contact_latin_name contact_role contact_email contact_phone contact_wechat message utm "
            "screening_reasons payload_hash",
            KEEP="reference secret submission_key",
        ),
    ),
    "inquiries.Requirement": Table(
        "inquiry", _columns(BLANK="special_needs", KEEP="wanted_country budget_currency investment_currency")
    ),
    "inquiries.Consent": Table("inquiry", _columns(KEEP="text_version text recipient recipient_country")),
    "inquiries.PrivacyRequest": Table("inquiry", _columns(BLANK="digest", KEEP="detail handle")),
    "inquiries.Case": Table(
        "inquiry",
        _columns(BLANK="awaiting_question on_hold_reason next_action end_note"),
        {"awaiting_enterprise_since": None, "on_hold_until": None, "next_action_on": None},
    ),
    "inquiries.Qualification": Table(
        "case__inquiry",
        _columns(
            BLANK="duplicate_note meeting_language budget_note registration_number admission_reason", KEEP="cannot_say"
        ),
        {"duplicate_of": None},
    ),
    "inquiries.StageChange": Table("case__inquiry", _columns(BLANK="note", KEEP="missing")),
    "inquiries.Message": Table("case__inquiry", _columns(BLANK="body", KEEP="submission_key")),
    "inquiries.Note": Table("case__inquiry", _columns(BLANK="body", KEEP="submission_key")),
    "inquiries.Interaction": Table("case__inquiry", _columns(BLANK="summary", KEEP="submission_key")),
    "inquiries.Proposal": Table(
        "case__inquiry", _columns(BLANK="incentives", DASH="terms", KEEP="rent_currency submission_key")
    ),
    "inquiries.Settlement": Table(
        "case__inquiry", _columns(BLANK="registration_waiver", CONTRACT="contract_number", KEEP="investment_currency")
    ),
    "inquiries.Letting": Table("settlement__case__inquiry", _columns(KEEP="former_status")),
    "inquiries.SpaceHold": Table("case__inquiry", _columns(BLANK="note", KEEP="former_status")),
    "inquiries.Transfer": Table("case__inquiry", _columns(DASH="reason")),
    "inquiries.Trip": Table("inquiry", _columns(KEEP="submission_key")),
    "inquiries.Visit": Table(
        "case__inquiry",
        _columns(
            BLANK="online_url language note cancel_reason outcome feedback",
            DASH="place",
            KEEP="time_zone submission_key",
        ),
    ),
    "inquiries.IncomingEmail": Table(
        "case__inquiry", _columns(BLANK="sender sender_name subject text original files raw", KEEP="header_id")
    ),
    "inquiries.Routing": Table("inquiry", _columns(DASH="end_note")),
    "inquiries.RoutingOffer": Table("routing__inquiry", _columns(BLANK="reason answer")),
    "inquiries.RoutingMessage": Table("routing__inquiry", _columns(BLANK="body", KEEP="submission_key")),
    "inquiries.CheckIn": Table("settlement__case__inquiry", _columns(BLANK="needs")),
    "inquiries.ServiceRequest": Table(
        "case__inquiry", _columns(BLANK="description rating_comment", KEEP="number submission_key")
    ),
    "inquiries.ServiceEntry": Table("request__case__inquiry", _columns(BLANK="body", KEEP="submission_key")),
}

# Column by column, in words: what happens, and where.
_ROW = "the row is deleted, its file after the commit"
_ACCOUNT = "the row is deleted with the account, or with the address"
_COMPANY = "emptied when no contract and no other inquiry needs the company"
_MAIL = "emptied by `outbox.erase`"
ELSEWHERE: dict[str, dict[str, str]] = {
    "inquiries.Attachment": dict.fromkeys(("file", "name", "content_type", "sha256"), _ROW),
    "inquiries.Draft": dict.fromkeys(("code", "data", "step", "tab", "email", "remind_text_version"), _ROW),
    "inquiries.DraftFile": dict.fromkeys(("file", "name", "content_type", "sha256"), _ROW),
    "inquiries.SearchKeys": {"tokens": "written again without anything of the person by `indexing.enter`"},
    "enterprises.Enterprise": dict.fromkeys(
        (
            "name_zh_hans",
            "name_en",
            "registration_number",
            "website",
            "qualifications",
            "name_key_zh",
            "name_key_latin",
            "registration_key",
        ),
        _COMPANY,
    ),
    "enterprises.CompanyProfile": dict.fromkeys(
        ("name_zh_hans", "name_en", "registration_number", "website", "qualifications"),
        "the row is deleted with its last member",
    ),
    "enterprises.Invitation": {"email": _ACCOUNT},
    "enterprises.Subscription": {"email": _ACCOUNT, "kinds": _ACCOUNT},
    "enterprises.Story": {"company": "emptied, and the story is shown no more"},
    "parks.Revision": {"data": "what parks say in public; the versions of a company's story are deleted with its name"},
    "parks.TextSource": {"source": "as the versions"},
    "parks.Registration": dict.fromkeys(("name", "company", "email", "consent_text", "secret"), _ACCOUNT),
    "accounts.User": {"email": _ACCOUNT, "name": _ACCOUNT, "password": _ACCOUNT, "guest_mark": _ACCOUNT},
    "parks.InvitedSeat": {"email": _ACCOUNT, "digest": _ACCOUNT},
    "accounts.SignInCode": {"email": _ACCOUNT, "handle": _ACCOUNT, "digest": _ACCOUNT},
    **{
        f"accounts.{table}": dict.fromkeys(columns.split(), _ACCOUNT)
        for table, columns in {
            "StaffSession": "handle address agent",
            "Authenticator": "secret",
            "Passkey": "name credential",
            "RecoveryCode": "digest",
            "StaffLink": "digest",
        }.items()
    },
    "accounts.AuditEntry": {
        "label": "emptied where the record is a person or a company",
        "details": "codes and numbers; emptied where the record is a person or a company",
        "address": "emptied where the person acted",
        "object_id": "a number of ours",
        "once": "numbers of ours and a day",
    },
    "notifications.OutgoingEmail": {
        **dict.fromkeys(
            (
                "to",
                "cc",
                "reply_to",
                "context",
                "subject",
                "text",
                "html",
                "calendar",
                "unsubscribe_url",
                "last_error",
                "warning",
            ),
            _MAIL,
        ),
        **dict.fromkeys(("event", "template_version", "about", "message_id", "dedupe_key"), "codes of ours"),
    },
}

# Nothing about anybody who inquires: public content, catalogues, wordings, settings of staff.
IMPERSONAL: dict[str, str] = {
    "inquiries.ReplyTemplate": "name body",
    "inquiries.Slot": "place",
    "enterprises.Story": "slug title summary body body_html",
    "notifications.WorkerBeat": "name",
    "notifications.TaskRun": "name",
    "notifications.TaskFailure": "task kind place",
    "parks.Operator": "slug name time_zone controller_name controller_email day_exceptions",
    "parks.HolidayOverride": "country reason",
    "parks.Membership": "muted_events",
    "parks.Source": "code title url",
    "parks.Organisation": "slug name summary committees",
    "parks.Revision": "kind",
    "parks.TextSource": "kind field",
    "parks.PlannedPublication": "kind time_zone",
    "parks.Fragment": "kind stamp body",
    "parks.FormerSlug": "kind slug",
    "parks.Industry": "code name summary",
    "parks.SpaceType": "code name summary",
    "parks.Service": "code name summary scope documents",
    "parks.SettlementMode": "code name summary",
    "parks.Metric": "code name summary unit unit_label items",
    "parks.Region": "code name country",
    "parks.Park": "slug name aliases summary description description_html country address opened_on "
    "languages_spoken contact_name contact_phone contact_email contact_wechat contact_hours sort_key",
    "parks.ParkKeys": "tokens",
    "parks.ParkService": "note",
    "parks.Article": "slug title summary body body_html published",
    "parks.Link": "url trouble moved_to",
    "parks.LinkUse": "kind field",
    "parks.Event": "slug title summary place day date_note time_zone languages online_url",
    "parks.Fact": "unit note",
    "parks.Reach": "place",
    "parks.Phase": "name scope starts ends",
    "parks.Recognition": "title scheme awarded",
    "parks.Statement": "text",
    "parks.Building": "name",
    # Content of parks as files hold it; files and rows go after IMPORT_FILE_DAYS, results of jobs after JOB_FILE_DAYS.
    "parks.Job": "payload error result file file_name",
    "parks.ImportBatch": "table file file_name sha256 format encoding headings notices mapping values unknown",
    "parks.ImportRow": "key changes errors kept",
    "parks.Space": "code name note floor limits price_currency",
    "parks.LandParcel": "code name note notice_url currency",
    "parks.TechPlatform": "name summary equipment open_to booking",
    "parks.ExchangeRate": "base quote",
    "parks.Opportunity": "slug title summary description description_html offered wanted cooperation currency",
    "parks.Partnership": "slug title summary signed signed_note place functions idle_told_for",
    "parks.Activity": "happened text",
    "parks.Photo": "image sha256 alt credit placeholder",
    "parks.Rendition": "file",
    "parks.Policy": "slug title issuer document_number summary materials how_to_apply link country published",
    "parks.PolicyFigure": "label unit unit_label",
    "parks.PolicyCondition": "text values",
    "parks.SearchEntry": "kind happened slug title context title_tokens tokens text",
    "parks.SearchWord": "word",
    "parks.ProcessStep": "country title who documents note fee_note legal_basis",
}
