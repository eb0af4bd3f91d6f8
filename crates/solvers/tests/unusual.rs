//! Files of unusual shape against an enumeration that knows nothing of the search.
//!
//! Empty lists, one item, empty accounts, accounts below zero, equal amounts, items whose legs
//! cancel, currencies without worth, priorities at both ends, amounts beyond 64 bits.
use std::collections::BTreeMap;

use netting::Objective;
use serde_json::{Value, json};
use solvers::Options;
use solvers::clear::{Answer, ItemsAnswer, clear};
use solvers::generate::SplitMix;

/// A leg: from, to, currency, amount.
type Leg = (usize, usize, usize, u128);

/// A file in our own words.
struct File {
    rates: Vec<u128>,
    balances: BTreeMap<(usize, usize), i128>,
    items: Vec<(u8, Vec<Leg>)>,
}

const SHAPES: [&str; 8] = ["plain", "empty", "one", "bare", "below", "equal", "huge", "worthless"];
const BANKS: usize = 4;
const HUGE: [u128; 7] = [
    1_000_000_000_000_000_000,
    1_000_000_000_000_000_001,
    18_446_744_073_709_551_615,
    18_446_744_073_709_551_616,
    9_223_372_036_854_775_808,
    300_000_000_000_000_000_000,
    7,
];

fn file(seed: u64) -> File {
    let mut random = SplitMix::new(seed);
    let shape = SHAPES[random.below(SHAPES.len())];
    let currencies = 1 + random.below(3);
    let mut rates: Vec<u128> = (0..currencies).map(|_| 1 + random.below(20) as u128).collect();
    if shape == "worthless" {
        rates[0] = 0;
    }
    let amount = |random: &mut SplitMix| match shape {
        "huge" => HUGE[random.below(HUGE.len())],
        "equal" => 1 + random.below(2) as u128,
        _ => 1 + random.below(30) as u128,
    };
    let count = match shape {
        "empty" => 0,
        "one" => 1,
        _ => random.below(10),
    };
    let mut items = Vec::new();
    for _ in 0..count {
        let legs = (0..1 + random.below(3)).map(|_| {
            let from = random.below(BANKS);
            let to = (from + 1 + random.below(BANKS - 1)) % BANKS;
            (from, to, random.below(currencies), amount(&mut random))
        });
        let legs: Vec<Leg> = legs.collect();
        items.push(([0, 1, 2, 255][random.below(4)], legs));
    }
    let mut balances = BTreeMap::new();
    for account in (0..BANKS).flat_map(|bank| (0..currencies).map(move |c| (bank, c))) {
        let balance = match (shape, random.below(5)) {
            (_, 0) => continue,
            ("bare", _) => 0,
            ("below", 1 | 2) => -(1 + random.below(20) as i128),
            ("huge", 1 | 2) => HUGE[random.below(HUGE.len())] as i128,
            (_, 1 | 2) => random.below(40) as i128,
            _ => 0,
        };
        balances.insert(account, balance);
    }
    File { rates, balances, items }
}

impl File {
    /// As it is written; numbers of any size.
    fn text(&self) -> String {
        let number = |number: &dyn ToString| -> Value {
            serde_json::from_str(&number.to_string()).expect("a number")
        };
        let account = |(bank, currency): &(usize, usize)| format!("B{bank}/C{currency}");
        let balances = self.balances.iter();
        let balances: Vec<String> =
            balances.map(|(key, balance)| format!("\"{}\":{balance}", account(key))).collect();
        let rates = self.rates.iter().enumerate();
        let rates: BTreeMap<String, Value> =
            rates.map(|(at, rate)| (format!("C{at}"), number(rate))).collect();
        let leg = |(from, to, currency, amount): &Leg| {
            format!(
                "{{\"from\":\"B{from}\",\"to\":\"B{to}\",\"ccy\":\"C{currency}\",\"amount\":{amount}}}"
            )
        };
        let item = |(at, (class, legs)): (usize, &(u8, Vec<Leg>))| {
            let legs: Vec<String> = legs.iter().map(leg).collect();
            format!("{{\"id\":{at},\"priority\":{class},\"legs\":[{}]}}", legs.join(","))
        };
        let items: Vec<String> = self.items.iter().enumerate().map(item).collect();
        format!(
            "{{\"problem\":\"P2\",\"input\":{{\"rates\":{},\"balances\":{{{}}},\"items\":[{}]}}}}",
            json!(rates),
            balances.join(","),
            items.join(",")
        )
    }

