"""Sealed fields on real tables: what a program sees and what the database holds."""

import uuid

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import (
    Locked,
    SealedTextField,
    SealError,
    is_destroyed,
    new_key_for,
    unlock,
)
from osuuskunta.core.sealing.models import DataKey
from tests.core.sealing.rows import CANARY, again, again_unlocked, made, refused, stored
from tests.toys.models_sealed import SealedToy

pytestmark = pytest.mark.django_db


def test_the_database_holds_ciphertext_and_the_program_sees_text() -> None:
    toy = made(story="toinen", answers={"ä": [1, None, "€"]})
    assert toy.name == CANARY
    key = DataKey.objects.get()
    for column in ("name", "story", "answers"):
        assert stored(toy, column).startswith(f"v1.{key.id}.")
    found = again(toy)
    unlock(found)
    assert (found.name, found.story, found.answers) == (CANARY, "toinen", {"ä": [1, None, "€"]})


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.text(),
    st.recursive(
        st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_any_value_comes_back(text: str, answers: object) -> None:
    toy = made(name=text, answers=answers)
    found = again(toy)
    unlock(found)
    assert (found.name, found.answers) == (text, answers)


def test_nothing_is_read_or_written_before_unlock() -> None:
    toy = again(made(story=None))
    with pytest.raises(Locked, match=rf"^toys.sealedtoy.name of row {toy.pk} is locked: call unlock\(rows\) first.$"):
        _ = toy.name
    with pytest.raises(Locked):
        is_destroyed(toy, "name")
    assert toy.story is None  # no value needs no key
    toy.name = "uusi"
    assert toy.name == "uusi"
    with refused(Locked):
        toy.save()
    other = SealedToy(owner=toy.id, name="x")
    unlock([toy])
    with refused(Locked):  # keys of one row are not another's
        other.save()


def test_a_locked_row_is_saved_without_its_key_when_its_sealed_values_are_left_alone() -> None:
    toy = made(story="toinen")
    before = [stored(toy, column) for column in ("name", "story")]
    found = again(toy)
    found.plain = "muuttui"
    found.save()
    assert again(toy).plain == "muuttui"
    assert [stored(toy, column) for column in ("name", "story")] == before


def test_an_unchanged_value_keeps_its_ciphertext_byte_for_byte() -> None:
    toy = made(story="toinen", answers={"a": 1, "b": 2})
    columns = ("name", "story", "answers")
    before = [stored(toy, column) for column in columns]
    toy.save()
    assert [stored(toy, column) for column in columns] == before
    found = again(toy)
    unlock(found)
    assert found.story == "toinen"
    found.name, found.answers = CANARY, {"b": 2, "a": 1}  # assigned the same, one of them never read
    found.full_clean()
    found.save()
    assert [stored(toy, column) for column in columns] == before
    found.name = "muu"
    found.save()
    assert stored(toy) != before[0]
    assert [stored(toy, column) for column in columns[1:]] == before[1:]
    found.name = CANARY  # there and back is a change: the old ciphertext is gone
    found.save()
    assert stored(toy) != before[0]


def test_a_change_inside_json_is_noticed() -> None:
    toy = again(made(answers={"a": [1]}))
    unlock(toy)
    toy.answers["a"].append(2)
    toy.save(update_fields=["answers"])
    found = again(toy)
    unlock(found)
    assert found.answers == {"a": [1, 2]}


def test_none_is_null_and_can_be_looked_for() -> None:
    toy = made(story="toinen")
    empty = made(story=None, answers=None)
    assert stored(empty, "story") is None
    assert list(SealedToy.objects.filter(story__isnull=True)) == [empty]
    assert list(SealedToy.objects.filter(story__isnull=False)) == [toy]
    toy.story = None
    toy.save()
    assert stored(toy, "story") is None
    blank = made(story="")
    assert stored(blank, "story").startswith("v1.")


def test_deferred_and_refreshed_values_open_with_the_same_keys() -> None:
    toy = made(story="toinen")
    light = SealedToy.objects.only("id", "owner").get(pk=toy.pk)
    unlock(light)
    assert light.name == CANARY
    SealedToy.objects.filter(pk=toy.pk).update(plain="x")
    toy.name = "hylätty"
    toy.refresh_from_db()
    assert (toy.plain, toy.name) == ("x", CANARY)
    locked = again(toy)
    locked.refresh_from_db()
    with pytest.raises(Locked):
        _ = locked.name


def test_bulk_create_seals_and_a_failed_save_can_be_repeated() -> None:
    owner = new_id()
    toys = [SealedToy(owner=owner, name=f"nimi {number}") for number in range(3)]
    new_key_for("toy", owner, *toys)
    SealedToy.objects.bulk_create(toys)
    found = list(SealedToy.objects.order_by("id"))
    unlock(found)
    assert [toy.name for toy in found] == ["nimi 0", "nimi 1", "nimi 2"]


class ToyForm(forms.ModelForm):
    class Meta:
        model = SealedToy
        fields = ["name", "story", "answers", "plain"]


def test_a_form_shows_checks_and_stores_plain_values() -> None:
    toy = again_unlocked(made(story="toinen", answers={"a": 1}))
    form = ToyForm(instance=toy)
    assert form.initial == {"name": CANARY, "story": "toinen", "answers": {"a": 1}, "plain": ""}
    assert [type(form.fields[name].widget) for name in ("name", "story")] == [forms.TextInput, forms.Textarea]
    assert (form.fields["name"].max_length, form.fields["name"].required) == (60, True)
    assert (form.fields["story"].empty_value, form.fields["story"].required) == (None, False)
    before = stored(toy)
    form = ToyForm({"name": CANARY, "story": "", "answers": '{"a": 2}', "plain": "x"}, instance=toy)
    assert form.is_valid(), form.errors
    assert form.changed_data == ["story", "answers", "plain"]
    form.save()
    found = again_unlocked(toy)
    assert (found.name, found.story, found.answers, found.plain) == (CANARY, None, {"a": 2}, "x")
    assert stored(toy) == before


def test_values_are_validated_as_plain_text() -> None:
    toy = made()
    toy.name, toy.answers = "x" * 61, {"a": object()}
    with pytest.raises(ValidationError) as fault:
        toy.full_clean()
    assert {name: [error.code for error in errors] for name, errors in fault.value.error_dict.items()} == {
        "name": ["max_length"],
        "answers": ["invalid"],
    }


def test_a_field_is_rebuilt_by_migrations_as_it_was() -> None:
    field = SealedTextField("nimi", max_length=60, null=True)
    field.name = "name"
    name, path, args, kwargs = field.deconstruct()
    assert path == "osuuskunta.core.sealing.fields.SealedTextField"
    assert (name, args, kwargs) == ("name", [], {"verbose_name": "nimi", "max_length": 60, "null": True})
    assert len(SealedTextField(*args, **kwargs).validators) == 1
    assert field.db_type(connection) == "text"


def test_a_model_that_can_not_be_sealed_is_refused_at_the_start() -> None:
    class Wrong(models.Model):  # noqa: DJ008
        text = SealedTextField(unique=True, db_index=True)

        class Meta:
            app_label = "toys"
            managed = False

    try:
        assert [fault.id for fault in Wrong._meta.get_field("text").check()] == ["core.E020", "core.E021", "core.E022"]
        with pytest.raises(SealError, match=r"toys.Wrong does not say whose data it holds"):
            unlock(Wrong())
    finally:
        del Wrong._meta.apps.all_models["toys"]["wrong"]
        Wrong._meta.apps.clear_cache()
    for name in ("name", "story", "answers"):
        assert SealedToy._meta.get_field(name).check() == []
        assert SealedToy.pgh_event_model._meta.get_field(name).check() == []


def test_ids_may_be_text_as_forms_and_addresses_give_them() -> None:
    owner = new_id()
    toy = SealedToy(id=str(new_id()), owner=str(owner), name=CANARY)
    new_key_for("toy", owner, toy)
    toy.save()
    assert again_unlocked(toy).name == CANARY
    assert uuid.UUID(str(toy.pk)) == again(toy).pk
