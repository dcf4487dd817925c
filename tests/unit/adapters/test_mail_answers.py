"""R17: whom an error of SES is about: this sender, everybody, or one mail."""

import pytest

from relance.adapters.mail_answers import Meaning, Refusal, meaning_of

SENDER = "compta@billing.atelier.example"
UNVERIFIED = (
    "Email address is not verified. "
    "The following identities failed the check in region EU-WEST-3: {}"
)


def meaning(code: str, text: str = "", status: int = 400) -> Meaning:
    """What is made of an error."""
    return meaning_of(Refusal(code, status, text), SENDER)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("MailFromDomainNotVerifiedException", ""),
        ("MessageRejected", UNVERIFIED.format(SENDER)),
        ("MessageRejected", UNVERIFIED.format(f'"Atelier" <{SENDER.upper()}>')),
        ("MessageRejected", UNVERIFIED.format("ada@client.example, atelier.example")),
        ("SendingPausedException", "Sending is disabled for the tenant t-1."),
        ("NotFoundException", "Tenant t-1 does not exist."),
        ("BadRequestException", "The identity is not associated with tenant t-1."),
    ],
)
def test_what_is_about_this_sender(code: str, text: str) -> None:
    assert meaning(code, text) is Meaning.SENDER


def test_a_policy_of_the_identity_that_forbids_is_about_this_sender() -> None:
    text = (
        "not authorized to perform: ses:SendEmail with an explicit deny in a resource-based policy"
    )
    assert meaning("AccessDeniedException", text, 403) is Meaning.SENDER


@pytest.mark.parametrize(
    ("code", "text", "status"),
    [
        ("AccountSuspendedException", "", 400),
        ("LimitExceededException", "", 400),
        ("SendingPausedException", "Sending paused for this account.", 400),
        ("SendingPausedException", "Email sending is disabled for the configuration set.", 400),
        ("NotFoundException", "Configuration set <x> does not exist.", 404),
        ("AccessDeniedException", "not authorized to perform: ses:SendEmail", 403),
        ("ExpiredTokenException", "", 403),
        ("TooManyRequestsException", "Daily message quota exceeded.", 429),
        ("Throttling", "Daily message quota exceeded.", 400),
        # The sandbox names the recipient: no debtor of anybody can be written to.
        ("MessageRejected", UNVERIFIED.format("ada@client.example"), 400),
        ("MessageRejected", UNVERIFIED.format("other@billing.atelier.example"), 400),
        ("MessageRejected", UNVERIFIED.format("notatelier.example"), 400),
    ],
)
def test_what_is_about_everybody(code: str, text: str, status: int) -> None:
    assert meaning(code, text, status) is Meaning.WHOLE


@pytest.mark.parametrize(
    ("code", "text", "status", "expected"),
    [
        ("TooManyRequestsException", "Maximum sending rate exceeded.", 429, Meaning.THROTTLED),
        ("SlowDown", "", 429, Meaning.THROTTLED),
        ("MessageRejected", "Email contains a virus.", 400, Meaning.MAIL),
        ("BadRequestException", "Illegal address", 400, Meaning.MAIL),
        ("ANewException", "", 422, Meaning.MAIL),
        ("InternalFailure", "", 500, Meaning.UNKNOWN),
        ("ServiceUnavailable", "", 503, Meaning.UNKNOWN),
    ],
)
def test_what_is_about_one_mail_or_a_moment(
    code: str, text: str, status: int, expected: Meaning
) -> None:
    assert meaning(code, text, status) is expected
