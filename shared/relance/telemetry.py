"""One logger and one way to count for all functions: a structured line per outcome.

Never log an address, a body, a key or a token. Traces are Lambda's own (R28).
"""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "Relance"
SERVICE = "relance"

logger = Logger(service=SERVICE, use_rfc3339=True)


def count(name: str, value: int = 1, **dimensions: str) -> None:
    """Adds to a metric of the installation; CloudWatch reads it out of the log.

    Each value of a dimension is a metric of its own, and costs as one: only closed sets of words.
    """
    with single_metric(name, MetricUnit.Count, value, namespace=NAMESPACE) as metric:
        metric.add_dimension(name="service", value=SERVICE)
        for dimension, word in dimensions.items():
            metric.add_dimension(name=dimension, value=word)
