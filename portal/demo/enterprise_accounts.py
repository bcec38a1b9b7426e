"""The account of one invented enterprise: its person, the profile made from her inquiry, and what she subscribed to."""

from accounts.models import User
from enterprises import companies, joining, subscribing
from enterprises.companies import SHARED, Answers
from enterprises.enums import AlertPace, AlertSubject
from enterprises.models import CompanyProfile
from inquiries import belonging
from parks.imports import Row


def load_enterprise_accounts(rows: list[Row]) -> int:
    """Create the accounts that are absent, after the inquiries that they are made from. No password opens them: a code
    is mailed to the address."""
    count = 0
    for row in rows:
        if User.objects.filter(email=row["email"]).exists():
            continue
        user = User.objects.create_user(row["email"], name=row["name"], language=row["language"])
        if described := belonging.descriptions(user):
            _furnish(user, row, companies.found(user, _answers(described[0]), described))
        count += 1
    return count


def _furnish(user: User, row: Row, company: CompanyProfile) -> None:
    joining.invite(company, email=row["colleague"], language=row["language"], by=user)
    for subject in AlertSubject:
        wish = subscribing.Wish(subject=subject, pace=AlertPace.WEEKLY, language=row["language"])
        subscribing.subscribe(user.email, wish, is_proved=True)


def _answers(description: object) -> Answers:
    return Answers(**{name: getattr(description, name) for name in SHARED})
