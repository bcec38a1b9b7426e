"""What the account of somebody who is signed in answers of the inquiry form beforehand."""

from django.http import HttpRequest

from accounts.views.doors import person
from enterprises.models import CompanyProfile
from inquiries.forms.account import known_answers
from inquiries.forms.steps import CONTACT, NEED, WINDOWS


def known(request: HttpRequest) -> dict[str, list[str]]:
    """Nothing for everybody who is not signed in; no query then. The address may name which company (`company`)."""
    user = person(request)
    if user is None:
        return {}
    mine = list(CompanyProfile.objects.of(user).select_related("industry"))
    wanted = request.GET.get("company", "")
    profile = next((one for one in mine if str(one.uuid) == wanted), mine[0] if mine else None)
    return known_answers(user, profile)


def later(request: HttpRequest) -> dict[str, list[str]]:
    """What a draft begins with: answers to the questions of the later steps, of the company that the first one names.

    Somebody who asks for another company than the account's brings only themselves along.
    """
    user = person(request)
    if user is None:
        return {}
    typed = request.POST.get("company_name", "").strip()
    mine = CompanyProfile.objects.of(user).select_related("industry")
    profile = next((one for one in mine if typed in (one.name_zh_hans, one.name_en)), None)
    answers = known_answers(user, profile)
    return {name: values for name, values in answers.items() if name in {*WINDOWS[NEED], *WINDOWS[CONTACT]}}
