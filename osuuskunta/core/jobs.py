"""Background work as every floor asks for it: a kind names what runs, a request names for what; `activity` keeps the jobs.

    @handler("report.build", title=_("ESF report"), may="report.build")      # in tasks.py
    def build_report(job: Run) -> dict:
        for n, person in enumerate(people, start=1):
            job.progress(n, len(people), gettext_noop("%(n)s people read"), n=n)
        return {"version": str(version.pk)}

    jobs.request(kind="report.build", key=f"{report.pk}:{day}", params={"report": str(report.pk)}, by=user, project=project)

A handler runs in one transaction and one scope: the asker's rights as they are when it starts. What it writes, its result and the
state *done* are committed together, so there is exactly one result for a key, whatever is killed or delivered twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from osuuskunta.core.access import Actor, Words

Result = dict[str, Any] | None


class Run(Protocol):
    """What a handler gets: whose work it is and with which ids, and a way to say how far it is."""

    @property
    def actor(self) -> Actor:
        """Who asked, with the rights of now."""
        ...

    @property
    def project(self) -> Any:
        """The project it was asked for in, read when the run began; None for the house's own work."""
        ...

    @property
    def params(self) -> dict[str, Any]:
        """The ids the job was asked for with."""
        ...

    def progress(self, done: int, total: int | None = None, message: str = "", /, **params: Any) -> None:
        """Say how far the work is: `message` is a msgid (gettext_noop), `params` fill it in at reading.

        Cheap to call for each row. Raises when the asker wants no result any more: let it pass through.
        """
        ...

    def file(self, name: str) -> Path:
        """Return where to write the job's file, called `name` for its reader; it is in place only when the job is done."""
        ...


class Asked(Protocol):
    """A job as its asker gets it."""

    @property
    def pk(self) -> Any:
        """The job's id."""
        ...

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows how far it is and gives the file."""
        ...


Runs = Callable[[Run], Result]
Opens = Callable[[Any], tuple[Words, str] | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """What runs for a kind of job. `may` is the action asked of the asker, when asking, before it runs and for its file.

    `opens` gives the words and the address of what a finished job leads to, besides a file. `only_file` says that the file is
    all it makes: once that has been taken away, asking again makes it anew.
    """

    kind: str
    title: Words
    may: str
    run: Runs
    opens: Opens | None = None
    only_file: bool = False


_handlers: dict[str, Handler] = {}


def handler(
    kind: str, *, title: Words, may: str, opens: Opens | None = None, only_file: bool = False
) -> Callable[[Runs], Runs]:
    """Register a function as what runs for `kind`."""

    def register(run: Runs) -> Runs:
        known = _handlers.get(kind)
        if known is not None and known.run.__qualname__ != run.__qualname__:  # type: ignore[attr-defined]
            raise ValueError(f"Two handlers for jobs of the kind “{kind}”.")
        _handlers[kind] = Handler(kind, title, may, run, opens, only_file)
        return run

    return register


def handler_of(kind: str) -> Handler | None:
    """Return the handler of `kind`; None when this release has none (an old row, or a newer web server's)."""
    return _handlers.get(kind)


class JobError(Exception):
    """Ends a job as failed with a sentence that says what to do. `text` is a msgid, `params` fill it in."""

    def __init__(self, text: str, /, *, code: str = "job_error", **params: Any) -> None:
        super().__init__(code)
        self.text, self.code, self.params = text, code, params


class AskedByAnother(Exception):
    """The same work has been asked for by somebody else, whose jobs one does not see."""


class Office(Protocol):
    """Takes requests: `activity` does, which appoints itself when the house starts."""

    def __call__(self, *, kind: str, key: str, params: Mapping[str, Any], by: Actor, project: Any = None) -> Asked:
        """See `request`."""
        ...


_appointed: list[Office] = []


def appoint(office: Office) -> None:
    """Make `office` the one that takes requests; called in `AppConfig.ready`."""
    _appointed[:] = [office]


def request(*, kind: str, key: str, params: Mapping[str, Any], by: Actor, project: Any = None) -> Asked:
    """Write the job into the caller's transaction, to begin when that is committed; return it.

    The same `kind` and `key` is the same job: put into the key what makes a new one. One that ended without a result, or whose
    file was all it made and has been taken away, runs again. PermissionDenied when `by` may not, KeyError for an unknown kind,
    AskedByAnother when somebody else has asked for it. A broker that is away changes nothing: the job waits for it.
    """
    return _appointed[0](kind=kind, key=key, params=params, by=by, project=project)
