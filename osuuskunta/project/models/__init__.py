"""The project (hanke) and its card, the places where it works, the organisations that carry it, and dated limits."""

from osuuskunta.project.models.card import CardLine, Project
from osuuskunta.project.models.money import FundingLine, SiteTarget
from osuuskunta.project.models.parameters import RuleParameter
from osuuskunta.project.models.partners import Organisation, PartnerSite, ProjectPartner
from osuuskunta.project.models.places import Municipality, MunicipalityRelation, Site
from osuuskunta.project.models.seeds import SeedMark

__all__ = [
    "CardLine", "FundingLine", "Municipality", "MunicipalityRelation", "Organisation", "PartnerSite", "Project",
    "ProjectPartner", "RuleParameter", "SeedMark", "Site", "SiteTarget",
]  # fmt: skip
