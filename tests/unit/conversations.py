"""Conversations on a real store, as the tests hold them."""

from collections.abc import Sequence

from assistant.app import App
from assistant.core.settings import Language
from assistant.scripting.cast import CastHands
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import DirectCounter
from assistant.turns import Conversation, Observer
from assistant.turns.conversation import SceneSource


def conversation(
    app: App,
    counter: DirectCounter,
    clock: ScriptClock,
    language: Language = "en",
    *,
    scenes: SceneSource | None = None,
    observers: Sequence[Observer] = (),
) -> Conversation:
    """One that orders at `counter`, without a loudspeaker; `scenes` instead of what the app knows."""
    return Conversation(
        app.matcher(language),
        app.replies(language),
        scenes or (lambda *about: app.scene(*about, player=None)),
        CastHands(counter),
        app.notebook,
        question_s=20,
        zone=app.time_zone,
        clock=clock,
        observers=observers,
    )
