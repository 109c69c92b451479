"""All sentence templates of a language as one automaton over tokens.

`hassil` reads the templates; it does not match them here. Its recogniser tries one template after
the other and lets a wildcard run on to the next literal, which is slow with many wildcards, returns
the first reading instead of the best, and cannot take a Korean particle off a noun. Here all
templates stand side by side in one net of places; a rule or a list is laid out once and called from
wherever it is named. `assistant.language.readings` walks it.
"""

from collections import defaultdict
from collections.abc import Iterable
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
from hassil.intents import RangeSlotList, TextSlotList

from assistant.language.normalise import keys
from assistant.language.numbers import (
    ENGLISH_SCALES,
    ENGLISH_WORDS,
    KOREAN_WORDS,
    SINO_SCALES,
)
from assistant.language.prefilter import NOTHING, Needs, Usage, all_of, free, one_label, one_of
from assistant.language.sentences import Sentences

FIRST: Final = "\0first"
"""Label of a free slot's first token."""
REST: Final = "\0rest"
"""Label of a free slot's further tokens."""
DIGITS: Final = "\0digits"
COUNTS: Final = "\0counts "
"""Before the label of a Korean number's first syllable: 만두 is no name 만 with a count of two."""
_LITERAL: Final = 1.0
_LISTED: Final = 1.05
"""A list's words say more than the same words as an aside."""
_COUNTED: Final = 1.04
"""A number says less than a list's words for the same: 두세 is a few, not two and three."""
_FREE_SLOT: Final = -0.4
_FREE_TOKEN: Final = -0.02


class Edge(NamedTuple):
    """Consumes one token."""

    label: str
    target: int
    weight: float


class Mark(NamedTuple):
    """What a slot is: `text` (a list's value), `number` or `free`."""

    slot: str
    kind: str
    list_name: str


class Call(NamedTuple):
    """Consumes what a part consumes; fills a slot where it has a mark."""

    part: int
    target: int
    mark: Mark | None


class Part(NamedTuple):
    """A rule, a list or the numbers, laid out once."""

    entry: int
    exit: int


class Leads(NamedTuple):
    """Where one token leads."""

    targets: tuple[int, ...]
    calls: tuple[Call, ...]


class Stand(NamedTuple):
    """Where a place leads without consuming anything."""

    leads: dict[str, "Leads"]
    """By the label of the token, in a called part the first that it can take."""
    ends: tuple[int, ...]


class Into(NamedTuple):
    """What leads into places."""

    free: dict[int, set[int]]
    """The places from which each is reached without consuming."""
    steps: dict[int, list[tuple[int, Edge | Call]]]


