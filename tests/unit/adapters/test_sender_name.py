"""The name of the sender in the header: one line, short, and read as it was written."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.sender_name import MOST_CHARACTERS, address, flaw_of

EMAIL = "compta@relance.example"
NAMES = (
    "Atelier Dupont",
    "Atelier Dupont, comptabilité",
    'Müller, "Söhne" & Co <billing>',
    'Dupont "Les Halles" \\ Paris',
    "Société Générale des Établissements Réunis de la Région Île-de-France",
    "ж" * 60,
    "会社" * 25,
    "Les Fées 🧚‍♀️ du Logis 👩‍👩‍👧",
    "a\u0301" * 40,
    "=?utf-8?q?Evil?= é",
    "=?utf-8?q?Evil?=",
    "50 %=?",
)


def read(header: str) -> str:
    """The name as a mail program shows it."""
    return str(make_header(decode_header(parseaddr(header)[0])))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    assert read(address(name, EMAIL)) == name


@given(st.text(max_size=400))
def test_whatever_it_is_the_header_is_one_short_line_of_ascii(name: str) -> None:
    header = address(name, EMAIL)

    assert header.isascii()
    assert header.isprintable()
    assert len(header) <= MOST_CHARACTERS
    assert parseaddr(header)[1] == EMAIL
    assert all(len(word) <= 75 for word in header.split(" ") if word.startswith("=?"))


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60))
def test_what_has_no_flaw_is_read_as_it_was_written(name: str) -> None:
    plain = " ".join(name.split())
    if plain and not flaw_of(plain, EMAIL):
        assert read(address(plain, EMAIL)) == plain


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("=?utf-8?q?Evil?=", "encoded word"),
        ("Atelier =?ISO-8859-1?B?RXZpbA==?= Dupont", "encoded word"),
        ("\u200b\u200b", "invisible"),
        ("Atelier\u200bDupont", "invisible"),
        ("\u202eAtelier", "invisible"),
        ("...", "letter"),
        ("é" * 200, "longer"),
        ("😀" * 60, "longer"),
        ("a" * 320, "longer"),
    ],
)
def test_a_name_under_which_no_mail_can_be_sent_has_a_flaw(name: str, flaw: str) -> None:
    assert flaw in (flaw_of(name, EMAIL) or "")


@pytest.mark.parametrize("name", [n for n in NAMES if "Evil" not in n])
def test_other_names_have_none(name: str) -> None:
    assert flaw_of(name, EMAIL) is None
