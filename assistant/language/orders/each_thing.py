"""The same command for each of several things that one sentence names.

A phrase that names several is cut (`language.enumeration`), and each piece is put where the whole
phrase stood, so that every piece is understood by the same sentence as if it had been said alone.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from assistant.language.intent import BUYING, Intent
from assistant.language.words.enumeration import Fits, cut, enumerated, without_count

WHOLE_FROM: Final = 0.9
"""How well a catalog name has to fit a phrase with a conjunction for it to be one name."""
KNOWN_FROM: Final = 0.6
"""How well each piece has to fit something, for the phrase to be several."""

LISTING: Final = frozenset(
    {"Order", "Reorder", "Want", "ListAdd", "ListRemove", "Also", "AddToOrder"}
)
"""Intents that may be said of several things."""
THING: Final = ("product", "item")
COUNT: Final = ("quantity", "unit", "by")
_ARTICLE: Final = re.compile(r"\b(?:the|a|an|some)\s+$", re.IGNORECASE)
"""Belongs to the first thing only: "the cheap bread and two eggs"."""
_EACH: Final = re.compile(r"\s?씩(?=\s|$)")
"""Said behind a count that is each thing's."""

Understand = Callable[[str], Intent | None]


def things_of(
    text: str, whole: Intent, language: str, understand: Understand, fits: Fits
) -> tuple[Intent, ...]:
    """The same intent for each thing that the slot names; nothing where it names one."""
    span = span_of(text, whole, language)
    if span is None:
        return ()
    begin, end = span
    pieces = enumerated(text[begin:end], language, fits)
    if len(pieces) <= 1 or (
        fits(thing_of(whole)) >= WHOLE_FROM
        and not _all_fit(pieces, text[begin:end], language, fits)
    ):
        return ()
    if each := _EACH.match(text, end):
        pieces, end = _as_many_of_each(pieces, language), each.end()
    whole_pieces = [f"{text[:begin]}{piece}{text[end:]}" for piece in pieces]
    return each_of(whole_pieces, whole.name, understand, fits)


def _as_many_of_each(pieces: Sequence[str], language: str) -> list[str]:
    """Things with the count of the last: of "우유랑 빵 두 개씩", two of the milk as well."""
    last = pieces[-1]
    count = last.removeprefix(without_count(last, language))
    return [piece if without_count(piece, language) != piece else piece + count for piece in pieces]


def span_of(text: str, whole: Intent, language: str) -> tuple[int, int] | None:
    """From where to where the thing stands with its count and article; None where it is not there."""
    thing = thing_of(whole)
    places = places_of(text, whole, thing, language)
    if not thing or any(place < 0 for place, _ in places):
        return None
    begin = min(place for place, _ in places)
    return len(_ARTICLE.sub("", text[:begin])), max(place + len(said) for place, said in places)


def places_of(text: str, said: Intent, thing: str, language: str) -> list[tuple[int, str]]:
    """Where the thing and what counts it stand: in English before it, in Korean behind it."""
    begin = text.find(thing)
    end = begin + len(thing)
    places = [(begin, thing)]
    for name in COUNT:
        if name in said.slots:
            word = said.slots[name].text
            before, behind = text.rfind(word, 0, max(0, begin)), text.find(word, end)
            first, second = (behind, before) if language == "ko" else (before, behind)
            places.append((first if first >= 0 else second, word))
    return places


def each_of(
    texts: Sequence[str], name: str, understand: Understand, fits: Fits
) -> tuple[Intent, ...]:
    """Every piece as if it had been said alone; nothing unless all are understood alike."""
    found = [understand(text) for text in texts]
    buying = name in BUYING
    for intent in found:
        if intent is None or (intent.name != name and not (buying and intent.name in LISTING)):
            return ()
    intents = tuple(intent for intent in found if intent is not None)
    things = list(map(thing_of, intents))
    if not all(things) or (buying and max(map(fits, things)) < KNOWN_FROM):
        return ()
    return intents


def thing_of(intent: Intent) -> str:
    """The words for what an intent is about; empty where it names nothing."""
    return next((intent.slots[slot].text for slot in THING if slot in intent.slots), "")


def _all_fit(pieces: Sequence[str], said: str, language: str, fits: Fits) -> bool:
    """Whether each is a name by itself: where a word joins them, whatever counts it."""
    joined = len(cut(said, language)) > 1  # no "건전지 더블에이로 한 팩", which is one thing
    names = [without_count(piece, language) for piece in pieces] if joined else pieces
    return min(map(fits, names)) >= WHOLE_FROM
