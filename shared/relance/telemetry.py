"""One logger and one way to count for all functions: a structured line per outcome.

Never log an address, a body, a key or a token. Traces are Lambda's own (R28).
"""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "Relance"
SERVICE = "relance"

logger = Logger(service=SERVICE, use_rfc3339=True)


def count(name: str, value: int = 1) -> None:
    """Adds to a metric of the installation; CloudWatch reads it out of the log."""
    with single_metric(name, MetricUnit.Count, value, namespace=NAMESPACE) as metric:
        metric.add_dimension(name="service", value=SERVICE)
