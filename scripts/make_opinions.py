"""Gives the sample shop ratings (in products.csv) and earlier prices (prices.csv), all invented.

    python scripts/make_opinions.py

A brand has a standing of its own, a product a little luck; how many rated it depends on how often it
stands in baskets.csv. A price was now and then higher or lower for some weeks of the last months,
but never on a day on which the sample household bought the product. The same script writes the same
files.
"""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

CONFIG = Path(__file__).parent.parent / "config"
CATALOG = CONFIG / "catalog"
DAYS = 100
USUAL = 0.6
"""Share of the time at the usual price."""
OTHERWISE = (0.85, 0.9, 1.1, 1.15, 1.2)


def read(path: Path) -> list[dict[str, str]]:
    """All lines of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """A file of these lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows)


def rated(product: Mapping[str, str], baskets: int) -> dict[str, str]:
    """The product with what its buyers think."""
    brand = random.Random(f"brand {product['brand_en']}").gauss(4.2, 0.25)
    luck = random.Random(f"product {product['id']}")
    rating = min(4.9, max(2.9, luck.gauss(brand, 0.2)))
    raters = 3 + baskets * luck.randint(2, 6) + luck.randint(0, 20)
    return {**product, "rating": f"{rating:.1f}", "raters": str(raters)}


def prices(product: Mapping[str, str], bought: set[int]) -> list[dict[str, object]]:
    """Its price on the days on which it changed, oldest first; the last is today's."""
    numbers = random.Random(f"prices {product['id']}")
    dollars, won = round(float(product["price_usd"]) * 100), int(product["price_krw"])
    found: list[dict[str, object]] = []
    last, day = 0.0, DAYS
    while day > 0:
        until = max(0, day - numbers.randint(14, 40))
        factor = 1.0 if numbers.random() < USUAL else numbers.choice(OTHERWISE)
        if any(until <= each <= day for each in bought) or until == 0:
            factor = 1.0
        if factor != last:
            found.append(
                {
                    "product_id": product["id"],
                    "days_ago": day,
                    "price_usd": f"{shown(dollars, factor) / 100:.2f}",
                    "price_krw": won if factor == 1 else round(won * factor / 100) * 100,
                }
            )
        last, day = factor, until
    return found


def shown(cents: int, factor: float) -> int:
    """A price as shops write it, ending in 9 cents."""
    return cents if factor == 1 else max(9, round(cents * factor / 10) * 10 - 1)


def main() -> None:
    """Write both files."""
    products = read(CATALOG / "products.csv")
    baskets = Counter(
        each for line in read(CATALOG / "baskets.csv") for each in line["products"].split("|")
    )
    bought: dict[str, set[int]] = defaultdict(set)
    for line in read(CONFIG / "household" / "purchases.csv"):
        bought[line["product_id"]].add(int(line["days_ago"]))
    write(CATALOG / "products.csv", [rated(each, baskets[each["id"]]) for each in products])
    write(
        CATALOG / "prices.csv",
        [line for each in products for line in prices(each, bought[each["id"]])],
    )


if __name__ == "__main__":
    main()
