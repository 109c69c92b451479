"""What a sentence means behind something else: "leave out the milk", right behind an order.

The sentence files mark such sentences with `requires_context: {after: …}`, Home Assistant's key. They
may mean something else by themselves, or nothing at all; who knows what was spoken of last asks here.
"""

from collections.abc import Iterator

from assistant.language.intent import Intent
from assistant.language.reading.meaning import Known, Meanings
from assistant.language.reading.readings import Reading, Readings
from assistant.language.templates.compiler import Compiled
from assistant.language.templates.skipping import Skipping
from assistant.language.words.normalise import (
    MAX_CHARACTERS,
    Token,
    clean,
    tokens,
    without_hesitation,
)


class Following:
    """Understands what follows something, in one language, by exact words."""

    def __init__(self, compiled: Compiled, skipping: Skipping) -> None:
        self._language = compiled.sentences.language
        self._skipping = skipping
        self._behind = {what: _Behind(compiled, what) for what in compiled.following}

    def meanings(self, what: str, text: str) -> Iterator[Intent]:
        """Every meaning of a text behind something, the likeliest first; none where it has none."""
        behind = self._behind.get(what)
        if behind is None or len(text) > MAX_CHARACTERS:
            return
        cleaned = without_hesitation(clean(text), self._language)
        for said in self._skipping.variants(tokens(cleaned, self._language)):
            yield from behind.meanings(cleaned, said)


class _Behind:
    """The sentences that follow one thing."""

    def __init__(self, compiled: Compiled, what: str) -> None:
        own = compiled.sentences.only(compiled.sentences.following[what])
        self._templates = own.templates
        self._readings = Readings(compiled.following[what], own.language)
        self._meanings = Meanings(own, Known())

    def meanings(self, text: str, said: list[Token]) -> Iterator[Intent]:
        for reading in sorted(self._readings.of(said), key=self._rank):
            intent = self._meanings.of(text, said, reading)
            if intent is not None:
                yield intent

    def _rank(self, reading: Reading) -> tuple[float, int]:
        return -(reading.weight + self._templates[reading.template].weight), reading.template
