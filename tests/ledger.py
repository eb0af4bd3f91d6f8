"""The books of a day, kept again from what the system publishes and from nothing of ours.

`Ledger.take` is given each line of `sarraf events --commands`, in order. It knows what an account
holds, what of it is set aside for an order or a cycle, who waits in which queue and behind whom,
what agents allow, and what limits have left; and it compares every balance that is told with its
own. What it finds wrong it raises as `Wrong`.

It does not follow reservations, so it takes an account's floor to be its credit line and what is
set aside, which is never stricter than the system.
"""
from collections import defaultdict
from fractions import Fraction

#: What keeps an item that stands in a queue. Any other reason keeps it out of all of them.
IN_QUEUE = {"Access", "Order", "Limit", "Funds", "HoldingCap"}
PRIORITIES = ["Urgent", "High", "Normal"]


class Wrong(Exception):
    """Something that the rules do not allow, or a balance that does not add up."""


def hold(holds, *told):
    if not holds:
        raise Wrong(" ".join(str(part) for part in told))


def number(value):
    return int(value) if not isinstance(value, dict) else int(next(iter(value.values())))


def ratio(rate):
    return Fraction(number(rate["numerator"]), number(rate["denominator"]))


class Item:
    """What waits: what it would move, whose queues it stands in and where in them."""

    def __init__(self, legs, priority):
        self.legs, self.priority = legs, PRIORITIES.index(priority)
        self.place, self.converted = None, None

    def debits(self):
        return {(leg["debtor"], leg["currency"]) for leg in self.legs}

    def rank(self):
        return (self.priority, self.place)


