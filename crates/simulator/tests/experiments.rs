//! Experiments compare whole days, which no scenario of commands says; so these are tests in code.
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;

use simulator::{
    Beside, Day, Limits, Offsetting, Outage, Policy, Run, Setting, Variation, play, run_all,
};

const SEEDS: [u64; 4] = [1, 2, 3, 4];

fn day(seed: u64) -> Day {
    Day::generated(20, 400, seed).expect("the world is sound")
}

fn setting(liquidity: u32, offsetting: Offsetting) -> Setting {
    let interval = if offsetting.has_rounds() { 60 } else { 86_400 };
    Setting {
        liquidity,
        offsetting,
        interval,
        policy: Policy::Fifo,
        untouched: false,
        ..Setting::untouched(1)
    }
}

fn ended(run: &Run) -> u64 {
    run.refused + run.settled + run.rejected + run.cancelled + run.waiting
}

#[test]
fn same_seed_and_setting_give_the_same_run() {
    let setting = setting(50, Offsetting::Full);
    let (one, other) = (play(&day(1), &setting).unwrap(), play(&day(1), &setting).unwrap());
    assert_eq!(one, other);
    assert_ne!(one.digest, play(&day(2), &setting).unwrap().digest);
}

#[test]
fn threads_do_not_change_runs_or_their_order() {
    let variation = Variation { liquidity: vec![20, 100], ..Variation::default() };
    let days = BTreeMap::from([(1, day(1))]);
    let settings = variation.settings();
    let one = run_all(&days, &settings, 1, |_| {}).unwrap();
    let many = run_all(&days, &settings, 4, |_| {}).unwrap();
    assert_eq!(one, many);
    let played: Vec<_> = one.iter().map(|run| run.setting.clone()).collect();
    assert_eq!(played, settings);
}

#[test]
fn money_is_conserved_under_every_kind_of_setting() {
    let bank = "ICBKCNBJ:8-12".parse();
    let outages: Vec<Outage> = vec!["CNY:2-9".parse().unwrap(), bank.unwrap()];
    let known = Day::generated(20, 10, 1).unwrap();
    let outages = outages.into_iter().filter(|outage| match outage {
        Outage::Bank { bic, .. } => known.start.party(&bic.parse().unwrap()).is_some(),
        Outage::Currency { .. } | Outage::None => true,
    });
    let variation = Variation {
        liquidity: vec![0, 40],
        limits: vec![Limits::None, Limits::Bilateral(30), Limits::Multilateral(30)],
        members: vec![None, Some(6)],
        outage: outages.collect(),
        offsetting: vec![Offsetting::Entry, Offsetting::Rounds],
        policy: vec![Policy::Given, Policy::Bypass],
        ..Variation::default()
    };
    let days = BTreeMap::from([(1, day(1))]);
    for run in run_all(&days, &variation.settings(), 2, |_| {}).unwrap() {
        assert!(run.conserved, "{:?}", run.setting);
        assert_eq!(ended(&run), run.given, "every instruction ends once: {:?}", run.setting);
    }
}

#[test]
fn with_ample_liquidity_nothing_waits_for_funds() {
    for seed in SEEDS {
        let run = play(&day(seed), &setting(10_000, Offsetting::Full)).unwrap();
        let queued: u64 = run.samples.iter().map(|sample| sample.queued).sum();
        assert_eq!((queued, run.offset), (0, 0), "seed {seed}");
        let scarce = play(&day(seed), &setting(10, Offsetting::Full)).unwrap();
        assert!(scarce.settled < run.settled, "seed {seed}");
        assert!(scarce.used_usd < run.used_usd, "seed {seed}");
    }
}

#[test]
fn without_money_nothing_settles_by_itself() {
    let run = play(&day(1), &setting(0, Offsetting::Full)).unwrap();
    assert_eq!(run.settled, run.offset);
    let used = run.used_usd;
    assert!(used == 0.0, "an account went {used} below nothing");
}

