"""R33: a step that an outage skipped is told once, with its reason, wherever somebody looks."""

from tests.actors.tool import tool
from tests.builders import at, day
from tests.harness.cloud import Cloud

SWIFT = {
    "steps": [
        {"kind": "courtesy", "level": 0, "days_after_due": -7},
        {"kind": "first", "level": 1, "days_after_due": 3},
        {"kind": "second", "level": 2, "days_after_due": 7, "deadline_business_days": 5},
        {"kind": "decision", "level": 3, "days_after_due": 30, "channel": "task"},
    ]
}


def test_a_skipped_step_is_told_in_the_timeline_the_decision_and_the_task(cloud: Cloud) -> None:
    cloud.clock.set(at("2026-05-20 08:00"))
    mine = tool(cloud)
    mine.settings(language="en")
    kept = mine("PUT", "/policies/swift", SWIFT)
    assert kept.status in (200, 201), kept.text
    assert mine.settings(language="en", policy_id="swift").status == 200
    mine("POST", "/go-live", {"confirm": True})
    mine.invoice()
    for when in ("2026-05-26 10:00", "2026-06-04 23:00", "2026-06-10 00:00", "2026-06-10 10:00"):
        cloud.run(at(when))
    cloud.run(at("2026-07-02 10:00"))

    said = (
        "A step was skipped (first reminder): no run took place on its day, and a later step goes."
    )
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    skipped = [e for e in entries if e["kind"] == "skipped" and e["name"] == "missed_run"]
    assert [e["summary"] for e in skipped] == [said]
    assert skipped[0]["figures"] == {"step": "first", "item_id": "F-1/1"}

    decided = mine.get(f"/customers/C-1/decisions?on={day('2026-06-10')}")
    (send,) = [d for d in decided["decisions"] if d["type"] == "send"]
    assert [(s["kind"], s["summary"]) for s in send["skipped"]] == [("first", said)]
    rules = {r["rule"]: r["summary"] for r in decided["currencies"][0]["rules"]}
    assert rules["missed_days"].startswith("The days without a run")
    assert decided["differs"] == []

    (task,) = [t for t in mine.get("/customers/C-1/tasks")["tasks"] if t["kind"] == "decision"]
    detail = mine.get(f"/customers/C-1/tasks/{task['task_id']}")
    assert [line["summary"] for line in detail["history"]].count(said) == 1
