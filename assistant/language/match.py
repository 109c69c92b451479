"""From a sentence to its meaning, by exact words.

Every template that matches is a candidate; the one with the most literal words and the fewest free
ones wins, then rules per free slot (`wildcards` in the sentence files) throw out what was not meant.
Nothing is guessed: a text that no sentence covers has no intent.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from assistant.language.intent import Intent, Slot
from assistant.language.korean import agrees
from assistant.language.normalise import (
    MAX_CHARACTERS,
    QUOTED,
    Token,
    clean,
    keys,
    phrase,
    sentences,
    tokens,
)
from assistant.language.numbers import number
from assistant.language.readings import Reading, Readings, Span
from assistant.language.sentences import Sentences, Wildcard

WAKE_WORDS: Final = frozenset(
    {("alexa",), ("알", "렉", "사"), ("알", "렉", "싸"), ("hey", "alexa"), ("hey", "jarvis")}
    | {("okay", "nabu"), ("ok", "nabu"), ("hey", "mycroft"), ("computer",)}
)
"""Dropped at either end of a command."""

BUYING: Final = frozenset({"Order", "Reorder"})
"""Intents that spend money: nothing around such a sentence is passed over."""

_SENTENCE_INSIDE: Final = re.compile(r"[!?~…]\s|\.{2,}\s")
"""A Korean name does not run from one sentence into the next."""

_ASIDE: Final = frozenset({"SmallTalk", "Yes", "No"})
"""What may be said beside a command in another sentence of the same breath."""


class Understanding(msgspec.Struct, frozen=True):
    """What became of a text."""

    intent: Intent | None
    ms: float
    """How long it took, in milliseconds."""


class Matcher:
    """Understands texts of one language. Safe to share between threads that take turns."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences
        self._language = sentences.language
        self._readings = Readings(sentences)
        skips = sentences.skips
        self._skip_start = self._word_lists((*skips.both, *skips.start)) | WAKE_WORDS
        self._skip_end = self._word_lists((*skips.both, *skips.end)) | WAKE_WORDS
        self._limits = {
            name: _Limits(rule, self._language) for name, rule in sentences.wildcards.items()
        }

    def _word_lists(self, phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
        return frozenset(keys(text, self._language) for text in phrases) - {()}

    def understand(self, text: str) -> Understanding:
        """The intent of a text, or None; never raises, whatever the text."""
        began = time.perf_counter()
        intent = self._intent(text)
        return Understanding(intent, 1000 * (time.perf_counter() - began))

    def _intent(self, text: str) -> Intent | None:
        if len(text) > MAX_CHARACTERS:
            return None
        cleaned = clean(text)
        whole = self._one(cleaned)
        if whole is not None:
            return whole
        parts = sentences(cleaned)
        return self._among(parts) if len(parts) > 1 else None

    def _among(self, parts: list[str]) -> Intent | None:
        """The one command among several sentences; money is spent only if all are understood."""
        found = [self._one(part) for part in parts]
        commands = [intent for intent in found if intent and intent.name not in _ASIDE]
        if not commands:
            return next((i for i in found if i), None) if all(found) else None
        chosen = commands[-1]
        if chosen.name in BUYING and (not all(found) or len(commands) > 1):
            return None
        return chosen

    def _one(self, text: str) -> Intent | None:
        whole = tokens(text, self._language)
        ways = [whole]
        if any(token.key == QUOTED for token in whole):
            ways.append(tokens(text, self._language, quotations=False))
        for said in ways:
            for variant in self._variants(said):
                intent = self._best(text, variant)
                if intent is not None:
                    return intent
        return None

    def _variants(self, whole: list[Token]) -> Iterator[list[Token]]:
        """Without meaningless words at the ends first; as it stands where that says nothing."""
        begin = _skipped(whole, self._skip_start)
        end = len(whole) - _skipped(whole[begin:][::-1], self._skip_end, backwards=True)
        if begin < end:
            yield whole[begin:end]
        if begin and end < len(whole):
            yield whole[begin:]
            yield whole[:end]
        if begin or end < len(whole):
            yield whole

    def _best(self, text: str, said: list[Token]) -> Intent | None:
        readings = sorted(self._readings.of(said), key=self._rank)
        for reading in readings:
            intent = self._meaning(text, said, reading)
            if intent is not None:
                return intent
        return None

    def _rank(self, reading: Reading) -> tuple[float, int]:
        template = self._sentences.templates[reading.template]
        return -(reading.weight + template.weight), reading.template

    def _meaning(self, text: str, said: list[Token], reading: Reading) -> Intent | None:
        template = self._sentences.templates[reading.template]
        slots: dict[str, Slot] = {name: Slot("", value) for name, value in template.slots.items()}
        for span in reading.spans:
            slot = self._slot(text, said, span)
            if slot is None:
                return None
            slots[span.mark.slot] = slot
        return Intent(name=template.intent, slots=slots, text=text, language=self._language)

    def _slot(self, text: str, said: list[Token], span: Span) -> Slot | None:
        mark = span.mark
        covered = said[span.first : span.stop]
        if mark.kind == "free":
            covered = _without_article(text, covered)
        words = phrase(text, covered[0], covered[-1])
        if mark.kind == "number":
            value = number([token.key for token in covered], self._language)
            return None if value is None else Slot(words, value)
        if mark.kind == "text":
            return Slot(words, words.casefold() if span.value is None else span.value)
        limits = self._limits.get(mark.list_name)
        runs_on = self._language == "ko" and _SENTENCE_INSIDE.search(words)
        if runs_on and covered[0].key != QUOTED:
            return None
        if not self._may_end(said, span, limits) or (limits and not limits.allow(covered)):
            return None
        return Slot(words, words, limits.score if limits else 1.0)

    def _may_end(self, said: list[Token], span: Span, limits: "_Limits | None") -> bool:
        """Whether a Korean name may end where what follows is glued to it."""
        if self._language != "ko" or span.stop >= len(said) or said[span.stop].fresh:
            return True
        rest = tuple(token.key for token in said[span.stop :])
        if limits and any(rest[: len(bad)] == bad for bad in limits.not_glued):
            return False
        return agrees(said[span.stop - 1].key, _form(said, span.stop))


def _form(said: Sequence[Token], at: int) -> str:
    """The particle that begins at a token: 으로 is two syllables, the others that differ are one."""
    if said[at].key == "으" and at + 1 < len(said) and said[at + 1].key == "로":
        return "으로"
    return said[at].key


def _skipped(
    said: list[Token], skips: frozenset[tuple[str, ...]], *, backwards: bool = False
) -> int:
    """How many tokens at the beginning (or reversed: at the end) mean nothing."""
    longest = max(map(len, skips), default=0)
    count = 0
    while count < len(said):
        for length in range(min(longest, len(said) - count), 0, -1):
            run = [token.key for token in said[count : count + length]]
            if tuple(run[::-1] if backwards else run) in skips and _whole_words(
                said, count + length, backwards=backwards
            ):
                count += length
                break
        else:
            break
    return count


def _without_article(text: str, covered: list[Token]) -> list[Token]:
    """`the Glory Season` as it is written is the name Glory Season; `The Bishop` keeps its The."""
    if len(covered) > 1 and text[covered[0].start : covered[0].end] in {"the", "a", "an"}:
        following = text[covered[1].start]
        if following.isupper():
            return covered[1:]
    return covered


def _whole_words(said: list[Token], stop: int, *, backwards: bool) -> bool:
    """Whether tokens begin and end with written words: 아 is not skipped in 아무."""
    if backwards:
        return said[stop - 1].fresh
    return stop == len(said) or said[stop].fresh


class _Limits:
    """A `Wildcard` rule, ready to be checked against tokens."""

    def __init__(self, rule: Wildcard, language: str) -> None:
        def runs(phrases: list[str]) -> frozenset[tuple[str, ...]]:
            return frozenset(keys(text, language) for text in phrases) - {()}

        self._max_words = rule.max_words
        self._without = runs(rule.without)
        self._one_of = runs(rule.one_of)
        self._not_first = runs(rule.not_first)
        self._not_last = runs(rule.not_last)
        self._not_whole = runs(rule.not_whole)
        self.not_glued = runs(rule.not_glued)
        self.score = rule.score

    def allow(self, covered: list[Token]) -> bool:
        """Whether a free slot may be these tokens."""
        run = tuple(token.key for token in covered)
        if run[0] == QUOTED and len(run) == 1:
            return True
        words = sum(token.fresh for token in covered) or 1
        return not bool(
            words > self._max_words
            or run in self._not_whole
            or any(run[: len(bad)] == bad for bad in self._not_first)
            or any(run[-len(bad) :] == bad for bad in self._not_last)
            or any(_holds(run, bad) for bad in self._without)
            or (self._one_of and not any(_holds(run, good) for good in self._one_of))
        )


def _holds(run: tuple[Any, ...], part: tuple[Any, ...]) -> bool:
    return any(run[at : at + len(part)] == part for at in range(len(run) - len(part) + 1))
