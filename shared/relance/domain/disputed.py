"""How much of an account is disputed: above half of it, nobody is threatened about the rest."""

from relance.domain.situation import Case


def mostly_disputed(case: Case) -> bool:
    """Whether more than the limit's share of what is open in the currency is disputed."""
    currency = case.position.currency
    contested = {d.invoice_id for d in case.account.disputes if d.outcome is None}
    contested |= {h.invoice_id or "" for h in case.account.holds if h.reason == "dispute"}
    items = [item for item in case.account.items if item.currency == currency]
    disputed_minor = sum(i.open_minor for i in items if i.invoice.invoice_id in contested)
    total_minor = sum(item.open_minor for item in items)
    return 100 * disputed_minor > case.rules.limits.disputed_share_percent * total_minor
