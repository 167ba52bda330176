"""Erasure, and what leaves a row: values, serializers, pickles, history."""

import copy
import pickle

import pytest
from django.core import serializers
from django.utils import translation

from osuuskunta.core.sealing import (
    DESTROYED,
    Locked,
    NoKey,
    NotSealed,
    ciphertexts,
    destroy_key,
    is_destroyed,
    unlock,
)
from tests.core.sealing.rows import CANARY, again, again_unlocked, made, refused, stored
from tests.toys.models_sealed import SealedToy

pytestmark = pytest.mark.django_db


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
