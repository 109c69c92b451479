"""Finds where the name of an English list begins that stands before the word "list"."""

from collections.abc import Sequence
from typing import Final

from assistant.language.lists.words import ListWords, is_plural

FAR: Final = 6
"""Words of a name at most."""


class NameBefore:
    """Goes leftwards from the word "list" to one that can be no part of a name: "my [books to read] list"."""

    def __init__(self, words: ListWords, known: frozenset[tuple[str, ...]]) -> None:
        """`known` are the names that lists go by without the word."""
        self._words = words
        self._known = known

    def begin(self, words: Sequence[str], head: int) -> int:
        """Where a name before the word "list" begins: at the word itself where there is none."""
        at = head
        while at > 0 and head - at < FAR and (further := self._further(words, at, head)) < at:
            at = further
        return at

    def _further(self, words: Sequence[str], at: int, head: int) -> int:
        """Where a name begins with what stands right before a place; the place where that is no part of one."""
        w = self._words
        word, before = words[at - 1], words[at - 2] if at > 1 else ""
        if (begin := self._before_for(words, at - 1 - (word in w.determiners), head)) < head:
            return begin
        if word in w.determiners:
            return at
        if before == "to" and word in w.to_be_done:
            whose = self._wanted(words, at - 2)
            told = whose == at - 2 and at > 2 and self._wishes(words[at - 3], word)  # noqa: PLR2004 - the word before "to"
            return at if told else whose
        if word == "'s":  # but "milk that's shopping list"
            return at - 2 if before and before not in w.never | {"that"} else at
        if (clause := self._with_a_verb(words, at, head)) < at:
            return clause
        return at if self._ends(words, at, head) else at - 1

    def _ends(self, words: Sequence[str], at: int, head: int) -> bool:
        """Whether the word before a place can be no part of a name."""
        w = self._words
        word, before = words[at - 1], words[at - 2] if at > 1 else ""
        noun = at == head and (before in w.owning or self._honey_do(before, word))
        if word in w.never and not noun:
            return True  # "the trash list" trashes nothing
        inside = self._joins(words, at - 1) or self._is_of(words, at - 1)
        return word in w.steps | w.joins and not inside

    def _before_for(self, words: Sequence[str], at: int, head: int) -> int:
        """Where a name begins that holds "for" at a place: "on the [gifts for mom] list"; else `head`.

        "Add my keys for the packing list" names the thing before it.
        """
        w = self._words
        if at < 1 or words[at] != "for":
            return head
        whom = at + 1 + (words[at + 1] in w.determiners)
        begin, ends = at, w.determiners | w.steps | w.never
        while begin > 0 and words[begin - 1] not in ends:
            begin -= 1
        if not 0 < begin < at or tuple(words[whom:head]) in self._known:
            return head
        if words[begin - 1] in w.steps:
            return begin if is_plural(words[at - 1]) else head
        whole = w.steps | w.before_a_noun - w.putting | {"me", "us"}
        owned = words[begin - 1] in w.owning and (begin == 1 or words[begin - 2] in whole)
        return begin if owned else head

    def _with_a_verb(self, words: Sequence[str], at: int, head: int) -> int:
        """Where words begin that are a name though they hold a verb: "my [must have] list"; else `at`."""
        w = self._words
        if tuple(words[max(0, at - 2) : at]) in w.verb_in_a_name:
            return at - 2
        if at != head:
            return at
        if words[at - 1] in w.also_nouns and at > 1 and words[at - 2] in w.before_a_noun:
            return at - 1
        before = range(at - 2, max(-1, at - 2 - FAR), -1)
        whose = next((i for i in before if words[i] in w.owning), at)
        clause = words[whose + 1 : at]
        if len(clause) <= 2 or not w.steps.isdisjoint(clause):  # noqa: PLR2004 - a noun, who, wants
            return at
        wanted = clause[-2] in {"i", "we"} and clause[-1] in w.wanting
        told = wanted and w.never.isdisjoint(clause[:-2])
        return whose + 1 if told or clause[:2] == ["do", "not"] else at

    def _honey_do(self, before: str, word: str) -> bool:
        """Whether "do" is a noun's, right before the word "list": "the honey do list"."""
        w = self._words
        return word == "do" and before not in w.never | w.steps | w.determiners | {""}

    def _wishes(self, before: str, doing: str) -> bool:
        """Whether "to read" belongs to a verb, not to a name: "want to read", but "add to to do"."""
        w = self._words
        return before in w.never and doing not in {"do", "buy"}

    def _wanted(self, words: Sequence[str], to: int) -> int:
        """Where "I want to" begins that stands behind a noun: "books I want to read"."""
        w = self._words
        wanted = words[max(0, to - 3) : to]
        noun = wanted[0] if len(wanted) == 3 else ""  # noqa: PLR2004 - a noun, who, wants
        told = noun and noun not in w.never | w.steps | w.determiners | {"and"}
        return to - 2 if told and wanted[1] in {"i", "we"} and wanted[2] in w.wanting else to

    def _joins(self, words: Sequence[str], at: int) -> bool:
        """Whether a word is inside a name, as "and" or "for" is in one begun by "my" or "our" a few words before."""
        w = self._words
        if words[at] == "to" and at and words[at - 1] in w.leading:
            return True
        if words[max(0, at - 1) : at + 1] == ["back", "to"]:
            # "the back to school list", not "add it back to school list"
            return words[at - 2] in w.determiners | w.steps
        if words[at] == "of" and at and (words[at - 1], "of") in w.beginnings:
            return True
        if words[at] == "for" and at and words[at - 1].endswith("ing"):
            return True  # "the packing for Rome list"
        if words[at] not in w.joins:
            return False
        for word in reversed(words[max(0, at - FAR) : at]):
            if word in {"my", "our"} or (words[at] == "and" and word in {"the", "a", "this"}):
                return True
            if word in w.determiners | w.never | w.steps:
                return False
        return False

    def _is_of(self, words: Sequence[str], at: int) -> bool:
        """Whether a known name stands before "for", which so goes on: "shopping for christmas"."""
        w = self._words
        return words[at] == "for" and any(
            tuple(words[at - length : at]) in self._known
            and words[at - length - 1] in w.determiners
            for length in (1, 2)
            if at > length
        )
