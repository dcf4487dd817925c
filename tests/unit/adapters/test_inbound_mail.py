"""R42, R45: whatever bytes a stranger sends, the reading ends, and swallows no dispute."""

import time
from base64 import b64encode
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.inbound_mail import InboundMail, parse
from relance.domain.account.on_file import ReplyKind
from relance.domain.answers.mail_kind import Reading, Written, reading

SAYS = "Bonjour, il manque deux cartons. Nous ne paierons pas."
MONDAY = date(2026, 6, 8)
SECONDS = 8  # far above what any of them takes, far below what a quadratic one would


def read(raw: bytes) -> Reading:
    """What the mail of these bytes is taken for."""
    mail = parse(raw)
    written = Written(
        mail.subject,
        mail.text,
        mail.sender,
        mail.writer,
        mail.automatic,
        mail.failed,
        mail.unreadable,
        mail.cut,
        also=mail.also,
    )
    return reading(written, MONDAY)


def waits(found: Reading) -> bool:
    return found.kind in (ReplyKind.PERSON, ReplyKind.UNREADABLE) or found.contests is not None


def mail(body: bytes, *headers: str) -> bytes:
    lines = ("From: Ada <ada@client.example>", "Auto-Submitted: auto-replied", *headers)
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: Auto-Replied (vacation)",
        "Auto-Submitted: auto-replied; owner-email=ada@client.example",
        "Return-Path: <>",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        'Content-Type: multipart/report; boundary="x"',
    ],
)
def test_a_machine_s_own_marks_are_marks(headers: str) -> None:
    assert parse(f"From: a@b.example\n{headers}\n\nBonjour".encode()).automatic


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: list",
        "X-Autoreply: no",
        "Return-Path: <ada@client.example>",
        "Return-Path: <>\nReturn-Path: <ada@client.example>",
        "List-Id: <x.example>",
    ],
)
def test_other_headers_prove_nothing(headers: str) -> None:
    assert not parse(f"From: a@b.example\n{headers}\n\nBonjour".encode()).automatic


HTML = {
    "<p>Bonjour,</p><p>Il&nbsp;manque&#32;deux <b>car</b>tons</p>": (
        "Bonjour,\n\nIl\xa0manque deux cartons"
    ),
    "<head><title>x</title></head><style>p{}</style>Oui<!-- non --><script>non</script>": "Oui",
    "5 < 6 et 7 > 6 <3": "5 < 6 et 7 > 6 <3",
    "Oui<br><blockquote type=cite>Non<br>non</blockquote>Si": "Oui\n\n> Non\n> non\nSi",
    '<div>Oui</div><blockquote class="gmail_quote">Non</blockquote>': "Oui\n\n> Non\n",
    "<blockquote>Oui</blockquote>": "Oui",
    "Oui<blockquote type=cite>Si": "Oui\nSi",
    "<pre>Oui\n&gt; Non</pre>Si": "Oui\n> Non\nSi",
    "<style>Oui": "Oui",
    "<!-- Oui": "<!-- Oui",
    "&#99999999999;Oui&#xD800;": "\ufffdOui\ufffd",
}


@pytest.mark.parametrize(("html", "text"), HTML.items())
def test_html_is_read_as_it_is_seen(html: str, text: str) -> None:
    assert parse(mail(html.encode(), "Content-Type: text/html; charset=utf-8")).text == text.strip(
        "\n"
    )


def parts(*inner: bytes, kind: str = "mixed") -> bytes:
    body = b"".join(b"--b\r\n" + one + b"\r\n" for one in inner) + b"--b--\r\n"
    return mail(body, f'Content-Type: multipart/{kind}; boundary="b"')


