"""Talk about the talk itself, and the small talk everyone tries."""

from collections.abc import Mapping

from assistant.dialog.answering import ENOUGH
from assistant.dialog.steps import Mute, Quiet, Say, Step
from assistant.language.intent import Intent
from assistant.skills.music import PLAYING, once_more, pause
from assistant.skills.ordering.checkout import check_out
from assistant.skills.ordering.order_or_list import order_list
from assistant.skills.ordering.other_ones import ask_of_told
from assistant.skills.ordering.shopping import ask_product
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.basket import MOST_AT_ONCE, Basket, Line
from assistant.store.choosing.purchase import Fit

SAID = "said"
"""Of a slot `which`: what is to be repeated was said, not played."""


def no_question(intent: Intent, scene: Scene) -> Step:
    """A yes that answers nothing; "order it" at least says what is wanted."""
    said = scene.last_said.key if scene.last_said is not None else ""
    if said in {"ordered", "is_ordered"} and intent.value("enough"):
        return Say("is_ordered")
    if intent.value("says") == "order":
        read = said in {"list_read", "list_added"} or (
            intent.value("all") and scene.list is not None
        )
        return order_list(intent, scene) if read else _order_topic(scene) or ask_product(scene)
    if intent.value("says") == "do" and (asked := ask_of_told(scene)) is not None:
        return asked
    if said == "ordered":
        return Say("is_ordered")
    if intent.value("says") == ENOUGH:
        return Say("all_right")
    return Say("never_mind" if said == "order_kept" else "no_question")


def _order_topic(scene: Scene) -> Step | None:
    """Order what the last answer was about, with the questions of any order; None: nothing was."""
    told = scene.last_said.data if scene.last_said is not None else {}
    if scene.topic is None or told.get("topic") != scene.topic:
        return None
    count, product = told.get("quantity"), scene.sold(scene.topic)
    if product is None:
        return Say("thing_not_sold")
    many = count if isinstance(count, int) and 1 <= count <= MOST_AT_ONCE else 1
    return check_out(Basket((Line(Fit(product, 1.0), many),)), scene)


def repeat(intent: Intent, scene: Scene) -> Step:
    """Say the last reply again, or play again what was put on; how it is spoken is a setting."""
    if intent.value("how") is not None:
        return Say("speaks_as_set", {"how": intent.value("how")})
    said = scene.last_said
    plays = scene.player is not None and scene.player.state == "playing"
    of_music = said is None or said.key == PLAYING
    if plays and of_music and intent.value("which") != SAID:
        return once_more(scene)
    return said or Say("nothing_to_repeat")


def wait(intent: Intent, scene: Scene) -> Step:
    """A moment, please: where nothing is asked, the music is to pause, or nothing at all."""
    plays = scene.player is not None and scene.player.state == "playing"
    return pause(intent, scene) if plays else Quiet()


def help_(intent: Intent, _scene: Scene) -> Step:
    """Say what can be said: of everything, or of what is asked about."""
    about = intent.value("about")
    return Say(f"help_about.{about}") if about else Say("help")


def small_talk(intent: Intent, _scene: Scene) -> Step:
    """Answer a greeting, a thank-you, a question about the assistant; a reply may use a number."""
    topic = intent.value("topic", "hello")
    return Say(f"small_talk.{topic}", {"number": intent.value("number")})


def mute(_intent: Intent, _scene: Scene) -> Step:
    """Close the microphone."""
    return Mute()


SKILLS: Mapping[str, Skill] = {
    "Repeat": repeat,
    "Wait": wait,
    "Help": help_,
    "SmallTalk": small_talk,
    "MuteMicrophone": mute,
}
