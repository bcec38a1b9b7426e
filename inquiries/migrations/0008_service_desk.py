"""The service desk: requests with their log, files on it, and check-ins after moving in."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


def delete_files(apps, schema_editor):
    """On the way back: files of requests hang on nothing any more."""
    apps.get_model("inquiries", "Attachment").objects.filter(service_entry__isnull=False).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0007_incoming_mails_and_templates'),
        ('parks', '0010_demonstration_park'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.PositiveSmallIntegerField(choices=[(3, 'after 3 months'), (6, 'after 6 months'), (12, 'after 12 months')], verbose_name='after')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('satisfaction', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='satisfaction')),
                ('jobs', models.PositiveIntegerField(blank=True, null=True, verbose_name='jobs now')),
                ('needs', models.TextField(blank=True, max_length=2000, verbose_name='what the tenant needs')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
            ],
            options={
                'verbose_name': 'check-in',
                'verbose_name_plural': 'check-ins',
                'ordering': ['month', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ServiceEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('status', 'Change of status'), ('message', 'Message'), ('note', 'Internal note')], max_length=10, verbose_name='kind')),
                ('author', models.CharField(blank=True, choices=[('enterprise', 'Enterprise'), ('staff', 'Park staff')], max_length=20, verbose_name='from')),
                ('from_status', models.CharField(blank=True, choices=[('open', 'Submitted'), ('accepted', 'Accepted'), ('in_progress', 'In progress'), ('waiting', 'Waiting for applicant'), ('solved', 'Solved'), ('rejected', 'Rejected'), ('closed', 'Closed')], max_length=20, verbose_name='from')),
                ('to_status', models.CharField(blank=True, choices=[('open', 'Submitted'), ('accepted', 'Accepted'), ('in_progress', 'In progress'), ('waiting', 'Waiting for applicant'), ('solved', 'Solved'), ('rejected', 'Rejected'), ('closed', 'Closed')], max_length=20, verbose_name='to')),
                ('body', models.TextField(blank=True, max_length=5000, verbose_name='words')),
                ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], max_length=10, verbose_name='language')),
                ('submission_key', models.CharField(default=uuid.uuid4, editable=False, max_length=120, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
            ],
            options={
                'verbose_name': 'entry of a service request',
                'verbose_name_plural': 'entries of a service request',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ServiceNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': 'service request number',
                'verbose_name_plural': 'service request numbers',
            },
        ),
        migrations.CreateModel(
            name='ServiceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('description', models.TextField(max_length=5000, verbose_name='what is needed')),
                ('asked_by', models.CharField(choices=[('enterprise', 'Enterprise'), ('staff', 'Park staff')], max_length=20, verbose_name='asked by')),
                ('status', models.CharField(choices=[('open', 'Submitted'), ('accepted', 'Accepted'), ('in_progress', 'In progress'), ('waiting', 'Waiting for applicant'), ('solved', 'Solved'), ('rejected', 'Rejected'), ('closed', 'Closed')], default='open', max_length=20, verbose_name='status')),
                ('lead_days', models.PositiveSmallIntegerField(verbose_name='lead time (working days)')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='waiting for the tenant since')),
                ('told_overdue_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('solved_at', models.DateTimeField(blank=True, null=True, verbose_name='solved at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='rating')),
                ('rating_comment', models.TextField(blank=True, max_length=1000, verbose_name='what the tenant says about it')),
                ('submission_key', models.CharField(default=uuid.uuid4, editable=False, max_length=120, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'service request',
                'verbose_name_plural': 'service requests',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_on_one_thing',
        ),
        migrations.AddField(
            model_name='checkin',
            name='logged_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='logged by'),
        ),
        migrations.AddField(
            model_name='checkin',
            name='settlement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_ins', to='inquiries.settlement'),
        ),
        migrations.AddField(
            model_name='serviceentry',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='service_entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='inquiries.serviceentry'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('inquiry__isnull', False), ('message__isnull', True), ('proposal__isnull', True), ('service_entry__isnull', True)), models.Q(('inquiry__isnull', True), ('message__isnull', False), ('proposal__isnull', True), ('service_entry__isnull', True)), models.Q(('inquiry__isnull', True), ('message__isnull', True), ('proposal__isnull', False), ('service_entry__isnull', True)), models.Q(('inquiry__isnull', True), ('message__isnull', True), ('proposal__isnull', True), ('service_entry__isnull', False)), _connector='OR'), name='attachment_on_one_thing'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='service_requests', to='inquiries.case'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='check_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='requests', to='inquiries.checkin', verbose_name='from the check-in'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='in charge'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='park',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.park', verbose_name='park'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.service', verbose_name='service'),
        ),
        migrations.AddField(
            model_name='serviceentry',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='inquiries.servicerequest'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.UniqueConstraint(fields=('settlement', 'month'), name='check_in_once_a_month'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(('month__in', [3, 6, 12])), name='check_in_month_known'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('jobs__isnull', True), ('needs', ''), ('satisfaction__isnull', True)), models.Q(('answered_at__isnull', False), ('satisfaction__gte', 1), ('satisfaction__lte', 5)), _connector='OR'), name='check_in_answer_complete'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(fields=['status', 'due_at'], name='service_status_due'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'accepted', 'in_progress', 'waiting', 'solved', 'rejected', 'closed'])), name='service_status_known'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('lead_days__gte', 1)), name='service_lead_real'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'waiting'), ('waiting_since__isnull', False)), models.Q(models.Q(('status', 'waiting'), _negated=True), ('waiting_since__isnull', True)), _connector='OR'), name='service_waiting_has_since'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('solved', 'closed')), ('solved_at__isnull', False)), models.Q(models.Q(('status__in', ('solved', 'closed')), _negated=True), ('solved_at__isnull', True)), _connector='OR'), name='service_solved_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rating__isnull', True), ('rating_comment', '')), models.Q(('rating__gte', 1), ('rating__lte', 5), ('solved_at__isnull', False)), _connector='OR'), name='service_rated_when_solved'),
        ),
        migrations.AddConstraint(
            model_name='serviceentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'status'), models.Q(('to_status', ''), _negated=True)), models.Q(models.Q(('kind', 'status'), _negated=True), ('from_status', ''), ('to_status', '')), _connector='OR'), name='service_entry_status_named'),
        ),
        migrations.AddConstraint(
            model_name='serviceentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'note'), _negated=True), ('author', 'staff'), _connector='OR'), name='service_note_by_staff'),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_files),
    ]
