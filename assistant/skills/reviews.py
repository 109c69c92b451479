"""What somebody thinks of a work or a product."""

from collections.abc import Mapping

from assistant.core.notes import Rating
from assistant.dialog.steps import Ask, KeepRating, Question, Say, Step
from assistant.language.intent import Intent
from assistant.language.orders.beside_the_thing import is_to_read
from assistant.skills.scene import Scene, Skill

RATING_WORK = {"en": "rate {} SCORE", "ko": "{} 별점 SCORE 점"}
CALLING = {"en": "rate a work called {}", "ko": "{} 라는 작품 평가해 줘"}
RATING_STARS = {"en": "rate WORK {}", "ko": "WORK 별점 {}"}
"""What a bare name, or a bare number of stars, stands for."""
BEST = 5.0
"""The best rating where none is said."""


def rate(intent: Intent, scene: Scene) -> Step:
    """Keep a rating: of what is named, of what plays, or of what was ordered last."""
    value = _value(intent)
    named = intent.value("work") or intent.value("opinion") or ""
    work = str(named).strip() or ("" if is_to_read(intent.text) else _at_hand(scene))
    if not work:
        score = intent.slots.get("rating")
        as_if = RATING_WORK[scene.language].replace("SCORE", score.text) if score else ""
        return _ask(Say("rate_what"), as_if or CALLING[scene.language])
    how = Say("rate_how", {"work": work})
    if not isinstance(value, int | float):
        return _ask(how, RATING_STARS[scene.language].replace("WORK", work))
    said = intent.value("best")
    best = float(said) if isinstance(said, int | float) and said > 0 else max(BEST, float(value))
    if not 0 <= value <= best:
        return _ask(how, RATING_STARS[scene.language].replace("WORK", work))
    rating = Rating(work=work, rating=float(value), best=best, at=scene.now)
    return KeepRating(rating, Say("rated", {"work": work, "rating": value, "best": best}))


def _value(intent: Intent) -> int | float | None:
    """The score: a number, and a half where one is said beside it."""
    whole, part = intent.value("rating"), intent.value("part", 0)
    return whole + part if isinstance(whole, int | float) else None


def _ask(say: Say, as_if: str) -> Step:
    """Ask for what is missing; the answer may be the bare name or number."""
    decline = Say("never_mind")
    return Ask(say, Question(lambda _: decline, (), decline=decline, again=say, as_if=as_if))


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
