"""No request is answered with 500, and what was accepted poisons nobody afterwards (G1)."""

import json
from collections import defaultdict
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.actors.tool import INVOICE, Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud
from tests.harness.drawn import Drawn
from tests.harness.examples import examples

REQUESTS = 25  # of one example, to one tenant
AFTERWARDS = ("2026-05-20 10:00", "2026-06-12 10:00")
READS = (
    "/settings", "/customers", "/invoices", "/invoices?status=closed", "/tasks",
    "/forecast?days=30", "/unmatched-payments", "/runs/today", "/policies",
    "/customers/{}", "/customers/{}/decisions?on=2026-05-20", "/customers/{}/forecast?days=30",
    "/customers/{}/profile", "/customers/{}/tasks", "/customers/{}/replies",
    "/customers/{}/disputes",
)  # fmt: skip


def tenant(cloud: Cloud) -> Tool:
    """A live tenant with a late invoice, one to come, and money on a third."""
    cloud.clock.set(at("2026-05-20 09:00"))
    mine = tool(cloud)
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    mine.customer("C-2")
    mine.invoice("F-1", due_on="2026-05-13")
    mine.invoice("F-2", customer_id="C-2")
    mine.pay(payment_id="BANK-1", amount_minor=400_00, customer_id="C-1", allocations=[])
    return mine


def remember(pools: dict[str, list[str]], answer: Any) -> None:
    """Keeps the ids that an answer shows, to ask for them later."""
    match answer:
        case dict():
            for name, value in answer.items():
                if name.endswith("_id") and isinstance(value, str) and value not in pools[name]:
                    pools[name].append(value)
                remember(pools, value)
        case list():
            for value in answer:
                remember(pools, value)


@examples(
    2,
    suppress_health_check=[*HealthCheck],
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
)
@given(data=st.data())
def test_nothing_that_is_said_is_an_unexpected_error(cloud: Cloud, data: st.DataObject) -> None:
    drawn = Drawn(cloud.http("GET", "/v1/openapi.json").json)
    mine, told = tenant(cloud), list[str]()
    pools: dict[str, list[str]] = defaultdict(list)
    for _ in range(REQUESTS):
        method, path, operation = data.draw(
            st.sampled_from(drawn.writing) | st.sampled_from(drawn.operations)
        )
        said = data.draw(drawn.parameters(operation, pools))
        body = data.draw(drawn.body(path, operation)) if "requestBody" in operation else None
        answer = mine(method, written(path, said), body)
        told.append(f"{answer.status} {method} {written(path, said)} {json.dumps(body)}")
        assert answer.status < 500, told
        if answer.status < 300 and answer.text:
            remember(pools, answer.json)
    nobody_is_poisoned(cloud, mine, told)


def written(path: str, said: dict[str, Any]) -> str:
    """The path below /v1 with its parameters."""
    query = []
    for name, value in said.items():
        text = quote(str(value), safe="")
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", text)
        elif value is not None:
            query.append(f"{name}={text}")
    return path.removeprefix("/v1") + ("?" + "&".join(query) if query else "")


def nobody_is_poisoned(cloud: Cloud, mine: Tool, told: list[str]) -> None:
    """The runs run, and everything can be read."""
    cloud.errors.clear()
    for moment in AFTERWARDS:
        cloud.run(at(moment))
        assert not cloud.errors, told
    paths = [path.format(id_) for path in READS for id_ in (("C-1", "C-2") if "{" in path else "-")]
    listed = mine("GET", "/invoices").json.get("invoices", [])
    for invoice in (*listed, INVOICE | {"invoice_id": "F-1"}):
        paths += [f"/invoices/{invoice['invoice_id']}{more}" for more in ("", "/timeline")]
    for path in paths:
        answer = mine("GET", path)
        assert answer.status < 500, (path, told)
    assert mine("POST", "/go-live", {"confirm": False}).status < 500, told
