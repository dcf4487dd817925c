"""What happened to one invoice: facts, messages and their fate, decisions and their reasons."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from relance.adapters import clock
from relance.data import filing, journal, tenants
from relance.data.account_rows import stamp
from relance.data.journal import MessageEvent, Run
from relance.domain.account.crossing import Crossing
from relance.domain.calendar import local_date
from relance.domain.creditor.tenant import Tenant
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.errors import NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.item_id import ItemId
from relance.domain.why.skips import skips_of
from relance.flows.crossings import Crossings
from relance.flows.listing import Listing, Page, account_of, page_of
from relance.flows.why.explain_words import of_decision
from relance.flows.words import timeline as sentences


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `figures` are codes, amounts and dates for programs.

    A decision that stayed the same over several runs is one entry with its last run in `until_at`.
    """

    at: datetime
    kind: str  # not_kept | fact | message | decision | skipped | superseded
    name: str
    summary: str
    figures: dict[str, Any] = field(default_factory=dict)
    note: str | None = None
    states: tuple[MessageEvent, ...] = ()
    until_at: datetime | None = None


# What happened at the same instant, in the order of cause and effect.
_ORDER = {"not_kept": -1, "fact": 0, "decision": 1, "skipped": 2, "superseded": 3, "message": 4}


def timeline(tenant_id: str, invoice_id: str) -> tuple[Entry, ...]:
    """Everything that concerns the invoice, the newest last, in the tenant's language.

    Raises NotFound.
    """
    filed = filing.find(tenant_id, invoice_id)
    if filed is None:
        raise NotFound("invoice", invoice_id)
    tenant = tenants.load(tenant_id)
    language = tenant.language
    recorded = [*journal.recorded(tenant_id, filed.account_id)]
    facts = [one.fact for one in recorded]
    crossings = Crossings(account_of(tenant_id, filed.account_id), recorded, tenant.zone)
    now = clock.now()
    runs = [*journal.runs(tenant_id, filed.account_id, now)]
    notes = journal.notes(tenant_id, filed.account_id)
    entries = [
        *_facts(facts, notes, invoice_id, language),
        *_messages(crossings, invoice_id, language),
        *_decisions(runs, invoice_id, _currency(facts, invoice_id), language),
        *_skipped(runs, invoice_id, language),
        *_superseded(tenant_id, filed.account_id, runs, invoice_id, language),
    ]
    ended_at = now - timedelta(days=tenant.limits.keep_decisions_days)
    issued = next((e.at for e in entries if e.name == FactKind.INVOICE_ISSUED), None)
    known = [entry for entry in entries if issued is None or entry.at >= issued]
    if issued and issued < ended_at and all(run.at > ended_at for run in runs):
        known.append(_not_kept(ended_at, tenant))
    return tuple(sorted(known, key=lambda entry: (entry.at, _ORDER[entry.kind])))


def _not_kept(until_at: datetime, tenant: Tenant) -> Entry:
    """The line that stands where decisions have ended."""
    until_on = local_date(until_at, tenant.zone)
    said = sentences.decisions_not_kept(until_on, tenant.language)
    return Entry(until_at, "not_kept", "decisions", said, {"until_on": until_on})


def timeline_page(tenant_id: str, invoice_id: str, cursor: str | None, limit: int) -> Page[Entry]:
    """A page of what concerns the invoice; what happens meanwhile comes behind (R20)."""
    of = Listing(tenant_id, f"timeline of {invoice_id}")
    at_once = Counter[str]()
    placed = []
    for entry in timeline(tenant_id, invoice_id):
        moment = f"{stamp(entry.at)}#{_ORDER[entry.kind] + 1}"
        placed.append((f"{moment}#{at_once[moment]:06d}", entry))
        at_once[moment] += 1
    return page_of(of, invoice_id, placed, cursor, limit)


def _currency(facts: Sequence[Fact], invoice_id: str) -> str | None:
    for fact in facts:
        if invoice_id in fact.invoice_ids and "currency" in fact.figures:
            return str(fact.figures["currency"])
    return None


# Facts of the customer that change what becomes of every invoice.
_OF_ALL = frozenset(
    {
        FactKind.HOLD_SET,
        FactKind.HOLD_LIFTED,
        FactKind.OVERRIDE_SET,
        FactKind.OVERRIDE_LIFTED,
        FactKind.ORDER_HOLD_ON,
        FactKind.ORDER_HOLD_OFF,
        FactKind.ORDER_HOLD_RELEASE,
    }
)


