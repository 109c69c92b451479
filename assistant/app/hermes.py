"""Our conversations in the Hermes format, so that skills written for Rhasspy take part in them.

What we hear, understand and say is published. An intent that has no skill of ours belongs to
whoever listens for it: their `endSession` or `continueSession` is our reply. Other sites, such as a
satellite in the kitchen, have their own wake word, ears and mouth, and talk with us in text.
"""

import queue
import threading
from dataclasses import replace
from functools import partial

from assistant.app.hermes_intents import intent_message
from assistant.app.hermes_mind import Mind, ending, language_of, words
from assistant.app.hermes_sites import Sites, new_id
from assistant.app.hermes_wire import HermesWire
from assistant.bus.address import BrokerAddress
from assistant.bus.hermes import messages as hermes
from assistant.bus.hermes.sessions import HermesSession
from assistant.core.messages import utc_now
from assistant.core.settings import HermesSettings
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.skills.orders.announcing import Happening
from assistant.turns import Saying, Talk, Turn
from assistant.voice import WORDS, Nothing, Said, VoiceAssistant, VoiceEvent, Woke, Written

SAY_CODE = "SayCode"
MOST_TALKS = 100


class Hermes:
    """Wraps the conversation (a `Talk`), watches the voice, and hears what others ask.

    Args:
        settings: our own site, and how long a skill may take.
        address: the broker.
        talk: the conversation that carries out what our own skills know.
        mind: understands and words replies.
    """

    def __init__(
        self, settings: HermesSettings, address: BrokerAddress, talk: Talk, mind: Mind
    ) -> None:
        self._answer_s = settings.answer_timeout_s
        self._talk = talk
        self._mind = mind
        self._lock = threading.RLock()
        self._talks: dict[str, Session] = {}
        """The state of our conversation with each other site."""
        self.wire = HermesWire(address, self._at_once, self._in_turn)
        self._sites = Sites(settings.site, self.wire, self._start_queued)

    def start(self, assistant: VoiceAssistant | None) -> None:
        """Connect, with the ears and mouth of our own site; `BrokerError` where that fails."""
        self._sites.start(assistant)
        self.wire.start()

    def stop(self) -> None:
        """End what is open, and leave."""
        self._sites.stop()
        self.wire.stop()

    # As the conversation of our own site

    def take(self, session: Session, said: Saying) -> Turn:
        """See `Talk`; on the thread of the mouth."""
        own = self._sites.own
        turn = self._turn(own, session, said)
        if turn.reply is not None:
            here = self._sites.sessions.at(own)
            self._sites.speaks(turn.reply.text, here, ending(turn))
        return turn

    def announce(self, session: Session, event: Happening) -> Turn:
        """See `Talk`."""
        turn = self._talk.announce(session, event)
        if turn.reply is not None:
            self._sites.speaks(turn.reply.text, None, None)
        return turn

    def __call__(self, event: VoiceEvent) -> None:
        """An observer of our own voice."""
        match event:
            case Woke():
                self._woke()
            case Nothing():
                here = self._sites.sessions.at(self._sites.own)
                if here is not None:
                    self._sites.end(here, "timeout")
            case Said() if event.reply.key != WORDS:
                self._sites.spoke()

    def _woke(self) -> None:
        own, word = self._sites.own, self._mind.wake_word
        before = self._sites.sessions.at(own)
        if before is not None:
            self._sites.abort(before)
        detected = hermes.HotwordDetected(site_id=own, model_id=word)
        self.wire.tell(hermes.hotword_detected(word), detected)
        self._sites.open(own, wakeword=word)

    # One turn, at any site

    def _turn(self, site: str, session: Session, said: Saying) -> Turn:
        text = said.text
        intent = self._mind.understand(text, session.language)
        with self._lock:
            here = self._sites.sessions.at(site)
            if here is None and not (said.overheard and intent is None):
                here = self._sites.open(site)
        secret = session.awaits_code or (intent is not None and intent.name == SAY_CODE)
        if here is None or secret:  # what may be a code is told to nobody
            if here is not None:
                here.captured = False
            return self._talk.take(session, said)
        here.last = utc_now()
        self._sites.tell_captured(here, text)
        try:
            if self._is_for_others(here, intent):
                return self._others_turn(here, session, text, intent)
            return self._own_turn(here, session, said, intent)
        except Exception:
            self._sites.end(here, "error")
            raise

    def _is_for_others(self, here: HermesSession, intent: Intent | None) -> bool:
        if intent is not None and intent.name not in self._mind.own:
            return True
        return here.of_skill and (here.intent_filter is not None or intent is None)

    def _own_turn(
        self, here: HermesSession, session: Session, said: Saying, intent: Intent | None
    ) -> Turn:
        text = said.text
        if intent is not None:
            self._sites.tell_intent(here, text, intent)
        turn = self._talk.take(session, replace(said, overheard=False))
        if intent is None and turn.intent is not None:
            self._sites.tell_intent(here, text, turn.intent)
        elif intent is None:
            self._sites.tell_not_recognized(hermes.NLU_NOT_RECOGNIZED, here, text)
        if turn.reply is None:
            self._sites.end(here, ending(turn) or "nominal")
        return turn

    def _others_turn(
        self, here: HermesSession, session: Session, text: str, intent: Intent | None
    ) -> Turn:
        here.forget_words()
        here.waiting = True
        try:
            if intent is not None and here.wants(intent.name):
                self._sites.tell_intent(here, text, intent)
            elif here.wants_unrecognized:
                self._sites.tell_not_recognized(hermes.NOT_RECOGNIZED, here, text)
            else:
                self._sites.tell_not_recognized(hermes.NLU_NOT_RECOGNIZED, here, text)
                self._sites.end(here, "intentNotRecognized")
                reply = self._mind.reply("not_understood", session.language, {"text": text})
                return Turn(None, reply)
            return self._others_word(here, session, intent)
        finally:
            here.waiting = False

    def _others_word(self, here: HermesSession, session: Session, intent: Intent | None) -> Turn:
        """What a skill elsewhere makes of it; it has a while to say so."""
        try:
            word = here.words.get(timeout=self._answer_s)
        except queue.Empty:
            self._sites.end(here, "timeout")
            return Turn(intent, self._mind.reply("skill_silent", session.language, {}))
        here.last = utc_now()
        match word:
            case hermes.ContinueSession():
                here.continued(word)
                if word.text:
                    return Turn(intent, words(word.text), expects_answer=True)
                self._sites.listen(here)
            case hermes.EndSession():
                if word.custom_data is not None:
                    here.custom_data = word.custom_data
                if word.text:
                    return Turn(intent, words(word.text))
                self._sites.end(here, "nominal")
        return Turn(intent, None)

    # What others ask

    def _at_once(self, message: hermes.Heard) -> None:
        match message:
            case hermes.ContinueSession() | hermes.EndSession():
                here = self._sites.sessions.by_id(message.session_id)
                if here is not None and here.waiting:
                    here.words.put(message)
                elif here is not None:
                    self.wire.run(partial(self._unasked, here, message))
            case hermes.SayFinished():
                self._sites.spoken_elsewhere(message)

    def _in_turn(self, message: hermes.Heard) -> None:
        match message:
            case hermes.NluQuery():
                self._answer_query(message)
            case hermes.HotwordDetected():
                self._called(message)
            case hermes.TextCaptured():
                self._captured(message)
            case hermes.StartSession():
                self._start(new_id(message.site_id), message)
            case hermes.Say() if message.site_id == self._sites.own:
                done = partial(
                    self._sites.finished, message.id, message.site_id, message.session_id
                )
                self._sites.speak_here(message.text, done)

    def _answer_query(self, query: hermes.NluQuery) -> None:
        """What a text means; nothing is done about it."""
        language = language_of(query.lang) or self._mind.new_session().language
        intent = self._mind.understand(query.input, language)
        wanted = query.intent_filter
        if intent is not None and (wanted is None or intent.name in wanted):
            told = intent_message(
                intent,
                query.input,
                site=query.site_id,
                session=query.session_id,
                custom_data=query.custom_data,
                query=query.id,
            )
            self.wire.tell(hermes.intent_topic(intent.name), told)
            return
        unknown = hermes.NotRecognized(
            input=query.input,
            site_id=query.site_id,
            id=query.id,
            session_id=query.session_id,
            custom_data=query.custom_data,
        )
        self.wire.tell(hermes.NLU_NOT_RECOGNIZED, unknown)

    def _called(self, detected: hermes.HotwordDetected) -> None:
        """A wake word was heard by other ears; at our own site we listen, elsewhere they do."""
        before = self._sites.sessions.at(detected.site_id)
        if before is not None:
            self._sites.abort(before)
        here = self._sites.open(detected.site_id, wakeword=detected.model_id)
        if here is not None:
            self._sites.listen(here)

    def _captured(self, heard: hermes.TextCaptured) -> None:
        """What other ears have heard, of a session that is open, and only of such a one."""
        here = self._sites.sessions.by_id(heard.session_id)
        if here is None or here.site != heard.site_id or here.waiting:
            return
        here.captured = True
        assistant = self._sites.assistant
        if here.site == self._sites.own and assistant is not None:
            assistant.take(Written(heard.text))
        else:
            self._turn_elsewhere(here, heard.text)

    def _turn_elsewhere(self, here: HermesSession, text: str) -> None:
        with self._lock:
            talking = self._talks.pop(here.site, None) or self._mind.new_session()
            self._talks[here.site] = talking
            while len(self._talks) > MOST_TALKS:
                del self._talks[next(iter(self._talks))]
        turn = self._turn(here.site, talking, Saying(text, "voice"))
        if turn.reply is not None:
            ends = ending(turn)
            self._sites.say(here, turn.reply.text, listen=turn.expects_answer, ends=ends)

    def _start_queued(self, session_id: str, start: hermes.StartSession) -> None:
        self._start(session_id, start)

    def _start(self, session_id: str, start: hermes.StartSession) -> None:
        """A skill begins by itself: it says something, and may want an answer."""
        init, site = start.init, start.site_id
        here = self._sites.open(site, custom_data=start.custom_data, session_id=session_id)
        if here is None:
            if init.can_be_enqueued and self._sites.sessions.enqueue(session_id, start):
                told = hermes.SessionTold(
                    session_id=session_id, site_id=site, custom_data=start.custom_data
                )
                self.wire.tell(hermes.SESSION_QUEUED, told)
            return
        asks = init.type == "action"
        here.of_skill = asks
        here.intent_filter = init.intent_filter
        here.wants_unrecognized = init.send_intent_not_recognized
        self._sites.say(here, init.text, listen=asks, ends=None if asks else "nominal")

    def _unasked(
        self, here: HermesSession, message: hermes.ContinueSession | hermes.EndSession
    ) -> None:
        """A skill speaks in a session in which nobody waits for it."""
        if isinstance(message, hermes.ContinueSession):
            here.continued(message)
            self._sites.say(here, message.text, listen=True, ends=None)
        else:
            self._sites.say(here, message.text, listen=False, ends="nominal")
