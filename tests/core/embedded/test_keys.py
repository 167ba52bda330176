"""Keys are made once, whole, for their owner only; what sealed something is never made anew."""

import base64
import stat
import threading
from pathlib import Path

import pytest

from osuuskunta.core.embedded import keys
from osuuskunta.core.embedded.bootstrap import Failed

NAMES = (*keys.PASSWORDS, *keys.SETTINGS.values())


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in keys.SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_made_once_and_for_its_owner_only(tmp_path, name):
    made = keys.secret(tmp_path, name)
    assert len(made) >= 32
    assert keys.secret(tmp_path, name) == made
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [name]
    assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_no_two_keys_are_the_same(tmp_path):
    assert len({keys.secret(tmp_path / where, name) for where in ("one", "two") for name in NAMES}) == 2 * len(NAMES)


@pytest.mark.parametrize(("name", "key_id"), [("field_keys", "k1"), ("index_keys", "i1")])
def test_a_master_key_is_an_id_and_32_bytes(tmp_path, name, key_id):
    found, _, encoded = keys.secret(tmp_path, name).partition(":")
    assert (found, len(base64.b64decode(encoded, validate=True))) == (key_id, 32)


def test_two_who_make_the_same_key_at_once_read_the_same(tmp_path):
    ready, read = threading.Barrier(8), []

    def ask() -> None:
        ready.wait(10)
        read.append(keys.secret(tmp_path, "super"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(read) == 8
    assert len(set(read)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_key(tmp_path, name):
    before = keys.secret(tmp_path, name)
    file = keys.path(tmp_path, name)
    file.unlink()
    if name in keys.NEVER_ANEW:
        with pytest.raises(Failed) as caught:
            keys.secret(tmp_path, name)
        assert str(caught.value) == (
            f"{file} is missing: put the keys folder back, or move {tmp_path} away to begin anew."
        )
        assert not file.exists()
        file.write_text(before)
        assert keys.secret(tmp_path, name) == before
    else:
        assert keys.secret(tmp_path, name) != before


def test_a_key_that_came_with_a_restored_folder_is_remembered(tmp_path):
    keys.path(tmp_path, "field_keys").parent.mkdir()
    keys.path(tmp_path, "field_keys").write_text("k7:abc\n")
    assert keys.secret(tmp_path, "field_keys") == "k7:abc"
    keys.path(tmp_path, "field_keys").unlink()
    with pytest.raises(Failed, match="is missing"):
        keys.secret(tmp_path, "field_keys")


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_key_is_one_sentence(tmp_path, text):
    keys.path(tmp_path, "app").parent.mkdir()
    keys.path(tmp_path, "app").write_text(text)
    with pytest.raises(Failed) as caught:
        keys.secret(tmp_path, "app")
    assert str(caught.value) == (
        f"{keys.path(tmp_path, 'app')} is empty: put the keys folder back from where you keep its copy."
    )


def test_what_a_killed_maker_left_is_no_key(tmp_path):
    """It had written half of one beside the place and not yet given it its name."""
    keys.path(tmp_path, "app").parent.mkdir()
    (tmp_path / "keys" / "app.0123abcd").write_text("hal")
    assert len(keys.secret(tmp_path, "app")) >= 32


def test_a_list_of_made_keys_that_was_cut_off_is_mended(tmp_path):
    (tmp_path / "keys.made").write_text("field_ke")
    keys.secret(tmp_path, "field_keys")
    keys.path(tmp_path, "field_keys").unlink()
    with pytest.raises(Failed, match="is missing"):
        keys.secret(tmp_path, "field_keys")


@pytest.mark.usefixtures("unset")
def test_the_environment_goes_before_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FIELD_KEYS", "k9:given")
    found = keys.settings(tmp_path)
    assert sorted(found) == ["FIELD_KEYS", "INDEX_KEYS", "SECRET_KEY"]
    assert found["FIELD_KEYS"] == "k9:given"
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["index_keys", "secret_key"]
    assert keys.settings(tmp_path) == found
