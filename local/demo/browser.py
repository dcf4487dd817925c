"""A debtor's browser, and the scanner that opens every link of a mail before he does."""

from collections.abc import Mapping
from urllib.parse import urlencode

from local.demo.letters import Letter
from local.demo.world import World

SCANNERS = "scanners_change_nothing"


def open_and_answer(world: World, letter: Letter, action: str, entered: Mapping[str, str]) -> None:
    """Opens the mail's link as a scanner does, then as a person, and sends the form."""
    scan(world, letter)
    url = next(iter(letter.links.values())).rpartition("/")[0] + f"/{action}"
    page = world.stack.http("GET", url)
    if page.status != 200 or b"<form" not in page.body:
        raise RuntimeError(f"the page {action} of {letter.account_id} has no form: {page.status}")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = world.stack.http("POST", url, urlencode(entered).encode(), headers=form)
    if answer.status != 200:
        told = answer.body.decode(errors="replace")
        raise RuntimeError(f"{action} of {letter.account_id} was answered {answer.status}: {told}")
    world.day.answers += 1
    world.stack.drain()


def scan(world: World, letter: Letter) -> None:
    """Opens every link with HEAD and GET, as mail scanners do, and looks whether it mattered."""
    before = _state(world, letter)
    for url in letter.links.values():
        for method in ("HEAD", "GET"):
            status = world.stack.http(method, url).status
            world.hold_true("links_answer", status in (200, 303), f"{method} {status} {url}")
    world.stack.drain()
    after = _state(world, letter)
    world.hold_true(SCANNERS, before == after, f"{letter.account_id} {letter.mail.subject}")


def _state(world: World, letter: Letter) -> list[object]:
    """All that is stored about the account: its two partitions, row by row."""
    table = world.stack.outputs["AccountsTable"]
    hot = f"{world.tenant_id}#{letter.account_id}"
    rows: list[object] = []
    for partition in (hot, f"{hot}#archive"):
        found = world.stack.aws("dynamodb").query(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
        )
        rows.append(found["Items"])
    return rows
