//! Commands that some days of payments might bring, and some that they should not.
//!
//! [`Story::of`] makes a world and a sequence of commands from a seed, the same on every machine:
//! a few currencies with different minor units and hours, one of them round the clock and one with
//! its weekend on Friday and Saturday, or all of them round the clock; their agents; banks with little money, so that queues build
//! up, sets are found and closes have something to end.
//! All commands occur, most of them sound; some come from the wrong party, name what is not known,
//! carry nothing, too much or a stale date, or say what was said before.
//! Time passes by nothing, seconds, hours or days between them.
//!
//! Left out is what the rules do not speak of: calendars under which a day begins before the last
//! has ended, and other values of `bypass_depth` and `retention_days` than a world starts with.

mod agreed;
mod asked;
mod blocked;
mod converted;
mod cycles;
mod exchange;
mod paid;
mod random;
mod surplus;
mod swapped;
mod world;

use settlement::{Envelope, Genesis, Moment};

pub use self::random::Random;
use self::world::World;

/// A command, where and when it is given.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its record.
    pub moment: Moment,
    /// The command and who gives it.
    pub envelope: Envelope,
}

/// A world and what happens in it.
#[derive(Clone, Debug)]
pub struct Story {
    /// What it was made from.
    pub seed: u64,
    /// What its system starts from.
    pub genesis: Genesis,
    /// Its commands. Order: as given; moments never go back.
    pub steps: Vec<Step>,
}

impl Story {
    /// The story of a seed: what sets its world up, then `commands` more.
    pub fn of(seed: u64, commands: usize) -> Self {
        let (mut world, mut steps) = World::new(seed);
        for _ in 0..commands {
            world.pass_time();
            let (by, command) = world.next_command();
            // R-APR-07
            let command = world.signed(by, command);
            steps.push(world.step(by, command));
        }
        Self { seed, genesis: World::genesis(), steps }
    }

    /// The same world with exchange open and the newest behaviour, and mostly payments with
    /// conversion in it, with quotes for them and payments that may bring them their money.
    pub fn of_conversions(seed: u64, commands: usize) -> Self {
        let (mut world, mut steps) = World::new(seed);
        for (by, command) in world.found_conversions() {
            steps.push(world.step(by, command));
        }
        for _ in 0..commands {
            if world.is_between_plans() || world.happens_once_in(12) {
                world.pass_time();
            }
            let (by, command) = world.conversions();
            steps.push(world.step(by, command));
        }
        Self { seed, genesis: World::genesis(), steps }
    }

    /// The same world, and nothing but netting cycles in it, so that they are large.
    pub fn of_cycles(seed: u64, commands: usize) -> Self {
        let (mut world, mut steps) = World::new(seed);
        for _ in 0..commands {
            if world.happens_once_in(12) {
                world.pass_time();
            }
            let (by, command) = world.cycle();
            steps.push(world.step(by, command));
        }
        Self { seed, genesis: World::genesis(), steps }
    }
}
