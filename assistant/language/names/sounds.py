"""How words sound, roughly: what a recogniser mixes up gets the same letters.

`letters` takes Hangul apart into jamo, so that 세재 is close to 세제. `sound` is a coarse
pronunciation in one small alphabet: voiced and unvoiced consonants, r and l, and most vowel
spellings fall together, as in Metaphone, but vowels stay, for they carry much in short words.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final

from rapidfuzz.distance import Levenshtein

_FINALS_AND_INITIALS: Final = tuple(zip("ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆼᆽᆾᆿᇀᇁᇂ", "ᄀᄁᄂᄃᄅᄆᄇᄉᄊᄋᄌᄎᄏᄐᄑᄒ", strict=True))
_FINAL_AS_INITIAL = str.maketrans(dict(_FINALS_AND_INITIALS))

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
    return apart(word)


def apart(text: str) -> str:
    """`letters` of text that is not likely to be met again; quick for long texts."""
    if not text.isascii():
        text = _nfd(text)
        for final, initial in _FINALS_AND_INITIALS:
            text = text.replace(final, initial)
    return text


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
    if spelled in {"ea", "ee", "ie", "ei", "y", "i", "ey", "uy", "ye", "uye"}:
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


_VOWEL_SOUNDS: Final = frozenset("aeiou")
_SILENT_R = re.compile(r"(?<=[aeiou])r(?![aeiouy])")
_ANY_VOWEL = re.compile(r"[aeiou]+")
_ACROSS: Final = str.maketrans({"f": "p", "c": "s", "w": None, "h": None})


@lru_cache(maxsize=1 << 14)
def across(word: str) -> str:
    """What Hangul and Latin spellings of a name have in common: "쇼팽" and "chopin" are sapan.

    Hangul has no f and no r that closes a syllable, and writes the vowels as they are spoken
    somewhere; so that only where there is one is kept.
    """
    heard = sound(_SILENT_R.sub("", word) if word.isascii() else word)
    return _DOUBLED.sub(r"\1", _ANY_VOWEL.sub("a", heard.translate(_ACROSS)))


def consonants(word: str) -> str:
    """The consonants of `across`: a vowel may be put between them, or at the end, to speak them."""
    return across(word).replace("a", "")


def same_across(one: str, other: str) -> bool:
    """Whether words of different scripts may be the same: 타이드 and "tide", 햇반 and "haetban"."""
    heard = consonants(one).removesuffix("s")
    return len(heard) > 1 and heard == consonants(other).removesuffix("s")


_SUBSTITUTIONS: Final = {
    frozenset(pair): cost
    for group, cost in (
        ("ptk", 0.7), ("sCf", 0.6), ("mn", 0.5), ("lw", 0.5), ("ln", 0.6), ("fp", 0.6),
        ("tC", 0.6), ("ts", 0.7), ("wo", 0.3), ("wu", 0.3), ("kC", 0.8),
    )
    for one in group
    for other in group
    if one != other
    for pair in [(one, other)]
}  # fmt: skip
"""What it costs to hear one consonant for another, where it is less than 1; a judgement."""
_VOWEL_COST: Final = 0.4
_LEFT_OUT: Final = dict.fromkeys("aeiouwh", 0.4) | {"l": 0.6}
_CHEAPEST: Final = min(_VOWEL_COST, *_SUBSTITUTIONS.values(), *_LEFT_OUT.values())


_BY_LETTERS: Final = 0.3
"""The share of the spelling in how alike two words are."""


@lru_cache(maxsize=1 << 15)
def alike(one: str, other: str, by_letters: float = _BY_LETTERS) -> float:
    """How alike two words are, 0 to 1: by sound, and for a share of `by_letters` by spelling."""
    spelled = Levenshtein.normalized_similarity(letters(one), letters(other))
    heard = _sounds_alike(sound(one), sound(other))
    return by_letters * spelled + (1 - by_letters) * heard


def alike_at_most(one: str, other: str, same: float) -> float:
    """What `alike` may be at most, where a share `same` of the sounds is equal: known much sooner."""
    spelled = Levenshtein.normalized_similarity(letters(one), letters(other))
    return _BY_LETTERS * spelled + (1 - _BY_LETTERS) * (1 - _CHEAPEST * (1 - same))


def _sounds_alike(one: str, other: str) -> float:
    """An edit distance in which sounds that are easily taken for each other cost little."""
    left_out = [_LEFT_OUT.get(sounded, 1.0) for sounded in other]
    row = [0.0, *accumulate(left_out)]
    for sounded in one:
        costs, dropped = _taken_for(sounded), _LEFT_OUT.get(sounded, 1.0)
        last = row[0] + dropped
        below = [last]
        for at, heard in enumerate(other):
            last = min(row[at] + costs.get(heard, 1.0), row[at + 1] + dropped, last + left_out[at])
            below.append(last)
        row = below
    return 1 - row[-1] / max(len(one), len(other), 1)


@cache
def _taken_for(sounded: str) -> dict[str, float]:
    """What it costs to hear others for a sound, where it is less than 1."""
    vowels = dict.fromkeys(_VOWEL_SOUNDS, _VOWEL_COST) if sounded in _VOWEL_SOUNDS else {}
    others = {
        other: cost
        for pair, cost in _SUBSTITUTIONS.items()
        if sounded in pair
        for other in pair - {sounded}
    }
    return {**others, **vowels, sounded: 0.0}
