"""How sure a reading is in which words were taken for others that sound like them, and when not enough.

Stopping the music needs little; what spends money, lasts or answers a question needs much, or is not
guessed at all.
"""

from collections.abc import Callable
from typing import Final

from assistant.language.intent import BUYING, LASTING, WANTING, Intent
from assistant.language.reading.meaning import ASIDE
from assistant.language.reading.mishearing import SLIP, Reread
from assistant.language.reading.readings import Reading
from assistant.language.words.normalise import Token

NEVER_MISHEARD: Final = LASTING | {
    *("Yes", "No", "NeverMind", "Choose", "SmallTalk", "Help", "Repeat", "SayCode"),
    *("PricePer", "HasTrait", "BoughtFrom"),
    *("GoodFor", "StockList", "StockLow", "UnwantedShow", "AlwaysTake", "NeverSuggest"),
}
"""Answers, codes, small talk and short questions about what is offered: of too little use to be guessed,
and much like what is said to anybody ("what is hurricane" is no "which one is vegan", nor "do I have an
alarm set" something for a need)."""

_LEAST: Final = 0.76
_LEAST_FOR_MONEY: Final = 0.72
"""The money intents ask before they buy, and take only one misheard word."""
_LEAST_ALIKE: Final = 0.8
"""Each misheard word by itself, in all sentences but those about orders, whose words are few."""
_ABOUT_ORDERS: Final = frozenset({"OrderStatus", "CancelOrder"})
_SHORT: Final = 3
"""Letters; "by" and "at" are heard in all talk, and need another word of the sentence beside."""
_EXACT_BESIDE: Final = 2
"""Words of a sentence that are exact, where it has free text or no product."""
MISHEARD_AT_MOST: Final = 0.94
"""However well it fits, what was read again is less sure than what was heard."""


class Certainty:
    """Tells it for one language."""

    def __init__(self, language: str, knows: Callable[[str], bool]) -> None:
        """Take what tells whether a product is called something like a phrase."""
        self._language = language
        self._knows = knows

    def of(
        self, intent: Intent, said: list[Token], reading: Reading, reread: Reread
    ) -> float | None:
        """How sure a reading with misheard words is, or None where it is not sure enough."""
        if intent.name in NEVER_MISHEARD:
            return None
        slotted = reading.slotted
        if self._cut_from_a_name(said, reading, reread):
            return None
        if any(span.mark.slot == ASIDE for span in reading.spans):
            return None
        lost = sum((1 - one.likeness) * len("".join(one.literal)) for one in reread.heard)
        literal = sum(len(token.key) for place, token in enumerate(said) if place not in slotted)
        score = min(1 - lost / max(1, literal), MISHEARD_AT_MOST)
        exact = len(said) - len(slotted) - len(reread.places)
        if intent.name in WANTING:
            short = any(one.end - one.start <= _SHORT for one in reread.heard)
            if len(reread.heard) > 1 or (short and not exact) or score < _LEAST_FOR_MONEY:
                return None
            swallowed = any(one.stop - one.first > len(one.literal) for one in reread.heard)
            if swallowed and intent.name not in BUYING:
                return None  # "need a coffee" is not "need coffee": it is a cup of it
            product = str(intent.value("product", ""))
            known = self._knows(product) if product else exact >= _EXACT_BESIDE
            return score if known else None
        if intent.name == "CancelOrder" and not exact:
            return None
        free = sum(span.stop - span.first for span in reading.spans if span.mark.kind == "free")
        alike = min(one.likeness for one in reread.heard)
        slip = self._language == "en" and alike >= SLIP
        if free and exact < max(_EXACT_BESIDE, 0 if slip else free):
            return None
        least = 0.0 if intent.name in _ABOUT_ORDERS else _LEAST_ALIKE
        return score if score >= _LEAST and alike >= least else None

    def _cut_from_a_name(self, said: list[Token], reading: Reading, reread: Reread) -> bool:
        """Whether the misheard word was the rest of a Korean word that a name begins."""
        return self._language == "ko" and any(
            span.mark.kind == "free" and span.stop in reread.places and not said[span.stop].fresh
            for span in reading.spans
        )
