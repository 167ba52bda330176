"""Whatever would bring plain text into a column, or was moved or changed there, is refused."""

import json
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import (
    Ciphertext,
    Locked,
    NotSealed,
    SealBroken,
    SealedRow,
    SealError,
    new_key_for,
    unlock,
)
from osuuskunta.core.sealing.fields import SealedField
from tests.core.sealing.rows import CANARY, again, again_unlocked, made, refused, stored
from tests.toys.models_sealed import SealedToy

pytestmark = pytest.mark.django_db


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


def test_there_is_nothing_inside_a_sealed_value_to_ask_for() -> None:
    with pytest.raises(FieldError, match=r"^toys.SealedToy.answers is sealed: there is no “a” of it\.$"):
        SealedToy.objects.filter(answers__a__gt=1)
    for path in ("name__upper", "answers__a"):
        with pytest.raises(FieldError, match="not permitted"):
            SealedToy.objects.values(path)


def test_what_a_subclass_must_say_is_not_guessed() -> None:
    for act in (SealedRow().seal_subject, lambda: SealedField().dump("x"), lambda: SealedField().load("x")):
        with pytest.raises(NotImplementedError):
            act()
    assert SealedToy.name.field is SealedToy._meta.get_field("name")
