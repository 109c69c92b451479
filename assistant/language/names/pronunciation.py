"""How words are pronounced, one letter of a small alphabet for each phone; without a dictionary.

English is read by rules from the left: the first that fits at a place tells what is spoken there,
and where reading goes on (the method of H. S. Elovitz et al., "Letter-to-sound rules for automatic
translation of English text to phonetics", 1976). Names of brands, composers and songs stand in no
dictionary, and a recogniser that never heard of them writes other words that are pronounced alike.

The alphabet: vowels i I e E A a O o U u V @, with R for the vowel of "bird"; consonants p b t d k g
f v T s z S Z C J m n N l r w y h. Diphthongs are two vowels.
"""

import re
from functools import lru_cache
from typing import Final

from assistant.language.names.sounds import sound
from assistant.language.words.numbers import ENGLISH_TENS, ENGLISH_UNITS, sino
from assistant.language.words.spelling import KOREAN_MEASURE, is_number

_RULES: Final = """
    augh>O au>O aw(?!V)>O air>Er are$>Er ayer>Er ai>eI ay>eI (?<=[wq]u)ar>Or (?<=^w)ar>Or
    ar(?!V)>ar al(?=[kd])>Ol alm>am all>Ol a(?=lt)>O (?<=w)a(?=[tnsl])>a ae>i aa>i
    a(?=tion|sion|tic$|ble$|ste$|nge)>eI aL>eI (?<=^C)a(?=[bklpvz][eio][rnl]$)>eI a(?=ge$)>I
    ^a(?=[bcdfglmnprstv][lr]?V..)>@ a$>@ (?<=...)a(?=l$|n$|r$|nt$|nce$|ry$)>@ a>A

    (?<=^C)ie(?=d?$)>aI ied$>aId ear(?=[nltd])>R ear>Ir eer>Ir ere$>Ir eau>o eigh>eI ei(?=n)>eI ey$>i
    (?<=[^b])ea(?=d$|th|lth|dy|ther|sure|st$)>E ee>i ea>i ei>i ie(?=[lfvcd])>i eu(?=r)>yU eu>u ew>u
    eo(?=p)>i err(?=V)>Er er(?!V)>R (?<=..)e$> (?<=V[^aeiouysxz])e(?=s$)>
    (?<=V[^aeioudty])e(?=d$)> e(?=Ce$)>i ^e(?=CV)>I (?<=^[dbpr])e(?=CV)>I e$>i
    (?<=...)e(?=l$|n$|nt$|nce$|ns$)>@ e>E

    igh>aI ier$>iR ie$>i ie(?=t|n)>aI@ ign>aIn ir(?!V)>R
    i(?=nd$|ld$|gn)>aI io(?=us)>i i(?=que$|gue$)>i (?<=...)i(?=ne$)>i iL>aI ^i(?=[aeou]|ce|te|ro)>aI
    (?<=^C)i(?=[aeo])>aI i(?=[aeou])>i i$>i i>I

    ^y(?=V)>y (?<=^C)y$>aI (?<=^CC)y$>aI (?<=f)y$>aI y$>i yL>aI y(?=V)>y (?<=^[hct])y(?=C)>aI
    yr(?!V)>R y>I

    ough(?=t)>O ough$>o ough>V ould>Ud (?<=...)our$>R (?<=VC)or$>R (?<=VCC)or$>R (?<=i)or$>R
    our(?=[sct])>Or (?<=^[mlgdc])o(?=v[ei]|me$|lor|ther|nst|nk)>V oor>Or our$>Or oar>Or ore$>Or
    (?<=w)or(?!V)>R orr?(?!V)>Or oo(?=k|d$)>U (?<=f)oo(?=t$)>U oo>u ous$>@s ou(?=p|th$)>u
    ou(?=[ntdsrc])>aU ou>u ow(?=n$|d|er|l$|el)>aU ow$>oU ow(?=[a-z])>oU oi>OI oy>OI oa>oU oe>oU
    o(?=ld|ll$|lt)>oU o(?=ther|ve$|ney|nth)>V ^o(?=ne$)>wV oL>oU (?<=..VC)o(?=n$|r$|m$)>@
    o(?=g$|ng|st$|ss|ft|ff)>O o$>oU o(?=[aeiu])>oU (?<=^C)o(?=CV)>oU o>a

    (?<=[gq])u(?=[aeiy])>w ure$>yR ur(?!V)>R ^u(?=ni|se|su|ti)>yu u(?=i)>u ue$>u
    (?<=[cfmphb])uL>yu uL>u (?<=[cfmpbgk])u(?=CV)>yu u(?=CV)>u u$>u u(?=[ao])>u
    (?<=[pbf])u(?=ll|sh|tch)>U (?<=...)u(?=s$|m$)>@ u>V

    bb?>b sch(?=V)>sk tch>C ^ch(?=[rlo]r?o?[rlmn])>k ch(?=r|l)>k ch>C c(?:ia|io|ea|ie)(?=[nlu])>S@
    cc(?=[eiy])>ks sc(?=[eiy])>s ck>k cc>k c(?=k)>k c(?=[eiy])>s c>k dge?>J dj>J dd?>d ff?>f
    ^gh>g gh> ^gn>n gg>g gu(?=[eiy])>g gu$>g (?<=n)g(?=er|le)>g g(?=et|ive)>g (?<=.)g(?=[eiy])>J
    ^g(?=e[nrlo]|i[nar]|y)>J g>g (?<=[aeiour])h(?!V)> h>h jj?>J ^kn>n kk>k kh>k k>k
    (?<=[bcdfgkptsz])le$>@l ll?>l mm?>m ng$>N ng(?=s$|[^aeiouylr])>N n(?=[kxq]|c[^eiy]|g[^eiyhj])>N
    nn?>n ph>f ^p(?=[snt])> pp?>p que$>k qu>kw q>k rr>r rh>r r>r
    (?<=.)ss?(?=ue)>S ss?io(?=n)>S@ ss(?=ure)>S (?<=[aeiou])s(?=ure)>Z sh>S (?<=V)s(?=V)>z
    (?<=[aeoybdglmnrvw])s$>z ss?>s t(?=ure)>C t(?:io|ia)(?=n|l|us)>S@ tt?h>T tt?>t vv?>v
    ^wr>r wh(?=o)>h wh>w w(?=V)>w (?<=[dst])w>w w> ^x>z x>ks zz?>z
"""
"""Pattern and phones; V is any vowel letter, C any consonant, and before L a vowel is long."""
_CONSONANT: Final = "[bcdfghjklmnpqrstvwxz]"
_STANDS_FOR: Final = {
    "V": "[aeiouy]",
    "C": _CONSONANT,
    "L": f"(?=(?:{_CONSONANT}|th|ch|st)e$|{_CONSONANT}e(?:ly|less|ful|ment|ness|d|s|st)$)",
}
_RULE: Final = re.compile(r"((?:\^|\(\?<=[^()]*\))*([a-z])\S*)>(\S*)")
_UNREAD: Final = (re.compile("(.)"), ("", ""))


