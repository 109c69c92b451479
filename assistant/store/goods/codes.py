"""The numbers printed under bars: EAN-13, UPC, EAN-8, ISBN-10 and ISBN-13, checked and made alike.

Source: GS1 General Specifications, 7.9 (check digits modulo 10); ISO 2108 (ISBN).
"""

import re

_BOOKLAND = "978"
_EAN, _UPC, _SHORT_EAN, _ISBN_10 = 13, 12, 8, 10


class NoCodeError(ValueError):
    """What is written has not the form of a code: a shop's own number, say."""


def code(written: str) -> str:
    """A code as 13 digits (8 for EAN-8), however it is written; an ISBN-10 becomes an ISBN-13.

    Raises:
        NoCodeError: it is none of these.
        ValueError: its check digit is wrong: one digit was misread.
    """
    plain = re.sub(r"[\s-]", "", written).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", plain):
        return _from_isbn_10(plain, written)
    if not plain.isascii() or not plain.isdigit() or len(plain) not in {_EAN, _UPC, _SHORT_EAN}:
        raise NoCodeError(f"{written!r} is no EAN, UPC or ISBN")
    if check_digit(plain[:-1]) != plain[-1]:
        raise ValueError(
            f"{written!r} has a wrong check digit ({plain[-1]} instead of {check_digit(plain[:-1])})"
        )
    return plain.zfill(_EAN) if len(plain) == _UPC else plain


def readable(written: str) -> bool:
    """Whether it is a code."""
    try:
        code(written)
    except ValueError:
        return False
    return True


def check_digit(digits: str) -> str:
    """The digit that follows `digits`: weights 3 and 1 from the right, modulo 10."""
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return str(-total % 10)


def _from_isbn_10(plain: str, written: str) -> str:
    """Weights 10 to 1 modulo 11, where X stands for ten."""
    values = [10 if digit == "X" else int(digit) for digit in plain]
    if sum(value * (_ISBN_10 - place) for place, value in enumerate(values)) % 11:
        raise ValueError(f"{written!r} is no ISBN: its check digit is wrong")
    digits = _BOOKLAND + plain[:-1]
    return digits + check_digit(digits)
