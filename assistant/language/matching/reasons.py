"""Why something is wanted, said beside it: "the kids are out of cereal, can you get cheerios".

People tell a shop why, or who sent them, in any words. No sentence of a command lists them; instead
what is said at one end of a text is passed over where it is such a reason as a whole, and the rest is
a command as it stands. The sentence files say under `reasons` how reasons begin and end.
"""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from assistant.language.intent import ABOUT_LISTS, BUYING, LASTING, Intent
from assistant.language.reading.meaning import Known, Meanings
from assistant.language.reading.readings import Readings
from assistant.language.templates.compiler import Compiled
from assistant.language.words.korean import final
from assistant.language.words.normalise import Token

_OF_ORDERS: Final = BUYING | {
    "AddToOrder",
    "TakeOut",
    "CancelOrder",
    "ReturnOrder",
    "OrderStatus",
    "WhatOrdered",
    "LastBought",
    "HowOften",
}
_OF_MUSIC: Final = {
    "PlayMusic",
    "Stop",
    "Pause",
    "Resume",
    "Next",
    "NowPlaying",
    "VolumeUp",
    "VolumeDown",
}
_OF_PRODUCTS: Final = {
    "PriceOf",
    "PriceCheck",
    "PriceWatch",
    "WhoSells",
    "CheaperElsewhere",
    "StockAsk",
    "GoesWith",
    "Compare",
    "Recommend",
    "Rate",
}
COMMANDS: Final = _OF_ORDERS | (ABOUT_LISTS - LASTING) | _OF_MUSIC | _OF_PRODUCTS | {"Repeat"}
"""Intents that a reason is said for; answers and statements are reasons themselves, or none."""

CALLING_OFF: Final = frozenset({"CancelOrder", "TakeOut", "ListRemove"})
"""Commands that have to name themselves what they are about."""

BESIDE_A_REASON: Final = 0.8
"""How sure an order is with a reason beside it: nobody told where the one ends."""
_BEFORE: Final = "told"
"""What the files call words that are a reason only before a command."""
_ROOM: Final = {"en": 4, "ko": 2}
"""Words of a free slot that could hold a name and a reason."""
LONGEST: Final = {"en": 24, "ko": 40}
"""In tokens: who says more tells a story."""


class Reasons:
    """Finds the reasons at the ends of texts of one language."""

    def __init__(self, compiled: Compiled) -> None:
        sentences = compiled.sentences
        own = sentences.only(sentences.reasons)
        self._language = sentences.language
        self._readings = Readings(compiled.reasons, self._language)
        self._meanings = Meanings(own, Known())

    def without(self, text: str, said: list[Token]) -> Iterator[list[Token]]:
        """What is left of a text behind a reason, or before one.

        An English reason that comes first is as short as it can be, since any words go on in it; the
        others end or begin with a word of their own, and are as long as they can be.
        """
        if len(said) > LONGEST[self._language] or not self._readings.possible(said):
            return
        cuts = [at for at in range(1, len(said)) if said[at].fresh]
        for at in cuts if self._language == "en" else reversed(cuts):
            if self._is_reason(text, said[:at]):
                yield said[at:]
        for at in cuts:
            if not self._is_bare_noun(said[:at]) and self._is_reason(text, said[at:], behind=True):
                yield said[:at]

    def _is_bare_noun(self, said: list[Token]) -> bool:
        """Whether a single Korean word is no verb, and so begins what follows it: "다음 역에서 내려".

        Verbs that command end in a vowel, "꺼", "멈춰"; what ends in a consonant goes with the next word.
        """
        one = not any(token.fresh for token in said[1:])
        return self._language == "ko" and one and final(said[-1].key) != 0

    def _is_reason(self, text: str, said: list[Token], *, behind: bool = False) -> bool:
        meanings = (self._meanings.of(text, said, each) for each in self._readings.of(said))
        return any(
            meant is not None and not (behind and _BEFORE in meant.slots) for meant in meanings
        )


def beside_a_reason(command: Intent, knows: Callable[[str], bool]) -> Intent | None:
    """A command as sure as it is beside a reason, or None where it may not stand beside one.

    Args:
        command: what is left of a text without the reason.
        knows: whether a product is called something like a phrase; nothing else is bought.
    """
    if command.name not in COMMANDS:
        return None
    if "opinion" in command.slots:
        return None  # a rating in words that nobody foresaw holds the rest of the reason
    if command.name in CALLING_OFF and not any(slot.text for slot in command.slots.values()):
        return None  # "we have plenty of milk, cancel it": the reason says what
    if command.name not in BUYING:
        return command
    known = knows(str(command.value("product", "")))
    return msgspec.structs.replace(command, score=BESIDE_A_REASON) if known else None


def has_room_for_a_reason(intent: Intent) -> bool:
    """Whether free words may have taken up a reason: "play jazz because the guests are here"."""
    least = _ROOM[intent.language]
    return any(len(slot.text.split()) >= least for slot in intent.slots.values())


def says_more_plainly(command: Intent, swallowed: Intent) -> bool:
    """Whether a command beside a reason is the one whose name the whole text made longer.

    Either a name of it lost the reason, or the reason alone was taken for another name.
    """
    if command.name != swallowed.name or not command.slots:
        return False
    lost = swallowed.slots.keys() - command.slots.keys()
    if "item" in lost:
        return False  # “치과 예약해야 되니까 할 일에 넣어줘”: the reason is what is to be done
    if lost and all(slot == swallowed.slots.get(name) for name, slot in command.slots.items()):
        return all(" " in swallowed.slots[name].text for name in lost)
    return any(
        slot.text and slot.text != other.text and slot.text in other.text
        for slot in command.slots.values()
        for other in swallowed.slots.values()
    )
