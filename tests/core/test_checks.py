"""Each system check of the floor, proved by a toy that breaks it, built in a registry of its own."""

from collections.abc import Callable, Iterator

import pghistory
import pgtrigger
import pytest
from django.core.checks import registry
from django.db import models
from django.test.utils import isolate_apps
from pytest_django import Settings

from osuuskunta.core import checks
from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.models import ScopedManager, SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import Wall, site_wall
from osuuskunta.project.models import Site
from tests.toys import models as toy_models
from tests.toys.models import PeopleToy
from tests.toys.models_activity import TrackedToy

Model = type[models.Model]


def site(**options: object) -> models.ForeignKey:
    return models.ForeignKey(Site, models.PROTECT, related_name="+", **options)


def toy(base: type = models.Model, meta: type | None = None, **attributes: object) -> Model:
    """Build a model class named Bad; for a SiteScoped one `meta` inherits SiteScoped.Meta unless it is given."""
    inherited = (SiteScoped.Meta,) if base is SiteScoped else ()
    body = {
        "__module__": "tests.toys.models", "privacy": Privacy(), "__str__": str,
        "Meta": meta or type("Meta", inherited, {"app_label": "toys", "abstract": False}),
    } | attributes  # fmt: skip
    return type("Bad", (base,), body)


def managed_by(which: str) -> type:
    return type("Meta", (SiteScoped.Meta,), {"app_label": "toys", "abstract": False, f"{which}_manager_name": "rows"})


def ids(faults: list) -> list[tuple[str, str]]:
    return [(fault.id, str(fault.msg)) for fault in faults]


SITE_FAULTS: dict[str, tuple[Callable[[], Model], list[tuple[str, str]]]] = {
    "well built": (lambda: toy(SiteScoped, site=site(), reach=Reach.PEOPLE), []),
    "no site, no pointer": (lambda: toy(name=models.TextField()), []),
    "a site, not SiteScoped": (lambda: toy(site=site()), [("core.E001", "has a site but is not SiteScoped.")]),
    "SiteScoped without a site": (
        lambda: toy(SiteScoped, reach=Reach.PEOPLE),
        [("core.E002", "is SiteScoped but lacks site, reach or wall.")],
    ),
    "SiteScoped without a reach": (
        lambda: toy(SiteScoped, site=site(), wall=site_wall(Reach.PEOPLE)),
        [("core.E002", "is SiteScoped but lacks site, reach or wall.")],
    ),
    "a reach that is none": (
        lambda: toy(SiteScoped, site=site(), reach="people", wall=site_wall(Reach.PEOPLE)),
        [("core.E002", "is SiteScoped but lacks site, reach or wall.")],
    ),
    "a wall taken away": (
        lambda: toy(SiteScoped, site=site(), reach=Reach.PEOPLE, wall=None),
        [("core.E002", "is SiteScoped but lacks site, reach or wall.")],
    ),
    "a base manager that asks no scope": (
        lambda: toy(
            SiteScoped, managed_by("base"), site=site(), reach=Reach.PEOPLE, objects=ScopedManager(), rows=models.Manager()
        ),
        [("core.E003", "has a base manager that runs without a scope.")],
    ),
    "a default manager that asks no scope": (
        lambda: toy(SiteScoped, managed_by("default"), site=site(), reach=Reach.PEOPLE, rows=models.Manager()),
        [("core.E003", "has a default manager that runs without a scope.")],
    ),
    "a child without a wall": (
        lambda: toy(person=models.ForeignKey(PeopleToy, models.CASCADE, related_name="+")),
        [("core.E006", "points at toys.PeopleToy, whose rows are walled, and has no wall of its own.")],
    ),
    "a child with a wall of its own": (
        lambda: toy(
            person=models.ForeignKey(PeopleToy, models.CASCADE, related_name="+"), wall=Wall("false", "false")
        ),
        [],
    ),
    "a site that may be NULL": (
        lambda: toy(SiteScoped, site=site(null=True), reach=Reach.PEOPLE),
        [("core.E007", "goes by its site, so site can't be NULL: nobody would see the row.")],
    ),
    "a site that may be NULL and does not decide": (
        lambda: toy(SiteScoped, site=site(null=True), reach=Reach.CARD, wall=Wall("project_id = 1", "project_id = 1")),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SITE_FAULTS)
@isolate_apps("tests.toys")
def test_whose_its_rows_are(case: str) -> None:
    build, expected = SITE_FAULTS[case]
    assert ids(checks.site_faults(build())) == expected


@pytest.fixture
def history_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Model]]:
    """Give what makes the history model of a toy; django-pghistory's own registers are as before afterwards."""
    monkeypatch.setattr(pgtrigger.registry, "_registry", pgtrigger.registry._registry.copy())

    def make(tracked: Model, **options: object) -> Model:
        pghistory.track(pghistory.UpdateEvent(), model_name="BadEvent", **options)(tracked)
        return tracked.pgh_event_model  # type: ignore[attr-defined, no-any-return]

    yield make
    del toy_models.BadEvent


