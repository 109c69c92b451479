"""Sentence templates as their files write them, parsed with `hassil`; mistakes name file and line."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from hassil.errors import HassilError
from hassil.expression import Group, ListReference, RuleReference, Sentence
from hassil.intents import Intents
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from assistant.core.errors import SentencesError
from assistant.language.templates.files import SentenceFile, line_of

REASON: Final = "Reason"
"""The name that reasons have in the place of an intent's."""


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
    alone: dict[str, Any] = {}
    """The slots that the intent has besides where this is all that is said."""
    after: str = ""
    """What has to have been spoken of last; empty where that does not matter."""


def shared_by(files: list[tuple[Path, SentenceFile]], language: str) -> Intents:
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


def templates_of(path: Path, file: SentenceFile, language: str) -> Iterator[Template]:
    """The sentences of a file's intents."""
    for intent, block in file.intents.items():
        for data in block.data:
            weight = data.metadata.get("weight", 0.0)
            if not isinstance(weight, int | float):
                raise SentencesError(path, f"{intent}: weight is {weight!r}, not a number")
            also = data.metadata.get("also", {})
            if not isinstance(also, dict) or not all(isinstance(v, str) for v in also.values()):
                raise SentencesError(path, f"{intent}: also is {also!r}, not slot: slot")
            alone = data.metadata.get("alone", {})
            if not isinstance(alone, dict):
                raise SentencesError(path, f"{intent}: alone is {alone!r}, not slot: value")
            apart = data.metadata.get("apart", {})
            if not isinstance(apart, dict) or not all(isinstance(v, list) for v in apart.values()):
                raise SentencesError(path, f"{intent}: apart is {apart!r}, not rule: [ways]")
            after = data.requires_context.get("after", "")
            if not isinstance(after, str):
                raise SentencesError(path, f"{intent}: after is {after!r}, not a name")
            rest = (data.slots, float(weight), path.name, also, alone, after)
            for text in data.sentences:
                for way in _ways_apart(text, apart):
                    yield Template(intent, text, _parse(path, way, language), *rest)


def _ways_apart(text: str, apart: dict[str, list[str]]) -> list[str]:
    """A sentence once for each way that a rule of it is to be read by itself."""
    ways = [text]
    for rule, each in apart.items():
        if f"<{rule}>" in text:
            ways = [way.replace(f"<{rule}>", one) for way in ways for one in each]
    return ways


def reasons_of(path: Path, file: SentenceFile, language: str) -> Iterator[Template]:
    """What a file says may stand beside a command."""
    for text in file.reasons:
        yield Template(REASON, text, _parse(path, text, language), {}, 0.0, path.name)


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


def check_references(
    files: list[tuple[Path, SentenceFile]], templates: Iterable[Template], shared: Intents
) -> None:
    """Raise `SentencesError` where a sentence names a list or a rule that no file has, or itself."""
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
