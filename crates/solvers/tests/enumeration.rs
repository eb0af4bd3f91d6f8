//! The search against enumeration of every set of tiny problems.
use netting::{
    Counted, Gain, Item, Objective, Order, Problem, Row, RowId, Selection, bound, check, reachable,
};
use solvers::generate::SplitMix;
use solvers::{Options, Proof, improve};

/// What a random problem is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Accounts only, nobody in a queue.
    Free,
    /// Queues, strict and not, limits, and rows below zero.
    Ruled,
    /// As free, with amounts from one to a million million beside each other, and legs of their own.
    Wide,
}

/// A number of any size up to so many digits, each size as likely as any other.
fn sized(pick: &mut impl FnMut(usize) -> usize, digits: u32) -> i128 {
    let size = 10_u64.pow(pick(digits as usize) as u32);
    i128::from(size) + pick(9 * size as usize) as i128
}

fn random(seed: u64, kind: Kind) -> Problem {
    let mut random = SplitMix::new(seed);
    let mut pick = |count: usize| random.below(count);
    let (banks, currencies) = (3 + pick(3), 1 + pick(3));
    let accounts = banks * currencies;
    let limits = if kind == Kind::Ruled { 2 } else { 0 };
    let mut problem = Problem::default();
    for at in 0..accounts + limits {
        let strict = kind == Kind::Ruled && at < accounts && pick(2) == 0;
        let order = if strict { Order::Strict } else { Order::Bypass };
        let below = kind == Kind::Ruled && pick(8) == 0;
        let slack = pick(12) as i128 - if below { 12 } else { 0 };
        let slack = if pick(2) == 0 { slack.min(0) } else { slack };
        let slack = if kind == Kind::Wide && pick(5) < 2 { sized(&mut pick, 11) } else { slack };
        problem.push_row(Row { slack, order }).expect("small and well formed");
    }
    for _ in 0..4 + pick(9) {
        let mut nets = vec![0_i128; accounts + limits];
        let mut value = 0;
        for _ in 0..1 + pick(4) {
            let (currency, from) = (pick(currencies), pick(banks));
            let to = (from + 1 + pick(banks - 1)) % banks;
            let amount = match kind {
                Kind::Wide => sized(&mut pick, 12),
                Kind::Free | Kind::Ruled => 1 + pick(20) as i128,
            };
            nets[from * currencies + currency] -= amount;
            nets[to * currencies + currency] += amount;
            value += amount.unsigned_abs() * (1 + currency as u128);
        }
        if limits > 0 && pick(3) == 0 {
            nets[accounts + pick(limits)] -= pick(9) as i128 - 3;
        }
        let rows = nets.iter().enumerate().filter(|(_, net)| **net != 0);
        let changes: Vec<(RowId, i128)> =
            rows.map(|(at, net)| (RowId::new(at).expect("small and well formed"), *net)).collect();
        let queued = kind == Kind::Ruled && pick(4) > 0;
        let drawn = changes.iter().filter(|(row, net)| row.index() < accounts && *net < 0);
        let queues: Vec<RowId> = drawn.filter(|_| queued).map(|(row, _)| *row).collect();
        let class = pick(3) as u8;
        problem
            .push_item(&Item { class, value, changes: &changes, queues: &queues })
            .expect("small and well formed");
    }
    problem
}

fn every_gain(problem: &Problem) -> Vec<Gain> {
    let count = problem.items();
    let set = |mask: u32| Selection((0..count).map(|item| mask >> item & 1 == 1).collect());
    (0..1_u32 << count).filter_map(|mask| check(problem, &set(mask)).ok()).collect()
}

/// What an objective compares first, without counts.
fn values(objective: Objective, gain: &Gain) -> Vec<u128> {
    match objective {
        Objective::Total => vec![gain.total()],
        Objective::Lexicographic => {
            let of = |class| gain.classes().iter().filter(move |c| c.class == class);
            (0..3).map(|class| of(class).map(|c| c.value).sum()).collect()
        }
    }
}

fn best(objective: Objective, gains: &[Gain]) -> Vec<u128> {
    gains.iter().map(|gain| values(objective, gain)).max().expect("the empty set settles")
}

fn options(objective: Objective, proof: Proof) -> Options<'static> {
    Options { objective, proof, steps: Some(6_000), threads: 1, ..Options::default() }
}

const OBJECTIVES: [Objective; 2] = [Objective::Lexicographic, Objective::Total];

#[test]
fn small_problems_are_solved_to_the_best_set_by_every_objective() {
    for seed in 0..1_500 {
        let problem = random(seed, Kind::Free);
        let gains = every_gain(&problem);
        for objective in OBJECTIVES {
            let found = improve(&problem, &options(objective, Proof::Try));
            assert!(found.proven, "seed {seed}");
            assert_eq!(check(&problem, &found.selection), Ok(found.gain.clone()), "seed {seed}");
            let value = values(objective, &found.gain);
            assert_eq!(value, best(objective, &gains), "seed {seed} {objective:?}");
        }
    }
}

