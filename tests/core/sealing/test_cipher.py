"""Whatever happens to a ciphertext, it opens to exactly what was sealed or is refused."""

import base64
import pickle
import uuid

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from osuuskunta.core.sealing.cipher import (
    Ciphertext,
    OpenKey,
    Place,
    Subject,
    key_id_of,
    new_key,
    seal,
    unseal,
    unwrap,
    wrap,
)
from osuuskunta.core.sealing.errors import SealBroken

labels = st.from_regex(r"[a-z]{1,12}\.[a-z]{1,12}", fullmatch=True)
names = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)
places = st.builds(Place, labels, names, st.uuids())
keys = st.builds(OpenKey.of, st.uuids(), st.binary(min_size=32, max_size=32))
subjects = st.builds(Subject, names, st.uuids())
texts = st.text(max_size=300)

HERE = Place("app.note", "text", uuid.UUID(int=7))
KEY = OpenKey.of(uuid.UUID(int=1), b"k" * 32)
CANARY = "kanarialintu-Ä€"


def refused(key: OpenKey, place: Place, text: str) -> str:
    with pytest.raises(SealBroken) as fault:
        unseal(key, place, text)
    return str(fault.value)


@given(keys, places, texts)
def test_any_text_comes_back(key: OpenKey, place: Place, text: str) -> None:
    sealed = seal(key, place, text)
    assert type(sealed) is Ciphertext
    assert unseal(key, place, sealed) == text
    assert key_id_of(sealed, place) == key.id


@given(texts.filter(bool))
def test_twice_the_same_text_never_looks_the_same(text: str) -> None:
    assert seal(KEY, HERE, text) != seal(KEY, HERE, text)


def test_the_format_is_the_contract() -> None:
    version, key_id, body = seal(KEY, HERE, "äö").split(".")
    assert (version, key_id) == ("v1", "00000000-0000-0000-0000-000000000001")
    assert len(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) == 12 + len("äö".encode()) + 16
    assert "=" not in body


@given(places, places, texts)
def test_moved_to_another_place_it_is_refused(one: Place, other: Place, text: str) -> None:
    assume(one != other)
    refused(KEY, other, seal(KEY, one, text))


@pytest.mark.parametrize(
    "elsewhere",
    [HERE._replace(row=uuid.UUID(int=8)), HERE._replace(field="title"), HERE._replace(model="app.person")],
    ids=["row", "field", "model"],
)
def test_each_part_of_the_place_binds_alone(elsewhere: Place) -> None:
    said = refused(KEY, elsewhere, seal(KEY, HERE, CANARY))
    assert said == f"{elsewhere}: changed, moved from another place, or another key."


@given(st.binary(min_size=32, max_size=32).filter(lambda key: key != b"k" * 32), texts)
def test_another_key_of_the_same_name_is_refused(other: bytes, text: str) -> None:
    refused(OpenKey.of(KEY.id, other), HERE, seal(KEY, HERE, text))


@given(st.uuids().filter(lambda key_id: key_id != KEY.id), texts)
def test_the_same_key_under_another_name_is_refused(name: uuid.UUID, text: str) -> None:
    renamed = seal(KEY, HERE, text).replace(str(KEY.id), str(name))
    refused(OpenKey.of(name, b"k" * 32), HERE, renamed)
    refused(KEY, HERE, renamed)


@given(texts, st.data())
def test_cut_anywhere_it_is_refused(text: str, data: st.DataObject) -> None:
    sealed = seal(KEY, HERE, text)
    refused(KEY, HERE, sealed[: data.draw(st.integers(0, len(sealed) - 1))])
    refused(KEY, HERE, sealed[data.draw(st.integers(1, len(sealed))) :])


@given(texts, st.data())
def test_one_changed_letter_anywhere_is_refused(text: str, data: st.DataObject) -> None:
    sealed = seal(KEY, HERE, text)
    at = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda found: found != sealed[at]))
    refused(KEY, HERE, sealed[:at] + letter + sealed[at + 1 :])


@given(texts, st.data())
def test_one_flipped_bit_in_the_body_is_refused(text: str, data: st.DataObject) -> None:
    head, _, body = seal(KEY, HERE, text).rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    refused(KEY, HERE, f"{head}.{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}")


@given(texts)
def test_what_nobody_sealed_is_refused(text: str) -> None:
    refused(KEY, HERE, text)
    refused(KEY, HERE, f"v1.{KEY.id}.{text}")


@pytest.mark.parametrize("tail", ["\n", "=", " ", "."])
def test_nothing_may_hang_on_it(tail: str) -> None:
    refused(KEY, HERE, seal(KEY, HERE, CANARY) + tail)


def test_messages_name_the_place_and_never_the_content() -> None:
    sealed = seal(KEY, HERE, CANARY)
    body = sealed.split(".")[2]
    for broken in (sealed[:-1], sealed + "A", sealed.replace("v1", "v2"), CANARY):
        said = refused(KEY, HERE, broken)
        assert said.startswith("app.note.text of row 00000000-0000-0000-0000-000000000007: ")
        assert CANARY not in said
        assert body[:20] not in said


@given(subjects, st.binary(min_size=32, max_size=32))
def test_a_data_key_comes_back_under_its_master_key(subject: Subject, master: bytes) -> None:
    key = new_key()
    wrapped = wrap(master, subject, key)
    assert len(wrapped) == 60
    assert unwrap(master, subject, wrapped) == key
    assert unwrap(master, subject, memoryview(wrapped)) == key  # as the driver may give it


@given(subjects, subjects, st.integers(0, 60 * 8 - 1))
def test_a_wrapped_key_is_refused_for_others_and_when_changed(one: Subject, other: Subject, bit: int) -> None:
    assume(one != other)
    master, wrapped = b"m" * 32, wrap(b"m" * 32, one, new_key())
    changed = bytearray(wrapped)
    changed[bit // 8] ^= 1 << bit % 8
    for subject, key, text in (
        (other, master, wrapped),
        (one, b"n" * 32, wrapped),
        (one, master, bytes(changed)),
        (one, master, wrapped[:-1]),
        (one, master, wrapped + b"\0"),
        (one, master, b""),
    ):
        with pytest.raises(SealBroken):
            unwrap(key, subject, text)


def test_an_opened_key_shows_itself_nowhere() -> None:
    assert repr(KEY) == "<OpenKey 00000000-0000-0000-0000-000000000001>"
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(KEY)
