"""Every error that SES v2 declares for a mail has one meaning here, and one only."""

from itertools import combinations

from botocore.session import Session

from local.mailbox.errors import STATUSES
from relance.adapters import mail_answers

LISTS = (
    mail_answers.THROTTLED,
    mail_answers.WHOLE,
    mail_answers.SENDER,
    mail_answers.BY_TEXT,
    mail_answers.MAIL,
)


def declared() -> set[str]:
    """The errors of SendEmail in the service's own model."""
    model = Session().get_service_model("sesv2").operation_model("SendEmail")
    return {shape.name for shape in model.error_shapes}


def test_every_declared_error_is_in_one_list() -> None:
    assert declared() <= set().union(*LISTS)
    assert not any(one & other for one, other in combinations(LISTS, 2))


def test_the_local_mailbox_can_answer_every_declared_error() -> None:
    assert declared() <= set(STATUSES)
