"""Writes the closed days that the layer ships, from the library `holidays` (R28).

Run `make closed-days` once a year; the functions read the data and never import the library.
"""

import json
from pathlib import Path

import holidays

YEARS = range(2024, 2034)
COUNTRIES = ("AT BE CA CH DE DK ES FI FR GB IE IT LU MA NL NO PL PT SE US").split()
OUT = Path(__file__).parent.parent / "shared" / "relance" / "calendars" / "closed_days.json"


def closed_days() -> dict[str, list[str]]:
    """ISO dates by `COUNTRY`, `COUNTRY-REGION` (only what the region adds) and `TARGET`."""
    days = {"TARGET": _iso(holidays.financial_holidays("ECB", years=YEARS))}
    for country in COUNTRIES:
        national = _iso(holidays.country_holidays(country, years=YEARS))
        days[country] = national
        for region in holidays.country_holidays(country).subdivisions:
            regional = _iso(holidays.country_holidays(country, subdiv=region, years=YEARS))
            if added := sorted(set(regional) - set(national)):
                days[f"{country}-{region}"] = added
    return days


def _iso(found: holidays.HolidayBase) -> list[str]:
    return sorted(on.isoformat() for on in found)


if __name__ == "__main__":
    OUT.write_text(json.dumps(closed_days(), indent=0, sort_keys=True) + "\n")
