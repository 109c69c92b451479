"""Sample sentences out of templates, for a recogniser's grammar.

The grammar is a bigram over the phrases it is given, so not every sentence is needed, but every
branch of every template, with plausible neighbours. People speak briefly and in the usual words:
each template is given with nothing that may be left out and the first of its alternatives, which is
where a writer puts the usual one, then once for each branch with everything else so. Sentences in
which all branches are drawn at random teach the grammar what nobody says.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.intents import RangeSlotList, SlotList, TextSlotList

NUMBERS: Final = {
    "en": ("two", "three", "four", "five", "six", "ten", "one", "eight", "twelve", "twenty"),
    "ko": ("두", "세", "네", "다섯", "한", "여섯", "열", "삼", "오", "이십"),
}
"""Numbers that stand for all in samples."""

ANY_NAME: Final = "□"
"""Stands for a name in the shape of a sentence."""
_PLACE: Final = re.compile(r"\{(\w+)\}")

MOST_SHOWN: Final = 3
"""How often a branch of a shared rule is shown; it has the same neighbours again after that."""
MOST_CARRYING: Final = 40
"""Carriers that all names are put into; the first ones are the briefest."""
DEEPEST: Final = 24
"""Rules inside rules inside rules ... are not followed further."""


class Sampler:
    """Draws brief sentences from templates, the same ones each time."""

    def __init__(
        self, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList], language: str
    ) -> None:
        self._rules = rules
        self._lists = lists
        self._language = language
        self._known: dict[int, str] = {}
        self._shown: Counter[int] = Counter()
        self._spent: dict[str, int] = {}
        """Rules of which every branch was shown often enough, with the depth from which that holds."""

    def carriers(self, templates: Sequence[Sentence], limit: int) -> list[str]:
        """At most `limit` different sentences with `{list}` where free text stands.

        All templates in their usual words come first; then their branches take turns.
        """
        found = dict.fromkeys(self.usual(templates))
        waiting = [self._branches(each.expression, 0) for each in templates]
        while waiting and len(found) < limit:
            for branches in list(waiting):
                sentence = next(branches, None)
                if sentence is None:
                    waiting.remove(branches)
                else:
                    found.setdefault(_spaced(sentence))
        return [sentence for sentence in found if sentence][:limit]

    def usual(self, templates: Sequence[Sentence]) -> list[str]:
        """All templates in their usual words."""
        return [_spaced(self._usual(each.expression)) for each in templates]

    def values(self, name: str) -> list[str]:
        """The values of a list in their usual words."""
        return [_spaced(value) for value in self._listed(name)]

    def _usual(self, expression: Expression) -> str:
        """The usual reading; an option is left out."""
        key = id(expression)
        if key not in self._known:
            self._known[key] = self._make_usual(expression)
        return self._known[key]

    def _make_usual(self, expression: Expression) -> str:
        match expression:
            case TextChunk():
                return expression.original_text
            case Permutation():
                return " ".join(self._usual(item) for item in expression.items)
            case Alternative():
                readings = [self._usual(item) for item in expression.items]
                return "" if "" in readings else readings[0]
            case Group():
                return "".join(self._usual(item) for item in expression.items)
            case RuleReference():
                return self._usual(self._rules[expression.rule_name].expression)
            case ListReference():
                return self._listed(expression.list_name)[0]
            case _:
                return ""

    def _listed(self, name: str) -> list[str]:
        values = self._lists[name]
        if isinstance(values, TextSlotList):
            return [self._usual(value.text_in) for value in values.values] or [""]
        if isinstance(values, RangeSlotList):
            return list(NUMBERS[self._language])
        return [f"{{{name}}}"]

    def _branches(self, expression: Expression, depth: int) -> Iterator[str]:
        """The expression with one branch at a time other than the usual one."""
        if depth > DEEPEST:
            return
        match expression:
            case Alternative():
                for item in expression.items:
                    if self._may_show(id(item)):
                        yield self._usual(item)
                    yield from self._branches(item, depth + 1)
            case Permutation() | Group():
                yield from self._one_part_at_a_time(expression, depth)
            case RuleReference():
                yield from self._branches_of_rule(expression.rule_name, depth + 1)
            case ListReference():
                for place, value in enumerate(self._listed(expression.list_name)):
                    if self._may_show(hash((expression.list_name, place))):
                        yield value
            case _:
                return

    def _branches_of_rule(self, name: str, depth: int) -> Iterator[str]:
        """The same of a rule; once it has none left it is not looked through again."""
        if self._spent.get(name, DEEPEST + 1) <= depth:
            return
        left = False
        for branch in self._branches(self._rules[name].expression, depth):
            left = True
            yield branch
        if not left:
            self._spent[name] = depth

    def _one_part_at_a_time(self, whole: Permutation | Group, depth: int) -> Iterator[str]:
        between = " " if isinstance(whole, Permutation) else ""
        parts = [self._usual(item) for item in whole.items]
        waiting = [(n, self._branches(item, depth + 1)) for n, item in enumerate(whole.items)]
        while waiting:
            for place, branches in list(waiting):
                branch = next(branches, None)
                if branch is None:
                    waiting.remove((place, branches))
                else:
                    yield between.join([*parts[:place], branch, *parts[place + 1 :]])

    def _may_show(self, branch: int) -> bool:
        self._shown[branch] += 1
        return self._shown[branch] <= MOST_SHOWN


def _spaced(text: str) -> str:
    return " ".join(text.split())


def fill(carriers: Sequence[str], names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Carriers with names in their places: each carrier and each name at least once.

    `names` gives the names of each free list, such as `{"product": ["detergent", ...]}`. Carriers
    with a place that has no names are left out.
    """
    turns: Counter[str] = Counter()

    def filled(carrier: str, places: Sequence[str]) -> str:
        for place in places:
            choices = names[place]
            carrier = carrier.replace(f"{{{place}}}", choices[turns[place] % len(choices)], 1)
            turns[place] += 1
        return carrier

    by_place: dict[str, list[tuple[str, list[str]]]] = {}
    for carrier in carriers:
        places = [part.split("}")[0] for part in carrier.split("{")[1:]]
        if all(names.get(place) for place in places):
            yield filled(carrier, places)
            for place in places:
                by_place.setdefault(place, []).append((carrier, places))
    for place, able in by_place.items():
        turn = 0
        while turns[place] < len(names[place]):
            yield filled(*able[turn % min(len(able), MOST_CARRYING)])
            turn += 1


