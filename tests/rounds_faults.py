#!/usr/bin/env python3
"""Plants faults in a day, one at a time, and sees that `rounds.py` finds each and nothing else.

Reads a file of what `sarraf events --commands` printed, in which a ring of more than two banks
settles and a round of exchange fills orders.
"""
import copy
import json
import sys

from ledger import Wrong
from rounds import check

NEVER = "ffffffff-ffff-4fff-bfff-ffffffffffff"


def event(line, feature, name):
    """What an event of this name tells, or nothing if the line is none."""
    told = line.get("event", {})
    told = told.get(feature) if isinstance(told, dict) else None
    return told.get(name) if isinstance(told, dict) else None


def find(day, feature, name, which=lambda told: True):
    """The place and contents of the first such event."""
    for place, line in enumerate(day):
        told = event(line, feature, name)
        if told is not None and which(told):
            return place, told
    sys.exit(f"the day holds no {name} to plant a fault at")


def plant(day, place, feature, name, told):
    day.insert(place, dict(day[place], event={feature: {name: told}}))
    day[place].pop("command", None)


def ring(day):
    """The largest set that settled among all, with its items."""
    settled = [event(line, "Offsetting", "OffsettingSettled") for line in day]
    most = max(told["settled"] for told in settled if told and told["scope"] == "Multilateral")
    place, told = find(
        day,
        "Offsetting",
        "OffsettingSettled",
        lambda told: told["scope"] == "Multilateral" and told["settled"] == most,
    )
    items = [
        event(line, "Payment", "PaymentSettled")
        for line in day[place + 1 :]
        if (event(line, "Payment", "PaymentSettled") or {}).get("how") == {"Offset": told["round"]}
    ]
    return place, told, items


def one_way(items):
    """A leg of a set whose creditor pays nothing back to its debtor in it."""
    legs = [leg for item in items for leg in item["legs"]]
    ways = {(leg["debtor"], leg["creditor"], leg["currency"]) for leg in legs}
    for leg in legs:
        if (leg["creditor"], leg["debtor"], leg["currency"]) not in ways:
            return leg
    return sys.exit("the set holds no leg that is not paid back")


def changed(items, sign):
    """An account that a set changes, up or down."""
    changes = {}
    for leg in (leg for item in items for leg in item["legs"]):
        for party, change in ((leg["debtor"], -1), (leg["creditor"], 1)):
            account = (party, leg["currency"])
            changes[account] = changes.get(account, 0) + change * int(leg["amount"])
    for account, change in changes.items():
        if change * sign > 0:
            return account
    return sys.exit("the set changes no account so")


# Faults of sets. Each takes a day and spoils it.


def a_leg_of_a_unit_more(day):
    _, _, items = ring(day)
    items[0]["legs"][0]["amount"] = str(int(items[0]["legs"][0]["amount"]) + 1)


def an_item_left_out(day):
    place, told, items = ring(day)
    gone = items[-1]["uetr"]
    at, _ = find(day, "Payment", "PaymentSettled", lambda told: told["uetr"] == gone)
    del day[at]


def an_item_twice(day):
    _, _, items = ring(day)
    items[-1].update(copy.deepcopy(items[0]))


def a_balance_off_by_a_unit(day):
    _, _, items = ring(day)
    items[0]["legs"][0]["debtor_balance"] += 1


def an_account_below_its_floor(day):
    place, _, items = ring(day)
    leg = items[0]["legs"][0]
    order = {
        "number": 10**9, "by": leg["debtor"], "sell": leg["currency"], "buy": 0,
        "left": str(leg["debtor_balance"] + 1), "limit": {"numerator": 1, "denominator": 1},
        "validity": {"Rounds": 1}, "purpose": "Round",
    }
    plant(day, place, "Exchange", "OrderPlaced", {"name": NEVER, "order": order})


def an_item_ahead(day, priority, policy):
    """One more item that waits in a debtor's queue since before anybody in the set does."""
    place, _, items = ring(day)
    debtor = items[0]["legs"][0]
    policies = {"party": debtor["debtor"], "currency": debtor["currency"], "policy": policy}
    plant(day, place, "Queue", "QueuePolicySet", policies)
    names = {item["uetr"] for item in items}
    first, _ = find(day, "Payment", "InstructionAccepted", lambda told: told["uetr"] in names)
    reason = {"Funds": {"party": debtor["debtor"], "currency": debtor["currency"], "lacking": "1"}}
    accepted = {"uetr": NEVER, "by": debtor["debtor"], "creditor": 1, "waiting": reason}
    plant(day, first, "Payment", "InstructionAccepted", accepted)
    leg = {"debtor": debtor["debtor"], "creditor": 1, "currency": debtor["currency"], "amount": "1"}
    asked = {"uetr": NEVER, "legs": [leg], "priority": priority}
    day.insert(first, {
        "instant": day[first]["instant"], "by": debtor["debtor"],
        "command": {"Payment": {"SubmitInstruction": asked}},
    })


