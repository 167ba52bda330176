"""What people and rights ask of a project's administrator, on the front page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from osuuskunta.accounts.queries import StaffWanted, State, ending_soon, staff
from osuuskunta.accounts.saying import title
from osuuskunta.core.access import Actor
from osuuskunta.core.front import Todo
from osuuskunta.core.wording import day
from osuuskunta.project.models import Project

MANY = 3  # more lines of a kind become one that leads to the list


def people_to_look_after(actor: Actor, project: Project) -> list[Todo]:
    """Return lines for links that have run out, for people without a second factor who need one, and for roles that end soon."""
    people, _more = staff(actor, project, StaffWanted())
    expired = [one for one in people if one.state is State.EXPIRED]
    bare = [one for one in people if one.state is State.ACTIVE and not one.second_factor and _needs_factor(one.grants)]
    lines = [
        Todo(
            _("Send %(name)s a new link") % {"name": one.user},
            _("The invitation's link has run out before it was used."),
            "mail",
            "warn",
            _("Invitation"),
            reverse("staff_person", args=[project.code, one.user.pk]),
        )
        for one in expired[:MANY]
    ]
    if bare:
        said = ngettext(
            "%(n)s person who sees people's data has no second factor",
            "%(n)s people who see people's data have no second factor",
            len(bare),
        )
        names = ", ".join(one.user.name for one in bare[:MANY]) + (" …" if len(bare) > MANY else "")
        why = _("%(names)s. It is asked for at the next sign-in.") % {"names": names}
        lines.append(
            Todo(
                said % {"n": len(bare)},
                why,
                "smartphone",
                "",
                _("Second factor"),
                reverse("staff", args=[project.code]),
            )
        )
    for grant in ending_soon(actor, project)[:MANY]:
        words = {"name": grant.user, "day": day(grant.valid_to)}
        text = _("The role of %(name)s ends on %(day)s") % words
        url = reverse("grant_change", args=[project.code, grant.pk])
        lines.append(Todo(text, title(grant), "calendar-clock", "", _("Right"), url))
    return lines


def _needs_factor(grants: object) -> bool:
    return any(grant.role_class.sees_people() for grant in grants)  # type: ignore[attr-defined]
