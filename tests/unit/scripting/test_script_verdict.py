"""Playing scripts: what differs is said readably, and playing leaves nothing behind."""

from assistant.scripting.play import play
from assistant.scripting.script import read_script


def verdict_of(turns: str) -> str:
    verdict = play(read_script(f"turns:\n{turns}", "a.script.yaml"))
    return "passed" if verdict.passed else str(verdict)


def test_what_went_otherwise_is_shown_beside_what_was_expected() -> None:
    shown = verdict_of(
        "  - say: reorder detergent\n"
        "    expect: {intent: PlayMusic, slots: {track: x}, order: none, reply: Playing*}\n"
        "  - say: stop\n"
    )
    lines = shown.splitlines()
    assert "a.script.yaml:2: say reorder detergent" in lines
    assert "    intent      expected  PlayMusic" in lines
    assert "                found     Reorder" in lines
    assert "    order       expected  none" in lines
    assert "                found     1 x tide-pods-81-count" in lines
    assert "stop" not in shown


def test_a_button_pressed_twice_orders_once_until_it_is_delivered() -> None:
    assert (
        verdict_of(
            "  - press: washer/detergent\n"
            "    expect: {order: {tide-pods-81-count: 1}, reply: '*has ordered Tide Pods*'}\n"
            "  - press: washer/detergent\n"
            "    expect: {status: in_progress, order: none}\n"
            "  - wait: 5 days\n"
            "  - press: washer/detergent\n"
            "    expect: {order: {tide-pods-81-count: 1}}\n"
        )
        == "passed"
    )


def test_a_question_is_open_only_for_a_while() -> None:
    assert (
        verdict_of(
            "  - {say: order vinegar, expect: {asks: yes, order: none}}\n"
            "  - {wait: 1 h}\n"
            "  - {say: the first one, expect: {order: none}}\n"
        )
        == "passed"
    )


def test_two_people_do_not_answer_each_others_questions() -> None:
    assert (
        verdict_of(
            "  - {say: order vinegar, by: anna, expect: {asks: yes}}\n"
            "  - {say: the first one, by: ben, expect: {order: none}}\n"
            "  - {say: the first one, by: anna, expect: {status: placed}}\n"
        )
        == "passed"
    )


def test_music_is_told_to_the_loudspeaker() -> None:
    assert (
        verdict_of(
            "  - {say: play chopin, expect: {player: play, reply: Playing*}}\n"
            "  - {say: stop, expect: {player: stop, reply: null}}\n"
        )
        == "passed"
    )