def an_earlier_item_overtaken_in_a_strict_queue(day):
    an_item_ahead(day, "Normal", "Fifo")


def a_more_urgent_item_overtaken_where_items_may_pass(day):
    an_item_ahead(day, "Urgent", "Bypass")


def a_limit_towards_one_exceeded(day):
    place, _, items = ring(day)
    leg = one_way(items)
    limit = {"party": leg["debtor"], "currency": leg["currency"], "amount": "0"}
    plant(day, place, "Liquidity", "LimitSet", dict(limit, counterparty=leg["creditor"]))


def a_limit_towards_all_exceeded(day):
    place, _, items = ring(day)
    party, currency = changed(items, -1)
    limit = {"party": party, "currency": currency, "amount": "0"}
    plant(day, place, "Liquidity", "LimitSet", dict(limit, counterparty=None))


def a_cap_exceeded(day):
    place, _, items = ring(day)
    account = changed(items, 1)
    admitted = lambda told: (told["party"], told["currency"]) == account
    _, admission = find(day, "Participation", "ParticipantAdmitted", admitted)
    cap = {"currency": account[1], "class": admission["class"], "cap": "0"}
    plant(day, place, "Surplus", "HoldingCapSet", cap)


def a_value_overstated(day):
    _, told, _ = ring(day)
    told["settled_value"] = str(int(told["settled_value"]) + 1)


def a_bound_below_what_settled(day):
    _, told, _ = ring(day)
    told["bound"] = {"Certified": str(int(told["settled_value"]) - 1)}


# Faults of rounds of exchange.


def fill(day):
    return find(day, "Exchange", "OrderFilled")


def a_fill_of_a_unit_more(day):
    place, told = fill(day)
    told["received"] = str(int(told["received"]) + 1)


def a_fill_that_sells_a_unit_more(day):
    _, told = fill(day)
    told["sold"] = str(int(told["sold"]) + 1)


def a_fill_of_nobodys_order(day):
    fill(day)[1]["number"] = 10**9


def round_of(day, told):
    return find(day, "Exchange", "RoundCleared", lambda round_: round_["round"] == told["round"])


def a_price_a_millionth_higher(day):
    _, told = fill(day)
    _, round_ = round_of(day, told)
    price = next(price for price in round_["prices"] if price["currency"] == told["buy"])
    price["worth"] += price["worth"] // 10**6


def two_prices_for_one_currency(day):
    _, round_ = round_of(day, fill(day)[1])
    again = dict(round_["prices"][0], worth=round_["prices"][0]["worth"] + 1)
    round_["prices"].append(again)


def a_residue_off_by_a_unit(day):
    _, round_ = round_of(day, fill(day)[1])
    round_["residues"][0]["amount"] = int(round_["residues"][0]["amount"]) + 1


def a_fill_left_out(day):
    place, _ = fill(day)
    del day[place]


def a_seller_below_its_floor(day):
    _, told = fill(day)
    place, _ = round_of(day, told)
    order = {
        "number": 10**9, "by": told["by"], "sell": told["sell"], "buy": told["buy"],
        "left": str(told["sell_balance"] + 1), "limit": {"numerator": 1, "denominator": 1},
        "validity": {"Rounds": 1}, "purpose": "Round",
    }
    plant(day, place, "Exchange", "OrderPlaced", {"name": NEVER, "order": order})


def a_quota_exceeded(day):
    _, told = fill(day)
    place, _ = round_of(day, told)
    plant(day, place, "Exchange", "QuotaSet", {"currency": told["sell"], "amount": "1"})


def a_halt_ignored(day):
    _, told = fill(day)
    place, _ = round_of(day, told)
    plant(day, place, "Exchange", "ExchangeHalted", {"currency": told["buy"]})


def a_pair_switched_off(day):
    _, told = fill(day)
    place, _ = round_of(day, told)
    switched = {"currency": told["buy"], "against": told["sell"], "switch": "Off"}
    plant(day, place, "Exchange", "PairSwitched", switched)


def filled_round(day, which=lambda told: True):
    """A round of this kind that filled something, with its first fill."""
    of = lambda told: told["filled"] and which(told)
    _, round_ = find(day, "Exchange", "RoundCleared", of)
    _, told = find(day, "Exchange", "OrderFilled", lambda told: told["round"] == round_["round"])
    return round_, told


def banded(told):
    return any("Band" in constraint for constraint in told["constraints"])


