import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_one_shape_of_steps'),
        ('bookings', '0017_calendars_and_favorites'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, default='', help_text='as in the address of the search; without page and day', max_length=400)),
                ('tells', models.BooleanField(default=False, help_text='an e-mail when somebody new fits')),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='professionals', size=None)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to='accounts.customer')),
            ],
            options={
                'verbose_name_plural': 'saved searches',
                'indexes': [models.Index(condition=models.Q(('tells', True)), fields=['looked_at'], name='saved_searches_that_tell')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'query'), name='one_saved_search_a_wish')],
            },
        ),
    ]
