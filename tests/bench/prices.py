"""List prices of AWS in us-east-1, on demand, and what must be assumed beside them (facts 8.2).

In USD, without free tiers and reductions of volume. `verified` is what AWS's own page or price list
said; the others were read with third parties. `make bench PRICES=mine.json` takes others: a JSON
object of these names and numbers.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

SES_FEE_USD = 0.10  # for 1,000 mails
AS_OF = "2026-11-28"


@dataclass(frozen=True, slots=True)
class Price:
    """One price, or one assumption, and who says so."""

    value: float
    source: str
    verified: bool = False


class UnknownPrice(Exception):
    """A file of prices names what is none of the table."""


_DYNAMODB = "aws.amazon.com/dynamodb/pricing/on-demand"
_LAMBDA = "aws.amazon.com/lambda/pricing"
_LOGS = "aws.amazon.com/cloudwatch/pricing"
LISTED = {
    "dynamodb_write_unit": Price(0.625e-6, f"{_DYNAMODB}, by way of a guide of July 2025"),
    "dynamodb_read_unit": Price(0.125e-6, f"{_DYNAMODB}, by way of a guide of July 2025"),
    "dynamodb_gb_month": Price(0.25, f"{_DYNAMODB}, price list", verified=True),
    "dynamodb_recovery_gb_month": Price(0.20, f"{_DYNAMODB}, price list", verified=True),
    "lambda_request": Price(0.20e-6, _LAMBDA, verified=True),
    "lambda_gb_second_x86_64": Price(0.0000166667, f"{_LAMBDA}, by way of two libraries"),
    "lambda_gb_second_arm64": Price(0.0000133334, f"{_LAMBDA}, by way of a library"),
    "sqs_request": Price(0.40e-6, "aws.amazon.com/sqs/pricing, price list", verified=True),
    "sns_publish": Price(0.50e-6, "aws.amazon.com/sns/pricing, price list", verified=True),
    "scheduler_invocation": Price(1.0e-6, "aws.amazon.com/eventbridge/pricing, by way of a guide"),
    "log_gb": Price(0.50, f"{_LOGS}, by way of two guides"),
    "log_gb_month": Price(0.03, f"{_LOGS}, by way of two guides"),
    "xray_trace": Price(5.0e-6, "aws.amazon.com/xray/pricing", verified=True),
}
ASSUMED = {
    "answer_seconds_dynamodb": Price(0.005, "no figure of AWS; what is waited for is paid for"),
    "answer_seconds_sesv2": Price(0.080, "no figure of AWS"),
    "answer_seconds_other": Price(0.010, "no figure of AWS"),
    "log_compression": Price(0.15, "stored logs are compressed: AWS's own example"),
    "traced_share": Price(0.05, "X-Ray's rule: the first of a second, and 5 % of the others"),
    "endless_months": Price(60.0, "rows that nothing ends: for as long as a body is kept"),
    "task_months": Price(1.0, "a task is open until somebody closes it, which deletes its row"),
}


def prices() -> dict[str, float]:
    """Every number by its name, those of the file that `PRICES` names before the table's own."""
    known = {name: each.value for name, each in (LISTED | ASSUMED).items()}
    given = json.loads(Path(path).read_text()) if (path := os.environ.get("PRICES")) else {}
    if strange := given.keys() - known.keys():
        raise UnknownPrice(f"not in tests/bench/prices.py: {', '.join(sorted(strange))}")
    return known | {name: float(value) for name, value in given.items()}
