"""Amounts as the reader of a language writes them, exact to the minor unit.

Babel alone would round to the decimals CLDR gives a currency; those differ from ISO 4217 for some
(RSD, LBP), so the decimals come from the domain and nothing is ever rounded (pains D4).
"""

import re
from copy import copy
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import NumberPattern

from relance.domain.money import exponent
from relance.render.language import locale_of

# CLDR's spacing rule, which Babel leaves out: "CHF 1,234.50", yet "US$1,234.50".
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@lru_cache(maxsize=1024)
def format_amount(amount_minor: int, currency: str, language: str) -> str:
    """The amount with its currency: `1 234,50 €` in French, `€1,234.50` in English.

    French keeps U+202F between thousands and U+00A0 before the sign, in text bodies too: they
    are UTF-8, and a plain space would let the amount break at the end of a line.
    """
    decimals = exponent(currency)
    amount = Decimal(amount_minor).scaleb(-decimals)
    locale = locale_of(language)
    pattern = _pattern(language, decimals)
    shown = str(pattern.apply(amount, locale, currency=currency, currency_digits=False))
    return _LETTER_BEFORE_DIGIT.sub(_NO_BREAK_SPACE, shown)


@lru_cache(maxsize=16)
def _pattern(language: str, decimals: int) -> NumberPattern:
    locale: Locale = locale_of(language)
    pattern: NumberPattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern
