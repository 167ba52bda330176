"""Keys come in one statement, are made with their subject and destroyed with it."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import Settings

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import (
    DESTROYED,
    SealBroken,
    Subject,
    destroy_key,
    erased,
    give,
    load,
    new_key_for,
    new_keys_for,
    subjects,
    unlock,
)
from osuuskunta.core.sealing.models import DataKey
from tests.core.sealing.conftest import key_entry
from tests.toys.models_sealed import SealedToy

pytestmark = pytest.mark.django_db
Counting = Callable[[int], AbstractContextManager[object]]


def toys_of(count: int) -> list[SealedToy]:
    """That many stored toys, each its own subject."""
    toys = [SealedToy(name=f"nimi {number}") for number in range(count)]
    give(new_keys_for("toy", [toy.pk for toy in toys]), toys)
    return SealedToy.objects.bulk_create(toys)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_any_number_of_rows_takes_one_statement(count: int, django_assert_num_queries: Counting) -> None:
    toys_of(count)
    found = list(SealedToy.objects.order_by("id"))
    with django_assert_num_queries(1):
        unlock(found)
        names = [toy.name for toy in found]
    assert names == [f"nimi {number}" for number in range(count)]


def test_many_subjects_and_kinds_take_two_statements_to_make_and_load(django_assert_num_queries: Counting) -> None:
    ids = [new_id() for _ in range(200)]
    with django_assert_num_queries(1):
        new_keys_for("toy", ids)
    new_keys_for("member", ids)
    wanted = [Subject(kind, id_) for kind, id_ in itertools.product(("toy", "member", "nobody"), ids)]
    with django_assert_num_queries(1):
        ring = load(wanted)
    assert {subject.kind for subject in ring.found()} == {"toy", "member"}
    assert len({key.id for key in ring.found().values() if key}) == 400


def test_rows_of_several_lists_and_none_are_unlocked_together(django_assert_num_queries: Counting) -> None:
    one, two, three = toys_of(3)
    found = SealedToy.objects.in_bulk()
    with django_assert_num_queries(1):
        unlock(found[one.pk], [found[two.pk], None], None, iter([found[three.pk]]))
    assert [found[toy.pk].name for toy in (one, two, three)] == ["nimi 0", "nimi 1", "nimi 2"]


def test_a_queryset_is_unlocked_in_place(django_assert_num_queries: Counting) -> None:
    toys_of(3)
    rows = SealedToy.objects.order_by("id")
    with django_assert_num_queries(2):
        unlock(rows)
        assert [toy.name for toy in rows] == ["nimi 0", "nimi 1", "nimi 2"]


def test_no_rows_and_known_keys_take_no_statement(django_assert_num_queries: Counting) -> None:
    toy = toys_of(1)[0]
    child = SealedToy(owner=toy.pk, name="lapsi")
    with django_assert_num_queries(0):
        unlock([])
        unlock(toy, child)
    child.save()
    assert child.name == "lapsi"


def test_a_key_made_later_is_found_by_the_next_unlock() -> None:
    toy = SealedToy(name="x")
    unlock(toy)
    new_key_for("toy", toy.pk)
    unlock(toy)
    toy.save()
    assert toy.name == "x"


def test_a_subject_has_one_key() -> None:
    subject_id = new_id()
    new_key_for("toy", subject_id)
    new_key_for("member", subject_id)
    with pytest.raises(IntegrityError, match="datakey_one_per_subject"), transaction.atomic():
        new_key_for("toy", subject_id)


def test_a_key_can_not_be_given_to_somebody_else() -> None:
    toy, other = new_id(), new_id()
    new_key_for("toy", toy)
    row = DataKey.objects.get()
    assert str(row) == f"toy:{toy}"
    with pytest.raises(ProgrammingError, match="Cannot update rows"), transaction.atomic():
        DataKey.objects.update(subject_id=other)
    stolen = DataKey(subject_kind="toy", subject_id=other, wrapped=row.wrapped, master_key_id=row.master_key_id)
    stolen.save()
    with pytest.raises(SealBroken, match=rf"^The data key of toy:{other}: changed, moved"):
        load([Subject("toy", other)])


def test_the_table_holds_no_key_in_the_clear() -> None:
    subject = Subject("toy", new_id())
    ring = new_key_for(*subject)
    row = DataKey.objects.get()
    assert (row.subject, row.master_key_id, len(row.wrapped)) == (subject, "first", 60)
    opened = ring.found()[subject]
    assert opened is not None
    assert opened.id == row.id


def test_a_missing_master_key_is_named(settings: Settings) -> None:
    toy = toys_of(1)[0]
    settings.FIELD_KEYS = key_entry("second")
    with pytest.raises(SealBroken, match=r"^FIELD_KEYS lacks the key “first”\.$"):
        unlock(SealedToy.objects.get(pk=toy.pk))


def test_destroying_a_key_is_on_the_list_first_and_can_be_repeated() -> None:
    one, two = toys_of(2)
    assert destroy_key("toy", one.pk) is True
    assert erased.read() == {Subject("toy", one.pk)}
    assert [key.subject_id for key in DataKey.objects.all()] == [two.pk]
    assert destroy_key("toy", one.pk) is False
    assert erased.path().read_text() == f"toy:{one.pk}\n"


def test_no_list_no_erasure() -> None:
    toy = toys_of(1)[0]
    erased.path().unlink()
    with pytest.raises(erased.ErasedListMissing):
        destroy_key("toy", toy.pk)
    assert DataKey.objects.count() == 1


def test_a_restore_erases_again_who_was_erased_since_the_backup() -> None:
    toys = toys_of(3)
    rows = list(DataKey.objects.order_by("id"))
    destroy_key("toy", toys[0].pk)
    destroy_key("toy", toys[2].pk)
    DataKey.objects.all().delete()
    for row in rows:  # the backup brings every key back
        row.save(force_insert=True)
    assert subjects.destroy_erased_again() == 2
    assert subjects.destroy_erased_again() == 0
    found = list(SealedToy.objects.order_by("id"))
    unlock(found)
    assert [toy.name for toy in found] == [DESTROYED, "nimi 1", DESTROYED]


def test_a_list_begins_with_an_installation_and_never_beside_data() -> None:
    erased.path().unlink()
    assert subjects.begin_erased_list() is True
    assert subjects.begin_erased_list() is False
    erased.path().unlink()
    toys_of(1)
    assert subjects.begin_erased_list() is False
    assert not erased.path().exists()


def test_the_table_is_the_application_roles_to_use_and_not_to_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, tableowner FROM pg_tables WHERE tablename = 'core_datakey'")
        user, owner = cursor.fetchone()
        rights = []
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege('core_datakey', %s)", [right])
            rights.append(cursor.fetchone()[0])
    assert user != owner
    assert rights == [True, True, True, True, False]
