"""`rotate_keys` killed for real: whatever it had done stands, and a second run ends the work."""

import os
import subprocess
import sys
import time
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as house
from django.db import connection
from pytest_django import Settings

from osuuskunta.core.ids import new_id
from osuuskunta.core.sealing import Subject, load, new_keys_for
from osuuskunta.core.sealing.models import DataKey
from tests.core.sealing.conftest import key_entry

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
KEYS = 3000


def environment() -> dict[str, str]:
    """The environment of a process that works on the test database as the application role."""
    live = connection.settings_dict
    who = quote(live["USER"]) + (f":{quote(live['PASSWORD'], safe='')}" if live["PASSWORD"] else "")
    where = f"@/{live['NAME']}?{urlencode({'host': live['HOST']})}"
    if not live["HOST"].startswith("/"):
        where = f"@{live['HOST']}:{live['PORT'] or 5432}/{live['NAME']}"
    return {**os.environ, "DATABASE_URL": f"postgres://{who}{where}", "FIELD_KEYS": house.FIELD_KEYS}


def start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "rotate_keys", "--batch", "1"]
    return subprocess.Popen(command, cwd=house.BASE_DIR, env=environment(), stdout=subprocess.PIPE)


def test_killed_midway_it_is_finished_by_the_next_run(settings: Settings) -> None:
    settings.FIELD_KEYS = key_entry("first")
    subjects = [Subject("toy", new_id()) for _ in range(KEYS)]
    new_keys_for("toy", [subject.id for subject in subjects])
    before = {subject: key.id for subject, key in load(subjects).found().items()}
    settings.FIELD_KEYS = f"{key_entry('second')},{settings.FIELD_KEYS}"

    process = start()
    deadline = time.monotonic() + 60
    while DataKey.objects.filter(master_key_id="second").count() < 20:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=10)

    half = DataKey.objects.filter(master_key_id="second").count()
    assert 20 <= half < KEYS
    assert {subject: key.id for subject, key in load(subjects).found().items()} == before
    second = start()
    out, _ = second.communicate(timeout=120)
    assert (second.returncode, out.decode()) == (
        0,
        f"{KEYS} data keys, {KEYS - half} wrapped again, all under the master key “second”.\n",
    )
    settings.FIELD_KEYS = settings.FIELD_KEYS.split(",")[0]
    assert {subject: key.id for subject, key in load(subjects).found().items()} == before
