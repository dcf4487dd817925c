"""The days on which people and banks work, by a library's own calendars and not by ours."""

from datetime import date

import holidays


def is_open(day: date, country: str = "FR", region: str | None = None) -> bool:
    """Whether the creditor and a debtor in that country and region both work."""
    theirs = holidays.country_holidays(country, subdiv=region, years=day.year)
    ours = holidays.country_holidays("FR", years=day.year)
    return day.weekday() < 5 and day not in theirs and day not in ours


def is_bank_day(day: date) -> bool:
    """Whether banks settle in euro."""
    return day.weekday() < 5 and day not in holidays.financial_holidays("ECB", years=day.year)
