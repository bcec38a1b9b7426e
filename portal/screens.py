"""What each screen of the back office is for, in a sentence, and the chapter of the handbook that tells more.

A screen without a sentence fails a test: whoever adds one adds its line here.
"""

from dataclasses import dataclass

from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Screen:
    """The list of a model, one of its records, and the chapter about both."""

    listed: Words
    record: Words
    chapter: str


@dataclass(frozen=True)
class Shown:
    """What stands below the title: a sentence, and where the handbook goes on."""

    sentence: Words
    handbook: str


MODELS: dict[str, Screen] = {
    "inquiries.case": Screen(
        _("Every inquiry that your parks answer is a case; those without a first answer stand first."),
        _("Who asks, what they need, what is missing for the next stage, and everything said so far."),
        "inquiries",
    ),
    "inquiries.routing": Screen(
        _("Inquiries that name no park: propose parks, and send them on once the enterprise agrees."),
        _("Propose parks to the enterprise, write to it, or end the search with a reason."),
        "desk",
    ),
    "inquiries.inquiry": Screen(
        _("What enterprises asked, as they sent it; the work on it is done in its case."),
        _("The inquiry as it was sent. Nothing here is changed; corrections belong in the case."),
        "inquiries",
    ),
    "inquiries.assignmentrule": Screen(
        _("Who gets which new case. The first rule that fits decides; where none does, nobody is in charge yet."),
        _("What a case must be like, and who then gets it. People who are away are passed over."),
        "inquiries",
    ),
    "inquiries.slot": Screen(
        _("Times at which your park receives visitors; enterprises choose among them."),
        _("One time that can be offered for a visit, by the park's own clock."),
        "visits",
    ),
    "inquiries.replytemplate": Screen(
        _("Texts for answers that come again and again, in both languages."),
        _("The words between curly brackets are filled in when the template is used."),
        "mails",
    ),
    "inquiries.servicerequest": Screen(
        _("What tenants ask for after moving in; what nobody has taken stands first."),
        _("Take the request, answer the tenant, and say when it is solved."),
        "services",
    ),
    "inquiries.incomingemail": Screen(
        _("Mails that came in; those that were held back wait for your decision."),
        _("Who wrote, why the mail is held back, and whether it belongs to a case."),
        "mails",
    ),
    "inquiries.privacyrequest": Screen(
        _("Wishes of people about their data: copies, withdrawals, erasures, and what became of each."),
        _("What was asked and what was done; nothing here can be changed."),
        "privacy",
    ),
    "enterprises.enterprise": Screen(
        _("Companies that have asked one of your parks, as they described themselves."),
        _("What the company wrote, and what it says otherwise today."),
        "inquiries",
    ),
    "enterprises.tenancy": Screen(
        _("Which companies are in which park; only those that agreed are named to the public."),
        _("Since when a company is here, in which space, and whether it agreed to be named."),
        "services",
    ),
    "enterprises.story": Screen(
        _("How companies settled. A story is public only with the company's consent."),
        _("Write both languages side by side; enter the day on which the company agreed."),
        "publishing",
    ),
    "parks.park": Screen(
        _("The parks that you may look at, with the state of each language version."),
        _("Everything that is said about the park, in both languages side by side."),
        "editing",
    ),
    "parks.space": Screen(
        _("Spaces of your parks; only free and soon free ones can be asked for."),
        _("One space, or several of the same kind: size, technical limits, price, availability."),
        "editing",
    ),
    "parks.landparcel": Screen(
        _("Plots of land that your parks give out."),
        _("One plot: use, area, how and when it is given out, and what it costs."),
        "editing",
    ),
    "parks.building": Screen(
        _("Buildings of your parks, so that spaces can name theirs."),
        _("A building needs only its name, in at least one language."),
        "editing",
    ),
    "parks.policy": Screen(
        _("Policies that enterprises may use; after its last day a policy is not offered any more."),
        _("What the policy gives, to whom, how long, and which conditions the pre-check compares."),
        "editing",
    ),
    "parks.opportunity": Screen(
        _("Investment projects of your parks and who they look for."),
        _("What is offered and what is looked for, one thing on each line."),
        "editing",
    ),
    "parks.article": Screen(
        _("News and features; a headline without a text is shown as a headline."),
        _("Write both languages side by side and say what the article is about."),
        "publishing",
    ),
    "parks.event": Screen(
        _("Events, and how many people have registered."),
        _("Hours are those of the clocks at the event; a change renews the guests' calendars."),
        "publishing",
    ),
    "parks.partnership": Screen(
        _("Partnerships between parks. After 180 days of silence the managers are reminded."),
        _("The platform keeps this page; each side adds what happened to its log."),
        "editing",
    ),
    "parks.organisation": Screen(
        _("Universities, firms, banks and other bodies that parks work with."),
        _("Who the body is, with dated figures and their sources."),
        "taxonomies",
    ),
    "parks.source": Screen(
        _("Documents and pages from which figures were taken; readers see them beside each figure."),
        _("Give the title in both languages and the address at which everybody can look it up."),
        "taxonomies",
    ),
    "parks.operator": Screen(
        _("Who runs parks and answers inquiries, with the hours promised for a first answer."),
        _("The promise, the clock and the names that stand in consents."),
        "desk",
    ),
    "parks.exchangerate": Screen(
        _("Rates by which prices are shown in another currency; the newest one counts."),
        _("One rate with its day and its source; without an operator it is the site's."),
        "desk",
    ),
    "parks.membership": Screen(
        _("Who has which seat at which operator."),
        _("What the person may do here, and which mails the seat brings."),
        "people",
    ),
    "parks.invitedseat": Screen(
        _("Seats that were offered by mail. Each counts when it is accepted; until then it can be withdrawn."),
        _("A seat for whoever reads this address. The link in the mail works once, for seven days."),
        "people",
    ),
    "parks.holidayoverride": Screen(
        _("Days off and make-up working days. Promised answers and due dates of service requests move with them."),
        _("One day, for a country or an operator, with the reason in both languages."),
        "desk",
    ),
    "parks.importbatch": Screen(
        _("Files that you brought in, with what became of each row. The page that adds one has templates."),
        _("First the check of every row, then writing; an import can be undone for some months."),
        "tables",
    ),
    "parks.job": Screen(
        _("Exports and other work in the background that you ordered."),
        _("How far the work is; the file can be fetched for some days."),
        "tables",
    ),
    "accounts.user": Screen(
        _("Everybody who can sign in to the back office or has an account of an enterprise."),
        _("The person's language decides in which language mails are written."),
        "people",
    ),
    "accounts.auditentry": Screen(
        _("Who did what to which record, and when. Nobody can change or delete a line."),
        _("One thing that somebody did. It cannot be changed."),
        "privacy",
    ),
    "notifications.outgoingemail": Screen(
        _("Every mail with its state; “sent” means that the mail server accepted it, no more."),
        _("What was written to whom, in which language, and what the mail server answered."),
        "mails",
    ),
    "parks.industry": Screen(
        _("Industries in two levels. A value that is out of use is retired, never deleted."),
        _("The name in both languages, and the industry that it is a branch of."),
        "taxonomies",
    ),
    "parks.spacetype": Screen(
        _("Kinds of space, and their step on the ladder from nursery to park-in-park."),
        _("The name in both languages, and what this kind of space is for."),
        "taxonomies",
    ),
    "parks.settlementmode": Screen(
        _("Ways for an enterprise to settle, with their steps in each country."),
        _("What the way is for, what the inquiry form asks, and the steps in their order."),
        "taxonomies",
    ),
    "parks.service": Screen(
        _("The catalogue of services that parks can offer."),
        _("What the service covers, which documents it needs and how long it takes."),
        "taxonomies",
    ),
    "parks.metric": Screen(
        _("What figures measure, and in which unit."),
        _("The definition and the unit of a figure, in both languages."),
        "taxonomies",
    ),
    "parks.region": Screen(
        _("Countries, provinces, cities and districts, each within the one above."),
        _("The name in both languages, and what the place lies in."),
        "taxonomies",
    ),
}

