"""Roles (domain.md 6.8): what each sees per reach, and in words what it may. One definition for scope, pages and people."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Actor, Allowed, Decision, Denied, Words
from osuuskunta.core.scope import Reach


class Extent(Enum):
    """How far a role sees in one reach."""

    NONE = "none"
    OWN = "own"  # the grant's site, or every site when the grant is for all
    ALL = "all"  # every site of the project, whatever the grant's


class Level(Enum):
    """What a grant of the role is for."""

    SITE = "site"
    PROJECT = "project"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Sees:
    """The extent per reach. Everyone of a project sees its card."""

    people: Extent = Extent.NONE
    notes: Extent = Extent.NONE
    figures: Extent = Extent.NONE
    coops: Extent = Extent.NONE
    card: Extent = Extent.ALL
    log: Extent = Extent.NONE

    def of(self, reach: Reach) -> Extent:
        found: Extent = getattr(self, reach.value)
        return found


class Role:
    """A role: subclasses only fill in the words and the extents."""

    code: ClassVar[str]
    name: ClassVar[Words]
    purpose: ClassVar[Words]  # what it is for, one sentence
    says: ClassVar[tuple[Words, ...]]  # what it may and may not, sentences
    level: ClassVar[Level]
    sees: ClassVar[Sees]
    own_caseload: ClassVar[bool] = False
    must_end: ClassVar[bool] = False  # a grant of it always has a last day

    @classmethod
    def sees_people(cls) -> bool:
        """Say whether the role opens data of people who take part: such a role is used with a second factor only."""
        return {cls.sees.people, cls.sees.notes} != {Extent.NONE}


ROLES: dict[str, type[Role]] = {}


def role(found: type[Role]) -> type[Role]:
    """Register a role class under its code."""
    ROLES[found.code] = found
    return found


@role
class Coach(Role):
    code, name, level = "coach", _("Coach"), Level.SITE
    purpose = _("Coaches people at one site and logs what is done together.")
    says = (
        _("Sees and writes the people, sessions and plans of the own site; pages open on the own caseload."),
        _("Sees of cooperatives only what is public: names and dates."),
        _("Sees nothing of people at other sites."),
    )
    sees = Sees(people=Extent.OWN, notes=Extent.OWN, figures=Extent.OWN, coops=Extent.OWN)
    own_caseload = True


@role
class SiteCoordinator(Role):
    code, name, level = "site_coordinator", _("Site coordinator"), Level.SITE
    purpose = _("Leads the work at one site and sees that nobody is forgotten.")
    says = (
        _("Sees the people of the own site; reads coaching notes only with a reason that is logged."),
        _("Sees the cooperatives of the own site and the figures of every site."),
    )
    sees = Sees(people=Extent.OWN, notes=Extent.OWN, figures=Extent.ALL, coops=Extent.OWN)


@role
class ProjectCoordinator(Role):
    code, name, level = "project_coordinator", _("Project coordinator"), Level.PROJECT
    purpose = _("Compares the sites and finds what slips.")
    says = (
        _("Sees the figures of every site."),
        _("Sees no people, no names and no notes."),
        _("Sees of cooperatives the key figures."),
    )
    sees = Sees(figures=Extent.ALL)


@role
class ProjectAdmin(Role):
    code, name, level = "project_admin", _("Project administrator"), Level.PROJECT
    purpose = _("Keeps the project's card, people and rights, and builds the funder's reports.")
    says = (
        _("Sees the identity and ESF facts of people at every site; each opening is logged."),
        _("Sees no coaching notes and no measures."),
        _("Invites people, ends rights, edits the card, builds and sends reports."),
    )
    sees = Sees(people=Extent.ALL, figures=Extent.ALL)


@role
class BoardMember(Role):
    code, name, level = "board_member", _("Board member"), Level.ORGANISATION
    purpose = _("Runs one cooperative: members, meetings, orders.")
    says = (
        _("Sees the registers, orders and money of the own cooperative."),
        _("Never sees who takes part in coaching."),
    )
    sees = Sees(coops=Extent.OWN)


@role
class WorkSupervisor(Role):
    code, name, level = "work_supervisor", _("Work supervisor"), Level.ORGANISATION
    purpose = _("Leads gigs and approves hours in one cooperative.")
    says = (
        _("Sees the names of workers, gigs and hours of the own cooperative."),
        _("Never sees who takes part in coaching."),
    )
    sees = Sees(coops=Extent.OWN)


@role
class Bookkeeper(Role):
    code, name, level = "bookkeeper", _("Bookkeeper"), Level.ORGANISATION
    purpose = _("Keeps the shares, invoices and payroll of one cooperative.")
    says = (
        _("Sees shares, payments, invoices and payroll of the own cooperative."),
        _("Never sees who takes part in coaching, nor anyone's benefits."),
    )
    sees = Sees(coops=Extent.OWN)


@role
class Trainer(Role):
    code, name, level = "trainer", _("Trainer"), Level.SITE
    purpose = _("Gives training to clients, authorities and organisations.")
    says = (_("Sees the training events at the own site."), _("Sees no people and no notes."))
    sees = Sees()


@role
class EsfAuditor(Role):
    code, name, level, must_end = "esf_auditor", _("ESF auditor"), Level.PROJECT, True
    purpose = _("Checks what was reported, for a limited time.")
    says = (
        _("Sees locked reports and the evidence of the people drawn for the sample."),
        _("Changes nothing."),
    )
    sees = Sees()


@role
class Evaluator(Role):
    code, name, level = "evaluator", _("Evaluator"), Level.PROJECT
    purpose = _("Evaluates the model.")
    says = (_("Sees figures in which small numbers are hidden."), _("Sees no people. Changes nothing."))
    sees = Sees()


@role
class DataProtectionOfficer(Role):
    code, name, level = "data_protection_officer", _("Data protection officer"), Level.PROJECT
    purpose = _("Watches over who has read whose data.")
    says = (_("Sees the read log of every site."), _("Sees no people's data otherwise. Changes nothing."))
    sees = Sees(log=Extent.ALL)


@role
class SystemAdministrator(Role):
    code, name, level = "system_administrator", _("System administrator"), Level.PROJECT
    purpose = _("Keeps the service running.")
    says = (_("Sees jobs, health and versions."), _("Sees no people's data."))
    sees = Sees()


Rule = Callable[[Actor, object], Decision]
_may: dict[str, frozenset[str]] = {}
_rules: dict[str, Rule] = {}


def allow(action: str, *roles: type[Role], when: Rule | None = None) -> None:
    """State which roles may do `action`, and a further condition on the object if there is one. Called by `rules` modules."""
    _may[action] = _may.get(action, frozenset()) | {found.code for found in roles}
    if when is not None:
        _rules[action] = when


def actions() -> dict[str, frozenset[str]]:
    """Return every known action with the codes of the roles that may do it."""
    return dict(_may)


def decide(actor: Actor, held: frozenset[str], action: str, obj: object) -> Decision:
    """Decide for an actor who holds roles `held`, by role and, if an object is given, by the action's condition on it.

    An action nobody has stated is a KeyError, not a silent no.
    """
    if not (_may[action] & held):
        return Denied(_("Your role does not include this."))
    return _rules[action](actor, obj) if action in _rules and obj is not None else Allowed()
