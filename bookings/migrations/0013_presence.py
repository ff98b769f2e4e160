"""Who stood at a visit’s door: the home’s position, how far from it she was, and until when she waits."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0012_disputes'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='arrival_accuracy_m',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='arrival_distance_m',
            field=models.PositiveIntegerField(blank=True, help_text='from the home, where both positions are sharp', null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='arrived_at',
            field=models.DateTimeField(blank=True, help_text='when she said that she is at the door', null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=5, help_text='of the home, as it was at the request', max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='leaving_accuracy_m',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='leaving_distance_m',
            field=models.PositiveIntegerField(blank=True, help_text='after the wait, when nobody had opened', null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='position_accuracy_m',
            field=models.PositiveIntegerField(blank=True, help_text="of the home: a neighborhood's center is no proof", null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='start_accuracy_m',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='start_distance_m',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='waits_until',
            field=models.DateTimeField(blank=True, help_text='as the customer was told', null=True),
        ),
    ]
