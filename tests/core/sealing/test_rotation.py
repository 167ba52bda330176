"""Rotation changes how keys are wrapped and nothing else; stopped anywhere, it goes on."""

import io
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import Subject, destroy_key, load, new_keys_for, rotation, unlock
from osuuskunta.core.sealing.models import DataKey
from tests.core.sealing.conftest import key_entry
from tests.toys.models_sealed import SealedToy

Counting = Callable[[int], AbstractContextManager[object]]


def keys_for(count: int) -> list[Subject]:
    subjects = [Subject("toy", new_id()) for _ in range(count)]
    new_keys_for("toy", [subject.id for subject in subjects])
    return subjects


def rotated(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def wrapped_under() -> dict[str, int]:
    ids = list(DataKey.objects.values_list("master_key_id", flat=True))
    return {key_id: ids.count(key_id) for key_id in set(ids)}


@pytest.mark.django_db
def test_every_key_is_wrapped_again_and_no_ciphertext_changes(settings: Settings) -> None:
    toys = [SealedToy(name=f"nimi {number}") for number in range(7)]
    ring = new_keys_for("toy", [toy.pk for toy in toys])
    for toy in toys:
        toy.__dict__["_keyring"] = ring
    SealedToy.objects.bulk_create(toys)
    rows = list(SealedToy.objects.order_by("id").values())
    wrapped = dict(DataKey.objects.values_list("id", "wrapped"))
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"{key_entry('second')},{old}"
    assert rotated("--batch", "3") == "7 data keys, 7 wrapped again, all under the master key “second”.\n"
    assert list(SealedToy.objects.order_by("id").values()) == rows
    assert [toy.events.count() for toy in toys] == [1] * 7
    again = dict(DataKey.objects.values_list("id", "wrapped"))
    assert again.keys() == wrapped.keys()
    assert not [key_id for key_id in wrapped if bytes(again[key_id]) == bytes(wrapped[key_id])]
    settings.FIELD_KEYS = settings.FIELD_KEYS.split(",")[0]  # the old key may go
    found = list(SealedToy.objects.order_by("id"))
    unlock(found)
    assert [toy.name for toy in found] == [f"nimi {number}" for number in range(7)]


@pytest.mark.django_db
def test_a_second_run_changes_nothing(settings: Settings) -> None:
    keys_for(3)
    settings.FIELD_KEYS = f"{key_entry('second')},{settings.FIELD_KEYS}"
    rotated()
    before = sorted((key.id, bytes(key.wrapped)) for key in DataKey.objects.all())
    assert rotated() == "3 data keys, 0 wrapped again, all under the master key “second”.\n"
    assert sorted((key.id, bytes(key.wrapped)) for key in DataKey.objects.all()) == before


@pytest.mark.django_db
def test_no_keys_are_no_fault() -> None:
    assert rotated() == "0 data keys, 0 wrapped again, all under the master key “first”.\n"


@pytest.mark.django_db
def test_a_missing_old_key_is_named_before_anything_is_done(settings: Settings) -> None:
    keys_for(2)
    settings.FIELD_KEYS = f"{key_entry('second')},{settings.FIELD_KEYS}"
    keys_for(2)
    settings.FIELD_KEYS = f"{key_entry('third')},{settings.FIELD_KEYS.split(',')[0]}"
    with pytest.raises(CommandError, match=r"^FIELD_KEYS lacks “first”, under which data keys are wrapped\."):
        rotated()
    assert wrapped_under() == {"first": 2, "second": 2}


@pytest.mark.django_db
@pytest.mark.parametrize(("field_keys", "said"), [("", "FIELD_KEYS is not set"), ("x", "key 1 has no id")])
def test_wrong_settings_are_a_sentence(field_keys: str, said: str, settings: Settings) -> None:
    settings.FIELD_KEYS = field_keys
    with pytest.raises(CommandError, match=said):
        rotated()


@pytest.mark.django_db
def test_a_batch_has_at_least_one_key() -> None:
    with pytest.raises(CommandError, match="--batch must be at least 1"):
        rotated("--batch", "0")


@pytest.mark.django_db
def test_statements_grow_with_batches_and_not_with_keys(
    settings: Settings, django_assert_num_queries: Counting
) -> None:
    settings.FIELD_KEYS = f"{key_entry('second')},{settings.FIELD_KEYS}"
    for count in (1, 50):
        DataKey.objects.all().delete()
        first = settings.FIELD_KEYS.split(",")
        settings.FIELD_KEYS = f"{first[1]},{first[0]}"
        keys_for(count)
        settings.FIELD_KEYS = ",".join(first)
        with django_assert_num_queries(10):
            assert rotation.rotate().wrapped == count


class Stopped(Exception):
    """The machine went down."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [0, 2, 4])
def test_stopped_midway_and_started_again_it_ends_as_if_never_stopped(
    after: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects = keys_for(10)
    before = {subject: key.id for subject, key in load(subjects).found().items()}
    settings.FIELD_KEYS = f"{key_entry('second')},{settings.FIELD_KEYS}"
    rewrap, done = rotation._rewrap, []

    def stopping(rows: list[DataKey], masters: object) -> None:
        rewrap(rows, masters)
        done.append(rows)
        if len(done) > after:
            raise Stopped  # inside the transaction: this batch is undone

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_rewrap", stopping)
        with pytest.raises(Stopped):
            rotation.rotate(2)
    assert wrapped_under() == {
        key_id: count for key_id, count in (("second", after * 2), ("first", 10 - after * 2)) if count
    }
    assert {subject: key.id for subject, key in load(subjects).found().items()} == before
    assert rotation.rotate(2).wrapped == 10 - after * 2
    assert wrapped_under() == {"second": 10}
    assert {subject: key.id for subject, key in load(subjects).found().items()} == before


@pytest.mark.django_db(transaction=True)
def test_rows_that_others_hold_are_skipped_and_taken_last(settings: Settings) -> None:
    subjects = keys_for(4)
    settings.FIELD_KEYS = f"{key_entry('second')},{settings.FIELD_KEYS}"
    held, others_done = threading.Event(), threading.Event()

    def holder() -> None:
        try:
            with transaction.atomic():
                DataKey.objects.select_for_update().get(subject_id=subjects[0].id)
                held.set()
                others_done.wait(10)
                seen.append(wrapped_under())
                destroy_key(*subjects[0])
        finally:
            held.set()
            connection.close()

    seen: list[dict[str, int]] = []
    thread = threading.Thread(target=holder)
    thread.start()
    assert held.wait(10)
    timer = threading.Timer(0.5, others_done.set)
    timer.start()
    done = rotation.rotate(1)
    thread.join(10)
    timer.join()
    assert seen == [{"first": 1, "second": 3}]  # the others went first
    assert (done.keys, done.wrapped) == (3, 3)  # and the erased one was not brought back
    assert wrapped_under() == {"second": 3}
