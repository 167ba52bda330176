"""Sealed fields on real tables: what a program sees, what the database holds, and what is refused."""

import copy
import json
import pickle
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import (
    DESTROYED,
    Ciphertext,
    Locked,
    NoKey,
    NotSealed,
    SealBroken,
    SealedTextField,
    SealError,
    ciphertexts,
    destroy_key,
    is_destroyed,
    new_key_for,
    unlock,
)
from osuuskunta.core.sealing.models import DataKey
from tests.toys.models_sealed import SealedToy

pytestmark = pytest.mark.django_db

CANARY = "kanarialintu-Ä€"


def made(**values: object) -> SealedToy:
    toy = SealedToy(**{"name": CANARY, **values})
    new_key_for(*toy.seal_subject(), toy)
    toy.save()
    return toy


def stored(toy: SealedToy, column: str = "name") -> str:
    """What the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM toys_sealedtoy WHERE id = %s', [toy.pk])
        return cursor.fetchone()[0]


def again(toy: SealedToy) -> SealedToy:
    return SealedToy.objects.get(pk=toy.pk)


@contextmanager
def refused(kind: type[Exception], match: str | None = None) -> Iterator[None]:
    """The block fails so, and the transaction goes on."""
    with pytest.raises(kind, match=match), transaction.atomic():
        yield


# --- reading and writing ----------------------------------------------------------------------------------------------


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


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lookup", [{"name": "x"}, {"name": None}, {"name__icontains": "x"}, {"name__in": ["x"]}, {"answers__a": 1}]
)
def test_sealed_columns_can_not_be_searched(lookup: dict[str, object]) -> None:
    with pytest.raises(FieldError, match=r"^toys.SealedToy.(name|answers) is sealed"):
        SealedToy.objects.filter(**lookup)


def test_plain_text_never_reaches_a_column_past_a_row() -> None:
    toy = made()
    before = stored(toy)
    toy.name = "muu"
    for attempt in (
        lambda: SealedToy.objects.update(name="muu"),
        lambda: SealedToy.objects.bulk_update([toy], ["name"]),
        _fixture("muu").save,
        _fixture(before).save,
    ):
        with refused(NotSealed):
            attempt()
    with pytest.raises(NotSealed, match="an expression can't be sealed"):
        toy.name = F("plain")
    assert stored(toy) == before


@pytest.mark.parametrize("table", ["toys_sealedtoy", "toys_sealedtoyevent"])
@pytest.mark.parametrize(
    "text", ["", "muu", "v1.", "v1.muu.muu", f"v1.{uuid.UUID(int=1)}.", f"v1.{uuid.UUID(int=1)}.{'å' * 40}"]
)
def test_the_column_itself_takes_ciphertext_only(table: str, text: str) -> None:
    toy = made()
    with refused(IntegrityError, "check"), connection.cursor() as cursor:
        if table == "toys_sealedtoy":
            cursor.execute("UPDATE toys_sealedtoy SET name = %s", [text])
        else:
            cursor.execute(
                "INSERT INTO toys_sealedtoyevent (id, name, plain, pgh_created_at, pgh_label, pgh_obj_id)"
                " VALUES (%s, %s, '', now(), 'x', %s)",
                [toy.pk, text, toy.pk],
            )


def test_expressions_do_not_bring_plain_text_in() -> None:
    made(plain="muu")
    for expression in (Value("muu"), F("plain"), Concat("name", Value("."))):
        with refused(IntegrityError, "check"):
            SealedToy.objects.update(name=expression)


def _fixture(name: str) -> serializers.base.DeserializedObject:
    text = json.dumps([{"model": "toys.sealedtoy", "pk": str(new_id()), "fields": {"name": name}}])
    return next(iter(serializers.deserialize("json", text)))


def test_text_that_looks_like_ciphertext_is_sealed_like_any_other() -> None:
    look_alike = str(stored(made()))
    toy = again(made(name=look_alike))
    unlock(toy)
    assert stored(toy) != look_alike
    assert toy.name == look_alike


@pytest.mark.parametrize("how_moved", ["row", "field", "cut", "flip", "subject", "other key"])
def test_what_was_moved_or_changed_in_the_database_is_refused(how_moved: str) -> None:
    owner = new_id()
    toys = [SealedToy(owner=owner, name=text, story=text) for text in ("yksi", "kaksi")]
    new_key_for("toy", owner, *toys)
    SealedToy.objects.bulk_create(toys)
    one, two = toys
    text = stored(one)
    changed: dict[str, object] = {
        "row": {"name": stored(two)},
        "field": {"name": stored(one, "story")},
        "cut": {"name": text[:-4]},
        "flip": {"name": text[:-10] + ("A" if text[-10] != "A" else "B") + text[-9:]},
        "subject": {"owner": new_id()},
        "other key": {"name": stored(made())},
    }[how_moved]
    if how_moved == "subject":
        new_key_for("toy", changed["owner"])
    values = {name: Ciphertext(value) if name == "name" else value for name, value in changed.items()}
    assert SealedToy.objects.filter(pk=one.pk).update(**values) == 1
    found = again(one)
    unlock(found)
    with pytest.raises(SealBroken, match=rf"^toys.sealedtoy.name of row {one.pk}: ") as fault:
        _ = found.name
    for word in ("yksi", "kaksi", text.split(".")[2]):
        assert word not in str(fault.value)


def test_a_row_that_goes_over_to_another_subject_is_sealed_anew() -> None:
    toy, heir = made(), made()
    text, before = toy.name, stored(toy)
    toy.owner = heir.pk
    with refused(Locked):
        toy.save()
    unlock(toy)
    toy.name = text
    toy.save()
    assert stored(toy).split(".")[1] != before.split(".")[1]
    assert again_unlocked(toy).name == CANARY


def again_unlocked(toy: SealedToy) -> SealedToy:
    found = again(toy)
    unlock(found)
    return found


def test_a_copied_row_may_not_carry_what_nobody_could_open_there() -> None:
    toy = again(made(owner=new_id()))
    toy.pk, toy._state.adding = new_id(), True
    with refused(Locked):
        toy.save()
    unlock(toy)
    with refused(SealBroken):
        toy.save()


def test_a_row_and_its_subject_need_a_uuid_before_anything_is_sealed() -> None:
    with pytest.raises(SealError, match=r"^The subject of toys.SealedToy needs a UUID made before the row is stored"):
        unlock(SealedToy(owner="7"))
    owner = new_id()
    toy = SealedToy(id="7", owner=owner, name="uusi")
    new_key_for("toy", owner, toy)
    with refused(SealError, r"^toys.SealedToy needs a UUID made before the row is stored"):
        toy._meta.get_field("name").pre_save(toy, True)


# --- erasure ----------------------------------------------------------------------------------------------------------


def test_after_erasure_values_read_as_a_word_and_rows_still_work() -> None:
    toy = made(story="toinen", answers=[1], plain="jää")
    destroy_key("toy", toy.pk)
    found = again(toy)
    unlock(found)
    assert found.name is found.story is found.answers is DESTROYED
    assert is_destroyed(found, "name") is True
    with translation.override("en"):
        assert str(found.name) == "removed"
    assert f"{found.name!r}" == "DESTROYED"
    before = stored(toy)
    found.plain = "muuttui"
    found.full_clean()  # reads and puts back
    found.save()
    assert (again(toy).plain, stored(toy)) == ("muuttui", before)
    assert pickle.loads(pickle.dumps(DESTROYED)) is DESTROYED  # noqa: S301
    assert copy.deepcopy(DESTROYED) is DESTROYED


def test_nothing_new_is_written_about_an_erased_subject() -> None:
    toy = made()
    destroy_key("toy", toy.pk)
    found = again(toy)
    unlock(found)
    found.name = "uusi"
    with refused(NoKey, rf"^toys.sealedtoy.name of row {toy.pk} can't be sealed: toy {toy.pk} has no data key"):
        found.save()
    other = made(story="x")
    with pytest.raises(NotSealed, match="what was destroyed can't be written anywhere"):
        other.name = DESTROYED


def test_null_is_not_destroyed() -> None:
    toy = made(story=None)
    destroy_key("toy", toy.pk)
    found = again(toy)
    unlock(found)
    assert found.story is None
    assert is_destroyed(found, "story") is False


# --- what leaves the row ----------------------------------------------------------------------------------------------


def test_values_give_ciphertext_and_the_keyring_opens_it() -> None:
    toy = made(answers=[1], story=None)
    ring = unlock(again(toy))
    row = SealedToy.objects.values("id", "name", "answers", "story").get()
    assert row["name"] == stored(toy)
    assert SealedToy.objects.values_list("name", flat=True).get() == stored(toy)
    subject = ("toy", row["id"])
    opened = {
        name: SealedToy._meta.get_field(name).opened(ring, row["id"], subject, row[name])
        for name in ("name", "answers", "story")
    }
    assert opened == {"name": CANARY, "answers": [1], "story": None}
    destroy_key(*subject)
    assert SealedToy._meta.get_field("name").opened(unlock(again(toy)), row["id"], subject, row["name"]) is DESTROYED


@pytest.mark.parametrize("form", ["json", "python", "xml"])
def test_serializers_give_ciphertext(form: str) -> None:
    toy = made(answers={"salaisuus": CANARY}, story=None)
    with ciphertexts():
        from_locked = serializers.serialize(form, [again(toy)])
    from_unlocked = serializers.serialize(form, [toy])
    for text in (str(from_locked), str(from_unlocked)):
        assert CANARY not in text
        assert "salaisuus" not in text
        assert stored(toy) in text
        assert stored(toy, "answers") in text


def test_ciphertexts_seal_what_changed_for_bulk_writing() -> None:
    toys = [made(name=f"nimi {number}") for number in range(3)]
    for toy in toys:
        toy.name += " uusi"
    with ciphertexts():
        SealedToy.objects.bulk_update(toys, ["name"])
    found = list(SealedToy.objects.order_by("id"))
    unlock(found)
    assert [toy.name for toy in found] == ["nimi 0 uusi", "nimi 1 uusi", "nimi 2 uusi"]


def test_pickles_and_repr_hold_neither_text_nor_key() -> None:
    toy = made(answers={"salaisuus": 1})
    assert (toy.name, toy.answers) == (CANARY, {"salaisuus": 1})
    assert CANARY not in repr(toy.__dict__)
    assert "salaisuus" not in repr(toy.__dict__)
    pickled = pickle.dumps(toy)
    assert CANARY.encode() not in pickled
    assert b"salaisuus" not in pickled
    back = pickle.loads(pickled)  # noqa: S301
    with pytest.raises(Locked):
        _ = back.name
    unlock(back)
    assert (back.name, back.answers) == (CANARY, {"salaisuus": 1})
    toy.answers["lisä"] = 2
    with pytest.raises(pickle.PicklingError, match=r"toys.SealedToy.answers holds a value that is not sealed yet"):
        pickle.dumps(toy)


def test_copies_do_not_share_what_can_change() -> None:
    toy = made(answers=[1])
    other = copy.deepcopy(toy)
    other.answers.append(2)
    assert (toy.answers, other.answers) == ([1], [1, 2])
    other.save()
    assert again_unlocked(toy).answers == [1, 2]


def test_history_holds_ciphertext_opens_with_the_same_key_and_dies_with_it() -> None:
    toy = made(name="vanha")
    old = stored(toy)
    toy.name = "uusi"
    toy.save()
    events = list(toy.events.order_by("pgh_id"))
    assert [event.__dict__["name"] for event in events] == [old, stored(toy)]
    unlock(events)
    assert [event.name for event in events] == ["vanha", "uusi"]
    light = toy.events.only("pgh_id", "owner", "pgh_obj_id").order_by("pgh_id")[0]
    unlock(light)
    assert light.name == "vanha"
    destroy_key("toy", toy.pk)
    events = list(toy.events.order_by("pgh_id"))
    unlock(events)
    assert [event.name for event in events] == [DESTROYED, DESTROYED]


# --- forms, checks, migrations ----------------------------------------------------------------------------------------


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
