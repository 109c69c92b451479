"""Lists of which people speak in words that no sentence file has, and talk about lists of others."""

from collections.abc import Mapping

import pytest

from assistant.core.settings import PROJECT
from assistant.language.lists.frames import ListFrames
from assistant.language.lists.parts import Parts
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import tokens

KNOWN = frozenset({("shopping",), ("grocery",), ("to", "do"), ("chores",)})
FRAMES = ListFrames(Parts.of(Sentences.load(PROJECT / "intents", "en")), KNOWN)


def meaning(text: str) -> tuple[str, Mapping[str, object]] | None:
    """The intent of a sentence and what its slots stand for."""
    found = FRAMES.of(text, tokens(text, "en"))
    if found is None:
        return None
    return found.intent.name, {name: slot.value for name, slot in found.intent.slots.items()}


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("from now on no cheese on the grocery list", "ListRemove", "item=cheese list=grocery"),
        ("let's not have chips in the party list", "ListRemove", "item=chips list=party"),
        ("slide the butter off my list", "ListRemove", "item=butter"),
        ("milk is no more required in the list", "ListRemove", "item=milk"),
        ("since I bought bread remove it from the list", "ListRemove", "item=bread"),
        ("my guests cancelled so take it off the list", "ListRemove", "which=it"),
        ("dismiss the third task on my list", "ListRemove", "ordinal=3"),
        ("scratch number four on my chores list", "ListRemove", "number=4 list=chores"),
        ("bring up my list and cut the coffee", "ListRemove", "item=coffee"),
        ("scan the grocery list for tea and drop it", "ListRemove", "item=tea list=grocery"),
        ("count laundry as finished on my list", "ListRemove", "item=laundry"),
        ("bring up my list and squeeze in figs", "ListAdd", "item=figs"),
        ("bread should removed from the list", "ListRemove", "item=bread"),
        ("note down in my list bread", "ListAdd", "item=bread"),
        ("bread add to list", "ListAdd", "item=bread"),
        ("is my list has milk", "ListShow", "item=milk"),
        ("remove eggs form my list", "ListRemove", "item=eggs"),
        ("remove this list sunset", "ListDelete", "list=sunset"),
        ("remove grocery list bread", "ListRemove", "item=bread list=grocery"),
        ("add list item bread", "ListAdd", "item=bread"),
        ("could you tell what I have in list", "ListShow", ""),
        ("can you void my last list", "ListDelete", ""),
        ("nothing should be left on the list", "ListDelete", "empty=yes"),
        ("ditch all the lists", "ListDelete", "which=lists"),
        ("more milk for the list", "ListAdd", "item=milk"),
        ("could use some eggs on the list", "ListAdd", "item=eggs"),
        ("slide butter onto my list", "ListAdd", "item=butter"),
        ("new item on grocery list soup", "ListAdd", "item=soup list=grocery"),
        (
            "we're out of salt put it on the shopping list",
            "ListAdd",
            "item=salt list=shopping",
        ),
        ("don't let me forget to buy stamps put it on my list", "ListAdd", "item=stamps"),
        ("mom asked me to buy milk so put it on the list", "ListAdd", "item=milk"),
        ("need bread add to list", "ListAdd", "item=bread"),
        ("I want my list to have onions", "ListAdd", "item=onions"),
        ("add a line to my list for cheese", "ListAdd", "item=cheese"),
        ("can we get jam added to the list", "ListAdd", "item=jam"),
        ("can somebody put beer on the list", "ListAdd", "item=beer"),
        ("I want my list to not have onions", "ListRemove", "item=onions"),
        ("don't need the milk on there take it off the list", "ListRemove", "item=milk"),
        ("don't buy rice take it off the list", "ListRemove", "item=rice"),
        ("why is tea on my list I bought it please delete", "ListRemove", "item=tea"),
        ("read call list", "ListShow", "list=call"),
        ("who do I have to call on my call list", "ListShow", "list=call"),
        ("what gifts did I write on my list", "ListShow", ""),
        ("check my list for the party", "ListShow", "list=party"),
        ("tell me if I have a list for the vet", "ListShow", "list=vet"),
        ("take down my list", "ListDelete", ""),
        ("get rid of this list it's old", "ListDelete", ""),
        ("dad already bought tea so you can take it off the list", "ListRemove", "item=tea"),
        ("just got tea so mark that off my grocery list", "ListRemove", "item=tea list=grocery"),
        ("make bread disappear from my list", "ListRemove", "item=bread"),
        ("put a line through bread on my list", "ListRemove", "item=bread"),
        ("give me a readout of the hardware list", "ListShow", "list=hardware"),
        ("take down a new list", "ListCreate", ""),
        ("initialize a list", "ListCreate", ""),
        ("plan a list for the barbecue", "ListCreate", "list=barbecue"),
        ("create list gym and add weights", "ListCreate", "item=weights list=gym"),
        ("scroll down my list", "ListShow", ""),
        ("status of my shopping list", "ListShow", "list=shopping"),
        ("I can't remember if milk is on my list", "ListShow", "item=milk"),
        ("has my wife added eggs to the list", "ListShow", "item=eggs"),
        ("next item on the list", "ListShow", ""),
        ("item five on the grocery list", "ListShow", "number=5 list=grocery"),
        ("the party list is outdated please remove", "ListDelete", "list=party"),
        ("I'm done with the list for today remove it", "ListDelete", ""),
        ("I'm finished using this list", "ListDelete", ""),
        ("I left the gym so I don't need that gym list", "ListDelete", "list=gym"),
        ("the dishes are done so empty the chores list", "ListDelete", "list=chores empty=yes"),
        ("take that list off my phone", "ListDelete", ""),
        ("list removal please", "ListDelete", ""),
        ("I put eggs on the list but I don't need them", "ListRemove", "item=eggs"),
        ("I accidentally added eggs to my list please remove", "ListRemove", "item=eggs"),
        (
            "tea is on the grocery list by mistake cross it off",
            "ListRemove",
            "item=tea list=grocery",
        ),
        ("can milk be added to the grocery list", "ListAdd", "item=milk list=grocery"),
        ("remind me on my chores list to sweep", "ListAdd", "item=sweep list=chores"),
        ("shopping list contents", "ListShow", "list=shopping"),
        ("the party list should go away", "ListDelete", "list=party"),
        ("could the party list be deleted", "ListDelete", "list=party"),
        ("delete my lists from last week", "ListDelete", "which=lists"),
        ("remove the third list", "ListDelete", ""),
        ("that last item on the list isn't needed", "ListRemove", "ordinal=-1"),
        ("the bread on my list can be removed", "ListRemove", "item=bread"),
        ("on my chores list I don't need mopping", "ListRemove", "item=mopping list=chores"),
        ("make sure there is no chocolate on my list", "ListRemove", "item=chocolate"),
        ("get rid of the list from last winter", "ListDelete", ""),
        ("clear the whole list and start from scratch", "ListDelete", "empty=yes"),
        ("I forgot to add salt to the list please do", "ListAdd", "item=salt"),
        ("add one more thing to the list bread", "ListAdd", "item=bread"),
        ("I'd like to know the contents of my list", "ListShow", ""),
        ("tell me what my grocery list says", "ListShow", "list=grocery"),
        ("check my list to see if flour is there", "ListShow", "item=flour"),
        ("how many people are on my party list", "ListShow", "list=party"),
        ("I need to see what my wife put on the list", "ListShow", ""),
        ("there shouldn't be any candy on the party list", "ListRemove", "item=candy list=party"),
        ("my list has tea on it please remove", "ListRemove", "item=tea"),
        ("my list of sins must be destroyed", "ListDelete", "list=sins"),
        ("what kind of lists do we have here", "ListShow", "which=lists"),
        ("set up a list where I can put films", "ListCreate", ""),
        ("let me have a new list called goals", "ListCreate", "list=goals"),
        ("wipe everything off my list and start again", "ListDelete", "empty=yes"),
        ("I've seen Jaws remove it from movies list", "ListRemove", "item=Jaws list=movies"),
        ("I'm not taking skis so cross it off the list", "ListRemove", "item=skis"),
        ("I have to mop put it on the chores list", "ListAdd", "item=mop list=chores"),
        ("at the mall I need a hammer add to the list", "ListAdd", "item=hammer"),
        ("Mike can't make it so take him off the guest list", "ListRemove", "item=Mike list=guest"),
        ("my sister is ill take her off the list", "ListRemove", "item=sister"),
        ("take her off the guest list", "ListRemove", "which=it list=guest"),
        ("why is steak on the list take it off", "ListRemove", "item=steak"),
        ("how come there's steak on my list get rid of it", "ListRemove", "item=steak"),
        ("un check bread on the list", "ListRemove", "item=bread"),
        ("stop having honey on the list", "ListRemove", "item=honey"),
        ("you can mark laundry done on my list", "ListRemove", "item=laundry"),
        ("take off the last thing we put on my list", "ListRemove", "ordinal=-1"),
        ("add an item to my chores list called mop", "ListAdd", "item=mop list=chores"),
        ("a wedding list needs to be made", "ListCreate", "list=wedding"),
        ("I have to take bread off the list", "ListRemove", "item=bread"),
        ("before we go put rope on the packing list", "ListAdd", "item=rope list=packing"),
        ("I had better put eggs on my list", "ListAdd", "item=eggs"),
        ("take the lamp off the gift list someone bought it", "ListRemove", "item=lamp list=gift"),
        ("toss some rice on the list for me", "ListAdd", "item=rice"),
        ("toss the rice off the list", "ListRemove", "item=rice"),
        ("toss my party list", "ListDelete", "list=party"),
        ("I'm done with my gym list please throw it away", "ListDelete", "list=gym"),
        ("I won't cook so just clear the party list", "ListDelete", "list=party empty=yes"),
        ("are the items on my list in order", "ListShow", ""),
        ("remind me of the tasks on my gym list", "ListShow", "list=gym"),
        ("put tea on the list cause we need some", "ListAdd", "item=tea"),
        ("get bread put it on the list", "ListAdd", "item=bread"),
        ("invite Anna put her on the party list", "ListAdd", "item=Anna list=party"),
        ("create another list this one for passwords", "ListCreate", "list=passwords"),
    ],
)
def test_a_list_is_spoken_of_in_words_of_ones_own(said: str, intent: str, slots: str) -> None:
    expected = dict(each.split("=") for each in slots.split())
    found = meaning(said)
    assert found is not None
    assert found[0] == intent
    assert {name: str(value) for name, value in found[1].items()} == expected