PAGES: dict[str, tuple[Words, str]] = {
    "index": (_("What waits for you, the most urgent first; each number leads to its list."), "start"),
    "find": (
        _("Type a reference, a name in either script, a phone number or an e-mail address."),
        "inquiries",
    ),
    "inquiries_case_board": (
        _(
            "Open cases by stage. Drag a card, or choose where it goes and press the button; "
            "what a stage needs is asked for as on the case page."
        ),
        "inquiries",
    ),
    "inquiries_case_print": (
        _("The whole case on paper, without internal notes unless you ask for them."),
        "inquiries",
    ),
    "inquiries_assignmentrule_try": (
        _("Who would get a case of this kind today, and which rule says so."),
        "inquiries",
    ),
    "parks_job_export": (
        _("The list as it is filtered now. Choose columns, format and language; the trail says what you took along."),
        "tables",
    ),
    "report": (
        _("Each chart has its table behind it, and each number the one of the period before beside it."),
        "reports",
    ),
    "health": (
        _(
            "Whether the machinery behind the pages works. What is not good also comes in one mail a day to the "
            "platform's administrators."
        ),
        "desk",
    ),
    "accounts_user_reset_factor": (
        _("For somebody who has lost app, passkey and recovery codes. The person is told by mail."),
        "people",
    ),
    "parks_park_quality": (
        _("What the checks noticed in the content that you may change. A check can be wrong: look, and decide."),
        "publishing",
    ),
    "parks_park_links": (
        _("Links in your content that lead nowhere any more; each line leads to the field where it stands."),
        "publishing",
    ),
    "notifications_outgoingemail_previews": (
        _("Every mail that is sent by itself or when somebody does something, with invented content."),
        "desk",
    ),
    "notifications_outgoingemail_preview": (_("One mail as its reader sees it, filled with invented words."), "desk"),
    "inquiries_inquiry_takeout": (_("A copy of everything that is kept about the people of one inquiry."), "privacy"),
    "inquiries_inquiry_erase": (
        _("Erases what is kept about the people of one inquiry. This cannot be undone."),
        "privacy",
    ),
    "auth_user_password_change": (_("Gives this person another password; tell it to nobody else."), "people"),
    "password_change": (_("Choose a password that you use nowhere else."), "people"),
    "handbook": (_("Short chapters, task by task."), ""),
    "handbook_chapter": (_("Short chapters, task by task."), ""),
}
RECORD = ("change", "add")


def shown(match: ResolverMatch | None) -> Shown | None:
    """The sentence of the screen at an address; None where there is none, as on the sign-in page."""
    if match is None or match.namespace != "admin" or not match.url_name:
        return None
    if match.url_name in PAGES:
        sentence, chapter = PAGES[match.url_name]
        return Shown(sentence, address(chapter))
    label, _line, page = match.url_name.rpartition("_")
    screen = MODELS.get(label.replace("_", ".", 1))
    if screen is None or page not in ("changelist", *RECORD):
        return None
    return Shown(screen.record if page in RECORD else screen.listed, address(screen.chapter))


def address(chapter: str) -> str:
    """Of a chapter of the handbook; "" for none."""
    return reverse("admin:handbook_chapter", args=[chapter]) if chapter else ""
