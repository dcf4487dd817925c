"""Closed days of countries, regions and banks, read from generated data (R28, B7)."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from relance.calendars.regions import region_of
from relance.domain.calendar import Calendar

_DATA = Path(__file__).with_name("closed_days.json")


@cache
def _closed_days() -> dict[str, list[str]]:
    document: dict[str, list[str]] = json.loads(_DATA.read_text())
    return document


@cache
def _days(name: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(on) for on in _closed_days().get(name, ()))


@cache
def calendar_of(country: str, region: str | None) -> Calendar:
    """The closed days of a country and, where it has its own, of a region: FR and 57, 6AE, 971.

    A country that is not shipped has its week-ends only.
    """
    known = region_named(country, region) if region else None
    regional = _days(f"{country}-{known}") if known else frozenset()
    return Calendar(_days(country) | regional)


def region_named(country: str, said: str) -> str | None:
    """The region that somebody named, as the closed days have it; None where there is no such."""
    begins = f"{country}-"
    own = [name.removeprefix(begins) for name in _closed_days() if name.startswith(begins)]
    return region_of(country, said, own)


@cache
def bank_calendar() -> Calendar:
    """The days on which banks settle in euro: TARGET (R8)."""
    return Calendar(_days("TARGET"))


# Where a currency other than the euro is settled.
_SETTLED_IN = {
    "CAD": "CA",
    "CHF": "CH",
    "DKK": "DK",
    "GBP": "GB",
    "MAD": "MA",
    "NOK": "NO",
    "PLN": "PL",
    "SEK": "SE",
    "USD": "US",
}


@cache
def foreign_bank_calendars() -> dict[str, Calendar]:
    """The bank days of other currencies: open there and, for the creditor's bank, in euro."""
    return {
        currency: Calendar(_days("TARGET") | _days(country))
        for currency, country in _SETTLED_IN.items()
        if _days(country)
    }


@cache
def of_dates(days: tuple[date, ...]) -> Calendar:
    """The closed days that somebody set."""
    return Calendar(frozenset(days))
