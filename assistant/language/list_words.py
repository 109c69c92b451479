"""The words by which an English sentence tells a list's name from what stands around it."""

from typing import Final

HEADS: Final = frozenset({"list", "lists"})
DETERMINERS: Final = frozenset(
    {"my", "our", "the", "this", "that", "these", "those", "a", "an", "another", "your", "any"}
    | {"some", "every", "each", "all", "both", "one"}
)
OWNING: Final = frozenset({"my", "our", "the"})
"""After these a word is a noun, though it may be a verb elsewhere: "the trash list"."""
OF_WHAT_KIND: Final = frozenset(
    {"new", "old", "next", "current", "existing", "whole", "entire", "full", "complete"}
    | {"latest", "other"}
    | {"previous", "recent", "main", "own", "last", "first", "second", "third", "fourth"}
    | {"upcoming", "specific"}
    | {"available", "fresh", "blank", "empty", "separate", "following", "updated", "different"}
    | {"brand", "most"}
)
"""Before a name, or instead of one: which of the lists, not what it is called."""
BEGINNINGS: Final = frozenset({("first", "aid"), ("new", "year"), ("last", "minute")})
"""How names begin that hold such a word: the first aid list is no list of aid."""
TIMES: Final = frozenset(
    {"today", "tomorrow", "tonight", "yesterday", "week", "weekend", "month", "year"}
)
"""Whose list it is, if it is one of a time: "this week's shopping list"."""
SPANS: Final = frozenset({"day", "week", "weekend", "month", "morning", "afternoon", "evening"})
WHICH_TIME: Final = frozenset({"this", "next", "last"})
FOR_THE: Final = frozenset({("for", "this"), ("for", "next"), ("for", "the")})
SO_OFTEN: Final = frozenset({"daily", "weekly", "monthly", "usual", "regular"})
"""Of a list that is known: the weekly shopping list is the shopping list."""
CALLED: Final = (
    ("called",),
    ("named",),
    ("titled",),
    ("entitled",),
    ("labeled",),
    ("labelled",),
    ("with", "the", "name"),
    ("with", "the", "title"),
    ("with", "the", "name", "of"),
    ("with", "the", "title", "of"),
    ("under", "the", "title"),
    ("by", "the", "name", "of"),
    *(
        (which, *is_, called)
        for which in ("that", "which")
        for is_ in (("is",), ("'s",), ("i",), ("we",), ("i", "have"), ("i", "'ve"))
        for called in ("called", "named", "titled", "labeled", "labelled")
    ),
    ("marked",),
    ("headed",),
    ("tagged",),
    ("known", "as"),
    ("saved", "as"),
    ("saved", "under"),
    ("that", "says"),
    ("which", "says"),
    ("that", "reads"),
    ("that", "is", "for"),
    ("that", "'s", "for"),
    ("name",),
    ("name", "it"),
    ("name", "as"),
    ("named", "as"),
    ("titled", "as"),
    ("call", "it"),
    ("and", "name"),
    ("and", "call"),
    ("and", "name", "it"),
    ("and", "call", "it"),
    ("and", "title", "it"),
    ("with", "name"),
    ("with", "title"),
    ("by", "the", "name"),
    ("by", "name"),
    ("under", "the", "name"),
    ("under", "the", "name", "of"),
)
OF: Final = (("of",), ("for",), ("about",), ("regarding",), ("concerning",))
HOLDING: Final = frozenset({"have", "contain", "include", "hold", "say", "look", "need"})
"""What a list is asked to do, behind its name: "does the list called gym have socks on it"."""
BEHIND_A_NAME: Final = HOLDING | {
    "for",
    "and",
    "please",
    "today",
    "anymore",
    "now",
    "has",
    "contains",
}
"""What may follow a name that stands right behind the word "list"."""
BEGUN: Final = frozenset(
    {"made", "created", "wrote", "started", "have", "had", "keep", "kept", "saved", "began"}
)
"""What somebody did with a list before its name follows: "the list I made for Costco"."""
WEEKDAYS: Final = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)
NO_NAME: Final = WEEKDAYS | frozenset(
    {"me", "us", "him", "her", "them", "it", "you", "today", "tomorrow", "tonight", "now", "later"}
    | {"number", "one", "two", "three", "four", "five", "yesterday", "this", "next", "what"}
    | {"which", "that", "who", "how", "please", "any", "lists", "sometime", "someday", "soon"}
)
"""What "for" is followed by where no name follows: whom the list is for, or when."""
FOR_WHOM: Final = frozenset({("for", "me"), ("for", "us")})
"""Between "list" and "called": for whom it is made."""
TO_WHOM: Final = frozenset({("to", "me"), ("to", "us"), ("for", "me"), ("out", "loud")}) | {
    ("with", "me"),
    ("with", "us"),
}
"""Behind a name: to whom the list is read."""
WHAT_IS_TO_BE_DONE: Final = frozenset({("what", "to"), ("what", "i"), ("what", "we")})
"""How a name may begin for all that: "a list of what to pack"."""
MAKING: Final = frozenset({"make", "create", "start", "begin", "open", "compose"})
"""Before "a list" that a name follows at once: "create a list groceries"."""
STEPS: Final = frozenset(
    {"from", "off", "on", "onto", "in", "into", "to", "out", "at", "under", "with", "of", "for"}
    | {"about", "inside", "through", "upon", "over", "up"}
)
NEVER: Final = frozenset(
    {"many", "much", "i", "we", "you", "it", "me", "us", "them", "they", "he", "she", "him"}
    | {"her", "is", "are"}
    | {"was", "were", "be", "been", "am", "do", "does", "did", "have", "has", "had", "will"}
    | {"would", "should", "shall", "can", "could", "may", "might", "must", "need", "needs", "want"}
    | {"wants", "'m", "'re", "'ve", "'ll", "'d", "'t", "don", "not", "what", "whats", "which"}
    | {"how", "who", "whose", "where", "when", "why", "if", "whether", "or", "so", "but", "then"}
    | {"please", "because", "there", "anything", "something", "everything", "add", "put", "remove"}
    | {"delete", "erase", "clear", "take", "create", "make", "start", "begin", "show", "read"}
    | {"tell", "give", "open", "display", "check", "cancel", "drop", "cross", "scratch", "strike"}
    | {"get", "let", "say", "see", "view", "hear", "pull", "bring", "play", "find", "update"}
    | {"edit", "modify", "change", "include", "insert", "write", "empty", "wipe", "trash"}
    | {"destroy", "discard", "clean", "reset", "scrap", "dump", "generate", "prepare", "set"}
    | {"build", "draft", "list", "lists", "send", "share", "recite", "review", "access", "print"}
    | {
        "stop",
        "quit",
        "scrub",
        "never",
        "mind",
        "dozen",
        "tracking",
        "keeping",
        "using",
        "maintaining",
    }
    | {"name", "rid", "throw", "toss", "kill", "undo", "order", "buy", "complete", "look", "go"}
    | {"load", "repeat", "browse", "inspect", "examine", "describe", "know", "search", "append"}
    | {"stick", "jot", "enter", "save", "purge", "shred", "nuke", "ditch", "lose", "eliminate"}
    | {"removing", "deleting", "clearing", "erasing", "emptying", "crossing", "taking", "adding"}
    | {"putting", "writing", "including", "keep", "place", "compose", "sort", "fetch", "deduct"}
    | {"rename", "retitle", "relabel", "call", "swap", "replace", "exchange", "title"}
    | {"establish", "initiate", "produce", "compile", "form", "compose", "setup", "use", "mark"}
    | {"contain", "contains", "has", "his", "their"}
    | {"explain", "retrieve", "recall", "provide", "enumerate", "summarize", "locate", "select"}
)
"""No name holds these, but behind "to": "books to read"."""
PUTTING: Final = frozenset(
    {
        "add",
        "put",
        "write",
        "note",
        "include",
        "insert",
        "place",
        "enter",
        "jot",
        "remove",
        "delete",
    }
    | {"take", "erase", "cross", "scratch", "strike", "drop"}
)
"""What is done with a thing that is named behind the list: "add to my list bananas"."""
AT_ONCE: Final = frozenset({"remove", "delete", "erase", "add"})
"""A command that follows a name at once, but where it is what is to be done: "friends to add"."""
STATES: Final = frozenset(
    {"is", "are", "was", "were", "will", "has", "had", "calendar", "keeps"} | {"goes"}
)
"""Not even a name like "books I want to read" holds these."""
BE: Final = frozenset({"is", "are", "was", "were"})
HOW_IT_IS: Final = frozenset({"empty", "full", "long", "done", "ready", "finished", "complete"})
"""What is asked of a list, behind its name: "is the list of ideas empty"."""
BECOME: Final = frozenset({"removed", "deleted", "erased", "gone", "thrown", "cleared"})
"""What is to become of a list, behind its name: "I want the list called gym removed"."""
MODALS: Final = frozenset({"can", "could", "should", "must", "may", "might", "will"})
"""Before "be", what is to become of a list follows its name: "the list of names can be deleted"."""
ASKING: Final = frozenset({"show", "give", "tell", "get", "find", "see", "list", "read", "what"})
"""Before "a list of": somebody wants to know something that is on no list of the house."""
OURS: Final = frozenset({"i", "we", "my", "our", "things", "items", "groceries", "tasks"})
JOINS: Final = frozenset({"and", "for", "of", "with", "by", "at", "in", "on"})
"""A name that begins behind "my" or "the" may hold these."""
LEADING: Final = frozenset({"trip", "visit", "move", "drive", "journey", "way", "guide"})
"""What goes to a place: "my trip to Paris list"."""
FAR: Final = 6
"""Words of a name at most."""
AFTERWARDS: Final = frozenset(
    {"today", "tomorrow", "tonight", "please", "now", "anymore", "yesterday", "yet", "already"}
    | {"thanks", "too", "again", "away", "over", "clean", "instead", "aloud", "back"}
)
"""What may follow a sentence and is no part of a name at its end."""
NOT_BARE: Final = (
    STEPS
    | NO_NAME
    | NEVER
    | AFTERWARDS
    | {"item", "items", "entry", "entries", "contents", "going", "started", "by", "and", "then"}
    | {
        "got",
        "gets",
        "went",
        "mom",
        "mommy",
        "dad",
        "daddy",
        "honey",
        "buddy",
        "together",
        "older",
        "as",
    }
)
"""No name that follows the word "list" itself begins so."""
DONE_WITH: Final = frozenset(
    {"do", "dos", "buy", "read", "watch", "see", "get", "visit", "try", "invite", "cook"}
    | {"fix", "clean"}
    | {
        "call",
        "hear",
        "pack",
        "pay",
        "learn",
        "make",
        "eat",
        "bring",
        "take",
        "finish",
        "play",
        "order",
    }
    | {"write", "bake", "sell", "return", "remember", "paint", "plant", "mend", "repair", "go"}
)
"""What is to be done with the things on a list: "books to read", "things to do"."""
WANTING: Final = frozenset({"want", "wanted", "need", "needed", "have", "wish", "hope", "plan"})
"""Between somebody and what is to be done: "books I want to read"."""
LISTS_OF_OTHERS: Final = frozenset(
    {"waiting", "wait", "mailing", "price", "best seller", "bestseller", "naughty", "black", "hit"}
    | {"top forty", "transplant", "kidney transplant"}
)
"""Lists that no household keeps."""
TALK: Final = frozenset({"he", "she", "they", "his", "her", "their", "said", "says", "told", "tv"})
"""Who says these tells of somebody else's list."""
