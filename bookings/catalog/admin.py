"""Services, offerings and pricing policies on the staff site. A change of fee is a new version, published by a verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users.admin import ForStaff, ReadOnly, groups_of
from bookings.catalog import actions
from bookings.catalog.models import Extra, Offering, PricingPolicy, Service
from casaora.kit import clock
from casaora.kit.money import Money
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
    list_display = ("professional", "service", "hourly_rate_minor", "currency", "minimum_minutes", "is_live")
    list_filter = ("service__category", "is_live")
    list_select_related = ("professional", "service")
    search_fields = ("professional__display_name", "service__name_en", "service__name_es")
    inlines = (Extras,)


class NewPolicy(forms.ModelForm):
    """The next version of a policy."""

    class Meta:
        model = PricingPolicy
        fields = (
            "market", "category", "valid_from", "fee_basis_points", "commission_basis_points", "minimum_subtotal_minor", "maximum_subtotal_minor",
        )  # fmt: skip

    def clean_valid_from(self) -> Any:
        """Now or later: what was promised does not change."""
        valid_from = self.cleaned_data["valid_from"]
        if valid_from < clock.now():
            raise forms.ValidationError(_("A policy holds from now on or later."))
        return valid_from


class Policies(ReadOnly):
    """Versions of fee, commission and limits. ``finance`` adds the next one; none is edited."""

    readers = ("support", "operations", "finance")
    form = NewPolicy
    list_display = ("name", "market", "category", "version", "valid_from", "fee_basis_points", "commission_basis_points")
    list_filter = ("market", "category")
    ordering = ("market", "category", "-version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Money is finance's."""
        return "finance" in groups_of(request)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> Any:
        """Without Django's transaction around it: the verb has its own."""
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: PricingPolicy, form: Any, change: bool) -> None:
        """Publish through the verb; the row that Django made is given the published one's place."""
        currency = obj.market.currency
        terms = actions.Terms(
            obj.fee_basis_points, obj.commission_basis_points, Money(obj.minimum_subtotal_minor, currency), Money(obj.maximum_subtotal_minor, currency)
        )
        published = actions.publish_policy(
            market=obj.market, category=obj.category or None, terms=terms, valid_from=obj.valid_from, by=By("staff", request.user.pk), at=clock.now()
        )
        obj.pk, obj.version = published.pk, published.version


def register(site: admin.AdminSite) -> None:
    """What staff see of the catalog."""
    site.register(Service, Services)
    site.register(Offering, Offerings)
    site.register(PricingPolicy, Policies)