def _facts(
    facts: Sequence[Fact], notes: Mapping[str, str], invoice_id: str, language: str
) -> Iterator[Entry]:
    for fact in facts:
        whole_account = fact.kind in _OF_ALL and not fact.invoice_ids
        if invoice_id in fact.invoice_ids or whole_account:
            figures = {"author": fact.author, "effective_on": fact.effective_on, **fact.figures}
            yield Entry(
                fact.recorded_at,
                "fact",
                fact.kind,
                sentences.of_fact(fact, language),
                figures,
                notes.get(fact.fact_id),
            )


def _skipped(runs: Sequence[Run], invoice_id: str, language: str) -> Iterator[Entry]:
    """The steps that do not go any more, each once (R33)."""
    for one in skips_of((run.at, run.decisions) for run in runs):
        if one.step.item_id.invoice_id == invoice_id:
            figures = {"step": one.step.kind, "item_id": one.step.item_id}
            said = sentences.of_skipped(one.step, language)
            yield Entry(one.at, "skipped", one.step.reason, said, figures)


def _superseded(
    tenant_id: str, account_id: str, runs: Sequence[Run], invoice_id: str, language: str
) -> Iterator[Entry]:
    """Messages that were queued and did not go, since something had happened meanwhile (D4)."""
    decided = {
        decision.key.message_id
        for run in runs
        for decision in run.decisions
        if isinstance(decision, Send) and _concerns(decision, invoice_id, None)
    }
    for dropped in journal.superseded(tenant_id, account_id):
        if dropped.message_id in decided:
            figures = {"message_id": dropped.message_id, "until_on": dropped.until_on}
            said = sentences.of_superseded(dropped, language)
            yield Entry(dropped.at, "superseded", dropped.reason, said, figures)


def _messages(crossings: Crossings, invoice_id: str, language: str) -> Iterator[Entry]:
    account = crossings.account
    for history in journal.histories(account.tenant_id, account.account_id):
        message = history.message
        if not _names(message.item_ids, invoice_id):
            continue
        crossed = crossings.of(message, (invoice_id,))
        figures = {
            "message_id": message.message_id,
            "state": message.state.value,
            "level": message.key.level,
            "contact_id": message.contact_id,
            "subject": history.subject,
            "crossed": bool(crossed),
            "crossed_by": [_crossing(one) for one in crossed],
        }
        yield Entry(
            message.reserved_at,
            "message",
            message.key.kind,
            sentences.of_message(history, language, crossed),
            figures,
            states=history.events,
        )


def _crossing(one: Crossing) -> dict[str, Any]:
    return {
        "kind": one.by.value,
        "recorded_at": one.recorded_at,
        "effective_on": one.effective_on,
        "amount_minor": one.amount_minor,
    }


def _names(item_ids: Sequence[ItemId], invoice_id: str) -> bool:
    return any(item_id.invoice_id == invoice_id for item_id in item_ids)


def _decisions(
    runs: Sequence[Run], invoice_id: str, currency: str | None, language: str
) -> Iterator[Entry]:
    """The decisions about the invoice or its currency; repeats are drawn together."""
    last: Entry | None = None
    for run in runs:
        for decision in run.decisions:
            if not _concerns(decision, invoice_id, currency):
                continue
            entry = _decided(run, decision, language)
            if last and _same(last, entry):
                last = replace(last, until_at=entry.at)
                continue
            if last:
                yield last
            last = entry
    if last:
        yield last


def _concerns(decision: Decision, invoice_id: str, currency: str | None) -> bool:
    match decision:
        case Send():
            return _names((*decision.item_ids, *decision.other_ids), invoice_id)
        case Task():
            return _names(decision.item_ids, invoice_id)
        case Hold() if decision.item_ids:
            return _names(decision.item_ids, invoice_id)
        case Hold() | Skip():
            return decision.currency == currency


def _decided(run: Run, decision: Decision, language: str) -> Entry:
    figures = {
        "type": type(decision).__name__.lower(),
        "reason": decision.reason,
        "overdue_minor": decision.figures.overdue_minor,
        "net_minor": decision.figures.net_minor,
        "mode": run.mode,
    }
    summary = of_decision(decision, run.mode, language)
    return Entry(run.at, "decision", decision.reason, summary, figures)


def _same(one: Entry, other: Entry) -> bool:
    names = ("type", "reason", "mode")
    return all(one.figures[name] == other.figures[name] for name in names)
