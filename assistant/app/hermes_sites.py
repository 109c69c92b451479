"""The sites where people talk with us: sessions begin, are told of, spoken in, and end.

Our own site has our ears and mouth. Others have theirs, which we reach in Hermes messages.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant.app.hermes_intents import intent_message
from assistant.app.hermes_wire import HermesWire
from assistant.bus.hermes import messages as hermes
from assistant.bus.hermes.messages import Reason
from assistant.bus.hermes.sessions import HermesSession, Sessions
from assistant.core.messages import utc_now
from assistant.language.intent import Intent
from assistant.voice import VoiceAssistant, Words

CHECK_S = 1.0
SPOKEN_WITHIN_S = 20.0
"""A mouth elsewhere that does not say that it has spoken is not waited for any longer."""
LONGEST_TEXT = 1000


@dataclass
class Spoken:
    """What is being said at our own site."""

    id: str
    session: HermesSession | None
    ends: Reason | None
    """How the session ends when it was said; it goes on where None."""


class Sites:
    """All sites, ours among them.

    Args:
        own: the name of our own site.
        wire: tells; not yet connected.
        start_next: begins a session that has waited until its site was free.
    """

    def __init__(
        self,
        own: str,
        wire: HermesWire,
        start_next: Callable[[str, hermes.StartSession], None],
    ) -> None:
        self.own = own
        self.sessions = Sessions(own)
        self._wire = wire
        self._start_next = start_next
        self._assistant: VoiceAssistant | None = None
        self._speaking: Spoken | None = None
        self._elsewhere: dict[str, tuple[float, Callable[[], None]]] = {}
        """What is being said elsewhere: until when to wait for its end, and what comes then."""
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._end_idle, name="hermes idle", daemon=True)

    def start(self, assistant: VoiceAssistant | None) -> None:
        """From now on with the ears and mouth of our own site, where there are some."""
        self._assistant = assistant
        self._watch.start()

    def stop(self) -> None:
        """End what is open."""
        self._ending.set()
        for session in self.sessions.all():
            self.abort(session)

    @property
    def assistant(self) -> VoiceAssistant | None:
        """The ears and mouth of our own site."""
        return self._assistant

    # Speaking and listening at any site

    def say(
        self, session: HermesSession, text: str | None, *, listen: bool, ends: Reason | None
    ) -> None:
        """Say something in a session, then listen for an answer or end it."""
        here = session.site == self.own and self._assistant is not None
        if text and here:
            say_id = secrets.token_hex(8)
            self._tell_say(text, session.site, session, say_id)
            done = partial(self._said_for, session, say_id, ends)
            self.speak_here(text, done, listen=listen)
            return
        then = partial(self._then, session, listen=listen, ends=ends)
        if text:
            self._speak_elsewhere(session, text, then)
        else:
            then()

    def _then(self, session: HermesSession, *, listen: bool, ends: Reason | None) -> None:
        session.last = utc_now()
        if listen:
            self.listen(session)
        if ends is not None:
            self.end(session, ends)

    def speak_here(self, text: str, done: Callable[[], None], *, listen: bool = False) -> None:
        """Say something with our own mouth, after what is under way."""
        assistant = self._assistant
        if assistant is None or not assistant.take(Words(text, done, listen=listen)):
            done()

    def _said_for(self, session: HermesSession, say_id: str, ends: Reason | None) -> None:
        self.finished(say_id, session.site, session.id)
        session.last = utc_now()
        if ends is not None:
            self.end(session, ends)

    def listen(self, session: HermesSession) -> None:
        """Somebody will say something now."""
        if session.site == self.own and self._assistant is not None:
            self._assistant.listen()
        told = hermes.SessionTold(session_id=session.id, site_id=session.site)
        self._wire.tell(hermes.START_LISTENING, told)

    def _speak_elsewhere(self, session: HermesSession, text: str, then: Callable[[], None]) -> None:
        """Have something said by a mouth elsewhere, and go on when it was, or is too late."""
        say_id = secrets.token_hex(8)
        with self._lock:
            self._elsewhere[say_id] = time.monotonic() + SPOKEN_WITHIN_S, then
        self._tell_say(text, session.site, session, say_id)

    # What we say by ourselves

    def speaks(self, text: str, session: HermesSession | None, ends: Reason | None) -> None:
        """Our own mouth is about to say a reply."""
        self._speaking = Spoken(secrets.token_hex(8), session, ends)
        self._tell_say(text, self.own, session, self._speaking.id)

    def spoke(self) -> None:
        """It has said it."""
        spoken, self._speaking = self._speaking, None
        if spoken is None:
            return
        self.finished(spoken.id, self.own, spoken.session.id if spoken.session else None)
        if spoken.session is not None and spoken.ends is not None:
            self.end(spoken.session, spoken.ends)

    def spoken_elsewhere(self, message: hermes.SayFinished) -> None:
        """A mouth elsewhere has spoken."""
        with self._lock:
            waiting = self._elsewhere.pop(message.id or "", None)
        if waiting is not None:
            waiting[1]()

    # The life of a session

    def open(
        self,
        site: str,
        *,
        wakeword: str | None = None,
        custom_data: object = None,
        session_id: str | None = None,
    ) -> HermesSession | None:
        """Begin a session; None where the site has one, or there are too many."""
        session = HermesSession(
            session_id or new_id(site),
            site,
            utc_now(),
            custom_data=custom_data,
            wakeword=wakeword,
        )
        with self._lock:
            if not self.sessions.open(session):
                return None
        told = hermes.SessionTold(session_id=session.id, site_id=site, custom_data=custom_data)
        self._wire.tell(hermes.SESSION_STARTED, told)
        return session

    def end(self, session: HermesSession, reason: Reason) -> None:
        """A session is over; nothing where it was already."""
        with self._lock:
            if not self.sessions.close(session):
                return
            following = self.sessions.next_at(session.site)
        ended = hermes.SessionEnded(
            termination=hermes.Termination(reason=reason),
            session_id=session.id,
            site_id=session.site,
            custom_data=session.custom_data,
        )
        self._wire.tell(hermes.SESSION_ENDED, ended)
        if following is not None and not self._ending.is_set():
            self._wire.run(partial(self._start_next, *following))

    def abort(self, session: HermesSession) -> None:
        """The person wants something else now."""
        session.words.put(None)
        self.end(session, "abortedByUser")

    def _end_idle(self) -> None:
        while not self._ending.wait(CHECK_S):
            with self._lock:
                now = time.monotonic()
                late = [each for each, (until, _) in self._elsewhere.items() if until < now]
                waited = [self._elsewhere.pop(each)[1] for each in late]
            for then in waited:
                then()
            for session in self.sessions.idle(utc_now()):
                self.end(session, "timeout")

    # Telling

    def tell_captured(self, session: HermesSession, text: str) -> None:
        """What was heard, unless others have told it."""
        if session.captured:
            session.captured = False
            return
        told = hermes.TextCaptured(
            text=text[:LONGEST_TEXT],
            site_id=session.site,
            session_id=session.id,
            wakeword_id=session.wakeword,
        )
        self._wire.tell(hermes.TEXT_CAPTURED, told)

    def tell_intent(self, session: HermesSession, text: str, intent: Intent) -> None:
        """What it means, for the skills of the intent."""
        told = intent_message(
            intent,
            text,
            site=session.site,
            session=session.id,
            custom_data=session.custom_data,
            wakeword=session.wakeword,
        )
        self._wire.tell(hermes.intent_topic(intent.name), told)

    def tell_not_recognized(self, topic: str, session: HermesSession, text: str) -> None:
        """It means nothing that is wanted."""
        told = hermes.NotRecognized(
            input=text,
            site_id=session.site,
            session_id=session.id,
            custom_data=session.custom_data,
        )
        self._wire.tell(topic, told)

    def _tell_say(self, text: str, site: str, session: HermesSession | None, say_id: str) -> None:
        told = hermes.Say(
            text=text, site_id=site, id=say_id, session_id=session.id if session else None
        )
        self._wire.tell(hermes.TTS_SAY, told)

    def finished(self, say_id: str | None, site: str, session_id: str | None) -> None:
        """What was to be said at our own site was said."""
        told = hermes.SayFinished(site_id=site, id=say_id, session_id=session_id)
        self._wire.tell(hermes.TTS_FINISHED, told)


def new_id(site: str) -> str:
    """A session's id, which nobody guesses."""
    return f"{site}-{secrets.token_hex(8)}"
