from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Without a lock on the ledger: it is written all the time."""

    atomic = False
    dependencies = [
        ('payouts', '0010_reconciliation'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='entry',
            index=models.Index(fields=['at'], name='entries_by_time'),
        ),
    ]
