"""What a run did, seen from outside: mails in the mailbox, tasks, and the decisions kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from local.harness.cloud import Cloud
from local.mailbox.mail import Mail
from local.replay.document import Calendar
from local.replay.lines import Letter, Line
from relance.adapters import clock
from relance.adapters.mail import parse_key
from relance.data import accounts, journal
from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.on_file import OpenTask
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.money import exponent

_LANGUAGE = re.compile(r'<html[^>]* lang="([^"]+)"')


@dataclass
class Watch:
    """Everything seen so far; `look` tells what is new."""

    cloud: Cloud
    tenant_id: str
    calendar: Calendar
    zone: str
    mails: int = 0
    tasks: set[str] = field(default_factory=set)
    decided: dict[str, datetime] = field(default_factory=dict)
    due_at: datetime | None = None  # when the first account is due, as of the last look

    def look(self) -> list[Line]:
        """What happened since the last look, over all customers."""
        mails = self.cloud.mailbox.messages()
        fresh, self.mails = mails[self.mails :], len(mails)
        found = (accounts.load(self.tenant_id, one.id) for one in self.calendar.customers)
        known = [account for account in found if account]
        self.due_at = min((one.review_at for one in known if one.review_at), default=None)
        return [line for account in known for line in self._of_account(account, fresh)]

    def customer_of(self, mail: Mail) -> str:
        """The customer to whom a mail belongs."""
        key = parse_key(mail.tags["relance_key"])
        return key[1] if key else ""

    def kind_of(self, mail: Mail) -> str:
        """What a message was: first, receipt, ..."""
        key = parse_key(mail.tags["relance_key"])
        account = accounts.load(self.tenant_id, key[1]) if key else None
        found = self._messages(account) if account else ()
        return next((one.key.kind for one in found if key and one.message_id == key[2]), "")

    def _of_account(self, account: Account, fresh: Sequence[Mail]) -> Iterator[Line]:
        who = account.account_id
        runs = [*journal.runs(self.tenant_id, who, clock.now(), since_at=self.decided.get(who))]
        every = [decision for run in runs for decision in run.decisions]
        for mail in fresh:
            if self.customer_of(mail) == who:
                yield self._message(account, mail, every)
        for task in account.tasks:
            if task.task_id not in self.tasks:
                self.tasks.add(task.task_id)
                yield self._task(account, task, every)
        for run in runs:
            if run.at != self.decided.get(who):
                yield from self._silence(who, run)
        if runs:
            self.decided[who] = runs[-1].at

    def _silence(self, who: str, run: journal.Run) -> Iterator[Line]:
        on, hour = self._day(run.at), self._hour(run.at)
        now = Line(on, "nothing", "", who, at=run.at, hour=hour)
        for decision, rule in zip(run.decisions, run.decided_by, strict=True):
            match decision:
                case Send() if run.mode == "shadow":
                    kind, words = decision.key.kind, ("shadow", decision.reason)
                    items = self._names(decision.item_ids)
                    yield replace(now, what="message", kind=kind, items=items, words=words)
                case Hold() | Skip():
                    said = (decision.reason, decision.currency, *_until(decision), f"rule:{rule}")
                    yield replace(now, words=said)
                case _:
                    pass

    def _message(self, account: Account, mail: Mail, decisions: Sequence[Decision]) -> Line:
        key = parse_key(mail.tags["relance_key"])
        message_id = key[2] if key else ""
        message = next(m for m in self._messages(account) if m.message_id == message_id)
        sends = [d for d in decisions if isinstance(d, Send) and d.key.message_id == message_id]
        send = sends[-1] if sends else None
        at = datetime.fromisoformat(mail.sent_at)
        demanded = tuple(i for i in message.item_ids if i not in message.other_ids)
        return Line(
            self._day(at),
            "message",
            message.key.kind,
            account.account_id,
            self._names(demanded),
            self._names(message.other_ids),
            self._amount(account, demanded, message),
            tuple(_words(message, send)),
            at,
            hour=self._hour(at),
            letter=_letter(mail),
        )

    def _messages(self, account: Account) -> Iterator[Message]:
        yield from account.messages
        for history in journal.histories(self.tenant_id, account.account_id):
            yield history.message

    def _task(self, account: Account, task: OpenTask, decisions: Sequence[Decision]) -> Line:
        asked = [d for d in decisions if isinstance(d, Task) and d.task_id == task.task_id]
        words = [reason] if (reason := asked[-1].reason if asked else task.reason) else []
        if asked[-1].urgent if asked else task.urgent:
            words.append("urgent")
        words += [f"step:{task.step}"] if task.step else []
        words += [f"owner:{task.owner}"] if task.owner else []
        words += [f"due:{task.due_on}"] if task.due_on else []
        at = task.recorded_at
        amount = _written(_open_minor(account, task.item_ids), task.currency)
        items = self._names(task.item_ids)
        who, on = account.account_id, self._day(at)
        hour = self._hour(at)
        return Line(on, "task", task.kind, who, items, (), amount, tuple(words), at, hour=hour)

    def _amount(self, account: Account, item_ids: Sequence[str], message: Message) -> str:
        """What the message asks for; for an answer, what it is about."""
        currency = message.key.currency
        if message.contact:
            net_minor = _open_minor(account, item_ids) - account.credit_minor(currency)
            return _written(max(net_minor, 0), currency)
        for fact in journal.facts(self.tenant_id, account.account_id):
            if fact.fact_id == message.key.leader:
                return _written(fact.figures.get("amount_minor"), currency)
        return ""

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _hour(self, at: datetime) -> time:
        return at.astimezone(ZoneInfo(self.zone)).time().replace(second=0, microsecond=0)

    def _names(self, item_ids: Sequence[str]) -> tuple[str, ...]:
        """Items as people name them: an invoice of one part by its own name."""
        whole = {f"{one.id}/1": one.id for one in self.calendar.invoices if not one.parts}
        return tuple(whole.get(item_id, item_id) for item_id in item_ids)


def _letter(mail: Mail) -> Letter:
    """What the debtor reads."""
    said = _LANGUAGE.search(mail.html)
    return Letter(said[1] if said else "", mail.recipients, mail.subject, mail.text)


def _words(message: Message, send: Send | None) -> Iterator[str]:
    if send:
        yield send.reason
        if send.variant not in ("ordinary", send.reason):
            yield send.variant
        if send.attempt > 1:
            yield f"attempt:{send.attempt}"
        yield from (f"skipped:{one.kind}" for one in send.skipped)
        yield from (f"copy:{contact_id}" for contact_id in send.copy_ids)
        if send.called_on:
            yield f"called:{send.called_on}"
        if message.reminder and send.tone != "neutral":
            yield f"tone:{send.tone}"
    if message.key.level:
        yield f"level:{message.key.level}"
    yield f"to:{message.contact_id}"
    if message.deadline_on:
        yield f"by:{message.deadline_on}"
    if message.key.occasion != "0":
        yield f"occasion:{message.key.occasion}"


def _until(decision: Hold | Skip) -> Iterator[str]:
    on = decision.until_on if isinstance(decision, Hold) else decision.next_on
    if on:
        yield f"until:{on}"


def _open_minor(account: Account, item_ids: Sequence[str]) -> int:
    return sum(item.open_minor for item in account.items if item.item_id in item_ids)


def _written(amount_minor: object, currency: str | None) -> str:
    """As 1200.00 EUR; nothing where there is no amount."""
    if not isinstance(amount_minor, int) or not currency:
        return ""
    digits = exponent(currency)
    return f"{amount_minor / 10**digits:.{digits}f} {currency}"
