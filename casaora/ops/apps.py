"""Operations as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    name = "casaora.ops"
    label = "ops"
    verbose_name = _("Alarms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Critical events ring; and web looks whether the clock still goes."""
        from casaora.kit import events, traffic
        from casaora.ops import alarms, watching

        if alarms.ring not in events.on_critical:
            events.on_critical.append(alarms.ring)
        if watching.look_at_the_clock not in traffic.after_adding:
            traffic.after_adding.append(watching.look_at_the_clock)
