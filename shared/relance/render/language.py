"""The languages that messages and pages are written in, and their locales."""

from functools import lru_cache

from babel import Locale

from relance.domain.errors import Invalid

# English is British: the texts are, and so are its dates (1 July 2026, never July 1).
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@lru_cache(maxsize=len(LOCALES))
def locale_of(language: str) -> Locale:
    """The locale that formats amounts and dates for a language; never the system's (pains H8)."""
    if language not in LOCALES:
        raise Invalid("language", f"no texts in {language!r}; there are {sorted(LOCALES)}")
    return Locale.parse(LOCALES[language])
