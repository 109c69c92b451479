"""What is taken back while it is being said: "two bottles, no, three", "detergent, no, make it vinegar"."""

import re
from collections.abc import Mapping
from typing import Final

from assistant.language.orders.each_thing import KNOWN_FROM, LISTING, Understand, thing_of
from assistant.language.words.enumeration import Fits
from assistant.language.words.numbers import ENGLISH_TENS, ENGLISH_UNITS, number

_COUNT_EN: Final = "|".join((*ENGLISH_UNITS, *ENGLISH_TENS, r"\d+"))
_COUNTER_KO: Final = r"\s?(?:개|통|병|박스|봉지|팩|캔|판|곡)"
_TAKEN_BACK: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        rf"\b(?P<said>{_COUNT_EN})(?P<thing>(?:\s+(?!and\b)[a-z]+){{0,2}}?),?\s+"
        r"(?:no,? wait|wait,? no|oh no|no|sorry|i mean|i meant|make that|rather),?\s+"
        rf"(?:make it\s+)?(?P<meant>{_COUNT_EN})\b(?P<ends>\s*$)?",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        rf"(?P<said>[가-힣\d]{{1,3}}?)(?P<thing>)(?:{_COUNTER_KO})?만?,?\s+(?:아\s)?(?:아니다|아니야|아니|잠깐만|잠깐|아차)\s?,?\s+(?:아니\s)?"
        rf"(?P<meant>[가-힣\d]{{1,3}}?)(?={_COUNTER_KO}(?:\s|$|만|로))(?P<ends>$)?"
    ),
}
"""A number, a word that takes it back, and the number that is meant."""

_CHANGED: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?P<before>.+?)[,.]?\s+(?:(?:no|oh|oh no|wait|actually|sorry)[\s,]+)*"
        r"(?:make (?:it|that)|i mean|i meant|or rather|rather|scratch that|no wait|wait no|sorry)"
        r"[\s,]+(?P<meant>.+)",
        re.IGNORECASE,
    ),
    "ko": re.compile(r"(?P<before>.+?)[,.]?\s+(?:아\s)?아니(?:다|야|지|요)?,?\s+(?P<meant>.+)"),
}
"""What was said, words that take it back, and what is meant."""


def corrected(text: str, language: str) -> str:
    """The text without a number that was taken back at once: "two bottles, no, three"."""

    def kept(match: re.Match[str]) -> str:
        said, meant = match["said"], match["meant"]
        if not _is_count(said, language) or not _is_count(meant, language):
            return match[0]
        return meant + match["thing"] if match["ends"] is not None else meant

    return _TAKEN_BACK[language].sub(kept, text)


def changed(text: str, language: str, understand: Understand, fits: Fits) -> str:
    """The text without a thing that was taken back at once: "detergent, no, make it vinegar"."""
    taken = _CHANGED[language].fullmatch(text)
    if taken is None:
        return text
    before, meant = taken["before"], taken["meant"]
    instead = understand(meant)
    if instead is not None and instead.name in LISTING:
        first = understand(before)
        same = first is not None and first.name in LISTING
        return meant if same or fits(before) >= KNOWN_FROM else text
    whole = understand(before)
    thing = thing_of(whole) if whole is not None and whole.name in LISTING else ""
    at = before.rfind(thing)
    if not thing or at < 0 or fits(meant) < KNOWN_FROM:
        return text
    return f"{before[:at]}{meant}{before[at + len(thing) :]}"


def _is_count(word: str, language: str) -> bool:
    return number(list(word) if language == "ko" else [word.casefold()], language) is not None
