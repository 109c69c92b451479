"""Names as Koreans say them: digits as numerals, Latin letters by their names.

A speech recogniser knows Hangul only, so "AA 건전지" is heard as 더블에이 건전지 and "A4 용지" as 에이포
용지. One writing may be said in several ways; all likely ones are given. Words in Latin letters that
are not spelt out have no reading here: their Korean names are what catalogs give as aliases.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Final

from assistant.language.replies.spoken import native
from assistant.language.words.numbers import sino

_LETTERS: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "에이",
            "비",
            "씨",
            "디",
            "이",
            "에프",
            "지",
            "에이치",
            "아이",
            "제이",
            "케이",
            "엘",
            "엠",
            "엔",
            "오",
            "피",
            "큐",
            "알",
            "에스",
            "티",
            "유",
            "브이",
            "더블유",
            "엑스",
            "와이",
            "지",
        ],
        strict=True,
    )
)
_ENGLISH_DIGITS: Final = dict(
    zip(
        "0123456789",
        ["제로", "원", "투", "쓰리", "포", "파이브", "식스", "세븐", "에잇", "나인"],
        strict=True,
    )
)
_DIGITS: Final = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
_SIGNS: Final = {"%": "퍼센트", "&": " 앤 ", "+": " 플러스 "}
_SEVERAL: Final = {2: "더블", 3: "트리플"}
_COUNTED_NATIVELY: Final = re.compile(r"\s*(?:개|병|마리|봉지|켤레)(?![월년])")
_MOST_NATIVE: Final = 20
_LONGEST_SPELT: Final = 5
_MOST_DIGITS: Final = 8
_CODE_DIGITS: Final = 4
"""So many digits are often read one by one: 2080 is 이공팔공."""
_MOST_READINGS: Final = 4
_RUN: Final = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?|[A-Za-z]+|[%&+]")
_WRITTEN: Final = re.compile(r"[0-9A-Za-z%&+]")


def readings(name: str) -> tuple[str, ...]:
    """How a name is said in Korean, the likeliest way first; the name itself where it is Hangul.

    Nothing where a part of it has no reading.

    >>> readings("A4 용지")
    ('에이포 용지', '에이사 용지')
    """
    if not _WRITTEN.search(name):
        return (name,)
    parts: list[tuple[str, ...]] = []
    end = 0
    for run in _RUN.finditer(name):
        parts.append((name[end : run.start()],))
        parts.append(tuple(_run(name, run)))
        end = run.end()
    parts.append((name[end:],))
    said = (" ".join("".join(each).replace("-", " ").split()) for each in product(*parts))
    return tuple(dict.fromkeys(islice(said, _MOST_READINGS)))


def spoken_names(names: Iterable[str], language: str) -> tuple[str, ...]:
    """Names as a recogniser of a language can hear them, in order; English stays as it is."""
    if language != "ko":
        return tuple(dict.fromkeys(names))
    return tuple(dict.fromkeys(said for name in names for said in readings(name) or (name,)))


def _run(name: str, run: re.Match[str]) -> Iterator[str]:
    """The ways to say digits, letters or a sign."""
    written = run[0]
    if written in _SIGNS:
        yield _SIGNS[written]
    elif written[0].isdigit():
        yield from _number(written.replace(",", ""), name[: run.start()], name[run.end() :])
    elif len(written) <= _LONGEST_SPELT and written.isupper():
        several = _SEVERAL.get(len(written)) if len(set(written)) == 1 else None
        if several:
            yield several + _LETTERS[written[0]]
        yield "".join(_LETTERS[letter] for letter in written)


def _number(digits: str, before: str, after: str) -> Iterator[str]:
    whole, _, fraction = digits.partition(".")
    if len(whole) > _MOST_DIGITS:
        return
    if fraction:
        yield f"{sino(int(whole))}점 {''.join(_DIGITS[digit] for digit in fraction)}"
        return
    of_a_code = before[-1:].isascii() and before[-1:].isalpha()
    if of_a_code and len(whole) == 1:
        yield _ENGLISH_DIGITS[whole]
    if whole[0] == "0" or (len(whole) == _CODE_DIGITS and (of_a_code or not before.strip())):
        yield "".join(_DIGITS[digit] for digit in whole)
    if 0 < int(whole) <= _MOST_NATIVE and _COUNTED_NATIVELY.match(after):
        yield native(int(whole))
    yield sino(int(whole)).replace(" ", "")
