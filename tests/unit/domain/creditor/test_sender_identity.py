"""R49: whose an address is, however it is written."""

from dataclasses import replace

import pytest

from relance.domain.creditor.sender_identity import (
    canonical,
    holder_of,
    may_send,
    names_over,
    require_owner,
)
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Invalid


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Atelier.FR", "atelier.fr"),
        (" atelier.fr. ", "atelier.fr"),
        ("Compta@Atelier.FR.", "compta@atelier.fr"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("atelier\N{IDEOGRAPHIC FULL STOP}fr", "atelier.fr"),
        ("\N{FULLWIDTH LATIN SMALL LETTER A}telier.fr", "atelier.fr"),
        ("a+b@billing.atelier.fr", "a+b@billing.atelier.fr"),
    ],
)
def test_one_name_for_every_way_of_writing_it(text: str, name: str) -> None:
    assert canonical(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fr",
        "fr.",
        "localhost",
        "1.2.3.4",
        "a..fr",
        "-a.fr",
        "a_b.fr",
        "a b.fr",
        "*.fr",
        "fa\N{LATIN SMALL LETTER SHARP S}.de",
        "a\N{ZERO WIDTH JOINER}b.fr",
        "@atelier.fr",
        "a@b@atelier.fr",
        '"a b"@atelier.fr',
        "é@atelier.fr",
        "a/b@atelier.fr",
        "a?b@atelier.fr",
        "a#b@atelier.fr",
        "a`b@atelier.fr",
        "a@fr",
        f"{'a' * 64}.fr",
        f"{'a' * 65}@atelier.fr",
        "a." * 10 + "fr",
        "\N{SNOWMAN}" * 80 + ".fr",
        f"{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 62}.fr",
    ],
)
def test_what_nobody_can_own_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        canonical(text)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "domain", ["co.uk", "com.fr", "asso.fr", "gmail.com", "yahoo.co.uk", "orange.fr", "gmx.net"]
)
def test_a_domain_of_many_is_nobodys(domain: str) -> None:
    with pytest.raises(Invalid):
        require_owner(domain)
    require_owner(f"compta@{domain}")
    require_owner(f"atelier.{domain}")


@pytest.mark.parametrize("domain", ["atelier.fr", "free.atelier.fr", "co.atelier.com", "gmail.dev"])
def test_any_other_domain_can_be_somebodys(domain: str) -> None:
    require_owner(domain)


def test_the_names_that_hold_an_address_are_those_above_it_and_no_top_domain() -> None:
    above = ("b.atelier.fr", "atelier.fr")
    assert names_over("a@b.atelier.fr") == ("a@b.atelier.fr", *above)
    assert names_over("b.atelier.fr") == above


def test_what_is_more_exact_counts_first() -> None:
    holders = {"atelier.fr": "t-1", "b.atelier.fr": "t-2", "a@b.atelier.fr": "t-3"}
    assert holder_of("a@b.atelier.fr", holders) == "t-3"
    assert holder_of("x@b.atelier.fr", holders) == "t-2"
    assert holder_of("x@c.atelier.fr", holders) == "t-1"
    assert holder_of("x@notatelier.fr", holders) is None
    assert holder_of("b.atelier.fr", {"a@b.atelier.fr": "t-3"}) is None


NEW = Tenant("t-1", "Atelier", from_email="Compta@Atelier.fr", from_email_bound=True)


def test_an_address_from_before_goes_on_until_another_has_it() -> None:
    old = replace(NEW, from_email_bound=False)
    assert may_send(old, {})
    assert may_send(old, {"atelier.fr": "t-1"})
    assert not may_send(old, {"atelier.fr": "t-2"})
    assert not may_send(old, {"atelier.fr": "t-1", "compta@atelier.fr": "t-2"})


def test_an_address_since_then_is_bound_or_silent() -> None:
    assert may_send(NEW, {"atelier.fr": "t-1"})
    assert not may_send(NEW, {})
    assert not may_send(NEW, {"atelier.fr": "t-2"})
    assert may_send(replace(NEW, from_email=None), {})
