"""A row of digits as people say a code: "four two seven one", 사 이 칠 일, 4271."""

import re
from typing import Final

from assistant.language.words.korean import final, is_hangul
from assistant.language.words.normalise import clean
from assistant.language.words.numbers import (
    ENGLISH_TENS,
    ENGLISH_UNITS,
    NATIVE_UNITS,
    SINO_DIGITS,
    SINO_SCALES,
    number,
)

CODE_LENGTHS: Final = range(4, 9)
_SOUNDS_LIKE: Final = {
    "oh": 0, "o": 0, "nought": 0, "naught": 0, "won": 1, "to": 2, "too": 2, "tree": 3, "free": 3, "for": 4,

    "fore": 4, "ate": 8, "niner": 9,
}  # fmt: skip
_REPEATED: Final = {"double": 2, "triple": 3, "treble": 3}
_BEFORE: Final = re.compile(
    r"^(?:(?:um|uh|well|okay|ok|alexa|so|please)[ ,]+)*"
    r"(?:(?:the|my|our) (?:secret )?(?:code|pin|number|password)(?: is|'s)?|it ?is|it's|that's|"
    r"that is|code|pin)?[ ,:]*",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"[ ,.!]*(?:please|thanks|thank you|okay)?[ ,.!]*$", re.IGNORECASE)
_BEFORE_KO: Final = re.compile(
    r"^(?:(?:음|어|저기|알렉사|그|네|응)[ ,]*)*"
    r"(?:(?:우리 ?집 ?)?(?:비밀 ?번호|암호|코드|번호|비번)(?:는|은|가|이)?)?[ ,:]*"
)
_AFTER_KO: Final = (
    "이에요",
    "이예요",
    "입니다",
    "이야",
    "이요",
    "예요",
    "에요",
    "야",
    "요",
    "번",
    "",
)
_CLOSED: Final = frozenset({"이에요", "이예요", "이야", "이요"})
"""Endings that follow a final consonant; 사칠이 + 야 is no 사칠 + 이야."""


def code(text: str) -> str | None:
    """The digits that the whole text says, however many; None where it says anything else.

    Homophones of English digits count ("for" is four), Korean ones may be followed by 이에요, 이야.
    """
    words = clean(text)
    if any(is_hangul(character) for character in words):
        return _korean(words)
    return _english(_AFTER.sub("", _BEFORE.sub("", words)))


def is_code(digits: str) -> bool:
    """Whether so many digits can be a code."""
    return len(digits) in CODE_LENGTHS


def _english(text: str) -> str | None:
    found = ""
    words = re.findall(r"[a-z']+|\d+|[^\s\w]", text.lower().replace("-", " "))
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        following = words[position] if position < len(words) else ""
        if word in ",.":
            continue
        if word in _REPEATED and (digit := _digit(following)) is not None:
            found += digit * _REPEATED[word]
            position += 1
        elif word in ENGLISH_TENS:
            unit = ENGLISH_UNITS.get(following, 0)
            ones = unit if 0 < unit < 10 else 0  # noqa: PLR2004 - twenty-one to twenty-nine
            found += str(ENGLISH_TENS[word] + ones)
            position += bool(ones)
        elif word.isdecimal():
            found += word
        elif word in {"hundred", "thousand"}:
            whole = number(re.findall(r"[a-z]+|\d+", text.lower()), "en")
            return None if whole is None else str(whole)
        elif (digit := _digit(word)) is not None:
            found += digit
        else:
            return None
    return found or None


def _digit(word: str) -> str | None:
    value = ENGLISH_UNITS.get(word, _SOUNDS_LIKE.get(word))
    return None if value is None else str(value)


def _korean(text: str) -> str | None:
    """The first reading that may be a code, else the first at all."""
    body = _BEFORE_KO.sub("", text)
    body = re.sub(r"[\s,.!?~-]", "", body)
    readings = [
        digits
        for ending in _AFTER_KO
        if body.endswith(ending)
        and (stem := body.removesuffix(ending))
        and not (ending in _CLOSED and not final(stem))
        and (digits := _syllables(stem)) is not None
    ]
    return next((each for each in readings if is_code(each)), readings[0] if readings else None)


def _syllables(stem: str) -> str | None:
    if any(scale in stem for scale in SINO_SCALES):
        whole = number(list(stem), "ko")
        return None if whole is None else str(whole)
    found = ""
    while stem:
        name = next((name for name in _KOREAN if stem.startswith(name)), None)
        if name is None and not stem[0].isdecimal():
            return None
        found += stem[0] if name is None else str(_KOREAN[name])
        stem = stem[len(name or stem[0]) :]
    return found or None


_KOREAN: Final = {name: value for name, value in NATIVE_UNITS.items() if len(name) > 1} | {
    "둘": 2, "셋": 3, "넷": 4, "제로": 0, **SINO_DIGITS,
}  # fmt: skip
_SAID: Final = {
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "zero"),
    "ko": ("일", "이", "삼", "사", "오", "육", "칠", "팔", "구", "공", "영"),
}
_SAID_NATIVE: Final = ("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")


def counted(language: str) -> str:
    """Every digit in a sentence, as a recogniser is told what to expect."""
    return ", ".join(_SAID[language])


def rows(language: str) -> list[str]:
    """Rows of four digits that together show every digit after every other, and itself."""
    names = _SAID[language] + (_SAID_NATIVE if language == "ko" else ())
    return [f"{one} {two} {one} {two}" for one in names for two in names]
