"""Looks for what is wrong with the sentences as a whole, which no single file shows.

Every sentence is said to the matcher the way a person would, with an example for each free text;
what another intent takes, or nobody understands, is reported.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from hassil.expression import Expression, RuleReference
from hassil.intents import TextSlotList

from assistant.language.matching.match import Matcher
from assistant.language.reading.meaning import ASIDE
from assistant.language.templates.parsing import references
from assistant.language.templates.sentences import Sentences

SAID_OF_EACH = 400
"""Sentences tried for each intent at most; together they show every branch of its templates."""
EXAMPLES: Mapping[str, str] = {"en": "sunset", "ko": "노을"}
"""A word that could be the name of anything."""
SHOWN = 3
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Problem:
    """Something to mend, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def contested(
    sentences: Sentences, matcher: Matcher, names: Mapping[str, str]
) -> Iterator[Problem]:
    """Sentences of one intent that another takes, or that are not understood at all.

    Args:
        sentences: of one language.
        matcher: made of them.
        names: an example for free-text slots, such as {"product": "detergent"}.
    """
    language = sentences.language
    examples = {
        name: rule.one_of[0] if rule.one_of else f"{EXAMPLES[language]} {rule.one_last[0]}"
        for name, rule in sentences.wildcards.items()
        if rule.one_of or rule.one_last
    } | dict(names)
    for intent in sorted(sentences.intents):
        taken: dict[str | None, list[str]] = defaultdict(list)
        for carrier in sentences.sample(SAID_OF_EACH, frozenset({intent})):
            said = _PLACE.sub(lambda place: examples.get(place[1], EXAMPLES[language]), carrier)
            found = matcher.understand(said).intent
            name = found.name if found else None
            if name != intent:
                taken[name].append(said)
        for name, heard in taken.items():
            shown = ", ".join(f"“{each}”" for each in heard[:SHOWN])
            more = f" and {len(heard) - SHOWN} more" if len(heard) > SHOWN else ""
            what = f"is taken by {name}" if name else "is not understood"
            yield Problem(f"{language} {intent}", f"{shown}{more} {what}")


def unused(sentences: Sentences) -> Iterator[Problem]:
    """Lists and rules that no sentence uses."""
    lists, rules = set(sentences.lists), set(sentences.rules)
    every = (*sentences.templates, *chain(*sentences.following.values()), *sentences.reasons)
    waiting = [template.parsed.expression for template in every]
    while waiting:
        for reference in references(waiting.pop()):
            if isinstance(reference, RuleReference):
                if reference.rule_name in rules:
                    rules.discard(reference.rule_name)
                    waiting.append(sentences.rules[reference.rule_name].expression)
            elif reference.list_name in lists:
                lists.discard(reference.list_name)
                waiting.extend(_values(sentences, reference.list_name))
    for name in sorted(lists):
        yield Problem(sentences.language, f"list {{{name}}} is used by no sentence")
    for name in sorted(rules):
        yield Problem(sentences.language, f"rule <{name}> is used by no sentence")


def _values(sentences: Sentences, name: str) -> Iterator[Expression]:
    values = sentences.lists[name]
    if isinstance(values, TextSlotList):
        yield from (value.text_in for value in values.values)


def slots_of(sentences: Sentences) -> Mapping[str, frozenset[str]]:
    """The slots that each intent's sentences can fill, fixed ones as well."""
    found: dict[str, set[str]] = defaultdict(set)
    for template in sentences.templates:
        found[template.intent].update(template.slots, template.also.values())
        waiting = [template.parsed.expression]
        seen: set[str] = set()
        while waiting:
            for reference in references(waiting.pop()):
                if not isinstance(reference, RuleReference):
                    found[template.intent].add(reference.slot_name)
                elif reference.rule_name not in seen:
                    seen.add(reference.rule_name)
                    waiting.append(sentences.rules[reference.rule_name].expression)
    return {intent: frozenset(slots - {ASIDE}) for intent, slots in found.items()}


def reached(sentences: Sentences, matcher: Matcher, said: Iterator[str]) -> Mapping[str, int]:
    """How many templates of each intent some of the given sentences reach."""
    hit = {(u.intent.name, u.sentence) for u in map(matcher.understand, said) if u.intent}
    counts: dict[str, int] = dict.fromkeys(sentences.intents, 0)
    for intent, _ in hit:
        counts[intent] = counts.get(intent, 0) + 1
    return counts