class Net:
    """Places, and what leads from one to another."""

    def __init__(self) -> None:
        self.edges: list[Edge | None] = []
        self.calls: list[Call | None] = []
        self.free: list[list[int]] = []
        self.free_weight: dict[int, float] = {}
        self.opens: dict[int, Mark] = {}
        self.closes: dict[int, Mark] = {}
        self.values: dict[int, Any] = {}
        """The list value that passing this place means."""
        self.ends: dict[int, int] = {}
        """The template that ends at this place, or -1 for a part's exit."""
        self.parts: list[Part] = []
        self.needs: list[Needs] = []
        """What each part cannot do without."""
        self.laid_out = False
        """Whether all places are there, so that what is worked out stays true."""
        self._stands: dict[int, Stand] = {}
        self._firsts: dict[int, frozenset[str]] = {}
        self._into: dict[int, Into] = {}
        self._closures: dict[int, frozenset[int]] = {}

    def place(self) -> int:
        """A new place that leads nowhere yet."""
        self.edges.append(None)
        self.calls.append(None)
        self.free.append([])
        return len(self.edges) - 1

    def part(self) -> int:
        """A new, empty part."""
        part = Part(self.place(), self.place())
        self.ends[part.exit] = -1
        self.parts.append(part)
        self.needs.append(NOTHING)
        return len(self.parts) - 1

    def closure(self, start: int) -> frozenset[int]:
        """Every place reached from one without consuming; worked out once."""
        known = self._closures.get(start)
        if known is None:
            reached = {start}
            waiting = [start]
            while waiting:
                for target in self.free[waiting.pop()]:
                    if target not in reached:
                        reached.add(target)
                        waiting.append(target)
            known = frozenset(reached)
            if self.laid_out:
                self._closures[start] = known
        return known

    def empty(self, part: int) -> bool:
        """Whether a part can be nothing at all."""
        return self.parts[part].exit in self.closure(self.parts[part].entry)

    def firsts(self, part: int) -> frozenset[str]:
        """The labels that a part can begin with."""
        known = self._firsts.get(part)
        if known is None:
            found: set[str] = set()
            for reached in self.closure(self.parts[part].entry):
                if edge := self.edges[reached]:
                    found.add(edge.label)
                if call := self.calls[reached]:
                    found |= self.firsts(call.part)
            known = self._firsts[part] = frozenset(found)
        return known

    def stand(self, place: int) -> Stand:
        """Where a place leads; worked out once."""
        known = self._stands.get(place)
        if known is None:
            takes: dict[str, list[int]] = defaultdict(list)
            calls: dict[str, list[Call]] = defaultdict(list)
            ends: list[int] = []
            for reached in self.closure(place):
                if edge := self.edges[reached]:
                    takes[edge.label].append(edge.target)
                if call := self.calls[reached]:
                    for label in self.firsts(call.part):
                        calls[label].append(call)
                if reached in self.ends:
                    ends.append(reached)
            known = self._stands[place] = Stand(
                {
                    label: Leads(tuple(takes.get(label, ())), tuple(calls.get(label, ())))
                    for label in takes.keys() | calls.keys()
                },
                tuple(ends),
            )
        return known

    def into(self, entry: int) -> Into:
        """What leads into each place that can be reached from an entry, without entering parts."""
        known = self._into.get(entry)
        if known is None:
            known = self._into[entry] = Into(defaultdict(set), defaultdict(list))
            seen = {entry}
            waiting = [entry]
            while waiting:
                place = waiting.pop()
                targets = list(self.free[place])
                for target in targets:
                    known.free[target].add(place)
                for step in (self.edges[place], self.calls[place]):
                    if step:
                        known.steps[step.target].append((place, step))
                        targets.append(step.target)
                for target in targets:
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
        return known


