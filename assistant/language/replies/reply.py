"""Replies: Jinja2 templates per language, written and spoken.

`intents/<language>/replies.yaml` maps a key to a template or to several that take turns. Each is
rendered twice with the same data: once for the eye ($19.99) and once for the ear (19 dollars 99).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.core.errors import SentencesError
from assistant.language.replies.spoken import FILTERS, LOCALES, Spoken, Written
from assistant.language.templates.files import REPLIES_FILE, read_yaml

REQUIRED: Final = frozenset(
    [
        "ordered",
        "order_in_progress",
        "ask_which",
        "confirm_purchase",
        "product_unknown",
        "product_unknown_else",
        "not_ordered",
        "order_status",
        "order_status_none",
        "cancelled",
        "nothing_to_cancel",
        "cancel_too_late",
        "skill_silent",
        "store_silent",
        "refused",
        "playing",
        "music_unknown",
        "nothing_playing",
        "paused",
        "resumed",
        "next",
        "now_playing",
        "louder",
        "quieter",
        "stopped",
        "player_silent",
        "no_question",
        "nothing_to_repeat",
        "help",
        "not_understood",
        "not_heard",
        "never_mind",
        "muted",
        "unmuted",
        "chosen_unclear",
        "recommend_nothing",
        "music_no_years",
        "number_too_large",
        "slot_ordered",
        "level_ordered",
        "ask_product",
        "change_unclear",
        "confirm_basket",
        "order_kept",
        "store_silent_question",
        "small_talk.hello",
    ]
)
"""Every reply that the assistant may give, but for small talk topics."""


_FORM: Final = "_form"
"""The name under which a template finds the formats it is rendered with."""


class Reply(msgspec.Struct, frozen=True):
    """Something to say."""

    key: str
    text: str
    """As it is written."""
    speech: str
    """As it is said."""


def joined(replies: Sequence[Reply]) -> Reply:
    """Several replies as one, with the key of the last."""
    text, speech = (
        " ".join(parts) for parts in zip(*((r.text, r.speech) for r in replies), strict=True)
    )
    return Reply(replies[-1].key, text, speech)


class ReplyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`replies.yaml`."""

    language: str
    replies: dict[str, str | list[str] | dict[str, str | list[str]]]
    words: dict[str, dict[str, str]] = {}
    """What templates call the same thing alike: `{{ words.reason[each] }}`."""


class Replies:
    """The replies of one language."""

    def __init__(
        self,
        language: str,
        templates: Mapping[str, list[str]],
        path: Path,
        added: Mapping[str, Path],
        words: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Compile the templates; `added` names the files of those that are not in `path`."""
        if language not in LOCALES:
            raise SentencesError(path, f"no formats for language {language!r}")
        self.language = language
        self._path = path
        self._added = added
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
        )
        self._environment.globals["words"] = words
        self._environment.filters |= {name: _filter(name) for name in FILTERS} | {"begun": begun}
        self._templates = {
            key: [self._compiled(key, variant) for variant in variants]
            for key, variants in templates.items()
        }

    @classmethod
    def load(cls, directory: Path, language: str, more: Sequence[Path] = ()) -> "Replies":
        """Read `directory/<language>/replies.yaml`, or `directory/replies.yaml`.

        Folders in `more` add replies of their own where they have the language.

        Raises:
            SentencesError: it cannot be read, a template has a mistake, a key is missing or is
                there twice.
        """
        files: dict[str, Path] = {}
        path = directory / language / REPLIES_FILE
        if not path.is_file():
            path = directory / REPLIES_FILE
        read = _read(path)
        templates, words = dict(_flat(read.replies)), dict(read.words)
        for added in (folder / language / REPLIES_FILE for folder in more):
            if added.is_file():
                more_read = _read(added)
                extra = dict(_flat(more_read.replies))
                words |= more_read.words
                if twice := sorted(templates.keys() & extra.keys()):
                    raise SentencesError(added, f"{twice[0]} is a reply of another file too")
                templates |= extra
                files |= dict.fromkeys(extra, added)
        missing = sorted(REQUIRED - templates.keys())
        if missing:
            raise SentencesError(path, f"has no reply for {', '.join(missing)}")
        empty = sorted(key for key, variants in templates.items() if not variants)
        if empty:
            raise SentencesError(path, f"has an empty reply for {', '.join(empty)}")
        return cls(language, templates, path, files, words)

    @property
    def keys(self) -> frozenset[str]:
        """Every reply there is; small talk as `small_talk.<topic>`."""
        return frozenset(self._templates)

    def _compiled(self, key: str, text: str) -> Any:
        try:
            return self._environment.from_string(text.strip())
        except TemplateError as error:
            raise SentencesError(self._added.get(key, self._path), f"{key}: {error}") from error

    def render(
        self,
        key: str,
        turn: int = 0,
        *,
        now: datetime | None = None,
        tz: tzinfo = UTC,
        **data: Any,
    ) -> Reply:
        """A reply; `turn` chooses among variants, `now` and `tz` decide what "tomorrow" is.

        Templates also know the present moment as `now`.

        Raises:
            SentencesError: there is no such reply, or its template needs data that is not given.
        """
        variants = self._templates.get(key)
        if not variants:
            raise SentencesError(self._path, f"has no reply {key!r}")
        template = variants[turn % len(variants)]
        moment = now or datetime.now(UTC)
        try:
            text, speech = (
                " ".join(
                    template.render(
                        data | {"now": moment, _FORM: form(self.language, moment, tz)}
                    ).split()
                )
                for form in (Written, Spoken)
            )
        except (TemplateError, TypeError, ValueError, KeyError, AttributeError) as error:
            raise SentencesError(self._added.get(key, self._path), f"{key}: {error}") from error
        return Reply(key, begun(text), begun(speech))


def begun(text: str) -> str:
    """Begun as a sentence, whatever comes first; "iPhone" and "7up" are written as they are."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first == first.casefold() else text


def _read(path: Path) -> ReplyFile:
    try:
        return msgspec.convert(read_yaml(path), ReplyFile)
    except msgspec.ValidationError as error:
        raise SentencesError(path, str(error)) from error


def _filter(name: str) -> Callable[..., str]:
    """A Jinja2 filter that writes or speaks, whichever the template is rendered for."""

    @pass_context
    def apply(context: Context, *values: Any) -> str:
        formatted: str = getattr(context[_FORM], name)(*values)
        return formatted

    return apply


def _flat(
    replies: Mapping[str, str | list[str] | dict[str, str | list[str]]],
) -> Iterator[tuple[str, list[str]]]:
    for key, value in replies.items():
        if isinstance(value, dict):
            for topic, variants in value.items():
                yield f"{key}.{topic}", [variants] if isinstance(variants, str) else variants
        else:
            yield key, [value] if isinstance(value, str) else value
