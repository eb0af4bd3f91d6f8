//! Random stories in which parties cap what one of their keys sends.

use std::collections::BTreeMap;

use settlement::approval::Event as ApprovalEvent;
use settlement::{Command, Event, Machine, Refusal};
use testkit::generate::Story;
use testkit::twin::Twin;

/// Enough for caps to be set, reached and lifted in some of them.
const STORIES: u64 = 60;

#[test]
fn stories_set_caps_reach_them_and_twins_agree() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 1_000..1_000 + STORIES {
        let story = Story::of(seed, 400);
        let mut machine = Machine::new(story.genesis.clone());
        let mut twin = Twin::new(&story.genesis);
        for (index, step) in story.steps.iter().enumerate() {
            let mut events = Vec::new();
            machine.apply(step.moment, step.envelope.clone(), &mut events);
            let expected = twin.apply(step.moment, &step.envelope);
            let refused = events.iter().find_map(|event| match event {
                Event::Refused { refusal, .. } => Some(*refusal),
                _ => None,
            });
            assert_eq!(refused, expected, "seed {seed}, command {index}: {step:#?}");
            let approval = matches!(step.envelope.command, Command::Approval(_));
            for event in &events {
                let kind = match event {
                    Event::Approval(ApprovalEvent::OutflowCapSet { cap: Some(_), .. }) => "set",
                    Event::Approval(ApprovalEvent::OutflowCapSet { cap: None, .. }) => "lifted",
                    Event::Refused { refusal: Refusal::OutflowCapReached, .. } => "reached",
                    Event::Refused { refusal: Refusal::ApprovalNeeded, .. } if !approval => "alone",
                    _ => continue,
                };
                *seen.entry(kind).or_default() += 1;
            }
        }
    }
    println!("{seen:?}");
    assert_eq!(seen.len(), 4, "{seen:?}");
}
