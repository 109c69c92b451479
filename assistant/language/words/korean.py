"""Hangul: final consonants, and the particles that follow from them."""

from typing import Final

_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3
_FINALS: Final = 28
_RIEUL: Final = 8

_FINAL_LETTERS: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
"""The letters of the final consonants, by their numbers; none for a vowel."""
_DIGIT_FINALS: Final = {"0": 21, "1": 8, "3": 16, "6": 1, "7": 8, "8": 8}
"""The final consonant of a digit as it is read: 영, 일, 삼, 육, 칠, 팔; the others have none."""
_LATIN_FINALS: Final = {"l": 8, "m": 16, "n": 4, "b": 17, "c": 1, "k": 1, "p": 17, "t": 19}
"""How an English word usually ends when it is said in Korean."""

PAIRS: Final = {
    "을": ("을", "를"), "를": ("을", "를"),
    "이": ("이", "가"), "가": ("이", "가"),
    "은": ("은", "는"), "는": ("은", "는"),
    "과": ("과", "와"), "와": ("과", "와"),
    "으로": ("으로", "로"), "로": ("으로", "로"),
    "이나": ("이나", "나"), "나": ("이나", "나"),
    "이랑": ("이랑", "랑"), "랑": ("이랑", "랑"),
    "이라는": ("이라는", "라는"), "라는": ("이라는", "라는"),
    "이에요": ("이에요", "예요"), "예요": ("이에요", "예요"),
    "이란": ("이란", "란"), "란": ("이란", "란"),
}  # fmt: skip
"""Every particle with its two forms: after a final consonant, and after a vowel."""


def is_hangul(character: str) -> bool:
    """Whether it is one composed Korean syllable."""
    return _FIRST <= ord(character) <= _LAST


def final(text: str) -> int:
    """The number of the final consonant that `text` ends in when said, 0 for a vowel.

    Closing brackets and punctuation are passed over; unknown scripts count as vowels.
    """
    for character in reversed(text):
        if is_hangul(character):
            return (ord(character) - _FIRST) % _FINALS
        if character.isalnum():
            return _DIGIT_FINALS.get(character) or _LATIN_FINALS.get(character.lower(), 0)
    return 0


def final_letter(text: str) -> str:
    """The letter of the final consonant of one syllable: ㅆ of 했; nothing of anything else."""
    return _FINAL_LETTERS[final(text)] if len(text) == 1 and is_hangul(text) else ""


def particle(text: str, form: str) -> str:
    """The form of a particle that fits after `text`: `particle("쇼팽", "를")` is 을.

    `form` is either form of the pair; `으로/로` counts ㄹ as a vowel.
    Raises `KeyError` for anything that has no two forms.
    """
    closed, opened = PAIRS[form]
    ending = final(text)
    if closed == "으로" and ending == _RIEUL:
        return opened
    return closed if ending else opened


def agrees(syllable: str, form: str) -> bool:
    """Whether the particle `form` may follow a noun that ends in this syllable.

    Used to tell 가을 (autumn) from 가 + 을; what has only one form always agrees.
    """
    if form not in PAIRS or not syllable or not is_hangul(syllable[-1]):
        return True
    return particle(syllable, form) == form
