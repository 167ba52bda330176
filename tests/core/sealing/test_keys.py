"""Keys are read from the settings; a wrong one is a sentence that shows nothing of it."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from osuuskunta.core.sealing.checks import keys_are_readable
from osuuskunta.core.sealing.errors import SealBroken
from osuuskunta.core.sealing.keys import index_keys, master_keys, parse

A, B = base64.b64encode(b"a" * 32).decode(), base64.b64encode(b"b" * 32).decode()
SHORT = base64.b64encode(b"s" * 16).decode()


def test_the_first_key_is_active_and_the_others_stay_known() -> None:
    keys = parse("FIELD_KEYS", f" 2027:{B} , 2026:{A} ")
    assert (keys.active, keys.ids, keys.newest) == ("2027", ("2027", "2026"), b"b" * 32)
    assert keys.get("2026") == b"a" * 32
    assert keys.missing({"2026", "2025", "2024"}) == ["2024", "2025"]


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(SealBroken, match=r"^FIELD_KEYS lacks the key “2019”\.$"):
        parse("FIELD_KEYS", f"2027:{B}").get("2019")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "FIELD_KEYS is not set: give it as id:base64(32 bytes), comma-separated."),
        (A, "FIELD_KEYS: key 1 has no id; write id:base64(32 bytes)."),
        (f"a:{A},", "FIELD_KEYS: key 2 has no id; write id:base64(32 bytes)."),
        (f":{A}", "FIELD_KEYS: the id of key 1 must be 1 to 32 letters, digits, hyphens or underscores."),
        (f"a b:{A}", "FIELD_KEYS: the id of key 1 must be 1 to 32 letters, digits, hyphens or underscores."),
        (f"a:{A},a:{B}", "FIELD_KEYS: the id “a” is there twice."),
        ("a:???", "FIELD_KEYS: the key “a” is not base64."),
        (f"a:{SHORT}", "FIELD_KEYS: the key “a” has 16 bytes, not 32."),
        (f"a:{A},b:{A}", "FIELD_KEYS: the key “b” is the same as another one."),
    ],
)
def test_a_wrong_setting_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as fault:
        parse("FIELD_KEYS", text)
    assert str(fault.value) == sentence
    for secret in (A, B, SHORT):
        assert secret not in str(fault.value)


def test_repr_shows_ids_and_no_key() -> None:
    assert repr(parse("FIELD_KEYS", f"a:{A}")) == "Keys(setting='FIELD_KEYS', active='a')"


def test_settings_are_read_each_time(settings: Settings) -> None:
    settings.FIELD_KEYS, settings.INDEX_KEYS = f"m:{A}", f"i:{B}"
    assert (master_keys().active, index_keys().active) == ("m", "i")
    settings.FIELD_KEYS = f"n:{B}"
    assert master_keys().active == "n"


def test_the_system_check_speaks_before_anything_runs(settings: Settings) -> None:
    settings.FIELD_KEYS, settings.INDEX_KEYS = f"m:{A}", f"i:{B}"
    assert keys_are_readable(None) == []
    settings.FIELD_KEYS, settings.INDEX_KEYS = "m:", f"i:{SHORT}"
    assert [fault.msg for fault in keys_are_readable(None)] == [
        "FIELD_KEYS: the key “m” has 0 bytes, not 32.",
        "INDEX_KEYS: the key “i” has 16 bytes, not 32.",
    ]
    settings.FIELD_KEYS, settings.INDEX_KEYS = f"m:{A}", f"i:{A}"
    assert [fault.id for fault in keys_are_readable(None)] == ["core.E024"]
    settings.FIELD_KEYS = settings.INDEX_KEYS = ""
    assert keys_are_readable(None) == []
