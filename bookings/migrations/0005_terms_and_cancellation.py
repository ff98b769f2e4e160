"""Policies say what cancelling costs, bookings freeze it, and remember when they were accepted and canceled."""

from django.db import migrations, models

import bookings.catalog.cancellation
import bookings.lifecycle.models

HELP = "the earliest start that was ever agreed: what cancelling costs is reckoned from it"
# A booking made before had one start; its acceptance is a step.
FILL = """
UPDATE bookings_booking b SET agreed_start_at = b.starts_at, accepted_at =
  (SELECT min(s.at) FROM bookings_steptaken s WHERE s.booking_id = b.id AND s.step = 'accept');
"""


class Migration(migrations.Migration):

    dependencies = [("accounts", "0005_staff_groups"), ("bookings", "0004_tries_again")]

    operations = [
        migrations.AddField("booking", "accepted_at", models.DateTimeField(blank=True, help_text="when the contract was made", null=True)),
        migrations.AddField("booking", "agreed_start_at", models.DateTimeField(help_text=HELP, null=True)),
        migrations.AddField("booking", "canceled_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "booking", "terms",
            models.JSONField(
                default=bookings.lifecycle.models.usual_terms, help_text="of the policy: what cancelling costs, when the earning clears"
            ),
        ),
        migrations.AddField(
            "pricingpolicy", "cancellation_terms",
            models.JSONField(
                default=bookings.catalog.cancellation.usual, help_text="what a customer who cancels gets back: tiers and right to withdraw"
            ),
        ),
        migrations.AddField(
            "pricingpolicy", "clearing_hours",
            models.PositiveSmallIntegerField(default=48, help_text="from the visit's end until it may be paid out"),
        ),
        migrations.AddConstraint(
            "pricingpolicy",
            models.CheckConstraint(condition=models.Q(("clearing_hours__gte", 48)), name="policy_clears_after_the_report_window"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
