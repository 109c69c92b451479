"""Says how a stain is washed out, with the detergent that this household buys."""

from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene

DETERGENT = {"en": "detergent", "ko": "세제"}


def remove_stain(intent: Intent, scene: Scene) -> Step:
    """The reply for the stain that was named."""
    found = scene.shelf.find(DETERGENT[scene.language])
    if not found:
        return Say("product_unknown", {"phrase": DETERGENT[scene.language]})
    return Say(f"stain.{intent.value('stain')}", {"product": found[0].product.names})


SKILLS = {"RemoveStain": remove_stain}
