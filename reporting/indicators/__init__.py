"""What the funder counts: each figure a named set of people, declared once (esf.md; architecture §5).

The set's rule makes the figure, its drill-down and the words that explain it, so that these cannot disagree.
"""

from reporting.indicators.declared import Indicator, IndicatorSet, Kind, Part, Words3
from reporting.indicators.esf2014 import ESF2014
from reporting.indicators.esfplus2021 import ESFPLUS2021

SETS: dict[str, IndicatorSet] = {found.code: found for found in (ESF2014, ESFPLUS2021)}

__all__ = ["ESF2014", "ESFPLUS2021", "SETS", "Indicator", "IndicatorSet", "Kind", "Part", "Words3"]
