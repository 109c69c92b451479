"""A real assistant in its own process, with recordings for a microphone.

The demo and the end-to-end tests drive it: what it hears comes through the same path as the
microphone, at the speed of speech, and what it does comes back as one JSON object a line.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from assistant.core.errors import AssistantError
from assistant.core.settings import Settings, environment
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, FRAME_S

Event = Mapping[str, Any]
SILENCE = bytes(FRAME_BYTES)
MOST_BEHIND_S = 0.2
"""A listener that falls behind by more is not hurried afterwards."""


class StageMicrophone:
    """Writes frames to a pipe at the speed of speech: recordings when given, else silence."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._write, name="stage-microphone", daemon=True)
        self._thread.start()

    def play(self, recording: Path) -> None:
        """Speak a recording; returns at once."""
        with FileSource(recording) as source:
            for frame in source:
                self._frames.put(frame)

    def end(self) -> None:
        """Close the pipe: the listener sees the end of the stream."""
        self._ending.set()
        self._thread.join()

    def _write(self) -> None:
        due = time.monotonic()
        with suppress(BrokenPipeError), self._pipe:
            while not self._ending.is_set():
                try:
                    frame = self._frames.get_nowait()
                except queue.Empty:
                    frame = SILENCE
                self._pipe.write(frame)
                self._pipe.flush()
                due = max(due + FRAME_S, time.monotonic() - MOST_BEHIND_S)
                time.sleep(max(0.0, due - time.monotonic()))


class Stage:
    """A running `assistant run` that hears recordings; a context manager."""

    def __init__(
        self, settings: Settings, log: Path, *, watch: Callable[[Event], None] = lambda _: None
    ) -> None:
        self._settings = settings
        self._log = log
        self._watch = watch
        self._events: queue.Queue[Event | None] = queue.Queue()
        self.seen: list[Event] = []
        """Everything that happened, in order."""

    def __enter__(self) -> Self:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.cli", "run", "--input", "-", "--json"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(os.environ) | environment(self._settings),
            )
        self._reader = threading.Thread(target=self._read, name="stage-events", daemon=True)
        self._reader.start()
        if self._process.stdin is None:  # pragma: no cover  (a pipe was asked for)
            raise AssistantError("the assistant has no standard input")
        self.microphone = StageMicrophone(self._process.stdin)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.microphone.end()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)

    def interrupt(self) -> None:
        """Press Ctrl-C, and wait until the assistant has ended."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(15)

    @property
    def pid(self) -> int:
        """The assistant's process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The assistant's exit code, once it has ended."""
        return self._process.poll()

    def wait_for(self, wanted: Callable[[Event], bool], timeout_s: float) -> Event | None:
        """The next event that is wanted; None where it did not come, or the assistant ended."""
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = self._events.get(timeout=left)
            except queue.Empty:
                return None
            if event is None:
                return None
            if wanted(event):
                return event
        return None

    def last_words(self) -> str:
        """The last line of the assistant's log, for a failure's message."""
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def _read(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as lines:
                for line in lines:
                    event = json.loads(line)
                    self.seen.append(event)
                    self._watch(event)
                    self._events.put(event)
        self._events.put(None)
