"""The child lock: anybody may close it, who knows the code opens it."""

from collections.abc import Mapping

from assistant.core.messages import Answer, SetLock
from assistant.dialog.steps import Ask, AskStore, Option, Question, Say, Step
from assistant.language.intent import Intent
from assistant.skills.orders.held import MOST_CODES
from assistant.skills.refusals import code_of, refusal
from assistant.skills.scene import Scene, Skill
from assistant.store.orders.holding import no_code


def child_lock(intent: Intent, scene: Scene) -> Step:
    """Turn the child lock on or off."""
    return _set(intent.value("state") == "on", None, scene, 0)


def _set(on: bool, code: str | None, scene: Scene, number: int) -> Step:  # noqa: FBT001 - a state
    request = SetLock(
        request_id=f"{scene.utterance_id}.lock{number}",
        device_id=scene.device_id,
        at=scene.now,
        on=on,
        code=code,
    )
    return AskStore(request, lambda answer: _answered(answer, request, scene, number))


def _answered(answer: Answer | None, request: SetLock, scene: Scene, number: int) -> Step:
    if answer is None:
        return Say("store_silent_question")
    if answer.status == "done":
        return Say("lock_on", {"code": not no_code(answer.reason)}) if request.on else _off()
    match code_of(answer):
        case "code_needed" if request.code is None and not no_code(answer.reason):
            return _ask_code(Say("code_asked"), scene, number)
        case "wrong_code" if number < MOST_CODES:
            return _ask_code(Say("code_wrong"), scene, number)
    return refusal(answer)


def _off() -> Step:
    return Say("lock_off")


def _ask_code(say: Say, scene: Scene, number: int) -> Step:
    again = Say("code_unclear")
    question = Question(
        lambda _: _ask_code(again, scene, number),
        (Option("lock", ()),),
        decline=Say("never_mind"),
        again=again,
        code=lambda digits: _set(on=False, code=digits, scene=scene, number=number + 1),
    )
    return Ask(say, question)


def unasked_code(_intent: Intent, _scene: Scene) -> Step:
    """Digits that nobody asked for; they are not repeated."""
    return Say("no_question")


SKILLS: Mapping[str, Skill] = {"ChildLock": child_lock, "SayCode": unasked_code}
