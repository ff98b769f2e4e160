"""The old notices go somewhere, too: all of them had a person."""

import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_letters_to_visitors'),
    ]

    operations = [
        django.contrib.postgres.operations.ValidateConstraint(model_name='notice', name='a_notice_goes_somewhere'),
    ]
