"""All sentence templates of a language as one automaton over tokens.

`hassil` reads the templates; it does not match them here. Its recogniser tries one template after
the other and lets a wildcard run on to the next literal, which is slow with many wildcards, returns
the first reading instead of the best, and cannot take a Korean particle off a noun. Here all
templates stand side by side in one net of places; a rule or a list is laid out once and called from
wherever it is named. `assistant.language.templates.compiler` lays it out, `assistant.language.reading.readings` walks
it.
"""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from assistant.language.templates.prefilter import NOTHING, Needs

FIRST: Final = "\0first"
"""Label of a free slot's first token."""
REST: Final = "\0rest"
"""Label of a free slot's further tokens."""
DIGITS: Final = "\0digits"
COUNTS: Final = "\0counts "
"""Before the label of a Korean number's first syllable: 만두 is no name 만 with a count of two."""


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

    leads: dict[str, Leads]
    """By the label of the token, in a called part the first that it can take."""
    ends: tuple[int, ...]


class Into(NamedTuple):
    """What leads into places."""

    free: dict[int, set[int]]
    """The places from which each is reached without consuming."""
    steps: dict[int, list[tuple[int, Edge | Call]]]


class FreeWays:
    """The places that are reached from each without consuming, in one step."""

    def __init__(self) -> None:
        self._added: dict[int, list[int]] = {}
        self._begins = array("I")
        """By place, where its targets begin among those of all."""
        self._targets = array("I")

    def add(self, place: int, *targets: int) -> None:
        """Lead from a place to others."""
        self._added.setdefault(place, []).extend(targets)

    def settle(self, places: int) -> None:
        """All of so many places are there: put their targets side by side, in a tenth of the room."""
        for place in range(places):
            self._begins.append(len(self._targets))
            self._targets.extend(self._added.get(place, ()))
        self._begins.append(len(self._targets))
        self._added.clear()

    def __getitem__(self, place: int) -> Sequence[int]:
        if not self._begins:
            return self._added.get(place, ())
        return self._targets[self._begins[place] : self._begins[place + 1]]


class Net:
    """Places, and what leads from one to another."""

    def __init__(self) -> None:
        self.edges: list[Edge | None] = []
        self.calls: dict[int, Call] = {}
        self.free = FreeWays()
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
        return len(self.edges) - 1

    def part(self) -> int:
        """A new, empty part."""
        part = Part(self.place(), self.place())
        self.ends[part.exit] = -1
        self.parts.append(part)
        self.needs.append(NOTHING)
        return len(self.parts) - 1

    def settle(self) -> None:
        """All places are there."""
        self.laid_out = True
        self.free.settle(len(self.edges))

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
                if call := self.calls.get(reached):
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
                if call := self.calls.get(reached):
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
                for step in (self.edges[place], self.calls.get(place)):
                    if step:
                        known.steps[step.target].append((place, step))
                        targets.append(step.target)
                for target in targets:
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
        return known
