"""The one place that knows the concrete classes: parts are built here, once, when first needed.

This is also the Python API, what the commands do, callable:

    from assistant.app import App, join_home, open_ears
    from assistant.core import settings

    app = App(settings.load())
    app.understand("reorder detergent", "en")            # no side effects
    with open_ears(app, "en", act=False) as ears:
        ears.hear("recording.wav")                       # through the path of the microphone
    with join_home(app) as home, home.talk("en") as say:
        say("reorder detergent").reply.text              # orders, for real
"""

from assistant.app.admission import Admission, admit, shut_out
from assistant.app.ears import Ears, HeardFile, open_ears
from assistant.app.examination import Finding, examine
from assistant.app.expected_words import Understood
from assistant.app.home import Home, join_home, open_home
from assistant.app.line import Line
from assistant.app.listening_home import Listening, listening
from assistant.app.owner import OwnerLine
from assistant.app.owner import request_id as owner_request_id
from assistant.app.owner_desk import ask_as_owner, back_up, exports, restore_backup
from assistant.app.parts import App
from assistant.app.tracing import trace

__all__ = [
    "Admission",
    "App",
    "Ears",
    "Finding",
    "HeardFile",
    "Home",
    "Line",
    "Listening",
    "OwnerLine",
    "Understood",
    "admit",
    "ask_as_owner",
    "back_up",
    "examine",
    "exports",
    "join_home",
    "listening",
    "open_ears",
    "open_home",
    "owner_request_id",
    "restore_backup",
    "shut_out",
    "trace",
]
