from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0014_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='away_from',
            field=models.DateField(blank=True, null=True, verbose_name='away from'),
        ),
        migrations.AddField(
            model_name='membership',
            name='away_to',
            field=models.DateField(blank=True, help_text='Until the end of this day no new case is given to this person by a rule.', null=True, verbose_name='away until'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('away_from__isnull', True), models.Q(('away_to__gte', models.F('away_from')), ('away_to__isnull', False)), _connector='OR'), name='seat_away_in_order', violation_error_message='An absence needs its last day, which is not before the first.'),
        ),
    ]