def stand_beside(day, round_, orders):
    """More orders that take part in a round: of a pair, and with a limit."""
    at, opened = find(
        day, "Exchange", "RoundOpened", lambda told: told["round"] == round_["round"]
    )
    for count, (sell, buy, limit) in enumerate(orders):
        order = {
            "number": 10**9 + count, "by": 10**6, "sell": sell, "buy": buy, "left": str(10**15),
            "limit": dict(zip(("numerator", "denominator"), limit)),
            "validity": {"Rounds": 99}, "purpose": "Round",
        }
        plant(day, at, "Exchange", "OrderPlaced", {"name": NEVER, "order": order})
    opened["orders"] += len(orders)
    round_["orders"] += len(orders)


def priced(round_, fill, parts):
    """So many hundredths of what the prices of a fill's pair give, as a limit."""
    worth = {price["currency"]: int(price["worth"]) for price in round_["prices"]}
    return worth[fill["sell"]] * parts, worth[fill["buy"]] * 100


def an_order_left_out_that_gets_better(day):
    round_, told = filled_round(day, lambda told: not banded(told))
    stand_beside(day, round_, [(told["sell"], told["buy"], priced(round_, told, 50))])


def two_orders_left_out_that_could_trade(day):
    round_, told = filled_round(day, banded)
    there = priced(round_, told, 50)
    back = (there[1], there[0] * 4)
    stand_beside(
        day, round_, [(told["sell"], told["buy"], there), (told["buy"], told["sell"], back)]
    )


def an_order_that_stands_alike_without_its_share(day):
    round_, told = filled_round(day, lambda told: not banded(told))
    stand_beside(day, round_, [(told["sell"], told["buy"], priced(round_, told, 100))])
    level = find(day, "Exchange", "OrderPlaced", lambda one: one["order"]["number"] == told["number"])
    limit = priced(round_, told, 100)
    level[1]["order"]["limit"] = dict(zip(("numerator", "denominator"), limit))


def a_band_that_does_not_hold(day):
    round_, _ = filled_round(day, banded)
    of_band = next(one["Band"] for one in round_["constraints"] if "Band" in one)
    of_band.reverse()


# Faults of the books.


def money_from_nowhere(day):
    _, told = find(day, "Issuance", "FundsIssued")
    told["amount"] = str(int(told["amount"]) + 1)


def a_settlement_of_another_amount(day):
    single = lambda told: told["how"] == "Immediately"
    _, told = find(day, "Payment", "PaymentSettled", single)
    told["legs"][0]["amount"] = str(int(told["legs"][0]["amount"]) + 1)


#: Each fault with words of the complaint that it must raise.
FAULTS = [
    (a_leg_of_a_unit_more, "legs are not those instructed"),
    (an_item_left_out, "more items than settle"),
    (an_item_twice, "settles an item twice"),
    (a_balance_off_by_a_unit, "does not add up"),
    (an_account_below_its_floor, "below its floor"),
    (an_earlier_item_overtaken_in_a_strict_queue, "is overtaken"),
    (a_more_urgent_item_overtaken_where_items_may_pass, "is overtaken"),
    (a_limit_towards_one_exceeded, "a limit is exceeded"),
    (a_limit_towards_all_exceeded, "a limit is exceeded"),
    (a_cap_exceeded, "above its cap"),
    (a_value_overstated, "and not"),
    (a_bound_below_what_settled, "more than its bound"),
    (a_fill_of_a_unit_more, "not what the prices give"),
    (a_fill_that_sells_a_unit_more, ""),
    (a_fill_of_nobodys_order, "of no order"),
    (a_price_a_millionth_higher, ""),
    (two_prices_for_one_currency, "two prices"),
    (a_residue_off_by_a_unit, "another residue"),
    (a_fill_left_out, "than follow"),
    (a_seller_below_its_floor, "below its floor"),
    (a_quota_exceeded, "beyond its quota"),
    (a_halt_ignored, "pair that is off"),
    (a_pair_switched_off, "pair that is off"),
    (an_order_left_out_that_gets_better, "left out though the prices"),
    (two_orders_left_out_that_could_trade, "form a ring"),
    (an_order_that_stands_alike_without_its_share, "not its share"),
    (a_band_that_does_not_hold, "no band holds"),
    (money_from_nowhere, "does not add up"),
    (a_settlement_of_another_amount, "does not add up"),
]


def main(path):
    with open(path, encoding="ascii") as lines:
        whole = [json.loads(line) for line in lines]
    check(copy.deepcopy(whole))
    for fault, words in FAULTS:
        day = copy.deepcopy(whole)
        fault(day)
        try:
            check(day)
        except Wrong as wrong:
            if words not in str(wrong):
                sys.exit(f"{fault.__name__} was taken for something else: {wrong}")
        else:
            sys.exit(f"{fault.__name__} was not found")
    print(f"{len(FAULTS)} planted faults, each found")


if __name__ == "__main__":
    main(sys.argv[1])
