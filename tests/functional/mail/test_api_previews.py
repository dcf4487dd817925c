"""D1: every text of every shipped policy can be seen before anybody is written to."""

import pytest

from relance.domain.policies.policy import Step
from relance.domain.policies.shipped import SHIPPED
from relance.render import texts
from tests.actors.tool import fields, newcomer, tool
from tests.harness.cloud import Cloud
from tests.unit.render.views import LANGUAGES, TEMPLATES


def _says(step: Step) -> bool:
    return (step.text or step.mail_instead or step.kind) in texts.names(TEMPLATES)


STEPS = [
    (policy.policy_id, step) for policy in SHIPPED.values() for step in policy.steps if _says(step)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_that_speaks_can_be_seen(cloud: Cloud, language: str) -> None:
    mine = newcomer(cloud)
    for policy_id, step in STEPS:
        wanted = {"kind": step.kind, "level": step.level, "policy_id": policy_id}
        answer = mine("POST", "/messages/preview", wanted | {"language": language})
        assert answer.status == 200, (wanted, answer.text)
        assert answer.json["subject"]
    assert cloud.mailbox.messages() == []


def test_a_tone_and_another_text_can_be_tried(cloud: Cloud) -> None:
    mine = newcomer(cloud)
    usual = mine("POST", "/messages/preview", {"kind": "courtesy"}).json["text"]
    firm = mine("POST", "/messages/preview", {"kind": "courtesy", "tone": "firm"}).json["text"]
    assert "confirmer la date de virement" not in usual
    assert "confirmer la date de virement" in firm
    other = {"kind": "first", "text": "gentle_first"}
    assert "trois versements" in mine("POST", "/messages/preview", other).json["text"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "decision"}, "kind"),
        ({"kind": "first", "level": 4}, "kind"),
        ({"kind": "first", "text": "no_such_text"}, "text"),
        ({"kind": "first", "text": "promise_broken"}, "text"),
        ({"kind": "first", "policy_id": "unheard_of"}, "policy_id"),
    ],
)
def test_what_says_nothing_by_mail_is_refused_with_the_field_named(
    cloud: Cloud, wanted: dict[str, object], field: str
) -> None:
    assert fields(newcomer(cloud)("POST", "/messages/preview", wanted)) == [field]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "sur les travaux reçus le 2 juin 2025"), ("en", "works accepted on 2 June 2025")],
)
def test_the_release_of_a_retention_can_be_seen_and_lists_nothing_else(
    cloud: Cloud, language: str, words: str
) -> None:
    """R41."""
    mine = tool(cloud)
    wanted = {"kind": "retention_release", "language": language}
    assert mine("POST", "/messages/preview", wanted).status == 200
    mine.invoice("F-2", number="WX2")
    assert mine("POST", "/messages/preview", wanted | {"customer_id": "C-1"}).status == 409
    kept = {"part_id": "r", "amount_minor": 300_00, "due_on": "2026-06-02", "reason": "retention"}
    accepted = {"accepted_on": "2025-06-02", "works_country": "FR", "open_reserve": False}
    mine.invoice("F-3", number="RG3", due_on=None, parts=[kept | accepted])
    seen = mine("POST", "/messages/preview", wanted | {"customer_id": "C-1"}).json["text"]
    assert words in " ".join(seen.replace("\N{NO-BREAK SPACE}", " ").split())
    assert ("RG3" in seen, "WX2" in seen) == (True, False)
