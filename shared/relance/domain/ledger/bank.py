"""Bank details as they are written: IBAN (ISO 13616, mod 97) and BIC (ISO 9362)."""

import re

# Check digits are 02 to 98 (ISO 13616); 00, 01 and 99 would pass for three of them.
_IBAN = re.compile(r"[A-Z]{2}(?!0[01]|99)[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")

# Lengths of the countries whose IBAN a small business meets (ISO 13616 registry).
_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI NL",
        19: "SI",
        20: "AT EE LT LU",
        21: "CH HR LI LV",
        22: "BG DE GB IE",
        24: "CZ ES RO SE SK TN",
        25: "PT",
        26: "IS",
        27: "FR GR IT MC SM",
        28: "CY HU PL",
        31: "MT",
    }.items()
    for country in countries.split()
}


def compact(text: str) -> str:
    """The details without spaces, in capitals."""
    return "".join(text.split()).upper()


def is_iban(text: str) -> bool:
    """Whether a compact text is an IBAN: form, length of its country, check digits."""
    if not _IBAN.fullmatch(text) or len(text) != _LENGTHS.get(text[:2], len(text)):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_bic(text: str) -> bool:
    """Whether a compact text has the form of a BIC."""
    return _BIC.fullmatch(text) is not None


def is_siren(text: str) -> bool:
    """Whether nine digits are a SIREN: its last digit is a Luhn check."""
    if not re.fullmatch(r"[0-9]{9}", text):
        return False
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(text))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
