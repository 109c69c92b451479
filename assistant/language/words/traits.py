"""What a product is without or with, as names and people say it, in both languages."""

import re
from typing import Final

_TRAITS: Final = {
    "organic": ("organic", "유기농|오가닉"),
    "fragrance_free": (
        "(?:fragrance|perfume|scent)[- ]free|unscented|unperfumed|free (?:and|&) (?:gentle|clear)|(?:without|no|with no) (?:any )?(?:perfume|fragrance|scent)s?",
        "무향료?|향(?:료|이|수)? ?(?:없는|안 ?나는|안 ?들어간|무첨가)",
    ),
    "sugar_free": (
        "sugar[- ]free|unsweetened|zero sugar|no sugar(?: added)?|(?:without|with no) (?:added )?sugar",
        "무설탕|무가당|설탕 ?(?:없는|안 ?들어간|무첨가)",
    ),
    "gluten_free": (
        "gluten[- ]free|(?:without|no|with no) gluten",
        "글루텐 ?프리|무글루텐|글루텐 ?(?:없는|안 ?들어간)",
    ),
    "lactose_free": (
        "lactose[- ]free|(?:without|no|with no) lactose",
        "락토 ?프리|유당 ?(?:제거|없는|프리)",
    ),
    "decaf": (
        "decaf(?:feinated)?|caffeine[- ]free|(?:without|no|with no) caffeine",
        "디카페인|무카페인|카페인 ?(?:없는|프리)",
    ),
    "alcohol_free": (
        "alcohol[- ]free|non[- ]alcoholic|(?:without|no|with no) alcohol",
        "무알코올|무알콜|알코올 ?(?:없는|프리)",
    ),
    "vegan": ("vegan|plant[- ]based", "비건|식물성"),
    "low_fat": (
        "low[- ]fat|reduced fat|fat[- ]free|skim|light fat",
        "저지방|무지방|지방 ?(?:없는|적은)",
    ),
    "low_salt": (
        "low[- ]sodium|reduced sodium|unsalted|low[- ]salt|(?:without|no|with no) salt",
        "저염|무염|소금 ?(?:없는|적은)",
    ),
    "recycled": ("recycled|eco[- ]friendly", "친환경|재생"),
    "refill": ("refills?", "리필"),
    "rechargeable": ("rechargeable", "충전식"),
    "sensitive": ("sensitive|hypoallergenic", "민감성|저자극|센서티브"),
}
TRAITS: Final = tuple(_TRAITS)
_PATTERNS: Final = {
    trait: re.compile(rf"\b(?:{english})\b|(?:{korean})", re.IGNORECASE)
    for trait, (english, korean) in _TRAITS.items()
}
_ANY: Final = re.compile("|".join(each.pattern for each in _PATTERNS.values()), re.IGNORECASE)


def traits_in(text: str) -> frozenset[str]:
    """The traits that a name or a phrase tells of."""
    if not _ANY.search(text):
        return frozenset()
    return frozenset(trait for trait, pattern in _PATTERNS.items() if pattern.search(text))


def without_traits(text: str) -> str:
    """The text without the words that tell of traits."""
    for pattern in _PATTERNS.values():
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def as_bits(traits: frozenset[str] | tuple[str, ...]) -> int:
    """One bit for each known trait."""
    return sum(1 << TRAITS.index(trait) for trait in traits if trait in _TRAITS)
