"""The process that runs pyttsx3: one JSON line in, one JSON line out.

In: {"text", "voice", "rate", "volume", "wav"}; out: {"wav"} or {"error"}. It is a process of its
own because pyttsx3 can hang and cannot be interrupted then; whoever waits can end it.
"""

import json
import sys
from typing import Any, TextIO


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more."""
    try:
        import pyttsx3  # noqa: PLC0415  (may lack its library; that is an answer)

        engine: Any = pyttsx3.init("espeak")
    except Exception as error:  # noqa: BLE001  (whatever it is, the parent must hear of it)
        _answer(answers, {"error": str(error).splitlines()[0] if str(error) else repr(error)})
        return
    _answer(answers, {"ready": True})
    for line in requests:
        _answer(answers, _synthesise(engine, json.loads(line)))


def _synthesise(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        engine.setProperty("voice", request["voice"])
        engine.setProperty("rate", request["rate"])
        engine.setProperty("volume", request["volume"])
        engine.save_to_file(request["text"], request["wav"])
        engine.runAndWait()
    except Exception as error:  # noqa: BLE001
        return {"error": str(error)}
    return {"wav": request["wav"]}


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    own_answers = sys.stdout
    sys.stdout = sys.stderr  # pyttsx3 prints
    serve(sys.stdin, own_answers)
