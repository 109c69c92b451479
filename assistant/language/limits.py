"""What a free slot may not be, checked against tokens."""

from typing import Any

from assistant.language.normalise import QUOTED, Token, keys
from assistant.language.sentence_files import Wildcard


class Limits:
    """A `Wildcard` rule, ready to be checked against tokens."""

    def __init__(self, rule: Wildcard, language: str) -> None:
        def runs(phrases: list[str]) -> frozenset[tuple[str, ...]]:
            return frozenset(keys(text, language) for text in phrases) - {()}

        self._max_words = rule.max_words
        self._without = runs(rule.without)
        self._one_of = runs(rule.one_of)
        self._not_first = runs(rule.not_first)
        self._not_last = runs(rule.not_last)
        self._not_whole = runs(rule.not_whole)
        self.not_glued = runs(rule.not_glued)
        self.score = rule.score
        self.known = rule.known
        self.listed = rule.listed

    def allow(self, covered: list[Token]) -> bool:
        """Whether a free slot may be these tokens."""
        run = tuple(token.key for token in covered)
        if run[0] == QUOTED and len(run) == 1:
            return True
        words = sum(token.fresh for token in covered) or 1
        return not bool(
            words > self._max_words
            or run in self._not_whole
            or any(run[: len(bad)] == bad for bad in self._not_first)
            or any(run[-len(bad) :] == bad for bad in self._not_last)
            or any(_holds(run, bad) for bad in self._without)
            or (self._one_of and not any(_holds(run, good) for good in self._one_of))
        )


def _holds(run: tuple[Any, ...], part: tuple[Any, ...]) -> bool:
    return any(run[at : at + len(part)] == part for at in range(len(run) - len(part) + 1))
