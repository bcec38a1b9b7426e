"""Visits with calendar entries, trips over several parks, times that parks offer."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


def complete_visits(apps, schema_editor):
    """Each visit from before gets an identifier of its own, and an agreed one the place that was not asked for then."""
    visits = apps.get_model('inquiries', 'Visit').objects
    for visit in visits.select_related('case__park').order_by('pk'):
        visit.uid = uuid.uuid4()
        if visit.state == 'confirmed':
            park = visit.case.park
            visit.place = 'online' if visit.mode == 'online' else (park.name_en or park.name_zh_hans)
        visit.save(update_fields=['uid', 'place'])


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0004_drafts_and_kinds'),
        ('parks', '0008_name_the_fire_classes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='asked_by',
            field=models.CharField(choices=[('enterprise', 'Enterprise'), ('staff', 'Park staff')], default='enterprise', max_length=20, verbose_name='asked for by'),
        ),
        migrations.AddField(
            model_name='visit',
            name='cancel_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='reason for cancelling'),
        ),
        migrations.AddField(
            model_name='visit',
            name='cancelled_by',
            field=models.CharField(blank=True, choices=[('enterprise', 'Enterprise'), ('staff', 'Park staff')], max_length=20, verbose_name='cancelled by'),
        ),
        migrations.AddField(
            model_name='visit',
            name='feedback',
            field=models.TextField(blank=True, max_length=1000, verbose_name='feedback'),
        ),
        migrations.AddField(
            model_name='visit',
            name='held_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='recorded at'),
        ),
        migrations.AddField(
            model_name='visit',
            name='invited',
            field=models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='language',
            field=models.CharField(blank=True, max_length=60, verbose_name='language of the visit'),
        ),
        migrations.AddField(
            model_name='visit',
            name='minutes',
            field=models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(2880)], verbose_name='length in minutes'),
        ),
        migrations.AddField(
            model_name='visit',
            name='note',
            field=models.TextField(blank=True, max_length=1000, verbose_name='what the enterprise wrote'),
        ),
        migrations.AddField(
            model_name='visit',
            name='online_url',
            field=models.URLField(blank=True, max_length=500, verbose_name='address of the online meeting'),
        ),
        migrations.AddField(
            model_name='visit',
            name='order',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='place in the trip'),
        ),
        migrations.AddField(
            model_name='visit',
            name='place',
            field=models.CharField(blank=True, max_length=300, verbose_name='place'),
        ),
        migrations.AddField(
            model_name='visit',
            name='rating',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='rating'),
        ),
        migrations.AddField(
            model_name='visit',
            name='reminded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='second_wish',
            field=models.DateTimeField(blank=True, null=True, verbose_name='second choice'),
        ),
        migrations.AddField(
            model_name='visit',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='visit',
            name='stamp',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='visit',
            name='third_wish',
            field=models.DateTimeField(blank=True, null=True, verbose_name='third choice'),
        ),
        migrations.AddField(
            model_name='visit',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='visa_letter',
            field=models.CharField(choices=[('none', 'Not needed'), ('asked', 'Asked for'), ('sent', 'Sent')], default='none', max_length=10, verbose_name='invitation letter for the visa'),
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('on_site', 'On site'), ('online', 'Online')], max_length=10, verbose_name='on site or online')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(2880)], verbose_name='length in minutes')),
                ('place', models.CharField(blank=True, help_text='Where visitors are met; may be filled in later.', max_length=300, verbose_name='place')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_slots', to='parks.park', verbose_name='park')),
                ('visit', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='slot', to='inquiries.visit', verbose_name='taken by')),
            ],
            options={
                'verbose_name': 'time offered for visits',
                'verbose_name_plural': 'times offered for visits',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Trip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_key', models.CharField(editable=False, max_length=120, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trips', to='inquiries.inquiry')),
            ],
            options={
                'verbose_name': 'trip',
                'verbose_name_plural': 'trips',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='visit',
            name='trip',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='inquiries.trip'),
        ),
        migrations.RunPython(complete_visits, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='visit',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['state', 'starts_at'], name='visit_state_start'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('trip', 'order'), name='visit_place_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('trip', 'case'), name='visit_case_once_per_trip'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('order__gte', 1)), name='visit_order_from_one'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 15), ('minutes__lte', 2880)), name='visit_length_real'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('third_wish__isnull', True), ('second_wish__isnull', False), _connector='OR'), name='visit_wishes_in_order'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('place', ''), _negated=True), models.Q(('online_url', ''), _negated=True), _connector='OR'), name='visit_confirmed_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', 1), ('rating__lte', 5), ('state', 'held')), _connector='OR'), name='visit_rated_when_held'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(fields=('park', 'mode', 'starts_at'), name='slot_once', violation_error_message='This time is offered already.'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 15), ('minutes__lte', 2880)), name='slot_length_real', violation_error_message='A visit takes from 15 minutes to two days.'),
        ),
    ]
