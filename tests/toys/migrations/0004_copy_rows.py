"""A data migration: adds rows whose foreign keys are checked at the commit. On an empty table, as usual in tests, it does nothing."""

import uuid

from django.db import migrations


def copy(apps, schema_editor):
    toys = apps.get_model("toys", "CoopsToy")
    for toy in toys.objects.all():
        toys.objects.create(id=uuid.uuid4(), site_id=toy.site_id, organisation_id=toy.organisation_id, name=f"{toy.name} copied")


class Migration(migrations.Migration):
    dependencies = [("toys", "0003_tracked_toy")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
