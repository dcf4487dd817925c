"""Ids of the invoicing tool stand in a path, and no path leads elsewhere by one (R19)."""

import pytest

from relance.domain.identifiers import is_identifier


@pytest.mark.parametrize("text", ["F-1", "a", "x" * 64, "2026.0049~b_c", "...", "-"])
def test_what_can_stand_in_a_path_is_an_id(text: str) -> None:
    assert is_identifier(text)


@pytest.mark.parametrize("text", ["", ".", "..", "x" * 65, "a/b", "a b", "é", "a\n", "a%2F"])
def test_what_would_lead_elsewhere_is_none(text: str) -> None:
    assert not is_identifier(text)
