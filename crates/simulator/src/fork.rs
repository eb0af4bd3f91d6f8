//! A generated day that goes on from where a system stands.
//!
//! In a system of the sandbox's world it is a day of that world.
//! In any other it is drawn from the machine itself, which has banks, accounts, currencies and hours
//! and knows nothing of who trades with whom:
//!
//! - Every account that has money or credit and may send pays as often as any other; whom it pays
//!   is drawn from all others that hold the currency.
//! - Amounts are heavy-tailed as the sandbox's are, and sized so that an account has about a fifth
//!   of what it is to pay, as there; four in five are for customers, one in twenty-five is urgent.
//! - Times lie within the currency's hours, most of them in the middle.

use std::collections::BTreeMap;

use sandbox::{Arrival, GeneratedDay, World};
use settlement::payment::{Category, Instruction, Leg, Timing};
use settlement::{Command, Envelope, Machine, Moment, PartyId, Priority, payment};
use solvers::generate::SplitMix;
use terms::{Amount, BusinessDate, CurrencyId, Digest, Instant, Uetr};

use crate::day::unplayable;
use crate::{Day, Opening, Unplayable};

/// The high half of the names given here; no payment of a bank bears it.
const NAMES: u128 = 0x464F_524B_4544_0000 << 64;
/// Spreads the seed, so that no draw is one of another generator.
const SPREAD: u64 = 0x2545_F491_4F6C_DD1D;
/// How far ahead a day is looked for on which currencies settle. Unit: days.
const SEARCHED: i32 = 14;
/// What an account is to pay on average: so many times what it has.
const TIMES: u128 = 5;
/// In how many of a hundred an amount is of which magnitude; the sandbox's table.
const MAGNITUDES: [(usize, u128); 4] =
    [(22, 10_000), (46, 100_000), (27, 1_000_000), (5, 10_000_000)];
/// The mean of that table times 100 to 999.
const MEAN: u128 = 449_600_900;
/// Seconds of a day.
const DAY: u64 = 86_400;

impl Day {
    /// A generated day of the sandbox's world of so many banks, played onto a machine of it.
    ///
    /// It is the first Tuesday after the machine's date; what a bank holds is its opening money.
    ///
    /// # Errors
    /// If the machine is of another world.
    pub fn forked(
        start: Machine,
        banks: usize,
        payments: usize,
        seed: u64,
    ) -> Result<Self, Unplayable> {
        let failed = unplayable("forking");
        let world = World::embedded(1, banks).map_err(|error| failed(&error))?;
        for (bic, number) in world.parties().zip(1..) {
            if start.party(&bic) != Some(PartyId::new(number)) {
                return Err(failed(&format!("{bic} is not the party {number} of that system")));
            }
        }
        let mut date: BusinessDate = start.moment().instant.date().plus_days(1);
        while date.weekday() != sandbox::simulated_date().weekday() {
            date = date.plus_days(1);
        }
        let drawn = world.generated_day(payments, seed, date);
        Ok(Self::drawn(start, Opening::Held, drawn))
    }

    /// A generated day drawn from the machine it is played onto, whatever system that is.
    ///
    /// It is the first day after the machine's date on which most of its accounts' currencies settle.
    ///
    /// # Errors
    /// If nobody has anything to pay with, nobody to pay to, or nothing settles in the two weeks
    /// after the machine's date.
    pub fn forked_own(mut start: Machine, payments: usize, seed: u64) -> Result<Self, Unplayable> {
        let failed = unplayable("forking");
        let (date, begins) = settling(&start).ok_or_else(|| {
            failed(&"no currency in which a bank has an account settles in the two weeks to come")
        })?;
        // What the closes before that day sweep is not there to be paid.
        let position = start.moment().position.next();
        let instant = begins.max(start.moment().instant);
        start.pass_time(Moment { position, instant }, &mut Vec::new());
        let mut draw = Draw::new(&start, date, begins, seed);
        if draw.payers.is_empty() {
            return Err(failed(
                &"nobody has money or credit in a currency that another bank holds: nothing can be \
                  paid",
            ));
        }
        let mut arrivals: Vec<Arrival> = (0..payments).map(|_| draw.payment(payments)).collect();
        arrivals.sort_by_key(|arrival| arrival.minute);
        let drawn = GeneratedDay { date, begins, endowments: Vec::new(), arrivals };
        Ok(Self::drawn(start, Opening::Held, drawn))
    }
}

/// Midnight in UTC of a date.
fn midnight(date: BusinessDate) -> Instant {
    let days = u64::try_from(date.days()).unwrap_or(0);
    Instant::from_unix_seconds(days.saturating_mul(DAY))
}

/// The first day on which as many accounts as on any can settle, and when it begins.
fn settling(machine: &Machine) -> Option<(BusinessDate, Instant)> {
    let today = machine.moment().instant.date();
    let open = |date: BusinessDate| {
        let settles = |currency| minutes(machine, currency, date).is_some();
        banks(machine).filter(|account| settles(account.currency)).count()
    };
    let dates = (1..=SEARCHED).map(|ahead| today.plus_days(ahead));
    let counted: Vec<_> = dates.map(|date| (date, open(date))).collect();
    let most = counted.iter().map(|(_, open)| *open).max().filter(|most| *most > 0)?;
    let (date, _) = counted.into_iter().find(|(_, open)| *open == most)?;
    Some((date, midnight(date)))
}

