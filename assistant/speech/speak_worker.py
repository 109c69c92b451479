"""The process that runs pyttsx3: one JSON line in, one JSON line out.

In: {"text", "voice", "rate", "volume", "wav"}; out: {"wav"} or {"error"}. It is a process of its
own because pyttsx3 can hang and cannot be interrupted then; whoever waits can end it.
"""

import json
import sys
import threading
import wave
from typing import Any, TextIO

_TRIES = 8
"""pyttsx3 2.99 comes back from `runAndWait` while espeak-ng still speaks on a thread of its own, so
its end is waited for; and on a busy machine the last word of that thread about one sentence can end
the next one before it began: an empty file, in one of twenty sentences."""


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more."""
    try:
        import pyttsx3  # noqa: PLC0415  (may lack its library; that is an answer)

        engine: Any = pyttsx3.init("espeak")
    except Exception as error:  # noqa: BLE001  (whatever it is, the parent must hear of it)
        _answer(answers, {"error": str(error).splitlines()[0] if str(error) else repr(error)})
        return
    spoken = threading.Event()
    engine.connect("finished-utterance", lambda **_: spoken.set())
    _answer(answers, {"ready": True})
    for line in requests:
        _answer(answers, _synthesise(engine, spoken, json.loads(line)))


def _synthesise(engine: Any, spoken: threading.Event, request: dict[str, Any]) -> dict[str, Any]:
    try:
        engine.setProperty("voice", request["voice"])
        engine.setProperty("rate", request["rate"])
        engine.setProperty("volume", request["volume"])
        for _ in range(_TRIES):
            spoken.clear()
            engine.save_to_file(request["text"], request["wav"])
            engine.runAndWait()
            spoken.wait()  # whoever asked ends us when this takes too long
            if _holds_sound(request["wav"]):
                return {"wav": request["wav"]}
    except Exception as error:  # noqa: BLE001
        return {"error": str(error)}
    return {"error": "it made no sound"}


def _holds_sound(path: str) -> bool:
    with wave.open(path, "rb") as file:
        return file.getnframes() > 0


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    own_answers = sys.stdout
    sys.stdout = sys.stderr  # pyttsx3 prints
    serve(sys.stdin, own_answers)
