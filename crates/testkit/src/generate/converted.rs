//! Payments with conversion whose money is to come by a ring.

use settlement::fx::{Command as Exchange, OrderNumber, Validity};
use settlement::issuance::Command as Issuance;
use settlement::offsetting::Command as Offsetting;
use settlement::payment::{Category, Command as Payment, Instruction, Leg, Timing};
use settlement::queue::{Command as Queue, Place, Policy};
use settlement::rulebook::{Behaviour, Command as Rulebook, Parameters};
use settlement::{Command, PartyId, Priority};
use terms::{Amount, CurrencyId, Rate, Uetr};

use super::paid::PRIORITIES;
use super::world::World;

impl World {
    /// The newest behaviour, and all currencies open to exchange with an official rate.
    pub(super) fn found_conversions(&mut self) -> Vec<(PartyId, Command)> {
        let (version, parameters) = self.rulebook;
        let parameters = Parameters {
            behaviour: self.random.one_of(&[
                Behaviour::new(7),
                Behaviour::LATEST,
                Behaviour::LATEST,
            ]),
            offsetting_items: self.random.one_of(&[6, 20_000]),
            bypass_depth: self.random.one_of(&[2, 100]),
            waiting_per_party: self.random.one_of(&[4, 100_000]),
            ..parameters
        };
        let version = version + 1;
        self.rulebook = (version, parameters);
        let from = self.moment.position;
        let activate = Rulebook::ActivateRulebook { version, parameters, from };
        let name = String::from("a basket that nobody holds");
        let mut commands = vec![
            (PartyId::OPERATOR, Command::Rulebook(activate)),
            (PartyId::OPERATOR, Command::Exchange(Exchange::NameYardstick { name })),
        ];
        for number in 0..self.agents.len() {
            let (currency, from) = (self.id(number), self.today());
            let rate = Rate::new(1, 1).expect("both parts are above zero");
            let agent = self.agent(currency);
            let mut add = |by, command| commands.push((by, Command::Exchange(command)));
            add(agent, Exchange::PostOfficialRate { currency, rate, from });
            add(PartyId::OPERATOR, Exchange::ApproveOfficialRate { currency, rate, from });
            add(agent, Exchange::ResumeExchange { currency });
            for party in self.banks.clone() {
                if self.random.once_in(2) {
                    let policy = Queue::SetQueuePolicy { currency, policy: Policy::Bypass };
                    commands.push((party, Command::Queue(policy)));
                }
            }
        }
        commands
    }

    /// Whether nothing is planned.
    pub(super) fn is_between_plans(&self) -> bool {
        self.planned.is_empty()
    }

    /// What comes next where most is conversions and what may bring them their money.
    pub(super) fn conversions(&mut self) -> (PartyId, Command) {
        if let Some(next) = self.planned.pop() {
            return next;
        }
        match self.random.below(10) {
            0..=4 => {
                self.plan_ring();
                self.planned.pop().expect("a ring has commands")
            }
            5 | 6 => {
                self.plan_blocked();
                self.planned.pop().expect("it has commands")
            }
            7 | 8 => self.of_waiting(),
            _ => self.next_command(),
        }
    }

    /// A quote, conversions that would take of it, and payments that bring their payers money from
    /// whom the quote is paid; in any order.
    fn plan_ring(&mut self) {
        let currencies = self.agents.len();
        let sell = self.random.index(currencies);
        let buy = (sell + 1 + self.random.index(currencies - 1)) % currencies;
        let (sell, buy) = (self.id(sell), self.id(buy));
        let mut banks = self.banks.clone();
        self.random.shuffle(&mut banks);
        let (payer, between) = (banks[0], banks[1]);
        // Mostly more than any bank has.
        let amount = self.random.one_of(&[40, 500, 900]) + self.random.below(400);
        let others = (0..currencies).map(|number| self.id(number));
        let others: Vec<CurrencyId> = others.filter(|id| *id != sell && *id != buy).collect();
        let (mut quotes, mut ring) = (Vec::new(), Vec::new());
        // Of few banks one may have to do for two, which is no way.
        let providers = [banks[2], banks[3 % banks.len()]];
        let way = if !others.is_empty() && self.random.once_in(3) {
            vec![sell, self.random.one_of(&others), buy]
        } else {
            vec![sell, buy]
        };
        for (provider, pair) in providers.iter().zip(way.windows(2)) {
            self.plan_quote(*provider, (pair[0], pair[1]), amount, &mut quotes);
        }
        let mut names = Vec::new();
        // Back from the provider to the payer, straight or over another bank; or to two payers.
        let (payers, back) = match self.random.below(3) {
            0 => (vec![payer, between], vec![[providers[0], payer], [providers[0], between]]),
            1 => (vec![payer], vec![[providers[0], between], [between, payer]]),
            _ => (vec![payer], vec![[providers[0], payer]]),
        };
        for payer in payers {
            names.push(self.plan_conversion(payer, (sell, buy), amount, &mut ring));
        }
        for [debtor, creditor] in back {
            names.push(self.plan_payment((debtor, creditor), sell, amount, &mut ring));
        }
        self.random.shuffle(&mut ring);
        // The quotes first, or when all waits already.
        let mut whole =
            if self.random.once_in(2) { [quotes, ring] } else { [ring, quotes] }.concat();
        if self.random.once_in(3) {
            let (items, value, prices) = (names, None, Vec::new());
            let propose = Offsetting::ProposeOffsetting { items, value, prices };
            whole.push((self.bank(), Command::Offsetting(propose)));
        }
        whole.reverse();
        self.planned = whole;
    }

