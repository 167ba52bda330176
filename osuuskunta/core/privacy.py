"""The class of each field: erasure, subject access, retention, demo data and de-identified exports come from this one list."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model


@dataclass(frozen=True, slots=True, init=False)
class Privacy:
    """How much each field of a model says of a person. Field names as space-separated words.

    special: health, origin and other data of GDPR article 9 · direct: identifies alone · indirect: identifies with others ·
    none: says nothing of a person.
    """

    classes: dict[str, str]

    def __init__(self, *, none: str = "", indirect: str = "", direct: str = "", special: str = "") -> None:
        found: dict[str, str] = {}
        for name, words in (("none", none), ("indirect", indirect), ("direct", direct), ("special", special)):
            for field in words.split():
                if field in found:
                    raise ValueError(f"{field} has two privacy classes")
                found[field] = name
        object.__setattr__(self, "classes", found)


_declared: dict[str, Privacy] = {}


def declare(label: str, privacy: Privacy) -> None:
    """State the classes of a third-party model, `label` as in `axes.AccessLog`."""
    _declared[label.lower()] = privacy


def tracked_by(model: type[Model]) -> type[Model] | None:
    """Return the model whose history `model` holds, None when it is no history."""
    found: type[Model] | None = getattr(model, "pgh_tracked_model", None)
    return found


def privacy_of(model: type[Model]) -> Privacy | None:
    """Return what is declared for `model`: on the class, for a history model on the model it tracks, or by `declare`."""
    tracked = tracked_by(model)
    if tracked is not None:
        return privacy_of(tracked)
    found: Privacy | None = model.__dict__.get("privacy") or _declared.get(model._meta.label_lower)
    return found


def faults_of(model: type[Model]) -> list[str]:
    """Return, as sentences, which fields of `model` have no class, and which stated ones are not there."""
    declared = privacy_of(model)
    if declared is None:
        return ["states no privacy classes: give it `privacy`, or declare() them."]
    history = tracked_by(model) is not None
    fields = {field.name for field in model._meta.concrete_fields}
    own = {
        name for name in fields if not (history and name.startswith("pgh_"))
    }  # django-pghistory's own: who, when, which row
    faults = [f"has no privacy class for {name}." for name in sorted(own - declared.classes.keys())]
    if not history:  # a history need not remember every field
        faults += [
            f"states a privacy class for {name}, which is no field." for name in sorted(declared.classes.keys() - own)
        ]
    return faults


def undeclared() -> list[str]:
    """List, as `app.Model has no privacy class for …`, what nobody has stated in the installed apps."""
    models = apps.get_models(include_auto_created=True)
    return [f"{model._meta.label} {said}" for model in models for said in faults_of(model)]
