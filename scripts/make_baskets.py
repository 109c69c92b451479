"""Writes config/catalog/baskets.csv: what the customers of the sample shop bought before today.

    python scripts/make_baskets.py

The people are invented. Each has a few occasions (spring cleaning, baking, kimchi stew, ...) and a
favourite product for each thing, so that the baskets have habits in them to find; a part of every
basket is chance. The same script writes the same file.
"""

import csv
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

CATALOG = Path(__file__).parent.parent / "config" / "catalog"
CUSTOMERS, VISITS = 420, 6

# Each thing is a part of product ids, with its chance of being in the basket.
OCCASIONS: Mapping[str, Mapping[str, float]] = {
    "natural cleaning": {
        "baking-soda-": 0.8, "distilled-white-vinegar": 0.75, "house-choice-lemons": 0.25,
        "sponges": 0.35, "rubber-gloves": 0.25, "oxygen-bleach": 0.15,
    },
    "bathroom": {
        "bathroom-cleaner": 0.6, "toilet-bowl-cleaner": 0.5, "mold-and-mildew": 0.3,
        "toilet-paper": 0.4, "magic-eraser": 0.3, "rubber-gloves": 0.2, "poo-pourri": 0.1,
    },
    "laundry": {
        "tide-|persil-|gain-|laundry-liquid": 0.85, "downy-|snuggle-|pigeon-": 0.6,
        "dryer-sheets": 0.35, "stain-remover": 0.2, "rox-2|bleach-81": 0.15,
    },
    "dishes": {
        "dish-soap": 0.6, "sponges": 0.5, "cascade-|finish-quantum|dishwasher-tablets": 0.5,
        "jet-dry": 0.2, "kitchen-trash-bags": 0.3,
    },
    "baking": {
        "flour": 0.75, "granulated-sugar|white-sugar": 0.6, "butter-1-pound|butter-8|unsalted-butter": 0.6,
        "eggs-": 0.6, "baking-powder": 0.4, "vanilla-extract": 0.35, "chocolate-chips": 0.4,
        "parchment": 0.25, "yeast": 0.2, "baking-soda-1": 0.2,
    },
    "pasta": {
        "spaghetti|penne": 0.85, "marinara|prego": 0.7, "olive-oil": 0.4, "mozzarella-16": 0.35,
        "peeled-garlic": 0.35, "ground-beef": 0.4, "cherry-tomatoes": 0.25,
    },
    "kimchi stew": {
        "kimchi-": 0.8, "stew-tofu|firm-tofu": 0.6, "pork-belly": 0.5, "green-onions": 0.4,
        "white-rice-": 0.4, "spam-classic": 0.25, "red-pepper-powder": 0.15,
    },
    "ramyeon night": {
        "ramyun|ramen-|neoguri|buldak": 0.9, "kimchi-": 0.4, "eggs-": 0.45, "american-slices|cheddar-slices": 0.3,
        "green-onions": 0.25, "cooked-white-rice": 0.3,
    },
    "kimbap": {
        "kimbap-ham": 0.7, "seaweed-16|seaweed-20": 0.7, "pickled-radish": 0.7, "baby-spinach": 0.4,
        "carrots": 0.4, "sesame-oil": 0.35, "eggs-": 0.3, "fish-cakes": 0.3,
    },
    "coffee": {
        "coffee-beans|espresso-beans|ground-coffee": 0.85, "coffee-filters|paper-filters": 0.5,
        "creamer": 0.25, "biscoff": 0.25, "milk-1-gallon|fresh-1-liter|whole-milk": 0.4,
    },
    "breakfast": {
        "cheerios|frosted-flakes|corn-flakes|granola-c": 0.6, "milk-1-gallon|fresh-1-liter|whole-milk": 0.75,
        "bread-": 0.5, "bananas": 0.45, "orange-juice": 0.35, "jam-|peanut-butter-": 0.35, "bacon": 0.2,
    },
    "tea": {"english-breakfast|green-tea|earl-grey|black-tea": 0.8, "honey-": 0.45, "lemons": 0.35,
            "biscoff|choco-pie": 0.35},
    "barbecue": {
        "charcoal": 0.6, "hot-dogs|bulgogi|pork-belly": 0.7, "potato-rolls": 0.4, "ketchup": 0.4,
        "mustard": 0.3, "barbecue-sauce": 0.35, "paper-plates": 0.35, "coca-cola-original": 0.4,
    },
    "film evening": {
        "chips-|doritos|pringles": 0.8, "popcorn": 0.45, "coca-cola|pepsi|chilsung": 0.65,
        "ice-cream": 0.3, "haribo|skittles": 0.3, "digiorno|combination-pizza": 0.3,
    },
    "dog": {"dog-food": 0.85, "greenies|milk-bone|jerky-300": 0.5, "poop-bags": 0.45, "puppy-pads": 0.2,
            "frontline": 0.1},
    "cat": {"cat-food": 0.8, "litter": 0.75, "temptations|churu": 0.45, "friskies|fancy-feast": 0.4},
    "baby": {"pampers|huggies-l|huggies-m": 0.85, "baby-wipes": 0.6, "formula": 0.4, "diaper-rash": 0.2,
             "baby-food": 0.3, "baby-lotion": 0.15},
    "office": {"copy-paper|premium-paper": 0.6, "ink-cartridge|toner": 0.5, "pens-": 0.4, "sticky-notes": 0.3,
               "scotch-magic": 0.25, "envelopes": 0.25},
    "toys and torches": {"aa-": 0.6, "aaa-": 0.4, "flashlight": 0.2, "led-": 0.25, "night-light": 0.15},
    "shaving": {"blades": 0.7, "shaving-": 0.55, "aftershave": 0.2, "deodorant": 0.35},
    "hair and bath": {"shampoo-": 0.6, "conditioner": 0.45, "body-wash": 0.5, "q-tips|swabs": 0.15,
                      "lotion-": 0.2},
    "teeth": {"toothpaste": 0.8, "toothbrush|brush-heads": 0.5, "mouthwash": 0.4, "floss": 0.35},
    "a cold": {"dayquil": 0.5, "cough-drops|herb-drops": 0.6, "tissues": 0.55, "vaporub": 0.3,
               "honey-citron": 0.35, "chicken-noodle": 0.35},
    "salad": {"salad-mix": 0.8, "avocados": 0.4, "cucumbers": 0.4, "balsamic": 0.35, "olive-oil": 0.45,
              "chicken-breast": 0.3, "hidden-valley": 0.2},
}  # fmt: skip


