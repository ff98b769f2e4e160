"""Fees are asked for in the order of the index, so that a batch reads a hundred payments and not all that wait. The new one first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_hot_paths'),
        ('bookings', '0008_proposals'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(models.OrderBy(models.F('fee_next_try_at'), nulls_first=True), models.F('captured_at'), condition=models.Q(('captured_at__isnull', False), ('fee_posted_at__isnull', True)), name='payment_awaiting_fee'),
        ),
        migrations.RemoveIndex(
            model_name='payment',
            name='payment_without_fee',
        ),
    ]
