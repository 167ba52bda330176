"""What a participant file is judged against: the project, its sites and coaches, and what is stored."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from osuuskunta.accounts.queries import coaches_at
from osuuskunta.project.models import Municipality, Project, Site
from participants.files.context import Context, Stored, StoredPeriod, StoredPerson
from participants.models import Participant, Participation
from participants.searching import identity_digest


def context_of(project: Project, day: date) -> Context:
    """Return what a file of `project` is judged against on `day`; the scope must see every site of the project."""
    sites = list(Site.objects.filter(project=project).select_related("municipality"))
    coaches = coaches_at(project, sites, day)
    return Context(
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        today=day,
        sites={site.code: _names(site) for site in sites},
        coaches={site.code: frozenset(user.email.lower() for user in coaches[site.pk]) for site in sites},
        municipalities=frozenset(Municipality.objects.values_list("code", flat=True)),
        test_codes=project.test_codes_allowed,
        digest=partial(identity_digest, project.pk),
        stored=partial(_stored, project),
    )


def _names(site: Site) -> tuple[str, ...]:
    known = (site.name, site.name_sv, site.municipality.name_fi, site.municipality.name_sv)
    return tuple(dict.fromkeys(name for name in known if name))


def _stored(project: Project, keys: Sequence[str], digests: Sequence[bytes]) -> Stored:
    people = {person.pk: person for person in Participant.objects.filter(project=project, external_id__in=keys)}
    periods: dict[object, list[StoredPeriod]] = {}
    rows = Participation.objects.filter(participant__in=list(people)).values_list(
        "participant", "site__municipality", "entry_date", "exit_date", "exit_status_date"
    )
    for person, site, entry, end, status in rows:
        periods.setdefault(person, []).append(StoredPeriod(site, entry, end, status))
    owners = Participant.objects.filter(project=project, identity_digest__in=digests) if digests else []
    return Stored(
        people={
            one.external_id: StoredPerson(one.birth_date, one.identity_digest is not None, periods.get(one.pk, ()))
            for one in people.values()
        },
        owners={bytes(one.identity_digest): one.external_id for one in owners if one.identity_digest},
    )
