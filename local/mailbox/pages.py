"""The outbox as people see it: the list of mails, and one mail as its reader sees it."""

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import datetime
from email.header import decode_header, make_header
from html import escape

from local.mailbox.mail import Mail

PAGE_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'",
    ),
    ("Cache-Control", "no-store"),
)
# The mail itself runs nothing and loads nothing; its links open outside of the frame.
FRAME_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    ),
    ("Referrer-Policy", "no-referrer"),
)

_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
tbody th{width:9rem}
td:first-child,thead th{white-space:nowrap}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8884;vertical-align:top}
input{font:inherit;padding:.3rem .5rem;width:20rem;max-width:100%}
iframe{width:100%;height:64rem;border:1px solid #8886;background:#fff}
iframe.phone{width:375px}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
.bounced,.complained,.rejected{color:#c22}.delivered{color:#182}
@media (prefers-color-scheme:dark){.bounced,.complained,.rejected{color:#f88}.delivered{color:#7d8}}
"""


def listing(mails: Iterable[Mail], wanted: str) -> str:
    """The outbox, newest first, or those of its mails whose customer, address or subject fits."""
    shown = [mail for mail in mails if wanted.lower() in _searched(mail).lower()]
    rows = "".join(_row(mail) for mail in reversed(shown))
    return _html(
        "Outbox",
        f'<h1>Outbox</h1><form><input type="search" name="q" value="{escape(wanted)}" '
        'aria-label="Filter" placeholder="Customer, address or subject"></form>'
        f"<p>{len(shown)} mails</p><table><thead><tr><th>Sent (UTC)<th>Customer<th>To<th>Subject"
        f"<th>Status</tr></thead><tbody>{rows}</tbody></table>",
    )


def message(mail: Mail) -> str:
    """One mail: as on a screen, as on a phone, its text, its headers, what SES said of it."""
    frame = f"/messages/{escape(mail.id)}.html"
    head = _table((("From", _readable(mail.sender)), ("To", ", ".join(mail.to)), *_answers(mail)))
    files = ", ".join(one.name for one in mail.attachments)
    events = json.dumps(mail.events[: mail.told], indent=1, ensure_ascii=False)
    return _html(
        mail.subject,
        f'<p><a href="/">Outbox</a></p><h1>{escape(mail.subject)}</h1>{head}'
        f'<p class="{mail.status}">{mail.status}</p>'
        f"{f'<p>Attached: {escape(files)}</p>' if files else ''}"
        f'<iframe title="As the reader sees it" src="{frame}"></iframe>'
        f'<details><summary>On a phone</summary><iframe class="phone" title="On a phone" '
        f'loading="lazy" src="{frame}"></iframe></details>'
        f"<details open><summary>Text</summary><pre>{escape(mail.text)}</pre></details>"
        f"<details><summary>Headers and tags</summary>{_table(mail.headers)}"
        f"{_table(mail.tags.items())}</details>"
        f"<details><summary>Events</summary><pre>{escape(events)}</pre></details>"
        f'<p><a href="/messages/{escape(mail.id)}.eml">Source</a></p>',
    )


def framed(mail: Mail) -> str:
    """The HTML of a mail, for the frame; its links open in a new tab."""
    return f'<base target="_blank">{mail.html or f"<pre>{escape(mail.text)}</pre>"}'


def customer_of(mail: Mail) -> str:
    """The customer that the mail's tag names, or nothing."""
    tag = mail.tags.get("relance_key", "")
    try:
        key = base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    parts = key.split("#")
    return parts[1] if len(parts) > 1 else ""


def _searched(mail: Mail) -> str:
    return " ".join((customer_of(mail), *mail.recipients, mail.subject))


def _readable(address: str) -> str:
    """An address with its display name as a mail program shows it."""
    return str(make_header(decode_header(address)))


def _answers(mail: Mail) -> tuple[tuple[str, str], ...]:
    return (
        ("Reply to", ", ".join(mail.reply_to)),
        ("Sent", f"{datetime.fromisoformat(mail.sent_at):%A %-d %B %Y, %H:%M} UTC"),
        ("Customer", customer_of(mail)),
    )


def _row(mail: Mail) -> str:
    sent_at = datetime.fromisoformat(mail.sent_at)
    cells = (f"{sent_at:%a %d %b %H:%M}", customer_of(mail), ", ".join(mail.to))
    told = "".join(f"<td>{escape(cell)}" for cell in cells)
    link = f'<td><a href="/messages/{escape(mail.id)}">{escape(mail.subject)}</a>'
    return f'<tr>{told}{link}<td class="{mail.status}">{mail.status}</tr>'


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><th>{escape(name)}<td>{escape(value)}</tr>" for name, value in rows)
    return f"<table>{lines}</table>"


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><body>{body}</body></html>"
    )
