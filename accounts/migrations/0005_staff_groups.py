"""The groups that staff belong to: row policies and the staff site know them by name."""

from django.db import migrations

GROUPS = ("support", "finance", "operations")


def make(apps, schema_editor):
    """Make those that are missing."""
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_vetting"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
