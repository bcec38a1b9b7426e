"""Mails that arrived at the reply address, and wordings that staff choose when they answer."""

import django.db.models.deletion
import django.utils.timezone
import inquiries.models.incoming
import inquiries.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0006_routing'),
        ('parks', '0010_demonstration_park'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IncomingEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header_id', models.CharField(max_length=250, unique=True, verbose_name='Message-ID')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received at')),
                ('sender', models.CharField(blank=True, max_length=254, verbose_name='from')),
                ('sender_name', models.CharField(blank=True, max_length=120, verbose_name='name of the sender')),
                ('subject', models.CharField(blank=True, max_length=250, verbose_name='subject')),
                ('author', models.CharField(blank=True, choices=[('enterprise', 'Enterprise'), ('staff', 'Park staff')], max_length=20, verbose_name='addressed by')),
                ('state', models.CharField(choices=[('accepted', 'Taken over'), ('quarantined', 'Held back'), ('rejected', 'Rejected'), ('ignored', 'Sent by a machine'), ('failed', 'Could not be taken over; tried again')], max_length=20, verbose_name='state')),
                ('reason', models.CharField(blank=True, choices=[('stranger', 'It comes from another address than the one that was written to'), ('forged', 'Its reply address was not made here, or with a key that is no longer used'), ('no_address', 'It was sent to no reply address'), ('several', 'It was sent to several cases at once'), ('no_case', 'Its case does not exist any more'), ('no_right', 'Its writer does not work on this case any more'), ('unauthentic', 'The mail server doubts that it comes from where it says'), ('too_many', 'Too many mails came to this address within an hour'), ('too_large', 'It is too large'), ('unreadable', 'It cannot be read'), ('empty', 'It says nothing and brings no file'), ('refused', 'The case takes no messages at present'), ('auto_reply', 'An automatic answer'), ('loop', 'One of our own mails came back'), ('bounce', 'Notice that a mail could not be delivered'), ('error', 'An error of ours; see the log')], max_length=20, verbose_name='reason')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('original', models.TextField(blank=True, verbose_name='whole text')),
                ('files', models.JSONField(blank=True, default=list, verbose_name='files')),
                ('raw', models.FileField(blank=True, max_length=200, upload_to=inquiries.models.incoming.incoming_path, verbose_name='whole mail')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='size in bytes')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='incoming_mails', to='inquiries.case', verbose_name='case')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incoming', to='inquiries.message', verbose_name='message')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
            ],
            options={
                'verbose_name': 'incoming e-mail',
                'verbose_name_plural': 'incoming e-mails',
                'ordering': ['-received_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'quarantined')), fields=['case'], name='incoming_held'), models.Index(condition=models.Q(('state', 'failed')), fields=['attempts'], name='incoming_failed'), models.Index(condition=models.Q(('raw', ''), _negated=True), fields=['received_at'], name='incoming_with_raw')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'quarantined', 'rejected', 'ignored', 'failed'])), name='incoming_state_known'), models.CheckConstraint(condition=models.Q(('reason', ''), ('reason__in', ['stranger', 'forged', 'no_address', 'several', 'no_case', 'no_right', 'unauthentic', 'too_many', 'too_large', 'unreadable', 'empty', 'refused', 'auto_reply', 'loop', 'bounce', 'error']), _connector='OR'), name='incoming_reason_known'), models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'rejected']), models.Q(('reason', ''), _negated=True), _connector='OR'), name='incoming_held_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('case__isnull', False), _connector='OR'), name='incoming_accepted_has_case')],
            },
        ),
        migrations.CreateModel(
            name='ReplyTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('body', models.TextField(help_text='Filled in: {contact} the contact, {park} the park, {reference} the reference, {staff} your name, {answer_by} until when an answer is promised.', max_length=4000, validators=[inquiries.validators.check_placeholders], verbose_name='text')),
                ('body_zh_hans', models.TextField(help_text='Filled in: {contact} the contact, {park} the park, {reference} the reference, {staff} your name, {answer_by} until when an answer is promised.', max_length=4000, null=True, validators=[inquiries.validators.check_placeholders], verbose_name='text')),
                ('body_en', models.TextField(help_text='Filled in: {contact} the contact, {park} the park, {reference} the reference, {staff} your name, {answer_by} until when an answer is promised.', max_length=4000, null=True, validators=[inquiries.validators.check_placeholders], verbose_name='text')),
                ('kind', models.CharField(blank=True, choices=[('full', 'Settlement inquiry'), ('callback', 'Call back'), ('brochure', 'Brochure')], help_text='Empty: every kind.', max_length=10, verbose_name='kind of inquiry')),
                ('stage', models.CharField(blank=True, choices=[('new', 'New inquiry'), ('accepted', 'Accepted'), ('contacted', 'Contacted'), ('visiting', 'Visit'), ('proposal', 'Proposal'), ('negotiating', 'Negotiating'), ('admitted', 'Admitted'), ('signed', 'Signed'), ('settled', 'Settled'), ('lost', 'Lost'), ('withdrawn', 'Withdrawn by the enterprise'), ('transferred', 'Transferred'), ('duplicate', 'Duplicate'), ('invalid', 'Invalid')], help_text='Empty: every stage.', max_length=20, verbose_name='stage')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='order')),
                ('operator', models.ForeignKey(blank=True, help_text='Empty: every operator may use it; only the platform writes such templates.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reply_templates', to='parks.operator', verbose_name='operator')),
            ],
            options={
                'verbose_name': 'reply template',
                'verbose_name_plural': 'reply templates',
                'ordering': ['order', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', ''), ('kind__in', ['full', 'callback', 'brochure']), _connector='OR'), name='reply_kind_known'), models.CheckConstraint(condition=models.Q(('stage', ''), ('stage__in', ['new', 'accepted', 'contacted', 'visiting', 'proposal', 'negotiating', 'admitted', 'signed', 'settled', 'lost', 'withdrawn', 'transferred', 'duplicate', 'invalid']), _connector='OR'), name='reply_stage_known')],
            },
        ),
    ]
