"""Shows what happens as it happens: for people in columns, for programs one JSON object a line."""

import time
from collections.abc import Mapping
from typing import Any

import click
import msgspec

from assistant.core.messages import Answer
from assistant.speech.listener import Utterance
from assistant.turns import Asked, Replied, Told, Understood
from assistant.voice import Heard, Muted, Nothing, Said, VoiceEvent, Woke


def json_line(fields: Mapping[str, Any]) -> None:
    """Print one object on one line, at once."""
    click.echo(msgspec.json.encode(fields).decode())


class Console:
    """An observer that prints voice events; `json` for one object a line."""

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._began = time.perf_counter()
        self._ended: float | None = None

    def __call__(self, event: VoiceEvent) -> None:
        """Show one event."""
        if isinstance(event, Heard):
            self._ended = event.ended
        fields = described(event)
        if fields is None:
            return
        now = time.perf_counter()
        if self._json:
            since = None if self._ended is None else round((now - self._ended) * 1000, 1)
            json_line({**fields, "at_s": round(now - self._began, 3), "since_speech_ms": since})
        else:
            click.echo(event_line({**fields, "at_s": now - self._began}))

    def note(self, text: str) -> None:
        """Say something about the assistant itself, for people only."""
        if self._json:
            took = round(time.perf_counter() - self._began, 3)
            json_line({"event": "note", "text": text, "at_s": took})
        else:
            click.echo(text)

    def ready(self, text: str) -> None:
        """Say that the assistant listens from now on."""
        if self._json:
            took = round(time.perf_counter() - self._began, 3)
            json_line({"event": "ready", "text": text, "at_s": took})
        else:
            click.echo(text)


def event_line(fields: Mapping[str, Any]) -> str:
    """One event in columns, for people."""
    event = str(fields["event"])
    times = "  ".join(
        f"[{name.removesuffix('_ms').replace('_', ' ')} {value:.0f} ms]"
        for name, value in fields.items()
        if name.endswith("_ms") and name != "since_speech_ms" and value is not None
    )
    wording = f"{click.style(f'{event:<10}', bold=True)} {_wording(fields)}  {times}".rstrip()
    return f"{fields['at_s']:7.2f} s  {wording}"


def described(event: VoiceEvent) -> dict[str, Any] | None:
    """An event as plain fields; None for what nobody needs to see."""
    match event:
        case Woke(at_s):
            return {"event": "woke", "wake_s": round(at_s, 2)}
        case Nothing():
            return {"event": "silence"}
        case Muted(muted):
            return {"event": "muted" if muted else "unmuted"}
        case Heard(utterance):
            return _heard(utterance)
        case Understood(text, intent, ms):
            return {
                "event": "understood",
                "text": text,
                "intent": intent.name if intent else None,
                "slots": {name: slot.text for name, slot in intent.slots.items()} if intent else {},
                "matched_ms": round(ms, 2),
            }
        case Asked():
            return _asked(event)
        case Told(command, heard):
            tracks = [track.names for track in command.tracks]
            return {"event": "player", "action": command.action, "heard": heard, "tracks": tracks}
        case Said(reply, ready_ms, file, whole):
            return {
                "event": "said",
                "text": reply.text,
                "file": str(file) if file else None,
                "whole": whole,
                "spoken_after_ms": round(ready_ms, 1),
            }
        case Replied():
            return None


def _heard(utterance: Utterance) -> dict[str, Any]:
    transcript = utterance.transcript
    return {
        "event": "heard",
        "text": transcript.text,
        "accepted": transcript.accepted,
        "score": round(transcript.score, 3),
        "engine": transcript.engine,
        "waited_ms": utterance.endpoint_ms,
        "recognised_ms": round(utterance.latency_ms, 1),
    }


def _asked(event: Asked) -> dict[str, Any]:
    """What was asked of the order service, named by the status of its answer."""
    request, answer = event.request, event.answer
    return {
        "event": answer.status if answer else "unanswered",
        "request": request.__struct_config__.tag,
        "request_id": request.request_id,
        "reason": answer.reason if answer else None,
        "order": order_fields(answer),
        "answered_ms": round(event.ms, 1),
    }


def order_fields(answer: Answer | None) -> dict[str, Any] | None:
    """An answer's order as plain fields."""
    if answer is None or answer.order is None:
        return None
    fields: dict[str, Any] = msgspec.to_builtins(answer.order)
    return fields


def _wording(fields: Mapping[str, Any]) -> str:
    match fields["event"]:
        case "heard":
            doubt = "" if fields["accepted"] else "  (unsure)"
            return f"“{fields['text']}”{doubt}"
        case "understood":
            slots = ", ".join(f"{name} = {text}" for name, text in fields["slots"].items())
            return f"{fields['intent'] or 'nothing'}  {slots}".rstrip()
        case "said":
            kept = f"  → {fields['file']}" if fields["file"] else ""
            broken = "" if fields["whole"] else "  (broken off)"
            return f"“{fields['text']}”{broken}{kept}"
        case "player":
            names = ", ".join(track.get("en", "?") for track in fields["tracks"])
            return f"{fields['action']}  {names}".rstrip()
        case "ready" | "note":
            return str(fields["text"])
        case "woke":
            return f"wake word at {fields['wake_s']:.2f} s"
        case _:
            order = fields.get("order")
            if order:
                line = order["lines"][0]
                return f"{order['order_id']}  {line['quantity']} x {line['names'].get('en', '?')}"
            return str(fields.get("reason") or "")
