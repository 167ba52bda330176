"""People who take part, for tests. What matters to a test is passed, the rest is filled in. Call them inside a scope."""

from datetime import date
from itertools import count
from typing import Any

from osuuskunta.core.scope import Scope
from osuuskunta.project.models import Project, Site
from participants.actions.identity import PERSON
from participants.actions.periods import begin, take_in
from participants.models import Participant, Participation
from participants.models.answers import QUESTIONS
from tests.factories.project import FIRST_DAY

_numbers = count(1)


def people_scope(*sites: Site) -> Scope:
    """Return the scope of the house itself that sees the people of `sites` and nothing else."""
    return Scope(projects=frozenset(site.project_id for site in sites), people=frozenset(site.pk for site in sites))


def a_period(site: Site, person: Participant | None = None, **fields: Any) -> Participation:
    """Make and return a period at `site`: of `person`, or of somebody new. Facts of all kinds are passed by their names."""
    own = {name: fields.pop(name) for name in PERSON if name in fields}
    answers = {name: fields.pop(name) for name in QUESTIONS if name in fields}
    key = fields.pop("external_id", "")
    period = {"entry_date": FIRST_DAY, **fields}
    if person is not None:
        return begin(person=person, site=site, period=period, answers=answers, by=None)
    usual = {
        "given_names": "Esimerkki",
        "family_name": f"Testinen{next(_numbers)}",
        "gender": "W",
        "birth_date": date(1980, 5, 5),
    }
    project: Project = site.project
    return take_in(
        project=project, site=site, person={**usual, **own}, period=period, answers=answers, external_id=key, by=None
    )
