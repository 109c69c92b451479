"""The format of a sentence file, and how one is read: Home Assistant's, with seven keys of ours.

`skip_start` and `skip_end` are words that mean nothing at one end only, `skip_within` words that mean
nothing anywhere, `skip_unsaid` those of them that mean something where a sentence says them itself,
`reasons` are sentences that are said beside a command and ask for nothing, `wildcards` say what free
text may not be, `words` which part words play in what is read without templates; other readers pass
them over.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import yaml
from msgspec import Meta

from assistant.core.errors import SentencesError

REPLIES_FILE: Final = "replies.yaml"
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_FILE_BYTES: Final = 2_000_000


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences of one intent that share their fixed slots."""

    sentences: Annotated[list[str], Meta(min_length=1)]
    slots: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    """`weight` moves these sentences before or behind others that match as well; `also` names a
    second slot that a slot's phrase may be as well: {track: album}; `alone` gives slots that the intent
    has only where one of these sentences is all that is said; `apart` names rules with the ways to say
    each, every one of which makes a sentence of its own: of one sentence only the best reading counts."""
    response: str | None = None
    requires_context: dict[str, Any] = {}
    """`{after: order}`: only where that was spoken of last. What else Home Assistant requires is
    not looked at."""
    excludes_context: dict[str, Any] = {}


class IntentBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All sentences of one intent in one file."""

    data: Annotated[list[Data], Meta(min_length=1)]


class Wildcard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a free-text slot may not be, so that it does not swallow what was not meant."""

    max_words: int = 8
    without: list[str] = []
    """Words or phrases that must not occur in it."""
    one_of: list[str] = []
    """Words or phrases of which one at least must occur in it."""
    one_last: list[str] = []
    """Words or phrases of which it must end with one; Korean endings as well: "ㅆ어" is 했어, 왔어 …"""
    not_first: list[str] = []
    not_last: list[str] = []
    not_whole: list[str] = []
    not_glued: list[str] = []
    """Korean: what may follow it only after a space or a particle."""
    score: float = 1.0
    """How sure the slot is: lower where the sentence does not say what the phrase is."""
    known: bool = False
    """Only what a product is called: "I need vinegar" is about the shop, "I need help" is not."""
    unsold: bool = False
    """Only what no product is called: "put Thriller on" is music, "put onions on" goes on with a list."""
    brand: bool = False
    """Only what a product or a brand is called: "cheaper than Gain" is, though "I need sun" is not."""
    seller: bool = False
    """Only what a seller is called, or a thing with the seller it is to be from."""
    listed: bool = False
    """Only what a list of the household is called."""


class SentenceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One YAML file."""

    language: str
    intents: dict[str, IntentBlock] = {}
    lists: dict[str, dict[str, Any]] = {}
    expansion_rules: dict[str, str] = {}
    skip_words: list[str] = []
    skip_start: list[str] = []
    skip_end: list[str] = []
    skip_within: list[str] = []
    skip_unsaid: list[str] = []
    reasons: list[str] = []
    wildcards: dict[str, Wildcard] = {}
    words: dict[str, list[str]] = {}
    settings: dict[str, Any] = {}


def sentence_files(directory: Path, language: str) -> list[Path]:
    """The sentence files of a language, sorted; raises `SentencesError` where there are none."""
    folder = directory / language
    if not folder.is_dir():
        folder = directory
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != REPLIES_FILE)
    if not paths:
        raise SentencesError(directory, f"holds no sentence files (*.yaml) for {language!r}")
    return paths


def all_files(directory: Path, language: str, more: Sequence[Path]) -> list[Path]:
    """The sentence files of a folder, and those of the folders in `more` that have the language."""
    added = (folder for folder in more if (folder / language).is_dir())
    return [path for folder in (directory, *added) for path in sentence_files(folder, language)]


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; raises `SentencesError` with the line of a mistake."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise SentencesError(path, f"is larger than {_MAX_FILE_BYTES} bytes")
        return yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError) as error:
        raise SentencesError(path, f"cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SentencesError(f"{path}:{line}", f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SentencesError(path, f"not YAML: {' '.join(str(error).split())}") from error


def read(path: Path) -> SentenceFile:
    """The content of a sentence file; raises `SentencesError` where it has a mistake."""
    try:
        return msgspec.convert(read_yaml(path), SentenceFile)
    except msgspec.ValidationError as error:
        reason = str(error).replace("`$.", "`")
        if "got `bool`" in reason:
            reason += "; YAML takes on, off, yes and no for true and false: put them in quotes"
        raise SentencesError(path, reason) from error


def line_of(path: Path, text: str) -> str:
    """The file with the first line that holds `text`, as editors open it."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if text in line:
            return f"{path}:{number}"
    return str(path)
