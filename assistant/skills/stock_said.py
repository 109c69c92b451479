"""What somebody has said of what there is at home, as it is noted."""

import re
from collections.abc import Iterable
from typing import Final

from assistant.core.notes import Note, Topic
from assistant.skills.scene import Scene

_ONLY_LOW: Final = re.compile(
    r"\b(?:almost|nearly|about|low|short|running|getting|need|could)\b"
    r"|거의|곧|얼마|모자라|부족|간당|떨어져 가",
    re.IGNORECASE,
)


def is_all_gone(text: str) -> bool:
    """Whether who says that something is lacking has nothing left of it, and not merely little."""
    return _ONLY_LOW.search(text) is None


def stock_notes(
    topic: Topic, product_ids: Iterable[str], scene: Scene, value: str = ""
) -> tuple[Note, ...]:
    """What was said; the opposite, said before, no longer counts."""
    other: Topic = "there" if topic == "gone" else "gone"
    return tuple(
        note
        for product_id in product_ids
        for note in (
            Note(topic=topic, about=product_id, value=value, at=scene.now),
            Note(topic=other, about=product_id, value=None, at=scene.now),
        )
    )
