"""What facts replaced, kept beside them: by it an account is read as it once was (R10)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from relance.data.account_parts import PARTS
from relance.data.account_rows import AccountRow
from relance.data.codec import decode, encode
from relance.domain.account.account import Account
from relance.domain.account.journal import Former
from relance.domain.account.replaced import former_of

_KINDS = {name: kind for name, _, kind, _ in PARTS}


def former_document(before: Account, after: Account, at: datetime) -> dict[str, Any]:
    """What stands in a fact's row besides the fact; it may be erased without touching that."""
    former = former_of(before, after, at)
    return {name: value for name, value in encode(_wordless(former)).items() if value}


def _wordless(former: Former) -> Former:
    """Without what people wrote, which has rows of its own to be erased (R24)."""
    parts = dict(former.parts)
    if "holds" in parts:
        parts["holds"] = {
            key: replace(hold, detail=None) if hold else None
            for key, hold in parts["holds"].items()
        }
    return replace(former, parts=parts)


def former_from(row: AccountRow) -> Former:
    """What the fact of this row replaced."""
    kept: dict[str, Any] = row.former or {}
    parts = {
        name: {key: decode(_KINDS[name], one) if one else None for key, one in values.items()}
        for name, values in kept.get("parts", {}).items()
    }
    customer = kept.get("customer", {})
    if "payment_run" in customer:
        customer = {**customer, "payment_run": tuple(customer["payment_run"])}
    return Former(
        datetime.fromisoformat(row.doc["recorded_at"]),
        int(kept.get("version", 0)),
        parts,
        customer,
        kept.get("suppressed", {}),
        tuple(date.fromisoformat(on) if on else None for on in kept.get("paid_on", ())),
    )
