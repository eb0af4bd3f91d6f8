//! What a cycle tells of its compression is what the naive twin finds in its own way.
//!
//! Not a scenario, since it is a claim about any obligations.
//! `TESTKIT_SEEDS` says how many stories are played.

use std::collections::BTreeMap;

use settlement::cycle::{Compression as Told, Event as Cycle};
use settlement::{Event, Machine};
use testkit::generate::Story;
use testkit::twin::{Compressed, Compression, Twin};

fn sums<Sum: Copy>(told: &Told<Sum>, number: impl Fn(Sum) -> u128) -> Compressed {
    Compressed {
        gross: number(told.gross),
        pairs: number(told.pairs),
        cleared: number(told.cleared),
        at_most: number(told.at_most),
        pay_in: number(told.pay_in),
    }
}

fn compressions(event: &Event, told: &mut BTreeMap<u64, Compression>) {
    if let Event::Cycle(Cycle::CompressionCalculated { cycle, currencies, across }) = event {
        let single = currencies.iter().map(|(id, told)| (*id, sums(told, terms::Amount::minor)));
        let across = across.map(|across| {
            let value = settlement::fx::Value::millionths;
            (sums(&across.compression, value), value(across.pay_in_with_swaps))
        });
        told.insert(cycle.0, Compression { currencies: single.collect(), across });
    }
}

#[test]
fn compression_is_told_as_the_twin_finds_it() {
    let wanted = std::env::var("TESTKIT_SEEDS").ok().and_then(|text| text.parse().ok());
    let (mut rings, mut across) = (0, 0);
    for seed in 0..wanted.unwrap_or(300) {
        let story = if seed % 4 == 0 { Story::of_cycles(seed, 160) } else { Story::of(seed, 160) };
        let mut machine = Machine::new(story.genesis.clone());
        let (mut twin, mut told) = (Twin::new(&story.genesis), BTreeMap::new());
        for step in &story.steps {
            let mut events = Vec::new();
            machine.apply(step.moment, step.envelope.clone(), &mut events);
            twin.apply(step.moment, &step.envelope);
            events.iter().for_each(|event| compressions(event, &mut told));
        }
        assert_eq!(&told, twin.compressions(), "seed {seed}");
        for compression in told.values() {
            let all =
                compression.currencies.values().chain(compression.across.iter().map(|a| &a.0));
            for sums in all {
                let rising = [sums.pairs, sums.cleared, sums.at_most, sums.gross];
                assert!(rising.is_sorted(), "seed {seed}: {sums:?}");
                rings += usize::from(sums.cleared > sums.pairs);
            }
            across += usize::from(compression.across.is_some());
        }
    }
    println!("with rings: {rings}, across currencies: {across}");
    assert!(rings > 0 && across > 0);
}
