"""Colleagues of a company: who is a member, who was invited, and the page on which an invitation is taken."""

import uuid as uuids
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.views.doors import signed_in
from common import ratelimit
from common.languages import current_language
from enterprises import joining
from enterprises.enums import MemberRole
from enterprises.models import Invitation, Member
from inquiries.forms.account import InviteForm
from inquiries.views.company import member_or_404

HOUR = 3600
INVITATIONS_AN_HOUR = 20  # by one person


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def people(request: HttpRequest, user: User, uuid: uuids.UUID) -> HttpResponseBase:
    """Members and open invitations. A POST does what its button (`do`) says."""
    member = member_or_404(user, uuid)
    if request.method != "POST":
        return _page(request, member, InviteForm(initial={"language": current_language()}))
    if request.POST.get("do") == "invite":
        return _invite(request, member)
    step = _steps(request, member).get(request.POST.get("do", ""))
    if step is None:
        return _page(request, member, InviteForm(initial={"language": current_language()}))
    try:
        step()
    except ValidationError as error:
        form = InviteForm(initial={"language": current_language()})
        return _page(request, member, form, 422, error.messages)
    if not Member.objects.filter(pk=member.pk).exists():
        return redirect("inquiries:account")
    return redirect("inquiries:people", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitation(request: HttpRequest, user: User, uuid: uuids.UUID) -> HttpResponseBase:
    """Asks, then joins. Somebody signed in with another address is told no more than that it went elsewhere."""
    found = Invitation.objects.select_related("company", "invited_by").filter(uuid=uuid).first()
    if found is None or found.email != user.email.lower():
        return render(request, "inquiries/account/invitation.html", {"person": user}, status=404)
    if request.method == "POST":
        try:
            joining.accept(found, user=user)
        except joining.Gone:
            return _invitation_page(request, user, found, 410)
        messages.success(request, _("You are a member now."))
        return redirect("inquiries:account")
    return _invitation_page(request, user, found, 200 if found.is_open else 410)


def _invite(request: HttpRequest, member: Member) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form, 422)
    if ratelimit.hit("invitations", str(member.user_id), INVITATIONS_AN_HOUR, HOUR):
        form.add_error(None, _("Many invitations were sent in the last hour. Please try again later."))
        return _page(request, member, form, 429)
    email, language = form.cleaned_data["email"], form.cleaned_data["language"]
    try:
        joining.invite(member.company, email=email, language=language, by=member.user)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, member, form, 422)
    messages.success(request, _("The invitation is on its way."))
    return redirect("inquiries:people", member.company.uuid)


def _steps(request: HttpRequest, member: Member) -> dict[str, Callable[[], None]]:
    """What the buttons of the page do, by their code; the verbs ask who may."""
    company, user = member.company, member.user
    given = request.POST.get("id", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    return {
        "withdraw": lambda: joining.withdraw(company, invitation=number, by=user),
        "owner": lambda: joining.set_role(company, member=number, role=MemberRole.OWNER, by=user),
        "member": lambda: joining.set_role(company, member=number, role=MemberRole.MEMBER, by=user),
        "remove": lambda: joining.remove(company, member=number, by=user),
        "leave": lambda: joining.remove(company, member=member.pk, by=user),
    }


def _page(
    request: HttpRequest, member: Member, form: InviteForm, status: int = 200, said: list[str] | None = None
) -> HttpResponse:
    company = member.company
    context = {
        "company": company,
        "member": member,
        "members": company.members.select_related("user"),
        "invitations": company.invitations.open().filter(expires_at__gt=timezone.now()),
        "form": form,
        "problems": [*(("", text) for text in said or ()), *(form.problems if form.is_bound else [])],
    }
    return render(request, "inquiries/account/people.html", context, status=status)


def _invitation_page(request: HttpRequest, user: User, found: Invitation, status: int) -> HttpResponse:
    context = {"person": user, "invitation": found, "company": found.company}
    return render(request, "inquiries/account/invitation.html", context, status=status)
