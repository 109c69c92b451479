"""Lays the sentence templates of a language into one automaton.

What a template or a part cannot do without is worked out on the way, for
`assistant.language.templates.prefilter`.
"""

import sys
from collections.abc import Iterable
from itertools import permutations
from typing import Final, NamedTuple

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

from assistant.language.templates.automaton import (
    COUNTS,
    DIGITS,
    FIRST,
    REST,
    Call,
    Edge,
    Mark,
    Net,
    Part,
)
from assistant.language.templates.prefilter import (
    NOTHING,
    Needs,
    Usage,
    all_of,
    free,
    one_label,
    one_of,
)
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import keys
from assistant.language.words.numbers import (
    ENGLISH_SCALES,
    ENGLISH_WORDS,
    KOREAN_WORDS,
    SINO_SCALES,
)

_LITERAL: Final = 1.0
_LISTED: Final = 1.05
"""A list's words say more than the same words as an aside."""
_COUNTED: Final = 1.04
"""A number says less than a list's words for the same: 두세 is a few, not two and three."""
_FREE_SLOT: Final = -0.4
_FREE_TOKEN: Final = -0.02


class Layout(NamedTuple):
    """Templates as they are matched."""

    net: Net
    starts: list[int]
    """The first place of every template."""
    needs: list[Needs]
    """What every template cannot do without."""
    usage: Usage


class Compiled(NamedTuple):
    """Sentences, ready to be matched: a second's work, the same for the same files."""

    sentences: Sentences
    commands: Layout
    reasons: Layout
    following: dict[str, Layout]
    """By what they follow."""

    @classmethod
    def of(cls, sentences: Sentences) -> "Compiled":
        """Compile what was read."""
        reasons = lay_out(sentences.only(sentences.reasons))
        following = {
            what: lay_out(sentences.only(each)) for what, each in sentences.following.items()
        }
        return cls(sentences, lay_out(sentences), reasons, following)


def lay_out(sentences: Sentences) -> Layout:
    """The templates of a language side by side."""
    compiler = Compiler(sentences)
    return Layout(compiler.net, compiler.starts, compiler.needs, compiler.usage)


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
        self.net.settle()

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
        self.net.free.add(place, end)
        return all_of(needs)

    def _add_text(
        self, text: str, start: int, end: int, weight: float, *, first: str = ""
    ) -> Needs:
        place = start
        labels = []
        for key in keys(text, self._language):
            source, following = self.net.place(), self.net.place()
            self.net.free.add(place, source)
            label = sys.intern(first + key)  # of 48,000 edges in Korean, most share their labels
            labels.append(label)
            self.usage.says(label)
            self.net.edges[source] = Edge(label, following, weight)
            place, first = following, ""
        self.net.free.add(place, end)
        return all_of([one_label(label) for label in labels])

    def _add_call(self, part: int, mark: Mark | None, start: int, end: int) -> Needs:
        self.usage.calls(part)
        source = self.net.place()
        self.net.free.add(start, source)
        self.net.calls[source] = Call(part, end, mark)
        if self.net.empty(part):
            self.net.free.add(start, end)
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
                    self.net.free.add(closed, way_out)
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
        self.net.free.add(part.entry, digits)
        self.net.edges[digits] = Edge(DIGITS, counted, _COUNTED)
        self.net.free.add(counted, part.exit)
        said = [one_label(DIGITS)]
        for group in self._numbers if words else ():
            before, after = self.net.place(), self.net.place()
            self.net.free.add(after, before, part.exit)
            if self._language != "ko":
                self.net.free.add(part.entry, before)
            for word in group:
                said.append(self._add_text(word, before, after, _COUNTED))
                if self._language == "ko":
                    said.append(self._add_text(word, part.entry, after, _COUNTED, first=COUNTS))
                if word in self._scales:
                    self._add_text(word, counted, after, _COUNTED)
        return one_of(said)

    def _add_free(self, mark: Mark, start: int, end: int) -> None:
        opened, rest, closed = self.net.place(), self.net.place(), self.net.place()
        self.net.free.add(start, opened)
        self.net.opens[opened] = mark
        self.net.edges[opened] = Edge(FIRST, rest, _FREE_TOKEN)
        self.net.edges[rest] = Edge(REST, rest, _FREE_TOKEN)
        self.net.free.add(rest, closed)
        self.net.closes[closed] = mark
        self.net.free_weight[closed] = _FREE_SLOT
        self.net.free.add(closed, end)
