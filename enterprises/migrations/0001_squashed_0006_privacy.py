"""All tables of `enterprises` at once: what the migrations it replaces made one by one, in a fraction of the time."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('enterprises', '0001_initial'),
        ('enterprises', '0002_tenancies_and_stories'),
        ('enterprises', '0003_enterprise_qualifications'),
        ('enterprises', '0004_name_keys'),
        ('enterprises', '0005_profiles_and_alerts'),
        ('enterprises', '0006_privacy'),
    ]

    dependencies = [
        ('accounts', '__first__'),
        ('parks', '0001_squashed_0012_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompanyProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name_zh_hans', models.CharField(blank=True, max_length=200, verbose_name='Chinese name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in Latin script')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country/region')),
                ('registration_number', models.CharField(blank=True, max_length=40, verbose_name='registration number')),
                ('kind', models.CharField(blank=True, choices=[('startup', 'Start-up'), ('sme', 'SME'), ('private', 'Private company'), ('soe', 'State-owned enterprise'), ('wfoe', 'Wholly foreign-owned enterprise'), ('cn_foreign_jv', 'Sino-foreign joint venture'), ('mnc', 'Multinational'), ('overseas', 'Overseas company (not registered in China)'), ('rd_org', 'New-type R&D organisation'), ('university_spinoff', 'University spin-off'), ('team', 'Team, not yet registered'), ('other', 'Other')], max_length=30, verbose_name='type')),
                ('size_band', models.CharField(blank=True, choices=[('1-9', '1–9'), ('10-49', '10–49'), ('50-249', '50–249'), ('250-999', '250–999'), ('1000+', '1,000 or more')], max_length=10, verbose_name='staff')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='website')),
                ('founded_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='founded in')),
                ('qualifications', models.JSONField(blank=True, default=list, help_text='Codes of `common.enums.Qualification`.', verbose_name='qualifications')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed at')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.industry', verbose_name='industry')),
            ],
            options={
                'verbose_name': 'company profile',
                'verbose_name_plural': 'company profiles',
                'constraints': [models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_zh_hans', ''), _negated=True), name='company_profile_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], max_length=10, verbose_name='language')),
                ('subject', models.CharField(choices=[('policies', 'New policies'), ('spaces', 'New spaces')], max_length=10, verbose_name='about')),
                ('pace', models.CharField(choices=[('at_once', 'At once'), ('weekly', 'Once a week')], max_length=10, verbose_name='how often')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='kinds')),
                ('area_min', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='area from (m²)')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='agreed to at')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='last looked at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.industry', verbose_name='industry')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['email'], name='subscription_email')],
                'constraints': [models.CheckConstraint(condition=models.Q(('area_min__isnull', True), models.Q(('area_min__gte', 0), ('subject', 'spaces')), _connector='OR'), name='subscription_area_of_spaces'), models.CheckConstraint(condition=models.Q(('told_at__isnull', True), ('confirmed_at__isnull', False), _connector='OR'), name='subscription_told_once_agreed')],
            },
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh_hans', models.CharField(blank=True, max_length=200, verbose_name='Chinese name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in Latin script')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country/region')),
                ('registration_number', models.CharField(blank=True, max_length=40, verbose_name='registration number')),
                ('kind', models.CharField(blank=True, choices=[('startup', 'Start-up'), ('sme', 'SME'), ('private', 'Private company'), ('soe', 'State-owned enterprise'), ('wfoe', 'Wholly foreign-owned enterprise'), ('cn_foreign_jv', 'Sino-foreign joint venture'), ('mnc', 'Multinational'), ('overseas', 'Overseas company (not registered in China)'), ('rd_org', 'New-type R&D organisation'), ('university_spinoff', 'University spin-off'), ('team', 'Team, not yet registered'), ('other', 'Other')], max_length=30, verbose_name='type')),
                ('size_band', models.CharField(blank=True, choices=[('1-9', '1–9'), ('10-49', '10–49'), ('50-249', '50–249'), ('250-999', '250–999'), ('1000+', '1,000 or more')], max_length=10, verbose_name='staff')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='website')),
                ('founded_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='founded in')),
                ('qualifications', models.JSONField(blank=True, default=list, help_text='Codes of `common.enums.Qualification`.', verbose_name='qualifications')),
                ('name_key_zh', models.CharField(blank=True, editable=False, max_length=200)),
                ('name_key_latin', models.CharField(blank=True, editable=False, max_length=200)),
                ('registration_key', models.CharField(blank=True, editable=False, max_length=40)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='erased at')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.industry', verbose_name='industry')),
                ('profile', models.ForeignKey(blank=True, help_text='The account of the company that sent this inquiry.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='descriptions', to='enterprises.companyprofile', verbose_name='company profile')),
            ],
            options={
                'verbose_name': 'enterprise',
                'verbose_name_plural': 'enterprises',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(django.db.models.functions.text.Left('name_key_zh', 4), name='enterprise_head_zh'), models.Index(django.db.models.functions.text.Left('name_key_latin', 4), name='enterprise_head_latin'), models.Index(condition=models.Q(('registration_key', ''), _negated=True), fields=['registration_key'], name='enterprise_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), ('name_zh_hans', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='enterprise_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], max_length=10, verbose_name='language')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='enterprises.companyprofile')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('company', 'email'), name='invitation_open_once'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='invitation_one_end'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('member', 'Member')], max_length=10, verbose_name='role')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined at')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='enterprises.companyprofile')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='companies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('company', 'user'), name='member_once_per_company'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'member'])), name='member_role_known')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('policies', 'New policies'), ('spaces', 'New spaces')], max_length=10, verbose_name='about')),
                ('thing', models.PositiveBigIntegerField(verbose_name='record number')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed at')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='enterprises.subscription')),
            ],
            options={
                'verbose_name': 'told',
                'verbose_name_plural': 'told',
                'constraints': [models.UniqueConstraint(fields=('subscription', 'subject', 'thing'), name='told_once')],
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_zh_hans', models.CharField(choices=[('missing', 'Missing'), ('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('stale', 'Stale (source changed)'), ('archived', 'Archived')], default='draft', max_length=20, verbose_name='Chinese version')),
                ('state_en', models.CharField(choices=[('missing', 'Missing'), ('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('stale', 'Stale (source changed)'), ('archived', 'Archived')], default='draft', max_length=20, verbose_name='English version')),
                ('last_reviewed_on', models.DateField(blank=True, null=True, verbose_name='last reviewed on')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('slug', models.SlugField(max_length=100, unique=True, verbose_name='short name in addresses')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_zh_hans', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_en', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('company', models.CharField(blank=True, max_length=200, verbose_name='company, as it is named')),
                ('company_zh_hans', models.CharField(blank=True, max_length=200, null=True, verbose_name='company, as it is named')),
                ('company_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='company, as it is named')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='short text')),
                ('summary_zh_hans', models.CharField(blank=True, max_length=300, null=True, verbose_name='short text')),
                ('summary_en', models.CharField(blank=True, max_length=300, null=True, verbose_name='short text')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('body_zh_hans', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, null=True, verbose_name='text')),
                ('from_country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='came from')),
                ('visited_on', models.DateField(blank=True, null=True, verbose_name='visited on')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('consent_on', models.DateField(blank=True, help_text='Without this day nothing is shown in public.', null=True, verbose_name='company agreed on')),
                ('is_demonstration', models.BooleanField(default=False, verbose_name='demonstration only')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stories', to='enterprises.enterprise', verbose_name='enterprise')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.industry', verbose_name='industry')),
                ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stories', to='parks.operator', verbose_name='operator')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='parks.park', verbose_name='park')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parks.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'stories',
                'ordering': ['-signed_on', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('visited_on__isnull', True), ('signed_on__isnull', True), ('visited_on__lte', models.F('signed_on')), _connector='OR'), name='story_signed_after_visit', violation_error_message='The company signed before it visited.'), models.CheckConstraint(condition=models.Q(('signed_on__isnull', True), ('settled_on__isnull', True), ('signed_on__lte', models.F('settled_on')), _connector='OR'), name='story_settled_after_signing', violation_error_message='The company settled before it signed.')],
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('consent_on', models.DateField(blank=True, help_text='Without this day nothing is shown in public.', null=True, verbose_name='agreed to be listed on')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='enterprises.enterprise', verbose_name='enterprise')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tenancies', to='parks.park', verbose_name='park')),
                ('space', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tenancies', to='parks.space', verbose_name='space')),
            ],
            options={
                'verbose_name': 'tenancy',
                'verbose_name_plural': 'tenancies',
                'ordering': ['park_id', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('since__lte', models.F('until')), _connector='OR'), name='tenancy_in_order', violation_error_message='The tenancy ends before it begins.'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('enterprise', 'park'), name='tenancy_live_once')],
            },
        ),
    ]
