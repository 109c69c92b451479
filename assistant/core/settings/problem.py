"""What is wrong with a setting, in the words of who wrote it."""

import difflib
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "a text in quotes",
    "array": 'a list such as ["a", "b"]',
    "object": 'a table such as {USD = "30"}',
    "null": "nothing",
}
"""msgspec's names for what it expected and found."""


def unknown(name: str, known: Mapping[str, Any], what: str) -> str:
    """That there is no such setting or section, and which was probably meant."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"there is no {what} {name}" + (f" (did you mean {close[0]}?)" if close else "")


def problem(error: msgspec.ValidationError, sections: Mapping[str, type]) -> str:
    """A complaint of msgspec about the settings; `sections` are the types of all sections."""
    text, _, path = str(error).partition(" - at `$.")
    path = path.rstrip("`")
    section, _, key = path.partition(".")
    hints = get_type_hints(sections[section]) if section in sections else {}
    if field := re.search(r"unknown field `(.+)`", text):
        return unknown(field[1], hints, f"setting [{section}]")
    if text.startswith("Invalid enum value") and get_origin(hints.get(key)) is Literal:
        given = text.removeprefix("Invalid enum value ")
        return f"{path} is {given}; it can be {', '.join(map(str, get_args(hints[key])))}"
    if "matching regex" in text:
        return f"{path} has a character that cannot be in it"
    said = re.sub(r"`(\w+)`", lambda kind: _KINDS.get(kind[1], kind[1]), text)
    return f"{path} should be {said.removeprefix('Expected ').replace(', got', ', and is')}"
