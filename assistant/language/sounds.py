"""How words sound, roughly: what a recogniser mixes up gets the same letters.

`letters` takes Hangul apart into jamo, so that 세재 is close to 세제. `sound` is a coarse
pronunciation in one small alphabet: voiced and unvoiced consonants, r and l, and most vowel
spellings fall together, as in Metaphone, but vowels stay, for they carry much in short words.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_FINAL_AS_INITIAL = str.maketrans("ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆼᆽᆾᆿᇀᇁᇂ", "ᄀᄁᄂᄃᄅᄆᄇᄉᄊᄋᄌᄎᄏᄐᄑᄒ")

_SPELLINGS: Final = tuple(
    (re.compile(pattern), sounds)
    for pattern, sounds in (
        (r"^[kgpm]n", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^x", "s"),
        (r"mb$", "m"),
        (r"ough|augh", "o"),
        (r"igh", "i"),
        (r"sch", "sk"),
        (r"tch|ch|sh|tio(?=n)|s?sio(?=n)|[ct]ia", "C"),
        (r"ph", "f"),
        (r"gh", ""),
        (r"ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"qu", "kw"),
        (r"q", "k"),
        (r"c", "k"),
        (r"gg", "k"),
        (r"dg(?=[eiy])|j|g(?=[eiy])", "C"),
        (r"x", "ks"),
        (r"th", "t"),
        (r"[aeiouy]+w(?=[^aeiouy]|$)", "o"),
        (r"(?<=[^aeiouy])es?$", ""),
        (r"(?<=[a-z])h", ""),
    )
)
_SAME_SOUND = str.maketrans("bdgvzr", "ptkfsl")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")
_INITIALS: Final = dict(
    zip("ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄌᄍᄎᄏᄐᄑᄒ", "kknttlmppsscccktph", strict=True)
)
_MEDIALS: Final = dict(zip("ᅡᅢᅣᅤᅥᅦᅧᅨᅩᅪᅫᅬᅭᅮᅯᅰᅱᅲᅳᅴᅵ", "aeaeoeoeoaeeouoeiuuii", strict=True))
_FINALS: Final = dict(zip("ᆨᆩᆪᆫᆬᆭᆮᆯᆰᆱᆲᆳᆴᆵᆶᆷᆸᆹᆺᆻᆼᆽᆾᆿᇀᇁ", "kkknnntlkmlllplmppttnttktp", strict=True))
_KOREAN_SOUNDS: Final = str.maketrans(_INITIALS | _MEDIALS | _FINALS | {"ᄋ": "", "ᇂ": ""})
_LIAISON = re.compile("([ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆽᆾᆿᇀᇁ])ᄋ")
_NASAL: Final = (
    (re.compile("[ᆨᆩᆿ](?=[ᄂᄆ])"), "ᆼ"),
    (re.compile("[ᆸᇁ](?=[ᄂᄆ])"), "ᆷ"),
    (re.compile("[ᆮᆺᆻᆽᆾᇀ](?=[ᄂᄆ])"), "ᆫ"),
    (re.compile("ᆫᄅ|ᆯᄂ"), "ᆯᄅ"),
)


@lru_cache(maxsize=1 << 16)
def letters(word: str) -> str:
    """The word's letters; a Hangul syllable gives two or three jamo."""
    if word.isascii():
        return word
    return _nfd(word).translate(_FINAL_AS_INITIAL)


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """The word's rough pronunciation; digits stay."""
    return _english(word) if word.isascii() else _korean(word)


def _english(word: str) -> str:
    for pattern, sounds in _SPELLINGS:
        word = pattern.sub(sounds, word)
    word = _VOWELS.sub(_vowel, _DOUBLED.sub(r"\1", word)).translate(_SAME_SOUND)
    return _DOUBLED.sub(r"\1", word).lower()


def _vowel(match: re.Match[str]) -> str:
    spelled = match[0]
    if spelled in {"ea", "ee", "ie", "ei", "y", "i", "ey"}:
        return "i"
    if spelled[0] == "a":
        return "o" if spelled[:2] == "au" else "e" if spelled[1:2] in {"i", "y"} else "a"
    return "i" if spelled[0] == "y" else spelled[0]


def _korean(word: str) -> str:
    jamo = _LIAISON.sub(lambda match: match[1].translate(_FINAL_AS_INITIAL), _nfd(word))
    for pattern, sounds in _NASAL:
        jamo = pattern.sub(sounds, jamo)
    return jamo.translate(_KOREAN_SOUNDS)


def _nfd(word: str) -> str:
    return unicodedata.normalize("NFD", word)
