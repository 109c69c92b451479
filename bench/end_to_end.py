"""From the end of speech to the committed order, with the real assistant in its own process.

    python bench/end_to_end.py [--times N] [--language en|ko]

The demo's recorded order is spoken N times into `assistant run`. Reported: the silence waited for
before the decision that speech has ended, the time from that decision to the order service's answer
(which comes after its commit), how soon it listens, what idle listening costs and what it holds in
memory. Replies are not spoken, so that commands may follow each other.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant.bus import topics
from assistant.bus.client import Client
from assistant.bus.delivery import Delivery
from assistant.bus.running import reach
from assistant.cli.stage import Event, Stage
from assistant.core.messages import PlayerState
from assistant.core.settings import PROJECT, Broker, Language, Settings, load

RECORDING: dict[str, str] = {
    "en": "01-alexa-reorder-detergent",
    "ko": "01-alexa-order-detergent",
}
IDLE_S = 15.0
STOPS = 3
GOAL_MS = {"vosk": 300, "whisper": 700}
GOAL_MB = {"en": 450, "ko": 750}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def resident_mb(pid: int) -> float:
    """Memory of a process that is really there, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_s(pid: int) -> float:
    """Processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def household(language: Language, data: Path) -> Settings:
    """A household of its own, which answers in text."""
    return load(
        {},
        [
            f"household.language={language}",
            f'paths.data="{data}"',
            "broker.port=0",
            'voice.engine="none"',
            "dialog.follow_up_s=0",
            "wake.chime=false",
            'audio.output="null"',
        ],
    )


def idle_share(stage: Stage) -> float:
    """Share of one core while nobody speaks."""
    before, began = cpu_s(stage.pid), time.monotonic()
    time.sleep(IDLE_S)
    return (cpu_s(stage.pid) - before) / (time.monotonic() - began)


def measure(language: Language, times: int) -> None:
    """Speak, wait, report."""
    recording = PROJECT / "config" / "demo" / language / f"{RECORDING[language]}.flac"
    placed: list[float] = []
    heard: list[Event] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        began = time.monotonic()
        with Stage(household(language, data), data / "log") as stage:
            stage.wait_for(lambda event: event["event"] == "ready", 60)
            ready_s = time.monotonic() - began
            time.sleep(2)
            idle = idle_share(stage)
            for _ in range(times):
                stage.microphone.play(recording)
                answer = stage.wait_for(lambda event: event["event"] == "placed", 15)
                if answer is not None:
                    placed.append(answer["since_speech_ms"])
                stage.wait_for(lambda event: event["event"] == "said", 5)
                time.sleep(1)
            memory = resident_mb(stage.pid)
            stops = [stop_ms(stage, data) for _ in range(STOPS)] if language == "en" else []
            heard = [event for event in stage.seen if event["event"] == "heard"]
    engine = heard[0]["engine"] if heard else "none"
    print(f"{language} ({engine}): {len(placed)} of {times} ordered")
    if placed:
        print(
            f"  end of speech to committed order: p50 {statistics.median(placed):.0f} ms, "
            f"p95 {percentile(placed, 0.95):.0f} ms (goal p95 {GOAL_MS[engine]} ms)"
        )
        waited = [event["waited_ms"] for event in heard]
        print(f"  silence waited for before: p50 {statistics.median(waited):.0f} ms")
    if stops:
        print(f"  from the intent stop to silence: at most {max(stops):.0f} + 45 ms (goal 100 ms)")
    print(f"  ready to listen after {ready_s:.1f} s (goal 3 s)")
    print(f"  idle listening: {idle:.2%} of one core (goal 1 %)")
    print(
        f"  resident memory after {times} commands: {memory:.0f} MB (goal {GOAL_MB[language]} MB)"
    )


def stop_ms(stage: Stage, data: Path) -> float:
    """From the intent "stop" to a loudspeaker that says it is silent; its device holds 45 ms more."""
    folder = PROJECT / "config" / "demo" / "en"
    silent = threading.Event()

    def on_state(delivery: Delivery) -> None:
        if isinstance(delivery.message, PlayerState) and delivery.message.state == "stopped":
            silent.set()

    with Client(reach(Broker(), data), "bench") as client:
        stage.microphone.play(folder / "06-alexa-play-chopin.flac")
        stage.wait_for(lambda event: event["event"] == "player", 15)
        time.sleep(2)
        client.subscribe(topics.player_state("speaker"), on_state)
        time.sleep(0.3)
        silent.clear()
        stage.microphone.play(folder / "07-alexa-stop.flac")
        stage.wait_for(lambda event: event.get("intent") == "Stop", 15)
        began = time.perf_counter()
        silent.wait(5)
        return (time.perf_counter() - began) * 1000


def main() -> None:
    """Both languages, or one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--language", choices=["en", "ko"], action="append")
    options = parser.parse_args()
    for language in options.language or ["en", "ko"]:
        measure(msgspec.convert(language, Language), options.times)


if __name__ == "__main__":
    main()