class Compiler:
    """Lays templates, rules and lists into a net."""

    def __init__(self, sentences: Sentences) -> None:
        self.net = Net()
        self.starts: list[int] = []
        """The first place of every template."""
        self._sentences = sentences
        self._language = sentences.language
        self._parts: dict[str, int] = {}
        korean = self._language == "ko"
        self._numbers = KOREAN_WORDS if korean else ENGLISH_WORDS
        self._scales = SINO_SCALES if korean else ENGLISH_SCALES
        self.needs: list[Needs] = []
        """What every template cannot do without."""
        self.usage = Usage()
        for index, template in enumerate(sentences.templates):
            start, end = self.net.place(), self.net.place()
            self.starts.append(start)
            self.net.ends[end] = index
            with self.usage.by_template(index):
                self.needs.append(self._add(template.parsed.expression, start, end, _LITERAL))
        self.net.laid_out = True

    def _add(self, expression: Expression, start: int, end: int, weight: float) -> Needs:
        """Lay an expression between two places; what it cannot do without."""
        if isinstance(expression, TextChunk):
            return self._add_text(expression.text, start, end, weight)
        if isinstance(expression, Permutation):
            orders = permutations(expression.items)
            return one_of([self._add_sequence(order, start, end, weight) for order in orders])
        if isinstance(expression, Alternative):
            return one_of([self._add(item, start, end, weight) for item in expression.items])
        if isinstance(expression, Group):
            return self._add_sequence(expression.items, start, end, weight)
        if isinstance(expression, RuleReference):
            return self._add_call(self._rule(expression.rule_name, weight), None, start, end)
        if isinstance(expression, ListReference):
            return self._add_list(expression, start, end)
        return NOTHING

    def _add_sequence(
        self, items: Iterable[Expression], start: int, end: int, weight: float
    ) -> Needs:
        place = start
        needs = []
        for item in items:
            if isinstance(item, TextChunk) and not item.text.strip():
                continue
            following = self.net.place()
            needs.append(self._add(item, place, following, weight))
            place = following
        self.net.free[place].append(end)
        return all_of(needs)

    def _add_text(
        self, text: str, start: int, end: int, weight: float, *, first: str = ""
    ) -> Needs:
        place = start
        labels = []
        for key in keys(text, self._language):
            source, following = self.net.place(), self.net.place()
            self.net.free[place].append(source)
            labels.append(first + key)
            self.usage.says(first + key)
            self.net.edges[source] = Edge(first + key, following, weight)
            place, first = following, ""
        self.net.free[place].append(end)
        return all_of([one_label(label) for label in labels])

    def _add_call(self, part: int, mark: Mark | None, start: int, end: int) -> Needs:
        self.usage.calls(part)
        source = self.net.place()
        self.net.free[start].append(source)
        self.net.calls[source] = Call(part, end, mark)
        if self.net.empty(part):
            self.net.free[start].append(end)
        return self.net.needs[part]

    def _rule(self, name: str, weight: float) -> int:
        if name not in self._parts:
            part = self._parts[name] = self.net.part()
            entry, way_out = self.net.parts[part]
            expression = self._sentences.rules[name].expression
            with self.usage.by_part(part):
                self.net.needs[part] = self._add(expression, entry, way_out, weight)
        return self._parts[name]

    def _add_list(self, reference: ListReference, start: int, end: int) -> Needs:
        name, slot = reference.list_name, reference.slot_name
        values = self._sentences.lists[name]
        if isinstance(values, TextSlotList):
            return self._add_call(self._list(name, values), Mark(slot, "text", name), start, end)
        if isinstance(values, RangeSlotList):
            part = self._number(words=values.words)
            return self._add_call(part, Mark(slot, "number", name), start, end)
        self._add_free(Mark(slot, "free", name), start, end)
        return free(FIRST, REST)

    def _list(self, name: str, values: TextSlotList) -> int:
        key = f"{{{name}}}"
        if key not in self._parts:
            part = self._parts[key] = self.net.part()
            entry, way_out = self.net.parts[part]
            needs = []
            with self.usage.by_part(part):
                for value in values.values:
                    closed = self.net.place()
                    self.net.values[closed] = value.value_out
                    needs.append(self._add(value.text_in, entry, closed, _LISTED))
                    self.net.free[closed].append(way_out)
            self.net.needs[part] = one_of(needs)
        return self._parts[key]

    def _number(self, *, words: bool) -> int:
        """One or more number words; what they say is worked out afterwards."""
        key = "#words" if words else "#digits"
        if key not in self._parts:
            part = self._parts[key] = self.net.part()
            with self.usage.by_part(part):
                self.net.needs[part] = self._add_number(self.net.parts[part], words=words)
        return self._parts[key]

    def _add_number(self, part: Part, *, words: bool) -> Needs:
        digits, counted = self.net.place(), self.net.place()
        self.net.free[part.entry].append(digits)
        self.net.edges[digits] = Edge(DIGITS, counted, _COUNTED)
        self.net.free[counted].append(part.exit)
        said = [one_label(DIGITS)]
        for group in self._numbers if words else ():
            before, after = self.net.place(), self.net.place()
            self.net.free[after].extend((before, part.exit))
            if self._language != "ko":
                self.net.free[part.entry].append(before)
            for word in group:
                said.append(self._add_text(word, before, after, _COUNTED))
                if self._language == "ko":
                    said.append(self._add_text(word, part.entry, after, _COUNTED, first=COUNTS))
                if word in self._scales:
                    self._add_text(word, counted, after, _COUNTED)
        return one_of(said)

    def _add_free(self, mark: Mark, start: int, end: int) -> None:
        opened, rest, closed = self.net.place(), self.net.place(), self.net.place()
        self.net.free[start].append(opened)
        self.net.opens[opened] = mark
        self.net.edges[opened] = Edge(FIRST, rest, _FREE_TOKEN)
        self.net.edges[rest] = Edge(REST, rest, _FREE_TOKEN)
        self.net.free[rest].append(closed)
        self.net.closes[closed] = mark
        self.net.free_weight[closed] = _FREE_SLOT
        self.net.free[closed].append(end)
