"""Amounts and dates in the reader's language (facts 7, pains D4 and H8)."""

from datetime import date

import pytest

from relance.domain.errors import Invalid
from relance.render.dates import format_date
from relance.render.money import format_amount


@pytest.mark.parametrize(
    ("amount_minor", "currency", "french", "english"),
    [
        (123_456_750, "EUR", "1\u202f234\u202f567,50\u00a0€", "€1,234,567.50"),
        (120_000, "GBP", "1\u202f200,00\u00a0£GB", "£1,200.00"),
        (120_000, "USD", "1\u202f200,00\u00a0$US", "US$1,200.00"),
        (120_000, "JPY", "120\u202f000\u00a0JPY", "JP¥120,000"),
        (120_000, "CHF", "1\u202f200,00\u00a0CHF", "CHF\u00a01,200.00"),
        (1_234_567, "TND", "1\u202f234,567\u00a0TND", "TND\u00a01,234.567"),
        (5, "EUR", "0,05\u00a0€", "€0.05"),
        (0, "EUR", "0,00\u00a0€", "€0.00"),
    ],
)
def test_an_amount_is_written_as_readers_of_the_language_write_it(
    amount_minor: int, currency: str, french: str, english: str
) -> None:
    assert format_amount(amount_minor, currency, "fr") == french
    assert format_amount(amount_minor, currency, "en") == english


@pytest.mark.parametrize("currency", ["RSD", "LBP", "IQD"])
def test_decimals_are_those_of_iso_4217_where_the_locale_data_would_round_them_away(
    currency: str,
) -> None:
    assert "7" in format_amount(100_007, currency, "en").partition(".")[2]


def test_the_largest_amount_keeps_every_digit() -> None:
    assert format_amount(10**17 + 1, "EUR", "en") == "€1,000,000,000,000,000.01"


def test_a_credit_keeps_its_sign() -> None:
    assert format_amount(-5_000, "EUR", "fr") == "-50,00\u00a0€"
    assert format_amount(-5_000, "CHF", "en") == "-CHF\u00a050.00"


@pytest.mark.parametrize(
    ("on", "french", "english"),
    [
        (date(2026, 6, 30), "30 juin 2026", "30 June 2026"),
        (date(2026, 7, 1), "1er juillet 2026", "1 July 2026"),
        (date(2026, 8, 11), "11 août 2026", "11 August 2026"),
        (date(2026, 12, 31), "31 décembre 2026", "31 December 2026"),
    ],
)
def test_a_date_is_written_in_words(on: date, french: str, english: str) -> None:
    assert format_date(on, "fr") == french
    assert format_date(on, "en") == english


def test_a_language_without_texts_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="language"):
        format_amount(1, "EUR", "de")
