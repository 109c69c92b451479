"""Sizes that compare: what a litre, a kilo or a piece costs, however the pack is labelled."""

import re
from typing import Final, NamedTuple

from assistant.core.money import Money


class Measure(NamedTuple):
    """How much there is of something, in a base unit: g, ml, count, m, sheets, rolls or pairs."""

    amount: float
    base: str


_UNITS: Final[dict[str, dict[str, float]]] = {
    "g": {
        "g gram grams 그램": 1.0,
        "kg kilo kilos kilogram kilograms 킬로 킬로그램": 1000.0,
        "mg milligram milligrams": 0.001,
        "lb lbs pound pounds 파운드": 453.592,
        "oz ounce ounces 온스": 28.3495,
    },
    "ml": {
        "ml milliliter milliliters millilitre millilitres 밀리 밀리리터 미리": 1.0,
        "cl centiliter centilitre": 10.0,
        "dl deciliter decilitre": 100.0,
        "l liter liters litre litres 리터": 1000.0,
        "floz fl-oz fluidounce fluidounces": 29.5735,
        "gal gallon gallons 갤런": 3785.41,
        "qt quart quarts": 946.353,
        "pt pint pints": 473.176,
    },
    "count": {
        "count ct pc pcs piece pieces pack packs pk each ea unit units 개 개입 입 매입": 1.0,
        "tablet tablets capsule capsules pod pods bag bags 정 포 봉 캡슐": 1.0,
        "dozen 다스": 12.0,
    },
    "m": {
        "m meter meters metre metres 미터": 1.0,
        "cm centimeter centimeters": 0.01,
        "ft foot feet": 0.3048,
        "in inch inches": 0.0254,
        "yd yard yards": 0.9144,
    },
    "sheets": {"sheet sheets wipe wipes 매 장": 1.0},
    "rolls": {"roll rolls 롤": 1.0},
    "pairs": {"pair pairs 켤레": 1.0},
}
_KNOWN: Final = {
    word: (factor, base)
    for base, units in _UNITS.items()
    for words, factor in units.items()
    for word in words.split()
}
BASES: Final = tuple(_UNITS)
_PER: Final = {"g": (1000, "kg"), "ml": (1000, "l")}
"""What prices are told per, where it is not the base unit itself."""
_NUMBER = r"[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_TIMES = r"\s*[x\u00d7*]\s*"
_OTHER_SIDE = r"[.,]?\d|\s*(?:[mk]?g|[mcd]?l|[mc]?m|oz|lb|in|ft|yd)\b"
"""What makes the number after an x a measure of its own: foil is 30 m x 20 cm."""
_PACKED = r"[\s-]*(?:개입|입|병|캔|팩|packs?\b|pk\b|cans?\b|bottles?\b)"
_HOW_MANY = rf"{_TIMES}(\d{{1,3}})(?!{_OTHER_SIDE})|[\s,]+(\d{{1,3}})(?={_PACKED})"
_WRITTEN: Final = re.compile(
    rf"(?:(\d{{1,3}}){_TIMES})?({_NUMBER})\s*-?\s*(fl\.?\s?oz|[^\W\d_x]+|[^\W\d_]+)(?:{_HOW_MANY})?",
    re.IGNORECASE,
)


def measure(amount: float, unit: str) -> Measure | None:
    """An amount in its base unit; None where the unit is not known."""
    known = _KNOWN.get(re.sub(r"[\s.]", "", unit.casefold()))
    return None if known is None or amount <= 0 else Measure(amount * known[0], known[1])


def read_measure(text: str) -> Measure | None:
    """The size that is written in a text: `500 ml`, `2,5 L`, `1,500 g`, `12 x 330ml`, `2L x 6`."""
    for pack, amount, unit, times, packed in _WRITTEN.findall(text):
        whole = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", amount)
        found = measure(float(amount.replace(",", "" if whole else ".")), unit)
        if found is not None:
            many = (int(pack or 0) or 1) * (int(times or packed or 0) or 1)
            return Measure(found.amount * many, found.base)
    return None


def per_unit(price: Money, size: Measure) -> tuple[Money, str]:
    """What a kilo (`kg`), a litre (`l`) or one of the base unit costs, and of which."""
    amount, label = _PER.get(size.base, (1, size.base))
    return Money(round(price.minor * amount / size.amount), price.currency), label
