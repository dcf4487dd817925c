"""A creditor comes aboard the way a user does: command, settings, webhooks, portfolio."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from local import settings
from local.demo.api import Api
from local.demo.portfolio import Portfolio
from local.demo.world import World
from local.stack import Say, Stack

STRIPE_SECRET = "whsec_demo_stripe_signing_secret"
STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_KEY = re.compile(r"\brl_[a-z2-7]{13}_[a-z2-7]{52}\b")
DAILY_CAP = 15
STARTS_AT = time(6, 0, tzinfo=UTC)


def come_aboard(stack: Stack, portfolio: Portfolio, say: Say) -> World:
    """A creditor with its settings and webhooks, its invoices fed, still in shadow mode."""
    stack.clock.set(datetime.combine(portfolio.first_on, STARTS_AT))
    creditor = portfolio.creditor
    sender = creditor["settings"]["from_email"].rpartition("@")[2]
    key = new_tenant(stack, creditor["legal_name"], "--sender", sender)
    stack.where.key_file.write_text(key + "\n", encoding="utf-8")
    api = Api(stack, key)
    stack.mailbox.verify(sender)
    tenant_id = api.put("/v1/settings", creditor["settings"])["tenant_id"]
    world = World(stack, api, tenant_id, portfolio, _webhooks(api))
    _feed_neighbour(world)
    for debtor in portfolio.debtors.values():
        api.put(f"/v1/customers/{debtor.customer_id}", debtor.body)
    fed = feed(world)
    say(f"{creditor['legal_name']}: {len(portfolio.debtors)} customers, {fed} invoices so far")
    return world


def new_tenant(stack: Stack, legal_name: str, *more: str) -> str:
    """The key of a new tenant, made with the documented command."""
    command = [sys.executable, "-m", "local.new_tenant", legal_name, "--env", "local", *more]
    environment = dict(os.environ) | {
        "RELANCE_LOCAL_STATE": str(stack.where.home),
        "PYTHONPATH": str(settings.ROOT / "shared"),
    }
    done = subprocess.run(
        command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    found = _KEY.search(done.stdout)
    if found is None:
        raise RuntimeError(f"make tenant failed: {done.stderr or done.stdout}")
    return found[0]


def feed(world: World) -> int:
    """Puts the invoices that come in today; how many."""
    return _put(world, world.portfolio.issued_on(world.today))


def take_over(world: World) -> int:
    """Puts the invoices of the business that was taken over, all at once; how many."""
    return _put(world, world.portfolio.takeover)


def _put(world: World, invoices: Sequence[Mapping[str, Any]]) -> int:
    for invoice in invoices:
        body: Mapping[str, Any] = {name: v for name, v in invoice.items() if name != "id"}
        world.api.put(f"/v1/invoices/{invoice['id']}", body)
        world.books.issue(invoice)
    return len(invoices)


def go_live(world: World) -> int:
    """The switch from shadow to live; how many messages were shown before it."""
    shown = world.api.post("/v1/go-live", {"confirm": False})
    world.api.post("/v1/go-live", {"confirm": True, "daily_cap": DAILY_CAP})
    world.stack.drain()
    return len(shown["messages"])


def _webhooks(api: Api) -> dict[str, tuple[str, str]]:
    known = {}
    for provider, secret in (("stripe", STRIPE_SECRET), ("standard", STANDARD_SECRET)):
        answer = api.put(f"/v1/webhook-endpoints/{provider}", {"secrets": [secret]})
        known[provider] = (answer["path"], secret)
    return known


def _feed_neighbour(world: World) -> None:
    """Another creditor on the same installation: neither may reach what is the other's."""
    neighbour = world.portfolio.neighbour
    other = Api(world.stack, new_tenant(world.stack, neighbour["legal_name"]))
    customer, invoice = neighbour["customer"], dict(neighbour["invoice"])
    other.put(f"/v1/customers/{customer['id']}", customer["is"])
    invoice_id = invoice.pop("id")
    other.put(f"/v1/invoices/{invoice_id}", invoice)
    foreign = world.stack.http("GET", f"/v1/invoices/{invoice_id}", key=world.api.key)
    world.hold_true("tenants_cannot_see_each_other", foreign.status == 404, str(foreign.status))
