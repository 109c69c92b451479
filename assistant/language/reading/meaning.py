"""From a reading of a text to its intent: what each slot is, and whether it may be that.

Rules per free slot (`wildcards` in the sentence files) throw out what was not meant.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hassil.intents import RangeSlotList
from hassil.sample import sample_expression

from assistant.language.intent import Intent, Slot
from assistant.language.reading.limits import Limits
from assistant.language.reading.readings import Reading, Span
from assistant.language.templates.sentences import Sentences
from assistant.language.words.korean import agrees
from assistant.language.words.normalise import QUOTED, Token, keys, phrase
from assistant.language.words.numbers import number

_SENTENCE_INSIDE: Final = re.compile(r"[!?~…]\s|\.{2,}\s")
"""A Korean name does not run from one sentence into the next."""

ASIDE: Final = "aside"
"""The slot of free words that are said beside a command and are no part of its meaning."""


@dataclass(frozen=True)
class Known:
    """Whether something is called what a phrase says; without a shop nothing is."""

    product: Callable[[str], bool] = lambda _: False
    brand: Callable[[str], bool] = lambda _: False
    seller: Callable[[str], bool] = lambda _: False
    listed: Callable[[str], bool] = lambda _: False


class Meanings:
    """Makes intents of readings, in one language."""

    def __init__(self, sentences: Sentences, known: Known) -> None:
        """`known` tells what things are called that a slot may be limited to."""
        self._templates = sentences.templates
        self._language = sentences.language
        self._known = known
        self._limits = {
            name: Limits(rule, self._language) for name, rule in sentences.wildcards.items()
        }
        self._alone = _said_alone(sentences)
        # A year is one of its numerals; a count that is too large is still a count, and said so.
        self._numerals = {
            name: range(values.start, values.stop + 1)
            for name, values in sentences.lists.items()
            if isinstance(values, RangeSlotList) and not values.words
        }

    def of(self, text: str, said: list[Token], reading: Reading) -> Intent | None:
        """The intent of a reading; None where a slot may not be what it would be."""
        template = self._templates[reading.template]
        slots: dict[str, Slot] = {name: Slot("", value) for name, value in template.slots.items()}
        for span in reading.spans:
            slot = self._slot(text, said, span)
            if slot is None:
                return None
            slots[span.mark.slot] = slot
            if (other := template.also.get(span.mark.slot)) is not None:
                slots[other] = slot
        if alone := self._alone.get(template.intent):
            more = alone.get(keys(text, self._language), {})
            slots |= {name: Slot("", value) for name, value in more.items()}
        beside = slots.pop(ASIDE, None)
        score = 1.0 if beside is None else beside.score
        return Intent(
            name=template.intent, slots=slots, text=text, language=self._language, score=score
        )

    def _slot(self, text: str, said: list[Token], span: Span) -> Slot | None:
        mark = span.mark
        covered = said[span.first : span.stop]
        if mark.kind == "free":
            covered = _without_article(text, _with_article(text, said, span))
        words = phrase(text, covered[0], covered[-1])
        if mark.kind == "number":
            value = number([token.key for token in covered], self._language)
            numerals = self._numerals.get(mark.list_name)
            if value is None or (numerals and value not in numerals):
                return None
            return Slot(words, value)
        if mark.kind == "text":
            return Slot(words, words.casefold() if span.value is None else span.value)
        limits = self._limits.get(mark.list_name)
        runs_on = self._language == "ko" and _SENTENCE_INSIDE.search(words)
        if runs_on and covered[0].key != QUOTED:
            return None
        if not self._may_end(said, span, limits) or (limits and not limits.allow(covered)):
            return None
        if limits and not self._is_known(words, limits):
            return None
        return Slot(words, words, limits.score if limits else 1.0)

    def _is_known(self, words: str, limits: Limits) -> bool:
        known = self._known
        return (
            (not limits.known or known.product(words))
            and not (limits.unsold and known.product(words))
            and (not limits.brand or known.product(words) or known.brand(words))
            and (not limits.seller or known.seller(words))
            and (not limits.listed or known.listed(words))
        )

    def _may_end(self, said: list[Token], span: Span, limits: Limits | None) -> bool:
        """Whether a Korean name may end where what follows is glued to it."""
        if self._language != "ko" or span.stop >= len(said) or said[span.stop].fresh:
            return True
        rest = tuple(token.key for token in said[span.stop :])
        if limits and any(rest[: len(bad)] == bad for bad in limits.not_glued):
            return False
        return agrees(said[span.stop - 1].key, _form(said, span.stop))


def _said_alone(sentences: Sentences) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
    """The slots that intents have besides where a sentence is all that is said, by intent and sentence."""
    found: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    for template in sentences.templates:
        if template.alone:
            every = sample_expression(template.parsed.expression, sentences.lists, sentences.rules)
            said = {keys(each, sentences.language): template.alone for each in every}
            found.setdefault(template.intent, {}).update(said)
    return found


def _form(said: Sequence[Token], at: int) -> str:
    """The particle that begins at a token: 으로 is two syllables, the others that differ are one."""
    if said[at].key == "으" and at + 1 < len(said) and said[at + 1].key == "로":
        return "으로"
    return said[at].key


def _with_article(text: str, said: list[Token], span: Span) -> list[Token]:
    """`The Second Adventure` keeps its The where that is written large within a sentence."""
    covered = said[span.first : span.stop]
    before = said[span.first - 1] if span.first else None
    large = before is not None and before.start and text[before.start : before.end] == "The"
    return [before, *covered] if before and large and text[covered[0].start].isupper() else covered


def _without_article(text: str, covered: list[Token]) -> list[Token]:
    """`the Glory Season` as it is written is the name Glory Season; `The Bishop` keeps its The."""
    if len(covered) > 1 and text[covered[0].start : covered[0].end] in {"the", "a", "an"}:
        following = text[covered[1].start]
        if following.isupper():
            return covered[1:]
    return covered
