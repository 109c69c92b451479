"""The size of a pack in a phrase: "a 32 ounce bottle", "우유 500밀리", and what fits it.

Sizes are compared in the catalog's units (millilitres, grams, pieces, rolls, sheets), whatever
measure was said. An ounce weighs and pours: it fits both.
"""

import re
from typing import Final, NamedTuple

from assistant.language.words.numbers import ENGLISH_SCALES, ENGLISH_TENS, ENGLISH_UNITS, number
from assistant.language.words.spelling import MEASURE

_POURED: Final = {"ml": 1.0, "l": 1000.0, "oz": 29.57, "gal": 3785.0, "pt": 473.0, "qt": 946.0}
_WEIGHED: Final = {"g": 1.0, "kg": 1000.0, "oz": 28.35, "lb": 453.6}
_COUNTED: Final = {"ct": 1.0}
_UNITS: Final = {
    "ml": _POURED,
    "g": _WEIGHED,
    "count": _COUNTED,
    "rolls": {"roll": 1.0, "ct": 1.0},
    "sheets": {"sh": 1.0, "ct": 1.0},
}
"""What one of each measure is, by the catalog's unit."""
SAME_SIZE: Final = 0.07
"""Sizes that differ by less, as a share, are the same one in another measure: 32 oz, 946 ml."""
_LARGE: Final = {"gallon": "gal", "gallons": "gal", "pint": "pt", "pints": "pt"} | {
    "quart": "qt",
    "quarts": "qt",
    "갤런": "gal",
}
_MEASURES: Final = {word: code for word, code in MEASURE.items() if code not in {"can", "btl", "w"}}
_WORDS: Final = sorted((*_MEASURES, *_LARGE, "ounces", "liters", "litres"), key=len, reverse=True)
_SIZE: Final = re.compile(
    r"(?<![\w.])(?:a |an )?(\d+(?:\.\d+)?|half a|half|one|a)[\s-]*(" + "|".join(_WORDS) + r")s?"
    r"(?:짜리|들이)?(?![a-z가-힣])(?:\s+(?:bottle|pack|bag|box|can|carton|jar|jug|size|one|of)s?\b)*",
    re.IGNORECASE,
)


_NUMBER_WORDS: Final = frozenset((*ENGLISH_UNITS, *ENGLISH_TENS, *ENGLISH_SCALES)) - {"one"}
_KOREAN: Final = re.compile(
    r"(?<![가-힣])([일이삼사오육칠팔구십백천]+)\s*(?=밀리|리터|그램|킬로|개입|구(?![가-힣])|매|롤)"
)
KOREAN_COUNTED: Final = "개|알|구|병|캔|봉지|봉|팩|통|장|매|롤|포|컵|정|모|자루|켤레"
"""What the pieces of a pack are counted by: 네 캔 묶음, 서른 롤짜리."""
_KOREAN_PACK: Final = re.compile(
    rf"(?<![가-힣\d])(\d+|[가-힣]{{1,4}}?)\s*(?:{KOREAN_COUNTED})\s*(?:짜리|들이|들입|묶음)"
)


class SaidSize(NamedTuple):
    """A size, and the phrase without it."""

    amount: float
    measure: str
    rest: str

    def fits_unit(self, unit: str) -> bool:
        """Whether things of a catalog unit can have such a size at all."""
        return self.measure in _UNITS.get(unit, {})

    def distance(self, size: float, unit: str) -> float:
        """How far a product's size is from this one, as a share of it."""
        wanted = self.in_unit(unit)
        return abs(size - wanted) / max(wanted, 1e-9)

    def in_unit(self, unit: str) -> float:
        """The amount in a catalog unit that it fits."""
        return self.amount * _UNITS[unit][self.measure]


def size_said(phrase: str) -> SaidSize | None:
    """The size that a phrase names, or None where it names none."""
    phrase = _in_digits(phrase.replace("½", "half a"))
    match = _SIZE.search(phrase)
    if match is None:
        return None
    number, word = match[1].lower(), match[2].lower()
    amount = {"half a": 0.5, "half": 0.5, "one": 1.0, "a": 1.0}.get(number)
    code = _LARGE.get(word) or _MEASURES.get(word) or _MEASURES[word.removesuffix("s")]
    rest = f"{phrase[: match.start()]} {phrase[match.end() :]}"
    return SaidSize(float(number) if amount is None else amount, code, " ".join(rest.split()))


def _in_digits(phrase: str) -> str:
    """Numbers in digits: "three hundred and fifty milliliters", "오백 밀리", "여덟 개짜리"."""
    phrase = _KOREAN_PACK.sub(_pieces, phrase)
    phrase = _KOREAN.sub(lambda said: f"{number(list(said[1]), 'ko')}", phrase)
    found: list[str] = []
    run: list[str] = []
    words = [*phrase.replace("-", " ").split(), ""] if _NUMBER_WORDS & _words(phrase) else []
    for word in words:
        if word.lower() in _NUMBER_WORDS or (run and word.lower() == "and"):
            run.append(word.lower())
            continue
        if run:
            found.append(str(number(run, "en")))
            run = []
        found.append(word)
    return " ".join(found).strip() if words else phrase


def _pieces(said: re.Match[str]) -> str:
    """So many in a pack, however they are counted; the same words where they are no number."""
    many = int(said[1]) if said[1].isdigit() else number(list(said[1]), "ko")
    return said[0] if many is None else f"{many}개입"


def _words(phrase: str) -> set[str]:
    return set(phrase.lower().replace("-", " ").split())
