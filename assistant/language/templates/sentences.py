"""The sentences of a language, read from its files, checked, ready to be compiled.

A folder of a language holds one YAML file per domain, plus files with the shared `lists`,
`expansion_rules` and `skip_words` (`assistant.language.templates.files`).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from hassil.expression import Group, ListReference, RuleReference, Sentence, TextChunk
from hassil.intents import SlotList, TextSlotList, WildcardSlotList
from hassil.sample import sample_expression

from assistant.core.errors import SentencesError
from assistant.language.templates.files import Wildcard, all_files, read
from assistant.language.templates.parsing import (
    Template,
    check_references,
    reasons_of,
    references,
    shared_by,
    templates_of,
)
from assistant.language.templates.sampling import Sampler, covering
from assistant.language.words.normalise import keys

EVERY: Final = 100_000
"""More sentences than are ever drawn."""


class Skips(msgspec.Struct, frozen=True):
    """Words that mean nothing: at both ends, at the start, at the end, or anywhere.

    Those that are `unsaid` do where a sentence says them: "today" is no part of most sentences.
    """

    both: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


class Sentences(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences of one language."""

    language: str
    templates: tuple[Template, ...]
    following: dict[str, tuple[Template, ...]] = {}
    """What means this only behind something else, by what that is: "leave out the milk", behind an
    `order`."""
    reasons: tuple[Template, ...] = ()
    """Of no intent: what is said beside a command, such as why."""
    lists: dict[str, SlotList]
    rules: dict[str, Sentence]
    skips: Skips
    wildcards: dict[str, Wildcard]
    words: dict[str, tuple[tuple[str, ...], ...]] = {}
    """Which words and phrases play a part in what is read without templates."""

    @classmethod
    def load(cls, directory: Path, language: str, more: Sequence[Path] = ()) -> "Sentences":
        """Read `directory/<language>/*.yaml`, or `directory/*.yaml` where there is no such folder.

        Folders in `more` add sentences of their own where they have the language; they may use the
        lists and rules of `directory`.

        Raises:
            SentencesError: a file cannot be read or has a mistake; says which, where and what.
        """
        files = [(path, read(path)) for path in all_files(directory, language, more)]
        for path, file in files:
            if file.language != language:
                raise SentencesError(path, f"its language is {file.language!r}, not {language!r}")
        shared = shared_by(files, language)
        every = [
            template for path, file in files for template in templates_of(path, file, language)
        ]
        beside = tuple(
            template for path, file in files for template in reasons_of(path, file, language)
        )
        check_references(files, (*every, *beside), shared)
        return cls(
            language=language,
            templates=tuple(template for template in every if not template.after),
            following={
                what: tuple(template for template in every if template.after == what)
                for what in sorted({template.after for template in every} - {""})
            },
            reasons=beside,
            lists=shared.slot_lists,
            rules=shared.expansion_rules,
            skips=Skips(
                tuple(word for _, file in files for word in file.skip_words),
                tuple(word for _, file in files for word in file.skip_start),
                tuple(word for _, file in files for word in file.skip_end),
                tuple(word for _, file in files for word in file.skip_within),
                tuple(word for _, file in files for word in file.skip_unsaid),
            ),
            wildcards={name: rule for _, file in files for name, rule in file.wildcards.items()},
            words={
                part: tuple(keys(phrase, language) for phrase in phrases)
                for _, file in files
                for part, phrases in file.words.items()
            },
        )

    @property
    def intents(self) -> frozenset[str]:
        """The names of all intents that have sentences."""
        return frozenset(template.intent for template in self.templates)

    def only(self, templates: tuple[Template, ...]) -> "Sentences":
        """Some templates, with the lists and rules that all share."""
        return msgspec.structs.replace(self, templates=templates)

    def sample(self, limit: int = 2000, intents: frozenset[str] | None = None) -> list[str]:
        """Sentences with `{list}` for free text that together show every word in its places.

        `assistant.language.templates.sampling.fill` puts names in; `intents` takes only these.
        """
        chosen = [t.parsed for t in self.templates if intents is None or t.intent in intents]
        return Sampler(self.rules, self.lists, self.language).carriers(chosen, limit)

    def covering(self, limit: int, first: frozenset[str]) -> list[str]:
        """Sentences as `sample` gives them, so chosen that they show most; see `sampling.covering`.

        The intents in `first` are those that are said most.
        """
        groups = [
            [t.parsed for t in self.templates if (t.intent in first) is often]
            for often in (True, False)
        ]
        sampler = Sampler(self.rules, self.lists, self.language)
        usual = [sentence for group in groups for sentence in sampler.usual(group)]
        by_use = [each for group in groups for each in sampler.carriers(group, EVERY)]
        return covering([each for each in usual if each], by_use, limit)

    def places(self) -> dict[str, frozenset[str]]:
        """The slots that the lists of any words fill, by their names: {"priced": {"product"}}."""
        following = (each for some in self.following.values() for each in some)
        spoken = [each.parsed for each in (*self.templates, *following)]
        found: dict[str, set[str]] = {}
        for sentence in (*spoken, *self.rules.values()):
            for each in references(sentence.expression):
                if isinstance(each, ListReference) and self._is_free(each.list_name):
                    found.setdefault(each.list_name, set()).add(each.slot_name)
        return {name: frozenset(slots) for name, slots in found.items()}

    def _is_free(self, name: str) -> bool:
        return isinstance(self.lists[name], WildcardSlotList)

    def literals(self, without: frozenset[str]) -> frozenset[str]:
        """Every word that the sentences of all intents but `without` say, outside lists."""
        found: set[str] = set()
        rules: set[str] = set()
        waiting: list[Any] = [
            t.parsed.expression for t in self.templates if t.intent not in without
        ]
        while waiting:
            expression = waiting.pop()
            if isinstance(expression, TextChunk):
                found.update(expression.text.split())
            elif isinstance(expression, Group):
                waiting.extend(expression.items)
            elif isinstance(expression, RuleReference) and expression.rule_name not in rules:
                rules.add(expression.rule_name)
                waiting.append(self.rules[expression.rule_name].expression)
        return frozenset(found)

    def listed(self) -> list[str]:
        """The values of the lists that sentences name, each that has a word of its own."""
        every: dict[str, None] = {}
        named = dict.fromkeys(
            reference.list_name
            for template in self.templates
            for reference in references(template.parsed.expression)
            if isinstance(reference, ListReference)
        )
        sampler = Sampler(self.rules, self.lists, self.language)
        for name in named:
            if isinstance(self.lists[name], TextSlotList):
                every |= dict.fromkeys(sampler.values(name))
        return _with_new_words(every)

    def listed_as(self, name: str) -> list[str]:
        """The values of one list in their usual words; nothing where there is no such list."""
        if not isinstance(self.lists.get(name), TextSlotList):
            return []
        return Sampler(self.rules, self.lists, self.language).values(name)

    def said_as(self, name: str) -> frozenset[tuple[str, ...]]:
        """All that the values of a list are called; nothing where there is no such list."""
        values = self.lists.get(name)
        if not isinstance(values, TextSlotList):
            return frozenset()
        said = (each for value in values.values for each in sample_expression(value.text_in))
        return frozenset(keys(each, self.language) for each in said)


def _with_new_words(phrases: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    chosen = []
    for phrase in phrases:
        words = set(phrase.split())
        if words - seen:
            chosen.append(phrase)
            seen |= words
    return chosen
