"""Municipalities with their areas, and the dated limits, from the tables beside this module."""

from datetime import date
from decimal import Decimal

from osuuskunta.project.models import Municipality, MunicipalityRelation, RuleParameter
from osuuskunta.project.seed.plant import Harvest
from osuuskunta.project.seed.tables import rows


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def seed_places(harvest: Harvest) -> None:
    """Plant the municipalities and what they belong to (domain.md 6.4); what was not verified is not there."""
    for row in rows("municipalities.csv"):
        harvest.plant(Municipality, {"code": row["code"]}, {"name_fi": row["name_fi"], "name_sv": row["name_sv"]})
    for row in rows("relations.csv"):
        first, last = _day(row["valid_from"]), _day(row["valid_to"])
        harvest.plant(
            MunicipalityRelation,
            {"municipality_id": row["code"], "kind": row["kind"], "valid_from": first},
            {"name": row["name"], "valid_to": last, "source": row["source"], "confidence": row["confidence"]},
        )


def seed_parameters(harvest: Harvest) -> None:
    """Plant the dated limits (domain.md 2.7); a row without a value says that an administrator must enter it."""
    for row in rows("parameters.csv"):
        harvest.plant(
            RuleParameter,
            {"key": row["key"], "valid_from": _day(row["valid_from"])},
            {
                "value": Decimal(row["value"]) if row["value"] else None,
                "unit": row["unit"],
                "valid_to": _day(row["valid_to"]),
                "confidence": row["confidence"],
                "source": row["source"],
                "note": row["note"],
            },
        )
