"""All sentence templates of a language as one automaton over tokens.

`hassil` reads the templates; it does not match them here. Its recogniser tries one template after
the other and lets a wildcard run to the end of the text or to the next literal, which is slow with
many wildcards, returns the first reading instead of the best, and cannot take a Korean particle off
a noun. Here all templates run at once over the tokens (words, or Korean syllables): a forward pass
keeps the set of places where the templates stand, a backward pass through the few templates that
reach the end finds each one's best reading. The cost per token is bounded by the number of open
places, so no text can make it slow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any, Final, NamedTuple

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.intents import RangeSlotList, TextSlotList, WildcardSlotList

from assistant.language.normalise import QUOTED, Token, keys
from assistant.language.numbers import ENGLISH_WORDS, KOREAN_WORDS
from assistant.language.sentences import Sentences

FIRST: Final = "\0first"
"""Label of a wildcard's first token."""
REST: Final = "\0rest"
DIGITS: Final = "\0digits"
_LIST_WEIGHT: Final = 0.9
_WILDCARD_COST: Final = -0.4
_WILDCARD_TOKEN_COST: Final = -0.02
_GLUED_COST: Final = -0.3
_CACHE_LIMIT: Final = 50_000

Places = frozenset[int]


class Edge(NamedTuple):
    """Consumes one token."""

    label: str
    target: int
    weight: float


class Mark(NamedTuple):
    """Opens a slot, or closes it; `value` is the list's value where it has one."""

    slot: str
    kind: str
    """`text` (a list's value), `number` or `free`."""
    list_name: str = ""
    value: Any = None


class Span(NamedTuple):
    """A slot in a reading: tokens `first` up to, not including, `stop`."""

    mark: Mark
    first: int
    stop: int


class Reading(NamedTuple):
    """The best way one template matches a text."""

    template: int
    weight: float
    spans: tuple[Span, ...]


class _Group(NamedTuple):
    """Where one place leads without consuming: the tokens it can take, the templates it ends."""

    by_label: dict[str, tuple[int, ...]]
    ends: tuple[int, ...]


