//! Several walks, and what they have in common.
//!
//! Walks with other starts and seeds end in other sets that agree about most items.
//! Each set is then paired with the next: where the two agree items stay as they are, and only
//! where they differ small exact searches run; a walk from the better of the two follows.
//! So the pool closes in on the few items that are hard to decide.

use crate::bold::{self, Bold};
use crate::core::Core;
use crate::neighbourhood::Neighbourhoods;
use crate::walk::{Aim, Lanes, Leash, MILD, Manner, Walk};

/// Penalty with which a walk begins that must first come to a set that can settle at all.
const CAREFUL: f32 = 4.0;
/// And one that comes from far in few steps for each item.
const WARY: f32 = 2.0;

/// How a budget of steps is spread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Walks side by side.
    walks: usize,
    /// Rounds of pairing.
    rounds: usize,
    /// Share of the steps that walk, in hundredths; the rest are exact searches.
    walking: u64,
    /// How far walks trust the prices of room. Order: in turn.
    trust: &'static [f64],
    /// Penalty with which its walks begin.
    penalty: f32,
    /// Large items left out that are held in for a walk of its own, at most.
    dares: usize,
}

impl Plan {
    /// For so many items: the larger the core, the fewer walks, so that each is long enough.
    pub(crate) fn new(items: usize) -> Self {
        const SMALL: Plan = Plan {
            walks: 8,
            rounds: 6,
            walking: 36,
            trust: &[0.0, 0.0, 0.5],
            penalty: MILD,
            dares: 4,
        };
        match items {
            0..=3_000 => SMALL,
            3_001..=30_000 => Self { walking: 60, trust: &[0.0, 0.5, 0.8], ..SMALL },
            30_001..=200_000 => {
                Self { walks: 2, rounds: 1, walking: 90, trust: &[0.0], penalty: WARY, dares: 0 }
            }
            _ => Self { walks: 1, rounds: 0, walking: 100, trust: &[0.0], penalty: WARY, dares: 0 },
        }
    }
}

/// What all jobs of a pool share.
pub(crate) struct Pool<'a> {
    pub(crate) core: &'a Core,
    pub(crate) aim: &'a Aim,
    /// For the aim's weights.
    pub(crate) lanes: &'a Lanes,
    pub(crate) leash: Leash<'a>,
    pub(crate) seed: u64,
    pub(crate) threads: usize,
}

