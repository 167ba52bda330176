import base64
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from osuuskunta.core.sealing import erased


def key_entry(key_id: str) -> str:
    """A fresh key as the settings write it."""
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture(autouse=True)
def own_keys(settings: Settings, tmp_path: Path) -> Settings:
    """Keys and an erased list of this test alone."""
    settings.FIELD_KEYS = key_entry("first")
    settings.INDEX_KEYS = key_entry("index")
    settings.ERASED_FILE = tmp_path / "keys" / "erased"
    erased.create()
    return settings