PLAIN, RICH = b"Content-Type: text/plain\r\n\r\n", b"Content-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (parts(PLAIN + b"Oui", RICH + b"<p>Si", kind="alternative"), "Oui"),
        (
            parts(PLAIN + b"-", RICH + b"<p>" + b"Mais si. " * 9, kind="alternative"),
            ("Mais si. " * 9).strip(),
        ),
        (parts(PLAIN + b"Oui", PLAIN + b"Si"), "Oui\n\nSi"),
        (parts(PLAIN + b"Oui", b"Content-Disposition: attachment\r\n\r\nNon"), "Oui"),
        (parts(PLAIN + b"Oui", b"Content-Type: message/rfc822\r\n\r\n" + PLAIN + b"Non"), "Oui"),
        (parts(b"Content-Type: message/rfc822\r\n\r\n" + PLAIN + b"Oui"), "Oui"),
        (parts(b"Content-Disposition: attachment\r\n\r\nOui"), "Oui"),
        (mail(b"Oui", "Content-Type: multipart/mixed"), "Oui"),
        (mail(b"Oui", 'Content-Type: multipart/mixed; boundary="b"'), "Oui"),
        (b"Oui", "Oui"),
        (b"From ada Mon\r\nSubject: x\r\n\r\nOui", "Oui"),
        (b"Subject: x\rFrom: a@b.example\r\rOui", "Oui"),
    ],
)
def test_the_text_is_that_of_the_writer(raw: bytes, text: str) -> None:
    assert parse(raw).text.strip() == text


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: application/pkcs7-mime",
        "Content-Type: application/pdf",
        "Content-Type: image/png",
        "Content-Type: klingon/opera",
    ],
)
def test_what_is_no_text_is_unreadable(headers: str) -> None:
    assert read(mail(b"MIIB", headers)).kind == ReplyKind.UNREADABLE
    assert read(b"").kind == ReplyKind.UNREADABLE


def test_headers_are_decoded_and_cut() -> None:
    found = parse(
        b"From: =?utf-8?q?Ad=C3=A9?= =?utf-8?b?bGU=?= <ada@client.example>\r\n"
        b"Subject: =?utf-8?b?UsOpcG9u?=\r\n =?utf-8?b?c2U=?= \x1b[2J ou non"
        + b"!"
        * 9_000
        + b"\r\n"
        b"Date: Mon, 08 Jun 2026 10:01:00 +0200\r\n\r\nBonjour"
    )

    assert (found.writer, found.sender) == ("Adéle", "ada@client.example")
    assert found.subject.startswith("Réponse [2J ou non!!")
    assert len(found.subject) == 998
    assert found.sent_at == datetime(2026, 6, 8, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "said_at",
    [
        "yesterday",
        "Mon, 08 Jun 9999 23:59:59 -1400",
        "Mon, 08 Jun 99999999999 10:01:00 +9",
        "(" * 99,
    ],
)
def test_a_date_that_is_none_is_none(said_at: str) -> None:
    assert parse(f"Date: {said_at}\n\nBonjour".encode()).sent_at is None


def same(*changes: tuple[bytes, bytes]) -> InboundMail:
    raw = b"Message-ID: <1@x>\nDate: Mon, 08 Jun 2026 10:01:00 +0200\nFrom: a@b.example\n\nBonjour"
    for old, new in changes:
        raw = raw.replace(old, new)
    return parse(raw)


def test_date_sender_and_text_tell_mails_of_one_id_apart() -> None:
    changes = ((b"<1@x>", b"<2@x>"), (b"10:01", b"10:02"), (b"a@b", b"c@b"), (b"Bon", b"Mal"))
    found = {same().identity, *(same(change).identity for change in changes)}

    assert len(found) == 5
    assert same((b"\n", b"\r\n")).identity == same((b"a@b", b"A@B")).identity == same().identity


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
)
FLOODS = {
    "less than": mail(b"<" * 400_000, "Content-Type: text/html"),
    "open tags": mail(b"<a " * 130_000, "Content-Type: text/html"),
    "comments": mail(b"<!--" * 100_000, "Content-Type: text/html"),
    "styles": mail(b"<style>" * 57_000, "Content-Type: text/html"),
    "quotations": mail(b"<blockquote type=cite>" * 18_000, "Content-Type: text/html"),
    "ampersands": mail(b"&" * 400_000, "Content-Type: text/html"),
    "digits": mail(b"&#" + b"9" * 400_000, "Content-Type: text/html"),
    "marks": mail(b">" * 400_000),
    "attributions": mail(b"le x a ecrit\n> \n" * 20_000),
    "addresses": mail(b"a@" * 200_000),
    "one word": mail(b"a" * 400_000),
    "no and no": mail(b"not " * 100_000),
    "accents": mail("e\u0301".encode() * 100_000),
    "comments in headers": b"From: " + b"(" * 400_000 + b"\nDate: " + b"(" * 400_000 + b"\n\nx",
    "encoded words": b"Subject: " + b"=?" * 200_000 + b"\n\nx",
    "headers": b"A: b\n" * 200_000 + b"\nx",
    "nested": NESTED,
    "enclosed": b"Content-Type: message/rfc822\n\n" * 20_000,
    "boundaries": mail(b"--b\n" * 200_000, "Content-Type: multipart/mixed; boundary=b"),
    "an attachment": mail(
        b"--b\n\nBonjour\n--b\nContent-Type: application/pdf\n\n" + (b"A" * 76 + b"\n") * 500_000,
        "Content-Type: multipart/mixed; boundary=b",
    ),
}


