"""The words of which frames around an English list are made (`assistant.language.list_frames`)."""

from typing import Final

from assistant.language.list_words import TALK


def _phrases(text: str) -> frozenset[str]:
    """Phrases that a comma parts."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


BEFORE: Final = _phrases(
    """
    somebody, someone, would you mind, do you mind, mind, find list and, open list and, had,
    don 't let me forget to, no, first, next, finally, again, for me, ready, you to, have
    to, has to, got to, gotta, wanna, do me a favor, hope, decided, make sure, be sure,
    remember to, don 't forget to, do not forget to, time, it 's time, want you to, need you
    to, like you to, meant to, mean to, wish you would, how about, why not, why don 't, is
    there a way to, how do i, how can i, it is possible to, is it possible to, would it be
    possible to, what if, what about, us, me, help, try, trying, going, go, ahead, able, be,
    really, only, 're, 'd, 'll, want to, wanted to, need to, wish to, like to, love to, to,
    let, 's, lets, will, may, should, shall, must, might, you, i, we, am, 'm, are, please,
    kindly, just, also, now, then, and, so, well, okay, ok, yes, yeah, sorry, oops, wait,
    hey, hi, hello, maybe, actually, can, could, would
    """
)
"""What may stand before a command and is no part of it."""
AFTER: Final = _phrases(
    """
    and start again, and start over, from last week, from last month, from last year, from
    yesterday, from this morning, from scratch, from zero, ever, i created, i made yesterday,
    for the week, permanently, completely, entirely, altogether, quickly, after all, olly, alexa, can somebody, if you
    can, if possible, earlier, before, this morning, this afternoon, forever, for now, for
    later, at once, that i made, i made, i have, we have, that i have, can you, could you,
    will you, would you, for today, for tomorrow, for this week, right away, instead, then,
    okay, ok, so far, yet, asap, as soon as possible, this week, next week, this weekend,
    this month, last week, last month, immediately, right now, please, now, today, tomorrow,
    tonight, yesterday, too, as well, also, again, anymore, any more, any longer, no more,
    already, thanks, thank you, for me, for us
    """
)
REMOVING: Final = _phrases(
    """
    ignore, abandon, retire, clean, clean off, clear off, clear out, clean out, get off,
    complete, finish, close, void, bin, kill, purge, minus, detach, disregard, clearing,
    dropping, eliminating, getting rid of, removal of, deletion of, remove to, throw away,
    drop, trash, removing, deleting, crossing, taking, taking off, erasing, undo, dismiss,
    unlist, nix, axe, strip, kick, boot, toss, throw out, leave off, forget, forget about,
    do away with, uncheck, check, withdraw, omit, skip, knock, knock off, bump, scrub,
    scrap, lose, dump, ditch, yank, leave out, mark off, eliminate, exclude, subtract,
    deduct, wipe, wipe off, wipe out, rub out, cut, cut out, take, take off, take out, take
    away, check off, tick, tick off, remove, delete, erase, clear, cross, cross off, cross
    out, scratch, scratch off, scratch out, strike, strike off, strike out, get rid of, rid,
    cancel, discard, pull, pull off
    """
)
DELETING: Final = (
    REMOVING
    - _phrases("take, check, pull, complete, finish, forget, leave off, cut, tick, get off")
) | _phrases(
    """
    close out, shut down, shut, out with, wind up, deactivate, disable, end, take down, let
    go of, start over, start over with, stop tracking, stop keeping, stop using, stop,
    throw, blow away, annul, nullify, invalidate, archive, clean up, cleanse, emptying,
    reset, destroy, shred, nuke, empty, empty out, terminate, dispose of, rid me of
    """
)
ADDING: Final = _phrases(
    """
    tack on, throw in, pencil in, fit, set, remember, schedule, bring, send, load, move,
    transfer, copy, assign, post, store, keep, memorize, input, key in, tack, list, list
    down, get, have, drop, toss, chuck, push, submit, attach, slide, record, log, type,
    squeeze, shove, register, scribble, put down, mark, mark down, add, put, adding,
    putting, writing, including, include, insert, write, write down, append, place, jot, jot
    down, stick, throw, enter, note, note down, save, pop
    """
)
MAKING: Final = _phrases(
    """
    creating, making, starting, construct, develop, creation of, come up with, organize,
    organise, begin making, start making, start writing, produce, compose, design, start up,
    initialize, initialise, assemble, create, make, start, begin, set up, generate, prepare,
    compile, build, write, write up, draft, draw up, form, put together, initiate,
    establish, setup
    """
)
OPENING: Final = _phrases(
    """
    open, open up, plan, put up, add, launch, name, define, arrange, fix up, work on, do up,
    do, introduce, keep, insert, write down, set
    """
)
"""What is done with a new list, and something else with one that is there."""
BOUGHT: Final = _phrases(
    """
    bought, got, gotten, did, done, finished, picked up, ordered, completed, purchased,
    have, have enough, have plenty of, have got, finished with, done with, taken care of
    """
)
SOMEBODY: Final = _phrases(
    """
    i, we, you, anybody, anyone, somebody, someone, my wife, my husband, my son, my
    daughter, my mom, my dad, the kids
    """
)
"""Who may have put something on a list."""
WONDERING: Final = _phrases(
    """
    to, need, 'd, like, don, 't, do, can, remember, recall, just, hey, verify, confirm,
    please, could, would, will, you, i, we, tell, me, check, see, look, find, out, let,
    know, wonder, wondering, 'm, am, not, sure, forgot, want
    """
)
ALL_OF_IT: Final = _phrases(
    """
    whatever i have, what i have, everything that is, everything i have, all my items, all
    the entries, all entries, all tasks, all the tasks, all things, it all, each item, every
    single item, the contents, contents, the content, all contents, all the contents,
    everything, all, all of it, whatever 's, whatever is, what 's, what is, all the items,
    all items, all the things, all of the items, all the stuff, every item
    """
)
THINGS: Final = _phrases(
    """
    item, items, entry, entries, task, tasks, thing, things, one, ones, line, lines,
    element, elements, product, products, row, number, something, stuff, point
    """
)
POINTING: Final = _phrases(
    """
    it, that, this, them, these, those, something, some, anything, more, another, others
    """
)
ARTICLES: Final = _phrases(
    """
    a, an, the, my, our, some, any, all, of, more, another, this, these, those, new, in,
    only, just, also, extra, following, please, down, have, both, other
    """
)
NO_THING: Final = _phrases(
    """
    your, people, someone, somebody, want, wants, need, needs, think, thinks, goes, should, could,
    can, keeps, please, so, but, everything, nothing, everybody, 'd, 'll, 't, not, never,
    list, lists, add, put, remove, delete, will, would, were, am, be, does, did, has, had,
    said, says, told, say, 'm, 're, 've, i, we, you, he, she, they, him, her, us, me, his,
    their, who, what, when, where, why, how, which, whose, if, whether, because, since, is,
    are, was
    """
)
"""No thing on a list, and no list's name, is called by these."""
NO_VERB: Final = NO_THING | _phrases(
    """
    's, rename, replace, swap, share, hate, love, know, guess, believe, pass, while, after,
    before, as, though, although, than, like, only, even, every, gave, saw, found, kept,
    heard, knew, thought, always, usually, stop, stopped, email, text, call, sing, turn,
    switch, went, got, made, lost, left, wrote, took, doctor, kids, everyone, nobody, santa,
    yesterday, today, tomorrow, buy, order, play, grandma, grandpa, wife, husband, son,
    daughter, brother, sister, boss, teacher, don, do, dont, some, any, all, more, new, one,
    dad, mom, mommy, daddy, a, an, the, my, our, your, this, that, these, those, and, or,
    of, to, from, on, in, off, out, at, for, with, by, about, it, them, there, here, no
    """
)
"""No unknown command begins with these: other words, people, what happened, other commands."""
QUESTION: Final = _phrases(
    """
    wats, wat, what, whats, which, who, whose, how, when, where, anything, any
    """
)
"""Words by which a question is known anywhere before what it is about."""
AUXILIARY: Final = _phrases(
    """
    is, are, was, were, am, do, does, did, have, has, should, must
    """
)
"""Words by which a question is known where it begins with them."""
SHOWING: Final = _phrases(
    """
    play, navigate, scroll, switch, walk, run, wonder, go, name, let, summarize, inform,
    examine, inspect, present, provide, locate, remind, speak, describe, explain, search,
    hear, say, print, look, scan, recall, enumerate, show, read, open, display, tell, give,
    see, view, check, list, recite, get, find, access, fetch, retrieve, review, browse,
    load, pull, bring, repeat
    """
)
DETAILS: Final = _phrases(
    """
    everything, second, third, update, total, status, detail, details, content, contents,
    summary, overview, item, items, name, names, number, next, first, last, rest, title,
    titles, something
    """
)
"""What of a list is asked for, where a sentence begins with it."""
AROUND: Final = (
    QUESTION
    | AUXILIARY
    | DETAILS
    | _phrases(
        """
    shop, shops, recent, recently, phone, account, file, grocery, store, stores, cost,
    different, same, kind, kinds, type, types, sort, order, existing, finished, started,
    mine, during, ago, other, others, needed, required, ever, again, anyone, anybody,
    somebody, someone, complete, done, ready, morning, afternoon, don, 't, not, sure, pick,
    going, help, supposed, screen, aloud, loud, more, right, currently, week, month,
    weekend, day, empty, lists, just, also, and, or, if, whether, then, hey, okay, food,
    foods, products, information, info, much, many, long, big, full, two, three, four, five,
    six, seven, eight, nine, ten, groceries, things, stuff, task, tasks, entry, entries,
    numbers, updated, one, ones, says, know, looking, remember, forgot, forget, forgotten,
    missing, thing, stored, included, contained, contain, contains, include, includes, hold,
    made, make, put, add, added, written, wrote, listed, saved, created, 'd, 're, 's, be,
    been, had, got, buy, need, want, like, wish, over, into, back, please, can, could,
    would, will, may, 'm, 've, for, about, with, under, inside, at, off, up, out, down,
    through, far, now, today, tomorrow, tonight, yesterday, on, in, of, to, from, newest,
    current, available, pending, remaining, still, already, yet, so, i, we, you, me, us, my,
    our, it, there, this, that, these, those, them, the, a, an, some, all, else, left, top,
    final, latest
    """
    )
)
"""Words of which questions about a list are made."""
BESIDE_NEVER: Final = TALK | _phrases(
    """
    nothing, never, cannot, order, buy, list, lists, play, email, emails, calendar, contact,
    contacts, meeting, meetings, alarm, reminder, song, songs, music, playlist, amazon,
    nobody, why
    """
)
"""What is said beside a command holds none of these."""
NOT_BEFORE_A_VERB: Final = _phrases(
    """
    keeps, keep, kept, started, stopped, likes, is, are, be,
    said, already, 't, not, never, must, should, dad, mom, the, my, our, a, an, of, on,
    in, from, off, out, calendar, has, have, had, 've, 's, i, he, she, they, who, was, were,
    always, usually
    """
)
BEGINS_BESIDE: Final = _phrases(
    """
    and, but, then, because, since, so, as, for, when, before, after, i, we, it, that, in, if, or, until,
    at, from, with, to
    """
)
"""How what is said behind a command begins."""
