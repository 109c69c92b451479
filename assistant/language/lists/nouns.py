"""Finds the list that an English sentence speaks of, however it is named.

The name stands to the left of the word "list" or to its right: "my books to read list", "the list for my
trip to Paris".
"""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.language.lists.name_before import NameBefore
from assistant.language.lists.name_behind import NameBehind
from assistant.language.lists.words import ListWords


class ListNoun(NamedTuple):
    """Where a list is spoken of: tokens `begin` up to `stop`, and which of them say what."""

    begin: int
    kind: tuple[int, int]
    """Which of the lists: "new", "first"."""
    name: tuple[int, int]
    """What it is called; empty where it is not."""
    stop: int


class ListNouns:
    """Finds the names of lists."""

    def __init__(self, words: ListWords, known: frozenset[tuple[str, ...]]) -> None:
        """`known` are the names that lists go by without the word."""
        self._words = words
        self._known = known
        self._before = NameBefore(words, known)
        self._behind = NameBehind(words, known)

    def at(self, words: Sequence[str], head: int) -> ListNoun | None:
        """The list whose word "list" stands at a place; None where it is called nothing."""
        if words[head] == "lists" and (one := self._one_among(words, head)):
            first = self._before.begin(words, one)
            if first < one:
                return ListNoun(first, (first, first), (first, one), head + 1)
        begin = self._before.begin(words, head)
        kind, named = self._past_kind(words, begin, head)
        called = self._behind.called(words, head + 1, self._words.called)
        if named < head and (not called or self._goes_on_it(words, begin)):
            return ListNoun(begin, (kind, named), (named, head), head + 1)
        first, stop = self._behind.at(words, head)
        if first < stop:
            return ListNoun(begin, (kind, named), (first, stop), stop)
        return ListNoun(begin, (kind, head), (head, head), head + 1) if kind > begin else None

    def _past_kind(self, words: Sequence[str], begin: int, head: int) -> tuple[int, int]:
        """Where it begins to say which of the lists it is, "old", and where the name begins behind that."""
        w = self._words
        kind = named = begin
        while named < head and (words[named], words[named + 1]) not in w.beginnings:
            if words[named] in w.times and words[named + 1] == "'s":
                kind = named = named + 2
            elif words[named] in w.of_what_kind and words[named + 1] != "foods":
                named += 1  # the list of Whole Foods is that of a shop
            elif words[named] in w.so_often and tuple(words[named + 1 : head]) in self._known:
                kind = named = named + 1
            else:
                break
        return kind, named

    def _goes_on_it(self, words: Sequence[str], begin: int) -> bool:
        """Whether a thing that is not named yet goes on the list: "add a task to my to-do list called ..."."""
        w = self._words
        step = begin - 1 - (begin > 0 and words[begin - 1] in w.determiners)
        return step > 0 and words[step] in w.steps and words[step - 1] in w.not_named

    def _one_among(self, words: Sequence[str], head: int) -> int:
        """Where "one" stands in "the camping one of my lists"; 0 where no such words do."""
        whose = [
            at for at in range(max(1, head - 3), head) if words[at] in {"my", "our", "the", "all"}
        ]
        at = (whose[0] if whose else head) - 2
        among = (
            at > 0 and words[at] == "one" and words[at + 1] in {"of", "from", "in", "on", "among"}
        )
        return at if among else 0
