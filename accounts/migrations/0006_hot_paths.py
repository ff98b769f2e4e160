"""Who is suspended is asked each minute: a handful of all, found without reading everybody."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_staff_groups'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='professional',
            index=models.Index(condition=models.Q(('vetting_state', 'suspended')), fields=['user'], name='professionals_suspended'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('suspended_at__isnull', False)), fields=['suspended_at'], name='users_suspended'),
        ),
    ]
