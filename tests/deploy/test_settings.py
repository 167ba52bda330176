"""The settings under exactly the environment that each container has; only folders and secrets are this machine's."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.deploy.reading import PUBLIC_URL, ROOT, environment_of, ours

SHOWN = """
import json, django
django.setup()
from django.conf import settings as s
print(json.dumps({
    "debug": s.DEBUG, "hosts": s.ALLOWED_HOSTS, "secure": s.SESSION_COOKIE_SECURE, "proxy": s.SECURE_PROXY_SSL_HEADER,
    "owner": s.DATABASE_OWNER.get("USER"), "backup": s.DATABASE_BACKUP.get("USER"), "app": s.DATABASES["default"]["USER"],
    "host": s.DATABASES["default"]["HOST"], "broker": s.REDIS_URL, "mail": s.MAIL_IS_SENT, "metrics": s.METRICS_TOKEN,
    "files": str(s.MEDIA_ROOT), "static": str(s.STATIC_ROOT), "erased": str(s.ERASED_FILE),
}))
"""


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """Folders of a container, and where they are here; the secrets are fresh ones."""
    subprocess.run([ROOT / "deploy" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    found = {
        "/run/secrets": "secrets",
        "/var/lib/osuuskunta": "var",
        "/var/lib/osuuskunta-erased": "erased",
        "/app": "app",
    }
    return {inside: str(tmp_path / here) for inside, here in found.items()}


def run(name: str, places: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    """Run `command` in the environment of the service `name`, and nothing of ours but the way to Python."""
    environment = environment_of(ours()[name], places) | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment["DJANGO_SETTINGS_MODULE"] = "osuuskunta.settings"
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("name", sorted(ours().keys() - {"backup"}))
def test_it_may_be_deployed(name: str, places: dict[str, str]) -> None:
    done = run(name, places, "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_the_backup_lacks_the_keys_that_it_does_not_need_and_nothing_else(places: dict[str, str]) -> None:
    assert run("backup", places, "python", "manage.py", "check").returncode == 0
    said = run("backup", places, "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING").stderr
    found = {line for line in said.splitlines() if line.startswith("?: ")}
    lacking = {"?: (core.E010) FIELD_KEYS is not set.", "?: (core.E010) SECRET_KEY is not set."}
    assert {line for line in found if "core.E010" in line} == lacking


@pytest.mark.parametrize("name", sorted(ours()))
def test_it_sees_what_it_is_meant_to_see(name: str, places: dict[str, str]) -> None:
    done = run(name, places, "python", "-c", SHOWN)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    serves = name in {"web", "worker", "beat"}
    assert found["owner"] == (None if serves or name == "backup" else "osk_owner")
    assert found["backup"] == (None if serves else "osk_backup")
    assert (found["debug"], found["secure"], found["mail"], found["metrics"]) == (False, True, False, "")
    assert found["hosts"] == sorted({PUBLIC_URL.removeprefix("https://"), "127.0.0.1", "localhost"})
    assert found["files"] == f"{places['/var/lib/osuuskunta']}/files"
    assert found["static"] == f"{places['/app']}/staticfiles"
    assert found["erased"] == f"{places['/var/lib/osuuskunta-erased']}/erased"
    if name != "backup":
        assert (found["app"], found["host"], found["broker"]) == ("osk_app", "db", "redis://broker:6379/0")
        assert found["proxy"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_a_mail_address_and_a_token_are_taken_when_they_are_written(places: dict[str, str]) -> None:
    for name, text in {"email_url": "smtp+tls://u:p@mail.example.org:587", "metrics_token": "t0ken"}.items():
        file = Path(places["/run/secrets"], name)
        file.chmod(0o600)
        file.write_text(text)
    found = json.loads(run("web", places, "python", "-c", SHOWN).stdout)
    assert (found["mail"], found["metrics"]) == (True, "t0ken")


def test_a_secret_that_is_missing_is_one_sentence(places: dict[str, str]) -> None:
    Path(places["/run/secrets"], "field_keys").unlink()
    done = run("web", places, "python", "manage.py", "check")
    assert done.returncode == 1
    assert done.stderr.startswith("FIELD_KEYS_FILE names ")


def test_static_files_lie_with_the_rest_unless_a_place_is_named() -> None:
    assert Path(os.environ.get("STATIC_ROOT") or settings.VAR_DIR / "static") == settings.STATIC_ROOT


def test_secrets_that_are_there_are_kept_and_can_be_read_by_another_user(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    for _ in range(2):
        subprocess.run([ROOT / "deploy" / "secrets.sh", folder], check=True, capture_output=True)
        texts = {file.name: file.read_text() for file in folder.iterdir()}
        if _ == 0:
            first = texts
    assert texts == first
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o444}
    assert len(set(texts.values())) == len(texts) - 1  # two are empty
