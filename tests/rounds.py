#!/usr/bin/env python3
"""Checks every round of a day by itself: reads what `sarraf events --commands` prints.

It shares no code with the system and knows nothing of how sets and prices are found.

Of each set that settled together it asks: did all legs of each item settle as instructed and none
twice; is every balance told the one that adds up; did every account drawn on end above its floor,
every limit within its amount, every account credited within its cap; was nobody overtaken who may
not be, under the policy of each queue; is the set worth what is told, and no more than the bound.

Of each round of exchange: is there one price for each currency; does every fill receive what the
prices or its own limit give to the last unit; is no fill beyond what its order offers, below its
limit, or in a pair that is off; are bands and quotas kept; does what is sold of each currency equal
what is bought plus the residue, and is that as small as rounding can leave; do all balances add up
and did no seller end below its floor.

And of the whole day: does every balance that is told add up, and is in each currency as much there
as was issued.
"""
import json
import sys
from fractions import Fraction

from ledger import Ledger, Wrong, hold, number, ratio

#: Prices are whole numbers of up to 127 bits: what is nearer than this is level.
NEAR = Fraction(1, 2**100)


class Rounds(Ledger):
    def __init__(self):
        super().__init__()
        self.set, self.clearing = None, None
        self.sets, self.bilateral, self.cleared, self.fills = 0, 0, 0, 0
        self.settled = 0

    def take(self, line):
        told = line.get("event")
        told = next(iter(told.values())) if told else None
        name = next(iter(told)) if isinstance(told, dict) else None
        if self.set and name not in ("PaymentSettled", "PaymentConverted"):
            raise Wrong(f"a round told more items than settle: {self.set[0]}")
        if self.clearing and name != "OrderFilled":
            raise Wrong(f"a round told more fills than follow: {self.clearing[0]}")
        super().take(line)

    # Offsetting.

    def Offsetting_OffsettingSettled(self, told):
        self.set = (told, [])

    def Payment_PaymentSettled(self, told):
        how = told["how"]
        if not isinstance(how, dict):
            super().Payment_PaymentSettled(told)
            return
        hold(self.set and self.set[0]["round"] == how["Offset"], "an item without its round", told)
        self.set[1].append(told)
        if len(self.set[1]) == self.set[0]["settled"]:
            of_set, self.set = self.set, None
            self.check_set(*of_set)

    def check_set(self, told, settled):
        place = ("round", told["round"])
        chosen = {item["uetr"] for item in settled}
        hold(len(chosen) == len(settled), place, "settles an item twice")
        worth = 0
        for item in settled:
            waited = self.items.get(item["uetr"])
            hold(waited and waited.place is not None, place, "an item stood in no queue", item)
            self.check_legs(place, waited, item["legs"])
            worth += sum(self.worth(leg["currency"], int(leg["amount"])) for leg in waited.legs)
        passed = self.overtaken(chosen)
        hold(passed is None, place, "an item is overtaken:", passed)
        legs = [leg for item in settled for leg in item["legs"]]
        drawn = {key for item in settled for key, flow in self.flow(item["legs"]).items() if flow > 0}
        for name in chosen:
            self.items.pop(name)
        before = dict(self.balance)
        self.post(legs)
        self.ended(legs)
        for account in {(leg["debtor"], leg["currency"]) for leg in legs}:
            hold(self.room(account) >= 0, place, "below its floor:", account, self.room(account))
        for account, towards in drawn:
            amount, net = self.limits[account][towards]
            hold(net <= amount, place, "a limit is exceeded:", account, towards, net, amount)
        for account in {(leg["creditor"], leg["currency"]) for leg in legs}:
            cap, have = self.cap(account), self.balance[account]
            more = have > before.get(account, 0)
            hold(cap is None or not more or have <= cap, place, "above its cap:", account, have)
        self.check_worth(place, told, worth)
        if isinstance(told["scope"], dict) and "Bilateral" in told["scope"]:
            pair = set(told["scope"]["Bilateral"])
            apart = [leg for leg in legs if {leg["debtor"], leg["creditor"]} != pair]
            hold(not apart, place, "a leg between others:", apart)
            self.bilateral += 1
        self.sets += 1
        self.settled += len(settled)

    def check_legs(self, place, waited, legs):
        """All legs as instructed; of what is converted, all of what is paid and enough received."""
        def stated(leg):
            return (leg["debtor"], leg["creditor"], leg["currency"], int(leg["amount"]))

        asked = waited.converted
        if asked is None:
            same = sorted(map(stated, waited.legs)) == sorted(map(stated, legs))
            hold(same, place, "legs are not those instructed:", waited.legs, legs)
            return
        first, last = legs[0], legs[-1]
        paid = (first["debtor"], first["currency"], int(first["amount"]))
        payer = (waited.legs[0]["debtor"], asked["sell"], int(asked["amount"]))
        hold(paid == payer, place, "not what its payer was to pay:", legs)
        received = (last["creditor"], last["currency"])
        hold(received == (asked["creditor"], asked["buy"]), place, "not to its creditor:", legs)
        least = int(int(asked["amount"]) * ratio(asked["limit"]))
        hold(int(last["amount"]) >= least, place, "less than its creditor was to receive:", legs)
        for one, other in zip(legs, legs[1:]):
            hold(one["creditor"] == other["debtor"], place, "a way that breaks off:", legs)

    def check_worth(self, place, told, worth):
        stated = int(told["settled_value"])
        hold(worth == stated, place, "worth", worth, "and not", stated)
        hold(stated <= int(told["considered_value"]), place, "worth more than all looked at")
        hold(stated <= number(told["bound"]), place, "worth more than its bound")

    # Exchange.

    def Exchange_RoundCleared(self, told):
        self.clearing = (told, [])
        self.clear_if_whole()

    def Exchange_OrderFilled(self, told):
        whole = self.clearing and self.clearing[0]["round"] == told["round"]
        hold(whole, "a fill without its round", told)
        self.clearing[1].append(told)
        self.clear_if_whole()

    def clear_if_whole(self):
        if len(self.clearing[1]) == self.clearing[0]["filled"]:
            cleared, self.clearing = self.clearing, None
            self.check_clearing(*cleared)

    def prices(self, told):
        prices = {}
        for price in told["prices"]:
            hold(price["currency"] not in prices, "two prices for one currency", price)
            prices[price["currency"]] = int(price["worth"])
            hold(prices[price["currency"]] > 0, "a price of nothing", price)
        return prices

    def check_clearing(self, told, fills):
        place, prices, left = ("exchange round", told["round"]), self.prices(told), {}
        for fill in fills:
            self.check_fill(place, prices, fill)
            sold, received = int(fill["sold"]), int(fill["received"])
            self.move((fill["by"], fill["sell"]), -sold)
            self.move(self.agent(fill["sell"]), sold)
            self.move(self.agent(fill["buy"]), -received)
            self.move((fill["to"], fill["buy"]), received)
            left[fill["sell"]] = left.get(fill["sell"], 0) + sold
            left[fill["buy"]] = left.get(fill["buy"], 0) - received
            self.fills += 1
        for fill in fills:
            seller = (fill["by"], fill["sell"])
            self.stands(seller, fill["sell_balance"])
            self.stands((fill["to"], fill["buy"]), fill["buy_balance"])
            hold(self.room(seller) >= 0, place, "below its floor:", seller, self.room(seller))
        residues = {residue["currency"]: residue for residue in told["residues"]}
        for currency, rest in left.items():
            residue = residues.get(currency, {"amount": 0})
            hold(int(residue["amount"]) == rest, place, "another residue:", currency, rest)
            if "balance" in residue:
                self.stands(self.agent(currency), residue["balance"])
            hold(rest >= -len(prices), place, "a residue beyond rounding:", currency, rest)
            # A cheap currency's rest may be many minor units, and is worth next to nothing.
            most = (len(fills) + len(prices)) * max(prices.values())
            hold(rest * prices[currency] <= most, place, "a residue beyond rounding:", rest)
            quota = self.quotas.get(currency)
            hold(quota is None or self.sold[currency] <= quota, place, "beyond its quota:", currency)
        self.check_terms(place, prices, {(fill["sell"], fill["buy"]) for fill in fills})
        self.cleared += 1

    def check_fill(self, place, prices, fill):
        order = self.orders.get(fill["number"])
        hold(order, place, "a fill of no order:", fill)
        sold, received, limit = int(fill["sold"]), int(fill["received"]), ratio(order["limit"])
        given = Fraction(prices[fill["sell"]], prices[fill["buy"]])
        hold((order["sell"], order["buy"]) == (fill["sell"], fill["buy"]), place, "another pair", fill)
        hold(0 < sold <= order["left"], place, "beyond what its order offers:", fill)
        self.fill(order, sold)
        hold(order["left"] == int(fill["left"]), place, "another rest:", fill)
        hold(received > 0, place, "something for nothing:", fill)
        level = abs(given / limit - 1) < NEAR
        hold(given >= limit or level, place, "sold below its limit:", fill)
        hold(received >= int(sold * limit), place, "received less than its limit:", fill)
        at_limit = level and received == int(sold * limit)
        hold(received == int(sold * given) or at_limit, place, "not what the prices give:", fill)

    def scaled(self, currency):
        """An official rate as a round reads it: parts of 2^-49, rounded down."""
        return max(1, int(self.rate(currency) * 2**49))

    def check_terms(self, place, prices, pairs):
        for sell, buy in pairs:
            open_now = {sell, buy} <= self.exchanged and not {(sell, buy), (buy, sell)} & self.off
            hold(open_now, place, "a pair that is off:", sell, buy)
            bands = [band for band in (self.bands.get(sell), self.bands.get(buy)) if band]
            official = Fraction(self.scaled(sell), self.scaled(buy))
            price = Fraction(prices[sell], prices[buy])
            for band in bands:
                most = (1 + Fraction(band, 10_000)) * (1 + NEAR)
                inside = official / most <= price <= official * most
                hold(inside, place, "outside a band:", sell, buy)


def check(lines):
    """Takes a day; returns what was checked, or raises `Wrong`."""
    rounds = Rounds()
    for line in lines:
        rounds.take(line)
    whole = rounds.set is None and rounds.clearing is None
    hold(whole, "the day ends in the midst of a round")
    rounds.conserved()
    return rounds


if __name__ == "__main__":
    try:
        day = check(map(json.loads, sys.stdin))
        hold(day.fills, "no fill was checked")
        hold(day.sets, "no set was checked")
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
    print(
        f"{day.sets} sets of {day.settled} items ({day.bilateral} between two banks): all legs, "
        f"floors, queues, limits and caps kept, worth what is told; {day.cleared} rounds of "
        f"exchange, {day.fills} fills: one price each, exact, nothing left but rounding; "
        f"all balances of the day add up"
    )