    /// A quote, with its money; mostly enough for one conversion, and often for two.
    fn plan_quote(
        &mut self,
        provider: PartyId,
        (buy, sell): (CurrencyId, CurrencyId),
        amount: u64,
        ring: &mut Vec<(PartyId, Command)>,
    ) {
        let enough = amount * (1 + self.random.below(2)) + self.random.below(80);
        let amount = Amount::from_minor(u128::from(enough));
        let (name, agent) = (self.random.uetr(), self.agent(sell));
        let issue = Issuance::Issue { name, currency: sell, to: provider, amount };
        ring.push((agent, Command::Issuance(issue)));
        let parts = 90 + self.random.below(20);
        let rate = Rate::new(parts, 100).expect("both parts are above zero");
        let seconds = 1 + self.random.below(60_000);
        let (name, until) = (self.random.uetr(), self.later(seconds));
        let quote = Exchange::PostQuote { name, sell, buy, amount, rate, until };
        ring.push((provider, Command::Exchange(quote)));
    }

    fn plan_conversion(
        &mut self,
        payer: PartyId,
        (sell, buy): (CurrencyId, CurrencyId),
        amount: u64,
        ring: &mut Vec<(PartyId, Command)>,
    ) -> Uetr {
        let uetr = self.random.uetr();
        let seconds = 1 + self.random.below(40_000);
        let waits = [Validity::Until(self.later(seconds)), Validity::Rounds(3)];
        let wait = Some(self.random.one_of(&waits));
        let creditor = self.random.one_of(&self.banks);
        let limit = self.limit();
        let amount = Amount::from_minor(u128::from(amount));
        let command = Exchange::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait };
        ring.push((payer, Command::Exchange(command)));
        self.converted.push((payer, uetr));
        uetr
    }

    pub(super) fn plan_payment(
        &mut self,
        (debtor, creditor): (PartyId, PartyId),
        currency: CurrencyId,
        amount: u64,
        ring: &mut Vec<(PartyId, Command)>,
    ) -> Uetr {
        let amount = match self.random.below(6) {
            0 => amount + self.random.below(20) - 10,
            _ => amount,
        };
        let amount = Amount::from_minor(u128::from(amount));
        let instruction = Instruction {
            uetr: self.random.uetr(),
            legs: vec![Leg { debtor, creditor, currency, amount }],
            date: self.today(),
            priority: self.random.one_of(&PRIORITIES),
            category: Category::Interbank,
            timing: Timing { reject_at: Some(self.later(8_000)), ..Timing::default() },
            counter: None,
            returns: None,
        };
        let uetr = instruction.uetr;
        ring.push((debtor, Command::Payment(Payment::SubmitInstruction(instruction))));
        uetr
    }

    /// What a payer may do with one of its conversions, or another with it.
    fn of_waiting(&mut self) -> (PartyId, Command) {
        let Some((by, uetr)) = self.converted.last().copied() else {
            return self.next_command();
        };
        let (by, uetr) = match self.random.below(6) {
            0 => (self.bank(), uetr),
            1 | 2 => self.random.one_of(&self.converted),
            _ => (by, uetr),
        };
        let command = match self.random.below(8) {
            0 => Queue::CancelInstruction { uetr },
            1 => Queue::ReorderInstruction { uetr, place: Place::Back },
            2 | 3 => Queue::ReorderInstruction { uetr, place: Place::Front },
            4 => {
                let number = OrderNumber(1 + self.random.below(30));
                return (by, Command::Exchange(Exchange::CancelOrder { number }));
            }
            _ => {
                let priority = self.random.one_of(&[Priority::Urgent, Priority::High]);
                Queue::ReprioritiseInstruction { uetr, priority }
            }
        };
        (by, Command::Queue(command))
    }
}
