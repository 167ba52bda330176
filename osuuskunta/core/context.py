"""What every page's frame shows: navigation by role, who one is in words, languages. Never a query of its own.

Error pages are rendered with it too, perhaps without a database, a session or a user: it looks only at what the middleware
has already put on the request (`actor`, `grant`, `project`), and whatever is missing is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Words
from osuuskunta.core.navigation import Entry, entries_for, search_for
from osuuskunta.core.wording import initials

ON_THE_BAR = 4  # entries on a phone's bar; the rest is under More


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the navigation as the page shows it."""

    key: str
    label: Words
    icon: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where and as what one works now, in words."""

    place: Words
    role: Words
    url: str


@dataclass(frozen=True, slots=True)
class Me:
    name: str
    initials: str
    url: str
    sign_out_url: str


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    current: bool


def address(name: str, **kwargs: Any) -> str:
    """Return the address called `name`, or "" where it does not exist (yet, or for this page)."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: everything `base.html` needs besides its blocks."""
    actor, grant = getattr(request, "actor", None), getattr(request, "grant", None)
    project = getattr(request, "project", None)
    items = _items(request, entries_for(actor), project) if actor and project else []
    on_bar = items if len(items) == ON_THE_BAR + 1 else items[:ON_THE_BAR]
    return {
        "frame": "base.html" if actor else "base_plain.html",
        "navigation": items,
        "navigation_bar": on_bar,
        "navigation_more": items[len(on_bar) :],
        "more_current": any(item.current for item in items[len(on_bar) :]),
        "project": project,
        "standing": _standing(grant) if grant else None,
        "me": _me(actor) if actor else None,
        "home_url": address("home") or "/",
        "search_url": _search(actor, project),
        "language_url": address("set_language"),
        "languages": _languages(),
        "here": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        "session_idle": settings.SESSION_IDLE_SECONDS if actor else 0,
        "keep_alive_url": address("keep_alive") if actor else "",
    }


def _items(request: HttpRequest, entries: Iterable[Entry], project: Any) -> list[Item]:
    found = [(entry, address(entry.url_name, code=project.code)) for entry in entries]
    shown = [(entry, url) for entry, url in found if url]
    # The entry whose address is the longest beginning of this one's: /p/X/people/ also for /p/X/people/7/plan/. The project's
    # front page /p/X/ is a beginning of everything, so it counts only for itself.
    front = f"/p/{project.code}/"
    here = [url for _entry, url in shown if request.path == url or (url != front and request.path.startswith(url))]
    current = max(here, key=len, default="")
    return [Item(entry.key, entry.label, entry.icon, url, url == current) for entry, url in shown]


def _search(actor: Any, project: Any) -> str:
    name = search_for(actor) if actor and project else ""
    return address(name, code=project.code) if name else ""


def _standing(grant: Any) -> Standing:
    place = grant.organisation or grant.site
    return Standing(
        str(place) if place else _("All sites"), grant.role_class.name, address("role", code=grant.project.code)
    )


def _me(actor: Any) -> Me:
    name = str(actor)
    return Me(name, initials(name), address("account"), address("account_logout"))


def _languages() -> list[Language]:
    now = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return [
        Language(code, get_language_info(code)["name_local"].capitalize(), code == now)
        for code, _name in settings.LANGUAGES
    ]
