"""Finds the name of an English list that stands behind the word "list": "the list for my trip to Paris"."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.language.lists.name_before import FAR
from assistant.language.lists.words import HEADS, ListWords, is_plural


class NameBehind:
    """Finds where it begins and ends: behind "of", "for" or "called", or right behind the word."""

    def __init__(self, words: ListWords, known: frozenset[tuple[str, ...]]) -> None:
        """`known` are the names that lists go by without the word."""
        self._words = words
        self._known = known

    def at(self, words: Sequence[str], head: int) -> tuple[int, int]:
        """From which word up to which the name stands; nothing where it has none."""
        w = self._words
        first = self._past_relative(words, head + 1)
        if called := self.called(words, first, w.called):
            told_first = words[0] in w.steps  # "from the list called gym remove socks"
            return first + called, self._end(words, first + called, relative=not told_first)
        if of := self.called(words, first, w.of):
            return self._of(words, head, first + of)
        stop = self._end(words, first)
        ends = self._is_bare(words, head, stop) and self._is_whole(words, head, first, stop)
        return first, stop if ends else first

    def called(self, words: Sequence[str], at: int, ways: frozenset[tuple[str, ...]]) -> int:
        """How many words at a place say that a name follows."""
        return max((len(way) for way in ways if tuple(words[at : at + len(way)]) == way), default=0)

    def _of(self, words: Sequence[str], head: int, whose: int) -> tuple[int, int]:
        """The name behind "of" or "for"."""
        w = self._words
        first = whose
        while first < len(words) and words[first] in {"my", "our", "the", "all"}:
            first += 1
        if self._is_of_the_world(words, head, whose, first) or self._nameless(words, first):
            return first, first
        if words[first - 1] == "for" and self._is_looked_through(words[:head], words[whose:]):
            return first, first
        if self._puts_on(words, head):
            return first, self._before_the_thing(words, first)
        return first, self._end(words, first, relative=words[0] not in w.steps)

    def _is_of_the_world(self, words: Sequence[str], head: int, whose: int, first: int) -> bool:
        """Whether somebody wants to know what is on no list of the house: "give me a list of rivers"."""
        w = self._words
        before = words[:head]
        asked = words[head - 1] in {"a", "an"} and not w.asking.isdisjoint(before)
        asked = asked and {"have", "if", "whether"}.isdisjoint(before)
        of_one = words[head - 1] == "the" and words[0] in {"what", "who", "which"}
        asked = asked or (of_one and _is_in_something(words[first:]))
        return asked and w.ours.isdisjoint(words[whose : first + 2])

    def _is_bare(self, words: Sequence[str], head: int, stop: int) -> bool:
        """Whether a name may stand right behind the word "list": "open list movies"."""
        w = self._words
        before = words[head - 1] if head else ""
        if self._puts_on(words, head):
            return False
        if before in w.steps | w.never - {"'t"} | w.of_what_kind | {"the"}:
            return True
        if before in {"my", "our"}:
            return words[0] not in w.be
        if head == 0 and stop < len(words):
            return words[stop] in w.at_once | w.modals
        return before == "a" and words[head - 2] in w.making

    def _is_whole(self, words: Sequence[str], head: int, first: int, stop: int) -> bool:
        """Whether what stands right behind the word "list" is a name, up to its end."""
        w = self._words
        if first == stop or words[first] in w.not_bare | w.determiners:
            return False
        return stop == len(words) or head == 0 or words[stop] in w.behind_a_name | w.modals

    def _puts_on(self, words: Sequence[str], head: int) -> bool:
        """Whether the thing itself is still to come: "add to my list bananas"."""
        w = self._words
        at = head - 1 - (head > 0 and words[head - 1] in w.determiners)
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
        stop = self._end(words, first, relative=True)
        ends = (at for at in range(first + 1, stop) if tuple(words[first:at]) in self._known)
        articles = (at for at in range(first + 1, stop) if words[at] in {"a", "an", "the", "some"})
        several = (at for at in range(first + 1, stop) if is_plural(words[at - 1]))
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
            return at if self.called(words, at, w.called) else first
        at = first + (words[first : first + 1] in (["that"], ["which"]))
        if words[at : at + 1] not in (["i"], ["we"]):
            return first
        at += 1
        while at < len(words) and words[at] in w.begun | {"'ve", "just"}:
            at += 1
        return at if self.called(words, at, w.called | w.of) else first

    def _end(self, words: Sequence[str], first: int, *, relative: bool = False) -> int:
        """Where a name ends; where it begins if it is none.

        Args:
            words: of the sentence.
            first: where it begins.
            relative: whether it may hold a clause: "books I want to read".
        """
        w = self._words
        stop = first
        asked = relative and not {"does", "do", "did"}.isdisjoint(words[:first])
        if tuple(words[first : first + 2]) in w.what_is_to_be_done:
            stop += 2
        never = w.never_in_a_clause if relative else w.never
        while stop < len(words) and not self._goes_on(words, first, stop):
            to_be_done = stop > first and words[stop - 1] == "to" and words[stop] in w.to_be_done
            if words[stop] in never and not to_be_done:
                break
            if asked and words[stop] in w.holding and words[stop - 1] not in {"i", "we"}:
                break
            stop += 1
        stop = self._before_the_time(words, first, stop)
        long = stop - first - words[first:stop].count("'s")
        return stop if long <= FAR else first

    def _goes_on(self, words: Sequence[str], first: int, at: int) -> bool:
        """Whether the sentence goes on at a place with something that is no part of a name."""
        w = self._words
        word = words[at]
        follows = words[at + 1] if at + 1 < len(words) else ""
        if word in HEADS or word in {"please", "from", "off", "so"}:
            return True
        if word == "and" and follows in w.never:
            return True
        if word in w.modals | {"to"} and follows == "be":
            return True
        if word == "with" and "and" in words[at:] and not w.making.isdisjoint(words[:first]):
            return True  # "make a list of chores with vacuuming and dishes"
        return at > first and word in w.at_once and words[at - 1] != "to"

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


def _is_in_something(words: Sequence[str]) -> bool:
    """Whether it is asked what is in something: "ingredients in a margarita"."""
    return any(
        word in {"in", "of", "at"} and follows in {"a", "an", "the"}
        for word, follows in pairwise(words)
    )
