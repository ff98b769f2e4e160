from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Without a lock on the table: it is written all the time."""

    atomic = False
    dependencies = [
        ('bookings', '0015_causes'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='attempt',
            index=models.Index(fields=['operation', 'opened_at'], name='attempts_by_time'),
        ),
    ]
