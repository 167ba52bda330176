"""Alters the table of the migration before, which PostgreSQL refuses while its keys are still to be checked."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("toys", "0004_copy_rows")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE toys_coopstoy ALTER COLUMN name SET DEFAULT ''; ALTER TABLE toys_coopstoy ALTER COLUMN name DROP DEFAULT",
            migrations.RunSQL.noop,
        )
    ]
