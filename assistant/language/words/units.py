"""What people count things by: bottles, boxes, 병, 판; how each language says so many of them.

The codes are those that the sentences give for the words of both languages (`unit` in
`intents/<language>/_common.yaml`).
"""

from functools import cache
from typing import Final

PIECE: Final = "piece"
_PIECES_IN: Final = {PIECE: 1, "장": 1, "마리": 1, "컵": 1, "tray": 30}
"""A Korean 판 of eggs is thirty."""
_NAMES: Final = {
    "bag": ("bag", "bags", "봉지"),
    "bar": ("bar", "bars", "개"),
    "block": ("block", "blocks", "모"),
    "bottle": ("bottle", "bottles", "병"),
    "box": ("box", "boxes", "상자"),
    "bunch": ("bunch", "bunches", "단"),
    "can": ("can", "cans", "캔"),
    "capsule": ("capsule", "capsules", "개"),
    "carton": ("carton", "cartons", "팩"),
    "case": ("case", "cases", "상자"),
    "dozen": ("dozen", "dozen", "다스"),
    "gallon": ("gallon", "gallons", "갤런"),
    "head": ("head", "heads", "포기"),
    "jar": ("jar", "jars", "병"),
    "jug": ("jug", "jugs", "통"),
    "kilogram": ("kilo", "kilos", "킬로"),
    "liter": ("liter", "liters", "리터"),
    "loaf": ("loaf", "loaves", "덩이"),
    "pack": ("pack", "packs", "팩"),
    "pair": ("pair", "pairs", "켤레"),
    PIECE: ("piece", "pieces", "개"),
    "pint": ("pint", "pints", "파인트"),
    "pod": ("pod", "pods", "개"),
    "pound": ("pound", "pounds", "근"),
    "quart": ("quart", "quarts", "쿼트"),
    "refill": ("refill", "refills", "개"),
    "roll": ("roll", "rolls", "롤"),
    "slice": ("slice", "slices", "조각"),
    "stick": ("stick", "sticks", "개"),
    "tray": ("tray", "trays", "판"),
    "tub": ("tub", "tubs", "통"),
    "tube": ("tube", "tubes", "튜브"),
}

_COUNTERS: Final = frozenset({"장", "마리", "송이", "줄", "박스", "묶음", "세트", "개월", "근"})
"""Korean ones that have no English word."""


def counter(unit: str | None, language: str, count: int = 1) -> str:
    """The word for a unit after a number; empty where English counts the thing itself.

    A Korean counter without an English word (송이, 마리) is its own code, and said as it is.
    """
    if language == "ko":
        return _NAMES.get(unit or PIECE, (unit, unit, unit))[2] or ""
    kind = f"{unit}s" if unit and unit.endswith(" pack") else unit  # "two twelve packs"
    one, many, _ = _NAMES.get(unit or "", (unit, kind, unit))
    return (one if count == 1 else many) or ""


def counted(quantity: int | None, unit: str | None) -> tuple[int | None, str | None]:
    """An amount as it is kept: a bottle is one bottle, a dozen twelve, a piece needs no unit."""
    if unit is None:
        return quantity, None
    quantity = quantity or 1
    if unit == "dozen":
        return quantity * 12, None
    return quantity, None if unit == PIECE else unit


def pieces_in(unit: str | None) -> int:
    """How many pieces one of them is: 1 for the thing itself, 0 for packs of any size."""
    return _PIECES_IN.get(unit or PIECE, 0)


@cache
def count_words(language: str) -> frozenset[str]:
    """The words that things are counted by."""
    places = (2,) if language == "ko" else (0, 1)
    return frozenset(names[place] for names in _NAMES.values() for place in places) | (
        _COUNTERS if language == "ko" else frozenset()
    )
