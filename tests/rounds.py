#!/usr/bin/env python3
"""Checks every exchange round of a day by itself: reads the events that `sarraf events` prints.

It knows nothing of how prices are found. Of each round it asks: is there one price for each
currency, does every fill receive what the prices or its own limit give to the last unit, is no
fill beyond what its order offers or below its limit, does what is sold of each currency equal
what is bought plus the residue, and is the residue as small as rounding can leave.
"""
import json
import sys
from fractions import Fraction

orders, fills, rounds = {}, {}, []
for line in sys.stdin:
    event = json.loads(line)["event"]["Exchange"]
    if isinstance(event, str):
        continue
    (name, told), = event.items()
    if name == "OrderPlaced":
        orders[told["order"]["number"]] = told["order"]
    elif name == "RoundCleared":
        rounds.append(told)
    elif name == "OrderFilled":
        fills.setdefault(told["round"], []).append(told)


def number(value):
    return int(value) if not isinstance(value, dict) else int(next(iter(value.values())))


def ratio(rate):
    return Fraction(number(rate["numerator"]), number(rate["denominator"]))


checked = 0
for told in rounds:
    of_round = fills.pop(told["round"], [])
    assert told["filled"] == len(of_round), told["round"]
    prices = {}
    for price in told["prices"]:
        assert price["currency"] not in prices, "two prices for one currency"
        prices[price["currency"]] = int(price["worth"])
        assert prices[price["currency"]] > 0
    left = {}
    for fill in of_round:
        order = orders[fill["number"]]
        sold, received = int(fill["sold"]), int(fill["received"])
        limit = ratio(order["limit"])
        given = Fraction(prices[fill["sell"]], prices[fill["buy"]])
        # What an order still offers goes down by what it sells, fill by fill.
        order["left"] = int(order["left"]) - sold
        assert sold > 0 and order["left"] == int(fill["left"]) >= 0, fill
        # Prices are whole numbers of up to 127 bits: an order is level with them to that.
        level = abs(given / limit - 1) < Fraction(1, 2**100)
        assert given >= limit or level, ("sold below its limit", fill)
        assert received >= int(sold * limit), ("received less than its limit", fill)
        at_limit = level and received == int(sold * limit)
        assert received == int(sold * given) or at_limit, fill
        left[fill["sell"]] = left.get(fill["sell"], 0) + sold
        left[fill["buy"]] = left.get(fill["buy"], 0) - received
        checked += 1
    residues = {r["currency"]: int(r["amount"]) for r in told["residues"]}
    for currency, rest in left.items():
        assert residues.get(currency, 0) == rest, (told["round"], currency, rest, residues)
        assert rest >= -len(prices), ("residue", rest)
        # A cheap currency's rest may be many minor units, and is worth next to nothing.
        units = len(of_round) + len(prices)
        assert rest * prices[currency] <= units * max(prices.values()), ("residue", rest)
assert not fills, "fills without their round"
assert checked, "no fill was checked"
print(f"{len(rounds)} rounds, {checked} fills: one price each, exact, nothing left but rounding")
