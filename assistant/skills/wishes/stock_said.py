"""What somebody has said of what there is at home, as it is noted."""

from collections.abc import Iterable

from assistant.core.notes import Note, Topic
from assistant.skills.scene import Scene


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
