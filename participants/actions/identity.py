"""A person's own record: made, corrected, made findable."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from osuuskunta.core.access import Actor, require
from osuuskunta.core.sealing import unlock
from osuuskunta.project.models import Site
from participants.models import Enrolment, NameIndex, Participant
from participants.rules import EDIT_PEOPLE
from participants.searching import identity_digest, tokens_of

PERSON = (
    "given_names", "family_name", "identity_code", "phone", "email", "address", "non_disclosure", "gender", "birth_date",
)  # fmt: skip


def fill(person: Participant, values: Mapping[str, Any]) -> list[str]:
    """Set the person's fields of `values` that differ, and the digest with the identity code; return what was set."""
    changed = []
    for name, value in values.items():
        if getattr(person, name) != value:
            setattr(person, name, value)
            changed.append(name)
    if "identity_code" in changed:
        code = person.identity_code
        person.identity_digest = identity_digest(person.project_id, code) if code else None
        changed.append("identity_digest")
    return changed


@transaction.atomic
def change_person(*, person: Participant, values: Mapping[str, Any], by: Actor | None) -> list[str]:
    """Store what differs of a person's own facts; return the names of the fields that changed (none: nothing was written).

    ValidationError when a value can't be, or when the birth date is on or after the first day of a period.
    """
    require(by, EDIT_PEOPLE)
    unknown = values.keys() - set(PERSON)
    if unknown:
        raise ValueError(f"Not a person's own facts: {', '.join(sorted(unknown))}")
    now = Participant.objects.select_for_update().get(pk=person.pk)
    unlock(now)
    changed = fill(now, values)
    if changed:
        now.full_clean()
        check_born_before(now)
        now.save(update_fields=changed)
        index(now)
    return changed


def check_born_before(person: Participant) -> None:
    """ValidationError when a person's birth date is not before every period that can be seen."""
    if person.birth_date and person.participations.filter(entry_date__lte=person.birth_date).exists():
        raise ValidationError({"birth_date": _("The birth date is not before the first day of a period.")})


def index(person: Participant) -> None:
    """Make the person findable, by the present name, phone and e-mail, at every site of theirs that the scope sees."""
    rows = [
        NameIndex(enrolment=enrolment, tokens=tokens_of(person, enrolment.site_id))
        for enrolment in Enrolment.objects.filter(participant=person)
    ]
    NameIndex.objects.bulk_create(rows, update_conflicts=True, unique_fields=["enrolment"], update_fields=["tokens"])


def place(person: Participant, site: Site) -> Enrolment:
    """Return the person's enrolment at a site, made when there is none; before the person itself is stored, too."""
    enrolment, _new = Enrolment.objects.get_or_create(
        participant_id=person.pk, site=site, defaults={"project_id": person.project_id}
    )
    return enrolment
