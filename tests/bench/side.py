"""One side of the comparison of before and after: a checkout that works when it is asked to.

Run by `interleaved.py` as `python -P side.py`, with the checkout on the path. The system and its
harness are the checkout's own; what measures them is the same on both sides: the modules that lie
beside this file. It reads a word a line and answers in JSON, a line each: `count` tells the story
of requests and costs, `round` works through a load, `stage` makes all ready for first batches of
`send` and keeps it until the next word.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import tests.bench

tests.bench.__path__ = [str(Path(__file__).resolve().parent)]

from tests.bench import cost, requests  # noqa: E402  (from the path that was just set)
from tests.bench.ground import ground  # noqa: E402
from tests.bench.load import DAY, fill  # noqa: E402
from tests.bench.metering import Meter  # noqa: E402
from tests.bench.postbox import apart  # noqa: E402
from tests.bench.sdk import as_on_aws  # noqa: E402
from tests.harness.cloud import Cloud, event_of  # noqa: E402

CUSTOMERS = 40
BATCHES = 13
SENT_ALONE = "send"


def work_round() -> dict[str, Any]:
    """Processor seconds by function for a tick and all that comes of it, and how many mails."""
    meter = Meter()
    with ground() as cloud, apart(cloud) as postbox:
        fill(cloud, CUSTOMERS)
        with meter.metering(cloud), as_on_aws():
            cloud.run(DAY)
        sent = postbox.count()
    assert sent == CUSTOMERS, sent
    return {"cpu_seconds": meter.cpu_seconds, "sent": sent}


@contextmanager
def staged() -> Iterator[dict[str, Any]]:
    """Orders that wait for `send`, and where a process of its own finds what it calls."""
    with ground() as cloud, apart(cloud) as postbox, _keys(cloud) as elsewhere:
        fill(cloud, BATCHES)
        cloud.clock.set(DAY)
        cloud.tick(DAY)
        cloud.pump(*(name for name in cloud.template.functions() if name != SENT_ALONE))
        engines = {
            "AWS_ENDPOINT_URL": elsewhere,
            "AWS_ENDPOINT_URL_DYNAMODB": cloud.wire.engines["dynamodb"],
            "AWS_ENDPOINT_URL_SESV2": postbox.url,
        }
        local = {k: v for k, v in os.environ.items() if k.startswith(("AWS_", "RELANCE_"))}
        own = cloud.template.environment(SENT_ALONE) | {"SES_SEND_RATE": "100000"}
        yield {"environment": own | local | engines, "events": list(_events(cloud))}


def _events(cloud: Cloud) -> Iterator[dict[str, Any]]:
    """One order an event."""
    while received := [pair for pair in cloud.receive(SENT_ALONE) if pair[1]]:
        for source, messages in received:
            yield from (event_of(source, [message]) for message in messages)


@contextmanager
def _keys(cloud: Cloud) -> Iterator[str]:
    """An address that answers whatever is asked with the secret of the links."""
    name = cloud.template.environment(SENT_ALONE)["LINK_KEYS_SECRET"]
    told = cloud.aws("secretsmanager").get_secret_value(SecretId=name)
    content = json.dumps({"Name": name, "SecretString": told["SecretString"]}).encode()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def serve() -> None:
    """Does what standard input asks for until it ends."""
    for line in sys.stdin:
        match line.strip():
            case "count":
                _say(requests.measure()[0] | cost.measure()[0])
            case "round":
                _say(work_round())
            case "stage":
                with staged() as told:
                    _say(told)
                    sys.stdin.readline()


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    serve()