impl Pool<'_> {
    /// Searches from the starts, taken in turn, and gives back every set of the last round.
    ///
    /// `leash` holds the steps of all jobs together.
    pub(crate) fn run(&self, plan: Plan, starts: &[Vec<bool>]) -> Vec<Vec<bool>> {
        let each = self.leash.steps / (plan.walks * (1 + plan.rounds)).max(1) as u64;
        let jobs: Vec<Vec<bool>> = starts.iter().cycle().take(plan.walks).cloned().collect();
        let walked = in_threads(self.threads, jobs, |number, start| {
            self.job(self.aim, start, self.seed_of(0, number), each, plan)
        });
        let mut sets: Vec<Vec<bool>> = walked.into_iter().flatten().collect();
        if plan.rounds == 0 {
            return sets;
        }
        let dared = self.dare(&mut sets, each, plan);
        let spent = each * (plan.walks as u64 + dared);
        let each = self.leash.steps.saturating_sub(spent) / (plan.walks * plan.rounds) as u64;
        for round in 1..=plan.rounds {
            sets.sort_by(|one, other| self.compare(other, one));
            let pairs: Vec<usize> = (0..sets.len()).collect();
            sets = in_threads(self.threads, pairs, |number, _| {
                let pair = [&sets[number], &sets[(number + 1) % sets.len()]];
                self.pair(pair, self.seed_of(round, number), each, plan)
            });
        }
        sets
    }

    /// Puts sets with large items that the best one leaves out in place of worse ones; how many
    /// jobs it took.
    fn dare(&self, sets: &mut [Vec<bool>], each: u64, plan: Plan) -> u64 {
        let Some(best) = sets.iter().max_by(|one, other| self.compare(one, other)) else {
            return 0;
        };
        let ways = bold::ways(self.core, self.aim, best, plan.dares);
        let found = in_threads(self.threads, ways, |number, way: Bold| {
            let seed = self.seed_of(plan.rounds + 1, number);
            let [guided, alone] = way.starts;
            let plan = Plan { penalty: CAREFUL, ..plan };
            let job = |start| self.job(&way.aim, start, seed, each, plan);
            match job(guided) {
                Some(set) => (Some(set), 1),
                None => (job(alone), 2),
            }
        });
        let jobs = found.iter().map(|(_, jobs)| jobs).sum();
        for set in found.into_iter().filter_map(|(set, _)| set) {
            let worst = sets.iter_mut().min_by(|one, other| self.compare(one, other));
            if let Some(worst) = worst.filter(|worst| self.compare(&set, worst).is_gt()) {
                *worst = set;
            }
        }
        jobs
    }

    /// What two sets make of what they differ in, and a walk from there.
    fn pair(&self, pair: [&Vec<bool>; 2], seed: u64, each: u64, plan: Plan) -> Vec<bool> {
        let [one, other] = pair;
        let agree = one.iter().zip(other).map(|(one, other)| one == other);
        let fixed = agree.zip(&self.aim.fixed).map(|(same, fixed)| same || *fixed).collect();
        let between = Aim { fixed, ..self.aim.clone() };
        let better = if self.compare(one, other).is_ge() { one } else { other };
        let steps = Leash { steps: each / 7, ..self.leash };
        let start = Neighbourhoods::new(self.core, &between, better.clone(), seed).run(&steps);
        self.job(self.aim, start.clone(), seed, each, plan).unwrap_or(start)
    }

    /// A walk and small exact searches around its best set; `None` if it met no set.
    fn job(
        &self,
        aim: &Aim,
        start: Vec<bool>,
        seed: u64,
        steps: u64,
        plan: Plan,
    ) -> Option<Vec<bool>> {
        let walking = steps * plan.walking / 100;
        let leash = |steps| Leash { steps, ..self.leash };
        // Prices say nothing of queues.
        let trusts: &[f64] = if self.core.queues.is_some() { &[0.0] } else { plan.trust };
        let trust = trusts[(seed % trusts.len() as u64) as usize];
        let manner = Manner { trust, penalty: plan.penalty };
        let walked =
            Walk::new(self.core, (aim, self.lanes), start, seed, manner).run(&leash(walking))?;
        if plan.walking == 100 {
            return Some(walked);
        }
        let around = Neighbourhoods::new(self.core, aim, walked, seed);
        Some(around.run(&leash(steps - walking)))
    }

    fn seed_of(&self, round: usize, number: usize) -> u64 {
        let job = (round as u64) << 32 | number as u64;
        self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(job)
    }

    /// Which of two sets is worth more.
    fn compare(&self, one: &[bool], other: &[bool]) -> std::cmp::Ordering {
        let sum = |of: &[f64], set: &[bool]| -> f64 {
            of.iter().zip(set).filter(|(_, on)| **on).map(|(worth, _)| worth).sum()
        };
        let first = sum(&self.aim.first, one).total_cmp(&sum(&self.aim.first, other));
        first.then_with(|| sum(&self.aim.weight, one).total_cmp(&sum(&self.aim.weight, other)))
    }
}

/// Runs jobs, some at the same time, and gives their results in order.
fn in_threads<T: Send, R: Send>(
    threads: usize,
    jobs: Vec<T>,
    run: impl Fn(usize, T) -> R + Sync,
) -> Vec<R> {
    if threads < 2 || jobs.len() < 2 {
        return jobs.into_iter().enumerate().map(|(number, job)| run(number, job)).collect();
    }
    let mut results = Vec::new();
    let mut jobs = jobs.into_iter().enumerate().peekable();
    while jobs.peek().is_some() {
        let batch: Vec<(usize, T)> = jobs.by_ref().take(threads).collect();
        let run = &run;
        results.extend(std::thread::scope(|scope| {
            let spawn = |(number, job)| scope.spawn(move || run(number, job));
            let handles: Vec<_> = batch.into_iter().map(spawn).collect();
            let join = |handle: std::thread::ScopedJoinHandle<'_, R>| match handle.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            handles.into_iter().map(join).collect::<Vec<R>>()
        }));
    }
    results
}
