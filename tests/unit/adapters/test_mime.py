"""R14: the mail that leaves says what was written, whatever that is, and is made once for ever."""

import hashlib
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.mime import Mail, header, mime_of

PLAIN = Mail(
    from_name="Atelier Dupont",
    from_email="compta@atelier.example",
    to_email="ada@client.example",
    reply_to="claire@atelier.example",
    subject="Invoice F-1",
    html="<!DOCTYPE html>\n<p>Hello</p>",
    text="Hello\n",
    key="dC0xI0MtMSNtLTE",
    attempt=1,
)
STRANGE = [
    "Facture N° F-1 : votre réponse pour le 16 juin 2026 – Atelier Dupont SARL",
    "🧾" * 75,
    "é" * 300,
    "a" * 300,
    "פקטורה באיחור – אנא השב " * 12,
    'Said "by", Smith; <x@y.example>, (me)',
    "=?utf-8?q?looks_like_a_word?= and more",
    "two  spaces,\ttabs",
    "Invoices " + ", ".join(f"INV-2026-{number:05d}" for number in range(30)),
    "👩\N{ZERO WIDTH JOINER}👧 famille",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil",
    "",
]
INJECTED = "Hello\r\nBcc: everybody@client.example\r\n\r\n<p>Mine</p>"


def parsed(mail: Mail) -> EmailMessage:
    """The mail as a mail program reads it."""
    found = message_from_bytes(mime_of(mail), policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def is_one_that_travels(raw: bytes) -> None:
    """Seven bits, CRLF and nothing else, lines of 76 characters at most."""
    assert raw.isascii()
    assert raw.endswith(b"--\r\n")
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line or b"\0" in line]
    assert max(len(line) for line in lines) <= 76


@pytest.mark.parametrize("text", STRANGE)
def test_a_subject_is_read_as_it_was_written(text: str) -> None:
    mail = replace(PLAIN, subject=text)
    is_one_that_travels(mime_of(mail))
    assert str(parsed(mail)["Subject"] or "").split() == text.split()


@pytest.mark.parametrize("text", STRANGE)
def test_bodies_are_read_as_they_were_written(text: str) -> None:
    mail = replace(PLAIN, text=f"{text}\n\n .\n{text} \n", html=f"<p>{text}</p>\n")
    is_one_that_travels(mime_of(mail))
    assert content(parsed(mail), "plain") == mail.text
    assert content(parsed(mail), "html") == mail.html


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_body_and_subject_travels_and_stays(subject: str, text: str) -> None:
    mail = replace(PLAIN, subject=subject.encode("utf-8", "replace").decode(), text=text, html=text)
    is_one_that_travels(mime_of(mail))
    ends = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n"
    assert content(parsed(mail), "plain") == ends
    assert content(parsed(mail), "html") == ends
    assert [*parsed(mail).keys()] == [
        name for name in HEADERS if name != "Subject" or "Subject" in parsed(mail)
    ]


HEADERS = ["From", "To", "Reply-To", "Subject", "MIME-Version", "Content-Type"]


@pytest.mark.parametrize("name", ["Müller & Söhne", "Dupont, Martin", "🧾" * 9, "é" * 40, "O'Neil"])
def test_the_sender_is_read_by_name_and_address(name: str) -> None:
    mail = replace(PLAIN, from_name=name)
    is_one_that_travels(mime_of(mail))
    # As RFC 2047 has it; `email.policy` leaves the spaces between the words of a name.
    said = str(make_header(decode_header(message_from_bytes(mime_of(mail))["From"])))
    assert said.endswith(" <compta@atelier.example>")
    assert said.partition(" <")[0].strip('"') == name


def test_everybody_who_gets_a_copy_is_named() -> None:
    copies = tuple(f"manager-{number}@client.example" for number in range(9))
    mail = replace(PLAIN, copy_emails=copies)
    is_one_that_travels(mime_of(mail))
    assert [one.addr_spec for one in parsed(mail)["Cc"].addresses] == [*copies]
    assert parsed(PLAIN)["Cc"] is None


@pytest.mark.parametrize(
    "field", ["from_name", "from_email", "to_email", "reply_to", "subject", "text", "html"]
)
def test_nothing_that_is_written_begins_a_header_or_a_part(field: str) -> None:
    mail = replace(PLAIN, **{field: INJECTED})  # type: ignore[arg-type]
    found = message_from_bytes(mime_of(mail), policy=default)
    assert [*found.keys()] == HEADERS
    assert len(found.get_payload()) == 2
    assert len(mime_of(replace(mail, text=mime_of(mail).decode())).split(b"\r\n--=_")) == 4


def test_a_header_keeps_to_its_lines() -> None:
    folded = header("X-Long", "word " * 40)
    assert folded.replace("\r\n", "") == "X-Long:" + " word" * 40
    assert max(map(len, folded.split("\r\n"))) <= 76


def test_the_same_mail_is_the_same_bytes_in_any_year() -> None:
    """Evidence is made from what is kept: a change here makes all that was kept another mail."""
    strange = replace(PLAIN, subject=STRANGE[0], html="<p>é = 1</p>", copy_emails=("b@c.example",))
    assert hashlib.sha256(mime_of(strange)).hexdigest() == (
        "cb6193fc7fcf2c65ff5f5a915e094ca3f57942fe57dfc8dd5eececce2722069a"
    )
    assert mime_of(replace(strange, attempt=2)) != mime_of(strange)
    assert mime_of(replace(strange, ses_tenant="acme")) == mime_of(strange)
