"""Events are swept in the order of arrival: after an outage a batch reads a hundred and not the whole queue. The new index first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stripe', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['id', 'next_try_at'], name='events_waiting'),
        ),
        migrations.RemoveIndex(
            model_name='event',
            name='event_due',
        ),
    ]
