"""What somebody thinks of a work or a product."""

from collections.abc import Mapping

from assistant.core.notes import Rating
from assistant.dialog.steps import KeepRating, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill

BEST = 5.0
"""The best rating where none is said."""


def rate(intent: Intent, scene: Scene) -> Step:
    """Keep a rating: of what is named, of what plays, or of what was ordered last."""
    value = intent.value("rating")
    named = intent.value("work") or intent.value("opinion") or ""
    work = str(named).strip() or _at_hand(scene)
    if not work:
        return Say("rate_what")
    if not isinstance(value, int | float):
        return Say("rate_how", {"work": work})
    said = intent.value("best")
    best = float(said) if isinstance(said, int | float) and said > 0 else max(BEST, float(value))
    if not 0 <= value <= best:
        return Say("rate_how", {"work": work})
    rating = Rating(work=work, rating=float(value), best=best, at=scene.now)
    return KeepRating(rating, Say("rated", {"work": work, "rating": value, "best": best}))


def _at_hand(scene: Scene) -> str:
    player = scene.player
    if player is not None and player.track is not None and player.state != "stopped":
        names = player.track.names
    elif scene.last_order is not None:
        names = scene.last_order.lines[0].names
    else:
        return ""
    return names.get(scene.language) or next(iter(names.values()), "")


SKILLS: Mapping[str, Skill] = {"Rate": rate}