    fn value(&self, item: usize) -> u128 {
        self.items[item]
            .1
            .iter()
            .map(|(_, _, currency, amount)| amount * self.rates[*currency])
            .sum()
    }

    fn nets(&self, item: usize) -> BTreeMap<(usize, usize), i128> {
        let mut nets = BTreeMap::new();
        for (from, to, currency, amount) in &self.items[item].1 {
            *nets.entry((*from, *currency)).or_default() -= *amount as i128;
            *nets.entry((*to, *currency)).or_default() += *amount as i128;
        }
        nets
    }

    fn balance(&self, account: &(usize, usize)) -> i128 {
        self.balances.get(account).copied().unwrap_or(0)
    }

    /// What each account moves by, and whether somebody selected draws on it.
    fn moved(&self, set: &[usize]) -> BTreeMap<(usize, usize), (i128, bool)> {
        let mut moved: BTreeMap<(usize, usize), (i128, bool)> = BTreeMap::new();
        for (account, net) in set.iter().flat_map(|item| self.nets(*item)) {
            let (sum, drawn) = moved.entry(account).or_default();
            *sum += net;
            *drawn |= net < 0;
        }
        moved
    }

    fn settles(&self, set: &[usize]) -> bool {
        let mut moved = self.moved(set).into_iter();
        moved.all(|(account, (sum, drawn))| !drawn || self.balance(&account) + sum >= 0)
    }

    fn worth(&self, set: &[usize], objective: Objective) -> Vec<u128> {
        let of = |class: u8| set.iter().filter(move |item| self.items[**item].0 == class);
        match objective {
            Objective::Total => vec![set.iter().map(|item| self.value(*item)).sum()],
            Objective::Lexicographic => {
                [0, 1, 2, 255].map(|class| of(class).map(|item| self.value(*item)).sum()).to_vec()
            }
        }
    }

    fn best(&self, objective: Objective) -> Vec<u128> {
        let count = self.items.len();
        let sets = (0..1_u32 << count)
            .map(|mask| (0..count).filter(|item| mask >> item & 1 == 1).collect::<Vec<_>>())
            .filter(|set| self.settles(set));
        sets.map(|set| self.worth(&set, objective)).max().expect("nothing settles always")
    }
}

fn numbers(answer: &ItemsAnswer) -> Vec<usize> {
    let number = |name: &solvers::instance::ItemName| name.to_string().parse().expect("a number");
    answer.chosen.iter().map(number).collect()
}

#[test]
fn files_of_any_shape_are_answered_with_a_best_set_and_what_is_missing() {
    for seed in 1..=600 {
        let file = file(seed);
        let text = file.text();
        for objective in [Objective::Lexicographic, Objective::Total] {
            let options = Options { objective, threads: 1, ..Options::default() };
            let answer = clear(&text, &options).expect("a file that can be read");
            let Answer::Items(answer) = answer else { panic!("queued items: {text}") };
            let set = numbers(&answer);
            assert!(file.settles(&set), "seed {seed}: {text}");
            assert_eq!(file.worth(&set, objective), file.best(objective), "seed {seed}: {text}");
            assert_eq!(answer.value, file.worth(&set, Objective::Total)[0]);
            assert!(answer.proven && answer.upper_bound == answer.value, "seed {seed}: {text}");
            let moved = file.moved(&set);
            let left: Vec<usize> =
                (0..file.items.len()).filter(|item| !set.contains(item)).collect();
            assert_eq!(answer.waiting.len(), left.len());
            for (item, waits) in left.into_iter().zip(&answer.waiting) {
                let lacks = |(account, net): (&(usize, usize), &i128)| {
                    let room = file.balance(account) + moved.get(account).map_or(0, |m| m.0) + net;
                    (*net < 0 && room < 0)
                        .then(|| (format!("B{}/C{}", account.0, account.1), room.unsigned_abs()))
                };
                let nets = file.nets(item);
                let lacking: Vec<_> = nets.iter().filter_map(lacks).collect();
                let told = (waits.account.clone().expect("an account that lacks"), waits.lacks);
                assert!(lacking.contains(&told), "seed {seed}: {told:?} of {lacking:?}");
            }
        }
    }
}
