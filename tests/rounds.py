#!/usr/bin/env python3
"""Checks every round of a day by itself: reads what `sarraf events --commands` prints.

It shares no code with the system and knows nothing of how sets and prices are found.

Of each set that settled together it asks: did all legs of each item settle as instructed and none
twice; is every balance told the one that adds up; did every account drawn on end above its floor,
every limit within its amount, every account credited within its cap; was nobody overtaken who may
not be, under the policy of each queue; is the set worth what is told, and no more than the bound.

Of each round of exchange: is there one price for each currency; does every fill receive what the
prices or its own limit give to the last unit; is no fill beyond what its order offers, below its
limit, or in a pair that is off; is nobody left out who gets better than it asks, unless a band or a
quota says so, and do those that stand alike share alike; are bands and quotas kept; does what is sold of each currency equal
what is bought plus the residue, and is that as small as rounding can leave; do all balances add up
and did no seller end below its floor.

And of the whole day: does every balance that is told add up, and is in each currency as much there
as was issued.
"""
import json
import sys
from collections import defaultdict
from datetime import datetime, timezone
from fractions import Fraction

from ledger import Ledger, Wrong, hold, number, ratio

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
#: All of an order, as a round tells which share of each is admitted.
WHOLE = 2**32
#: What is this near to its limit has it for its price.
LEVEL = Fraction(1, 2**64)
#: From here on a price may stand for a longer one.
ROUNDED = 2**96
#: Prices are whole numbers of up to 127 bits: what is nearer than this is level.
NEAR = Fraction(1, 2**100)


def nanoseconds(instant):
    """Since 1970, as orders tell until when they stand."""
    whole = datetime.fromisoformat(instant.replace("Z", "+00:00")) - EPOCH
    return (whole.days * 86_400 + whole.seconds) * 10**9 + whole.microseconds * 1000


