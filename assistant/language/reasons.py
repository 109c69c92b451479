"""Why something is wanted, said beside it: "the kids are out of cereal, can you get cheerios".

People tell a shop why, or who sent them, in any words. No sentence of a command lists them; instead
what is said at one end of a text is passed over where it is such a reason as a whole, and the rest is
a command as it stands. The sentence files say under `reasons` how reasons begin and end.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from assistant.language.meaning import Known, Meanings
from assistant.language.normalise import Token
from assistant.language.readings import Readings
from assistant.language.sentences import Sentences

COMMANDS: Final = frozenset(
    {"Order", "Reorder", "AddToOrder", "TakeOut", "CancelOrder", "OrderStatus", "WhatOrdered"}
    | {"ListAdd", "ListCreate", "ListOrder", "ListRemove", "ListReplace", "ListRename", "ListShow"}
    | {"PlayMusic", "Recommend", "Stop", "Pause", "Resume", "Next", "VolumeUp", "VolumeDown"}
    | {"NowPlaying", "Rate", "PriceOf", "PriceCheck", "PriceWatch", "WhoSells", "CheaperElsewhere"}
    | {"GoesWith", "Compare", "StockAsk", "LastBought", "HowOften"}
)
"""Intents that a reason is said for; answers and statements are reasons themselves, or none."""

CALLING_OFF: Final = frozenset({"CancelOrder", "TakeOut", "ListRemove"})
"""Commands that have to name themselves what they are about."""

LONGEST: Final = {"en": 24, "ko": 40}
"""In tokens: who says more tells a story."""


class Reasons:
    """Finds the reasons at the ends of texts of one language."""

    def __init__(self, sentences: Sentences) -> None:
        own = msgspec.structs.replace(sentences, templates=sentences.reasons)
        self._language = sentences.language
        self._readings = Readings(own)
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
            if self._is_reason(text, said[at:]):
                yield said[:at]

    def _is_reason(self, text: str, said: list[Token]) -> bool:
        readings = self._readings.of(said)
        return any(self._meanings.of(text, said, reading) is not None for reading in readings)