def _rules_for_letters() -> dict[str, tuple[re.Pattern[str], tuple[str, ...]]]:
    """By the letter that they read first all rules in one pattern, and what each of them speaks."""
    of_letter: dict[str, list[tuple[str, str]]] = {}
    for pattern, letter, spoken in _RULE.findall(_RULES):
        whole = re.sub("[VCL]", lambda sign: _STANDS_FOR[sign[0]], pattern)
        of_letter.setdefault(letter, []).append((f"({whole})", spoken))
    return {
        letter: (
            re.compile("|".join(whole for whole, _ in rules)),
            ("", *(each for _, each in rules)),
        )
        for letter, rules in of_letter.items()
    }


_RULES_FOR: Final = _rules_for_letters()

_ROUGH: Final = str.maketrans("bdgvzTSZCJNrIEAVO@URy", "ptkfstccccnlieaaoauai")
_ONE_VOWEL: Final = str.maketrans("eiou", "aaaa")
_VOWELS: Final = re.compile("([aeiou])[aeiou]+")
_NUMBER = re.compile(r"\d+")
_PARTS_OF_SIZE = re.compile(r"\d{1,8}|[a-z]+|\.")
_SIGNS_IN_KOREAN: Final = KOREAN_MEASURE | {".": "점"}
_UNITS: Final = list(ENGLISH_UNITS)
_TENS: Final = {tens: word for word, tens in reversed(ENGLISH_TENS.items())}


def as_spoken(words: tuple[str, ...]) -> tuple[str, ...]:
    """Comparable words of a name or phrase; numbers among Korean ones as those words that they are.

    A recogniser that writes "5 뚜기" has heard 오뚜기.
    """
    if "".join(words).isascii():
        return words
    return tuple(_in_korean(word) if is_number(word) else word for word in words)


def _in_korean(size: str) -> str:
    read = [
        sino(int(part)) if part.isdigit() else _SIGNS_IN_KOREAN.get(part, "")
        for part in _PARTS_OF_SIZE.findall(size)
    ]
    return "".join(read).replace(" ", "")


@lru_cache(maxsize=1 << 16)
def phones(word: str) -> str:
    """The phones of a comparable word (`spelling.words`); a number is read in English."""
    if word[:1].isdigit():
        return "".join(map(_read, _NUMBER.findall(word)))
    return _spoken(word) if word.isascii() else sound(word)


@lru_cache(maxsize=1 << 16)
def rough_phones(word: str) -> str:
    """`phones`, in which those that are formed alike are one, and a diphthong is one vowel."""
    spoken = phones(word)
    return _VOWELS.sub(r"\1", spoken.translate(_ROUGH)) if word.isascii() else spoken


def with_one_vowel(heard: str) -> str:
    """`rough_phones` in which all vowels are one, for those are misheard most."""
    return heard.translate(_ONE_VOWEL)


def _spoken(word: str) -> str:
    spoken, at = "", 0
    while at < len(word):
        rules, phones_of = _RULES_FOR.get(word[at], _UNREAD)
        found = rules.match(word, at)
        if found is None:
            break
        spoken += phones_of[found.lastindex or 0]
        at = found.end()
    return spoken


def _read(digits: str) -> str:
    """The phones of a number, of one with more than two digits two by two, as years are read."""
    spoken = []
    for at in range(len(digits) % 2 - 2 if len(digits) % 2 else 0, len(digits), 2):
        value = int(digits[max(at, 0) : at + 2])
        if value < len(_UNITS):
            spoken.append(_UNITS[value])
        else:
            spoken.append(_TENS[value - value % 10])
            spoken += [_UNITS[value % 10]] if value % 10 else []
    return "".join(map(_spoken, spoken))
