"""Finds the list that an English sentence speaks of, however it is named.

The name runs to the left of the word "list" up to a word that cannot be part of one, or stands to its
right behind "of", "for" or "called": "the list for my trip to Paris", "my books to read list".
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from assistant.language.lists.words import HEADS, ListWords

FAR: Final = 6
"""Words of a name at most."""


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

    def at(self, words: Sequence[str], head: int) -> ListNoun | None:
        """The list whose word "list" stands at a place; None where it is called nothing."""
        w = self._words
        if words[head] == "lists" and (one := self._one_among(words, head)):
            first = self._leftwards(words, one)
            if first < one:
                return ListNoun(first, (first, first), (first, one), head + 1)
        begin = kind = named = self._leftwards(words, head)
        while named < head and (words[named], words[named + 1]) not in w.beginnings:
            if words[named] in w.times and words[named + 1] == "'s":
                kind = named = named + 2
            elif words[named] in w.of_what_kind and words[named + 1] != "foods":
                named += 1  # the list of Whole Foods is that of a shop
            elif words[named] in w.so_often and tuple(words[named + 1 : head]) in self._known:
                kind = named = named + 1
            else:
                break
        called = self._called(words, head + 1, w.called) and not self._goes_on_it(words, begin)
        if named < head and not called:
            return ListNoun(begin, (kind, named), (named, head), head + 1)
        first, stop = self._behind(words, head)
        if first < stop:
            return ListNoun(begin, (kind, named), (first, stop), stop)
        return ListNoun(begin, (kind, head), (head, head), head + 1) if kind > begin else None

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

    def _called(self, words: Sequence[str], at: int, ways: frozenset[tuple[str, ...]]) -> int:
        """How many words at a place say that a name follows."""
        return max((len(way) for way in ways if tuple(words[at : at + len(way)]) == way), default=0)

    def _behind(self, words: Sequence[str], head: int) -> tuple[int, int]:
        """Where a name begins and ends behind the word "list": after "of", "for", "called" or nothing."""
        w = self._words
        first = self._past_relative(words, head + 1)
        if called := self._called(words, first, w.called):
            told_first = words[0] in w.steps  # "from the list called gym remove socks"
            return first + called, self._rightwards(words, first + called, relative=not told_first)
        if of := self._called(words, first, w.of):
            first += of
            whose = first
            while first < len(words) and words[first] in {"my", "our", "the", "all"}:
                first += 1
            asked = words[head - 1] in {"a", "an"} and not w.asking.isdisjoint(words[:head])
            asked = asked and {"have", "if", "whether"}.isdisjoint(words[:head])
            of_world = words[head - 1] == "the" and words[0] in {"what", "who", "which"}
            asked = asked or (of_world and _is_in_something(words[first:]))
            asked = asked and w.ours.isdisjoint(words[whose : first + 2])
            if asked or self._nameless(words, first):
                return first, first
            if words[first - 1] == "for" and self._is_looked_through(words[:head], words[whose:]):
                return first, first
            if self._puts_on(words, head - 1 - (words[head - 1] in w.determiners)):
                return first, self._before_the_thing(words, first)
            return first, self._rightwards(words, first, relative=words[0] not in w.steps)
        stop = self._rightwards(words, first)
        before = words[head - 1] if head else ""
        bare = before in w.steps | w.never - {"'t"} | w.of_what_kind | {"the"}
        asked = words[0] in w.be
        bare = bare or (before in {"my", "our"} and not asked)
        bare = bare or (head == 0 and stop < len(words) and words[stop] in w.at_once | w.modals)
        bare = bare or (before == "a" and words[head - 2] in w.making)
        ends = (
            stop == len(words) or words[stop] in w.behind_a_name | w.modals or (head == 0 and bare)
        )
        whole = ends and first < stop and words[first] not in w.not_bare | w.determiners
        bare = bare and not self._puts_on(words, head - 1 - (before in w.determiners))
        return (first, stop) if bare and whole else (first, first)

    def _puts_on(self, words: Sequence[str], at: int) -> bool:
        """Whether the thing itself is still to come: "add to my list bananas"."""
        w = self._words
        if at < 1 or words[at] not in w.steps:
            return False
        before = words[at - 1 - (words[at - 1] == "down" and at > 1)]
        return before in w.putting | w.not_named

    def _is_looked_through(self, before: Sequence[str], name: Sequence[str]) -> bool:
        """Whether what follows "for" is a thing: "search my list for soap", "note in my list for soap"."""
        w = self._words
        if not w.looking.isdisjoint(before):
            return True
        checked = not w.checking.isdisjoint(before) and w.determiners.isdisjoint(name[:1])
        return checked or not w.noting.isdisjoint(before)

    def _before_the_thing(self, words: Sequence[str], first: int) -> int:
        """Where a name ends that the thing follows: "add to my list of chores mow the lawn"."""
        stop = self._rightwards(words, first, relative=True)
        ends = (at for at in range(first + 1, stop) if tuple(words[first:at]) in self._known)
        articles = (at for at in range(first + 1, stop) if words[at] in {"a", "an", "the", "some"})
        several = (at for at in range(first + 1, stop) if _is_plural(words[at - 1]))
        return next(ends, next(articles, next(several, stop)))

    def _nameless(self, words: Sequence[str], first: int) -> bool:
        """Whether no name can begin at a place: "me", "tomorrow", but not "tomorrow's party"."""
        w = self._words
        follows = words[first + 1] if first + 1 < len(words) else ""
        if any(one in {"i", "we"} and often in w.habits for one, often in pairwise(words[first:])):
            return True  # "everything we usually buy" is what is to be on it
        if first < len(words) and (words[first], follows) in w.what_is_to_be_done:
            return False
        if words[first:] and words[first] in w.spans and words[first - 1] == "the" and not follows:
            return True
        if words[first:] and words[first] in w.weekdays and follows:
            return follows in w.spans | w.afterwards | w.behind_a_name | w.steps
        return first == len(words) or (words[first] in w.no_name and follows != "'s")

    def _past_relative(self, words: Sequence[str], first: int) -> int:
        """Past what says whose list it is: "that I" or "for me" before "called", "I made" before "for"."""
        w = self._words
        at = first
        while words[at : at + 1] == ["please"] or tuple(words[at : at + 2]) in w.for_whom:
            at += 1 if words[at] == "please" else 2
        if at > first:
            return at if self._called(words, at, w.called) else first
        at = first + (words[first : first + 1] in (["that"], ["which"]))
        if words[at : at + 1] not in (["i"], ["we"]):
            return first
        at += 1
        while at < len(words) and words[at] in w.begun | {"'ve", "just"}:
            at += 1
        return at if self._called(words, at, w.called | w.of) else first

    def _leftwards(self, words: Sequence[str], head: int) -> int:
        """Where a name before the word "list" begins: at the word itself where there is none."""
        w = self._words
        at = head
        while at > 0 and head - at < FAR:
            word, before = words[at - 1], words[at - 2] if at > 1 else ""
            if word in w.determiners:
                break
            if before == "to" and word in w.to_be_done:
                whose = self._wanted(words, at - 2)
                if whose == at - 2 and at > 2 and self._wishes(words[at - 3], word):  # noqa: PLR2004 - the word before "to"
                    break
                at = whose
            elif word == "'s" and before and before not in w.never | {"that"}:
                at -= 2
            elif word == "'s":
                break  # "milk that's shopping list"
            elif (clause := self._with_a_verb(words, at, head)) < at:
                at = clause
            elif word in w.never and not (
                at == head and (before in w.owning or self._honey_do(before, word))
            ):
                break  # "the trash list" trashes nothing
            elif word in w.steps | w.joins and not (
                self._joins(words, at - 1) or self._is_of(words, at - 1)
            ):
                break
            else:
                at -= 1
        return at

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

    def _before_the_time(self, words: Sequence[str], first: int, stop: int) -> int:
        """Where a name ends that is followed by a time, or by a word that ends a sentence."""
        w = self._words
        while stop > first:
            ends = w.become | w.how_it_is if words[0] in w.be else w.become
            if words[stop - 1] in w.afterwards or (stop - 1 > first and words[stop - 1] in ends):
                stop -= 1
            elif self._says_when(words[max(first, stop - 3) : stop]):
                stop -= 2
            else:
                break
            if stop - 1 > first and words[stop - 1] == "for":
                stop -= 1
        return stop

    def _says_when(self, words: Sequence[str]) -> bool:
        """Whether words end in two that say when, or to whom a list is read."""
        w = self._words
        if tuple(words[-2:]) in w.to_whom:
            return True
        return words[-1] in w.spans and (
            tuple(words[:2]) in w.for_the or words[-2:][0] in w.which_time
        )

    def _joins(self, words: Sequence[str], at: int) -> bool:
        """Whether a word is inside a name, as "and" or "for" is in one begun by "my" or "our" a few words before."""
        w = self._words
        if words[at] == "to" and at and words[at - 1] in w.leading:
            return True
        if words[max(0, at - 1) : at + 1] == ["back", "to"] and words[at - 2] in w.determiners:
            return True  # "the back to school list", not "add it back to school list"
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

    def _rightwards(self, words: Sequence[str], first: int, *, relative: bool = False) -> int:
        """Where a name that stands behind the word "list" ends."""
        w = self._words
        stop = first
        asked = relative and not {"does", "do", "did"}.isdisjoint(words[:first])
        if first + 1 < len(words) and (words[first], words[first + 1]) in w.what_is_to_be_done:
            stop += 2
        while stop < len(words):
            word = words[stop]
            if word in HEADS or word in {"please", "from", "off", "so"}:
                break
            follows = words[stop + 1] if stop + 1 < len(words) else ""
            if (word == "and" and follows in w.never) or (
                word in w.modals | {"to"} and follows == "be"
            ):
                break
            if word == "with" and "and" in words[stop:] and not w.making.isdisjoint(words[:first]):
                break  # "make a list of chores with vacuuming and dishes"
            to_be_done = word in {"do", "buy"} and stop > first and words[stop - 1] == "to"
            if not to_be_done and word in (w.never_in_a_clause if relative else w.never):
                break
            if asked and word in w.holding and words[stop - 1] not in {"i", "we"}:
                break
            if stop > first and word in w.at_once and words[stop - 1] != "to":
                break
            stop += 1
        stop = self._before_the_time(words, first, stop)
        long = stop - first - words[first:stop].count("'s")
        return stop if long <= FAR else first


def _is_plural(word: str) -> bool:
    """Whether a list may be of what a word says: "books", in "my list of books Moby Dick"."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > len("bus")


def _is_in_something(words: Sequence[str]) -> bool:
    """Whether it is asked what is in something: "ingredients in a margarita"."""
    return any(
        word in {"in", "of", "at"} and follows in {"a", "an", "the"}
        for word, follows in pairwise(words)
    )
