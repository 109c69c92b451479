"""What a free slot may not be, checked against tokens."""

from typing import Any, Final

from assistant.language.templates.files import Wildcard
from assistant.language.words.korean import final_letter, is_hangul
from assistant.language.words.normalise import QUOTED, Token, keys
from assistant.language.words.numbers import number

_BEHIND: Final = frozenset("에이가로과와")
_JOINED: Final = frozenset("가는은의를을도걸거것게건만")
"""What is written joined to a pronoun: 이게, 그걸, 내가."""


class Limits:
    """A `Wildcard` rule, ready to be checked against tokens."""

    def __init__(self, rule: Wildcard, language: str) -> None:
        def runs(phrases: list[str]) -> frozenset[tuple[str, ...]]:
            return frozenset(keys(text, language) for text in phrases) - {()}

        self._max_words = rule.max_words
        self._without = runs(rule.without)
        self._one_of = runs(rule.one_of)
        self._one_last = frozenset(_ending(form, language) for form in rule.one_last)
        self._not_first = runs(rule.not_first)
        self._not_last = runs(rule.not_last)
        self._not_whole = runs(rule.not_whole)
        self.not_glued = runs(rule.not_glued)
        self.score = rule.score
        self.known = rule.known
        self.unsold = rule.unsold
        self.brand = rule.brand
        self.seller = rule.seller
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
            or any(_begins(covered, run, bad) for bad in self._not_first)
            or any(run[-len(bad) :] == bad for bad in self._not_last)
            or any(_says(covered, run, bad) for bad in self._without)
            or (self._one_last and not self._ends_as_it_must(run))
            or (self._one_of and not any(_holds(run, good) for good in self._one_of))
        )

    def _ends_as_it_must(self, run: tuple[Any, ...]) -> bool:
        """Whether it ends with one of the endings, or with the rest of one behind its final consonant."""
        return any(
            run[at:] in self._one_last
            or (final_letter(str(run[at])), *run[at + 1 :]) in self._one_last
            for at in range(len(run))
        )


def _ending(form: str, language: str) -> tuple[Any, ...]:
    """The keys of an ending; a letter that it begins with is the final consonant of any syllable."""
    if "ㄱ" <= form[:1] <= "ㅎ":
        return form[0], *keys(form[1:], language)
    return keys(form, language)


def _begins(covered: list[Token], run: tuple[Any, ...], bad: tuple[Any, ...]) -> bool:
    """Whether it begins with words; one Korean syllable is a word only by itself: 이 is not in 이사."""
    if run[: len(bad)] != bad:
        return False
    one = len(bad) == 1 and len(bad[0]) == 1 and len(run) > 1 and is_hangul(bad[0])
    return not one or covered[1].fresh or run[1] in _JOINED


def _says(covered: list[Token], run: tuple[Any, ...], bad: tuple[Any, ...]) -> bool:
    """Whether words are said; one Korean syllable by itself, or behind a number: no 시 in 소시지."""
    if len(bad) > 1 or not bad or not isinstance(bad[0], str) or not is_hangul(bad[0][:1]):
        return _holds(run, bad)
    return any(key == bad[0] and _by_itself(covered, run, at) for at, key in enumerate(run))


def _by_itself(covered: list[Token], run: tuple[Any, ...], at: int) -> bool:
    """Whether the syllable at a place is a word, with at most a number before and a particle behind it."""
    first = next(start for start in range(at, -1, -1) if covered[start].fresh or not start)
    if first < at and number(list(run[first:at]), "ko") is None:
        return False
    return at + 1 == len(run) or covered[at + 1].fresh or run[at + 1] in _JOINED | _BEHIND


def _holds(run: tuple[Any, ...], part: tuple[Any, ...]) -> bool:
    return any(run[at : at + len(part)] == part for at in range(len(run) - len(part) + 1))
