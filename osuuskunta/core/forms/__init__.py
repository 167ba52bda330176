"""Forms of the house: fields that read Finnish days and amounts, layouts in groups, and pages that say what to mend."""

from osuuskunta.core.forms.errors import Mistake, mistakes
from osuuskunta.core.forms.fields import ClockField, DayField, DecimalField, EuroField, Segments
from osuuskunta.core.forms.helper import FormHelper
from osuuskunta.core.forms.layout import Group, Inline, Part, Rest, SaveBar

__all__ = [
    "ClockField", "DayField", "DecimalField", "EuroField", "FormHelper", "Group", "Inline", "Mistake", "Part", "Rest",
    "SaveBar", "Segments", "mistakes",
]  # fmt: skip
