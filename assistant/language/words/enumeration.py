"""A phrase that names several things, cut into one phrase for each.

People say "milk, eggs and bread"; a recogniser writes "milk eggs and bread". A phrase is cut at its
commas and conjunctions, and where those are missing between the names that the catalog knows. A name
that holds a conjunction itself ("half and half", 치과) stays whole, and no word is ever left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.language.words.korean import agrees
from assistant.language.words.numbers import ENGLISH_TENS, ENGLISH_UNITS, number
from assistant.language.words.units import count_words

Fits = Callable[[str], float]
"""How well a phrase names something of the catalog, 0 to 1."""

MOST_PIECES: Final = 20
"""More than this in one breath is a recording, not a person."""
_MOST_WORDS: Final = 16
"""Of a piece that is looked at for names without a conjunction between."""
_LONGEST_NAME: Final = 4
_WHOLE: Final = 0.95
"""A phrase that fits as well as this is one name."""
_NAMED: Final = 0.8
"""How well a run of words has to fit to be one of several names."""
_CHANCE: Final = 0.1
"""What each name more costs: "milk bread" is one thing where there is such a thing."""
_ITS_COUNT: Final = 0.5
"""What it is worth that a word that counts stands beside a name."""
_FROM_THREE: Final = 3
"""So many known names in a row are an enumeration; two may be a compound: "coffee filters"."""

_BETWEEN: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\s*(?:,\s*(?:and|plus|then)\b|,|;|\b(?:and then|and also|and|plus|then)\b|&)\s*",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"\s*(?:,|;|\b그리고\b|\b그\s?다음에\b|(?<=\S)(?P<particle>이랑|랑|하고|과|와)(?=\s))\s*"
    ),
}
_JOINT: Final = re.compile(r"(?<=[가-힣])(?:이랑|랑|하고)(?=[가-힣])")
_NOT_THAT: Final = frozenset(("not", "except", "말고", "빼고", "아닌", "제외하고"))
"""What stands around these is one thing and what it is not to be."""
_BINOMIALS: Final = frozenset(
    {("half", "half"), ("bread", "butter"), ("mac", "cheese"), ("macaroni", "cheese")}
    | {("salt", "vinegar"), ("cookies", "cream"), ("pork", "beans"), ("fish", "chips")}
    | {("oil", "vinegar"), ("sour cream", "onion"), ("cream", "onion"), ("head", "shoulders")}
    | {("arm", "hammer"), ("ham", "cheese"), ("sweet", "sour"), ("black", "white")}
)
"""Words around an "and" that make one thing; where it goes on behind them, surely."""
_ALWAYS: Final = frozenset({("half", "half"), ("arm", "hammer"), ("sweet", "sour")})
_NOT_PARTED: Final = frozenset(
    {"치과", "안과", "학과", "결과", "성과", "외과", "내과", "효과", "사과", "모과", "일과", "투과"}
    | {"사랑", "자랑", "노랑", "파랑", "명랑", "영화"}
)
"""Korean nouns that end like a particle."""
_LEADING: Final = frozenset(
    {"a", "an", "the", "some", "any", "of", "more", "dozen", "half", "couple", "few", "pair"}
    | {"another", "both", "my", "our", *ENGLISH_UNITS, *ENGLISH_TENS}
)


def enumerated(phrase: str, language: str, fits: Fits) -> list[str]:
    """The things that a phrase names; the phrase alone where it names one.

    Args:
        phrase: with the counts of each thing.
        language: `en` or `ko`.
        fits: tells names from other words.
    """
    pieces = cut(phrase, language)
    if language == "en" and pieces and len(pieces) > 1:
        pieces[0] = pieces[0].removeprefix("both ")
    fits = lru_cache(maxsize=256)(fits)
    if language == "ko":
        pieces = [each for piece in pieces for each in _without_space(piece, fits)]
    found = [
        name for piece in pieces for name in _parted(piece, language, fits, joined=len(pieces) > 1)
    ]
    return found if len(found) <= MOST_PIECES else []


def cut(text: str, language: str) -> list[str]:
    """A text cut at its commas and conjunctions; nothing where there are too many pieces."""
    pieces: list[str] = []
    begin = 0
    for between in _BETWEEN[language].finditer(text):
        if _joins(text, between, language):
            pieces.append(text[begin : between.start()])
            begin = between.end()
    pieces.append(text[begin:])
    found = [piece.strip() for piece in pieces if piece.strip()]
    return found if len(found) <= MOST_PIECES else []


def _without_space(piece: str, fits: Fits) -> list[str]:
    """Two names that are written in one word with what joins them: "샴푸랑린스"."""
    if " " in piece or fits(piece) >= _WHOLE:
        return [piece]
    for joint in _JOINT.finditer(piece):
        first, second = piece[: joint.start()], piece[joint.end() :]
        if (
            agrees(first[-1], joint[0])
            and min(fits(first), fits(without_count(second, "ko"))) >= _WHOLE
        ):
            return [first, second]
    return [piece]


def things_in(phrase: str) -> list[str]:
    """The things that a phrase of either language names, cut at its commas and conjunctions."""
    return cut(phrase, "en" if phrase.isascii() else "ko") or [phrase]


def _joins(text: str, between: re.Match[str], language: str) -> bool:
    """Whether a conjunction stands between things, not inside the name of one."""
    if language == "en":
        before = text[: between.start()].casefold().split()
        behind = text[between.end() :].casefold().split()
        around = (before[-1] if before else "", behind[0] if behind else "")
        goes_on = len(behind) > 1 and behind[1] not in {"and", "to", "on", "from", "off", "please"}
        return around not in _BINOMIALS or not (goes_on or around in _ALWAYS)
    particle = between["particle"]
    if particle is None:
        return True
    noun = text[: between.start("particle")].rsplit(maxsplit=1)[-1]
    return agrees(noun[-1], particle) and noun + particle not in _NOT_PARTED


class _Run(NamedTuple):
    """The best way to part the first words of a piece."""

    score: float
    names: tuple[str, ...]
    known: int


def _parted(piece: str, language: str, fits: Fits, *, joined: bool) -> list[str]:
    """The names that stand in a row without a conjunction, with what counts each."""
    words = piece.split()
    if _NOT_THAT & {word.casefold() for word in words}:
        return [piece]
    if not 1 < len(words) <= _MOST_WORDS or fits(_bare(words, language)) >= _WHOLE:
        return [piece]
    best = _best_runs(words, language, fits)
    enough = joined or language == "ko" or best.known >= _FROM_THREE or _counted(best, language)
    if best.known > 1 and enough and len(best.names) > 1:
        return list(best.names)
    return [piece]


def _best_runs(words: Sequence[str], language: str, fits: Fits) -> _Run:
    ways = [_Run(0.0, (), 0)]
    for stop in range(1, len(words) + 1):
        each = [_longer(ways[first], words[first:stop], language, fits) for first in range(stop)]
        ways.append(max(each, key=lambda way: way.score))
    return ways[-1]


def _longer(way: _Run, run: Sequence[str], language: str, fits: Fits) -> _Run:
    """One more name behind others; words that name nothing are a name as well."""
    name = _bare(run, language)
    length = len(name.split())
    counting = [_is_counting(word, language) for word in run]
    at_odds = counting[-1] if language == "en" else counting[0]
    fit = fits(name) if length <= _LONGEST_NAME and not at_odds else 0.0
    if fit >= _NAMED:
        gain = fit * length + _ITS_COUNT * (len(run) - length) - _CHANCE
        return _Run(way.score + gain, (*way.names, " ".join(run)), way.known + 1)
    gain = -_CHANCE - sum(counting)
    return _Run(way.score + gain, (*way.names, " ".join(run)), way.known)


def _is_counting(word: str, language: str) -> bool:
    return _counts(word) if language == "ko" else word.casefold() in _LEADING or word.isdigit()


def _counted(best: _Run, language: str) -> bool:
    """Whether a later name has a count or an article of its own: "two milk three eggs"."""
    return any(_bare(name.split(), language) != name for name in best.names[1:])


def without_count(phrase: str, language: str) -> str:
    """A phrase without what counts the thing: "two bottles of milk" is milk."""
    return _bare(phrase.split(), language)


def _bare(words: Sequence[str], language: str) -> str:
    """Words without what counts the thing: before it in English, behind it in Korean."""
    first, stop = 0, len(words)
    if language == "ko":
        while stop > 1 and _counts(words[stop - 1]):
            stop -= 1
    else:
        units = count_words(language)
        while first < stop - 1:
            word = words[first].casefold()
            follows = words[first + 1].casefold() if first + 1 < stop else ""
            if not (_is_counting(word, language) or (word in units and follows == "of")):
                break
            first += 1
    return " ".join(words[first:stop])


def _counts(word: str) -> bool:
    """Whether a Korean word counts: 두, 개, 두개, 하나."""
    units = count_words("ko")
    if word in units or word.isdigit() or number(list(word), "ko") is not None:
        return True
    cut_at = next((n for n in range(len(word) - 1, 0, -1) if word[n:] in units), 0)
    count = word[:cut_at]
    return bool(count) and (count.isdigit() or number(list(count), "ko") is not None)
