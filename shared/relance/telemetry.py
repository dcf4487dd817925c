"""One logger and one set of metrics for all functions: a structured line per outcome.

Never log an address, a body, a key or a token. Traces are Lambda's own (R28).
"""

from aws_lambda_powertools import Logger, Metrics

logger = Logger(service="relance", use_rfc3339=True)
metrics = Metrics(namespace="Relance", service="relance")
