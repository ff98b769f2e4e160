"""A dispute is a row that is only moved by what was read at the processor; a refund that was decided meanwhile waits in a row of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0011_supplements'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='operation',
            field=models.CharField(choices=[('open_checkout', 'open_checkout'), ('expire_checkout', 'expire_checkout'), ('capture', 'capture'), ('release', 'release'), ('refund', 'refund'), ('submit_evidence', 'submit_evidence')], max_length=20),
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('processor_id', models.CharField(max_length=80, unique=True)),
                ('amount_minor', models.BigIntegerField(help_text='what the bank asks for')),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.CharField(help_text="the processor's word", max_length=60)),
                ('status', models.CharField(help_text="the processor's word, as last read", max_length=40)),
                ('is_inquiry', models.BooleanField(help_text='the bank only asks: no money has moved')),
                ('evidence_due_by', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(help_text='when it was last read')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('won', 'won'), ('lost', 'lost'), ('closed', 'closed')], default='', max_length=10)),
                ('movements', models.JSONField(default=list, help_text='ids of the balance transactions that are in the books')),
                ('taken_minor', models.BigIntegerField(default=0, help_text='what the bank took, less what it gave back before it was lost')),
                ('lost_minor', models.BigIntegerField(default=0, help_text='of that, what it keeps')),
                ('borne_minor', models.BigIntegerField(default=0, help_text='of what is lost, what the platform alone loses')),
                ('beyond_minor', models.BigIntegerField(default=0, help_text='of what is lost, what exceeds the captured and not refunded money')),
                ('evidence_sent_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, help_text='when staff decided not to answer', null=True)),
                ('answered_by_person_id', models.BigIntegerField(blank=True, null=True)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='bookings.payment')),
            ],
            options={
                'indexes': [models.Index(models.F('opened_at'), condition=models.Q(('closed_at__isnull', True)), name='disputes_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('lost_minor__gte', 0), ('lost_minor__lte', models.F('taken_minor'))), name='dispute_loses_what_was_taken'), models.CheckConstraint(condition=models.Q(('beyond_minor__lte', models.F('borne_minor')), ('borne_minor__lte', models.F('lost_minor'))), name='dispute_divides'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='dispute_ends_somehow')],
            },
        ),
        migrations.CreateModel(
            name='OwedRefund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.CharField(max_length=60)),
                ('parts', models.JSONField(default=dict, help_text='how it divides, as at the claim')),
                ('by_role', models.CharField(max_length=20)),
                ('by_person_id', models.BigIntegerField(blank=True, null=True)),
                ('decided_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('refunded', 'refunded'), ('not_due', 'not_due')], default='', max_length=10)),
                ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='owed_refund', to='bookings.payment')),
            ],
            options={
                'indexes': [models.Index(models.F('decided_at'), condition=models.Q(('settled_at__isnull', True)), name='refunds_owed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='owed_refund_is_positive')],
            },
        ),
    ]
