"""Somebody without an account may be written to: whoever asked us something."""

import django.contrib.postgres.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_photos'),
    ]

    operations = [
        # In Django's own words the foreign key would be made anew, and every row of the table looked at.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE accounts_notice ALTER COLUMN person_id DROP NOT NULL",
                    "ALTER TABLE accounts_notice ALTER COLUMN person_id SET NOT NULL",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='notice',
                    name='person',
                    field=models.ForeignKey(blank=True, help_text='empty: a letter to somebody without an account', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('to', ''), _negated=True), _connector='OR'), name='a_notice_goes_somewhere'),
        ),
    ]
