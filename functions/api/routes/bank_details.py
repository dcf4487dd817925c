"""Bank details and company numbers as people write them: one wrong sign and money goes astray.

The library knows the registry of ISO 13616 and the national check digits of some countries; it is
loaded when the first of them is checked, so that no other call waits for it.
"""

import re
from contextlib import suppress
from string import ascii_uppercase

# Who writes the RIB, with its key, into his IBAN.
_WITH_RIB = frozenset({"FR", "MC"})
_RIB_DIGITS = str.maketrans(ascii_uppercase, "12345678912345678923456789")
# Institutions of Swiss and Liechtenstein banks that take nothing without a QR reference.
_QR = re.compile(r"(?:CH|LI)[0-9]{2}3[01][0-9]{3}[A-Z0-9]{12}")


def iban_of(text: str) -> str:
    """The IBAN in capitals, without spaces; raises ValueError that says what is wrong with it."""
    from stdnum import iban
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

    compact = _compact(text)
    try:
        rightly_checked = f"{compact[:2]}{iban.calc_check_digits(compact)}{compact[4:]}"
        iban.validate(rightly_checked, check_country=False)
        if compact != rightly_checked:
            raise InvalidChecksum
        _check_national(compact)
    except InvalidComponent:
        raise ValueError("not an IBAN: that country has none (ISO 13616)") from None
    except InvalidChecksum:
        raise ValueError("not an IBAN: its check digits are wrong") from None
    except ValidationError:
        raise ValueError("not an IBAN of that country: its length or form is wrong") from None
    if _QR.fullmatch(compact):
        raise ValueError("a QR-IBAN takes only payments with a QR reference: give the IBAN itself")
    return compact


def _check_national(compact: str) -> None:
    """Raises InvalidChecksum where the check digits that the country adds are wrong.

    A Belgian bank that the library has not heard of may be a new one.
    """
    from stdnum import iban
    from stdnum.exceptions import InvalidChecksum, InvalidComponent

    if compact[:2] in _WITH_RIB and not _is_rib(compact[4:]):
        raise InvalidChecksum
    with suppress(InvalidComponent):
        iban.validate(compact)


def _is_rib(text: str) -> bool:
    """Whether the key of a RIB fits its bank, branch and account; letters count as digits."""
    digits = text.translate(_RIB_DIGITS)
    bank, branch, account, key = (
        int(digits[a:b]) for a, b in ((0, 5), (5, 10), (10, 21), (21, 23))
    )
    return key == 97 - (89 * bank + 15 * branch + 3 * account) % 97


def bic_of(text: str) -> str:
    """The BIC in capitals, without spaces; raises ValueError."""
    from stdnum import bic

    compact = _compact(text)
    if not bic.is_valid(compact):
        raise ValueError("not a BIC")
    return compact


def siren_of(text: str) -> str:
    """The SIREN without spaces; raises ValueError."""
    from stdnum.fr import siren

    compact = _compact(text)
    if not siren.is_valid(compact):
        raise ValueError("not a SIREN: nine digits, the last of which checks the others")
    return compact


def _compact(text: str) -> str:
    """The text without spaces, in capitals; raises ValueError for signs that only look like it."""
    compact = "".join(text.split()).upper()
    if not re.fullmatch("[A-Z0-9]+", compact):
        raise ValueError("must be of A-Z and 0-9, with spaces at most")
    return compact
