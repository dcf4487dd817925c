"""How many examples a property is tried on."""

from typing import Any

from hypothesis import settings

BRIEF = "brief"
_OF_WHICH_BRIEFLY = 10


def examples(count: int, **changes: Any) -> settings:
    """So many examples, and the tenth part of them in `make quick`."""
    if settings.get_current_profile_name() == BRIEF:
        count = max(count // _OF_WHICH_BRIEFLY, 1)
    return settings(max_examples=count, deadline=None, **changes)
