"""The figures that a decision rests on (R10)."""

from relance.domain.account import Account
from relance.domain.decision import Figures
from relance.domain.position import Position
from relance.domain.situation import Candidate


def figures_of(where: Position, account: Account, step: Candidate | None = None) -> Figures:
    """What the decision about this currency rests on, in its minor units."""
    lead = where.leader
    return Figures(
        where.overdue_minor,
        where.credit_minor,
        where.net_minor,
        lead.item_id if lead else None,
        lead.due_on if lead else None,
        step.nominal_on if step else None,
        account.chased[-1].on if account.chased else None,
    )
