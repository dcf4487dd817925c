"""E. Too many mails, or the wrong papers in them."""

import re
from itertools import pairwise

import pytest

from tests.actors.debtor import copies, reminded
from tests.builders import account, invoice, walk
from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, plain


@pytest.mark.pain("E1", "frappe/erpnext#12429", "community.zuora.com idi-p/19282")
def test_six_late_invoices_do_not_make_six_mails(shop: Shop) -> None:
    for number in range(1, 7):
        shop.owes(f"F-{number}", total_minor=50_00)
    shop.days("2026-06-05", "2026-06-08")
    (mail,) = shop.mails
    assert all(f"F-{number}" in plain(mail) for number in range(1, 7))
    assert "300,00 €" in plain(mail)


@pytest.mark.pain("E1", "OCA/credit-control#21")
def test_invoices_that_fall_due_day_after_day_do_not_make_a_mail_a_day() -> None:
    """They are grouped under the highest level, and no mail follows another within four days."""
    late = [invoice(f"F-{n}", due_on=f"2026-06-{n:02d}", total_minor=40_00) for n in range(1, 20)]
    story = walk(account(*late), start="2026-06-01", days=30)
    days = [on for on, send in story.sends if send.key.level]
    assert all((b - a).days >= 4 for a, b in pairwise(days))
    levels = [send.key.level for _, send in story.sends if send.key.level]
    assert levels == sorted(levels)
    last = story.sends[-1][1]
    assert len(last.item_ids) + len(last.other_ids) == 17  # overdue by Thursday 18


@pytest.mark.pain("E2", "metasfresh/metasfresh#5379")
def test_what_has_become_due_meanwhile_does_not_get_a_mail_of_its_own(shop: Shop) -> None:
    shop.owes("F-1").owes("F-2", due_on="2026-06-05")
    shop.days("2026-06-04", "2026-06-10")
    first, second = shop.mails
    assert ["F-2" in plain(first), "F-1" in plain(second), "F-2" in plain(second)] == [0, 1, 1]
    assert "600,00 €" in plain(second)


@pytest.mark.pain(
    "E3",
    "Repair-DeskPOS/RepairDesk-BUGS-IMPROVEMENTS#735",
    "Repair-DeskPOS/RepairDesk-BUGS-IMPROVEMENTS#1425",
)
@pytest.mark.pain("E4", "invoiceninja/invoiceninja#9553")
def test_who_asks_for_the_invoices_again_is_sent_the_right_ones(cloud: Cloud) -> None:
    """The debtor has to ask nobody; behind each number is its own document."""
    files = {f"F-{n}": f"https://files.example/F-{n}.pdf" for n in (1, 2, 3)}
    debtor = reminded(cloud, *(invoice(name, pdf_url=url) for name, url in files.items()))
    debtor.is_told("copy")
    cloud.pump()
    (copy,) = copies(cloud)
    assert copy.to == ("billing@client.example",)
    order = re.findall(r"N° (F-\d)|https://files\.example/(F-\d)\.pdf", copy.text)
    pairs = [(a[0] or a[1], b[1]) for a, b in pairwise(order) if b[1]]
    assert sorted(pairs) == [(name, name) for name in files]
