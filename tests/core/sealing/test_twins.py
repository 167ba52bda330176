"""A sealed twin follows the clear fields it stands for, whichever way the row is saved."""

from datetime import date

import pytest
from django.core.checks import Error
from django.db import models

from osuuskunta.core.scope import scope
from osuuskunta.core.sealing import DESTROYED, Locked, SealedRow, SealedTwinField, destroy_key, unlock
from osuuskunta.core.sealing.twins import with_twins
from participants.models import Participant
from tests.factories.people import a_period, people_scope
from tests.factories.project import a_project, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    site = a_site(a_project("TWIN"))
    with scope(people_scope(site)):
        yield a_period(site, gender="W", birth_date=date(1980, 5, 5)).participant


def stored() -> Participant:
    found = Participant.objects.get()
    unlock(found)
    return found


def test_it_is_sealed_with_the_row(person):
    assert stored().facts == {"gender": "W", "birth_date": "1980-05-05"}


def test_saving_some_fields_saves_their_twin(person):
    person.gender = None
    person.save(update_fields=["gender"])
    assert stored().facts == {"birth_date": "1980-05-05"}
    assert with_twins(person, ["non_disclosure"]) == ["non_disclosure"]
    assert with_twins(person, ["gender"]) == ["gender", "facts"]


def test_what_stays_the_same_keeps_its_ciphertext(person):
    before = Participant.objects.values_list("facts").get()
    stored().save()
    assert Participant.objects.values_list("facts").get() == before


def test_a_row_that_was_not_unlocked_is_not_saved(person):
    with pytest.raises(Locked):
        Participant.objects.get().save()


def test_of_an_erased_subject_the_twin_stays_unreadable(person):
    destroy_key("participant", person.pk)
    found = stored()
    found.birth_date = None
    found.save(update_fields=["birth_date"])
    assert stored().birth_date is None
    assert stored().facts is DESTROYED


def test_a_twin_of_no_field_is_an_error():
    class Lost(SealedRow, models.Model):  # noqa: DJ008  never shown
        facts = SealedTwinField(of=("nothing",))

        class Meta:
            app_label = "lost"

    found = [fault for fault in Lost._meta.get_field("facts").check() if fault.id == "core.E023"]
    assert [isinstance(fault, Error) and "nothing" in fault.msg for fault in found] == [True]
