"""What a household calls a thing, in words of its own."""

from collections.abc import Mapping

from assistant.dialog.steps import LearnName, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill
from assistant.skills.wishes.wanted import product_meant, unknown_product


def teach_name(intent: Intent, scene: Scene) -> Step:
    """Remember what a household calls a thing."""
    said = str(intent.value("called", "")).strip()
    product = product_meant(intent, scene)
    if product is None or not said:
        return unknown_product(intent)
    data = {"said": said, "name": product.names, "topic": product.id}
    return LearnName(said, product.id, scene.language, Say("name_learnt", data))


SKILLS: Mapping[str, Skill] = {"TeachName": teach_name}
