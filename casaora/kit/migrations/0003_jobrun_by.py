"""Who began a run: the clock, or somebody's button."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_causes")]

    operations = [
        migrations.AddField(
            "jobrun", "by_role",
            models.CharField(max_length=20, default="clock", db_default="clock", help_text="the clock, or who asked for it beside the clock"),
        ),
        migrations.AddField("jobrun", "by_person_id", models.BigIntegerField(null=True, blank=True)),
    ]
