"""The refusals of SES v2, as botocore knows them."""

STATUSES = {
    "BadRequestException": 400,
    "MessageRejected": 400,
    "MailFromDomainNotVerifiedException": 400,
    "AccountSuspendedException": 400,
    "SendingPausedException": 400,
    "LimitExceededException": 400,
    "AlreadyExistsException": 400,
    "NotFoundException": 404,
    "TooManyRequestsException": 429,
    "InternalServiceErrorException": 500,
    "ServiceUnavailable": 503,
}


class Refused(Exception):
    """A request that SES answers with an error; `code` is the name of the exception in boto3."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return STATUSES[self.code]
