"""Who talks with whom: at most one session at each site, others wait for their turn. Pure."""

import queue
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from assistant.bus.hermes.messages import ContinueSession, EndSession, Filter, StartSession

MOST_SITES = 50
MOST_QUEUED = 20
IDLE = timedelta(seconds=60)
"""A session in which nothing has happened for so long is over."""


@dataclass
class HermesSession:
    """One conversation at one site, from its first word to its last."""

    id: str
    site: str
    last: datetime
    """When something happened in it."""
    custom_data: Any = None
    wakeword: str | None = None
    intent_filter: Filter = None
    """The intents that are wanted now; all where None."""
    wants_unrecognized: bool = False
    """Its skill wants to be told of what means nothing."""
    of_skill: bool = False
    """A skill has begun or continued it, and waits for what is said next."""
    captured: bool = False
    """What is said next was told by somebody else's ears."""
    waiting: bool = False
    """We wait for a skill's word."""
    words: "queue.SimpleQueue[ContinueSession | EndSession | None]" = field(
        default_factory=queue.SimpleQueue
    )
    """What skills have said; None ends it, because the person wants something else."""

    def wants(self, intent: str) -> bool:
        """Whether its skill listens for this intent."""
        return self.intent_filter is None or intent in self.intent_filter

    def forget_words(self) -> None:
        """What skills have said before the question is no answer to it."""
        while not self.words.empty():
            self.words.get_nowait()

    def continued(self, message: ContinueSession) -> None:
        """A skill asks back, and waits for one of some intents."""
        self.of_skill = True
        self.intent_filter = message.intent_filter
        self.wants_unrecognized = message.send_intent_not_recognized
        if message.custom_data is not None:
            self.custom_data = message.custom_data


class Sessions:
    """All sessions that are open, and those that wait for their site to be free.

    Args:
        own: our own site, which is never one too many.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self._open: dict[str, HermesSession] = {}
        self._queued: deque[tuple[str, StartSession]] = deque()

    def open(self, session: HermesSession) -> bool:
        """Begin one; False where there are too many sites, or its site is taken."""
        full = len(self._open) >= MOST_SITES and session.site != self._own
        if full or session.site in self._open:
            return False
        self._open[session.site] = session
        return True

    def at(self, site: str) -> HermesSession | None:
        """The session that is open at a site."""
        return self._open.get(site)

    def by_id(self, session_id: str | None) -> HermesSession | None:
        """The open session of that id."""
        return next((each for each in self.all() if each.id == session_id), None)

    def close(self, session: HermesSession) -> bool:
        """It is over; False where it was already."""
        if self._open.get(session.site) is not session:
            return False
        del self._open[session.site]
        return True

    def enqueue(self, session_id: str, start: StartSession) -> bool:
        """Let one wait for its site; False where too many wait."""
        if len(self._queued) >= MOST_QUEUED:
            return False
        self._queued.append((session_id, start))
        return True

    def next_at(self, site: str) -> tuple[str, StartSession] | None:
        """The next that waits for a site, and its id."""
        for queued in self._queued:
            if queued[1].site_id == site:
                self._queued.remove(queued)
                return queued
        return None

    def all(self) -> tuple[HermesSession, ...]:
        """Every open one."""
        return tuple(self._open.values())

    def idle(self, now: datetime) -> Iterator[HermesSession]:
        """Sessions in which nothing has happened for long."""
        for session in self.all():
            if abs(now - session.last) > IDLE and not session.waiting:
                yield session
