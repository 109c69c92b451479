"""The sentence nearest to a text, among sentences without free words.

Where every slot of an intent's sentences is one of a list (a coffee in three sizes), what was said
can only be one of those sentences, however garbled: "may have a dull shot of drip coffee" is "may I
have a double shot drip coffee". The templates are walked word by word beside the text, as in an edit
distance: a word may stand for one or two others that sound alike, and small words may be missing or
too many.
Korean is not walked so: its recogniser has the sentences as a grammar.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from hassil.expression import ListReference
from hassil.intents import TextSlotList, WildcardSlotList
from rapidfuzz.distance import Levenshtein

from assistant.language.names.sounds import alike, alike_at_most, sound
from assistant.language.templates.automaton import Net
from assistant.language.templates.parsing import references
from assistant.language.templates.sentences import Sentences

_SMALL_WORDS: Final = frozenset(
    {"a", "an", "and", "at", "by", "can", "for", "get", "have", "i", "in", "is", "it", "like", "me"}
    | {"my", "of", "on", "please", "some", "the", "to", "with"}
)
NEVER_NEAR: Final = frozenset({"Choose", "ChangeQuantity", "OneMore", "AskOption"})
"""Answers, and what changes an order: said again rather than guessed."""
_SMALL: Final = 0.3
"""What a small word costs that is missing or too many."""
_LARGE: Final = 0.9
_MISSING: Final = 1.3
"""A word that carries meaning, not heard at all: hardly ever to be supplied."""
_LEAST_ALIKE: Final = 0.45
_COARSE: Final = 0.25
"""With fewer equal sounds, words are not compared further: that takes a hundred times as long."""
_FAR: Final = 9.0
"""What costs so much is never reached."""
_PAIR: Final = 0.1
"""What it costs that one word stands for two, or two for one."""
_MOST: Final = 0.16
"""The most that a text may cost, for each of its words."""
_MOST_ALL: Final = 1.2
_CLOSE: Final = 0.3
"""Looked for first: little of the net is so near, and most of what is misheard is."""
_FEWEST: Final = 3
"""Words of a text: less says too little."""
_LONGEST: Final = 40
_EXACT: Final = 0.5
"""How many of the words have to be exact."""
_KEPT: Final = 60
"""States looked at for each word of the text."""
_CACHED: Final = 20_000

Stack = tuple[int, tuple[int, ...]]
"""A place, and the places to return to from the parts it lies in."""
State = frozenset[Stack]


class Nearest(NamedTuple):
    """A sentence of the templates."""

    words: tuple[str, ...]
    cost: float
    """0 where nothing had to be changed; about 1 for a word that sounds like nothing there."""


class _Way(NamedTuple):
    cost: float
    words: tuple[str, ...]
    exact: int

    @property
    def order(self) -> tuple[float, int, tuple[str, ...]]:
        """What makes it better than another: cheaper, then of more exact words, then by the alphabet."""
        return self.cost, -self.exact, self.words

    def dearer(self, cost: float) -> "_Way":
        return _Way(self.cost + cost, self.words, self.exact)

    def saying(self, word: str, cost: float = 0.0, exact: int = 0) -> "_Way":
        return _Way(self.cost + cost, (*self.words, word), self.exact + exact)


class _Table:
    """The cheapest ways to the states after each word of a text."""

    def __init__(self, said: Sequence[str], most: float) -> None:
        self.said = said
        self.most = most
        self.columns: list[dict[State, _Way]] = [{} for _ in range(len(said) + 1)]

    def keep(self, at: int, state: State, way: _Way) -> bool:
        """Keep a way to a state if it is cheap enough and better than the one known."""
        known = self.columns[at].get(state)
        if way.cost > self.most or (known is not None and known.order <= way.order):
            return False
        self.columns[at][state] = way
        return True


class NearestSentences:
    """Finds the nearest sentence of the closed templates; grows only caches."""

    def __init__(
        self, sentences: Sentences, net: Net, starts: Sequence[int], without: frozenset[str]
    ) -> None:
        """Take the closed intents but those in `without`, which are never guessed."""
        self._net = net
        templates = tuple(zip(starts, sentences.templates, strict=True))
        intents = _closed_intents(sentences) - without
        self.intents = intents
        """What is found: the words of a sentence may mean another intent to who reads them alone."""
        self._closed = frozenset(start for start, each in templates if each.intent in intents)
        self._ends = frozenset(place for place, template in net.ends.items() if template >= 0)
        self._steps: dict[State, dict[str, State]] = {}
        self._start: State | None = None

    def to(self, said: Sequence[str], deadline: float) -> Nearest | None:
        """The nearest sentence to the words of a text, or None where none is near.

        None too where `deadline`, as `time.thread_time` counts, comes first.
        """
        if not self._closed or not _FEWEST <= len(said) <= _LONGEST:
            return None
        most = min(_MOST_ALL, _MOST * len(said))
        best = None
        for bound in sorted({min(_CLOSE, most), most}):
            best = best or self._best(_Table(said, bound), deadline)
        if best is None or best.exact < _EXACT * len(said):
            return None
        return Nearest(best.words, best.cost)

    def _best(self, table: _Table, deadline: float) -> _Way | None:
        """The best way through a text, where there is one that costs no more than the table allows."""
        table.keep(0, self._first(), _Way(0.0, (), 0))
        for at, column in enumerate(table.columns):
            self._supply(table, at)
            for state, way in sorted(column.items(), key=lambda each: each[1].order)[:_KEPT]:
                if time.thread_time() > deadline:
                    return None
                if at < len(table.said):
                    self._take(table, at, state, way)
        ended = [way for state, way in table.columns[-1].items() if self._may_end(state)]
        return min(ended, key=lambda way: way.order, default=None)

    def _take(self, table: "_Table", at: int, state: State, way: _Way) -> None:
        """Every way on from a state that uses the next word of the text, or the next two."""
        word = table.said[at]
        pair = word + table.said[at + 1] if at + 1 < len(table.said) else ""
        room = table.most - way.cost
        table.keep(at + 1, state, way.dearer(_SMALL if word in _SMALL_WORDS else _LARGE))
        for label, following in self._following(state).items():
            if label == word:
                table.keep(at + 1, following, way.saying(label, exact=1))
                continue
            if (cost := _taken_for(word, label, room)) <= room:
                table.keep(at + 1, following, way.saying(label, cost))
            if pair and (cost := _PAIR + _taken_for(pair, label, room)) <= room:
                table.keep(at + 2, following, way.saying(label, cost))
            if room < _PAIR or len(word) <= len(label):
                continue
            for second, beyond in self._following(following).items():
                if (cost := _PAIR + _taken_for(word, label + second, room)) <= room:
                    table.keep(at + 1, beyond, way.saying(label).saying(second, cost))

    def _supply(self, table: "_Table", at: int) -> None:
        """Add what is reached from a column with words that were not heard."""
        column = table.columns[at]
        waiting = list(column.items())
        while waiting:
            state, way = waiting.pop()
            if way.cost > column[state].cost or way.cost + _SMALL > table.most:
                continue
            for label, following in self._following(state).items():
                longer = way.saying(label, _SMALL if label in _SMALL_WORDS else _MISSING)
                if table.keep(at, following, longer):
                    waiting.append((following, longer))

    def _first(self) -> State:
        if self._start is None:
            self._start = self._reached((start, ()) for start in self._closed)
        return self._start

    def _following(self, state: State) -> dict[str, State]:
        """Where each word leads from a state; worked out once."""
        known = self._steps.get(state)
        if known is None:
            found: dict[str, list[Stack]] = {}
            for place, stack in state:
                if (edge := self._net.edges[place]) and edge.label[0] != "\0":
                    found.setdefault(edge.label, []).append((edge.target, stack))
            if len(self._steps) > _CACHED:
                self._steps.clear()
            known = {label: self._reached(targets) for label, targets in found.items()}
            self._steps[state] = known
        return known

    def _reached(self, targets: Iterable[Stack]) -> State:
        """All that is reached without a word: into parts, and out of them where they end."""
        waiting = list(targets)
        reached = set(waiting)
        while waiting:
            place, stack = waiting.pop()
            on: list[Stack] = [(target, stack) for target in self._net.free[place]]
            if call := self._net.calls.get(place):
                on.append((self._net.parts[call.part].entry, (*stack, call.target)))
            if self._net.ends.get(place) == -1 and stack:
                on.append((stack[-1], stack[:-1]))
            for each in on:
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return frozenset(
            (place, stack)
            for place, stack in reached
            if self._net.edges[place] or place in self._ends
        )

    def _may_end(self, state: State) -> bool:
        return any(not stack and place in self._ends for place, stack in state)


def _taken_for(said: str, label: str, most: float) -> float:
    """What it costs that a word stands for another; out of reach where they do not sound alike.

    Out of reach too, mostly without working out the cost, where that is more than `most`.
    """
    same = Levenshtein.normalized_similarity(sound(said), sound(label))
    least = max(_LEAST_ALIKE, 1 - most)
    if same < _COARSE or alike_at_most(said, label, same) < least:
        return _FAR
    likeness = alike(said, label)
    return 1 - likeness if likeness >= _LEAST_ALIKE else _FAR


def _closed_intents(sentences: Sentences) -> frozenset[str]:
    """The intents with words out of lists and nothing free in any of their sentences."""
    listed: set[str] = set()
    free: set[str] = set()
    lists_of_rule: dict[str, frozenset[str]] = {}
    for template in sentences.templates:
        for name in _lists(template.parsed.expression, sentences, lists_of_rule):
            kind = sentences.lists[name]
            if isinstance(kind, WildcardSlotList):
                free.add(template.intent)
            elif isinstance(kind, TextSlotList):
                listed.add(template.intent)
    return frozenset(listed - free - NEVER_NEAR)


def _lists(
    expression: Any, sentences: Sentences, known: dict[str, frozenset[str]]
) -> frozenset[str]:
    """The lists that an expression and the rules in it name; `known` keeps those of each rule."""
    found: set[str] = set()
    for reference in references(expression):
        if isinstance(reference, ListReference):
            found.add(reference.list_name)
            continue
        name = reference.rule_name
        if name not in known:
            known[name] = _lists(sentences.rules[name].expression, sentences, known)
        found |= known[name]
    return frozenset(found)
