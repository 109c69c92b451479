"""Plays a queue of tracks on an output: what a loudspeaker does when it is told."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Literal

from assistant.core.errors import AudioFileError
from assistant.core.messages import Track
from assistant.media.mixing import Playing
from assistant.media.output import Output
from assistant.media.track import TrackSource

VOLUME_STEP = 10
"""Percent by which `louder` and `quieter` change the volume."""
DUCKED = 0.15
"""The factor of loudness while somebody speaks."""
LONGEST_DUCK_S = 45.0
"""Then the music comes back by itself, whatever became of the one who ducked it."""


@dataclass(frozen=True)
class Playback:
    """What a player is doing."""

    status: Literal["playing", "paused", "stopped"]
    volume: int
    """Percent, 0 to 100."""
    track: Track | None = None
    problem: str | None = None
    """Why what was asked last could not be done, or a track was skipped."""


class Player:
    """Plays tracks one after the other; every method may be called from any thread.

    Methods return at once: files are opened on the player's own thread. A file that is missing or
    broken is skipped, named in `Playback.problem`, and the next one plays.

    Args:
        output: where it sounds. The player does not close it.
        volume: percent.
        on_change: told every new playback, in order; must be quick and not call the player.
    """

    def __init__(
        self,
        output: Output,
        *,
        volume: int = 60,
        on_change: Callable[[Playback], None] = lambda _playback: None,
    ) -> None:
        self._output = output
        self._on_change = on_change
        self._lock = threading.RLock()
        self._playback = Playback("stopped", _percent(volume))
        self._queue: deque[Track] = deque()
        self._playing: Playing | None = None
        self._source: TrackSource | None = None
        self._ducked_until: float | None = None
        # An event, not a condition: the audio thread sets it and must not wait for our lock.
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="player", daemon=True)
        self._thread.start()

    @property
    def playback(self) -> Playback:
        """What it is doing now."""
        with self._lock:
            return self._playback

    def play(self, tracks: Iterable[Track]) -> None:
        """Play these instead of what is playing."""
        with self._lock:
            self._end_current()
            self._queue = deque(tracks)
            if self._queue:
                self._change(status="playing", track=self._queue[0], problem=None)
            else:
                self._change(status="stopped", track=None, problem="there is nothing to play")
        self._wake.set()

    def stop(self) -> None:
        """Silence, and forget the queue."""
        with self._lock:
            self._end_current()
            self._queue.clear()
            self._change(status="stopped", track=None, problem=None)

    def pause(self) -> None:
        """Silence; `resume` goes on where it was."""
        with self._lock:
            if self._playback.status != "playing":
                self._change(problem=None)
                return
            if self._playing is not None:
                self._playing.hold()
            self._change(status="paused", problem=None)

    def resume(self) -> None:
        """Go on after `pause`."""
        with self._lock:
            if self._playback.status == "stopped":
                self._change(problem="there is nothing to go on with")
                return
            if self._playing is not None:
                self._playing.go_on()
            self._change(status="playing", problem=None)
        self._wake.set()

    def next(self) -> None:
        """Play the next track of the queue; stop after the last."""
        with self._lock:
            if self._playback.status == "stopped":
                self._change(problem="nothing is playing")
                return
            if self._playing is None and self._queue:
                self._queue.popleft()  # it was just going to be opened
            self._end_current()
            if self._queue:
                self._change(status="playing", track=self._queue[0], problem=None)
            else:
                self._change(status="stopped", track=None, problem=None)
        self._wake.set()

    def set_volume(self, percent: int) -> None:
        """Set the volume, 0 to 100."""
        with self._lock:
            self._change(volume=_percent(percent), problem=None)
            self._apply_gain()

    def louder(self) -> None:
        """Turn it up a step."""
        with self._lock:
            self.set_volume(self._playback.volume + VOLUME_STEP)

    def quieter(self) -> None:
        """Turn it down a step."""
        with self._lock:
            self.set_volume(self._playback.volume - VOLUME_STEP)

    def duck(self) -> None:
        """Be soft while somebody speaks."""
        with self._lock:
            self._ducked_until = monotonic() + LONGEST_DUCK_S
            self._apply_gain()
            self._change(problem=None)
        self._wake.set()

    def unduck(self) -> None:
        """Be as loud as before."""
        with self._lock:
            self._ducked_until = None
            self._apply_gain()
            self._change(problem=None)

    def close(self) -> None:
        """Stop for good."""
        with self._lock:
            self._closed = True
            self.stop()
        self._wake.set()
        self._thread.join()

    # Under the lock

    def _change(self, **facts: object) -> None:
        self._playback = replace(self._playback, **facts)  # type: ignore[arg-type]
        self._on_change(self._playback)

    def _end_current(self) -> None:
        if self._playing is not None:
            self._playing.stop()
        self._playing = self._source = None

    def _gain(self) -> float:
        """Loudness is heard as a power of the amplitude."""
        ducked = DUCKED if self._ducked_until is not None else 1.0
        return ducked * (self._playback.volume / 100) ** 2

    def _apply_gain(self) -> None:
        if self._playing is not None:
            self._playing.set_gain(self._gain())

    # The player's thread

    def _work(self) -> None:
        while not self._closed:
            self._wake.wait(self._seconds_ducked())
            self._wake.clear()
            with self._lock:
                if self._ducked_until is not None and monotonic() >= self._ducked_until:
                    self.unduck()
                if self._playing is not None and self._playing.done:
                    self._track_ended()
            while (track := self._due()) is not None:
                self._open(track)

    def _seconds_ducked(self) -> float | None:
        until = self._ducked_until
        return None if until is None else max(0.0, until - monotonic())

    def _due(self) -> Track | None:
        """The track to open now, which stays in the queue until it is open."""
        with self._lock:
            wanted = self._playing is None and self._playback.status == "playing"
            return self._queue[0] if wanted and self._queue and not self._closed else None

    def _open(self, track: Track) -> None:
        problem, source = None, None
        try:
            source = TrackSource(Path(track.uri))
        except AudioFileError as error:
            problem = str(error)
        with self._lock:
            if self._due() is not track:  # something else was asked for meanwhile
                if source is not None:
                    source.close()
                return
            self._queue.popleft()
            if source is not None:
                self._source = source
                self._playing = self._output.add(source, self._gain(), self._wake.set)
                if self._playback.track is not track:
                    self._change(track=track)
            elif self._queue:
                self._change(problem=problem, track=self._queue[0])
            else:
                self._change(status="stopped", track=None, problem=problem)

    def _track_ended(self) -> None:
        problem = self._source.problem if self._source is not None else None
        problem = problem or self._playback.problem
        self._playing = self._source = None
        if self._queue:
            self._change(track=self._queue[0], problem=problem)
        else:
            self._change(status="stopped", track=None, problem=problem)


def _percent(volume: int) -> int:
    return min(100, max(0, volume))
