"""Dockerfile, .dockerignore and docker-compose.yml as data, as far as these files use their languages."""

import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from osuuskunta.environment import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
DECLARED = {variable.name: variable for variable in VARIABLES}
IMAGE = "osuuskunta:local"
PUBLIC_URL = "https://osuuskunta.example.org"
PLACE = re.compile(r"\$\$|\$\{(\w+)(?:(:-|:\?)([^}]*))?\}")


@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """What it is given: the JSON list after flags, or words as a shell would see them."""
        text = re.sub(r"^(--\S+\s+)+", "", self.rest)
        return json.loads(text) if text.startswith("[") else shlex.split(text)

    @property
    def flags(self) -> list[str]:
        return re.findall(r"(?<!\S)(--\w[\w-]*=\S+)", self.rest.partition("[")[0])


def steps() -> list[Step]:
    """Return the instructions of the Dockerfile in order."""
    lines = [
        line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def stages() -> tuple[list[Step], list[Step]]:
    """Return the steps of the stage that builds and of the one that is kept, each from its FROM on."""
    every = steps()
    first, second = (number for number, step in enumerate(every) if step.name == "FROM")
    return every[first:second], every[second:]


def given(where: list[Step], name: str) -> list[Step]:
    return [step for step in where if step.name == name]


def image_environment() -> dict[str, str]:
    """Return what the kept stage sets."""
    return dict(word.split("=", 1) for step in given(stages()[1], "ENV") for word in step.words)


def command_of_image() -> list[str]:
    return given(stages()[1], "CMD")[-1].words


def healthcheck_of_image() -> list[str]:
    """Return the words after CMD."""
    return json.loads(given(stages()[1], "HEALTHCHECK")[-1].rest.partition("CMD ")[2])


def tracked() -> list[str]:
    """Return the files of the repository, new ones that git does not ignore included."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [name for name in listed if name and (ROOT / name).is_file()]


def reaches_the_build(name: str) -> bool:
    """Whether .dockerignore lets a file through: the last line that fits it or a folder above it decides."""
    path = PurePosixPath(name)
    candidates = [str(path), *(str(parent) for parent in path.parents if str(parent) != ".")]
    out = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        kept, pattern = pattern.startswith("!"), pattern.removeprefix("!")
        if any(_fits(one, pattern) for one in candidates):
            out = not kept
    return not out


def _fits(name: str, pattern: str) -> bool:
    parts, wanted = name.split("/"), pattern.split("/")
    if wanted[0] == "**":
        wanted, parts = wanted[1:], parts[-(len(wanted) - 1) :]
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def compose(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return docker-compose.yml with its variables put in; KeyError for one that is required and not given."""
    return _filled(raw_compose(), {"PUBLIC_URL": PUBLIC_URL} if variables is None else variables)


def raw_compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    def put(found: re.Match[str]) -> str:
        name, how, text = found.groups()
        if name is None:
            return "$"
        if variables.get(name):
            return variables[name]
        if how == ":-":
            return text
        raise KeyError(name)

    match value:
        case dict():
            return {key: _filled(one, variables) for key, one in value.items()}
        case list():
            return [_filled(one, variables) for one in value]
        case str():
            return PLACE.sub(put, value)
    return value


def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]


def ours() -> dict[str, dict[str, Any]]:
    """Return the services that run our image."""
    return {name: service for name, service in services().items() if service["image"] == IMAGE}


def environment_of(service: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, str]:
    """Return what a container of `service` finds in its environment; `places` maps folders in it to folders here."""
    found = {**image_environment(), **service["environment"]}
    for name, value in found.items():
        for inside, here in places.items():
            if value == inside or value.startswith(f"{inside}/"):
                found[name] = here + value.removeprefix(inside)
    return found
