"""What kinds of music are called, in both languages: by their genre, and by the mood they are for."""

from collections.abc import Mapping, Sequence
from itertools import chain

_FOLK = (
    *("folk", "folk music", "folk song", "folk songs", "traditional", "traditional music"),
    *("korean folk", "korean traditional", "민요", "전통 음악", "우리나라 민요", "한국 민요"),
    *("korean", "korean music", "우리나라", "우리나라 음악", "한국 음악", "국악"),
)
_CALM = (
    *("calm", "calming", "relaxing", "relaxation", "quiet", "soft", "soothing", "mellow", "slow"),
    *("sleep", "sleeping", "study", "studying", "focus", "background", "dinner", "meditation"),
    *(
        "lullaby",
        "lullabies",
        "잔잔한",
        "조용한",
        "차분한",
        "편안한",
        "명상",
        "명상 음악",
        "자장가",
    ),
)
_CALM_KINDS = frozenset({"classical", "ambient", "new age", "chillout", "easy listening", "lounge"})
"""Genres of which people think when they wish for something calm."""
_GENRES: Mapping[str, tuple[str, ...]] = {
    "classical": (
        *("classical", "classical music", "classics", "클래식", "클래식 음악", "고전 음악"),
        *("piano", "piano music", "piano piece", "instrumental", "피아노", "연주곡", "연주"),
    ),
    "traditional": _FOLK,
    "folk": _FOLK,
}
"""What genres in tags are called; others go by their own name."""
GENRE_WORDS = frozenset(chain.from_iterable(_GENRES.values()))
"""All names of genres: a performer in a tag who is called so ("Traditional") is nobody."""


def genre_words(genre: str) -> Sequence[str]:
    """What music is called whose tag names this genre."""
    kind = genre.lower()
    return (*_GENRES.get(kind, (genre,)), *(_CALM if kind in _CALM_KINDS else ()))
