"""What the DNS says under a name, as text: how an owner of a domain proves that it is his (R49).

dnspython is loaded when the first question is asked: no other call of the API waits for it.
"""

from typing import TYPE_CHECKING

from relance import config
from relance.domain.errors import Unavailable

if TYPE_CHECKING:
    import dns.resolver

_LIFETIME_SECONDS = 5.0  # of one question and its repeats: an API call has thirty


def texts(name: str) -> frozenset[str]:
    """The TXT records at exactly that name, each as one text; empty where there are none.

    An alias (CNAME) to another name says nothing about this one: a wildcard may lead to where
    strangers write. Raises Unavailable where no server answers.
    """
    import dns.exception
    import dns.resolver

    resolver = _resolver()
    try:
        answer = resolver.resolve(name, "TXT", lifetime=_LIFETIME_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return frozenset()
    except dns.exception.DNSException as error:
        raise Unavailable(type(error).__name__) from error
    if answer.canonical_name != answer.qname:
        return frozenset()
    return frozenset(b"".join(record.strings).decode("utf-8", "replace") for record in answer)


def _resolver() -> "dns.resolver.Resolver":
    """Of the system, or the one that the tests name."""
    import dns.resolver

    server = config.name_server()
    if server is None:
        return dns.resolver.Resolver()
    address, _, port = server.rpartition(":")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [address], int(port)
    return resolver