@pytest.mark.parametrize(
    "said",
    [
        "dad crossed it off the list already",
        "the school deleted our names from the list by mistake",
        "my list of problems keeps growing",
        "what a long list of complaints",
        "did you see the list of winners on tv",
        "he always takes the list with him",
        "you must never clear my list",
        "you need to make a list for school",
        "mom, you should make a list for the party",
        "you'd better make a list",
        "they put him on the waiting list",
        "is your name on the list sir",
        "grandma left her list on the bus again",
        "the list goes on and on",
        "mom asked me to put milk on the list",
        "she asked me to put milk on the list",
        "Tom says he wants to add milk to his list",
        "somebody put beer on the list",
        "who deleted my shopping list",
        "tweet that I finished my to do list",
        "how long should a guest list be",
        "what should I put on a packing list",
        "I hate making lists",
        "if you need milk put it on the list",
        "every monday we write a list",
        "sign up for the list",
        "you put eggs on the list didn't you",
        "I'm about to clear the list",
        "honey can you take the list off the fridge",
        "somebody keeps adding candy to the list",
        "don't touch my list",
        "we were removed from the list for no reason",
        "that movie is on every list of the best films",
        "the guest list is long enough to cancel the venue",
        "my list is not ready to delete",
        "the gym list is full don't delete it",
        "he put eggs on the list but I don't need them",
        "milk is on the list and eggs too",
        "why would you delete my list",
        "put the list on the fridge",
        "take the list to the store",
        "my name was removed from the list",
        "you're on my list buddy",
        "turn off all the lights on the list",
        "switch off everything on the list",
        "call everyone on my list",
        "delete all lists older than a week",
        "why is milk on the list",
        "she took her list off the fridge",
        "he said to take her off the list",
        "I saw her on the list",
        "the cat ate her list",
        "what if I take bread off the list",
        "I would take bread off the list if I could",
        "bread shouldn't come off the list",
        "should bread come off the list",
        "should I take bread off the list",
        "bread isn't on the list",
        "bread cannot go on the list",
        "I have eggs on my list",
        "I just put bread on the list",
        "I was going to take bread off the list",
        "I tried to clear the list",
        "before I clear the list",
        "tell him to take bread off the list",
        "I'll take bread off the list myself",
        "I bought bread, did you take it off the list",
        "stop adding bread to the list",
        "there's no reason to clear the list",
        "thanks for taking bread off the list",
    ],
)
def test_talk_about_lists_means_nothing(said: str) -> None:
    assert meaning(said) is None


def test_a_list_is_not_begun_with_what_somebody_only_tells() -> None:
    assert meaning("making a list and checking it twice") in (None, ("ListCreate", {}))


def test_the_name_of_a_list_behind_the_word_ends_where_something_else_begins() -> None:
    assert meaning("does my list called gym contain socks") == (
        "ListShow",
        {"item": "socks", "list": "gym"},
    )
    assert meaning("drop tent from the camping one of my lists") == (
        "ListRemove",
        {"item": "tent", "list": "camping"},
    )
