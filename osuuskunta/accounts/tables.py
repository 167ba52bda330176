"""Tables of people and rights, of sessions and of sign-ins."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.accounts.devices import device
from osuuskunta.accounts.queries import SignIn, Staff, State
from osuuskunta.accounts.saying import STATES, Seen, title
from osuuskunta.accounts.sessions import Open
from osuuskunta.core.tables import Column, Row, Table, link, with_note
from osuuskunta.core.templatetags.ui import badge, word
from osuuskunta.core.wording import day, moment, span


class StaffTable(Table):
    """Who works in the project, as what, until when."""

    caption = gettext_lazy("People and their roles in the project")
    columns = (
        Column("name", gettext_lazy("Name"), head=True),
        Column("roles", gettext_lazy("Roles")),
        Column("seen", gettext_lazy("Last signed in")),
        Column("factor", gettext_lazy("Second factor")),
        Column("state", gettext_lazy("Account")),
    )


def staff_table(people: Iterable[Staff], address: Callable[[int], str]) -> StaffTable:
    """Return the list; `address` gives the page of a person."""
    return StaffTable([_person(one, address(one.user.pk)) for one in people])


def _person(one: Staff, url: str) -> Row:
    roles = format_html_join(
        "", "<div>{}</div>", ((with_note(title(grant), span(grant.valid_from, grant.valid_to)),) for grant in one.grants)
    )  # fmt: skip
    on, off = word(_("On"), "good", "shield-check"), word(_("Off"), "", "circle")
    cells = {
        "name": with_note(link(one.user.name, url), one.user.email),
        "roles": roles,
        "seen": moment(one.user.last_login),
        "factor": on if one.second_factor else off,
        "state": state_badge(one),
    }
    return Row(cells, id=f"person-{one.user.pk}")


def state_badge(one: Staff) -> SafeString:
    """Return how far an account is, as a badge; of an invitation also until when its link works."""
    text, kind, icon = STATES[one.state]
    shown = badge(text, kind, icon)
    if one.state is State.INVITED:
        return with_note(shown, _("The link works until %(day)s") % {"day": day(one.invited_until)})
    return shown


class SeesTable(Table):
    """What a role shows."""

    caption = gettext_lazy("What the role shows, and where")
    columns = (Column("what", gettext_lazy("What"), head=True), Column("where", gettext_lazy("Where")))


def sees_table(lines: Sequence[Seen]) -> SeesTable:
    """Return what a role shows, one line a kind of data."""
    rows = []
    for line in lines:
        look = ("good", "eye") if line.sees else ("", "minus")
        rows.append(Row({"what": line.what, "where": word(line.where, *look)}))
    return SeesTable(rows)


class SessionTable(Table):
    """Where one is signed in."""

    caption = gettext_lazy("Where you are signed in now")
    columns = (
        Column("device", gettext_lazy("Device"), head=True),
        Column("seen", gettext_lazy("Last used")),
        Column("since", gettext_lazy("Signed in")),
        Column("ip", gettext_lazy("Network address")),
    )


def session_table(found: Iterable[Open]) -> SessionTable:
    """Return the open sessions; the one that reads this is said to be it."""
    rows = []
    for one in found:
        name = format_html("{} {}", one.device, badge(_("This one"), "lake", "check")) if one.current else one.device
        rows.append(Row({"device": name, "seen": moment(one.seen), "since": moment(one.since), "ip": one.ip}))
    return SessionTable(rows)


class SignInTable(Table):
    """Sign-ins to one's own account."""

    caption = gettext_lazy("Latest sign-ins to your account")
    columns = (
        Column("at", gettext_lazy("When"), head=True),
        Column("worked", gettext_lazy("What happened")),
        Column("device", gettext_lazy("Device")),
        Column("ip", gettext_lazy("Network address")),
    )


def sign_in_table(found: Iterable[SignIn]) -> SignInTable:
    """Return sign-ins, those that failed too."""
    yes, no = word(_("Signed in"), "good", "circle-check"), word(_("Wrong password or code"), "warn", "triangle-alert")
    rows = [
        Row({"at": moment(one.at), "worked": yes if one.worked else no, "device": device(one.agent), "ip": one.ip})
        for one in found
    ]
    return SignInTable(rows)
