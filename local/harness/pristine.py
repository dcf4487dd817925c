"""A deployment just made, kept by each process: the next one is its copy instead of made anew."""

from copy import deepcopy
from functools import cache
from threading import Condition
from typing import Any

from moto.backends import get_backend

from local.harness import stack
from local.harness.template import ACCOUNT, REGION, deployed

type State = dict[str, Any]

# What template.yaml declares for functions to use lies in these; moto empties all others itself.
_SERVICES = ("dynamodb", "sqs", "sns", "secretsmanager")


def deploy() -> None:
    """Puts into moto, which has just been emptied, what a new deployment consists of."""
    put_back(_new())


def put_back(kept: State) -> None:
    """Puts into moto what `taken` told; what was kept can be put back again."""
    for service, state in kept.items():
        backend = _backend(service)
        # Tables and topics know their backend, which is that of this test; locks are not copied.
        known = {id(state): backend, **_fresh_locks(state)}
        vars(backend).update(deepcopy(vars(state), known))


def taken() -> State:
    """The states of the services as they are now."""
    return {service: _copy(_backend(service)) for service in _SERVICES}


@cache
def _new() -> State:
    """The states of the services after everything was made once."""
    stack.create(deployed())
    return taken()


def _copy(backend: Any) -> Any:
    return deepcopy(backend, _fresh_locks(backend))


def _fresh_locks(backend: Any) -> dict[int, Any]:
    queues = getattr(backend, "queues", {}).values()
    return {id(queue._messages_lock): Condition() for queue in queues}


def _backend(service: Any) -> Any:
    return get_backend(service)[ACCOUNT][REGION]
