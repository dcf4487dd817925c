"""API keys as text (R25)."""

import pytest

from relance.domain.creditor.api_key import digest_of, key_text, matches, parse_key

KEY_ID, SECRET = "a" * 13, "b" * 52


def test_a_key_is_read_back_as_it_was_written() -> None:
    assert parse_key(key_text(KEY_ID, SECRET)) == (KEY_ID, SECRET)


@pytest.mark.parametrize(
    "text",
    ["", "rl_", f"rl_{KEY_ID}", f"sk_{KEY_ID}_{SECRET}", f"rl_{KEY_ID}_{SECRET}\n",
     f"rl_{KEY_ID}_{SECRET[1:]}", f"rl_{KEY_ID.upper()}_{SECRET}"],
)  # fmt: skip
def test_any_other_text_is_no_key(text: str) -> None:
    assert parse_key(text) is None


def test_only_the_right_secret_matches_its_digest() -> None:
    assert matches(SECRET, digest_of(SECRET))
    assert not matches("c" * 52, digest_of(SECRET))


def test_what_is_stored_does_not_show_the_secret() -> None:
    assert SECRET not in digest_of(SECRET)
