"""System checks of the floor: what would open a wall or lose a class is an error before anything runs."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from osuuskunta.core.models import ScopedQuerySet, SiteScoped
from osuuskunta.core.walls import wall_of


@register()
def sites_are_walled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a model with a relation called `site` that is not SiteScoped, names no reach or has no wall (architecture §4)."""
    faults: list[CheckMessage] = []
    for model in apps.get_models():
        if getattr(model, "pgh_tracked_model", None) is not None:
            continue
        names = {field.name for field in model._meta.get_fields()}
        if "site" in names and not issubclass(model, SiteScoped):
            faults.append(Error("has a site but is not SiteScoped.", obj=model, id="core.E001"))
        elif issubclass(model, SiteScoped):
            if "site" not in names or not hasattr(model, "reach") or wall_of(model) is None:
                faults.append(Error("is SiteScoped but lacks site, reach or wall.", obj=model, id="core.E002"))
            if not isinstance(model._base_manager.get_queryset(), ScopedQuerySet):
                faults.append(Error("must inherit SiteScoped.Meta (base_manager_name).", obj=model, id="core.E003"))
    return faults


@register(Tags.security, deploy=True)
def secrets_are_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to be deployed on keys that were made for one process only."""
    missing = [name for name in ("FIELD_KEYS", "INDEX_KEYS") if not getattr(settings, name)]
    if not settings.SECRET_KEY_IS_SET:
        missing.append("SECRET_KEY")
    return [Error(f"{name} is not set.", id="core.E010") for name in missing]
