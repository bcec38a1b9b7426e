"""All tables of `accounts` at once: what the migrations it replaces made one by one, in a fraction of the time."""

import accounts.models
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_sign_in_codes'),
        ('accounts', '0003_privacy_actions'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignInCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('handle', models.CharField(default=accounts.models.new_handle, editable=False, max_length=64, unique=True)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'sign-in code',
                'verbose_name_plural': 'sign-in codes',
                'indexes': [models.Index(fields=['email', 'created_at'], name='sign_in_code_email')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('email',), name='sign_in_code_live_once'), models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='sign_in_code_few_attempts')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], default='zh-hans', help_text='Mails to this person are written in this language.', max_length=10, verbose_name='preferred language')),
                ('platform_role', models.CharField(blank=True, choices=[('', 'None'), ('platform_editor', 'Platform editor'), ('platform_admin', 'Platform administrator'), ('auditor', 'Auditor')], default='', max_length=20, verbose_name='platform role')),
                ('is_staff', models.BooleanField(default=False, help_text='Without a seat or a platform role nothing is visible there.', verbose_name='may enter the back office')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined at')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='at')),
                ('action', models.CharField(choices=[('created', 'Created'), ('changed', 'Changed'), ('deleted', 'Deleted'), ('moved', 'Stage changed'), ('forced', 'Stage forced'), ('published', 'Published'), ('exported', 'Exported'), ('revealed', 'Personal data viewed'), ('resent', 'Mail sent again'), ('released', 'Released from quarantine'), ('signed_in', 'Signed in'), ('sign_in_failed', 'Sign-in failed'), ('signed_out', 'Signed out everywhere'), ('invited', 'Colleague invited'), ('joined', 'Joined a company'), ('left', 'Left a company'), ('withdrawn', 'Consent withdrawn'), ('erased', 'Personal data erased')], max_length=20, verbose_name='what')),
                ('object_id', models.CharField(blank=True, max_length=64, verbose_name='record number')),
                ('label', models.CharField(blank=True, max_length=250, verbose_name='record')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='from address')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contenttypes.contenttype', verbose_name='kind of record')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit trail',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='audit_object')],
            },
        ),
    ]
