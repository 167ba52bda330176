"""The closed lists of participants' data: codes as in the participant file (formats.md §2), words for people."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Gender(models.TextChoices):
    """As the person says; never inferred from the identity code (domain.md 6.1)."""

    WOMAN = "W", _("Woman")
    MAN = "M", _("Man")
    NON_BINARY = "NB", _("Non-binary")


class LabourStatus(models.TextChoices):
    """Exactly one on a day (esf.md 1.1)."""

    UNEMPLOYED = "unemployed", _("Unemployed")
    INACTIVE = "inactive", _("Outside the labour force")
    EMPLOYED = "employed", _("Employed")


class Answer(models.IntegerChoices):
    """An answer to a sensitive question. Refusing is an answer; not having been asked is NULL."""

    NO = 0, pgettext_lazy("answer", "No")
    YES = 1, pgettext_lazy("answer", "Yes")
    REFUSED = 2, pgettext_lazy("answer", "Does not want to answer")


class ExitReason(models.TextChoices):
    """Why a period ended (domain.md 3.6)."""

    EMPLOYED_OPEN = "employed_open", _("Work on the open labour market")
    EMPLOYED_SUBSIDISED = "employed_subsidised", _("Wage-subsidised work")
    COOPERATIVE_WORK_ONLY = "cooperative_work_only", _("Work in the cooperative only")
    SELF_EMPLOYED = "self_employed", _("Own business")
    EDUCATION = "education", _("Education or studies")
    OTHER_SERVICE = "other_service", _("Another service")
    PENSION = "pension", _("Pension")
    HEALTH = "health", _("Health")
    MOVED_AWAY = "moved_away", _("Moved away")
    OWN_WISH = "own_wish", _("Own wish")
    LOST_CONTACT = "lost_contact", _("Contact was lost")
    PROJECT_ENDED = "project_ended", _("The project ended")
    DECEASED = "deceased", _("Deceased")
    OTHER = "other", _("Other reason")


class ReferralSource(models.TextChoices):
    """Who guided the person here (domain.md 3.1)."""

    EMPLOYMENT_AUTHORITY = "employment_authority", _("Employment authority")
    TE_OFFICE = "te_office", _("TE Office (until 2024)")
    MULTISECTORAL_SUPPORT = "multisectoral_support", _("Multisectoral support")
    SOCIAL_WORK_ADULT = "social_work_adult", _("Adult social work")
    DISABILITY_SERVICES = "disability_services", _("Disability services")
    MENTAL_HEALTH_SUBSTANCE_SERVICES = (
        "mental_health_substance_services",
        _("Mental health and substance abuse services"),
    )
    HEALTH_CARE = "health_care", _("Health care")
    KELA = "kela", _("Kela")
    PENSION_INSURER = "pension_insurer", _("Earnings-related pension insurer")
    REHABILITATION_PROVIDER = "rehabilitation_provider", _("Provider of rehabilitation")
    WORKSHOP = "workshop", _("Workshop")
    ONE_STOP_GUIDANCE = "one_stop_guidance", _("One-stop guidance centre")
    SCHOOL = "school", _("School")
    NGO = "ngo", _("Non-governmental organisation")
    CLUBHOUSE = "clubhouse", _("Clubhouse")
    MUNICIPAL_EMPLOYMENT = "municipal_employment", _("Municipal employment services (until 2024)")
    COOPERATIVE_MEMBER = "cooperative_member", _("Member of a cooperative")
    FRIEND_FAMILY = "friend_family", _("Someone close")
    SELF = "self", _("Own initiative")
    MEDIA_EVENT = "media_event", _("Event or media")
    OTHER = "other", _("Other")


# Sources that did not exist always: first and last day, None where there is no limit (domain.md 3.1).
REFERRAL_PERIODS: dict[str, tuple[date | None, date | None]] = {
    ReferralSource.EMPLOYMENT_AUTHORITY: (date(2025, 1, 1), None),
    ReferralSource.TE_OFFICE: (None, date(2024, 12, 31)),
    ReferralSource.MUNICIPAL_EMPLOYMENT: (None, date(2024, 12, 31)),
}


class Isced(models.IntegerChoices):
    """The highest completed education, as the funder counts it (ISCED 2011; esf.md 3.4)."""

    LESS_THAN_PRIMARY = 0, _("No completed basic education (0)")
    PRIMARY = 1, _("Primary school, grades 1–6 (1)")
    LOWER_SECONDARY = 2, _("Basic education, grades 7–9 (2)")
    UPPER_SECONDARY = 3, _("Upper secondary: general or vocational (3)")
    POST_SECONDARY = 4, _("Specialist vocational qualification (4)")
    SHORT_TERTIARY = 5, _("Post-secondary college (5)")
    BACHELOR = 6, _("Bachelor's or polytechnic degree (6)")
    MASTER = 7, _("Master's degree (7)")
    DOCTORAL = 8, _("Doctoral degree (8)")
