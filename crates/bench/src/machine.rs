//! The machine alone, on one core: no disk, no network, no encoding.

use std::time::Instant as Stopwatch;

use node::{Founding, demo_key, public_key};
use settlement::issuance;
use settlement::operating_day::{self, Calendar};
use settlement::participation::{self, Access, HolderClass};
use settlement::payment::{self, Category, Instruction, Leg, Timing};
use settlement::{Command, Envelope, Genesis, Machine, Moment, PartyId, Priority, rulebook};
use terms::{
    Amount, Bic, BusinessDate, CurrencyCode, CurrencyId, Digest, Instant, LogPosition, TimeOfDay,
    UtcOffset,
};

use crate::messages::random_uetr;
use crate::{Figure, Measured, rate, resident_mib};

/// Banks in the measured world.
const BANKS: u32 = 100;

/// Currencies in the measured world.
const CURRENCIES: u16 = 10;

/// The day on which everything settles.
fn date() -> BusinessDate {
    BusinessDate::from_ymd(2026, 11, 24).unwrap_or_default()
}

pub(crate) fn instant() -> Instant {
    let days = u64::try_from(date().days()).unwrap_or(0);
    Instant::from_unix_seconds(days * 86_400 + 8 * 3600)
}

fn party(bank: u32) -> PartyId {
    PartyId::new(1 + bank % BANKS)
}

/// A world of banks with plenty of money in every currency, all open round the clock; the operator
/// has every bank's mandate, as a trade venue would.
pub(crate) fn founding() -> Result<Founding, Box<dyn std::error::Error>> {
    let mut commands = Vec::new();
    let mut order = |by: PartyId, command| {
        commands.push(Envelope { by, evidence: Digest::ZERO, command });
    };
    for bank in 0..BANKS {
        let bic = Bic::parse(&format!("BANK{}{}AA", letters(bank / 26), letters(bank)))?;
        let register = participation::Command::RegisterParty { bic, keys: Vec::new() };
        order(PartyId::OPERATOR, Command::Participation(register));
    }
    for number in 0..CURRENCIES {
        let code = CurrencyCode::parse(&format!("XX{}", letters(u32::from(number))))?;
        let currency = CurrencyId::new(number);
        let agent = PartyId::OPERATOR;
        let valid_from = BusinessDate::default();
        let define = rulebook::Command::DefineCurrency {
            code,
            minor_units: 2,
            agent,
            valid_from,
            valid_until: None,
        };
        order(agent, Command::Rulebook(define));
        let calendar = round_the_clock();
        let set = operating_day::Command::SetCalendar { currency, calendar };
        order(agent, Command::OperatingDay(set));
        for bank in 0..BANKS {
            let admit = participation::Command::AdmitParticipant {
                currency,
                party: party(bank),
                class: HolderClass::ForeignBank,
                access: Access::Full,
            };
            order(agent, Command::Participation(admit));
            let amount = Amount::from_minor(1_000_000_000_000_000);
            let name = random_uetr(1 << 60 | u64::from(number) << 32 | u64::from(bank));
            let issue = issuance::Command::Issue { name, currency, to: party(bank), amount };
            order(agent, Command::Issuance(issue));
            let grant = participation::Command::GrantMandate { currency, to: agent };
            order(party(bank), Command::Participation(grant));
        }
    }
    let operator = Bic::parse("SRRFAEAD")?;
    let key = demo_key(1, &operator);
    let genesis = Genesis { operator, keys: vec![public_key(&key)] };
    let post_quantum_key = Some(node::post_quantum_key(&key));
    Ok(Founding { name: "bench".into(), genesis, post_quantum_key, instant: instant(), commands })
}

fn letters(number: u32) -> char {
    char::from(b'A' + u8::try_from(number % 26).unwrap_or(0))
}

fn round_the_clock() -> Calendar {
    Calendar {
        version: 1,
        valid_from: BusinessDate::default(),
        offset: UtcOffset(0),
        weekend: Vec::new(),
        open: TimeOfDay::default(),
        customer_cut_off: TimeOfDay::new(24, 0).unwrap_or_default(),
        close: TimeOfDay::new(24, 0).unwrap_or_default(),
        holidays: Default::default(),
        source: "bench".into(),
        verified_on: None,
    }
}

/// The payment numbered `number`: one leg, or two legs in two currencies as a venue submits them.
pub(crate) fn payment(number: u64, legs: usize) -> Envelope {
    let mix = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let bank = u32::try_from(mix >> 40).unwrap_or(0);
    let (one, other) = (party(bank), party(bank + 1 + u32::try_from(mix & 63).unwrap_or(0)));
    let currency = u16::try_from(mix >> 20 & 0xff).unwrap_or(0) % CURRENCIES;
    let amount = Amount::from_minor(u128::from(mix >> 48) + 1);
    let leg = |debtor, creditor, currency| Leg {
        debtor,
        creditor,
        currency: CurrencyId::new(currency),
        amount,
    };
    let all = [leg(one, other, currency), leg(other, one, (currency + 1) % CURRENCIES)];
    let instruction = Instruction {
        uetr: random_uetr(number),
        legs: all[..legs].to_vec(),
        date: date(),
        priority: Priority::Normal,
        category: Category::Interbank,
        timing: Timing::default(),
        counter: None,
        returns: None,
    };
    let command = Command::Payment(payment::Command::SubmitInstruction(instruction));
    Envelope { by: PartyId::OPERATOR, evidence: Digest([7; 32]), command }
}

fn alone(count: u64, legs: usize) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let founding = founding()?;
    let mut machine = Machine::new(founding.genesis.clone());
    let mut events = Vec::new();
    let mut moment = Moment { position: LogPosition::new(1), instant: instant() };
    for command in founding.commands {
        machine.apply(moment, command, &mut events);
    }
    let before = resident_mib();
    let mut elapsed = std::time::Duration::ZERO;
    let mut settled = 0_u64;
    for first in (0..count).step_by(8192) {
        let batch: Vec<_> = (first..count.min(first + 8192)).map(|n| payment(n, legs)).collect();
        moment = Moment {
            position: moment.position.next(),
            instant: Instant::from_unix_nanos(moment.instant.unix_nanos() + 1000),
        };
        events.clear();
        let begun = Stopwatch::now();
        for command in batch {
            machine.apply(moment, command, &mut events);
        }
        elapsed += begun.elapsed();
        let is_settled = |event: &&settlement::Event| {
            matches!(event, settlement::Event::Payment(payment::Event::PaymentSettled { .. }))
        };
        settled += events.iter().filter(is_settled).count() as u64;
    }
    if settled != count {
        return Err(format!("{settled} of {count} payments settled: nothing was measured").into());
    }
    let bytes = (resident_mib() - before) * 1048576.0 / count as f64;
    Ok((rate(count, elapsed), bytes))
}

pub(crate) fn measure(count: u64) -> Measured {
    let (one, bytes) = alone(count, 1)?;
    let (two, _) = alone(count, 2)?;
    Ok(vec![
        Figure::new("machine alone, one leg, one core", one, "payments/s"),
        Figure::new("machine alone, two legs with floors, one core", two, "payments/s"),
        Figure::new("memory per settled payment in the window", bytes, "bytes"),
    ])
}