class Rounds(Ledger):
    def __init__(self):
        super().__init__()
        self.set, self.clearing = None, None
        self.gathered = {}
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

    def Exchange_RoundOpened(self, told):
        self.gathered[told["round"]] = self.standing(told["clears_at"])

    def standing(self, ends):
        """The orders that can take part in a round, as far as is followed here: who may not pay or
        be paid is not."""
        def lasts(order):
            until = order["validity"].get("Until")
            return order["purpose"] != "Quote" and (until is None or until > ends)

        open_now = self.open - self.suspended
        rated = {currency for currency in open_now if self.rate(currency) is not None}
        orders = [order for order in self.orders.values() if {order["sell"], order["buy"]} <= rated]
        return {order["number"] for order in orders if lasts(order)}

    def Exchange_RoundCleared(self, told):
        if told["round"] not in self.gathered:
            self.gathered[told["round"]] = self.standing(nanoseconds(self.now))
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
            hold(fill["number"] in self.orders, place, "a fill of no order:", fill)
        self.check_terms(place, prices, {(fill["sell"], fill["buy"]) for fill in fills})
        partly = self.check_shares(place, told, prices, fills)
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
            self.check_residue(place, prices, fills, partly, currency, rest)
            quota = self.quotas.get(currency)
            hold(quota is None or self.sold[currency] <= quota, place, "beyond its quota:", currency)
        self.cleared += 1

    def check_residue(self, place, prices, fills, partly, currency, rest):
        """R-FX-12; where it is not known who sells only a part, as if every pair did."""
        spare = int(any(price >= ROUNDED for price in prices.values()))
        receivers = sum(1 for fill in fills if fill["buy"] == currency)
        pairs = [(sell, currency) for sell in prices] + [(currency, buy) for buy in prices]
        partly = pairs if partly is None else partly
        lacking = max(sum(1 for sell, _ in partly if sell == currency) - 1, 0) + spare
        hold(-rest <= min(lacking, len(prices)), place, "lacks beyond rounding:", currency, rest)
        most = (receivers + spare) * prices[currency]
        most += sum(prices[sell] for sell, buy in partly if buy == currency)
        over = rest * prices[currency]
        hold(over <= 0 or over < most, place, "a residue beyond rounding:", currency, rest)

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

    def check_shares(self, place, told, prices, fills):
        """R-FX-20, before the fills are taken off what the orders offer; tells which pairs sell
        only a part, if that is known."""
        sold = {fill["number"]: int(fill["sold"]) for fill in fills}
        gathered = self.gathered.pop(told["round"])
        # So many of those that stand cannot take part, for reasons that are not followed here.
        unknown = len(gathered) - int(told["orders"])
        hold(unknown >= 0, place, "more orders than stand:", told["orders"])
        admitted = {price["currency"]: price["share"] for price in told["prices"]}
        classes = defaultdict(list)
        for number in sorted((gathered | set(sold)) & set(self.orders)):
            order = self.orders[number]
            if {order["sell"], order["buy"]} <= set(prices) and self.may_trade(order):
                share, limit = admitted[order["sell"]], ratio(order["limit"])
                amount = order["left"] if share == WHOLE else order["left"] * share // WHOLE
                given = Fraction(prices[order["sell"]], prices[order["buy"]])
                level = abs(given - limit) <= given * LEVEL
                gets = max(given, limit) if level else given
                if (level or given > limit) and int(amount * gets) > 0:
                    pair = (order["sell"], order["buy"], level)
                    classes[pair].append((number, amount, gets))
        short = []
        for (sell, buy, level), class_ in classes.items():
            lacking = [number for number, amount, _ in class_ if sold.get(number, 0) < amount]
            if not level and lacking:
                short.append((sell, buy, lacking))
        if told["standing"] == "Equilibrium":
            self.check_left_out(place, told, short, unknown)
        for class_ in classes.values():
            self.check_alike(place, told, class_, sold, unknown)
        if unknown or any(cap is not None for cap in self.caps.values()):
            return None
        of = lambda class_: sum(sold.get(number, 0) for number, _, _ in class_)
        return [
            (sell, buy)
            for (sell, buy, _), class_ in classes.items()
            if of(class_) < sum(amount for _, amount, _ in class_)
        ]

    def may_trade(self, order):
        """Whether all that an order offers may be filled, as far as halts, pairs and caps say."""
        pair = (order["sell"], order["buy"])
        capped = any(currency == pair[1] and cap is not None for (currency, _), cap in self.caps.items())
        return set(pair) <= self.exchanged and not {pair, pair[::-1]} & self.off and not capped

    def check_left_out(self, place, told, short, unknown):
        """Better than its limit and yet not filled is an order only where a band holds the price."""
        banded = [one["Band"] for one in told["constraints"] if "Band" in one]
        prices = {price["currency"]: int(price["worth"]) for price in told["prices"]}
        for dear, cheap in banded:
            apart = self.widest(dear, cheap) * prices[cheap] / prices[dear] - 1
            hold(abs(apart) < LEVEL, place, "no band holds the price of", dear, cheap)
        if not banded:
            left = [number for _, _, lacking in short for number in lacking]
            hold(len(left) <= unknown, place, "left out though the prices are better:", left)
        elif unknown == 0:
            onward = [(sell, buy) for sell, buy, _ in short]
            while onward:
                kept = [pair for pair in onward if pair[1] in {sell for sell, _ in onward}]
                hold(kept != onward, place, "left out though they form a ring:", onward)
                onward = kept

    def check_alike(self, place, told, class_, sold, unknown):
        """Orders of one pair that stand alike share what the pair sells."""
        if told["standing"] != "Equilibrium":
            class_ = [claim for claim in class_ if claim[0] in sold]
        elif unknown:
            return
        total = sum(sold.get(number, 0) for number, _, _ in class_)
        offered = sum(amount for _, amount, _ in class_)
        if total == offered:
            return
        takers = [c for c in class_ if int(c[1] * total // offered * c[2]) > 0]
        wanted = sum(amount for _, amount, _ in takers)
        parts = {number: amount * total // wanted for number, amount, _ in takers}
        rest = total - sum(parts.values())
        for number, _, _ in sorted(takers, key=lambda c: (-(c[1] * total % wanted), c[0]))[:rest]:
            parts[number] += 1
        for number, _, _ in class_:
            have = sold.get(number, 0)
            hold(have == parts.get(number, 0), place, "not its share:", number, have, parts)

    def scaled(self, currency):
        """An official rate as a round reads it: parts of 2^-49, rounded down."""
        return max(1, int(self.rate(currency) * 2**49))

    def widest(self, dear, cheap):
        """The highest price of one currency in another that their bands allow."""
        bands = [band for band in (self.bands.get(dear), self.bands.get(cheap)) if band is not None]
        hold(bands, "a band is told where there is none:", dear, cheap)
        official = Fraction(self.scaled(dear), self.scaled(cheap))
        return official * (1 + Fraction(min(bands), 10_000))

    def check_terms(self, place, prices, pairs):
        for sell, buy in pairs:
            open_now = {sell, buy} <= self.exchanged and not {(sell, buy), (buy, sell)} & self.off
            hold(open_now, place, "a pair that is off:", sell, buy)
            bands = (self.bands.get(sell), self.bands.get(buy))
            bands = [band for band in bands if band is not None]
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
