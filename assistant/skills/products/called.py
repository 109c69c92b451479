"""Which products surely go by a name: those are meant of what was ordered or stands on a list."""

from assistant.skills.scene import Scene

SURELY = 0.8
"""How well a thing's name has to fit."""
MOST_FITTING = 50
"""Products among which those are looked for."""


def called(phrase: str, scene: Scene, least: float = SURELY) -> set[str]:
    """The ids of what surely goes by a name: fits it with a score of `least`."""
    found = scene.shelf.find(phrase, MOST_FITTING)
    return {fit.product.id for fit in found if fit.score >= least}