#[test]
fn a_proof_is_a_proof_where_amounts_of_all_sizes_meet() {
    let mut proven = 0;
    for seed in 30_000..31_000 {
        let problem = random(seed, Kind::Wide);
        let gains = every_gain(&problem);
        for objective in OBJECTIVES {
            let found = improve(&problem, &options(objective, Proof::Try));
            assert_eq!(check(&problem, &found.selection), Ok(found.gain.clone()), "seed {seed}");
            assert!(found.bound >= found.gain.total(), "seed {seed}");
            let (value, best) = (values(objective, &found.gain), best(objective, &gains));
            assert!(
                !found.proven || value == best,
                "seed {seed} {objective:?}: {value:?} {best:?}"
            );
            proven += usize::from(found.proven);
        }
    }
    assert_eq!(proven, 2_000);
}

#[test]
fn queues_limits_and_rows_below_zero_are_respected_and_a_proof_is_a_proof() {
    let mut proven = 0;
    for seed in 0..1_500 {
        let problem = random(seed, Kind::Ruled);
        let gains = every_gain(&problem);
        for objective in OBJECTIVES {
            let found = improve(&problem, &options(objective, Proof::Try));
            assert_eq!(check(&problem, &found.selection), Ok(found.gain.clone()), "seed {seed}");
            let best = best(objective, &gains);
            if found.proven {
                proven += 1;
                let value = values(objective, &found.gain);
                assert_eq!(value, best, "seed {seed} {objective:?}");
            }
            assert!(found.bound >= found.gain.total(), "seed {seed}");
            if objective == Objective::Total {
                assert!(found.bound >= best[0], "seed {seed}");
            }
        }
    }
    assert_eq!(proven, 3_000);
}

#[test]
fn walks_alone_find_the_best_set_of_nearly_every_small_problem() {
    for (kind, least) in [(Kind::Free, 395), (Kind::Ruled, 360)] {
        for objective in OBJECTIVES {
            let mut reached = 0;
            for seed in 10_000..10_400 {
                let problem = random(seed, kind);
                let found = improve(&problem, &options(objective, Proof::Skip));
                assert_eq!(check(&problem, &found.selection), Ok(found.gain.clone()));
                assert!(
                    found.gain >= check(&problem, &netting::baseline(&problem)).unwrap()
                        || objective == Objective::Total
                );
                let best = best(objective, &every_gain(&problem));
                reached += usize::from(values(objective, &found.gain) == best);
            }
            println!("{objective:?}: {reached} of 400");
            assert!(reached >= least, "{objective:?}: {reached} of 400");
        }
    }
}

#[test]
fn certificates_of_walks_are_never_below_the_best_set() {
    for seed in 20_000..20_500 {
        let kind = if seed % 2 == 0 { Kind::Free } else { Kind::Ruled };
        let problem = random(seed, kind);
        let found = improve(&problem, &options(Objective::Total, Proof::Skip));
        let certified = bound(&problem, &reachable(&problem), &found.prices, Counted::All).unwrap();
        let best = best(Objective::Total, &every_gain(&problem))[0];
        assert!(certified >= found.bound && found.bound >= best, "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_set_whatever_the_threads() {
    for seed in 0..40 {
        let problem = random(seed, Kind::Ruled);
        let with = |threads| {
            let options = options(Objective::Total, Proof::Skip);
            improve(&problem, &Options { threads, ..options })
        };
        let (one, two) = (with(1), with(2));
        assert_eq!(one.selection, two.selection);
        assert_eq!(one.prices, two.prices);
        assert_eq!(one.selection, with(1).selection);
    }
}

#[test]
fn a_search_told_to_stop_still_gives_a_set_that_can_settle() {
    let stop = std::sync::atomic::AtomicBool::new(true);
    for seed in 0..40 {
        let problem = random(seed, Kind::Ruled);
        let base = options(Objective::Total, Proof::Skip);
        let found = improve(&problem, &Options { stop: Some(&stop), ..base });
        assert_eq!(check(&problem, &found.selection), Ok(found.gain));
    }
}

#[test]
fn amounts_beyond_64_bits_are_searched_and_never_overdrawn() {
    let mut problem = Problem::default();
    let row = |slack| Row { slack, order: Order::Bypass };
    let rows = [5_i128 << 100, 0, 0].map(|slack| problem.push_row(row(slack)).unwrap());
    for at in 0..12 {
        let amount = (7_i128 << 99) + 1 + at;
        let (from, to) = (rows[at as usize % 3], rows[(at as usize + 1) % 3]);
        let changes = [(from, -amount), (to, amount)];
        let item = Item { class: 2, value: amount.unsigned_abs(), changes: &changes, queues: &[] };
        problem.push_item(&item).unwrap();
    }
    let found = improve(&problem, &options(Objective::Total, Proof::Try));
    assert_eq!(check(&problem, &found.selection), Ok(found.gain.clone()));
    let best = best(Objective::Total, &every_gain(&problem))[0];
    assert!(found.gain.total() > best / 10 * 9 && found.bound >= best);
}
