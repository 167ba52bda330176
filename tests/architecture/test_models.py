"""Every model says whose its rows are and what each field says of a person."""

from io import StringIO

import pytest
from django.core.management import call_command

from osuuskunta.core.privacy import undeclared


def test_every_field_of_every_model_has_a_privacy_class():
    assert undeclared() == []


@pytest.mark.django_db
def test_migrations_are_complete():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    assert out.getvalue() == "No changes detected\n"
