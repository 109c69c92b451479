"""What is said of a thing beside its name: that it is a favourite, whom it is from, how soon, how little."""

import re
from typing import Final

_FAVOURITE: Final = re.compile(
    r"^(?:(?:our|my|the|your)\s+)?(?:all[- ]time\s+)?favou?rites?\s+(?:kind of\s+|brand of\s+)?"
    r"|^(?:(?:우리|내|제)(?:가|집)?\s*)?(?:(?:제일|가장)\s*)?(?:좋아하는|즐겨\s*(?:마시는|먹는|쓰는|찾는))\s*",
    re.IGNORECASE,
)
_FROM_WHOM: Final = re.compile(
    r"(?P<thing>.+?)\s+(?:from|at|through|via)\s+(?P<whom>[^\d]+)"
    r"|(?P<whom_ko>.+?)\s*(?:에서|한테서|에게서)\s+(?P<thing_ko>.+)",
    re.IGNORECASE,
)
_HURRY: Final = re.compile(
    r"\b(?:a\.?s\.?a\.?p\b|as soon as possible|right away|quickly)", re.IGNORECASE
)
_ONLY_LOW: Final = re.compile(
    r"\b(?:almost|nearly|about|low|short|running|getting|need|could)\b"
    r"|거의|곧|얼마|모자라|부족|간당|떨어져 가",
    re.IGNORECASE,
)
_TO_READ: Final = re.compile(
    r"\b(?:books?|textbook|novel|essay|saga|chronicle|story|comic|poem|magazine)\b|책|소설|에세이|만화|잡지",
    re.IGNORECASE,
)


def as_favourite(phrase: str) -> str | None:
    """The thing that is called a favourite: coffee, of "our favourite coffee"; None where none is."""
    thing = _FAVOURITE.sub("", phrase, count=1).strip()
    return thing if thing and thing != phrase.strip() else None


def from_whom(phrase: str) -> tuple[str, str] | None:
    """A thing, and of whom it perhaps is to be: "milk from Homewell"; None where nobody is named."""
    found = _FROM_WHOM.fullmatch(phrase.strip())
    if found is None:
        return None
    return (found["thing"] or found["thing_ko"]).strip(), found["whom"] or found["whom_ko"]


def in_a_hurry(text: str) -> bool:
    """Whether it is wanted soon: said so often that sentences pass over it, and a wish all the same."""
    return _HURRY.search(text) is not None


def is_all_gone(text: str) -> bool:
    """Whether who says that something is lacking has nothing left of it, and not merely little."""
    return _ONLY_LOW.search(text) is None


def is_to_read(text: str) -> bool:
    """Whether a book or the like is spoken of: never the music that plays, nor a thing of the shop."""
    return _TO_READ.search(text) is not None
