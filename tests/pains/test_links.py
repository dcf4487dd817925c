"""I. Links that machines open, and links that do not open for people."""

import re
from typing import Any

import pytest

from tests.actors.debtor import ACTIONS, everything
from tests.builders import at
from tests.harness.cloud import PUBLIC_URL
from tests.pains.shop import Shop, link_of

SCANS = (
    ("HEAD", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) BingPreview/1.0b"),
    ("GET", "SafeLinks/1.0 (Microsoft Outlook)"),
)


def reminded(shop: Shop) -> Any:
    """The reminder of Friday 5 June, an hour later."""
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.cloud.clock.set(at("2026-06-05 11:00"))
    return shop.mails[0]


@pytest.mark.pain("I1", "outline/outline#9227", "emdash-cms/emdash#3298", "supabase/auth#1214")
@pytest.mark.pain("I1", "better-auth/better-auth#9690", "FusionAuth/fusionauth-issues#629")
@pytest.mark.pain("I1", "Mailtrain-org/mailtrain#1195")
def test_a_scanner_that_opens_every_link_answers_nothing_for_the_debtor(shop: Shop) -> None:
    mail = reminded(shop)
    before = everything(shop.cloud)
    for action in ("", *ACTIONS):
        path = f"{link_of(mail)}/{action}".rstrip("/")
        for method, agent in SCANS:
            shop.cloud.http(method, path, headers={"user-agent": agent})
    assert everything(shop.cloud) == before
    shop.days("2026-06-06", "2026-06-09")
    assert shop.said == ["06-05 first", "06-09 second"]  # nothing was taken for an answer


@pytest.mark.pain("I2", "mautic/mautic#9162", "mautic/mautic#9798", "anymail/django-anymail#200")
@pytest.mark.pain("I2", "resend/resend-node#901", "gophish/gophish#1611")
def test_opens_and_clicks_of_machines_do_not_count_because_none_are_counted(shop: Shop) -> None:
    """No pixel, no rewritten link; and an event that claims one changes nothing."""
    mail = reminded(shop)
    assert "<img" not in mail.html
    links = re.findall(r'href="(https?://[^"]+)"', mail.html)
    assert links
    assert {link.split("/r/")[0] for link in links} == {PUBLIC_URL}
    before = everything(shop.cloud)
    for kind in ("Open", "Click"):
        event = dict(mail.events[-1]) | {"eventType": kind, kind.lower(): {"ipAddress": "1.2.3.4"}}
        event.pop("delivery", None)
        shop.cloud.publish(event)
    shop.cloud.pump()
    assert everything(shop.cloud) == before


@pytest.mark.pain("I3", "frappe/press#828", "readthedocs/ethical-ad-server#715")
def test_a_link_of_long_ago_does_not_leave_the_debtor_without_a_way_to_pay(shop: Shop) -> None:
    mail = reminded(shop)
    shop.cloud.clock.set(at("2026-08-31 11:00"))
    assert "300,00" in shop.opens(mail).text
    shop.cloud.clock.set(at("2027-06-05 11:00"))
    page = shop.opens(mail, "pay")
    assert page.status < 500
    assert "facture" in page.text
    assert "+33 1 84 60 12 34" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "<form" in page.text  # a fresh link, to the address on file


@pytest.mark.pain("I4", "datalab-org/datalab#2108", "sixb-ai/sixb#181", "uptimepage/uptimepage#92")
def test_a_get_never_acts_and_a_post_never_acts_twice(shop: Shop) -> None:
    mail = reminded(shop)
    forms: dict[str, dict[str, str]] = {
        "copy": {},
        "promise": {"promise_on": "2026-06-10"},
        "paid": {"paid_on": "2026-06-04", "means": "transfer", "account_last4": "0189"},
        "problem": {"reason": "price", "text": "Trop cher."},
    }
    for action, form in forms.items():
        before = everything(shop.cloud)
        assert 'method="post"' in shop.opens(mail, action).text.lower()
        assert everything(shop.cloud) == before
        shop.answers(mail, action, **form)
        once = everything(shop.cloud)["AccountsTable"]
        assert once != before["AccountsTable"]
        shop.answers(mail, action, **form)
        assert len(everything(shop.cloud)["AccountsTable"]) == len(once)
