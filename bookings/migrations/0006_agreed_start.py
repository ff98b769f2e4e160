"""Every booking has an agreed start. By itself, since a table with pending changes of rows cannot be altered."""

from django.db import migrations, models

HELP = "the earliest start that was ever agreed: what cancelling costs is reckoned from it"


class Migration(migrations.Migration):

    dependencies = [("bookings", "0005_terms_and_cancellation")]

    operations = [migrations.AlterField("booking", "agreed_start_at", models.DateTimeField(help_text=HELP))]
