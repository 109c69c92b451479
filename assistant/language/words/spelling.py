"""One way to write a name, so that what was said and what is written can be compared.

Case, accents, punctuation, plurals and the many ways to say a size disappear: "Tide® Pods, 81-count",
"tide pods eighty one count" and "tide pod 81 ct" are the same. Hangul stays Hangul; particles are
offered as variants, for 포도 is a grape and no "포, too".
"""

import re
import unicodedata
from typing import Final

from assistant.language.words.korean import agrees
from assistant.language.words.numbers import ENGLISH_SCALES, ENGLISH_TENS, ENGLISH_UNITS, number

_APOSTROPHE = re.compile(r"['\u2019`]")
_SIGNS = str.maketrans({"&": " and ", "%": " percent ", "+": " plus "})
_WORD = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[가-힣]+")

_MEASURES: Final = {
    "oz": "oz ounce",
    "lb": "lb lbs pound",
    "g": "g gram 그램",
    "kg": "kg kilo kilogram 킬로 킬로그램",
    "ml": "ml milliliter millilitre 밀리 밀리리터 미리",
    "l": "l liter litre 리터",
    "ct": "ct count pk pack piece tablet 개 개입 개짜리 개들이 입 구 정",
    "sh": "sheet wipe 매 장",
    "roll": "roll 롤",
    "can": "can 캔",
    "btl": "bottle 병",
    "w": "w watt 와트",
}
MEASURE: Final = {word: code for code, words in _MEASURES.items() for word in words.split()}
"""How a size may be said, by its code; it is glued to its number, as "81ct"."""

KOREAN_MEASURE: Final = {
    code: next(word for word in words.split() if not word.isascii())
    for code, words in _MEASURES.items()
    if not words.isascii()
}
"""How a size is said in Korean, by its code."""

_ABBREVIATIONS: Final = {
    "number": "no",
    "opus": "op",
    "versus": "vs",
    "mister": "mr",
    "doctor": "dr",
}
_NUMBER_WORDS: Final = frozenset((*ENGLISH_UNITS, *ENGLISH_TENS, *ENGLISH_SCALES))
_KOREAN_NUMBER = re.compile(
    r"(?<![가-힣])([일이삼사오육칠팔구십백천한두세네열]+|열한|열두|(?:스물|서른|마흔|쉰)[한두세네]?)"
    r"\s*(개입|개짜리|개들이|개|밀리리터|킬로그램|킬로|리터|그램|롤|캔|병|매|장|정|와트)"
    r"(?=(?:을|를|이|가|은|는|도|로|으로)?(?![가-힣]))"
)

_PARTICLES: Final = (
    *("하나만", "하나", "이랑", "으로", "한테", "에서", "부터", "이요"),
    *("좀", "을", "를", "이", "가", "은", "는", "도", "만", "로", "랑", "의", "요", "와", "과"),
)
_FRILLS: Final = (
    "a an the some my our more please another of any that this i it for me",
    "좀 하나 하나만 더 다시 그 저 그거 거 것 걸로 걸 짜리 요 이요 한 내 우리 그냥 혹시",
)
_BOTH_ENDS: Final = frozenset(word for line in _FRILLS for word in line.split())
_AT_THE_END: Final = frozenset(("again", "too", "stuff", "thing", *_PARTICLES))
_POINTING: Final = frozenset(("the", "that", "this"))
"""After these, a "one" at the end is no number: "the big one", but "diapers size one"."""
_SHORTEST_PLURAL: Final = 4


def words(text: str) -> tuple[str, ...]:
    """The comparable words of a name or phrase; a number and its measure are one word."""
    if not text.isascii():
        text = without_accents(unicodedata.normalize("NFKC", text))
    text = _APOSTROPHE.sub("", text.lower().translate(_SIGNS))
    if not text.isascii():
        text = _KOREAN_NUMBER.sub(_korean_number, text)
    found = [_singular(_ABBREVIATIONS.get(word, word)) for word in _WORD.findall(text)]
    return tuple(_sizes(found if _NUMBER_WORDS.isdisjoint(found) else _digits(found)))


def without_accents(text: str) -> str:
    """Latin letters without their accents; Hangul stays as it is."""
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def _korean_number(match: re.Match[str]) -> str:
    value = number(list(match[1]), "ko")
    return match[0] if value is None else f"{value}{match[2]} "


def _singular(word: str) -> str:
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural and len(word) >= _SHORTEST_PLURAL else word


def _digits(found: list[str]) -> list[str]:
    """Runs of English number words become digits; `a hundred` and `and` are left alone."""
    result: list[str] = []
    run: list[str] = []
    for word in [*found, ""]:
        if word in _NUMBER_WORDS:
            run.append(word)
            continue
        if run:
            result.append(_in_digits(run))
            run = []
        result.append(word)
    return result[:-1]


def _in_digits(run: list[str]) -> str:
    """A number in digits; of several in a row, as "twenty thirty two" is said, all: 2032."""
    for stop in range(len(run), 0, -1):
        value = number(run[:stop], "en")
        if value is not None:
            return f"{value}{_in_digits(run[stop:])}"
    return ""


def _sizes(found: list[str]) -> list[str]:
    result: list[str] = []
    for word in found:
        code = MEASURE.get(word)
        if code and result and is_number(result[-1]) and result[-1][-1].isdigit():
            result[-1] += code
        else:
            result.append(word)
    return result


def is_number(word: str) -> bool:
    """Whether it is a number or a size, which fits exactly or not at all."""
    return word[0].isdigit()


def without_frills(said: tuple[str, ...]) -> tuple[str, ...]:
    """The phrase without the small words around a name: "the 81 count one", "세제 좀"."""
    first, last = 0, len(said)
    if len(said) > 1 and said[-1] == "1" and (said[0] in _POINTING or is_number(said[-2])):
        last -= 1
    while first < last - 1 and said[first] in _BOTH_ENDS:
        first += 1
    while last > first + 1 and (said[last - 1] in _BOTH_ENDS or said[last - 1] in _AT_THE_END):
        last -= 1
    return said[first:last]


def says_something(said: tuple[str, ...]) -> bool:
    """Whether any word could be part of a name: "the one" and "b" say nothing."""
    return any(
        word not in _BOTH_ENDS and (len(word) > 1 or not word.isascii() or is_number(word))
        for word in said
    )


def without_particle(word: str) -> str | None:
    """A Korean noun without the particle at its end, or None where it has none: 세제를 is 세제."""
    for particle in _PARTICLES:
        stem = word.removesuffix(particle)
        if stem != word and stem and "가" <= stem[-1] <= "힣" and agrees(stem, particle):
            return stem
    return None


def run_together(said: tuple[str, ...]) -> str:
    """The words without spaces, numbers kept apart: 빨래 세제 and 빨래세제 are one."""
    return "".join(f" {word} " if is_number(word) else word for word in said)
