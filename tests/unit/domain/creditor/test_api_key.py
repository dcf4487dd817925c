"""API keys as text (R25), and bank details as they are written."""

import pytest

from relance.domain.creditor.api_key import digest_of, key_text, matches, parse_key
from relance.domain.ledger.bank import compact, is_bic, is_iban, is_siren

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


@pytest.mark.parametrize(
    "text", ["FR76 3000 6000 0112 3456 7890 189", "DE89 3704 0044 0532 0130 00",
             "gb29 nwbk 6016 1331 9268 19", "BR1800360305000010009795493C1"],
)  # fmt: skip
def test_an_iban_is_known_by_its_check_digits(text: str) -> None:
    assert is_iban(compact(text))


@pytest.mark.parametrize(
    "text",
    ["FR7630006000011234567890188", "FR763000600001123456789018", "FR76", "", "1234567890123456"],
)
def test_a_digit_that_is_wrong_or_missing_is_noticed(text: str) -> None:
    assert not is_iban(text)


@pytest.mark.parametrize("text", ["NO9900000000004", "NO0100000000022", "NO0000000000040"])
def test_check_digits_that_nobody_computes_are_none(text: str) -> None:
    """They are right modulo 97; what a bank computes lies between 02 and 98."""
    assert not is_iban(text)


def test_a_bic_has_eight_or_eleven_characters() -> None:
    assert is_bic("BNPAFRPP")
    assert is_bic("BNPAFRPPXXX")
    assert not is_bic("BNPAFRPPXX")


def test_a_siren_checks_itself() -> None:
    assert is_siren("732829320")
    assert not is_siren("732829321")
    assert not is_siren("73282932")
