"""Somebody who is faster, a number of times: what is read is written before it is answered."""

from collections.abc import Callable
from dataclasses import dataclass

from relance.data.account_rows import AccountRow, hot
from relance.data.transaction import commit, update
from tests.harness.cloud import Outcome, Proceed, Request


def bumped(tenant_id: str, account_id: str) -> None:
    """The account as if a fact had come that changes nothing of it: its version moved."""
    commit([update(AccountRow(hot(tenant_id, account_id), "head"), AccountRow.version.add(1))])


@dataclass
class Races:
    """A tap: one function loses so many transactions to whoever `wins` them."""

    function: str
    count: int
    wins: Callable[[], object]
    lost: int = 0
    racing: bool = False

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """The outcome of a call, overtaken while there are races left to lose."""
        mine = request.function == self.function and request.operation == "TransactWriteItems"
        if not mine or self.racing or self.lost == self.count:
            return proceed()
        self.racing = True
        self.wins()
        self.racing = False
        answer, lost = proceed()
        if answer and "Error" in answer[1]:
            self.lost += 1
        return answer, lost