/// The minutes of a date in UTC in which a payment of a customer can come and settle.
fn minutes(machine: &Machine, currency: CurrencyId, date: BusinessDate) -> Option<(u64, u64)> {
    let hours = machine.hours(currency, date)?;
    let begins = midnight(date).unix_seconds();
    let since = |at: Instant| at.unix_seconds().saturating_sub(begins).min(DAY) / 60;
    // What comes in a minute is given when it ends, before the cut-off.
    let (from, until) = (since(hours.open), since(hours.cut_off).checked_sub(2)?);
    (from < until).then_some((from, until))
}

/// Accounts of everybody but the currencies' own agents. Order: as opened.
fn banks(machine: &Machine) -> impl Iterator<Item = settlement::AccountView> + '_ {
    let agents: BTreeMap<CurrencyId, PartyId> =
        machine.currencies().map(|(id, _, _, agent)| (id, agent)).collect();
    machine.accounts().filter(move |account| agents.get(&account.currency) != Some(&account.party))
}

/// Who pays, in what, and what there is to pay with.
struct Payer {
    party: PartyId,
    currency: CurrencyId,
    means: Amount,
    minutes: (u64, u64),
    others: Vec<PartyId>,
}

/// A draw under way.
struct Draw {
    date: BusinessDate,
    random: SplitMix,
    seed: u64,
    named: u128,
    /// Order: as their accounts were opened.
    payers: Vec<Payer>,
}

impl Draw {
    fn new(machine: &Machine, date: BusinessDate, begins: Instant, seed: u64) -> Self {
        let mut takers: BTreeMap<CurrencyId, Vec<PartyId>> = BTreeMap::new();
        for account in banks(machine).filter(|account| account.access.may_receive()) {
            takers.entry(account.currency).or_default().push(account.party);
        }
        let able = banks(machine).filter(|account| account.access.may_send());
        let payers = able.filter_map(|account| {
            let means = account.balance.positive().checked_add(account.credit)?;
            let others = takers.get(&account.currency)?.iter().copied();
            let others: Vec<PartyId> = others.filter(|other| *other != account.party).collect();
            let minutes = minutes(machine, account.currency, date)?;
            let payer =
                Payer { party: account.party, currency: account.currency, means, minutes, others };
            (!payer.others.is_empty() && !means.is_zero()).then_some(payer)
        });
        let payers = payers.collect();
        let random = SplitMix::new(seed ^ SPREAD ^ begins.unix_seconds());
        Self { date, random, seed, named: 0, payers }
    }

    /// One of `count` payments.
    fn payment(&mut self, count: usize) -> Arrival {
        let of = self.random.below(self.payers.len());
        let unit = self.unit();
        let (minute, customer, urgent) =
            (self.minute(of), self.random.below(5) > 0, self.random.below(25) == 0);
        let payer = &self.payers[of];
        let creditor = payer.others[self.random.below(payer.others.len())];
        // What a payer's payments come to on average is so many times what it has.
        let each = u128::try_from(count.div_ceil(self.payers.len()).max(1)).unwrap_or(1);
        let mean = payer.means.minor().saturating_mul(TIMES) / each;
        let amount =
            Amount::from_minor((mean.saturating_mul(unit) / MEAN).clamp(1, Amount::MAX.minor()));
        self.named += 1;
        let name = NAMES | u128::from(self.seed & 0xFFFF_FFFF) << 32 | self.named;
        let leg = Leg { debtor: payer.party, creditor, currency: payer.currency, amount };
        let instruction = Instruction {
            uetr: Uetr::from_random(name),
            legs: vec![leg],
            date: self.date,
            priority: if urgent { Priority::Urgent } else { Priority::Normal },
            category: if customer { Category::Customer } else { Category::Interbank },
            timing: Timing::default(),
            counter: None,
            returns: None,
        };
        let command = Command::Payment(payment::Command::SubmitInstruction(instruction));
        let command = Envelope { by: payer.party, evidence: Digest::ZERO, command };
        Arrival { minute, command }
    }

    /// A part of the table's mean, in units of which the mean is [`MEAN`].
    fn unit(&mut self) -> u128 {
        let mut at = self.random.below(100);
        let mut magnitude = 0;
        for (share, of) in MAGNITUDES {
            magnitude = of;
            match at.checked_sub(share) {
                Some(left) => at = left,
                None => break,
            }
        }
        magnitude * (100 + u128::try_from(self.random.below(900)).unwrap_or(0))
    }

    /// The mean of two draws: most in the middle of the hours.
    fn minute(&mut self, of: usize) -> u64 {
        let (from, until) = self.payers[of].minutes;
        let span = usize::try_from(until - from).unwrap_or(1).max(1);
        let drawn = (self.random.below(span) + self.random.below(span)) / 2;
        from + u64::try_from(drawn).unwrap_or(0)
    }
}