@pytest.mark.parametrize("raw", FLOODS.values(), ids=FLOODS)
def test_the_longest_mail_ends_soon(raw: bytes) -> None:
    begun = time.process_time()
    read(raw)

    assert time.process_time() - begun < SECONDS


MARKS = (
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated",
    "Return-Path: <>",
    "Precedence: auto_reply",
    "Precedence: bulk",
    "X-Autoreply: yes",
    "X-Auto-Response-Suppress: All",
    "X-Relance-Reply: 1",
    "Subject: Automatic reply: F-1",
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    "Content-Disposition: attachment",
    "List-Id: <x>",
)
TYPES = (
    "text/plain",
    "text/html",
    "multipart/report; report-type=delivery-status; boundary=none",
    "multipart/mixed",
    "multipart/alternative; boundary=",
    "message/rfc822",
    "message/delivery-status",
    "application/octet-stream",
    "klingon",
    "",
)
CHARSETS = ("utf-8", "us-ascii", "utf-16", "utf-7", "cp037", "iso-2022-jp", "idna", "x", "")
CODINGS = ("7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "klingon", "")


@given(
    st.lists(st.sampled_from(MARKS), max_size=6, unique=True),
    st.sampled_from(TYPES),
    st.sampled_from(CHARSETS),
    st.sampled_from(CODINGS),
    st.sampled_from(["", "Je suis absente jusqu'au 12 juin.\n\n", "> Nous payons.\n\n"]),
)
def test_no_header_swallows_a_dispute(
    marks: list[str], kind: str, charset: str, coding: str, before: str
) -> None:
    lines = [
        "From: ada@client.example",
        *marks,
        f"Content-Type: {kind}; charset={charset}",
        f"Content-Transfer-Encoding: {coding}",
    ]
    raw = "\r\n".join([*lines, "", before + SAYS]).encode()

    assert waits(read(raw)), raw
    told = b64encode((before + SAYS).encode())
    said = f"From: x@y.example\r\n{marks}\r\nContent-Type: text/plain; charset=utf-8\r\n".encode()
    assert waits(read(said + b"Content-Transfer-Encoding: base64\r\n\r\n" + told))


@given(
    st.binary(max_size=400)
    | st.lists(
        st.sampled_from([mark.encode() + b"\r\n" for mark in MARKS])
        | st.sampled_from(
            [b"\r\n", b"\n", b"--b\r\n", b"--b--", b"<", b"<blockquote type=cite>", b">"]
        )
        | st.sampled_from(
            [b"Content-Type: multipart/mixed; boundary=b\r\n", b"=?utf-8?b?", b"\xff"]
        )
        | st.binary(max_size=20),
        max_size=40,
    ).map(b"".join)
)
def test_whatever_the_bytes_are_there_is_an_answer(raw: bytes) -> None:
    found = parse(raw)

    assert read(raw).kind in ReplyKind
    assert found.identity == parse(raw).identity
    assert not any(ord(one) < 32 and one not in "\n\t" for one in found.text + found.subject)
