"""Text to tokens that keep their place in the text.

English tokens are words, Korean tokens are syllables: Korean is written with and without spaces and
with particles glued to the noun, so only syllables can be compared one by one. A slot's text is cut
out of the cleaned text by the places of its first and last token, which keeps the spelling as given.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.language.words.korean import agrees, is_hangul
from assistant.language.words.korean_dialect import in_standard_korean

MAX_CHARACTERS: Final = 400
"""Longer texts are not commands; they are understood as nothing."""

QUOTED: Final = '"'
"""The key of a quoted phrase: no literal word, always one whole slot."""


NOT_A_PARTICLE: Final = "*"
"""Added to the key of 을 and 를 where they do not fit the syllable before: 가을 is a noun."""


_IN_DO: Final = ("포도", "아보카도")
"""Nouns whose last syllable is none of the particles: "포도" is no 포 with a 도."""


class Token(NamedTuple):
    """One word (or Korean syllable, number, quotation) of a text."""

    key: str
    """What it is compared by: folded, without punctuation."""
    start: int
    end: int
    fresh: bool
    """Begins a written word: only there may a Korean name begin."""


_DROPPED = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
    r"|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])"
)
"""Marks without width, and the escape sequences of terminals (ECMA-48) whole."""
_LAUGHTER = re.compile(r"[\u3131-\u318e\u1100-\u11ff]+")
_QUOTES = re.compile(
    r'(?<![^\W_])"([^"]{1,200})"|“([^”"]{1,200})”|‘([^’]{1,200})’|「([^」]{1,200})」|《([^》]{1,200})》'  # noqa: RUF001 - quotation marks
    r"|(?<![^\s(])'([^']{1,200}?)'(?![A-Za-z])"
)
_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|(?<!\S)[-\u2212](?=\d)|['\u2019][^\W\d_]+|[^\W\d_]+|[&+/%$₩#]",
)
_WITHOUT_APOSTROPHE: Final = {
    f"{verb}nt": -1
    for verb in (
        *("do", "wo", "ca", "is", "are", "was", "were", "did", "does", "has", "have"),
        *("had", "would", "could", "should", "must", "need"),
    )
} | {"im": 1, "ive": 1, "weve": 2, "youve": 3, "youre": 3, "theyre": 4, "thats": 4, "theres": 5}
"""Contractions as people type them, and where their ending begins: "dont" is "don" and "'t"."""
_SIGNS: Final = {"&": "and", "+": "plus", "%": "percent", "#": "number", "-": "minus"} | {
    "\u2212": "minus"
}
_SENTENCE_END = re.compile(r"[.!?~…。]+[\s.!?~…。]*(?=\S)|[\r\n]+")
_HESITATION: Final = {
    "en": re.compile(
        r"(?:^|(?<=[\s,]))(?:u+h+m*(?!\s+huh\b)|u+m+|e+r+m*|h+m+)[,.…]*(?:\s+|$)", re.IGNORECASE
    ),
    "ko": re.compile(
        r"(?:^|(?<=[\s,]))(?:(?:음+|으음|어+|저기)[,.…~]*|(?:그|저|그게|뭐냐|뭐지)[,.…~]+)(?:\s+|$)"
        r"|(?:^|(?<=\s))그\s?(?:뭐지|뭐더라|뭐였더라|뭐냐|뭐였지|뭐라 그러지)[,.…~]*\s+"
    ),
}
_SEARCHING: Final = re.compile(
    r"(?:^|\s*,\s*)(?:you know|i mean|let me see|let's see|what's it called)\s*,\s*"
    r"|,\s*like\s*,\s*",
    re.IGNORECASE,
)
"""What is said between two commas while a word is looked for."""
_THINKING: Final = (
    "um",
    "uh",
    "hm",
    "er",
    "you know",
    "i mean",
    "like,",
    "let me see",
    "let's see",
)
_CUT_OFF: Final = re.compile(
    r"\b(you|the|a|an|some|any|to|of|me|us|my|our|for|more|please|get|buy|order|reorder|so|and|or|like|need|want|maybe)\s*,\s+",
    re.IGNORECASE,
)
"""A comma where no part of a sentence ends: there somebody thought."""
_BRACKETS: Final = {"(": ")", "[": "]"}


def clean(text: str) -> str:
    """NFC, without control characters, direction marks and emoji; spaces collapsed."""
    if text.isascii() and text.isprintable() and not any(sign in text for sign in "^`"):
        return " ".join(text.split())
    text = _DROPPED.sub("", unicodedata.normalize("NFC", text))
    kept = [" " if _is_noise(character) else character for character in text]
    return " ".join("".join(kept).split())


def without_hesitation(text: str, language: str) -> str:
    """Without the sounds that people make while they think, Korean in its standard endings.

    All of it where there is nothing else.
    """
    if language == "en" and not any(sound in text.lower() for sound in _THINKING):
        return text
    kept = _HESITATION[language].sub("", text).strip()
    if language == "en" and (searched := _SEARCHING.sub(" ", kept).strip()) != text:
        kept = _CUT_OFF.sub(r"\1 ", searched)
    if language == "ko":
        kept = in_standard_korean(kept)
    return kept if _TOKEN.search(kept) else text


def _is_noise(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cs", "Co", "Cn", "So", "Sk"} and character != "°"


def tokens(text: str, language: str, *, quotations: bool = True) -> list[Token]:
    """The tokens of a cleaned text, in order; quotations as one token each, or as any words."""
    return list(_tokens(text, language, quotations=quotations))


@lru_cache(maxsize=8)  # one text is read in several ways
def _tokens(text: str, language: str, *, quotations: bool) -> tuple[Token, ...]:
    if not quotations:
        return tuple(_plain(text, 0, len(text), language))
    found: list[Token] = []
    position = 0
    for quote in _QUOTES.finditer(text):
        group = quote.lastindex or 1
        if not _TOKEN.search(quote[group]):
            continue
        found.extend(_plain(text, position, quote.start(), language))
        found.append(Token(QUOTED, quote.start(group), quote.end(group), fresh=True))
        position = quote.end()
    found.extend(_plain(text, position, len(text), language))
    return tuple(found)


def _plain(text: str, begin: int, end: int, language: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text, begin, end):
        start, word = match.start(), match[0]
        fresh = start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "\"'”\u2019」》")
        if language == "ko" and any(map(is_hangul, word)):
            found.extend(_syllables(word, start, fresh=fresh))
        elif language == "en" and (ending := _WITHOUT_APOSTROPHE.get(word.lower())):
            middle = match.end() + ending if ending < 0 else start + ending
            found.append(Token(text[start:middle].casefold(), start, middle, fresh))
            ending_key = f"'{text[middle : match.end()].casefold()}"
            found.append(Token(ending_key, middle, match.end(), fresh=False))
        elif not (language == "ko" and _LAUGHTER.fullmatch(word)):
            key = _SIGNS.get(word) or word.replace("\u2019", "'").replace(",", "").casefold()
            found.append(Token(key, start, match.end(), fresh))
    return found


def _syllables(word: str, start: int, *, fresh: bool) -> list[Token]:
    found: list[Token] = []
    for offset, character in enumerate(word):
        if is_hangul(character):
            key = character
            misfit = key in "을를" and offset and not agrees(word[offset - 1], key)
            if misfit or (key == "도" and word[: offset + 1].endswith(_IN_DO)):
                key += NOT_A_PARTICLE
            found.append(Token(key, start + offset, start + offset + 1, fresh))
        elif found and not is_hangul(word[offset - 1]) and found[-1].end == start + offset:
            last = found.pop()
            found.append(last._replace(key=last.key + character.casefold(), end=last.end + 1))
        elif not _LAUGHTER.fullmatch(character):
            found.append(Token(character.casefold(), start + offset, start + offset + 1, fresh))
        fresh = False
    return found


def keys(text: str, language: str) -> tuple[str, ...]:
    """The keys alone, as sentence templates and word lists are compared by."""
    return tuple(token.key for token in tokens(text, language))


def phrase(text: str, first: Token, last: Token) -> str:
    """The words from one token to another, with a bracket that they open closed again."""
    found = text[first.start : last.end]
    for opening, closing in _BRACKETS.items():
        if found.count(opening) > found.count(closing) and text[last.end :].startswith(closing):
            return found + closing
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text, split where one ends and another begins; quotations stay whole."""
    held = {place for quote in _QUOTES.finditer(text) for place in range(*quote.span())}
    parts: list[str] = []
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        if match.start() in held or _inside_number_or_name(text, match.start(), match.end()):
            continue
        parts.append(text[begin : match.end()].strip())
        begin = match.end()
    parts.append(text[begin:].strip())
    return [part for part in parts if part]


def _inside_number_or_name(text: str, start: int, end: int) -> bool:
    return text[start:end] == "." and end < len(text) and text[end].isalnum()
