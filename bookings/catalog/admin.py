"""Services, offerings and pricing policies on the staff site. A change of fee is a new version, published by a verb."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.users.admin import ForStaff, ReadOnly, groups_of
from bookings.catalog import actions, policy_editor
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service
from casaora.kit import clock
from casaora.kit.steps import By


class Services(ReadOnly):
    """The taxonomy; it is loaded from the code, so that search, profiles and the demo agree."""

    readers = ("support", "operations", "finance")
    list_display = ("name_en", "name_es", "category", "slug", "order")
    list_filter = ("category",)
    search_fields = ("name_en", "name_es", "slug")


class Extras(ForStaff, admin.TabularInline):
    """Of an offering."""

    model = Extra
    readers = ("support", "operations", "finance")
    fields = readonly_fields = ("name_es", "name_en", "price_minor", "is_hourly", "is_live")
    extra = 0


class Offerings(ReadOnly):
    """What professionals offer; the prices are theirs."""

    readers = ("support", "operations", "finance")
    list_display = ("professional", "service", "hourly_rate_minor", "minimum_minutes", "is_live")
    list_filter = ("service__category", "is_live")
    list_select_related = ("professional", "service")
    search_fields = ("professional__display_name", "service__name_en", "service__name_es")
    inlines = (Extras,)


class Policies(ReadOnly):
    """Versions of fee, commission and limits. ``finance`` adds the next one; none is edited."""

    readers = ("support", "operations", "finance")
    list_display = ("name", "market", "category", "version", "valid_from", "fee_basis_points", "commission_basis_points")
    list_filter = ("market", "category")
    list_select_related = ("market",)
    ordering = ("market", "category", "-version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Money is finance's."""
        return "finance" in groups_of(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Written, looked at beside the one that holds, then published by the verb."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        held = policy_editor.held_for(request)
        form = policy_editor.NextPolicy(request.POST or None, initial=policy_editor.initial(held) if held else {})
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts, "title": policy_editor.title()}
        if request.method == "POST" and form.is_valid():
            if "publish" in request.POST:
                return self._publish(request, form)
            context["preview"] = policy_editor.preview(form, held)
        return TemplateResponse(request, "admin/policies/next.html", context)

    def _publish(self, request: HttpRequest, form: policy_editor.NextPolicy) -> HttpResponse:
        said = form.cleaned_data
        published = actions.publish_policy(
            market=said["market"], category=said["category"] or None, terms=form.terms(), valid_from=said["valid_from"],
            by=By("staff", request.user.pk), at=clock.now(),
        )  # fmt: skip
        self.log_addition(request, published, f"published {published}")
        self.message_user(request, _("Published: %(name)s") % {"name": published}, messages.SUCCESS)
        return redirect("admin:bookings_pricingpolicy_changelist")


def register(site: admin.AdminSite) -> None:
    """What staff see of the catalog."""
    site.register(Service, Services)
    site.register(Offering, Offerings)
    site.register(PricingPolicy, Policies)