def main() -> None:
    """Write the file."""
    draw = random.Random(1)
    with (CATALOG / "products.csv").open(encoding="utf-8") as lines:
        ids = [row["id"] for row in csv.DictReader(lines)]
    with (CATALOG / "baskets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("customer", "days_ago", "products"))
        for customer in range(1, CUSTOMERS + 1):
            for days_ago, basket in shopping(ids, draw):
                writer.writerow((f"c{customer}", days_ago, "|".join(basket)))


def shopping(ids: Sequence[str], draw: random.Random) -> list[tuple[int, list[str]]]:
    """The visits of one customer, oldest first."""
    occasions = draw.sample(list(OCCASIONS), draw.randint(3, 6))
    favourites: dict[str, str] = {}
    visits = []
    for days_ago in sorted(draw.sample(range(1, 200), VISITS), reverse=True):
        things: list[str] = []
        for occasion in draw.sample(occasions, draw.choice((1, 1, 1, 2, 2, 3))):
            things += [
                part for part, chance in OCCASIONS[occasion].items() if draw.random() < chance
            ]
        products = [product(part, ids, favourites, draw) for part in dict.fromkeys(things)]
        if draw.random() < 0.35:
            products.append(draw.choice(ids))
        if products:
            visits.append((days_ago, list(dict.fromkeys(products))))
    return visits


def product(part: str, ids: Sequence[str], favourites: dict[str, str], draw: random.Random) -> str:
    """What a customer buys of a thing: mostly the favourite."""
    fitting = [id_ for id_ in ids if any(each in id_ for each in part.split("|"))]
    if not fitting:
        raise ValueError(f"no product has {part} in its id")
    favourite = favourites.setdefault(part, draw.choice(fitting))
    return favourite if draw.random() < 0.85 else draw.choice(fitting)


if __name__ == "__main__":
    main()
