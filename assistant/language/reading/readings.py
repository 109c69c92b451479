"""Every way the sentence templates match a text, the best way of each.

A forward pass keeps the set of places where templates stand after each token; called parts are run
once per position. A backward pass through the few templates that reached the end finds each one's
heaviest way. The cost per token is bounded by the number of places, so no text makes it slow;
templates that need words the text has not are not tried (`assistant.language.templates.prefilter`).
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from assistant.language.reading.place_sets import Places, PlaceSets
from assistant.language.templates.automaton import COUNTS, Call, Edge, Mark, Net
from assistant.language.templates.compiler import Layout
from assistant.language.templates.prefilter import Prefilter
from assistant.language.words.normalise import Token
from assistant.language.words.numbers import number

_NOWHERE: Final[set[int]] = set()
_NONE: Final[Places] = frozenset()


class Span(NamedTuple):
    """A slot in a reading: tokens `first` up to, not including, `stop`."""

    mark: Mark
    first: int
    stop: int
    value: Any = None


class Reading(NamedTuple):
    """The best way one template matches a text."""

    template: int
    weight: float
    spans: tuple[Span, ...]

    @property
    def slotted(self) -> frozenset[int]:
        """The tokens that are in a slot."""
        return frozenset(at for span in self.spans for at in range(span.first, span.stop))

    @property
    def free(self) -> frozenset[int]:
        """The tokens that are in a slot of any words."""
        free = (span for span in self.spans if span.mark.kind == "free")
        return frozenset(at for span in free for at in range(span.first, span.stop))


class _Way(NamedTuple):
    """The best way through a part or template between two tokens."""

    weight: float
    spans: tuple[Span, ...]
    value: Any


class Readings:
    """Matches token lists against compiled sentences; grows only caches."""

    def __init__(self, layout: Layout, language: str) -> None:
        self.net: Net = layout.net
        self._language = language
        self.starts = layout.starts
        self._prefilter = Prefilter(layout.needs)
        self._usage = layout.usage
        self._sets = PlaceSets(self.net, language)

    def possible(self, tokens: list[Token]) -> bool:
        """Whether a part of a text may match at all."""
        present = {label for token in tokens for label in self._sets.labels(token)}
        return self._prefilter.any_of(present)

    def of(self, tokens: list[Token], literal: frozenset[int] = frozenset()) -> Iterator[Reading]:
        """The best reading of every template that matches all the tokens.

        Args:
            tokens: of a text.
            literal: those that are words of a template, whatever the others are.
        """
        if not tokens:
            return
        text = _Text(self.net, self._sets, tokens, self._language)
        present = text.present[0]
        sayers = [self._sayers(tokens[at].key) for at in literal]
        among = frozenset.intersection(*sayers) if sayers else self._prefilter.among(present)
        possible = self._prefilter.of(present, text.present[-1], among)
        starts = frozenset(self.starts[template] for template in possible)
        whole = text.run(starts, 0)
        for end in sorted(whole.ends.get(len(tokens), ())):
            template = self.net.ends[end]
            way = text.best(whole, self.starts[template], end, len(tokens))
            if way is not None:
                yield Reading(template, way.weight, way.spans)

    def says(self, key: str) -> bool:
        """Whether some template has a word, in itself or in a list."""
        return key in self._usage or COUNTS + key in self._usage

    def _sayers(self, key: str) -> frozenset[int]:
        """The templates that say a word, perhaps as a number."""
        return self._usage.of(key) | self._usage.of(COUNTS + key)


class _Run:
    """The places reached from an entry that began at a position."""

    def __init__(self, begin: int) -> None:
        self.begin = begin
        self.places: dict[int, Places] = {}
        self.ends: dict[int, frozenset[int]] = {}
        """The ends reached by position."""


class _Text:
    """One text being matched: every part is run at most once per position."""

    def __init__(self, net: Net, sets: PlaceSets, tokens: list[Token], language: str) -> None:
        self._net = net
        self._language = language
        self._sets = sets
        self._tokens = tokens
        self._labels = [sets.labels(token) for token in tokens]
        self.present: list[set[str]] = [set(labels) for labels in self._labels]
        """The labels from each position on."""
        for later, earlier in pairwise(reversed(self.present)):
            earlier.update(later)
        self._runs: dict[tuple[int, int], _Run] = {}
        self._begins: dict[tuple[int, int], list[int]] = defaultdict(list)
        """Where the runs of a part that end at a position begin."""
        self._ways: dict[tuple[int, int, int], _Way | None] = {}
        self._numbers: dict[tuple[int, int], bool] = {}
        """Whether the tokens from one position to another say a number."""

    def run(self, entries: Places, begin: int) -> _Run:
        """Forward from entry places at a position."""
        run = _Run(begin)
        sets, length = self._sets, len(self._tokens)
        pending: dict[int, Places] = {begin: entries}
        while pending:
            position = min(pending)
            places = run.places[position] = sets.once(pending.pop(position))
            ends = sets.ends(places)
            if ends:
                run.ends[position] = ends
            if position == length:
                break
            following, calls = sets.step(places, self._tokens[position])
            if following:
                known = pending.get(position + 1)
                pending[position + 1] = following if known is None else known | following
            targets: dict[int, set[int]] = {}
            for call in calls:
                for end in self._part(call.part, position).ends:
                    if end > position:
                        targets.setdefault(end, set()).add(call.target)
            for end, reached in targets.items():
                pending[end] = pending.get(end, _NONE) | reached
        return run

    def _part(self, part: int, begin: int) -> _Run:
        run = self._runs.get((part, begin))
        if run is None:
            if self._net.needs[part].met(self.present[begin]):
                run = self.run(frozenset([self._net.parts[part].entry]), begin)
            else:
                run = _Run(begin)
            self._runs[part, begin] = run
            for end in run.ends:
                if end > begin:
                    self._begins[part, end].append(begin)
        return run

    def _part_way(self, part: int, begin: int, end: int) -> _Way | None:
        key = (part, begin, end)
        if key not in self._ways:
            entry, way_out = self._net.parts[part]
            self._ways[key] = self.best(self._runs[part, begin], entry, way_out, end)
        return self._ways[key]

    def best(self, run: _Run, entry: int, end: int, stop: int) -> _Way | None:
        """Backwards from an end at a position: the heaviest way to the entry of the run."""
        into = self._net.into(entry)
        stands: dict[int, dict[int, float]] = defaultdict(dict)
        follow: dict[tuple[int, int], tuple[int, int, Edge | Call | None]] = {}
        stands[stop][end] = 0.0
        for position in range(stop, run.begin - 1, -1):
            stand = stands.get(position)
            if not stand:
                continue
            self._back_free(into.free, run, stand, position, follow)
            if position > run.begin:
                self._back_steps(into.steps, run, stands, position, follow)
        if entry not in stands[run.begin]:
            return None
        return self._way(stands[run.begin][entry], (run.begin, entry), (stop, end), follow)

    def _back_free(
        self,
        into: dict[int, set[int]],
        run: _Run,
        stand: dict[int, float],
        position: int,
        follow: dict[tuple[int, int], tuple[int, int, Edge | Call | None]],
    ) -> None:
        reached = self._sets.reached(run.places.get(position, _NONE))
        free_weight = self._net.free_weight
        waiting = list(stand)
        while waiting:
            place = waiting.pop()
            for source in into.get(place, _NOWHERE) & reached:
                weight = stand[place] + free_weight.get(source, 0.0)
                if source not in stand or weight > stand[source] + 1e-9:
                    stand[source] = weight
                    follow[position, source] = (position, place, None)
                    waiting.append(source)

    def _back_steps(
        self,
        into: dict[int, list[tuple[int, Edge | Call]]],
        run: _Run,
        stands: dict[int, dict[int, float]],
        position: int,
        follow: dict[tuple[int, int], tuple[int, int, Edge | Call | None]],
    ) -> None:
        reached = run.places.get(position, _NONE)
        labels = self._labels[position - 1]
        for place, weight in stands[position].items():
            if place not in reached:
                continue
            for source, step in into.get(place, ()):
                if isinstance(step, Edge):
                    if step.label not in labels:
                        continue
                    origins = [(position - 1, step.weight)]
                else:
                    origins = self._origins(step, run.begin, position)
                for at, gain in origins:
                    total = weight + gain
                    if total > stands[at].get(source, -1e9) + 1e-9:
                        stands[at][source] = total
                        follow[at, source] = (position, place, step)

    def _origins(self, call: Call, first: int, position: int) -> list[tuple[int, float]]:
        found = []
        counts = call.mark is not None and call.mark.kind == "number"
        for begin in self._begins.get((call.part, position), ()):
            if begin < first or (counts and not self._says_number(begin, position)):
                continue
            way = self._part_way(call.part, begin, position)
            if way is not None:
                found.append((begin, way.weight))
        return found

    def _says_number(self, begin: int, end: int) -> bool:
        """Whether the number words say one: "one three" is the end of a name and a three."""
        if end == begin + 1:
            return True
        if (begin, end) not in self._numbers:
            keys = [token.key for token in self._tokens[begin:end]]
            self._numbers[begin, end] = number(keys, self._language) is not None
        return self._numbers[begin, end]

    def _way(
        self,
        weight: float,
        start: tuple[int, int],
        goal: tuple[int, int],
        follow: dict[tuple[int, int], tuple[int, int, Edge | Call | None]],
    ) -> _Way:
        spans: list[Span] = []
        value: Any = None
        opened = start[0]
        at = start
        while True:
            position, place = at
            if place in self._net.opens:
                opened = position
            if place in self._net.closes:
                spans.append(Span(self._net.closes[place], opened, position))
            if place in self._net.values:
                value = self._net.values[place]
            if at == goal:
                return _Way(weight, tuple(spans), value)
            following, target, step = follow[at]
            if isinstance(step, Call):
                inner = self._part_way(step.part, position, following)
                if inner is not None:
                    spans.extend(inner.spans)
                    if step.mark is not None:
                        spans.append(Span(step.mark, position, following, inner.value))
            at = (following, target)
