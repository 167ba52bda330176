"""What the card and the limits ask of a project's administrator, on the front page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from osuuskunta.core.access import Actor
from osuuskunta.core.front import Todo
from osuuskunta.core.periods import today
from osuuskunta.project.models import Project
from osuuskunta.project.queries.card import empty_facts
from osuuskunta.project.queries.limits import to_check

MANY = 4  # more facts than this are counted, not named


def card_gaps(actor: Actor, project: Project) -> list[Todo]:
    """Return a line when the card lacks facts that a funder asks for: how many, and which the first ones are."""
    missing = empty_facts(project)
    if not missing:
        return []
    names = [str(project._meta.get_field(name).verbose_name) for name in missing]  # type: ignore[union-attr]
    shown = ", ".join(names[:MANY]) + (" …" if len(names) > MANY else "")
    title = ngettext(
        "%(n)s fact of the project card is not entered", "%(n)s facts of the project card are not entered", len(names)
    ) % {"n": len(names)}
    note = _("%(names)s. What is not known may stay empty.") % {"names": shown[:1].upper() + shown[1:]}
    return [Todo(title, note, "clipboard-list", "", _("Card"), reverse("card", args=[project.code]))]


def limits_to_look_up(actor: Actor, project: Project) -> list[Todo]:
    """Return a line when limits in force today are uncertain, calculated or empty, and nobody has looked them up."""
    n = to_check(actor, today())
    if not n:
        return []
    title = ngettext("Look up %(n)s limit in its source", "Look up %(n)s limits in their sources", n) % {"n": n}
    note = _("Earnings are compared with them and invoices follow them.")
    url = f"{reverse('limits', args=[project.code])}?check=on"
    return [Todo(title, note, "scale", "warn", _("Limit"), url)]
