"""How a file is made, for all renderers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """In which language its names are, when and by whom."""

    language: str
    generated_at: datetime
    made_by: str
