"""A region is what has days of its own, however it is written; an unknown one is refused (B7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from relance import calendars
from tests.actors.tool import fields, tool
from tests.harness.cloud import Cloud

GOOD_FRIDAY, ST_ANDREW, EPIPHANY = date(2026, 4, 3), date(2026, 11, 30), date(2026, 1, 6)


@pytest.mark.parametrize(
    ("country", "said", "closed_on"),
    [
        *(("FR", said, GOOD_FRIDAY) for said in ("57", "67", "68", "6AE", "FR-67", "fr-68")),
        *(("FR", said, GOOD_FRIDAY) for said in ("Alsace", "Bas-Rhin", "67000", "57050", "GP")),
        *(("GB", said, ST_ANDREW) for said in ("SCT", "GB-SCT", "Scotland")),
        *(("DE", said, EPIPHANY) for said in ("BY", "DE-BY", "Bayern", "bw")),
    ],
)
def test_a_region_is_closed_on_its_own_days(country: str, said: str, closed_on: date) -> None:
    assert not calendars.calendar_of(country, said).is_open(closed_on)


@pytest.mark.parametrize("said", ["75", "13", "IDF", "2A", "974", "75008", "FR-69"])
def test_other_french_departments_work_on_good_friday(said: str) -> None:
    assert calendars.calendar_of("FR", said).is_open(GOOD_FRIDAY)


@pytest.mark.parametrize(
    ("country", "region"),
    [("FR", "GES"), ("FR", "99"), ("FR", "Strasbourg"), ("DE", "67"), ("GB", "LON"), ("US", "ZZ")],
)
def test_a_region_that_a_country_does_not_have_is_refused(
    cloud: Cloud, country: str, region: str
) -> None:
    mine = tool(cloud)
    answer = mine.customer("C-2", country=country, region=region)
    assert (answer.status, fields(answer)) == (422, ["region"])
    answer = mine.settings(country=country, region=region)
    assert (answer.status, fields(answer)) == (422, ["region"])
    assert mine.customer("C-3", country="IT", region="BI").status == 201
    assert mine.customer("C-4", country="AT", region="9").status == 201


def test_without_a_country_the_region_is_one_of_the_tenants(cloud: Cloud) -> None:
    mine = tool(cloud)
    assert mine.customer("C-2", region="67").status == 201
    assert mine.customer("C-3", region="SCT").status == 422


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules", "right/UTC", "../UTC", ""])
def test_a_zone_is_one_of_the_iana_database(cloud: Cloud, zone: str) -> None:
    answer = tool(cloud).customer("C-2", zone=zone)
    assert (answer.status, fields(answer)) == (422, ["zone"])


@pytest.mark.parametrize(
    "name", ["\u200b", "\u200b\u2060\ufeff", "\u3164", "\u2800", "\u00ad", "\u200d\u200d", "\ufe0f"]
)
def test_a_name_can_be_seen(cloud: Cloud, name: str) -> None:
    mine = tool(cloud)
    answer = mine.customer("C-2", name=name)
    assert (answer.status, fields(answer)) == (422, ["name"])
    for seen in ("株式会社", "Ève & fils", "Ω", "3M", "!"):
        assert mine.customer("C-2", name=seen).status < 300


def test_twenty_who_write_one_customer_are_all_answered(cloud: Cloud) -> None:
    mine = tool(cloud)
    with ThreadPoolExecutor(20) as pool:
        answers = pool.map(lambda n: mine.customer("C-1", notes=f"note {n}"), range(20))
    assert {answer.status for answer in answers} == {200}
