"""A basket priced as a whole: which seller delivers which line for the least money together.

What is decided, in plain text. Line i wants q_i pieces. Seller j has offers for some of the lines,
each with prices that may fall with the number bought, a least number and a stock. A seller asks F_j
for an order and f_j for a piece, and nothing where its goods are worth S_j or more. All amounts are
integers in minor units.

    variables    x_ij, x'_ij   pieces of line i bought of seller j where its shipping is paid for,
                               and where it is free; whole numbers
                 y_j, y'_j     1 where seller j is used in that way, else 0
    minimise     Σ_ij (c_ij + f_j) x_ij  +  Σ_j F_j y_j  +  Σ_ij c_ij x'_ij
    such that    Σ_j (x_ij + x'_ij) = q_i                     every line is bought
                 x_ij ≤ m_ij y_j,  x'_ij ≤ m_ij y'_j          only of sellers that are used
                 Σ_i c_ij x'_ij ≥ S_j y'_j                    free only from that sum on
                 y_j + y'_j ≤ 1

where m_ij is the most that the offer can serve. A price that falls with the number is one x for each
of its tiers and a 0 or 1 for which tier it is; the number is within the tier's. What an order has to
keep besides (a day, a seller left out, a stock) only takes offers away before.

`asked` is what comes in and goes out; `serving` decides which offers may serve a line; `problem` is
the basket in numbers, without offers that another of their seller is never worse than; `search`
finds a first choice, `model` writes the programme, `solver` has HiGHS solve it, and `assign` puts the
three together: the linear relaxation gives a bound, what its reduced costs rule out near it is left
away, the rest is solved exactly, and the room above the bound is widened until that succeeds. Where
the time is over before, the best choice found is told with the bound; nothing costs less than that.
`quote` tells the choice beside what people do without it, and `one_more` what would save more.
"""

from assistant.store.pricing.asked import (
    Demands,
    Impossible,
    Lacking,
    Lot,
    OneMore,
    Parcel,
    PricedBasket,
    Shopping,
    Want,
)
from assistant.store.pricing.basket import price_basket

__all__ = [
    "Demands",
    "Impossible",
    "Lacking",
    "Lot",
    "OneMore",
    "Parcel",
    "PricedBasket",
    "Shopping",
    "Want",
    "price_basket",
]
