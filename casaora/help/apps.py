"""Help as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HelpConfig(AppConfig):
    name = "casaora.help"
    label = "help"
    verbose_name = _("Questions of people")
    default_auto_field = "django.db.models.BigAutoField"
