"""What a company's profile answers of the policy pre-check. What it does not say stays unknown."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from enterprises.models import CompanyProfile
from parks import entitling
from parks.forms.precheck import PrecheckForm
from parks.models import Policy
from parks.precheck import Result, check


def query_of(profile: CompanyProfile) -> str:
    """The answers as the pre-check's address has them: codes and numbers, no name.

    Left open: where it will be registered, how it settles, how much it invests and how much area it needs are
    questions of a project; the staff of a size band is no number; without a tick nothing says that there are no
    qualifications.
    """
    answers: dict[str, object] = {
        "country": str(profile.country),
        "enterprise_type": [profile.kind] if profile.kind else [],
        "qualification": list(profile.qualifications),
        "industry": profile.industry.code if profile.industry else "",
        "years": timezone.localdate().year - profile.founded_year if profile.founded_year else "",
    }
    return urlencode({name: value for name, value in answers.items() if value not in ("", [])}, doseq=True)


def judged(profile: CompanyProfile, slug: str = "") -> list[Result]:
    """Every incentive in force today, or this one, judged by the profile. About eight queries."""
    offers = entitling.offers()
    if slug:
        offers = [(policy, conditions) for policy, conditions in offers if policy.slug == slug]
    known = entitling.known(condition for _policy, conditions in offers for condition in conditions)
    form = PrecheckForm(QueryDict(query_of(profile)), known=known)
    form.is_valid()
    return check(offers, form.profile(), known, timezone.localdate())


def policy_named(slug: str) -> Policy | None:
    """The policy of this short name, in force or not."""
    return Policy.objects.public().filter(slug=slug).first()
