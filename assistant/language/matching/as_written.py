"""What a text means by its own words, whatever is said beside a command: a reason, fillers, other sentences.

What costs money is less sure with something beside it, and is bought only by a name that is known.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from assistant.language.intent import BUYING, LASTING, Slot
from assistant.language.lists.sentences import ListSentences
from assistant.language.matching.exact_words import ExactWords
from assistant.language.matching.korean_verbs import is_asked_whether
from assistant.language.matching.reasons import (
    BESIDE_A_REASON,
    Reasons,
    beside_a_reason,
    has_room_for_a_reason,
    says_more_plainly,
)
from assistant.language.reading.best_reading import BestReading, Found
from assistant.language.templates.compiler import Compiled
from assistant.language.templates.skipping import Fillers, Skipping
from assistant.language.words.normalise import Token, sentences, tokens

_ASIDE: Final = frozenset({"SmallTalk", "Yes", "No"})
"""What may be said beside a command in another sentence of the same breath."""


class AsWritten:
    """Understands texts of one language by their own words."""

    def __init__(
        self,
        compiled: Compiled,
        best: BestReading,
        exact: ExactWords,
        lists: ListSentences,
        skipping: Skipping,
        *,
        knows: Callable[[str], bool],
    ) -> None:
        """`knows` tells whether a product is called something like a phrase."""
        self._language = compiled.sentences.language
        self._best = best
        self._exact = exact
        self._lists = lists
        self._skipping = skipping
        self._fillers = Fillers.of(compiled.sentences)
        self._reasons = Reasons(compiled)
        self._knows = knows

    def of(self, text: str) -> Found | None:
        """The meaning of a clean text without hesitation."""
        said = tokens(text, self._language)
        found = self._of(text, said)
        if found is None:
            return None
        if self._language == "ko" and found.intent.name in BUYING and text.rstrip().endswith("?"):
            if found.intent.value("lacking") is not None:
                return _whether_gone(found)
            if is_asked_whether(text):
                return _less_sure(found)
        return self._lists.with_the_thing(found, text, said)

    def _of(self, text: str, said: list[Token]) -> Found | None:
        found = self._exact.of_tokens(text, said)
        if found is None or has_room_for_a_reason(found.intent):
            command = self._beside_a_reason(text, said)
            if command and (found is None or says_more_plainly(command.intent, found.intent)):
                return command
        if found is not None:
            return self._as_sold(found, text, said)
        parts = sentences(text)
        if len(parts) > 1:
            return self._among(parts)
        bare = self._fillers.without(text, said)
        return (
            self._without_fillers(text, bare)
            or self._lists.framed(text, said)
            or self._framed_without_fillers(text, bare)
        )

    def _beside_a_reason(self, text: str, whole: list[Token]) -> Found | None:
        """A command with a reason at one of its ends; what is bought is asked about."""
        begin, end = self._skipping.inner(whole)
        for rest in self._reasons.without(text, whole[begin:end]):
            for said in self._skipping.variants(rest):
                found = self._best.of(text, said)
                if found is not None and self._lists.is_only_named(found.intent, said):
                    continue  # a reason for that would be a guess: "I hate making lists"
                command = None if found is None else beside_a_reason(found.intent, self._knows)
                if found is not None and command is not None:
                    return msgspec.structs.replace(found, intent=command)
                if found is not None and found.intent.name in LASTING:
                    return None  # a longer reason would only swallow its verb
        return None

    def _as_sold(self, found: Found, text: str, said: list[Token]) -> Found:
        """The same wish without a word that says nothing in its name: "커피 진짜로" is 커피."""
        name = str(found.intent.value("product", ""))
        if found.intent.name not in BUYING or not name or self._knows(name):
            return found
        plain = self._without_fillers(text, self._fillers.without(text, said))
        return plain if plain is not None and plain.intent.name == found.intent.name else found

    def _without_fillers(self, text: str, bare: str) -> Found | None:
        """The meaning without the words that say nothing; what is bought is asked about."""
        found = self._exact.of(bare) if bare else None
        if found is None or found.intent.name in LASTING:
            return None
        intent = msgspec.structs.replace(found.intent, text=text)
        if intent.name in BUYING:
            if not self._knows(str(intent.value("product", ""))):
                return None
            intent = msgspec.structs.replace(intent, score=BESIDE_A_REASON)
        return msgspec.structs.replace(found, intent=intent)

    def _framed_without_fillers(self, text: str, bare: str) -> Found | None:
        found = self._lists.framed(bare, tokens(bare, self._language)) if bare else None
        if found is None:
            return None
        intent = msgspec.structs.replace(found.intent, text=text)
        return msgspec.structs.replace(found, intent=intent)

    def _among(self, parts: list[str]) -> Found | None:
        """The one command among several sentences; money is spent only if all are understood."""
        found = [self._exact.of(part) for part in parts]
        commands = [one for one in found if one and one.intent.name not in _ASIDE]
        if not commands:
            return next((one for one in found if one), None) if all(found) else None
        chosen = commands[-1]
        if chosen.intent.name in BUYING and (not all(found) or len(commands) > 1):
            return None
        return chosen


def _whether_gone(found: Found) -> Found:
    """Whether a thing is used up, where that is asked: "우유 다 떨어졌어?" tells nothing of it."""
    slots = {name: slot for name, slot in found.intent.slots.items() if name != "lacking"}
    slots["asked"] = Slot(found.intent.text, "gone")
    asks = msgspec.structs.replace(found.intent, name="StockAsk", slots=slots)
    return msgspec.structs.replace(found, intent=asks)


def _less_sure(found: Found) -> Found:
    """The same, to be asked about before anything is bought."""
    score = min(found.intent.score, BESIDE_A_REASON)
    return msgspec.structs.replace(found, intent=msgspec.structs.replace(found.intent, score=score))
