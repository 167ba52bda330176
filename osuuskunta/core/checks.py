"""System checks of the floor: what would open a wall or lose a class is an error before anything runs."""

import re
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from osuuskunta.core.constraints import CompositeForeignKey, names
from osuuskunta.core.models import ScopedQuerySet, SiteScoped
from osuuskunta.core.privacy import faults_of
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import Wall, wall_of

Model = type[models.Model]
COLUMN = re.compile(r"\b[a-z_]+_id\b")


@register()
def sites_are_walled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a model with a relation called `site` that is not SiteScoped, names no reach or has no wall (architecture §4)."""
    return [fault for model in apps.get_models() if not is_history(model) for fault in site_faults(model)]


def is_history(model: Model) -> bool:
    """Whether `model` holds the history of another."""
    return getattr(model, "pgh_tracked_model", None) is not None


def site_faults(model: Model) -> list[CheckMessage]:
    """Return what is wrong with how `model`, which is no history, says whose its rows are."""
    faults: list[CheckMessage] = []
    has_site = "site" in names(model)
    if not issubclass(model, SiteScoped):
        if has_site:
            faults.append(Error("has a site but is not SiteScoped.", obj=model, id="core.E001"))
        elif wall_of(model) is None and (behind := _walled_targets(model)):
            said = f"points at {', '.join(behind)}, whose rows are walled, and has no wall of its own."
            faults.append(Error(said, obj=model, id="core.E006"))
        return faults
    wall = wall_of(model)
    if not has_site or not isinstance(getattr(model, "reach", None), Reach) or not isinstance(wall, Wall):
        faults.append(Error("is SiteScoped but lacks site, reach or wall.", obj=model, id="core.E002"))
    elif model._meta.get_field("site").null and " site_id " in f" {wall.read} ":  # type: ignore[misc]
        faults.append(
            Error("goes by its site, so site can't be NULL: nobody would see the row.", obj=model, id="core.E007")
        )
    if not isinstance(model._base_manager.get_queryset(), ScopedQuerySet):
        faults.append(Error("has a base manager that runs without a scope.", obj=model, id="core.E003"))
    if not isinstance(model._default_manager.get_queryset(), ScopedQuerySet):
        faults.append(Error("has a default manager that runs without a scope.", obj=model, id="core.E003"))
    return faults


def _walled_targets(model: Model) -> list[str]:
    """Return the labels of walled models that `model` points at; a read log or history line by UUID is no pointer."""
    found = {field.related_model for field in model._meta.concrete_fields if isinstance(field.related_model, type)}
    return sorted(target._meta.label for target in found if issubclass(target, SiteScoped))


@register()
def histories_are_walled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a history that can't stand behind the wall of what it remembers, or could be rewritten."""
    return [fault for model in apps.get_models() if is_history(model) for fault in history_faults(model)]


def history_faults(model: Model) -> list[CheckMessage]:
    """Return what is wrong with the history model `model`."""
    faults: list[CheckMessage] = []
    tracked: Model = model.pgh_tracked_model  # type: ignore[attr-defined]
    wall, columns = wall_of(model), {field.column for field in model._meta.concrete_fields}
    if issubclass(tracked, SiteScoped) and wall is None:
        faults.append(Error("remembers rows behind a wall and has none.", obj=model, id="core.E005"))
    own = {field.column for field in tracked._meta.concrete_fields}
    used = set(COLUMN.findall(f"{wall.read} {wall.write}")) & own if wall else set()
    if missing := sorted(used - columns):
        said = f"does not remember {', '.join(missing)}, by which its wall goes: track these fields too."
        faults.append(Error(said, obj=model, id="core.E005"))
    if "append_only" not in {trigger.name for trigger in getattr(model._meta, "triggers", ())}:
        faults.append(Error("can be rewritten: PGHISTORY_APPEND_ONLY is off for it.", obj=model, id="core.E008"))
    return faults


@register()
def classes_are_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a model with a field of which nobody has said how much it says of a person (architecture §7)."""
    models_ = apps.get_models(include_auto_created=True)
    return [Error(said, obj=model, id="core.E004") for model in models_ for said in faults_of(model)]


@register()
def composite_keys_fit(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a composite key that PostgreSQL would refuse in the middle of a migration."""
    return [fault for model in apps.get_models() for fault in key_faults(model)]


def key_faults(model: Model) -> list[CheckMessage]:
    """Return what is wrong with the composite keys of `model`."""
    keys = [found for found in model._meta.constraints if isinstance(found, CompositeForeignKey)]
    return [Error(f"{key.name}: {said}", obj=model, id="core.E009") for key in keys for said in key.faults(model)]


@register(Tags.security, deploy=True)
def secrets_are_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to be deployed on keys that were made for one process only."""
    missing = [name for name in ("FIELD_KEYS", "INDEX_KEYS") if not getattr(settings, name)]
    if not settings.SECRET_KEY_IS_SET:
        missing.append("SECRET_KEY")
    return [Error(f"{name} is not set.", id="core.E010") for name in missing]
