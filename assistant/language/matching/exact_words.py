"""What one sentence means by its exact words: with nothing beside a command but words that say nothing."""

from assistant.language.intent import ABOUT_LISTS, WANTING
from assistant.language.lists.sentences import ListSentences
from assistant.language.reading.best_reading import BestReading, Found
from assistant.language.templates.sentences import Sentences
from assistant.language.templates.skipping import Skipping
from assistant.language.words.normalise import QUOTED, Token, tokens
from assistant.language.words.spacing import COUNTERS, counts_parted, unspaced


class ExactWords:
    """Understands sentences of one language word for word."""

    def __init__(
        self, sentences: Sentences, best: BestReading, lists: ListSentences, skipping: Skipping
    ) -> None:
        self._language = sentences.language
        self._best = best
        self._lists = lists
        self._skipping = skipping
        self._skipping_unsaid = Skipping.of(sentences, said=True)
        """Of words that no sentence says itself."""
        self._counters = COUNTERS | frozenset(sentences.listed_as("unit"))

    def of(self, text: str) -> Found | None:
        """The meaning of a clean text."""
        return self.of_tokens(text, tokens(text, self._language))

    def of_tokens(self, text: str, whole: list[Token]) -> Found | None:
        """The meaning of a clean text that is cut already."""
        for said in self._ways(text, whole):
            found = self._with_unsaid(text, said)
            if found is not None and found.intent.name not in ABOUT_LISTS:
                return found
            for variant in self._skipping.variants(said):
                found = self._lists.named(text, variant) or self._best.of(text, variant)
                if found is not None:
                    return found
        return None

    def _ways(self, text: str, whole: list[Token]) -> list[list[Token]]:
        """How the text may be cut: with its quotations as names or as words, in Korean by its spaces or not."""
        ways = [whole]
        if any(token.key == QUOTED for token in whole):
            ways.append(tokens(text, self._language, quotations=False))
        if self._language == "ko":
            ways = [counts_parted(said, self._counters) for said in ways]
            ways.extend(unspaced(ways[0]))
        return ways

    def _with_unsaid(self, text: str, whole: list[Token]) -> Found | None:
        """The meaning of a sentence that says itself what else is left out at its ends.

        "How much did we spend today" is about today. What spends money is understood without.
        """
        first, stop = self._skipping_unsaid.inner(whole)
        begin, end = self._skipping.inner(whole)
        if (first, stop) == (begin, end):
            return None
        must = frozenset(at - first for at in range(first, stop) if not begin <= at < end)
        found = self._best.of(text, whole[first:stop], must)
        return None if found is None or found.intent.name in WANTING else found