/// On these days and levels: no theorem, since what settles early spends what later items need.
#[test]
fn offsetting_settles_no_less_value_on_these_days() {
    for seed in SEEDS {
        let day = day(seed);
        for liquidity in [10, 25, 50, 100] {
            let full = play(&day, &setting(liquidity, Offsetting::Full)).unwrap();
            let off = play(&day, &setting(liquidity, Offsetting::Off)).unwrap();
            assert!(
                full.settled_usd >= off.settled_usd,
                "seed {seed}, {liquidity} %: {} with, {} without",
                full.settled_usd,
                off.settled_usd
            );
        }
    }
}

#[test]
fn without_offsetting_nothing_settles_together() {
    let (mut entry, mut full) = (0, 0);
    for seed in SEEDS {
        let day = day(seed);
        for liquidity in [10, 50] {
            for policy in [Policy::Fifo, Policy::Bypass] {
                let off = Setting { policy, ..setting(liquidity, Offsetting::Off) };
                assert_eq!(play(&day, &off).unwrap().offset, 0, "seed {seed}, {liquidity} %");
            }
        }
        let offset = |which| play(&day, &setting(50, which)).unwrap().offset;
        entry += offset(Offsetting::Entry);
        full += offset(Offsetting::Full);
    }
    assert!(entry < full, "{entry} settle together on entry alone, {full} in all");
}

#[test]
fn leaving_banks_out_leaves_out_what_they_take_part_in() {
    let day = day(1);
    let all = play(&day, &setting(100, Offsetting::Full)).unwrap();
    let few = Setting { members: Some(5), ..setting(100, Offsetting::Full) };
    let few = play(&day, &few).unwrap();
    assert!(0 < few.given && few.given < all.given);
    assert!(few.liquidity_usd < all.liquidity_usd);
}

#[test]
fn tight_limits_hold_value_back() {
    let day = day(1);
    let free = play(&day, &setting(100, Offsetting::Full)).unwrap();
    for limits in [Limits::Bilateral(5), Limits::Multilateral(5)] {
        let bound = Setting { limits, ..setting(100, Offsetting::Full) };
        let bound = play(&day, &bound).unwrap();
        assert!(bound.settled_usd < free.settled_usd, "{limits}");
        assert!(bound.used_usd < free.used_usd, "{limits}");
    }
}

#[test]
fn an_outage_of_what_is_not_there_is_told() {
    let nobody =
        Setting { outage: "NOSUCHBB:9-12".parse().unwrap(), ..setting(50, Offsetting::Off) };
    let told = play(&day(1), &nobody).unwrap_err().to_string();
    assert!(told.contains("NOSUCHBB"), "{told}");
    assert!("CNY:12-9".parse::<Outage>().is_err());
}

