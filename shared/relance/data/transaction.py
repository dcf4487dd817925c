"""Several rows written together or not at all, with a request token (R15)."""

import random
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from relance.data.connections import connection
from relance.domain.errors import Refusal, Refused, Unavailable, Unreadable

MOST_WRITES = 100
CONDITION_FAILED = "ConditionalCheckFailedException"  # of a write that is no transaction
UNFIT = "ValidationException"  # an attribute of another type than what is to be added
_PATIENCE_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.4, 0.4, 0.4)
# Our own first try, of which the SDK lost the answer, is still under way: the same token finds
# out what became of it; a new one would be refused by what it wrote.
_IN_PROGRESS = "TransactionInProgressException"


class Kind(Enum):
    """The order in which PynamoDB puts writes into a transaction."""

    CHECK = 0
    DELETE = 1
    PUT = 2
    UPDATE = 3


@dataclass(frozen=True, slots=True)
class Required:
    """What must hold of a row, and what the transaction is refused with where it does not."""

    condition: Condition
    otherwise: Refusal


@dataclass(frozen=True, slots=True)
class Write:
    """One row's part of a transaction."""

    kind: Kind
    row: Model
    required: Required | None = None
    actions: tuple[Action, ...] = ()

    @property
    def condition(self) -> Condition | None:
        """The condition on the row, for DynamoDB."""
        return self.required.condition if self.required else None


def put(row: Model, required: Required | None = None) -> Write:
    """Writes a whole row."""
    return Write(Kind.PUT, row, required)


def delete(row: Model, required: Required | None = None) -> Write:
    """Removes a row."""
    return Write(Kind.DELETE, row, required)


def update(row: Model, *actions: Action, required: Required | None = None) -> Write:
    """Changes some attributes of a row."""
    return Write(Kind.UPDATE, row, required, actions)


def check(row: Model, required: Required) -> Write:
    """Requires something of a row that is not written."""
    return Write(Kind.CHECK, row, required)


def commit(writes: Sequence[Write]) -> None:
    """Writes everything or nothing.

    Raises Refused with what did not hold; Unavailable after repeated conflicts with other
    transactions. A conflict is retried here: nothing else retries it.
    """
    ordered = sorted(writes, key=lambda write: write.kind.value)
    token = str(uuid.uuid4())
    for pause_seconds in (*_PATIENCE_SECONDS, None):
        try:
            return _commit_once(ordered, token)
        except TransactWriteError as error:
            if refusals := _refusals(error, ordered):
                raise Refused(refusals) from error
            if unfit := next(_unfit(error, ordered), None):
                raise unfit from error
            if code_of(error) != _IN_PROGRESS:
                if not _only_conflicts(error):
                    raise
                token = str(uuid.uuid4())  # cancelled: this one has had its answer
        if pause_seconds:
            time.sleep(random.uniform(pause_seconds / 4, pause_seconds))  # noqa: S311
    raise Unavailable("the transaction kept meeting others")


def code_of(error: PynamoDBException) -> str:
    """The code with which DynamoDB refused; empty where no answer came."""
    answer = getattr(error.cause, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))


def _commit_once(writes: Sequence[Write], token: str) -> None:
    with TransactWrite(connection=connection(), client_request_token=token) as transaction:
        for write in writes:
            match write.kind:
                case Kind.CHECK:
                    key = write.row.attribute_values
                    transaction.condition_check(
                        type(write.row), key["pk"], key["sk"], condition=write.condition
                    )
                case Kind.DELETE:
                    transaction.delete(write.row, condition=write.condition)
                case Kind.PUT:
                    transaction.save(write.row, condition=write.condition)
                case Kind.UPDATE:
                    transaction.update(write.row, [*write.actions], condition=write.condition)


def _refusals(error: TransactWriteError, writes: Sequence[Write]) -> frozenset[Refusal]:
    reasons = error.cancellation_reasons
    if len(reasons) != len(writes):
        return frozenset()
    return frozenset(
        write.required.otherwise
        for write, reason in zip(writes, reasons, strict=True)
        if write.required and reason and reason.code == "ConditionalCheckFailed"
    )


def _unfit(error: TransactWriteError, writes: Sequence[Write]) -> Iterator[Unreadable]:
    """The rows of which an attribute is of another type than what is to be added to it (R46)."""
    reasons = error.cancellation_reasons
    if len(reasons) == len(writes):
        for write, reason in zip(writes, reasons, strict=True):
            if reason and reason.code == "ValidationError":
                key = write.row.attribute_values
                yield unreadable(str(key["pk"]), str(key["sk"]))


def unreadable(pk: str, sk: str) -> Unreadable:
    """The error about a row with that key: of an account, or of its tenant."""
    tenant_id, _, rest = pk.partition("#")
    account_id = rest.removesuffix("#archive")
    of_account = account_id and "#" not in account_id
    return Unreadable(tenant_id, account_id if of_account else f"#runs#{rest}".rstrip("#"), sk)


def _only_conflicts(error: TransactWriteError) -> bool:
    codes = {reason.code for reason in error.cancellation_reasons if reason}
    return bool(codes) and codes <= {"TransactionConflict", "ThrottlingError", "None"}
