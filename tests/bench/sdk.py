"""The SDK as it works on AWS: what the harness makes cheap for tests is given back for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.parsers import JSONParser
from botocore.regions import EndpointRulesetResolver
from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString

# Taken note of before a deployment of the harness changes them: `ground` sees to it.
_ITS_OWN: tuple[tuple[type, str, Any], ...] = tuple(
    (owner, name, getattr(owner, name))
    for owner, name in (
        (RequestSigner, "sign"),
        (EndpointRulesetResolver, "construct_endpoint"),
        (JSONParser, "_handle_json_body"),
        (UserAgentString, "to_string"),
    )
)


@contextmanager
def as_on_aws() -> Iterator[None]:
    """It signs, finds its endpoints, says who it is and reads answers in its own way."""
    hastened = [(owner, name, getattr(owner, name)) for owner, name, _ in _ITS_OWN]
    for owner, name, own in _ITS_OWN:
        setattr(owner, name, own)
    try:
        yield
    finally:
        for owner, name, short in hastened:
            setattr(owner, name, short)
