"""What a household, or one of its members, buys most often."""

from collections.abc import Mapping, Sequence

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill

MOST_THINGS = 5
"""More is not listened to."""


def usual_kinds(scene: Scene, member: str = "") -> Sequence[Mapping[str, str]]:
    """What this household, or a member of it, buys most often, as kinds of things by language."""
    times = {each.product_id: each.times for each in scene.usual.values()}
    if member:
        times = dict(scene.home.orders_of(scene.notes.orders_of(member)))
    bought = sorted(times, key=lambda product_id: (-times[product_id], product_id))
    few = scene.home.discover().kinds_named(each for each in bought if scene.sold(each))
    return few[:MOST_THINGS]


def usually(intent: Intent, scene: Scene) -> Step:
    """Name what this household, or a member of it, buys most often."""
    member = str(intent.value("member", "")).strip()
    return Say("usually", {"names": usual_kinds(scene, member), "member": member})


SKILLS: Mapping[str, Skill] = {"UsualShow": usually}
