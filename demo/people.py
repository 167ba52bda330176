"""The people of DEMO: invented, looking invented, the same for the same numbers and day, with faults on purpose.

Each is a row (or a few) of a participant file, stored by the action that imports one.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from demo.accounts import DOMAIN, PLACES
from demo.card import SITES
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project, Site
from participants.actions.importing import FileRow, store
from participants.enums import Answer, ExitReason, Gender, LabourStatus, ReferralSource
from participants.models import Enrolment
from participants.rules import add_months

AT_ONCE = 2000  # rows in memory
FIRST = ("Testi", "Esimerkki", "Malli", "Koe", "Demo", "Näyte", "Keksi", "Harjoitus")
SECOND = (
    "Aino", "Eeva", "Oskari", "Svetlana", "Kalle", "Outi", "Kaarlo", "Yrjö", "Daria", "Åke", "Väinö", "Liisa", "Mohammed",
    "Anneli", "Pertti", "Iida", "Veikko", "Sirkka", "Juhani", "Maija",
)  # fmt: skip
FAMILY = (
    "Testilä", "Keksitty", "Kuvitelma", "Näytelmä", "Mallikas", "Mallila", "Kokeilija", "Esimerkki", "Harjula-Testi", "Demonen",
    "Koenen", "Näytteinen", "Satuinen", "Tarinainen", "Luulosaari", "Wirtuaali",
)  # fmt: skip
ACTIVE_AT_LEAST = 6  # of each coach: the contract asks for five
LIKELY_EXIT = 0.6
COACHES = {code: (f"coach.{place}@{DOMAIN}", f"coach2.{place}@{DOMAIN}") for place, code in PLACES.items()}


def fill(demo: Project, *, participants: int, seed: int, until: date) -> int:
    """Make so many people in DEMO; return how many. Nothing is made where somebody takes part already: see `is_empty`."""
    sites = frozenset(Site.objects.filter(project=demo).values_list("pk", flat=True))
    with scope(Scope(projects=frozenset({demo.pk}), people=sites)):
        rows = (FileRow(number, row) for number, row in enumerate(people(demo, participants, seed, until), start=2))
        while some := list(islice(rows, AT_ONCE)):
            store(project=demo, rows=some, by=None)
    return participants


def is_empty(demo: Project) -> bool:
    """Say whether nobody takes part in DEMO."""
    sites = frozenset(Site.objects.filter(project=demo).values_list("pk", flat=True))
    with scope(Scope(projects=frozenset({demo.pk}), people=sites)):
        return not Enrolment.objects.filter(project=demo).exists()


def people(demo: Project, participants: int, seed: int, until: date) -> Iterator[dict[str, Any]]:
    """Yield the rows of so many people; a person's rows come one after the other."""
    chance = random.Random(f"{seed} {until}")  # noqa: S311  # nosec B311
    for number in range(participants):
        site = SITES[number % len(SITES)]
        coach = COACHES[site][number // len(SITES) % 2]
        active = number < len(SITES) * 2 * ACTIVE_AT_LEAST
        yield from _person(chance, number, site, coach, demo, until, active=active)


def _person(
    chance: random.Random, number: int, site: str, coach: str, demo: Project, until: date, *, active: bool
) -> Iterator[dict[str, Any]]:
    who = {
        "external_id": f"D-{number + 1}",
        "given_names": f"{chance.choice(FIRST)}-{chance.choice(SECOND)}",
        "family_name": chance.choice(FAMILY),
        "gender": chance.choices([Gender.WOMAN, Gender.MAN, Gender.NON_BINARY, None], [52, 44, 2, 2])[0],
        "birth_date": until - timedelta(chance.randint(18 * 366, 63 * 365)),
    }
    span = (until - demo.starts_on).days
    entry = demo.starts_on + timedelta(chance.randint(0, max(span - 30, 0)))
    row = {**who, "site": site, "coach": coach, **_entry(chance, entry)}
    if not active and chance.random() < LIKELY_EXIT:
        row |= _exit(chance, entry, until)
    yield row
    end = row.get("exit_date")
    if end and chance.random() < 0.1 and end + timedelta(60) < until:  # comes back, perhaps elsewhere
        there = chance.choice(SITES)
        yield {
            **who,
            "site": there,
            "coach": COACHES[there][0],
            **_entry(chance, end + timedelta(chance.randint(20, 60))),
        }


def _entry(chance: random.Random, entry: date) -> dict[str, Any]:
    status = chance.choices([LabourStatus.UNEMPLOYED, LabourStatus.INACTIVE, LabourStatus.EMPLOYED], [62, 31, 7])[0]
    registered = status == LabourStatus.UNEMPLOYED and chance.random() < 0.9
    answers = [Answer.NO, Answer.YES, Answer.REFUSED]
    found: dict[str, Any] = {
        "entry_date": entry,
        "referral_source": chance.choice(list(ReferralSource)),
        "labour_status_entry": status,
        "registered_unemployed_entry": registered,
        "full_time_student_entry": chance.random() < 0.02,
        "unemployed_since": entry - timedelta(chance.randint(30, 1500)) if status == LabourStatus.UNEMPLOYED else None,
        "in_education_entry": chance.random() < 0.08,
        "isced_entry": chance.choices([0, 1, 2, 3, 4, 5, 6, 7], [2, 3, 30, 45, 8, 4, 6, 2])[0],
        "disability": chance.choices(answers, [50, 42, 8])[0],
        "third_country_national": chance.choices(answers, [90, 9, 1])[0],
        "foreign_background": chance.choices(answers, [85, 13, 2])[0],
        "minority": chance.choices(answers, [92, 4, 4])[0],
        "homeless": chance.choices([Answer.NO, Answer.YES], [95, 5])[0],
        "home_municipality": chance.choice(SITES),
    }
    return _with_gaps(chance, found)


def _with_gaps(chance: random.Random, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Leave something out of some rows, as real files do: the checks of a report have something to find."""
    gaps = {
        "isced_entry": 0.04,
        "in_education_entry": 0.02,
        "unemployed_since": 0.03,
        "disability": 0.05,
        "homeless": 0.1,
    }
    return {name: value for name, value in facts.items() if chance.random() >= gaps.get(name, 0)}


def _exit(chance: random.Random, entry: date, until: date) -> dict[str, Any]:
    end = min(entry + timedelta(chance.randint(60, 540)), until)
    reason = chance.choice(list(ExitReason)[:-2])
    works = reason in {ExitReason.EMPLOYED_OPEN, ExitReason.EMPLOYED_SUBSIDISED, ExitReason.SELF_EMPLOYED}
    status = LabourStatus.EMPLOYED if works else chance.choice([LabourStatus.UNEMPLOYED, LabourStatus.INACTIVE])
    found: dict[str, Any] = {
        "exit_date": end,
        "exit_reason": reason,
        "exit_status_date": end + timedelta(chance.choices([0, 7, 20, 40], [60, 20, 15, 5])[0]),  # the last is too late
        "labour_status_exit": status,
        "job_search_exit": not works and chance.random() < 0.3,
        "in_education_exit": reason == ExitReason.EDUCATION,
        "qualification_exit": chance.random() < 0.08,
    }
    if add_months(end, 6) <= until and chance.random() < 0.8:
        later = LabourStatus.EMPLOYED if works and chance.random() < 0.75 else status
        found |= {"labour_status_6m": later, "improved_6m": chance.random() < 0.1}
    return found
