from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Without a lock on the table: it is written all the time."""

    atomic = False
    dependencies = [
        ('payouts', '0008_causes'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='transferattempt',
            index=models.Index(fields=['opened_at'], name='transfers_by_time'),
        ),
    ]
