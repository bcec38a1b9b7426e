from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("parks", "0005_search_places")]

    operations = [migrations.RemoveField("park", "search_text")]
