"""Settings: who one is, and the address book."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.customers import actions
from accounts.customers.forms import AddressForm, PersonForm
from accounts.customers.models import Customer
from accounts.customers.queries import address_book
from accounts.users import actions as users
from accounts.users.models import User
from accounts.users.queries import agrees_to_be_counted, signed_in
from casaora.kit import clock
from casaora.kit.pages import may_locate, own_path
from casaora.kit.steps import By
from casaora.ratelimits import limited


def _by(request: HttpRequest) -> By:
    return By("customer", signed_in(request))


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Name, language and telephone; the way to password, e-mail and second factor; the address book."""
    customer = Customer.objects.filter(pk=signed_in(request)).first()
    person = User.objects.get(pk=signed_in(request))  # a copy: an invalid form must not rename whoever the page greets
    form = PersonForm(
        request.POST if request.method == "POST" else None, instance=person,
        initial={"phone": customer.phone if customer else ""}, has_phone=customer is not None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _save(request, form, customer)
    addresses = address_book(signed_in(request)) if customer else []
    return render(request, "accounts/settings.html", {
        "form": form, "addresses": addresses, "has_book": customer is not None, "may_be_counted": bool(settings.POSTHOG_KEY),
        "is_counted": bool(settings.POSTHOG_KEY) and agrees_to_be_counted(signed_in(request)),
    })  # fmt: skip


@login_required
@require_POST
@limited("write")
def counting(request: HttpRequest) -> HttpResponse:
    """Agree to be counted without a name, or take it back."""
    users.agree_to_be_counted(agrees=request.POST.get("agrees") == "on", by=_by(request), at=clock.now())
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('accounts:settings')}#counting")


def _save(request: HttpRequest, form: PersonForm, customer: Customer | None) -> HttpResponse:
    said, at = form.cleaned_data, clock.now()
    users.rename(first_name=said["first_name"], last_name=said["last_name"], language=said["language"], by=_by(request), at=at)
    if customer is not None:
        actions.set_phone(phone=said["phone"], by=_by(request), at=at)
    with translation.override(said["language"]):
        messages.success(request, _("Saved."))
        response = redirect("accounts:settings")
    year = 365 * 24 * 3600
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, said["language"], max_age=year, samesite="Lax", secure=request.is_secure())
    return response


@never_cache
@login_required
@limited("write")
@require_http_methods(["GET", "HEAD", "POST"])
@may_locate
def address(request: HttpRequest, address_id: int | None = None) -> HttpResponse:
    """Add a home, or correct one of one's own (404 for anybody else's). On the way to a booking it leads back there."""
    get_object_or_404(Customer, pk=signed_in(request))
    known = get_object_or_404(address_book(signed_in(request)), pk=address_id) if address_id else None
    form = AddressForm(request.POST if request.method == "POST" else None, instance=known)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        try:
            if address_id:
                actions.change_address(address_id=address_id, **said, forget_position=form.forgets_position(), by=_by(request), at=clock.now())
            else:
                actions.add_address(**said, by=_by(request), at=clock.now())
        except actions.TooManyAddresses:
            form.add_error(None, _("Your address book is full. Remove a home that you no longer need."))
        else:
            messages.success(request, _("Saved."))
            return redirect(own_path(request, request.GET.get("next", ""), reverse("accounts:settings") + "#addresses"))
    return render(request, "accounts/address.html", {"form": form, "known": known})


@login_required
@limited("write")
@require_POST
def address_removal(request: HttpRequest, address_id: int) -> HttpResponse:
    """Take one of one's own homes out of the book."""
    get_object_or_404(address_book(signed_in(request)), pk=address_id)
    actions.remove_address(address_id=address_id, by=_by(request), at=clock.now())
    messages.success(request, _("Removed. Visits that are booked there stay as they are."))
    return redirect(reverse("accounts:settings") + "#addresses")