@isolate_apps("tests.toys")
def test_a_history_that_remembers_all_is_well(history_of) -> None:
    assert ids(checks.history_faults(history_of(toy(SiteScoped, site=site(), reach=Reach.PEOPLE)))) == []


@isolate_apps("tests.toys")
def test_a_history_without_what_its_wall_goes_by(history_of) -> None:
    found = history_of(toy(SiteScoped, site=site(), reach=Reach.PEOPLE, name=models.TextField()), fields=["name"])
    said = "does not remember site_id, by which its wall goes: track these fields too."
    assert ids(checks.history_faults(found)) == [("core.E005", said)]


@isolate_apps("tests.toys")
def test_a_history_of_walled_rows_without_a_wall(history_of) -> None:
    found = history_of(toy(SiteScoped, site=site(), reach=Reach.PEOPLE, wall=None))
    assert ids(checks.history_faults(found)) == [("core.E005", "remembers rows behind a wall and has none.")]


@isolate_apps("tests.toys")
def test_a_history_that_can_be_rewritten(history_of) -> None:
    found = history_of(toy(name=models.TextField()), append_only=False)
    said = "can be rewritten: PGHISTORY_APPEND_ONLY is off for it."
    assert ids(checks.history_faults(found)) == [("core.E008", said)]


def key(**changes: object) -> CompositeForeignKey:
    usual = {"name": "bad_key", "fields": ("person", "site"), "to": "toys.PeopleToy", "to_fields": ("id", "site")}
    return CompositeForeignKey(**(usual | changes))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (key(), []),
        (key(fields=("person", "place")), ["bad_key: “place” is no field of the model."]),
        (key(to="toys.Nobody"), ["bad_key: “toys.Nobody” is no model."]),
        (key(to="Nobody"), ["bad_key: “Nobody” is no model."]),
        (key(to_fields=("id", "place")), ["bad_key: “place” is no field of toys.PeopleToy."]),
        (key(fields=("person",)), ["bad_key: fields and to_fields are not of the same length."]),
        (key(to_fields=("id", "name")), ["bad_key: toys.PeopleToy has no unconditional unique constraint over id, name."]),
        (key(to="toys.FiguresToy"), ["bad_key: toys.FiguresToy has no unconditional unique constraint over id, site."]),
        (key(fields=("person",), to_fields=("id",)), []),
    ],
)  # fmt: skip
def test_a_composite_key_that_postgresql_would_refuse(bad: CompositeForeignKey, said: list[str], monkeypatch) -> None:
    from tests.toys.models import NotesToy

    monkeypatch.setattr(NotesToy._meta, "constraints", [bad])
    assert ids(checks.key_faults(NotesToy)) == [("core.E009", one) for one in said]


@pytest.mark.parametrize(
    ("check", "break_it", "found"),
    [
        (checks.sites_are_walled, lambda patch: patch.setattr(PeopleToy, "wall", None), "core.E002 toys.PeopleToy"),
        (checks.histories_are_walled, lambda patch: patch.setattr(TrackedToy.pgh_event_model._meta, "triggers", []),
         "core.E008 toys.TrackedToyEvent"),
        (checks.classes_are_complete, lambda patch: patch.setattr(PeopleToy, "privacy", Privacy(none="id name")),
         "core.E004 toys.PeopleToy"),
        (checks.composite_keys_fit, lambda patch: patch.setattr(PeopleToy._meta, "constraints", []),
         "core.E009 toys.NotesToy"),
    ],
)  # fmt: skip
def test_the_checks_run_over_every_installed_model(
    check: Callable, break_it: Callable, found: str, monkeypatch
) -> None:
    assert check in registry.registry.get_checks()
    assert check(None) == []
    break_it(monkeypatch)
    assert [f"{fault.id} {fault.obj._meta.label}" for fault in check(None)] == [found]


def test_deploying_without_keys_is_refused(settings: Settings) -> None:
    settings.FIELD_KEYS, settings.INDEX_KEYS, settings.SECRET_KEY_IS_SET = "k1:x", "i1:x", True
    assert checks.secrets_are_set(None) == []
    settings.FIELD_KEYS, settings.SECRET_KEY_IS_SET = "", False
    assert [fault.msg for fault in checks.secrets_are_set(None)] == ["FIELD_KEYS is not set.", "SECRET_KEY is not set."]
    assert checks.secrets_are_set in registry.registry.get_checks(include_deployment_checks=True)
    assert checks.secrets_are_set not in registry.registry.get_checks()
