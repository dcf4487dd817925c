"""The whole system in one process, for tests that tell stories; `local.harness` is what it is.

def test_x(cloud):    # one test, one empty deployment; transactions of its rows are real
"""

from local.harness.cloud import Cloud
from local.harness.functions import Invocation, Killed
from local.harness.gateway import Response
from local.harness.near_sqs import Message
from local.harness.short_way import Outcome
from local.harness.sources import Source, event_of
from local.harness.template import PUBLIC_URL
from local.harness.wire import Proceed, Request, Tap

__all__ = [
    "PUBLIC_URL",
    "Cloud",
    "Invocation",
    "Killed",
    "Message",
    "Outcome",
    "Proceed",
    "Request",
    "Response",
    "Source",
    "Tap",
    "event_of",
]
