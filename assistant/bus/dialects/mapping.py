"""Which button stands for which slot: a TOML file that a person may write, and a command does."""

import json
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from assistant.bus.dialects.gesture import LONGEST_WORD, Family, Gesture
from assistant.core.errors import BadInputError, StorageError
from assistant.core.messages import Id

HEADER = """\
# Which button orders what: written by `assistant devices learn`, and yours to edit.
# It is read again when it changes. docs/buttons.md explains it.
"""
MOST = 500

Name = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=r"^(?!/)[^+#\x00-\x1f\x7f]+(?<!/)\Z")
]
"""As in a topic: no wildcards, no control characters, no slash at an end."""
Word = Annotated[str, Meta(max_length=LONGEST_WORD, pattern=r"^[^+#\x00-\x20\x7f]*\Z")]


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One gesture on one button, and the slot it stands for."""

    family: Family
    name: Name
    """As it stands in the button's topics."""
    button: Word = ""
    """Which of the device's buttons; empty: any of them."""
    gesture: Annotated[Word, Meta(min_length=1)] = "single"
    device: Id
    slot: Id
    test: bool = False
    """Goes the whole way of an order and buys nothing."""
    seen: Annotated[str, Meta(max_length=64)] = ""
    """The count or date of the press it was learnt by, which orders nothing."""

    @property
    def learnt_by(self) -> Gesture:
        """The press it was learnt by."""
        return Gesture(self.family, self.name, self.button, self.gesture, self.seen or None)

    def means(self, gesture: Gesture) -> bool:
        """Whether it is about this gesture."""
        return self.watches(gesture) and self.gesture == gesture.gesture

    def watches(self, gesture: Gesture) -> bool:
        """Whether it is about this button, whatever the gesture."""
        return (self.family, self.name) == (gesture.family, gesture.name) and (
            self.button in {"", gesture.button}
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    button: Annotated[tuple[Mapping, ...], Meta(max_length=MOST)] = ()


def read_mappings(path: Path) -> tuple[Mapping, ...]:
    """The mappings in a file; none where there is no file.

    Raises:
        BadInputError: it cannot be read; the message says where.
    """
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).button
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        text = str(error).replace("`$.", "`")
        raise BadInputError(f"cannot read the buttons in {path}: {text}") from error
    for index, mapping in enumerate(found):
        if any(_same_gesture(mapping, other) for other in found[:index]):
            what = f"{mapping.family} {mapping.name!r} {mapping.button} {mapping.gesture}"
            raise BadInputError(f"{path} has {what} twice; one gesture stands for one slot")
    return found


def add_mapping(path: Path, mapping: Mapping) -> bool:
    """Write a mapping into the file; whether it takes the place of another.

    What a person wrote there stays as it is, unless the gesture stood for something else.

    Raises:
        BadInputError: the file cannot be read as it is.
        StorageError: it cannot be written.
    """
    before = read_mappings(path)
    others = tuple(each for each in before if not _same_gesture(each, mapping))
    if len(others) < len(before):
        _write(path, HEADER + "".join(_block(each) for each in (*others, mapping)))
        return True
    text = path.read_text("utf-8").rstrip() + "\n" if before or path.exists() else HEADER
    _write(path, text + _block(mapping))
    return False


def remove_mappings(path: Path, gone: Sequence[Mapping]) -> None:
    """Take mappings out of the file; raises as `add_mapping`."""
    kept = (each for each in read_mappings(path) if each not in gone)
    _write(path, HEADER + "".join(_block(each) for each in kept))


def _same_gesture(one: Mapping, other: Mapping) -> bool:
    def gesture(of: Mapping) -> tuple[str, ...]:
        return of.family, of.name, of.button, of.gesture

    return gesture(one) == gesture(other)


def _block(mapping: Mapping) -> str:
    values = msgspec.to_builtins(mapping)
    defaults = {"button": "", "test": False, "seen": ""}
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()
             if value != defaults.get(key)]  # fmt: skip
    return "\n[[button]]\n" + "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, "utf-8")
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise StorageError(f"cannot write {path}: {error.strerror}") from error
