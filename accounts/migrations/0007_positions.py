"""Where a home is on the map, if its household says so."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_hot_paths'),
    ]

    operations = [
        migrations.AddField(
            model_name='address',
            name='accuracy_m',
            field=models.PositiveIntegerField(blank=True, help_text='how sure the browser was', null=True),
        ),
        migrations.AddField(
            model_name='address',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=5, help_text="as the household's browser said there", max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name='address',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accuracy_m', None), ('latitude', None), ('longitude', None)), models.Q(('accuracy_m__isnull', False), ('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='address_position_is_whole'),
        ),
    ]
