"""Whole numbers as people say and write them, English and Korean."""

from typing import Final

ENGLISH_UNITS: Final = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
ENGLISH_TENS: Final = {
    word: 10 * tens
    for tens, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
} | {"fourty": 40}
ENGLISH_SCALES: Final = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}

NATIVE_TENS: Final = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50,
    "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
NATIVE_UNITS: Final = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "서": 3, "넷": 4, "네": 4,
    "넉": 4, "너": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
SINO_DIGITS: Final = {
    "영": 0, "공": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5,
    "육": 6, "륙": 6, "칠": 7, "팔": 8, "구": 9,
}  # fmt: skip
SINO_SCALES: Final = {"십": 10, "백": 100, "천": 1000, "만": 10_000, "억": 10**8}
_MYRIAD: Final = 10_000
_SINO: Final = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_SINO_SCALES: Final = ("", "십", "백", "천")
_MYRIADS: Final = ("", "만", "억", "조")

KOREAN_WORDS: Final = ((*NATIVE_TENS, *NATIVE_UNITS), (*SINO_DIGITS, *SINO_SCALES))
"""Native and Sino-Korean words, which do not mix in one number."""
ENGLISH_WORDS: Final = (
    (
        *ENGLISH_UNITS,
        *ENGLISH_TENS,
        *ENGLISH_SCALES,
        *(f"a {scale}" for scale in ENGLISH_SCALES),
        *(f"{scale} and" for scale in ENGLISH_SCALES),
        *(f"a {scale} and" for scale in ENGLISH_SCALES),
    ),
)
"""What a spoken number is made of; laid out one after the other by the sentence automaton."""


def number(words: list[str], language: str) -> int | float | None:
    """The number that these token keys say, or None where they say none; 4.5 is one in digits only.

    English: digits and words up to trillions, `a hundred`. Korean: syllables of native (스물네) and
    Sino-Korean (이십사) numbers, digits with 백, 천, 만.
    """
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if len(words) == 1 and words[0].replace(".", "", 1).isdecimal():
        return float(words[0])
    return _korean("".join(words)) if language == "ko" else _english(words)


def _english(words: list[str]) -> int | None:
    total, current, seen = 0, 0, False
    for word in words:
        if word == "and":
            continue
        seen = True
        value = ENGLISH_UNITS.get(word, ENGLISH_TENS.get(word))
        if value is not None:
            if not _goes_on(current, value):
                return None
            current += value
        elif word in {"a", "an"}:
            current += 1
        elif word.isdecimal():
            current += int(word)
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in ENGLISH_SCALES:
            total += max(current, 1) * ENGLISH_SCALES[word]
            current = 0
        else:
            return None
    return total + current if seen else None


def _goes_on(current: int, value: int) -> bool:
    """Whether a word can follow: "twenty one", "hundred twenty", but never "one two" or "ten five"."""
    rest = current % 100
    return rest == 0 or (rest in ENGLISH_TENS.values() and 0 < value < ENGLISH_UNITS["ten"])


def _korean(text: str) -> int | None:
    native = _native(text)
    return _sino(text) if native is None else native


def _native(text: str) -> int | None:
    total, rest = 0, text
    for word, value in NATIVE_TENS.items():
        if rest.startswith(word):
            total, rest = value, rest[len(word) :]
            break
    if rest in NATIVE_UNITS:
        return total + NATIVE_UNITS[rest]
    return total if total and not rest else None


def _sino(text: str) -> int | None:
    if not text:
        return None
    total, section, digit = 0, 0, None
    for character in text:
        if character.isdecimal():
            digit = 10 * (digit or 0) + int(character)
        elif character in SINO_DIGITS:
            if digit is not None:
                digit = 10 * digit + SINO_DIGITS[character]
            else:
                digit = SINO_DIGITS[character]
        elif character not in SINO_SCALES:
            return None
        elif (scale := SINO_SCALES[character]) < _MYRIAD:
            section += (1 if digit is None else digit) * scale
            digit = None
        else:
            total += max(section + (digit or 0), 1) * scale
            section, digit = 0, None
    return total + section + (digit or 0)


def sino(number: int) -> str:
    """A whole number in Sino-Korean words: 25900 is 이만 오천구백."""
    if number == 0:
        return "영"
    groups: list[str] = []
    rest, place = number, 0
    while rest and place < len(_MYRIADS):
        rest, group = divmod(rest, _MYRIAD)
        if group:
            groups.append(
                (_sino_group(group) if (group, place) != (1, 1) else "") + _MYRIADS[place]
            )
        place += 1
    return " ".join(reversed(groups))


def _sino_group(group: int) -> str:
    words = ""
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += ("" if digit == 1 and place else _SINO[digit]) + _SINO_SCALES[place]
    return words
