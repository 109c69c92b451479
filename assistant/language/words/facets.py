"""What somebody wants of a thing besides its name: a price, a size, organic, without perfume.

`organic milk under five dollars` is milk, organic, for at most five dollars; in Korean `오천 원 이하
유기농 우유` is the same. Currency words win; a bare number counts in the household's currency.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assistant.core.money import Money
from assistant.language.words.numbers import ENGLISH_SCALES, ENGLISH_TENS, ENGLISH_UNITS, number
from assistant.language.words.traits import traits_in, without_traits


@dataclass(frozen=True)
class Facets:
    """A phrase taken apart."""

    phrase: str
    """What is left: the name."""
    most: Money | None = None
    """The highest price."""
    least: Money | None = None
    """The lowest price."""
    traits: frozenset[str] = frozenset()
    without: str = ""
    """What it is not to be, in its words: the almond of "oat milk, not almond"."""

    def __bool__(self) -> bool:
        """Whether anything besides the name is wanted."""
        return bool(self.most or self.least or self.traits or self.without)


_WORDS: Final = "|".join(sorted((*ENGLISH_UNITS, *ENGLISH_TENS, *ENGLISH_SCALES), key=len)[::-1])
_NUMBER: Final = rf"(?:\d+(?:[.,]\d+)*|(?:(?:{_WORDS}|an?|and)\b[ -]?)+?)"
_MONEY: Final = (
    rf"(?P<sign>[$₩])?\s*(?P<amount>{_NUMBER})\s*"
    rf"(?P<unit>dollars?|bucks?|usd|won|krw|cents?)?"
    rf"(?:\s+(?:and\s+)?(?P<rest>{_NUMBER})(?:\s*cents?)?)?"
)
_UNDER: Final = (
    r"(?:for\s+|that(?:'s| is| costs?)\s+|costing\s+|priced\s+)?"
    r"(?:nothing (?:over|above|more than|beyond)|not (?:over|above)|under|below|less than|cheaper than|up to|at most|no more than|not more than|within|max(?:imum)?)"
)
_OVER: Final = r"(?:for\s+|costing\s+)?(?:over|above|more than|at least|no less than|from)"
_ENGLISH: Final = (
    ("most", re.compile(rf"\b{_UNDER}\s+{_MONEY}(?![\w.])", re.IGNORECASE)),
    (
        "most",
        re.compile(rf"(?<![\w.]){_MONEY}\s+(?:or less|or cheaper|or under|max)\b", re.IGNORECASE),
    ),
    ("least", re.compile(rf"\b{_OVER}\s+{_MONEY}(?![\w.])", re.IGNORECASE)),
    ("least", re.compile(rf"(?<![\w.]){_MONEY}\s+or more\b", re.IGNORECASE)),
)
_KOREAN_NUMBER: Final = (
    r"(?P<amount>\d[\d,.]*\s*[십백천만억]*(?:\s*\d+\s*[십백천]?)?"
    r"|(?<![가-힣])[일이삼사오육칠팔구십백천만억](?:\s?[일이삼사오육칠팔구십백천만억])*|[일이삼사오육칠팔구십백천만억]+)"
)
_KOREAN_CENTS: Final = r"\d{1,2}|[일이삼사오육칠팔구십]{1,3}"
_KOREAN: Final = (
    (
        "most",
        re.compile(
            rf"{_KOREAN_NUMBER}\s*(?P<unit>원|달러|불)\s*"
            r"(?:이하|미만|이내|안으로|안쪽|아래|밑|까지만|안\s*넘는|넘지\s*않는|안\s*되는|안\s*되게|못\s*미치는|넘지\s*않는\s*선|안\s*넘게|넘지\s*않게|안\s*넘기고|넘지\s*않도록|보다\s*(?:싼|저렴한|적은|작은))"
            r"(?:\s*(?:걸|거|것|선|한도)(?:으로|로|루|에서)?|으로|로|의|인|짜리|에)?"
        ),
    ),
    (
        "least",
        re.compile(
            rf"{_KOREAN_NUMBER}\s*(?P<unit>원|달러|불)\s*"
            r"(?:이상|초과|위|넘는|보다\s*(?:비싼|큰))(?:로|으로|의|인|짜리)?"
        ),
    ),
)
_CURRENCIES: Final = {
    "$": "USD",
    "₩": "KRW",
    "won": "KRW",
    "krw": "KRW",
    "원": "KRW",
} | dict.fromkeys(
    ("dollar", "dollars", "buck", "bucks", "usd", "cent", "cents", "달러", "불"), "USD"
)
_BUT_NOT: Final = (
    re.compile(
        r"(?P<thing>.+?)[\s,]+(?:but\s+|and\s+)?(?P<but>not|except(?:\s+for)?|other\s+than)\s+"
        r"(?:the\s+|any\s+|a\s+)?(?P<no>[^,]+?)(?:\s+(?:one|ones|kind))?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<no>\S+(?:\s\S+)?)\s*(?P<but>말고|빼고|아닌|제외하고)\s+(?:다른\s+)?(?P<thing>.+)"
    ),
)
_CONNECTING: Final = re.compile(
    r"^(?:that (?:is|are)|which (?:is|are)|and|with|but)\b|\b(?:that (?:is|are)|which (?:is|are)|and|with|but|for)$",
    re.IGNORECASE,
)


def facets(said: str, currency: str) -> Facets:
    """Take a phrase apart; a price in another currency than `currency` stays in the phrase."""
    limits: dict[str, Money] = {}
    left = said
    for bound, pattern in (*_ENGLISH, *_KOREAN):
        found = pattern.search(left)
        if found is None or bound in limits:
            continue
        amount = _money(found, currency)
        if amount is not None:
            limits[bound] = amount
            left = f"{left[: found.start()]} {left[found.end() :]}"
    left, without = _but_not(left)
    traits = traits_in(left)
    phrase = without_traits(left) if traits else " ".join(left.split())
    if traits or limits or without:
        phrase = _CONNECTING.sub("", phrase).strip(" ,")
    return Facets(phrase, limits.get("most"), limits.get("least"), traits, without)


def korean_limit(said: str) -> tuple[str, str]:
    """A Korean phrase without its first limit on the price, and that as `만 원 이하`; empty where it has none."""
    for bound, pattern in _KOREAN:
        found = pattern.search(said)
        if found is not None and _number(found["amount"]) is not None:
            rest = " ".join(f"{said[: found.start()]} {said[found.end() :]}".split())
            limit = "이하" if bound == "most" else "이상"
            return rest, f"{found['amount'].strip()} {found['unit']} {limit}"
    return said, ""


def _but_not(said: str) -> tuple[str, str]:
    """A phrase without what it is not to be, and that."""
    for pattern in _BUT_NOT:
        found = pattern.fullmatch(said.strip())
        if found is not None:
            return found["thing"].strip(" ,"), found["no"].strip()
    return said, ""


def said_price(said: str, currency: str) -> Money | None:
    """The price that a phrase says, such as `ten`, `9.99`, `ten dollars` or `만 원`."""
    text = said.strip()
    korean = re.fullmatch(
        rf"{_KOREAN_NUMBER}\s*(?P<unit>원|달러|불)?(?:\s*(?P<rest>{_KOREAN_CENTS})\s*센트)?", text
    )
    found = korean or re.fullmatch(_MONEY, text, re.IGNORECASE)
    return None if found is None else _money(found, currency)


def _money(found: re.Match[str], currency: str) -> Money | None:
    groups = found.groupdict()
    unit = (groups.get("unit") or groups.get("sign") or "").lower()
    named = _CURRENCIES.get(unit, currency)
    value = _number(groups["amount"])
    if value is None or named != currency:
        return None
    if unit in {"cent", "cents"}:
        value /= 100
    elif groups.get("rest") and (rest := _number(groups["rest"])) is not None and rest < 100:  # noqa: PLR2004
        value += rest / 100
    try:
        amount = Money.parse(str(value), currency)
    except ValueError:
        return None
    return amount if amount.minor > 0 else None


def _number(written: str) -> Decimal | None:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", written.strip()).replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    language = "en" if plain.isascii() else "ko"
    words = plain.lower().replace("-", " ").split()
    if len(words) > 1 and words[0] in ENGLISH_UNITS and words[1] in ENGLISH_TENS:
        cents = number(words[1:], "en")  # "three fifty"
        return None if cents is None else ENGLISH_UNITS[words[0]] + Decimal(cents) / 100
    value = number(words if language == "en" else ["".join(words)], language)
    return None if value is None else Decimal(value)
