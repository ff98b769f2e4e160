"""The switches of the house, in one table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casaora.kit.switches import Switch

SWITCHES = {
    "maintenance": Switch(
        False, _("Maintenance"),
        _("Pages are read, and nobody but staff changes anything. What is due goes on: releases, captures, payouts, webhooks."),
    ),
    "new_requests": Switch(True, _("New bookings"), _("Off: nobody can ask for a visit. Those that are agreed take place and are paid.")),
    "sign_up": Switch(True, _("New accounts"), _("Off: nobody new can sign up. Whoever has an account signs in as before.")),
    "transfers": Switch(True, _("Transfers"), _("Off: batches are planned and no transfer is sent. On again, what waits is sent within a minute.")),
}  # fmt: skip
