"""A hundred times the items is a hundred times the work, not its square."""

from collections import Counter
from functools import partial

import pytest

from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import SHIPPED
from relance.domain.why.explain import explain
from tests.bench.busy import NOW, busy, calls_of, decided
from tests.builders import rules

FEW, MANY = 10, 1_000
MOST = 1.2 * MANY / FEW


@pytest.mark.parametrize("policy", SHIPPED.values(), ids=SHIPPED)
def test_a_decision_grows_with_the_items_and_not_with_their_square(policy: Policy) -> None:
    by = rules(policy=policy)
    few, many = (calls_of(decided(busy(items), by)) for items in (FEW, MANY))

    assert many.total() <= MOST * few.total(), _worst(few, many)


def test_an_explanation_grows_with_the_items_and_not_with_their_square() -> None:
    by = rules()
    few, many = (calls_of(partial(explain, busy(items), by, NOW)) for items in (FEW, MANY))

    assert many.total() <= MOST * few.total(), _worst(few, many)


def _worst(few: Counter[str], many: Counter[str]) -> list[tuple[str, int, int]]:
    """The functions that grew most, for whoever has to look."""
    return [(name, few[name], count) for name, count in many.most_common(10)]
