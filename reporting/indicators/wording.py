"""Fixed texts in the three languages, for reports that must not depend on the language of who asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words3:
    """A text in the three languages. Not a translation of the interface: a report says the same whoever builds it."""

    fi: str
    sv: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return the texts by language code, as reports carry them (formats.md §3)."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}

    def in_language(self, code: str) -> str:
        """Return the text in a language of the house; Finnish for any other."""
        return self.as_dict().get(code[:2], self.fi)
