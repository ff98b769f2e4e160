"""The app's Django configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    """See the package's docstring."""

    name = "bookings"
    verbose_name = _("Bookings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Packages above the lifecycle tell it what they record, which payments are theirs, and what they show on its page."""
        from bookings.disputes import evidence, refunds
        from bookings.issues import rulings
        from bookings.issues.page import part
        from bookings.lifecycle import records, trail
        from bookings.supplements import registry

        registry.register()
        records.register(refunds.STEP, refunds.recorded)
        records.register(evidence.STEP, evidence.recorded)
        records.register(rulings.STEP, rulings.settled)
        trail.PARTS.append(part)
