//! What the sandbox's operator and central banks say about exchange before the first message: the
//! yardstick, what each currency is worth in it, bands, a quota, who opens exchange and who halts
//! it, a pair that is switched off, and what agents need at hand for residues.
//!
//! Every word of it is made up to show what can be said; no central bank has said it.

use settlement::fx::{BasisPoints, Command as Exchange, Switch};
use settlement::{Command, PartyId, issuance};
use terms::{Amount, Instant, Rate, Uetr};

use crate::world::{Unusable, World, currency_id, unusable};

/// The measure of the sandbox's official rates. The data of the sandbox states what a dollar buys,
/// as a common scale only; the yardstick's unit is sized by it, and no dollar is in it.
const YARDSTICK: &str =
    "made-up basket of the sandbox: published by nobody, sized by the figures of its data";

/// How far prices of these may stand from their official rates. Unit: basis points.
const BANDS: [(&str, u16); 5] =
    [("CNY", 200), ("INR", 150), ("AED", 50), ("SAR", 200), ("KZT", 500)];

/// How much may be sold of one currency in a day. Unit: minor units.
const QUOTA: (&str, u128) = ("BRL", 5_000_000_000);

/// Opened, and then halted.
const HALTED: [&str; 1] = ["MMK"];

/// Never opened.
const UNOPENED: [&str; 1] = ["CUP"];

/// Whose agent has switched the pair off, and against which.
const OFF: (&str, &str) = ("THB", "LAK");

/// What an agent issues to itself, so that it has a minor unit for each currency of a round.
const AT_HAND: Amount = Amount::from_minor(1_000);

/// What the agent that takes its currency for investment issues to itself instead, so that it has
/// interest to pay: a hundred million rupees.
const FOR_INTEREST: (&str, Amount) = ("INR", Amount::from_minor(10_000_000_000));

/// The commands of it, each with who gives it. Order: as given.
pub(crate) fn commands(
    world: &World,
    instant: Instant,
) -> Result<Vec<(PartyId, Command)>, Unusable> {
    let name = YARDSTICK.to_owned();
    let mut commands = vec![(PartyId::OPERATOR, Exchange::NameYardstick { name })];
    for (index, known) in world.currencies.iter().enumerate() {
        let (agent, currency) = (world.agent_id(index), currency_id(index));
        let code = known.code.as_str();
        let (rate, from) = (known.official, instant.date());
        commands.push((agent, Exchange::PostOfficialRate { currency, rate, from }));
        let approve = Exchange::ApproveOfficialRate { currency, rate, from };
        commands.push((PartyId::OPERATOR, approve));
        if let Some((_, points)) = BANDS.iter().find(|(banded, _)| *banded == code) {
            let band = Some(BasisPoints(*points));
            commands.push((agent, Exchange::SetBand { currency, band }));
        }
        if QUOTA.0 == code {
            let amount = Some(Amount::from_minor(QUOTA.1));
            commands.push((agent, Exchange::SetQuota { currency, amount }));
        }
        if !UNOPENED.contains(&code) {
            commands.push((agent, Exchange::ResumeExchange { currency }));
        }
        if HALTED.contains(&code) {
            commands.push((agent, Exchange::HaltExchange { currency }));
        }
    }
    let place = |code: &str| {
        let found = world.currencies.iter().position(|currency| currency.code.as_str() == code);
        found.ok_or_else(|| unusable(format!("no currency {code}")))
    };
    let (one, against) = (place(OFF.0)?, currency_id(place(OFF.1)?));
    let currency = currency_id(one);
    let switch = Exchange::SwitchPair { currency, against, switch: Switch::Off };
    commands.push((world.agent_id(one), switch));
    let mut all: Vec<(PartyId, Command)> =
        commands.into_iter().map(|(by, command)| (by, Command::Exchange(command))).collect();
    all.extend(
        (0..world.currencies.len()).map(|index| (world.agent_id(index), issue(world, index))),
    );
    Ok(all)
}

fn issue(world: &World, index: usize) -> Command {
    /// Beyond the numbers of the issues of the morning.
    const FIRST: u128 = 1 << 48;
    let name = Uetr::from_random(u128::from(world.seed) << 64 | FIRST | index as u128);
    let (currency, to) = (currency_id(index), world.agent_id(index));
    let invested = world.currencies[index].code.as_str() == FOR_INTEREST.0;
    let amount = if invested { FOR_INTEREST.1 } else { AT_HAND };
    Command::Issuance(issuance::Command::Issue { name, currency, to, amount })
}

/// Units of the yardstick for minor units, from how many units of the currency one is worth, as
/// decimal text: 92.40 with two fraction digits is 1 for 9240.
pub(crate) fn official(units: &str, exponent: u8) -> Option<Rate> {
    let (whole, fraction) = units.split_once('.').unwrap_or((units, ""));
    let digits: u64 = format!("{whole}{fraction}").parse().ok()?;
    let power = |count: usize| 10_u64.checked_pow(u32::try_from(count).ok()?);
    let (mut one, mut other) =
        (power(fraction.len())?, digits.checked_mul(power(usize::from(exponent))?)?);
    let (numerator, denominator) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    Rate::new(numerator / one, denominator / one).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_official_rate_is_the_decimal_exactly() {
        let parts = |units: &str, exponent: u8| {
            official(units, exponent).map(|rate| (rate.numerator(), rate.denominator()))
        };
        assert_eq!(parts("92.40", 2), Some((1, 9_240)));
        assert_eq!(parts("3.6725", 2), Some((4, 1_469)));
        assert_eq!(parts("0.307", 3), Some((1, 307)));
        assert_eq!(parts("26350", 0), Some((1, 26_350)));
        assert_eq!(parts("x", 2), None);
    }
}
