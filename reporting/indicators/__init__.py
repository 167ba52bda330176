"""What the funder counts: each figure a named set of people, declared once (esf.md; architecture §5).

The set's rule makes the figure, its drill-down and the words that explain it, so that these cannot disagree.
"""

from reporting.enums import CountedBy, Kind
from reporting.indicators.choices import Choice, choices_between, choices_on, parameters
from reporting.indicators.declared import Indicator, IndicatorSet, Part, parts_of, sql_of
from reporting.indicators.esf2014 import ESF2014
from reporting.indicators.esfplus2021 import ESFPLUS2021
from reporting.indicators.wording import Words3

SETS: dict[str, IndicatorSet] = {found.code: found for found in (ESF2014, ESFPLUS2021)}

__all__ = [
    "ESF2014", "ESFPLUS2021", "SETS", "Choice", "CountedBy", "Indicator", "IndicatorSet", "Kind", "Part", "Words3",
    "choices_between", "choices_on", "parameters", "parts_of", "sql_of",
]  # fmt: skip
