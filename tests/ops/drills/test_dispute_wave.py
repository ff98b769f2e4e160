"""Five disputes in a week: told, answered by finance, and over when the week is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.payments.models import Dispute
from casaora.demo.scenes import Stage
from casaora.kit import clock
from tests.ops.drills.duty import Duty, sound
from tests.ops.listening import Ears, ears, open_now, watched  # noqa: F401
from tests.ops.trouble import banks_ask

pytestmark = pytest.mark.django_db


def test_five_disputes_ring_and_are_answered(stage: Stage, ears: Ears) -> None:  # noqa: F811
    at = banks_ask(stage)
    watched(at)
    assert "dispute_wave" in open_now()
    assert "ALARM: Banks opened 5 disputes in seven days." in ears.heard(at)

    olga, eva = Duty(), Duty("Eva", "finance")
    olga.takes("dispute_wave")
    assert "Opened in seven days" in olga.opens("dispute-wave")
    olga.turns("sign_up", "off", "new accounts pay with stolen cards")
    form = {"email": "nueva@example.org", "first_name": "Nueva", "last_name": "Persona", "password1": "una-clave-larga-9", "role": "customer"}
    assert Client().post("/en/account/signup/", form).status_code < 500
    assert not stage.customer.user.__class__.objects.filter(email="nueva@example.org").exists()

    page = reverse("admin:bookings_dispute_changelist")
    chosen = list(Dispute.objects.values_list("pk", flat=True))
    assert olga.client.get(page).status_code == 403
    eva.client.post(page, {"action": "submit_evidence", "_selected_action": chosen, "why": ""}, follow=True)
    assert Dispute.objects.filter(evidence_sent_at__isnull=False).count() == 5
    olga.turns("sign_up", "on", "it was one card, and it is blocked")

    later = at + timedelta(days=7, minutes=1)
    clock.set_to(later)
    watched(later)
    assert "dispute_wave" not in open_now()
    assert any(word.startswith("OVER: Banks opened") for word in ears.heard(later))
    sound(later)
