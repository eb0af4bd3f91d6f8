//! Claims about what settled, taken apart, and about what would settle with how much more room.
use netting::{
    Flow, Item, Order, Problem, Queues, Row, RowId, Selection, Violation, check, lacking, rings,
};
use proptest::prelude::*;

fn flow(from: u32, to: u32, money: u32, weight: u128) -> Flow {
    Flow { from, to, money, weight }
}

#[test]
fn a_ring_across_three_moneys_is_one_ring() {
    // Sberbank pays ICBC roubles, ICBC pays SBI yuan, SBI pays Sberbank rupees, all worth 7.
    let flows = [flow(1, 2, 0, 7), flow(2, 3, 1, 7), flow(3, 1, 2, 7)];
    let found = rings(&flows);
    assert_eq!(found.rings.len(), 1);
    assert_eq!((found.rings[0].weight, &found.rings[0].flows), (7, &vec![0, 1, 2]));
    assert_eq!(found.rest, vec![0, 0, 0]);
}

#[test]
fn what_two_owe_each_other_is_told_before_longer_rings_through_the_same_flow() {
    let flows = [flow(1, 2, 0, 10), flow(2, 1, 0, 4), flow(2, 3, 0, 6), flow(3, 1, 0, 6)];
    let found = rings(&flows);
    let told: Vec<_> = found.rings.iter().map(|ring| (ring.weight, ring.flows.clone())).collect();
    assert_eq!(told, vec![(4, vec![0, 1]), (6, vec![0, 2, 3])]);
}

#[test]
fn what_goes_nowhere_back_is_the_rest() {
    let flows = [flow(1, 2, 0, 5), flow(2, 3, 0, 5), flow(4, 4, 0, 3)];
    let found = rings(&flows);
    assert!(found.rings.is_empty());
    assert_eq!(found.rest, vec![5, 5, 3]);
}

fn flows() -> impl Strategy<Value = Vec<Flow>> {
    let one = (0_u32..6, 0_u32..6, 0_u32..3, 0_u128..20);
    prop::collection::vec(
        one.prop_map(|(from, to, money, weight)| flow(from, to, money, weight)),
        0..24,
    )
}

/// Whether any way leads from a party back to it over flows with something left.
fn has_ring(flows: &[Flow], left: &[u128]) -> bool {
    let reaches = |from: u32, to: u32| {
        let mut seen = vec![from];
        let mut index = 0;
        while index < seen.len() {
            for (flow, left) in flows.iter().zip(left) {
                if *left > 0 && flow.from == seen[index] && flow.from != flow.to {
                    if flow.to == to {
                        return true;
                    }
                    if !seen.contains(&flow.to) {
                        seen.push(flow.to);
                    }
                }
            }
            index += 1;
        }
        false
    };
    (0..6).any(|party| reaches(party, party))
}

proptest! {
    #[test]
    fn rings_and_rest_are_the_flows_and_the_rest_has_no_ring(flows in flows()) {
        let found = rings(&flows);
        let mut sums = found.rest.clone();
        for ring in &found.rings {
            prop_assert!(ring.weight > 0 && ring.flows.len() > 1);
            let parties: std::collections::BTreeSet<u32> =
                ring.flows.iter().map(|at| flows[*at].from).collect();
            prop_assert_eq!(parties.len(), ring.flows.len(), "no party twice");
            for (place, at) in ring.flows.iter().enumerate() {
                let next = ring.flows[(place + 1) % ring.flows.len()];
                prop_assert_eq!(flows[*at].to, flows[next].from, "each pays the next");
                sums[*at] += ring.weight;
            }
        }
        let weights: Vec<u128> = flows.iter().map(|flow| flow.weight).collect();
        prop_assert_eq!(sums, weights);
        prop_assert!(!has_ring(&flows, &found.rest));
        prop_assert_eq!(rings(&flows), found);
    }
}

/// Rows with their room and order, and payments: from, to, amount, class.
type Stated = (Vec<(i128, bool)>, Vec<(usize, usize, i128, u8)>);

fn stated() -> impl Strategy<Value = Stated> {
    let rows = prop::collection::vec((-3_i128..12, any::<bool>()), 4);
    let items = prop::collection::vec((0_usize..4, 0_usize..4, 1_i128..10, 0_u8..3), 1..10);
    (rows, items).prop_map(|(rows, mut items)| {
        items.retain(|(from, to, ..)| from != to);
        (rows, items)
    })
}

/// The problem with so much more room in each row.
fn built(stated: &Stated, more: &[(RowId, u128)]) -> Problem {
    let mut problem = Problem::default();
    for (index, (slack, strict)) in stated.0.iter().enumerate() {
        let given = more.iter().find(|(row, _)| row.index() == index);
        let given = given.map_or(0, |(_, more)| i128::try_from(*more).expect("small"));
        let order = if *strict { Order::Strict } else { Order::Bypass };
        problem.push_row(Row { slack: slack + given, order }).expect("few rows");
    }
    for (from, to, amount, class) in &stated.1 {
        let row = |index| RowId::new(index).expect("few rows");
        let changes = [(row(*from), -amount), (row(*to), *amount)];
        let queues = [row(*from)];
        let item = Item { class: *class, value: 1, changes: &changes, queues: &queues };
        problem.push_item(&item).expect("it is sound");
    }
    problem
}

fn selection(problem: &Problem, set: &[usize]) -> Selection {
    Selection((0..problem.items()).map(|item| set.contains(&item)).collect())
}

proptest! {
    #[test]
    fn with_exactly_what_is_lacking_a_set_settles_and_with_less_it_does_not(stated in stated()) {
        let bare = built(&stated, &[]);
        let queues = Queues::of(&bare);
        for item in 0..bare.items() {
            let set = queues.with_ahead(item, 100).unwrap();
            let lack = lacking(&bare, set.iter().copied()).unwrap();
            let enough = built(&stated, &lack);
            prop_assert!(check(&enough, &selection(&enough, &set)).is_ok());
            for short in 0..lack.len() {
                let mut less = lack.clone();
                less[short].1 -= 1;
                let poor = built(&stated, &less);
                let judged = check(&poor, &selection(&poor, &set));
                let unit = Violation::Short { row: lack[short].0, lacking: 1 };
                prop_assert_eq!(judged, Err(unit));
            }
        }
    }

    #[test]
    fn no_smaller_set_with_an_item_keeps_the_order_of_the_queues(stated in stated()) {
        let bare = built(&stated, &[]);
        let queues = Queues::of(&bare);
        for item in 0..bare.items() {
            let least = queues.with_ahead(item, 100).unwrap();
            for mask in 0_u32..(1 << bare.items()) {
                let set: Vec<usize> = (0..bare.items()).filter(|at| mask >> at & 1 == 1).collect();
                let judged = check(&bare, &selection(&bare, &set));
                if set.contains(&item) && !matches!(judged, Err(Violation::OutOfOrder { .. })) {
                    prop_assert!(least.iter().all(|at| set.contains(at)));
                }
            }
            prop_assert_eq!(queues.with_ahead(item, least.len() - 1), None);
        }
    }
}
