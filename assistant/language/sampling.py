"""Sample sentences out of templates, for a recogniser's grammar.

The grammar is a bigram over the phrases it is given, so not every sentence is needed: every branch
of every template has to occur, and every plausible pair of neighbours. Each choice takes the branch
that was used least so far, which covers all branches with few sentences.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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


class Sampler:
    """Draws sentences from templates; the same seed draws the same ones."""

    def __init__(
        self,
        rules: Mapping[str, Sentence],
        lists: Mapping[str, SlotList],
        language: str,
        seed: int = 0,
    ) -> None:
        self._rules = rules
        self._lists = lists
        self._language = language
        self._random = random.Random(seed)
        self._used: Counter[tuple[int, int]] = Counter()
        self._fresh = False

    def carriers(self, templates: Sequence[Sentence], limit: int) -> list[str]:
        """At most `limit` different sentences with `{list}` where free text stands.

        Templates take turns; one drops out when three sentences in a row showed nothing new.
        """
        found: dict[str, None] = {}
        stale = dict.fromkeys(range(len(templates)), 0)
        while stale and len(found) < limit:
            for index in list(stale):
                self._fresh = False
                sentence = " ".join(self._draw(templates[index].expression).split())
                stale[index] = 0 if self._fresh else stale[index] + 1
                if stale[index] > 3:  # noqa: PLR2004 - three in a row showed nothing new
                    del stale[index]
                if sentence:
                    found.setdefault(sentence)
                if len(found) >= limit:
                    break
        return list(found)

    def _draw(self, expression: Expression) -> str:
        if isinstance(expression, TextChunk):
            return expression.original_text
        if isinstance(expression, Permutation):
            items = list(expression.items)
            self._random.shuffle(items)
            return " ".join(self._draw(item) for item in items)
        if isinstance(expression, Alternative):
            return self._draw(self._branch(expression, expression.items))
        if isinstance(expression, Group):
            return "".join(self._draw(item) for item in expression.items)
        if isinstance(expression, RuleReference):
            return self._draw(self._rules[expression.rule_name].expression)
        if isinstance(expression, ListReference):
            return self._draw_list(expression.list_name)
        return ""

    def _draw_list(self, name: str) -> str:
        values = self._lists[name]
        if isinstance(values, TextSlotList):
            return self._draw(self._branch(values, [value.text_in for value in values.values]))
        if isinstance(values, RangeSlotList):
            return self._random.choice(NUMBERS[self._language])
        return f"{{{name}}}"

    def _branch(self, choice: object, branches: Sequence[Expression]) -> Expression:
        used = [self._used[id(choice), place] for place in range(len(branches))]
        least = min(used)
        place = self._random.choice([at for at, count in enumerate(used) if count == least])
        self._fresh = self._fresh or least == 0
        self._used[id(choice), place] += 1
        return branches[place]


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
            yield filled(*able[turn % len(able)])
            turn += 1
