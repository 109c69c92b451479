"""From what somebody said to what is wished for: which thing, how many of it, of whom."""

import re
from dataclasses import replace
from typing import Final

import msgspec

from assistant.dialog.answering import ADDING
from assistant.language.intent import Intent, Slot
from assistant.language.words.sizes import size_said
from assistant.language.words.units import counted, pieces_in
from assistant.skills.products.called import SURELY
from assistant.skills.products.market_basket import from_seller, in_other_money, seller_called
from assistant.skills.scene import Scene
from assistant.skills.wishes.basket import Wish
from assistant.skills.wishes.how_much import UNSURE
from assistant.skills.wishes.wanted import wanted

_PERHAPS: Final = re.compile(
    r"\W*(?:maybe|perhaps|possibly)\b|\s*(?:아마도?|어쩌면|혹시)\s", re.IGNORECASE
)
ABOUT: Final = "about"
"""The slot of what only asks about one thing more: "what about paper towels"."""
_UNDER: Final = {"en": "{0} under {1} {2}", "ko": "{1}{2} 이하 {0}"}
"""A thing for at most so much, as `language.facets` reads it."""
_MONEY: Final = {"en": {"USD": "dollars", "KRW": "won"}, "ko": {"USD": "달러", "KRW": "원"}}


def as_order(intent: Intent) -> Intent:
    """The order that is meant by what was said for an order or a list."""
    slots = {("product" if name == "item" else name): said for name, said in intent.slots.items()}
    return msgspec.structs.replace(intent, name="Order", slots=slots)


def one_more_wish(intent: Intent, scene: Scene) -> Wish | None:
    """What is wished for besides what is being ordered; None where it is nothing that is sold.

    What was only asked about is asked about again before it is ordered.
    """
    if intent.name not in ADDING:
        return None
    wish, _ = wish_of(as_order(intent), scene)
    if max((fit.score for fit in wanted(wish, scene)), default=0.0) < SURELY:
        return None
    return wish if intent.value(ABOUT) is None else replace(wish, sure=min(wish.sure, UNSURE))


def wish_of(intent: Intent, scene: Scene) -> tuple[Wish, str | None]:
    """What one sentence wants, and the seller that it names."""
    phrase = _PERHAPS.sub("", str(intent.value("product", ""))).strip()
    quantity, unit = intent.value("quantity"), intent.value("unit")
    count, unit = counted(
        quantity if isinstance(quantity, int) else None, unit if isinstance(unit, str) else None
    )
    other_money = in_other_money(intent, scene)
    most, by = None if other_money else intent.slots.get("spend"), intent.slots.get("by")
    if most is not None:  # what costs more by itself is not meant
        said = most.text if scene.language == "en" else most.value
        money = _MONEY[scene.language][scene.currency]
        phrase = _UNDER[scene.language].format(phrase, said, money)
    brand = str(intent.value("brand", ""))
    phrase = f"{brand} {phrase}".strip()  # "케첩 하인즈 걸로" is "하인즈 케첩"
    phrase, seller = from_seller(phrase, scene.market)
    named = str(intent.value("seller", ""))
    seller = seller_called(named, scene.market) if named else seller
    kind = phrase
    if by is not None:
        phrase = f"{by.text} {phrase}"
    wish = Wish(
        phrase=_in_packs(phrase, intent.slots.get("unit")),
        quantity=count,
        usual=intent.name == "Reorder",
        sure=min(
            intent.score,
            intent.slots["product"].score,
            _hedged(intent),
            UNSURE if other_money else 1.0,
        ),
        pieces=pieces_in(unit),
        amount=quantity if isinstance(quantity, float) else 0.0,
        unit=unit or "",
    )
    return (wish if by is None else replace(wish, by=str(by.value), kind=kind)), seller


def _hedged(intent: Intent) -> float:
    """How surely it is wanted by what stands before it: "maybe order coffee" is asked about."""
    return UNSURE if _PERHAPS.match(intent.text) else 1.0


def _in_packs(phrase: str, unit: Slot | None) -> str:
    """What is wanted with the size of the packs it was counted in: "two twelve packs of" it."""
    named = size_said(unit.text) if unit is not None else None
    return f"{phrase} {named.amount:g} pack" if named is not None else phrase
