"""What became of a mail on its way to SES, where no answer came back (R15, R47).

Two things are certain: what broke before there was a connection, a handshake or a key sent nothing;
what SES answered is known. Of all else SES may have read the mail.
"""

from collections.abc import Iterator
from traceback import walk_tb

from botocore import exceptions as failures

# By its kind alone: no name, no connection, no proxy.
UNCONNECTED = (
    failures.EndpointConnectionError,
    failures.ConnectTimeoutError,
    failures.ProxyConnectionError,
)
# No key or token to sign with; raised before there is anything to send.
UNSIGNED = (
    failures.NoCredentialsError,
    failures.PartialCredentialsError,
    failures.CredentialRetrievalError,
    failures.UnknownCredentialError,
    failures.MetadataRetrievalError,
    failures.InvalidIMDSEndpointError,
    failures.InvalidIMDSEndpointModeError,
    failures.RefreshWithMFAUnsupportedError,
    failures.NoAuthTokenError,
    failures.TokenRetrievalError,
    failures.UnknownTokenProviderError,
    failures.SSOError,
    failures.LoginError,
    failures.ProfileNotFound,
    failures.ConfigNotFound,
    failures.ConfigParseError,
    failures.InfiniteLoopConfigError,
    failures.InvalidConfigError,
)
# Nowhere to send it, or no way to sign: what is known of the service, or how it is set up.
UNADDRESSED = (
    failures.NoRegionError,
    failures.InvalidRegionError,
    failures.UnknownRegionError,
    failures.BaseEndpointResolverError,
    failures.EndpointProviderError,
    failures.EndpointVariantError,
    failures.UnknownEndpointError,
    failures.UnknownFIPSEndpointError,
    failures.UnsupportedSignatureVersionError,
    failures.UnknownSignatureVersionError,
    failures.ServiceNotInRegionError,
    failures.InvalidProxiesConfigError,
    failures.InvalidDefaultsMode,
    failures.InvalidRetryConfigurationError,
    failures.InvalidRetryModeError,
    failures.DataNotFoundError,
    failures.MissingDependencyException,
    failures.InvalidEndpointConfigurationError,
)
NEVER_LEFT = (*UNCONNECTED, *UNSIGNED, *UNADDRESSED)
# One kind for what breaks before the mail was written and for what breaks after: a handshake that
# takes too long is a read that timed out, a reset in it a connection that was closed.
BY_PLACE = (failures.ConnectionError, failures.HTTPClientError)

_CONNECTING = ("HTTPConnection.connect", "HTTPSConnection.connect")


def never_left(error: BaseException) -> bool:
    """Whether it is certain that nothing of the mail was written to SES."""
    if isinstance(error, NEVER_LEFT):
        return True
    return isinstance(error, BY_PLACE) and any(map(_while_connecting, _causes(error)))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what was being raised when it was, down to the socket."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _while_connecting(error: BaseException) -> bool:
    """Whether it was raised before the connection stood: TCP, proxy and TLS are one step of it.

    The mail is written by another function, which is called when this one has returned.
    """
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    codes = (frame.f_code for frame in frames if "urllib3" in frame.f_code.co_filename)
    return any(code.co_qualname in _CONNECTING for code in codes)
