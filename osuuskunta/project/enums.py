"""The fixed vocabularies of the card (names: glossary.csv)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IndicatorSet(models.TextChoices):
    """The funder's indicators that a project reports (esf.md)."""

    ESF2014 = "esf2014", _("ESF 2014–2020")
    ESFPLUS2021 = "esfplus2021", _("ESF+ 2021–2027")


class EntityFigure(models.TextChoices):
    """Figures that count organisations, not people: the card holds them (esf.md, output_entity). Values are field names."""

    CO20 = "co20", _("CO20 · Projects run by social partners or organisations")
    CO21 = "co21", _("CO21 · Projects for women in working life")
    CO22 = "co22", _("CO22 · Projects for public administration")
    CO23 = "co23", _("CO23 · Supported small and medium-sized enterprises")
    EECO18 = "eeco18", _("EECO18 · Supported public administrations and services")
    EECO19 = "eeco19", _("EECO19 · Supported small and medium-sized enterprises")


class OrganisationKind(models.TextChoices):
    FOUNDATION = "foundation", _("Foundation")
    ASSOCIATION = "association", _("Association")
    MUNICIPALITY = "municipality", _("Municipality")
    COOPERATIVE = "cooperative", _("Cooperative")
    SCHOOL = "school", _("Educational institution")
    COMPANY = "company", pgettext_lazy("kind of organisation", "Company")
    OTHER = "other", pgettext_lazy("kind of organisation", "Other")


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("Lead partner")
    PARTNER = "partner", _("Partner organisation")


class FundingKind(models.TextChoices):
    GRANT = "grant", _("ESF and state grant")
    MUNICIPAL = "municipal", _("Municipal funding")
    PUBLIC = "public", _("Other public funding")
    PRIVATE = "private", _("Private funding")
    OWN_SHARE = "own_share", _("Own share")


class Measure(models.TextChoices):
    """What a site's targets are set for; a subset is reported, all are followed."""

    PARTICIPANTS = "participants", pgettext_lazy("measure of a target", "Participants")
    COOPERATIVES = "cooperatives", pgettext_lazy("measure of a target", "Cooperatives founded")
    MEMBERS = "members", pgettext_lazy("measure of a target", "Members of cooperatives")
    IN_WORK = "in_work", pgettext_lazy("measure of a target", "In work at exit")
    IN_EDUCATION = "in_education", pgettext_lazy("measure of a target", "In education at exit")
    PACKAGES = "packages", pgettext_lazy("measure of a target", "Training packages")
    REACHED = "reached", pgettext_lazy("measure of a target", "People reached by events")


class LineKind(models.TextChoices):
    """Lists of short texts on the card."""

    TARGET_GROUP = "target_group", _("Target group")
    PROMISE = "promise", _("Promise")


class RelationKind(models.TextChoices):
    """What a municipality belongs to (domain.md 6.4)."""

    REGION = "region", _("Region")
    WELLBEING_COUNTY = "wellbeing_county", _("Wellbeing services county")
    EMPLOYMENT_AREA = "employment_area", _("Employment area")
    VITALITY_CENTRE = "vitality_centre", _("Economic development centre")
    DEGURBA = "degurba", _("Degree of urbanisation (1–3)")


# What each kind of area is, and what the house does with it (domain.md 6.4, esf.md).
RELATION_SAYS = {
    RelationKind.REGION: _(
        "The part of the country in which the municipality lies. It stands in the list of sites and on the card."
    ),
    RelationKind.WELLBEING_COUNTY: _(
        "Arranges social and health services. Since 1.1.2023; before that municipalities did."
    ),
    RelationKind.EMPLOYMENT_AREA: _(
        "Municipalities that arrange employment services together. Since 1.1.2025; before that the employment offices did."
    ),
    RelationKind.VITALITY_CENTRE: _("The State's regional authority. Since 1.1.2026, in place of the ELY Centres."),
    RelationKind.DEGURBA: _(
        "1 is a city, 2 a town or suburb, 3 a rural area. Participants from class 3 count as people from rural areas in the "
        "funder's report (CO19, EECO17)."
    ),
}
DEGURBA_CLASSES = ("1", "2", "3")


class Confidence(models.TextChoices):
    """How well a value is known (domain.md 0): the letters are those of the source table."""

    VERIFIED = "V", pgettext_lazy("confidence", "Read in the source")
    HIGH = "H", pgettext_lazy("confidence", "Known well")
    MEDIUM = "M", pgettext_lazy("confidence", "Uncertain")
    DERIVED = "D", pgettext_lazy("confidence", "Calculated")
    LOW = "L", pgettext_lazy("confidence", "Not known")


TO_BE_CHECKED = frozenset({Confidence.MEDIUM, Confidence.DERIVED, Confidence.LOW})


class Unit(models.TextChoices):
    """What a limit's number counts."""

    PERCENT = "percent", _("%")
    EUR = "eur", _("€")
    EUR_DAY = "eur_day", _("€ a day")
    EUR_MONTH = "eur_month", _("€ a month")
    EUR_YEAR = "eur_year", _("€ a year")
    DAYS = "days", _("days")
    DAYS_WEEK = "days_week", _("days a week")
    MONTHS = "months", _("months")
    HOURS_DAY = "hours_day", _("hours a day")
    HOURS_WEEK = "hours_week", _("hours a week")
    PERSONS = "persons", _("people")


MONEY = frozenset({Unit.EUR, Unit.EUR_DAY, Unit.EUR_MONTH, Unit.EUR_YEAR})


# What each figure about organisations counts (esf.md, output_entity).
FIGURE_SAYS = {
    "co20": _("Projects that social partners or non-governmental organisations carry out fully or in part."),
    "co21": _("Projects dedicated to women's lasting participation and progress in working life."),
    "co22": _("Projects for public administrations or public services at national, regional or local level."),
    "co23": _(
        "Enterprises, cooperatives among them, that got support as enterprises; not those whose members alone were helped."
    ),
    "eeco18": _("Public administrations or public services that got support, at national, regional or local level."),
    "eeco19": _("Micro, small and medium-sized enterprises, cooperatives among them, that got support as enterprises."),
}