class Ledger:
    def __init__(self):
        self.agents, self.classes, self.caps = {}, {}, {}
        self.balance, self.credit = defaultdict(int), defaultdict(int)
        self.issued, self.held = defaultdict(int), defaultdict(int)
        self.cycles = defaultdict(int)
        self.limits = defaultdict(dict)
        self.policy, self.items, self.asked = {}, {}, {}
        self.places = 0
        self.orders, self.quotas, self.sold = {}, {}, defaultdict(int)
        self.rates, self.coming, self.bands = {}, {}, {}
        self.exchanged, self.off = set(), set()
        self.open, self.suspended = set(), set()
        self.now, self.today = "", ""

    # Money.

    def move(self, account, change, told=None):
        self.balance[account] += change
        if told is not None:
            self.stands(account, told)

    def stands(self, account, told):
        have = self.balance[account]
        hold(have == int(told), "a balance does not add up:", account, have, "told", told)

    def room(self, account):
        return self.balance[account] + self.credit[account] - self.held[account]

    def issue(self, account, change, told=None):
        self.issued[account[1]] += change
        self.move(account, change, told)

    def agent(self, currency):
        return (self.agents[currency], currency)

    def conserved(self):
        sums = defaultdict(int)
        for (_, currency), balance in self.balance.items():
            sums[currency] += balance
        for currency in self.agents:
            there = (sums[currency], self.issued[currency])
            hold(there[0] == there[1], "money is not conserved in currency", currency, there)

    # Values.

    def rate(self, currency):
        coming = self.coming.get(currency)
        if coming and coming["approved"] and coming["from"] <= self.today:
            self.rates[currency] = ratio(self.coming.pop(currency)["rate"])
        return self.rates.get(currency)

    def worth(self, currency, amount):
        rate = self.rate(currency)
        return 0 if rate is None else int(amount * rate * 10**6)

    # What waits.

    def queue(self, account):
        queued = [i for i in self.items.items() if i[1].place is not None]
        queued = [i for i in queued if account in i[1].debits()]
        return sorted(queued, key=lambda named: named[1].rank())

    def join(self, item):
        self.places += 1
        item.place = self.places

    def overtaken(self, chosen):
        """Who waits in a queue and is passed by what was chosen though it may not be."""
        for account in {a for name in chosen for a in self.items[name].debits()}:
            strict = self.policy.get(account, "Fifo") == "Fifo"
            left_out = []
            for name, item in self.queue(account):
                if name not in chosen:
                    left_out.append((item.priority, name))
                elif left_out and (strict or min(left_out)[0] < item.priority):
                    return name, min(left_out)[1], account
        return None

    # Limits.

    def flow(self, legs):
        """What legs add to each limit that they count against."""
        flows = defaultdict(int)
        for leg in legs:
            amount = int(leg["amount"])
            for party, other, sign in (
                (leg["debtor"], leg["creditor"], 1),
                (leg["creditor"], leg["debtor"], -1),
            ):
                limits = self.limits[party, leg["currency"]]
                key = other if other in limits else None
                if key in limits:
                    flows[(party, leg["currency"]), key] += sign * amount
        return flows

    def count(self, legs):
        for (account, towards), flow in self.flow(legs).items():
            self.limits[account][towards][1] += flow

    # Lines.

    def take(self, line):
        self.now, self.today = line["instant"], line["instant"][:10]
        if "command" in line:
            self.command(line["by"], line["command"])
            return
        event = line["event"]
        (feature, told), = event.items()
        if feature == "Refused" or isinstance(told, str):
            return
        (name, told), = told.items()
        take = getattr(self, f"{feature}_{name}", None)
        if take:
            take(told)

    def command(self, by, command):
        if not isinstance(command, dict):
            return
        for name, told in command.items():
            if name == "SubmitInstruction":
                self.asked[told["uetr"]] = Item(told["legs"], told["priority"])
            elif name == "ConvertPayment":
                paid = {"debtor": by, "currency": told["sell"], "amount": told["amount"]}
                item = Item([paid], "Normal")
                item.converted = told
                self.asked[told["uetr"]] = item
            elif isinstance(told, dict):
                self.command(by, told)

    def Rulebook_CurrencyDefined(self, told):
        self.agents[told["currency"]] = told["agent"]

    def Rulebook_CurrencyRedenominated(self, told):
        raise Wrong("a redenomination is not followed here")

    def Participation_ParticipantAdmitted(self, told):
        self.classes[told["party"], told["currency"]] = told["class"]

    def Issuance_FundsIssued(self, told):
        account = (told["party"], told["currency"])
        self.issue(account, int(told["amount"]), told["balance"])

    def Issuance_FundsRedeemed(self, told):
        account = (told["party"], told["currency"])
        self.issue(account, -int(told["amount"]), told["balance"])

    Issuance_OvernightReturned = Issuance_FundsRedeemed

    def Issuance_OvernightSwept(self, told):
        account = (told["party"], told["currency"])
        self.move(self.agent(told["currency"]), int(told["amount"]))
        self.move(account, -int(told["amount"]), told["balance"])

    def Payment_InstructionAccepted(self, told):
        item = self.items[told["uetr"]] = self.asked.pop(told["uetr"])
        self.waits(item, told["waiting"])

    def waits(self, item, waiting):
        (reason, _), = waiting.items()
        if reason not in IN_QUEUE:
            item.place = None
        elif item.place is None:
            self.join(item)

    def Payment_TradeMatched(self, told):
        whole = self.items[told["uetr"]]
        other = self.items.pop(told["matched"], None) or self.asked.pop(told["matched"])
        whole.legs = whole.legs + other.legs
        whole.priority = min(whole.priority, other.priority)

    def Payment_PaymentRejected(self, told):
        self.items.pop(told["uetr"], None)

    def Payment_PaymentSettled(self, told):
        self.items.pop(told["uetr"], None)
        self.post(told["legs"])
        self.ended(told["legs"])

    def post(self, legs):
        for leg in legs:
            amount = int(leg["amount"])
            self.move((leg["debtor"], leg["currency"]), -amount)
            self.move((leg["creditor"], leg["currency"]), amount)
        self.count(legs)

    def ended(self, legs):
        for leg in legs:
            self.stands((leg["debtor"], leg["currency"]), leg["debtor_balance"])
            self.stands((leg["creditor"], leg["currency"]), leg["creditor_balance"])

    def Queue_ReasonChanged(self, told):
        self.waits(self.items[told["uetr"]], told["waiting"])

    def Queue_PaymentCancelled(self, told):
        self.items.pop(told["uetr"], None)

    def Queue_PaymentReordered(self, told):
        item = self.items[told["uetr"]]
        self.join(item)
        if told["place"] == "Front":
            item.place = -item.place

    def Queue_PaymentReprioritised(self, told):
        item = self.items[told["uetr"]]
        item.priority = PRIORITIES.index(told["priority"])
        if item.place is not None:
            self.join(item)

    def Queue_QueuePolicySet(self, told):
        self.policy[told["party"], told["currency"]] = told["policy"]

    def Liquidity_LimitSet(self, told):
        limits = self.limits[told["party"], told["currency"]]
        if told["amount"] is None:
            limits.pop(told["counterparty"], None)
        else:
            limits.setdefault(told["counterparty"], [0, 0])[0] = int(told["amount"])

    def Liquidity_CreditLineSet(self, told):
        self.credit[told["party"], told["currency"]] = int(told["amount"])

    def Liquidity_CreditWithdrawn(self, told):
        self.credit[told["party"], told["currency"]] = 0

    def Liquidity_LiquidityTransferred(self, told):
        amount = int(told["amount"])
        self.move((told["from"], told["currency"]), -amount, told["from_balance"])
        self.move((told["to"], told["currency"]), amount, told["to_balance"])

    def OperatingDay_DayOpened(self, told):
        self.open.add(told["currency"])

    def OperatingDay_CurrencySuspended(self, told):
        self.suspended.add(told["currency"])

    def OperatingDay_CurrencyResumed(self, told):
        self.suspended.discard(told["currency"])

    def OperatingDay_DayClosed(self, told):
        closed = told["currency"]
        self.open.discard(closed)
        self.sold.pop(closed, None)
        for (_, currency), limits in self.limits.items():
            for limit in limits.values() if currency == closed else ():
                limit[1] = 0

    def to_agent(self, told, change):
        agent = self.agent(told["currency"])
        self.move((told["party"], told["currency"]), -change, told["balance"])
        self.move(agent, change, told["agent_balance"])
        return agent

    def Surplus_FundsInvested(self, told):
        self.held[self.to_agent(told, int(told["amount"]))] += int(told["amount"])

    def Surplus_InvestmentWithdrawn(self, told):
        self.held[self.to_agent(told, -int(told["amount"]))] -= int(told["amount"])

    def Surplus_InterestPaid(self, told):
        self.to_agent(told, -int(told["amount"]))

    def Surplus_SurplusCharged(self, told):
        self.to_agent(told, int(told["amount"]))

    Surplus_DeficitCharged = Surplus_SurplusCharged

    def Surplus_HoldingCapSet(self, told):
        cap = told["cap"]
        self.caps[told["currency"], told["class"]] = None if cap is None else int(cap)

    def cap(self, account):
        return self.caps.get((account[1], self.classes.get(account)))

    def Swap_SwapDrawn(self, told):
        other = (told["from"], told["against"])
        self.issue((told["by"], told["currency"]), int(told["amount"]), told["balance"])
        self.issue(other, int(told["given"]), told["given_balance"])
        self.held[other] += int(told["given"])

    def Swap_SwapRepaid(self, told):
        other, interest = (told["from"], told["against"]), int(told["interest"])
        by = (told["by"], told["currency"])
        self.issue(by, -int(told["amount"]))
        self.move(by, -interest, told["balance"])
        self.move(self.agent(told["currency"]), interest, told["interest_balance"])
        self.held[other] -= int(told["given"])
        self.issue(other, -int(told["given"]), told["given_balance"])

    def Cycle_PaidIn(self, told):
        key = (told["cycle"], told["party"], told["currency"])
        self.held[key[1:]] += int(told["amount"]) - self.cycles[key]
        self.cycles[key] = int(told["amount"])

    def Cycle_ParticipantDefaulted(self, told):
        self.free_cycle(lambda key: key[:2] == (told["cycle"], told["party"]))

    def Cycle_CycleSettled(self, told):
        self.free_cycle(lambda key: key[0] == told["cycle"])
        nets = defaultdict(int)
        for owed in told["obligations"]:
            nets[owed["debtor"], owed["currency"]] -= int(owed["amount"])
            nets[owed["creditor"], owed["currency"]] += int(owed["amount"])
        for position in told["positions"]:
            account = (position["party"], position["currency"])
            hold(nets.pop(account) == int(position["net"]), "a position is not its sum", account)
            self.move(account, int(position["net"]), position["balance"])
        hold(not nets, "obligations settle without a position", nets)

    def free_cycle(self, chosen):
        for key in [key for key in self.cycles if chosen(key)]:
            self.held[key[1:]] -= self.cycles.pop(key)

    # Exchange.

    def Exchange_YardstickNamed(self, told):
        self.rates, self.coming = {}, {}

    def Exchange_OfficialRatePosted(self, told):
        self.rate(told["currency"])
        self.coming[told["currency"]] = told["posted"]

    Exchange_OfficialRateApproved = Exchange_OfficialRatePosted

    def Exchange_BandSet(self, told):
        self.bands[told["currency"]] = told["band"]

    def Exchange_QuotaSet(self, told):
        amount = told["amount"]
        self.quotas[told["currency"]] = None if amount is None else int(amount)

    def Exchange_PairSwitched(self, told):
        switched = (told["currency"], told["against"])
        self.off.add(switched) if told["switch"] == "Off" else self.off.discard(switched)

    def Exchange_ExchangeHalted(self, told):
        self.exchanged.discard(told["currency"])

    def Exchange_ExchangeResumed(self, told):
        self.exchanged.add(told["currency"])

    def Exchange_OrderPlaced(self, told):
        order = dict(told["order"], left=int(told["order"]["left"]))
        self.orders[order["number"]] = order
        self.held[order["by"], order["sell"]] += order["left"]
        if isinstance(order["purpose"], dict):
            self.items.pop(order["purpose"]["Payment"]["uetr"], None)

    def Exchange_OrderEnded(self, told):
        order = self.orders.pop(told["number"])
        hold(order["left"] == int(told["left"]), "an order ends with another rest", told)
        self.held[order["by"], order["sell"]] -= order["left"]

    def fill(self, order, sold):
        order["left"] -= sold
        self.held[order["by"], order["sell"]] -= sold
        self.sold[order["sell"]] += sold
        if order["left"] == 0:
            self.orders.pop(order["number"])

    def Exchange_PaymentConverted(self, told):
        for quote in told["quotes"]:
            order = self.orders[quote["number"]]
            self.fill(order, order["left"] - int(quote["left"]))
