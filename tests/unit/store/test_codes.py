"""Codes under bars: read however they are written, and a misread digit is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.goods.codes import check_digit, code


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("4006381333931", "4006381333931"),
        ("036000291452", "0036000291452"),
        ("0-36000-29145-2", "0036000291452"),
        ("96385074", "96385074"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("978 0 306 40615 7", "9780306406157"),
    ],
)
def test_a_code_is_read_however_it_is_written(written: str, read: str) -> None:
    assert code(written) == read


@pytest.mark.parametrize(
    "written", ["", "12", "4006381333932", "0306406153", "abc", "٤٠٠٦٣٨١٣٣٣٩٣١", "X" * 10]
)
def test_what_is_no_code_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no|wrong check digit"):
        code(written)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(digits: str, place: int, more: int) -> None:
    right = digits + check_digit(digits)
    assert code(right) == right
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    with pytest.raises(ValueError, match="wrong check digit"):
        code(wrong)
