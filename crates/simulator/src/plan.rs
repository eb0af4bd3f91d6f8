//! What a setting makes of a day: commands said before it, commands left out, scaled or held back.

use std::collections::{BTreeMap, BTreeSet};

use settlement::payment::Instruction;
use settlement::rulebook::{self, Behaviour};
use settlement::{
    Command, Envelope, Machine, PartyId, issuance, liquidity, offsetting, operating_day, queue,
};
use terms::{Amount, CurrencyId, Digest, Duration, Instant, Uetr};

use crate::asked::{Asked, Kind, submitted};
use crate::{Day, Limits, Offsetting, Opening, Outage, Policy, Setting, Unplayable};

/// The high half of the names under which the simulator issues and redeems; no payment bears it.
const NAMES: u128 = 0x5341_5252_4146_5349 << 64;

/// What fails, with identities instead of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failing {
    Bank(PartyId),
    Currency(PartyId, CurrencyId),
}

/// How a day's commands are changed while it is played.
pub(crate) struct Plan<'d> {
    day: &'d Day,
    setting: &'d Setting,
    left_out: BTreeSet<PartyId>,
    dropped: BTreeSet<Uetr>,
    failing: Option<(Failing, u64, u64)>,
    down: bool,
    held: Vec<Envelope>,
}

fn envelope(by: PartyId, command: Command) -> Envelope {
    Envelope { by, evidence: Digest::ZERO, command }
}

/// So many percent of an amount, rounded down.
fn share(amount: Amount, percent: u32) -> Amount {
    Amount::from_minor(amount.minor().saturating_mul(u128::from(percent)) / 100)
}

fn parties(instruction: &Instruction) -> impl Iterator<Item = PartyId> + '_ {
    let legs = instruction.legs.iter().flat_map(|leg| [leg.debtor, leg.creditor]);
    legs.chain(instruction.counter.iter().map(|counter| counter.receiver))
}

impl<'d> Plan<'d> {
    pub(crate) fn new(day: &'d Day, setting: &'d Setting) -> Result<Self, Unplayable> {
        let mut plan = Self {
            day,
            setting,
            left_out: BTreeSet::new(),
            dropped: BTreeSet::new(),
            failing: failing(&day.start, &setting.outage)?,
            down: false,
            held: Vec::new(),
        };
        if let Some(members) = setting.members {
            plan.leave_out(members);
        }
        Ok(plan)
    }

    fn instructions(&self) -> impl Iterator<Item = &'d Instruction> + use<'d> {
        self.day.steps.iter().flat_map(|step| &step.commands).filter_map(submitted)
    }

    /// Leaves out all but the largest by value sent and received, and whatever they take part in.
    fn leave_out(&mut self, members: usize) {
        let exponents: Vec<u8> = self.day.start.currencies().map(|row| row.2).collect();
        let mut value: BTreeMap<PartyId, f64> = BTreeMap::new();
        for leg in self.instructions().flat_map(|instruction| &instruction.legs) {
            let usd = self.day.usd(leg.currency, &exponents, leg.amount.minor() as f64);
            *value.entry(leg.debtor).or_default() += usd;
            *value.entry(leg.creditor).or_default() += usd;
        }
        let mut ranked: Vec<_> = value.into_iter().collect();
        ranked.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        self.left_out = ranked.into_iter().skip(members).map(|(party, _)| party).collect();
        let absent =
            |instruction: &Instruction| parties(instruction).any(|p| self.left_out.contains(&p));
        let references: BTreeSet<&str> = self
            .instructions()
            .filter(|instruction| absent(instruction))
            .filter_map(|instruction| instruction.counter.as_ref())
            .map(|counter| counter.reference.as_str())
            .collect();
        let other_half = |instruction: &Instruction| {
            let counter = instruction.counter.as_ref();
            counter.is_some_and(|counter| references.contains(counter.reference.as_str()))
        };
        self.dropped = self
            .instructions()
            .filter(|instruction| absent(instruction) || other_half(instruction))
            .map(|instruction| instruction.uetr)
            .collect();
    }

