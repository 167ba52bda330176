"""The erased list survives crashes and never forgets."""

import multiprocessing
import stat
import uuid
from pathlib import Path

import pytest
from pytest_django import Settings

from osuuskunta.core.sealing import Subject, erased

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)
LINE_ONE = b"participant:00000000-0000-0000-0000-000000000001\n"


def test_a_new_list_is_empty_private_and_made_once() -> None:
    assert erased.read() == frozenset()
    assert stat.S_IMODE(erased.path().stat().st_mode) == 0o600
    erased.append("participant", ONE)
    assert erased.create() is False
    assert erased.read() == {Subject("participant", ONE)}


def test_who_is_on_the_list_is_not_written_twice() -> None:
    assert erased.append("participant", ONE) is True
    assert erased.append("member", ONE) is True
    assert erased.append("participant", ONE) is False
    assert erased.path().read_bytes() == LINE_ONE + LINE_ONE.replace(b"participant", b"member")


@pytest.mark.parametrize("half", [b"p", b"participant:0000", LINE_ONE[:-1].replace(b"1", b"9")])
def test_half_a_line_of_a_crash_is_no_erasure_and_spoils_nothing(half: bytes) -> None:
    erased.append("participant", ONE)
    with erased.path().open("ab") as file:
        file.write(half)
    assert erased.read() == {Subject("participant", ONE)}
    erased.append("participant", TWO)
    assert erased.read() == {Subject("participant", ONE), Subject("participant", TWO)}
    assert erased.path().read_bytes() == LINE_ONE + LINE_ONE.replace(b"1\n", b"2\n")


@pytest.mark.parametrize("line", [b"\n", b"participant\n", b"participant:x\n", b"a:b:c\n", b"\xff:\xff\n"])
def test_a_damaged_line_is_named_and_nothing_is_read_or_added(line: bytes) -> None:
    erased.path().write_bytes(LINE_ONE + line + LINE_ONE)
    for act in (erased.read, lambda: erased.append("participant", TWO)):
        with pytest.raises(erased.ErasedListDamaged, match=r"is damaged at line 2\.$"):
            act()
    assert erased.path().read_bytes() == LINE_ONE + line + LINE_ONE


def test_a_list_that_is_gone_is_never_begun_anew_by_an_erasure(settings: Settings, tmp_path: Path) -> None:
    settings.ERASED_FILE = tmp_path / "elsewhere"
    for act in (erased.read, lambda: erased.append("participant", ONE)):
        with pytest.raises(erased.ErasedListMissing, match="elsewhere"):
            act()
    assert not (tmp_path / "elsewhere").exists()


def _append_many(file: Path, first: int) -> None:
    from django.conf import settings

    settings.ERASED_FILE = file
    for number in range(first, first + 50):
        erased.append("participant", uuid.UUID(int=number))


def test_processes_do_not_tear_each_others_lines() -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_append_many, args=(erased.path(), first)) for first in (0, 25, 100)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    numbers = [*range(75), *range(100, 150)]
    assert erased.read() == {Subject("participant", uuid.UUID(int=number)) for number in numbers}
    assert erased.path().read_bytes().count(b"\n") == len(numbers)