#[test]
fn csv_has_a_row_for_each_run_and_the_page_each_plot() {
    let days = BTreeMap::from([(1, day(1))]);
    let runs = run_all(&days, &Variation::default().settings(), 2, |_| {}).unwrap();
    let csv = simulator::csv(&runs);
    assert_eq!(csv.lines().count(), runs.len() + 1);
    let columns = |line: &str| line.split(',').count();
    assert!(csv.lines().all(|line| columns(line) == columns(csv.lines().next().unwrap())));
    let samples: usize = runs.iter().map(|run| run.samples.len()).sum();
    assert_eq!(simulator::series(&runs).lines().count(), samples + 1);
    let page = simulator::html(&runs, "a <test>").unwrap();
    let plots = simulator::plots(&runs).unwrap();
    assert_eq!(page.matches("<svg").count(), plots.len());
    for plot in plots {
        assert!(page.contains(plot.title), "{}", plot.title);
        assert!(plot.svg.contains("<polyline"), "{} has lines", plot.title);
    }
    assert!(page.contains("A &lt;test&gt;."));
    for outside in ["src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

/// What settles in other ways than as a payment by itself or in a set.
mod beside_payments {
    use std::collections::BTreeMap;

    use settlement::cycle::{Command as Cycle, CycleNumber};
    use settlement::fx::{Command as Exchange, Validity};
    use settlement::{Command, Envelope, Moment, PartyId};
    use simulator::{Day, Run, Setting, Step, play};
    use terms::{Amount, CurrencyId, Digest, Duration, Instant, LogPosition, Rate, Uetr};

    /// A generated day's world without its payments, with `commands` instead, one a minute.
    fn day(commands: impl Fn(&Day) -> Vec<(PartyId, Command)>) -> Day {
        let mut day = Day::generated(20, 10, 1).unwrap();
        let given = commands(&day);
        let morning = day.setup.instant.after(Duration::from_seconds(3 * 3600));
        let step = |(minute, commands): (u64, Vec<Envelope>)| Step {
            moment: Moment {
                position: LogPosition::new(day.setup.position.number() + 1 + minute),
                instant: morning.after(Duration::from_seconds(60 * minute)),
            },
            commands,
            books_before: None,
        };
        let envelope = |(by, command): (PartyId, Command)| {
            vec![Envelope { by, evidence: Digest::ZERO, command }]
        };
        let empty = (0..120).map(|_| Vec::new());
        let all = given.into_iter().map(envelope).chain(empty);
        day.steps = (0..).zip(all).map(step).collect();
        day
    }

    fn as_is(day: &Day) -> Run {
        play(day, &Setting { untouched: false, ..Setting::untouched(1) }).unwrap()
    }

    /// Two accounts of one currency that hold money and belong to banks.
    fn two(day: &Day) -> (CurrencyId, PartyId, PartyId) {
        let mut by_currency: BTreeMap<CurrencyId, Vec<PartyId>> = BTreeMap::new();
        for (party, currency) in day.endowments.keys() {
            by_currency.entry(*currency).or_default().push(*party);
        }
        let (currency, banks) = by_currency.into_iter().find(|(_, banks)| banks.len() > 1).unwrap();
        (currency, banks[0], banks[1])
    }

    #[test]
    fn obligations_of_a_cycle_count_as_payments_and_move_accounts_by_their_net() {
        let day = day(|day| {
            let (currency, one, other) = two(day);
            let morning = day.setup.instant.after(Duration::from_seconds(3 * 3600));
            let at = |minutes: u64| morning.after(Duration::from_seconds(60 * minutes));
            let owe = |name, by, creditor, amount| {
                let name = Uetr::from_random(name);
                let amount = Amount::from_minor(amount);
                let cycle = CycleNumber(1);
                (
                    by,
                    Command::Cycle(Cycle::SubmitObligation {
                        name,
                        cycle,
                        creditor,
                        currency,
                        amount,
                    }),
                )
            };
            let (cut_off, deadline): (Instant, Instant) = (at(30), at(60));
            let open = Cycle::OpenCycle { currencies: vec![currency], cut_off, deadline };
            vec![
                (PartyId::OPERATOR, Command::Cycle(open)),
                owe(1, one, other, 70),
                owe(2, other, one, 60),
            ]
        });
        let run = as_is(&day);
        assert_eq!((run.given, run.settled, run.netted), (2, 2, 2), "{run:?}");
        assert!(run.conserved && run.netted_usd > 0.0);
        assert!((run.netted_usd - run.settled_usd).abs() < 1e-9);
        let used: Vec<_> = run.currencies.values().map(|row| row.liquidity_used.clone()).collect();
        let digits = day.start.currencies().find(|row| row.0 == two(&day).0).unwrap().2;
        assert_eq!(used, vec![Amount::from_minor(10).to_decimal(digits)], "the net, not the gross");
    }

    /// Minor units of `one` that are officially worth a minor unit of `other`.
    fn rate(day: &Day, other: CurrencyId, one: CurrencyId) -> Rate {
        let rates = day.start.official_rates();
        let of = |id| {
            let rate = rates.iter().find(|view| view.currency == id).and_then(|view| view.rate);
            let rate = rate.expect("the world's agents have posted rates");
            (u128::from(rate.numerator()), u128::from(rate.denominator()))
        };
        let ((a, b), (c, d)) = (of(other), of(one));
        let (mut numerator, mut denominator) = (a * d, b * c);
        while numerator.max(denominator) > 1_000_000_000 {
            (numerator, denominator) = (numerator / 2, denominator / 2);
        }
        let part = |n: u128| u64::try_from(n).unwrap();
        Rate::new(part(numerator), part(denominator)).unwrap()
    }

    #[test]
    fn a_payment_that_a_quote_converts_counts_once_and_moves_both_currencies() {
        let day = day(|day| {
            let (sell, payer, creditor) = two(day);
            let provider =
                day.endowments.keys().find(|(_, id)| *id != sell && admitted(day, *id, creditor));
            let (provider, buy) = *provider.expect("the creditor holds a second currency");
            let until = day.setup.instant.after(Duration::from_seconds(4 * 3600));
            let firm = rate(day, buy, sell);
            let quote = Exchange::PostQuote {
                name: Uetr::from_random(8),
                sell: buy,
                buy: sell,
                amount: Amount::from_minor(100_000),
                rate: firm,
                until,
            };
            let convert = Exchange::ConvertPayment {
                uetr: Uetr::from_random(7),
                creditor,
                sell,
                buy,
                amount: Amount::from_minor(100),
                limit: Rate::new(1, 1_000_000).unwrap(),
                wait: None,
            };
            vec![(provider, Command::Exchange(quote)), (payer, Command::Exchange(convert))]
        });
        let run = as_is(&day);
        assert_eq!((run.given, run.settled, run.converted), (1, 1, 1), "{run:?}");
        assert!(run.conserved && run.converted_usd > 0.0);
        let moved = run
            .currencies
            .values()
            .filter(|row| row.liquidity_used.contains(|digit: char| ('1'..='9').contains(&digit)));
        assert_eq!(moved.count(), 2, "the payer's money and the provider's: {:?}", run.currencies);
    }

    fn admitted(day: &Day, currency: CurrencyId, party: PartyId) -> bool {
        day.start.account(party, currency).is_some()
    }

    #[test]
    fn a_payment_that_waits_in_vain_to_be_converted_is_rejected_and_an_order_is_no_payment() {
        let day = day(|day| {
            let (sell, one, other) = two(day);
            let buy = day.endowments.keys().find(|(p, id)| *p == other && *id != sell);
            let buy = buy.map_or_else(|| CurrencyId::new(sell.number() + 1), |(_, id)| *id);
            let limit = Rate::new(1, 1_000_000).unwrap();
            let amount = Amount::from_minor(1);
            let wait = Some(Validity::Rounds(1));
            let uetr = Uetr::from_random(7);
            let convert =
                Exchange::ConvertPayment { uetr, creditor: other, sell, buy, amount, limit, wait };
            vec![(one, Command::Exchange(convert))]
        });
        let run = as_is(&day);
        assert_eq!((run.given, run.settled, run.converted), (1, 0, 0));
        assert_eq!(run.refused + run.rejected + run.waiting, 1, "it ends once: {run:?}");
    }
}

#[test]
fn a_day_with_exchange_and_a_cycle_settles_some_of_each_and_keeps_its_messages() {
    let beside = Beside { orders: 80, conversions: 40, obligations: 40 };
    let plain = day(1);
    let whole = plain.clone().with_beside(&beside, 1);
    let count = |day: &Day| day.steps.iter().map(|step| step.commands.len()).sum::<usize>();
    assert!(count(&whole) >= count(&plain) + 100, "{} and {}", count(&whole), count(&plain));
    for (old, new) in plain.steps.iter().zip(&whole.steps) {
        assert_eq!(old.commands, new.commands[..old.commands.len()]);
    }
    for exchange in [None, Some(60), Some(3_600)] {
        let setting = Setting { exchange, ..setting(100, Offsetting::Full) };
        let run = play(&whole, &setting).unwrap();
        assert!(run.conserved, "{exchange:?}");
        assert!(run.orders > 0 && run.exchanged_usd > 0.0, "{exchange:?}: {run:?}");
        assert!(run.converted > 0 && run.netted > 0, "{exchange:?}: {run:?}");
        assert_eq!(ended(&run), run.given, "{exchange:?}");
    }
    let often = Setting { exchange: Some(60), ..setting(100, Offsetting::Full) };
    let seldom = Setting { exchange: Some(3_600), ..often.clone() };
    assert_ne!(play(&whole, &often).unwrap().digest, play(&whole, &seldom).unwrap().digest);
}