    /// What each account that takes part begins with. Unit: minor units.
    pub(crate) fn opening(&self) -> impl Iterator<Item = ((PartyId, CurrencyId), Amount)> + '_ {
        let kept =
            self.day.endowments.iter().filter(|((party, _), _)| !self.left_out.contains(party));
        kept.map(|(account, amount)| (*account, share(*amount, self.setting.liquidity)))
    }

    /// The commands that say the setting to the machine. Order: rulebook, money, queues, limits.
    pub(crate) fn setup(&self) -> Vec<Envelope> {
        if self.setting.untouched {
            return Vec::new();
        }
        let mut commands = vec![self.parameters()];
        self.money(&mut commands);
        self.policies(&mut commands);
        self.limits(&mut commands);
        commands
    }

    fn parameters(&self) -> Envelope {
        let (version, mut parameters) = self.day.start.parameters();
        let offsetting = self.setting.offsetting;
        parameters.offsetting_interval = Duration::from_seconds(self.setting.interval);
        if let Some(seconds) = self.setting.exchange {
            parameters.exchange_interval = Duration::from_seconds(seconds);
            let shorter = Duration::from_seconds(seconds.saturating_sub(1));
            parameters.exchange_window = parameters.exchange_window.min(shorter);
        }
        // Settings are compared under one set of rules, whatever the day was recorded under.
        parameters.behaviour = Behaviour::LATEST;
        match offsetting {
            Offsetting::Full => {}
            Offsetting::Rounds => parameters.bypass_depth = 1,
            // R-OFF-02
            Offsetting::Entry => parameters.offsetting_items = 1,
            Offsetting::Off => parameters.offsetting_items = 0,
        }
        let activate = rulebook::Command::ActivateRulebook {
            version: version + 1,
            parameters,
            from: self.day.setup.position,
        };
        envelope(PartyId::OPERATOR, Command::Rulebook(activate))
    }

    fn agent(&self, currency: CurrencyId) -> PartyId {
        let row = self.day.start.currencies().find(|row| row.0 == currency);
        row.map_or(PartyId::OPERATOR, |row| row.3)
    }

    /// Issues what banks begin with, or issues and redeems what the level asks of what they hold.
    fn money(&self, commands: &mut Vec<Envelope>) {
        let mut number = 0_u128;
        let mut order = |party, currency, wanted: Amount, held: Amount| {
            number += 1;
            let name = Uetr::from_random(NAMES | number);
            let command = if wanted > held {
                let amount = wanted.saturating_sub(held);
                issuance::Command::Issue { name, currency, to: party, amount }
            } else if held > wanted {
                let amount = held.saturating_sub(wanted);
                issuance::Command::Redeem { name, currency, from: party, amount }
            } else {
                return;
            };
            commands.push(envelope(self.agent(currency), Command::Issuance(command)));
        };
        match self.day.opening {
            Opening::Issued => {
                for ((party, currency), wanted) in self.opening() {
                    order(party, currency, wanted, Amount::ZERO);
                }
            }
            Opening::Held | Opening::Recorded => {
                for account in self.day.start.accounts() {
                    let held = account.balance.positive();
                    let wanted = share(held, self.setting.liquidity);
                    order(account.party, account.currency, wanted, held);
                }
            }
        }
    }

    fn policies(&self, commands: &mut Vec<Envelope>) {
        let policy = match self.setting.policy {
            Policy::Given => return,
            Policy::Fifo => queue::Policy::Fifo,
            Policy::Bypass => queue::Policy::Bypass,
        };
        for account in self.day.start.accounts() {
            let set = queue::Command::SetQueuePolicy { currency: account.currency, policy };
            commands.push(envelope(account.party, Command::Queue(set)));
        }
    }

    fn limits(&self, commands: &mut Vec<Envelope>) {
        let opening: BTreeMap<_, _> = self.opening().collect();
        let mut set = |party, command| {
            commands.push(envelope(party, Command::Liquidity(command)));
        };
        match self.setting.limits {
            Limits::None => {}
            Limits::Multilateral(percent) => {
                for ((party, currency), amount) in opening {
                    let amount = Some(share(amount, percent));
                    set(party, liquidity::Command::SetMultilateralLimit { currency, amount });
                }
            }
            Limits::Bilateral(percent) => {
                let legs = self.instructions().flat_map(|instruction| &instruction.legs);
                let pairs: BTreeSet<_> =
                    legs.map(|leg| (leg.debtor, leg.currency, leg.creditor)).collect();
                for (party, currency, counterparty) in pairs {
                    let begun = opening.get(&(party, currency)).copied().unwrap_or_default();
                    let amount = Some(share(begun, percent));
                    let bound =
                        liquidity::Command::SetBilateralLimit { currency, counterparty, amount };
                    set(party, bound);
                }
            }
        }
    }

    /// What of a record's commands is given at its instant under the setting, with what was held
    /// back until then and what the outage itself commands.
    pub(crate) fn commands(&mut self, instant: Instant, commands: &[Envelope]) -> Vec<Envelope> {
        if self.setting.untouched {
            return commands.to_vec();
        }
        let mut given = Vec::with_capacity(commands.len());
        self.turn(instant, &mut given);
        for command in commands {
            let Some(command) = self.changed(command) else {
                continue;
            };
            match self.failing {
                Some((Failing::Bank(bank), ..)) if self.down && command.by == bank => {
                    self.held.push(command);
                }
                _ => given.push(command),
            }
        }
        given
    }

    /// Begins and ends the outage.
    fn turn(&mut self, instant: Instant, given: &mut Vec<Envelope>) {
        let Some((failing, from, to)) = self.failing else {
            return;
        };
        let second = instant.unix_seconds() % 86_400;
        let down = (from..to).contains(&second);
        if down == self.down {
            return;
        }
        self.down = down;
        match failing {
            Failing::Bank(_) => given.append(&mut self.held),
            Failing::Currency(agent, currency) => {
                let command = if down {
                    operating_day::Command::SuspendCurrency { currency }
                } else {
                    operating_day::Command::ResumeCurrency { currency }
                };
                given.push(envelope(agent, Command::OperatingDay(command)));
            }
        }
    }

    /// Whether it is exchange or a netting cycle's business with a bank that is left out.
    fn is_beside(&self, command: &Envelope) -> bool {
        let of_desk = matches!(command.command, Command::Exchange(_) | Command::Cycle(_));
        let creditor = Asked::of(command)
            .filter(|asked| asked.kind != Kind::Instruction)
            .and_then(|asked| asked.creditor);
        let left_out = |party: PartyId| self.left_out.contains(&party);
        (of_desk && left_out(command.by)) || creditor.is_some_and(left_out)
    }

    /// A command as the setting changes it; none if it is left out.
    fn changed(&self, command: &Envelope) -> Option<Envelope> {
        let mut command = command.clone();
        let subject = command.command.subject();
        if subject.is_some_and(|uetr| self.dropped.contains(&uetr)) {
            return None;
        }
        if self.is_beside(&command) {
            return None;
        }
        match &mut command.command {
            // What others found in the recorded day is a round like any other.
            Command::Offsetting(offsetting::Command::ProposeOffsetting { .. }) => {
                return self.setting.offsetting.has_rounds().then_some(command);
            }
            Command::Issuance(issuance::Command::Issue { to, amount, .. }) => {
                *amount = share(*amount, self.setting.liquidity);
                let nothing = amount.is_zero() || self.left_out.contains(to);
                return (!nothing).then_some(command);
            }
            Command::Queue(queue::Command::SetQueuePolicy { .. }) => {
                return (self.setting.policy == Policy::Given).then_some(command);
            }
            // The setting's own version of the numbers stands for the whole run.
            Command::Rulebook(rulebook::Command::ActivateRulebook { .. }) => return None,
            _ => {}
        }
        Some(command)
    }
}

fn failing(machine: &Machine, outage: &Outage) -> Result<Option<(Failing, u64, u64)>, Unplayable> {
    let seconds = |hour: u8| u64::from(hour) * 3600;
    let (failing, from, to) = match outage {
        Outage::None => return Ok(None),
        Outage::Bank { bic, from, to } => {
            let party = terms::Bic::parse(bic).ok().and_then(|bic| machine.party(&bic));
            let party =
                party.ok_or_else(|| Unplayable(format!("outage: no party has BIC {bic}")))?;
            (Failing::Bank(party), from, to)
        }
        Outage::Currency { code, from, to } => {
            let row = machine.currencies().find(|row| row.1.as_str() == code);
            let row = row.ok_or_else(|| Unplayable(format!("outage: no currency is {code}")))?;
            (Failing::Currency(row.3, row.0), from, to)
        }
    };
    Ok(Some((failing, seconds(*from), seconds(*to))))
}
