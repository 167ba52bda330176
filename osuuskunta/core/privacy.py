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


def privacy_of(model: type[Model]) -> Privacy | None:
    """Return what is declared for `model`: on the class, for a history model on the model it tracks, or by `declare`."""
    tracked: type[Model] | None = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        own = privacy_of(tracked)
        return None if own is None else own
    found: Privacy | None = model.__dict__.get("privacy") or _declared.get(model._meta.label_lower)
    return found


def undeclared() -> list[str]:
    """List every `app.Model.field` of the installed apps whose class nobody has stated (and stated fields that are gone)."""
    faults = []
    for model in apps.get_models(include_auto_created=True):
        declared = privacy_of(model)
        if declared is None:
            faults.append(model._meta.label)
            continue
        history = getattr(model, "pgh_tracked_model", None) is not None
        fields = {
            field.name for field in model._meta.concrete_fields if not (history and field.name.startswith("pgh_"))
        }
        faults += [f"{model._meta.label}.{name}" for name in sorted(fields - declared.classes.keys())]
        if not history:
            faults += [f"{model._meta.label}.{name} (gone)" for name in sorted(declared.classes.keys() - fields)]
    return faults