def covering(usual: Sequence[str], by_use: Sequence[str], limit: int) -> list[str]:
    """At most `limit` sentences that together hold every word, then every pair of neighbours.

    A grammar of word pairs hears what it was shown, and repeats teach it nothing. The `usual` ones are all kept; of the others the first that shows something, so that what is said
    most has to stand first in `by_use`.
    """
    chosen = dict.fromkeys(usual)
    for size in (1, 2):
        shown = {run for sentence in chosen for run in _runs(sentence, size)}
        for sentence in by_use:
            if len(chosen) >= limit:
                break
            if sentence not in chosen and not shown.issuperset(_runs(sentence, size)):
                chosen[sentence] = None
                shown.update(_runs(sentence, size))
    return list(chosen)[:limit]


def _runs(sentence: str, size: int) -> list[tuple[str, ...]]:
    """The words of a sentence, or its pairs of neighbours with its beginning and its end."""
    words = sentence.split() if size == 1 else ["", *sentence.split(), ""]
    return list(zip(*(words[place:] for place in range(size)), strict=False))


def cross(carriers: Iterable[str], names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Carriers with at most one place, each with every name that may stand there."""
    for carrier in carriers:
        places = _PLACE.findall(carrier)
        if not places:
            yield carrier
        elif len(places) == 1:
            for name in names.get(places[0], ()):
                yield carrier.replace(f"{{{places[0]}}}", name)


def shapes(carriers: Iterable[str], named: Container[str]) -> Iterator[str]:
    """Carriers whose places are all among `named`, with one sign for each place."""
    for carrier in carriers:
        if all(place in named for place in _PLACE.findall(carrier)):
            yield _PLACE.sub(ANY_NAME, carrier)
