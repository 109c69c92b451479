"""Sentence files: Home Assistant's format, read with `hassil`, checked, ready to be compiled.

A folder of a language holds one YAML file per domain, plus files with the shared `lists`,
`expansion_rules` and `skip_words` (`assistant.language.sentence_files`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from hassil.errors import HassilError
from hassil.expression import Group, ListReference, RuleReference, Sentence, TextChunk
from hassil.intents import Intents, SlotList, TextSlotList, WildcardSlotList
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from hassil.sample import sample_expression

from assistant.core.errors import SentencesError
from assistant.language.normalise import keys
from assistant.language.sampling import Sampler, covering
from assistant.language.sentence_files import SentenceFile, Wildcard, all_files, line_of, read

REASON: Final = "Reason"
"""The name that reasons have in the place of an intent's."""
EVERY: Final = 100_000
"""More sentences than are ever drawn."""


class Template(msgspec.Struct, frozen=True):
    """One sentence template of an intent, parsed."""

    intent: str
    text: str
    parsed: Sentence
    slots: dict[str, Any]
    weight: float
    file: str
    """Name of the file it stands in, without folders."""
    also: dict[str, str] = {}
    """What a slot's phrase may be as well: the name of an album as that of a track."""
    after: str = ""
    """What has to have been spoken of last; empty where that does not matter."""


class Skips(msgspec.Struct, frozen=True):
    """Words that mean nothing: anywhere at the ends, at the start, at the end.

    Those that are `unsaid` do where a sentence says them: "today" is no part of most sentences.
    """

    both: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
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
        shared = _shared(files, language)
        every = [template for path, file in files for template in _templates(path, file, language)]
        reasons = tuple(
            Template(REASON, text, _parse(path, text, language), {}, 0.0, path.name)
            for path, file in files
            for text in file.reasons
        )
        _check_references(files, (*every, *reasons), shared)
        return cls(
            language=language,
            templates=tuple(template for template in every if not template.after),
            following={
                what: tuple(template for template in every if template.after == what)
                for what in sorted({template.after for template in every} - {""})
            },
            reasons=reasons,
            lists=shared.slot_lists,
            rules=shared.expansion_rules,
            skips=Skips(
                tuple(word for _, file in files for word in file.skip_words),
                tuple(word for _, file in files for word in file.skip_start),
                tuple(word for _, file in files for word in file.skip_end),
                tuple(word for _, file in files for word in file.skip_unsaid),
            ),
            wildcards={name: rule for _, file in files for name, rule in file.wildcards.items()},
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

        `assistant.language.sampling.fill` puts names in; `intents` takes only these.
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


def _shared(files: list[tuple[Path, SentenceFile]], language: str) -> Intents:
    """The lists and rules of all files, parsed by hassil, each blamed on its own file."""
    merged = Intents(language=language, intents={})
    for path, file in files:
        for name in (merged.slot_lists.keys() & file.lists) | (
            merged.expansion_rules.keys() & file.expansion_rules
        ):
            raise SentencesError(
                line_of(path, f"  {name}:"), f"{name} is defined in another file too"
            )
        for name, body in file.lists.items():
            part = _parsed_part(path, name, {"lists": {name: _joined_list(body, language)}})
            merged.slot_lists |= part.slot_lists
        for name, rule in file.expansion_rules.items():
            rules = {"expansion_rules": {name: joined(rule, language)}}
            merged.expansion_rules |= _parsed_part(path, name, rules).expansion_rules
    return merged


def _parsed_part(path: Path, name: str, part: dict[str, Any]) -> Intents:
    try:
        return Intents.from_dict({"language": "", "intents": {}} | part)
    except (
        HassilError,
        ParseError,
        ValueError,
        TypeError,
        KeyError,
        AssertionError,
        AttributeError,
    ) as error:
        where = line_of(path, f"{name}:")
        raise SentencesError(where, f"{name}: {_reason(error)}") from error


def _joined_list(body: dict[str, Any], language: str) -> dict[str, Any]:
    values = body.get("values")
    if not isinstance(values, list):
        return body
    return body | {
        "values": [
            joined(value, language)
            if isinstance(value, str)
            else value | ({"in": joined(str(value["in"]), language)} if "in" in value else {})
            for value in values
            if isinstance(value, str | dict)
        ]
    }


def _templates(path: Path, file: SentenceFile, language: str) -> Iterator[Template]:
    for intent, block in file.intents.items():
        for data in block.data:
            weight = data.metadata.get("weight", 0.0)
            if not isinstance(weight, int | float):
                raise SentencesError(path, f"{intent}: weight is {weight!r}, not a number")
            also = data.metadata.get("also", {})
            if not isinstance(also, dict) or not all(isinstance(v, str) for v in also.values()):
                raise SentencesError(path, f"{intent}: also is {also!r}, not slot: slot")
            after = data.requires_context.get("after", "")
            if not isinstance(after, str):
                raise SentencesError(path, f"{intent}: after is {after!r}, not a name")
            rest = (data.slots, float(weight), path.name, also, after)
            for text in data.sentences:
                yield Template(intent, text, _parse(path, text, language), *rest)


def _parse(path: Path, text: str, language: str) -> Sentence:
    try:
        return parse_sentence(joined(text, language))
    except (HassilError, ParseError, ValueError, AssertionError, IndexError) as error:
        raise SentencesError(line_of(path, text), f"{text!r}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "brackets do not match"


_AFFIXES: Final = (
    (re.compile(r"(\w+)\[(\w+)\](?![\w\[(])"), r"(\1|\1\2)"),
    (re.compile(r"(?<![\w\])])\[(\w+)\](\w+)"), r"(\2|\1\2)"),
)


def joined(template: str, language: str) -> str:
    """`song[s]` as `(song|songs)`: words are compared whole, except in Korean."""
    if language == "ko":
        return template
    for pattern, replacement in _AFFIXES:
        template = pattern.sub(replacement, template)
    return template


def references(expression: Any) -> Iterator[ListReference | RuleReference]:
    """Every list and rule that an expression names."""
    if isinstance(expression, ListReference | RuleReference):
        yield expression
    elif isinstance(expression, Group):
        for item in expression.items:
            yield from references(item)


def _check_references(
    files: list[tuple[Path, SentenceFile]], templates: Iterable[Template], shared: Intents
) -> None:
    texts = [(t.text, t.text, t.parsed) for t in templates]
    texts += [(f"{name}:", f"rule <{name}>", rule) for name, rule in shared.expansion_rules.items()]
    for written, what, sentence in texts:
        for reference in references(sentence.expression):
            if isinstance(reference, RuleReference):
                known = reference.rule_name in shared.expansion_rules
                name = f"rule <{reference.rule_name}>"
            else:
                known = reference.list_name in shared.slot_lists
                name = f"list {{{reference.list_name}}}"
            if not known:
                raise SentencesError(_place(files, written), f"{what!r}: there is no {name}")
    _check_cycles(files, shared.expansion_rules)


def _check_cycles(files: list[tuple[Path, SentenceFile]], rules: dict[str, Sentence]) -> None:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise SentencesError(_place(files, f"{name}:"), f"rule <{name}> contains itself")
        if name in done:
            return
        for reference in references(rules[name].expression):
            if isinstance(reference, RuleReference):
                visit(reference.rule_name, (*above, name))
        done.add(name)

    for name in rules:
        visit(name, ())


def _place(files: list[tuple[Path, SentenceFile]], text: str) -> str:
    """The file and line in which `text` is written first."""
    places = (line_of(path, text) for path, _ in files)
    found = next((place for place in places if re.search(r":\d+$", place)), "")
    return found or str(files[0][0].parent)
