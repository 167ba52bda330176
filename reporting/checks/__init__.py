"""Named checks: of the people a report is made of, and of the sums in it (esf.md §4)."""

from reporting.checks.figures import Outcome, check_figures
from reporting.checks.people import HOUSEHOLD_CHECK, PEOPLE_CHECKS, PeopleCheck, people_checks
from reporting.checks.sums import SUM_CHECKS, SumCheck

__all__ = [
    "HOUSEHOLD_CHECK", "PEOPLE_CHECKS", "SUM_CHECKS", "Outcome", "PeopleCheck", "SumCheck", "check_figures", "people_checks"
]  # fmt: skip
