"""The staff site: signed in through the same door as everybody, with a second factor used in this session."""

from __future__ import annotations

from functools import wraps
from importlib import import_module
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.access.adapter import Adapter
from accounts.places.queries import home_zone
from accounts.users.words import TABLES
from casaora.ops import desk
from casaora.ratelimits import limited

#: Each offers ``register(site)``.
APPS = ("accounts.admin", "bookings.admin", "payouts.admin", "casaora.help.admin", "casaora.admin_records")


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person set up time-based codes. Asked once a request."""
    known: bool | None = getattr(request, "has_second_factor", None)
    if known is None:
        known = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists()
        request.has_second_factor = known  # type: ignore[attr-defined]
    return known


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with it: a password alone (or a session from before) is not enough."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))  # type: ignore[arg-type]


def by_home_clock(view: Any) -> Any:
    """The view with every moment by the clock of the open market; the page is drawn inside, because it is drawn late."""

    @wraps(view)
    def shown(request: HttpRequest, *given: Any, **named: Any) -> Any:
        with timezone.override(home_zone()):
            answer = view(request, *given, **named)
            return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer

    return shown


class StaffSite(admin.AdminSite):
    """Django's admin behind our door."""

    site_header = _("Casaora, staff")
    site_title = _("Casaora, staff")
    index_title = _("What is on record")
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff whose session used the second factor. (A suspended person is nobody by now.)"""
        user = request.user
        return bool(user.is_active and getattr(user, "is_staff", False) and used_second_factor(request) and has_second_factor(request))

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead whoever lacks something to the page where they get it; there is no form of Django's here."""
        return secure_admin_login(self._admit)(request)

    def _admit(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        next_url = wanted if Adapter(request).is_safe_url(wanted) else reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(next_url)
        if has_second_factor(request):
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: next_url})}")
        messages.info(request, gettext("Staff log in with a second key. Set yours up, then come back."))
        return redirect("mfa_activate_totp")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Passwords change on one page, with its limit and its notice; Django's own would write outside a verb."""
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """The first page: what is wrong, how the house stands."""
        return desk.dashboard(request, self)

    def records(self, request: HttpRequest) -> HttpResponse:
        """Django's own index: every table."""
        return super().index(request, {"title": self.index_title})

    def runbook(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One runbook."""
        return desk.runbook(request, slug, self)

    def get_urls(self) -> list[Any]:
        """Operations, before Django's own."""
        pages: list[tuple[str, Any, str]] = [
            ("records/", self.records, "records"), ("runbooks/<slug:slug>/", self.runbook, "runbook"),
            ("operations/switches/<slug:name>/", desk.turn_switch, "turn_switch"), ("operations/alarms/<int:alarm_id>/take/", desk.take_alarm, "take_alarm"),
            ("operations/alarms/<int:alarm_id>/close/", desk.close_alarm, "close_alarm"),
            ("operations/remedies/<slug:name>/", desk.apply_remedy, "apply_remedy"),
            ("operations/balance/", desk.look_at_balance, "look_at_balance"),
            ("operations/asked/<int:asked_id>/approve/", desk.approve_remedy, "approve_remedy"),
        ]  # fmt: skip
        return [*(path(address, self.admin_view(view), name=name) for address, view, name in pages), *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every POST of the staff site counts as a write; verbs that move money have limits of their own besides."""
        return limited("write")(by_home_clock(super().admin_view(view, cacheable)))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With whose clock the moments are of: on records the same as on the operations page."""
        return {**super().each_context(request), "clock_of": desk.clock_of(timezone.get_current_timezone_name())}


site = StaffSite(name="admin")
for name in APPS:
    import_module(name).register(site)
for label, (one, many) in TABLES.items():
    # Here and not in each Meta: the words are the staff site's, and a Meta's are kept by a migration.
    options = apps.get_model(label)._meta
    options.verbose_name, options.verbose_name_plural = one, many
