"""What people ask us, what was done about it, and whether articles help."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('topic', models.CharField(choices=[('about_booking', 'A visit or a booking'), ('about_payment', 'A payment, a hold or a refund'), ('about_payout', 'My earnings or my payout account'), ('about_account', 'My account, or logging in'), ('about_work', 'Working with Casaora'), ('about_data', 'My data'), ('about_else', 'Something else')], max_length=20)),
                ('text', models.CharField(max_length=3000)),
                ('email', models.EmailField(help_text='where the answer goes', max_length=254)),
                ('booking', models.CharField(blank=True, default='', help_text='as it was written: nobody has checked whose it is', max_length=12)),
                ('language', models.CharField(max_length=2)),
                ('state', models.CharField(choices=[('question_open', 'question_open'), ('question_in_hand', 'question_in_hand'), ('question_answered', 'question_answered'), ('question_closed', 'question_closed')], default='question_open', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('reply_by', models.DateTimeField(help_text='until then somebody should have answered')),
                ('reply', models.TextField(blank=True, default='', max_length=5000)),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, help_text='when nobody waited for us any more', null=True)),
                ('owner', models.ForeignKey(blank=True, help_text='the staff member who has it in hand', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, help_text='empty: written without signing in', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='QuestionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=40)),
                ('from_state', models.CharField(blank=True, default='', max_length=24)),
                ('to_state', models.CharField(max_length=24)),
                ('by_role', models.CharField(max_length=20)),
                ('by_person_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('why', models.CharField(blank=True, default='', max_length=300)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='help.question')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=2)),
                ('helped', models.BooleanField()),
                ('words', models.CharField(blank=True, default='', max_length=1000)),
                ('given_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(models.F('article'), models.OrderBy(models.F('given_at'), descending=True), name='verdicts_of_an_article')],
            },
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('state__in', ('question_open', 'question_in_hand'))), fields=['reply_by'], name='questions_that_wait'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(models.OrderBy(models.F('asked_at'), descending=True), name='questions_by_time'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['person', '-asked_at'], name='questions_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'question_answered'), _negated=True), models.Q(('reply', ''), _negated=True), _connector='OR'), name='an_answered_question_has_its_answer'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ('question_open', 'question_in_hand'))), models.Q(('closed_at__isnull', False), ('state__in', ('question_answered', 'question_closed'))), _connector='OR'), name='a_question_is_closed_or_waits'),
        ),
    ]
