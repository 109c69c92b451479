"""What is demanded of an order in a clause of its own: "no more than twenty dollars, but get me coffee".

The sentences say a demand right beside the thing. People say it before the order or after it, several of
them in a row, and as a wish by itself ("I don't want to spend more than forty"). Each such clause is a
sentence that demands something; what is left of the text has to be the order.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from assistant.language.intent import BUYING, WANTING, Intent, Slot
from assistant.language.orders.each_thing import WHOLE_FROM, Understand, thing_of
from assistant.language.orders.words import ORDERED
from assistant.language.words.enumeration import Fits

DEMAND: Final = "Demand"
_MOST: Final = 3
"""Demands in one breath."""
_LONGEST: Final = 14
"""Words of a demand with what else is in its clause: each cut is a sentence to understand."""
_BETWEEN: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\s*[,;.]\s*(?:(?:but|and|so|then)\s+)*|\s+(?:(?:but|and)\s+)*", re.IGNORECASE
    ),
    "ko": re.compile(r"\s*[,;.]\s*|\s+"),
}


def demands_apart(text: str, language: str, understand: Understand) -> tuple[str, dict[str, Slot]]:
    """The text without the clauses that only demand something of an order, and what they demand.

    Args:
        text: cleaned, without hesitation.
        language: `en` or `ko`.
        understand: the meaning of a text that says one thing.
    """
    demanded: dict[str, Slot] = {}
    for _ in range(_MOST):
        found = next(_one_apart(text, language, understand), None)
        if found is None:
            break
        text, demand = found
        demanded = {**demand.slots, **demanded}
    return text, demanded


def _one_apart(text: str, language: str, understand: Understand) -> Iterator[tuple[str, Intent]]:
    """Every way to cut one demand off an end of the text, the longest demand first."""
    cuts = list(_BETWEEN[language].finditer(text))
    behind = [(text[: cut.start()], text[cut.end() :]) for cut in cuts[-_LONGEST:]]
    before = [(text[cut.end() :], text[: cut.start()]) for cut in reversed(cuts[:_LONGEST])]
    sides = (*behind, *before)
    for rest, clause in sides:
        if not clause or not ORDERED[language].search(rest):
            continue
        meant = understand(clause)
        if meant is not None and meant.name == DEMAND and meant.score == 1 and meant.slots:
            yield rest, meant


def demanding(intents: Sequence[Intent], demanded: Mapping[str, Slot]) -> tuple[Intent, ...]:
    """The orders with what is demanded of them; what was said right beside the thing counts."""
    return tuple(
        msgspec.structs.replace(each, slots={**demanded, **each.slots})
        if each.name in WANTING
        else each
        for each in intents
    )


def is_loose(found: Sequence[Intent], fits: Fits) -> bool:
    """Whether more is said of a thing than its name: "coffee as cheap as possible", or beside it."""
    bought = [each for each in found if each.name in BUYING]
    things = map(thing_of, bought)
    return any(each.score < 1 for each in bought) or any(
        " " in thing and fits(thing) < WHOLE_FROM for thing in things
    )


def rules_a_seller_out(whole: Intent | None) -> bool:
    """Whether a seller is ruled out and nothing taken off a list: "홈웰은 빼고 세제 주문해 줘"."""
    return whole is not None and whole.name in BUYING and "not_seller" in whole.slots