class Automaton:
    """Compiled templates; grows only caches after construction."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences
        self._language = sentences.language
        self._edges: list[Edge | None] = []
        self._free: list[list[int]] = []
        self._free_weight: dict[int, float] = {}
        self._opens: dict[int, Mark] = {}
        self._closes: dict[int, Mark] = {}
        self._ends: dict[int, int] = {}
        self._first_node: list[int] = []
        self._groups: dict[int, _Group] = {}
        self._next: dict[tuple[Places, str, bool], Places] = {}
        self._reverse: dict[int, dict[int, list[tuple[int, Edge | None]]]] = {}
        self._numbers = KOREAN_WORDS if self._language == "ko" else ENGLISH_WORDS
        root = self._node()
        for index, template in enumerate(sentences.templates):
            start, end = self._node(), self._node()
            self._first_node.append(start)
            self._free[root].append(start)
            self._ends[end] = index
            self._add(template.parsed.expression, start, end, 1.0)
        self._start: Places = frozenset([root])

    @property
    def size(self) -> int:
        """The number of places."""
        return len(self._edges)

    def _node(self) -> int:
        self._edges.append(None)
        self._free.append([])
        return len(self._edges) - 1

    def _add(self, expression: Expression, start: int, end: int, weight: float) -> None:
        """Lay the expression between two places."""
        if isinstance(expression, TextChunk):
            self._add_text(expression.text, start, end, weight)
        elif isinstance(expression, Permutation):
            for order in permutations(expression.items):
                self._add_sequence(order, start, end, weight)
        elif isinstance(expression, Alternative):
            for item in expression.items:
                branch = self._node()
                self._free[start].append(branch)
                self._add(item, branch, end, weight)
        elif isinstance(expression, Group):
            self._add_sequence(expression.items, start, end, weight)
        elif isinstance(expression, RuleReference):
            self._add(self._sentences.rules[expression.rule_name].expression, start, end, weight)
        elif isinstance(expression, ListReference):
            self._add_list(expression, start, end)

    def _add_sequence(
        self, items: Iterable[Expression], start: int, end: int, weight: float
    ) -> None:
        place = start
        for item in items:
            if isinstance(item, TextChunk) and not item.text.strip():
                continue
            following = self._node()
            self._add(item, place, following, weight)
            place = following
        self._free[place].append(end)

    def _add_text(self, text: str, start: int, end: int, weight: float) -> None:
        place = start
        for key in keys(text, self._language):
            source, following = self._node(), self._node()
            self._free[place].append(source)
            self._edges[source] = Edge(key, following, weight)
            place = following
        self._free[place].append(end)

    def _add_list(self, reference: ListReference, start: int, end: int) -> None:
        name, slot = reference.list_name, reference.slot_name
        values = self._sentences.lists[name]
        if isinstance(values, TextSlotList):
            for value in values.values:
                opened, closed = self._slot(Mark(slot, "text", name, value.value_out), start, end)
                self._add(value.text_in, opened, closed, _LIST_WEIGHT)
        elif isinstance(values, RangeSlotList):
            self._add_number(*self._slot(Mark(slot, "number", name), start, end))
        elif isinstance(values, WildcardSlotList):
            opened, closed = self._slot(Mark(slot, "free", name), start, end)
            self._free_weight[closed] = _WILDCARD_COST
            self._add_wildcard(opened, closed)

    def _slot(self, mark: Mark, start: int, end: int) -> tuple[int, int]:
        opened, closed = self._node(), self._node()
        self._free[start].append(opened)
        self._free[closed].append(end)
        self._opens[opened] = mark
        self._closes[closed] = mark
        return opened, closed

    def _add_wildcard(self, start: int, end: int) -> None:
        first, rest = self._node(), self._node()
        self._free[start].append(first)
        self._edges[first] = Edge(FIRST, rest, _WILDCARD_TOKEN_COST)
        self._edges[rest] = Edge(REST, rest, _WILDCARD_TOKEN_COST)
        self._free[rest].append(end)

    def _add_number(self, start: int, end: int) -> None:
        """One or more number words; what they say is worked out afterwards."""
        begin, inside, digits = self._node(), self._node(), self._node()
        self._free[start].append(begin)
        self._free[inside].extend((begin, end))
        self._free[begin].append(digits)
        self._edges[digits] = Edge(DIGITS, inside, _LIST_WEIGHT)
        for word in self._numbers:
            self._add_text(word, begin, inside, _LIST_WEIGHT)

    # Matching

    def readings(self, tokens: list[Token]) -> Iterator[Reading]:
        """The best reading of every template that matches all the tokens."""
        if not tokens:
            return
        places = [self._start]
        for token in tokens:
            following = self._step(places[-1], token)
            if not following:
                return
            places.append(following)
        ends = {end for place in places[-1] for end in self._group(place).ends}
        for end in sorted(ends):
            reading = self._best(end, tokens, places)
            if reading is not None:
                yield reading

    def _labels(self, token: Token) -> tuple[str, ...]:
        begins = token.fresh or self._language != "ko"
        labels = (FIRST, REST) if begins else (REST,)
        if token.key == QUOTED:
            return labels
        if token.key.isdecimal():
            return (token.key, DIGITS, *labels)
        return (token.key, *labels)

    def _step(self, places: Places, token: Token) -> Places:
        memo = (places, token.key, token.fresh)
        known = self._next.get(memo)
        if known is None:
            found: set[int] = set()
            labels = self._labels(token)
            for place in places:
                by_label = self._group(place).by_label
                for label in labels:
                    if label in by_label:
                        found.update(by_label[label])
            if len(self._next) > _CACHE_LIMIT:
                self._next.clear()
            known = self._next[memo] = frozenset(found)
        return known

    def _group(self, place: int) -> _Group:
        group = self._groups.get(place)
        if group is None:
            by_label: dict[str, list[int]] = defaultdict(list)
            ends: list[int] = []
            for reached in self._closure(place):
                edge = self._edges[reached]
                if edge is not None:
                    by_label[edge.label].append(edge.target)
                if reached in self._ends:
                    ends.append(reached)
            frozen = {label: tuple(targets) for label, targets in by_label.items()}
            group = self._groups[place] = _Group(frozen, tuple(ends))
        return group

    def _closure(self, place: int) -> set[int]:
        reached = {place}
        waiting = [place]
        while waiting:
            for target in self._free[waiting.pop()]:
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return reached

    def _best(self, end: int, tokens: list[Token], places: list[Places]) -> Reading | None:
        """Backwards from a template's end: the heaviest way to its start."""
        index = self._ends[end]
        into = self._reversed(index)
        follow: list[dict[int, int]] = []
        stand = {end: 0.0}
        for position in range(len(tokens), -1, -1):
            stand, chosen = self._backwards_free(into, stand)
            follow.append(chosen)
            if position == 0:
                break
            stand, taken = self._backwards_token(into, stand, places[position], tokens, position)
            follow.append(taken)
        start = self._first_node[index]
        if start not in stand:
            return None
        follow.reverse()
        return Reading(index, stand[start], self._spans(start, end, follow))

    def _backwards_free(
        self, into: dict[int, list[tuple[int, Edge | None]]], stand: dict[int, float]
    ) -> tuple[dict[int, float], dict[int, int]]:
        chosen: dict[int, int] = {}
        waiting = list(stand)
        while waiting:
            node = waiting.pop()
            for source, edge in into.get(node, ()):
                if edge is not None:
                    continue
                weight = stand[node] + self._free_weight.get(source, 0.0)
                if source not in stand or weight > stand[source] + 1e-9:
                    stand[source] = weight
                    chosen[source] = node
                    waiting.append(source)
        return stand, chosen

    def _backwards_token(
        self,
        into: dict[int, list[tuple[int, Edge | None]]],
        stand: dict[int, float],
        reached: Places,
        tokens: list[Token],
        position: int,
    ) -> tuple[dict[int, float], dict[int, int]]:
        token = tokens[position - 1]
        labels = self._labels(token)
        before: dict[int, float] = {}
        taken: dict[int, int] = {}
        for node, weight in stand.items():
            if node not in reached:
                continue
            for source, edge in into.get(node, ()):
                if edge is not None and edge.label in labels:
                    total = weight + edge.weight
                    if source not in before or total > before[source]:
                        before[source] = total
                        taken[source] = node
        return before, taken

    def _reversed(self, index: int) -> dict[int, list[tuple[int, Edge | None]]]:
        """What leads into each place of a template."""
        into = self._reverse.get(index)
        if into is None:
            into = defaultdict(list)
            seen = {self._first_node[index]}
            waiting = list(seen)
            while waiting:
                node = waiting.pop()
                edge = self._edges[node]
                targets = [(target, None) for target in self._free[node]]
                for target, label in [*targets, *([(edge.target, edge)] if edge else [])]:
                    into[target].append((node, label))
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
            self._reverse[index] = into
        return into

    def _spans(self, start: int, end: int, follow: list[dict[int, int]]) -> tuple[Span, ...]:
        spans: list[Span] = []
        opened = 0
        node = start
        for step, chosen in enumerate(follow):
            position = (step + 1) // 2
            if step % 2:
                node = chosen[node]
                continue
            while True:
                if node in self._opens:
                    opened = position
                if node in self._closes:
                    spans.append(Span(self._closes[node], opened, position))
                if node not in chosen or node == end and step == len(follow) - 1:
                    break
                node = chosen[node]
        return tuple(spans)
