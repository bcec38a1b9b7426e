"""All tables of `notifications` at once: what the migrations it replaces made one by one, in a fraction of the time."""

import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('notifications', '0001_initial'),
        ('notifications', '0002_calendar_and_unsubscribe'),
        ('notifications', '0003_privacy'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=40, verbose_name='event')),
                ('audience', models.CharField(choices=[('enquirer', 'Enterprise'), ('staff', 'Park staff'), ('platform', 'Platform')], max_length=20, verbose_name='reader')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('cc', models.EmailField(blank=True, max_length=254, verbose_name='copy to')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='reply to')),
                ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], max_length=10, verbose_name='language')),
                ('context', models.JSONField(blank=True, default=dict, verbose_name='content')),
                ('template_version', models.CharField(blank=True, max_length=64, verbose_name='template version')),
                ('subject', models.CharField(blank=True, max_length=250, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('html', models.TextField(blank=True, verbose_name='formatted text')),
                ('about', models.CharField(blank=True, max_length=64, verbose_name='about')),
                ('calendar', models.TextField(blank=True, verbose_name='calendar entry')),
                ('unsubscribe_url', models.URLField(blank=True, max_length=300, verbose_name='address to unsubscribe')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('awaiting_retry', 'Waiting to retry'), ('sent', 'Sent (accepted by the mail server)'), ('failed', 'Failed'), ('withheld', 'Withheld'), ('aborted', 'Cancelled'), ('bounced', 'Bounced')], default='queued', max_length=20, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('first_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='first attempt at')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt at')),
                ('lease', models.UUIDField(blank=True, editable=False, null=True, verbose_name='lease')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='claimed at')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('warning', models.CharField(blank=True, max_length=250, verbose_name='warning')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='given up at')),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='erased at')),
                ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                ('dedupe_key', models.CharField(default=uuid.uuid4, max_length=200, unique=True, verbose_name='duplicate key')),
            ],
            options={
                'verbose_name': 'outgoing e-mail',
                'verbose_name_plural': 'outgoing e-mails',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('queued', 'awaiting_retry'))), fields=['next_attempt_at'], name='mail_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['claimed_at'], name='mail_leased'), models.Index(fields=['about', 'created_at'], name='mail_about'), models.Index(fields=['state', 'created_at'], name='mail_state'), models.Index(condition=models.Q(('state', 'failed')), fields=['failed_at'], name='mail_failed'), models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['created_at'], name='mail_not_erased')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'awaiting_retry', 'sent', 'failed', 'withheld', 'aborted', 'bounced'])), name='mail_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='mail_sent_has_time')],
            },
        ),
        migrations.CreateModel(
            name='WorkerBeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='name')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last seen at')),
            ],
            options={
                'verbose_name': 'worker heartbeat',
                'verbose_name_plural': 'worker heartbeats',
            },
        ),
    ]
