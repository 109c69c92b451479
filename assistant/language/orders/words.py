"""How people say an order otherwise than by "order two bottles of milk", in both languages.

`language.plain_orders` puts such an order plainly by these; a text that has none of them costs nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from assistant.language.words.numbers import ENGLISH_TENS, ENGLISH_UNITS

_NUMBER: Final = r"\d+|" + "|".join(sorted((*ENGLISH_UNITS, *ENGLISH_TENS), key=len)[::-1])
_COUNT: Final = (
    r"(?:a couple(?: of)?|half a dozen|(?:a|one|two|three|four|five|six) dozen|a few|another|an?"
    rf"|{_NUMBER})"
)
_PACKED: Final = (
    r"(?:bottle|box|boxe|pack|packet|bag|can|tin|jar|tube|roll|carton|case|tub|bunche|bunch|loaf|loave|jug"
    r"|gallon|pound|kilo|thing|one|stick|bar|ream|crate|sack|pouch|pouche|container|refill|piece|package|portion|serving)s?"
)
_GETTING: Final = r"(?:order|reorder|buy|get|grab|send|pick up|fetch|purchase|bring|find|ship)(?:\s+(?:me|us|in))?"
_LESS_THAN: Final = (
    r"(?:under|below|less than|at most|up to|(?:no|not) (?:more than|over)|(?:a )?maximum of)"
)
_PLACE: Final = r"(?:my|our|the) (?:house|home|place|door|doorstep|address|apartment|flat|office)"

ORDERED: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:order|reorder|buy|get|gimme|give|grab|fetch|send|bring|find|pick up|purchase|needs?|want|like|love|use"
        r"|have|take|stock up|ship|replace|restock|refill|replenish|let's|time|kill|mind|mood|would be|craving)\b",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"주문|시켜|시킬|시키|구매|구입|사\s?(?:줘|주|다|자|야|고|놔|둬)|살래|살게|살까|배달|보내|부탁|필요|쟁여|쟁이|담아|구해|챙겨|사래|달래|달라"
    ),
}
"""What every order has one of, however it is said."""

NOISE: Final[Mapping[str, Sequence[tuple[re.Pattern[str], str]]]] = {
    "en": tuple(
        (re.compile(pattern, re.IGNORECASE), instead)
        for pattern, instead in (
            (
                (
                    r"^(?:(?:okay|ok|so|hey|well|please|and|just)[,\s]+)*(?:see (?:if|whether) (?:you|we) can|go(?: ahead)?(?: and)?"
                    r"|make sure (?:that )?(?:you|we|to)|be sure (?:to|and|you)|(?:i|we) authori[sz]e you to"
                    rf"|have (?:them|someone|somebody))\s+(?={_GETTING}\b)"
                ),
                "",
            ),
            (rf"\bship(?= (?:me|us|some|the|{_COUNT})\b)", "send"),
            (
                r"[,\s]+(?:and )?(?:(?:that's|that is|that will be|that'll be) (?:it|all)|nothing (?:else|more))(?: for now| today)?[.!?]*$",
                "",
            ),
            (r"\s+on (?:my|our) behalf\b", ""),
            (
                rf"^(?:(?:i|we) want (?:to have )?|have |get )(?P<thing>.+?) (?:sent|delivered|shipped|brought)(?: over)?(?: to (?:me|us|{_PLACE}))?[.!?]*$",
                r"get me \g<thing>",
            ),
            (
                rf"\s+(?:(?:sent|shipped|delivered|brought)\s+)?(?:over\s+)?to {_PLACE}[.!?]*$",
                "",
            ),
            (
                (
                    rf"^(?:(?:for|at|with)\s+)?(?P<limit>{_LESS_THAN}\s+(?:\S+\s+){{1,3}}?(?:dollars?|bucks?))"
                    rf"[,\s]+(?:(?:but|and|then|please|just|can you|could you)[,\s]+)*(?P<order>{_GETTING}\s.+?)[.!?]*$"
                ),
                r"\g<order> for \g<limit>",
            ),
            (
                rf"[,\s]+(?:but )?(?:only )?(?:if|as long as) (?:it|they|that)(?:'s|'re| is| are| costs?) (?P<limit>{_LESS_THAN}\s+.+)$",
                r" for \g<limit>",
            ),
            (
                r"[,\s]+(?:but )?(?:only )?(?:if )?(?:nothing|not|none)(?: that's| that is)? (?:over|more than|above) (?P<limit>.+)$",
                r" for no more than \g<limit>",
            ),
            (
                rf"^if (?P<thing>.+?) (?:is|are|costs?) (?P<limit>{_LESS_THAN}\s+.+?)[,\s]+(?:then )?{_GETTING} (?:it|them|some|one)[.!?]*$",
                r"buy \g<thing> for \g<limit>",
            ),
            (rf"\b(?:maybe|say|about)[,\s]+(?={_COUNT}\b)", ""),
            (r"\b(order|buy|get|bring|send|fetch) for (me|us)\s+", r"\1 \2 "),
            (rf"\b(?P<get>{_GETTING})\s+not [^,]+,\s*(?:but )?", r"\g<get> "),
            (r",?\s+(?P<many>\d{1,2})\s?x(?=[,.!?]|$)", r", \g<many>"),
            (rf"(?<=\w):\s+(?={_COUNT}\b)", ", "),
            (rf"(?P<packed>\b{_PACKED}) of(?=[,\s]*(?:please)?[.!?]*$)", r"\g<packed>"),
            (
                r",?\s+(?:the )?double(?: of (?:them|it|that|those))?(?:[,\s]+please)?[.!?]*$",
                ", two",
            ),
            (rf"^first(?: of all)?[,\s]+(?={_GETTING}\b)", ""),
            (r"[,\s]+(?:and )?then (?:i'll|i will|we'll|let me)\b.*$", ""),
            (
                (
                    r"(?:(?<=need )|(?<=order )|(?<=get )|(?<=buy )|(?<=and )|(?<= me )|(?<= us )|(?<=want )|(?<=, ))"
                    rf"like[,\s]+(?={_COUNT}\b)"
                ),
                "",
            ),
            (r"[,\s]+(?:please\s+)?(?:and|many)\s+(?:thank you|thanks)\b", ""),
            (
                (
                    r"[,\s]+(?:would you|will you|could you|can you|thanks|thank you|cheers|please|love|dear|darling"
                    r"|too|as well|while you're at it|today|now)[.!?]*$"
                ),
                "",
            ),
            (r"\b(?:and|plus)[,\s]+(?:while you're at it|also|then|oh)[,\s]+", "and "),
            (
                r"\bsome of (?:that|those|these|this)\s+|\b(?:those|that)\s+(?=(?:big|large|little|small|nice|good|cheap)\b)",
                "the ",
            ),
            (
                r"\s+(?:(?:that |which )?(?:you have|you(?:'ve)? got|you sell|there is|they have|they(?:'ve)? got|we can get))[.!?]*$",
                "",
            ),
        )
    ),
    "ko": tuple(
        (re.compile(pattern), instead)
        for pattern, instead in (
            (
                r"^(?:(?:저기|있잖아|그)[,\s]+)*(\S.*?)\s*(?:있잖아요?|있지|있죠|말이야|말인데)[,\s]+(?:그거|그걸|그것)\s?[을를]?\s+",
                r"\1 ",
            ),
            (r"(?<=\S)\s그거(?:\s(?:있잖아|있지|말이야|왜))?(?=\s(?!말고|대신|빼|취소))", ""),
            (r"(?<=[개병통팩캔롤판봉지]) 정도(?:만)?(?=\s)", ""),
            (
                r"(?<=[개병통팩캔롤판봉지장매입알정])\s?(?:이\s|가\s)?(?:들어\s?있는|들어간|들은|든|담긴)\s(?:거|걸|것)(?:으?로)?(?=\s)",
                "짜리로",
            ),
            (r"\s(?:좀|요|응|알았지)[.!?]*$", ""),
        )
    ),
}
"""What means nothing in an order, and what stands for it then."""

_TO_DO: Final = (
    r"(?:드실|먹을|먹일|마실|쓸|쓰실|둘|놓을|놔둘|입을|입힐|신을|바를|뿌릴|덮을|깔|걸|붙일|넣을|담을|끓일|구울|볶을|무칠|부칠"
    r"|담글|만들|들고 갈|가져갈|챙겨 갈|선물할|나눠 줄|보낼|키울|심을|닦을|씻을|빨|청소할|요리할|간식할|손질할)(?:\s만한)?"
)
"""What a thing is to be for, before its name: "사무실에 둘 커피", "캠핑 가서 구울 고기"."""

PURPOSE: Final[Mapping[str, Sequence[re.Pattern[str]]]] = {
    "en": tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            r"[,\s]+the (?:freshest|nicest|finest|ripest)(?: ones?)?[.!?]*$",
            r"[,\s]+(?:or so|or something(?: like that)?|or whatever|i think|i guess|i suppose|i believe)(?=[,.!?]|$)",
            r"[,\s]+if (?:they|you|there)(?:'s| is| are|'ve| have| do| sell| got|'ve got)*(?: it| them| that| any| some| one)?(?: in)?(?: left)?[.!?]*$",
            r"[,\s]+(?:and |but )?(?:only )?if (?:it|they|that|the price)(?:'s| is| are|'re) .*$",
            (
                r"[,\s]+for (?:the |my |our |this |tomorrow'?s? |tonight'?s? |next )*"
                r"(?:tomorrow|tonight|later|us all|everyone|everybody|party|guests?|visitors?|kids|children|boys|girls|twins"
                r"|weekend|week|month|picnic|barbecue|bbq|cookout|trip|holidays?|office|school|work|lunch(?:es|box)?|dinner|breakfast"
                r"|brunch|supper|dessert|snack|soup|cake|salad|stew|recipe|bake sale|game|game night|movie night|birthday(?: party)?"
                r"|christmas|thanksgiving|easter|new year|guest room|house|home|family|neighbou?rs?|parents|in laws|grandma|grandpa"
                r"|grandmother|grandfather|mother|mom|mum|dad|father|husband|wife|son|daughter|sister|brother|friends?)"
                rf"(?: (?:party|tonight|tomorrow|room|this weekend|next week|on \w+day))?(?=[,.!?]|$|\s+(?:{_COUNT}) (?:{_PACKED})\b)"
            ),
            (
                rf"[,\s]+for (?!(?:under|below|less|at most|up to|no more|not more|about|around|free|a (?:dollar|buck|maximum)|{_NUMBER}|\$)\b)"
                rf"(?:(?!(?:{_COUNT})\b)[\w']+\s+){{0,3}}[\w']+(?: on \w+day)?[.!?]*$"
            ),
            rf"[,\s]+for (?:{_NUMBER}) (?:people|persons|guests|of us|kids|children|adults|days|weeks)[.!?]*$",
            (
                r"^(?:(?:okay|ok|so|right|well|alright|listen|hey)[,\s]+)*for (?:the|my|our|this|tomorrow's|tonight's|tomorrow|tonight|dinner|lunch|breakfast|brunch|supper|dessert)"
                r"(?: \w+){0,3}?[,\s]+(?=(?:we|i|can|could|please|let's|order|buy|get|grab)\b)"
            ),
        )
    ),
    "ko": tuple(
        re.compile(pattern)
        for pattern in (
            r"^(?:\S+\s+){0,3}?(?:간식|안주|선물|저녁|점심|아침|도시락|후식|디저트|반찬|야식|손님용|비상용|답례품|술안주)(?:거리)?(?:으?로|용으로|에)\s+",
            r"^(?:\S+\s+){0,2}?\S+(?:[이가은는님니지빠마]|께서|들)\s+(?:드실|먹을|마실|쓸|쓰실|드시는|먹는|쓰는|좋아하는|좋아하시는|찾는|찾으시는|부탁한|부탁하신)\s+",
            rf"^(?:\S+\s+){{0,3}}?(?:\S+(?:[이가에서때고]|으로|께|한테|려고|러)\s+)?{_TO_DO}\s+(?=\S)",
            r"^(?:\S+\s+){0,2}?\S+\s(?:거|것|필요)\s?없이\s+",
            r"^(?:\S+\s+){1,5}?\S+(?:니까|니깐|는데|은데|인데|라서|어서|아서|해서|돼서|와서|려고|려고요|거든|거든요|때문에)[,\s]+",
        )
    ),
}
"""What tells why, for whom or how surely: left out, and asked about."""

_NOT_WHICH: Final = (
    r"(?:i|we) (?:don't|do not) care (?:which|what)(?: one| kind| brand)?|any(?: kind| one| brand| of them)? (?:is fine|will do|works|is okay)"
    r"|(?:it )?(?:doesn't|does not) matter (?:which|what)(?: one| kind| brand)?"
)
_WISHING: Final = (
    r"(?:i|we)(?:'d| would) kill for|(?:i|we) (?:wouldn't|would not) mind(?: having)?|(?:i'm|i am|we're|we are) (?:in the mood for|craving)"
    r"|(?:i|we) could go for"
)
WISHED: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (rf"(?P<order>.+?)[,\s]+(?:{_NOT_WHICH})", r"\g<order>"),
        (
            r"(?P<thing>.+?)[,\s]+(?:please (?:to )?(?:order|buy|send)|(?:order|buy|send) please)(?: it| them| one| some)?",
            r"order \g<thing>",
        ),
        (r"what (?:i|we) (?:really )?need(?: now)? (?:is|are) (?P<thing>.+)", r"i need \g<thing>"),
        (r"(?P<thing>.+) (?:is|are) what (?:i|we) need", r"i need \g<thing>"),
        (r"let's (?:do|go with|have|try|get) (?P<thing>.+?)(?: in here)?", r"order \g<thing>"),
        (
            (
                r"(?:it's |it is )?(?:about )?time (?:to (?:re)?(?:order|buy|get)|for|we (?:got|ordered|bought)) (?:some |more )*"
                r"(?P<thing>.+)"
            ),
            r"reorder \g<thing>",
        ),
        (
            rf"(?:{_WISHING}) (?P<thing>.+?)(?:[,\s]+{_GETTING} (?:some|one|it))?",
            r"i could use \g<thing>",
        ),
        (
            r"(?P<thing>.+?) would be (?:nice|good|great|lovely|awesome|perfect)(?: to have)?",
            r"i could use \g<thing>",
        ),
        (rf"give (?:me|us) (?P<thing>(?:{_COUNT})\b.+)", r"get me \g<thing>"),
        (
            r"(?:could|can|may|might) (?:i|we)(?: please)? (?:have|get) (?P<thing>.+)",
            r"get me \g<thing>",
        ),
        (
            r"(?:replace|restock|refill|replenish|stock up on)(?: on)? (?:the |our |my )?(?P<thing>.+)",
            r"reorder \g<thing>",
        ),
        (
            r"(?:the |our |my )?(?P<pet>dog|cat|puppy|kitten|bird|fish)s? (?:needs?|wants?|could use|has no|have no) (?:some |more |any )*food",
            r"we need \g<pet> food",
        ),
    )
)
"""A wish in a frame of its own, as the order that it comes to: it is asked about."""
NEEDED: Final = re.compile(
    r"(?:(?:okay|ok|so|well|hey|also|and)[,\s]+)*(?:i|we)(?:'ll)?(?: really| also| still| just)* (?:need|want|could use) (?P<things>.+)",
    re.IGNORECASE,
)
"""What is needed: an order where several things are named that are all sold."""

BY_SAID: Final = r"(?:cheap(?:er|est)?|big(?:ger|gest)?|larg(?:e|er|est)|small(?:er|est)?|best rated|least expensive)"
_SORT: Final = r"(?:one|ones|kind|kinds|sort|type|size|version|brand|stuff|bottle|pack|box|bag|jar|tub|can|flavou?r)s?"
_LEADING: Final = r"(?:but |and |preferably |ideally |just |maybe |only )*"
_NOT_THAT: Final = rf"(?:(?:but )?not the [\w ]+?(?: {_SORT})?[,\s]+(?:but )?)?"
BEHIND_THE_NAME: Final = tuple(
    re.compile(_LEADING + _NOT_THAT + pattern + r"[.!?]*", re.IGNORECASE)
    for pattern in (
        rf"(?:whatever|whichever)(?: one)?(?: is|'s)? (?:the )?(?P<by>{BY_SAID})(?: {_SORT})?",
        rf"the (?P<by>{BY_SAID})(?: {_SORT})?",
        rf"(?:in )?(?:the |a )?(?P<by>{BY_SAID}) {_SORT}",
        r"(?:as )?(?P<by>cheap)(?:ly)? as (?:possible|you can|it gets)|nothing (?:too )?(?:fancy|expensive|(?P<by_1>cheap))",
        (
            r"(?:the )?(?P<same>same)(?: (?:one|ones|kind|brand|thing))?(?: (?:as|like|we (?:got|had|bought)|i (?:got|had|bought)) ?(?:last time|always|usual|before)?)?"
            r"|(?:the |our |my )?(?P<same_1>usual)(?: (?:one|ones|kind|brand))?|(?P<same_2>like) (?:last time|always|usual)"
        ),
        rf"(?:the|a|an) (?P<trait>\w+(?:[ -]\w+){{0,2}}?) {_SORT}(?: if (?:you|they) (?:have|'ve got|got|do|can)(?: it| them| that| any)?)?",
        r"(?:the |an? )?(?P<trait_3>(?:\w+ ){1,3}(?:count|pack|ounces?|pounds?|liters?|litres?|gallons?|kilos?|rolls?))",
        r"(?:the |a |an )?(?P<trait_1>\w+(?:[ -]\w+)?) if (?:you|they) (?:have|'ve got|got|do|can)(?: it| them| that| any)?",
        r"preferably (?:the |a |an )?(?P<trait_2>\w+(?:[ -]\w+){0,2})",
    )
)
"""Which of them is wanted, where that is said behind the name."""

_BEFORE_A_COUNT: Final = r"(?:but|and|just|maybe|only|like|actually|make (?:it|that)|get|i(?:'ll| will) take|i want|times|this time)"
_BEHIND_A_COUNT: Final = (
    r"(?:please|this time|(?:is|would be|will be|should be) (?:enough|plenty|fine|good|all)|(?:will|should) do"
    r"|(?:is )?(?:all|what) (?:i|we) need|of (?:them|those|these|it))"
)
HOW_MANY_BEHIND: Final = re.compile(
    rf"(?P<before>.+?)(?P<apart>[,:]?)(?P<lead>(?:\s+{_BEFORE_A_COUNT})*)\s+"
    rf"(?:(?P<twice>twice)|(?P<count>{_COUNT}(?: more)?)(?P<sized> (?:big|large|small|little))?(?: (?P<packed>{_PACKED}))?)"
    rf"(?P<tail>(?:\s+{_BEHIND_A_COUNT})*)[.!?]*",
    re.IGNORECASE,
)
"""A thing, and how many of it are wanted behind its name: "paper towels, just two rolls"."""

BARE_NUMBER: Final = re.compile(
    rf"(?P<verb>{_GETTING} (?:some |the |more )?)?(?P<name>.+?)\s+(?P<count>one|two|three|four|five|six|seven|eight|nine|ten)[.!?]*",
    re.IGNORECASE,
)
"""A number at the end of a thing that may be how many of it: "rice one, seaweed two"."""

ANOTHERS_PLAN: Final = re.compile(
    r"\b(he|she|they|somebody|someone|will|would|going to|gonna)\b|'ll\b", re.IGNORECASE
)
"""A clause that tells what somebody else does, or what is to come: nothing is ordered by it."""
FROM_BEFORE: Final = re.compile(
    rf"[,.;]?\s+(?:(?:so|and|can you|could you|would you|will you|please|just|let's|can (?:we|i)|better|(?:it's )?time to)\s+)*"
    rf"(?:{_GETTING}|(?:i|we) (?:want|need)|(?:i|we)'ll (?:take|have))\s+"
    rf"(?:(?P<count>{_COUNT}|some|one)(?: (?:more|new))*(?: (?P<packed>{_PACKED}))?(?: of (?:them|those|these|it|that))?"
    r"|(?P<same>(?:the |my |our )?(?:usual|same)(?: (?:one|ones|thing|as always))?)|(?:it|them|that|more|some more|a new one|new ones)(?: again)?)"
    r"[.!?]*$",
    re.IGNORECASE,
)
"""An order of what was named right before: "we're out of kimchi, get me two"."""

LEFT: Final = re.compile(
    r"\s+(?:left|again|already|at all|any ?more|in the house|here|now|(?:is|are)(?: all)? (?:gone|empty|finished|out))[.!?]*$",
    re.IGNORECASE,
)
"""What may stand behind a name in a clause that says that there is none of it."""

OUT_OF_FOOD: Final = re.compile(
    r"\b(?:the |our |my )?(?P<pet>dog|cat|puppy|kitten)s?(?:'s| is| are|'re| has run| ran)? (?:all |completely |nearly |almost )*out of (?:her |his |its )?food\b(?: again| already)?",
    re.IGNORECASE,
)

KIND_THEN_THINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?P<before>.*?\b)(?:some |a few |a couple of )?(?:fruits?|snacks?|drinks|vegetables|veggies|groceries|dairy|things|stuff|sweets)"
        r"(?:[,:;]\s*(?:like|such as|namely|say|you know)?|\s+(?:like|such as|namely)|(?<=few things)|(?<=some things)|(?<=some groceries))"
        r"\s+(?P<things>.+)",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:\S+\s+){0,4}?(?:과일|간식|음료수?|야채|채소|반찬거리|먹을 ?거|마실 ?거|장|식료품)\s?[을를]?\s*(?:좀\s+|몇 가지\s+)?"
        r"(?P<order>(?:주문|시켜|사)\s?(?:해\s?)?(?:줘|주세요|줄래|줄래요|다 줘|줘요))[,.\s]+(?P<things>\S.+)"
    ),
}
"""What kind of things, and then which: only those are ordered."""
