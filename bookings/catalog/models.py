"""Services, what each professional offers, and the versioned pricing policy."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.places.models import Market, Named
from accounts.professionals.models import Professional
from bookings.catalog.cancellation import Cancellation, usual
from casaora.kit.money import STEP, Money

#: Visits are booked in half hours.
STEP_MINUTES = 30
#: Nobody works longer than this in one visit.
MAXIMUM_MINUTES = 12 * 60


def on_half_hour_step(column: str) -> models.Q:
    """Half of the amount lies on its currency's step, so that hours × rate is exact: 2 pesos, 2 guaranies."""
    rules = [models.Q(currency=currency) & models.Q(Exact(Mod(models.F(column), 2 * step), 0)) for currency, step in STEP.items()]
    condition = rules[0]
    for rule in rules[1:]:
        condition |= rule
    return condition


class Category(models.TextChoices):
    """The six kinds of help, in the order in which they are shown."""

    HOUSEKEEPING = "housekeeping", _("Housekeeping")
    CHILDCARE = "childcare", _("Childcare")
    ELDER_CARE = "elder_care", _("Elder care")
    PET_CARE = "pet_care", _("Pet care")
    RELOCATION = "relocation", _("Relocation")
    LIFESTYLE = "lifestyle", _("Lifestyle")


class Described(models.Model):
    """A description in both languages; either may be missing."""

    description_en = models.TextField(blank=True, default="", max_length=1000)
    description_es = models.TextField(blank=True, default="", max_length=1000)

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """In the reader's language, else in the other."""
        spanish = (get_language() or "").startswith("es")
        return (self.description_es if spanish else self.description_en) or self.description_es or self.description_en


class Service(Named, Described):
    """One thing that people do in homes. The taxonomy of search, profiles, booking and the demo."""

    category = models.CharField(max_length=20, choices=Category.choices)
    slug = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="smaller comes first")

    class Meta:
        app_label = "bookings"
        ordering = ("order", "slug")
        constraints = [models.CheckConstraint(condition=models.Q(category__in=Category.values), name="service_has_a_known_category")]

    def __str__(self) -> str:
        return self.name_en


class Offering(Described):
    """One professional's service: her hourly rate and the shortest visit that she takes."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="offerings")
    service = models.ForeignKey(Service, models.PROTECT, related_name="offerings")
    hourly_rate_minor = models.BigIntegerField(help_text="what she receives for an hour")
    currency = models.CharField(max_length=3)
    minimum_minutes = models.PositiveSmallIntegerField(default=120)
    is_live = models.BooleanField(default=True)

    class Meta:
        app_label = "bookings"
        indexes = [models.Index(fields=["service", "professional"], name="live_offerings", condition=models.Q(is_live=True))]
        constraints = [
            models.UniqueConstraint(fields=["professional", "service"], name="one_offering_a_service"),
            models.CheckConstraint(condition=models.Q(hourly_rate_minor__gt=0), name="offering_rate_is_positive"),
            models.CheckConstraint(condition=on_half_hour_step("hourly_rate_minor"), name="offering_rate_is_on_step"),
            models.CheckConstraint(
                condition=models.Q(minimum_minutes__gte=STEP_MINUTES, minimum_minutes__lte=MAXIMUM_MINUTES)
                & models.Q(Exact(Mod(models.F("minimum_minutes"), STEP_MINUTES), 0)),
                name="offering_minimum_is_in_half_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} by {self.professional}"

    @property
    def rate(self) -> Money:
        """What she receives for an hour."""
        return Money(self.hourly_rate_minor, self.currency)


class Extra(Named):
    """Something added to an offering at a fixed or an hourly price, in the offering's currency."""

    offering = models.ForeignKey(Offering, models.PROTECT, related_name="extras")
    price_minor = models.BigIntegerField()
    is_hourly = models.BooleanField(default=False)
    is_live = models.BooleanField(default=True)

    class Meta:
        app_label = "bookings"
        constraints = [models.CheckConstraint(condition=models.Q(price_minor__gt=0), name="extra_price_is_positive")]

    def price(self, currency: str) -> Money:
        """Its price; the currency is the offering's, which the caller has at hand."""
        return Money(self.price_minor, currency)


class PricingPolicy(models.Model):
    """Fee, commission and limits from a moment on. Never edited: a change is a new version."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices, null=True, blank=True, help_text="empty: every category")
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    fee_basis_points = models.PositiveIntegerField(default=1500, help_text="the customer's service fee, on the subtotal")
    commission_basis_points = models.PositiveIntegerField(default=0, help_text="kept from the professional's subtotal")
    minimum_subtotal_minor = models.BigIntegerField()
    maximum_subtotal_minor = models.BigIntegerField()
    cancellation_terms = models.JSONField(default=usual, help_text="what a customer who cancels gets back: tiers and right to withdraw")
    clearing_hours = models.PositiveSmallIntegerField(default=48, help_text="from the visit's end until it may be paid out")

    class Meta:
        app_label = "bookings"
        verbose_name_plural = "pricing policies"
        constraints = [
            models.UniqueConstraint(fields=["market", "category", "version"], nulls_distinct=False, name="one_policy_a_version"),
            models.UniqueConstraint(fields=["market", "category", "valid_from"], nulls_distinct=False, name="one_policy_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(fee_basis_points__lte=5000, commission_basis_points__lte=5000), name="policy_shares_are_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_subtotal_minor__gt=0, maximum_subtotal_minor__gte=models.F("minimum_subtotal_minor")),
                name="policy_limits_are_in_order",
            ),
            models.CheckConstraint(condition=models.Q(clearing_hours__gte=48), name="policy_clears_after_the_report_window"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What a booking freezes: market, category and version, such as ``CO-all-1``."""
        return f"{self.market_id}-{self.category or 'all'}-{self.version}"

    @property
    def cancellation(self) -> Cancellation:
        """What a customer who cancels gets back."""
        return Cancellation.from_json(self.cancellation_terms)
