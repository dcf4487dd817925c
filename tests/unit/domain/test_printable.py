"""What strangers write is kept as text: nothing in it steers a screen or hides a word."""

import pytest

from relance.domain.printable import one_line, printable


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Préavis « échu »\tle 3\n", "Préavis « échu »\tle 3\n"),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("\x1b[31mred\x00\x7f", "[31mred"),
        ("gpj.\u202eexe\u2066\u200b\ufeff", "gpj.exe"),
        ("half \ud800 a sign", "half ? a sign"),
        ("", ""),
    ],
)
def test_a_text_keeps_its_lines_and_loses_what_is_no_text(written: str, kept: str) -> None:
    assert printable(written) == kept


def test_a_field_of_one_line_has_one_space_between_words_and_an_end() -> None:
    assert one_line("  a\r\n b\u2028\tc  ", 80) == "a b c"
    assert one_line("a" * 500, 80) == "a" * 80
    assert one_line("\x00" * 500 + "never read", 80) == ""
