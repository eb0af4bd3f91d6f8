//! Forecasts of balances: no scenario, since a forecast changes no state.
#![allow(clippy::unwrap_used, reason = "a test may")]

use solvers::corridor::forecast::{Bound, History, Model, Reached};

fn history(flows: &[i128], balance: i128) -> History {
    History { flows: flows.to_vec(), weekday: 0, balance }
}

fn all(days: u32) -> Reached {
    Reached { earliest: Some(days), expected: Some(days), latest: Some(days) }
}

#[test]
fn a_steady_drain_runs_out_on_the_day_it_must() {
    let history = history(&[-10; 5], 95);
    let model = Model::of(&history).unwrap();
    assert_eq!(model.reaches(history.balance, Bound::Floor(0), 60), all(10));
    // A credit line of 20 lasts two days more.
    assert_eq!(model.reaches(history.balance, Bound::Floor(-20), 60), all(12));
    let never = Reached { earliest: None, expected: None, latest: None };
    assert_eq!(model.reaches(history.balance, Bound::Floor(0), 9), never);
    assert_eq!(model.reaches(history.balance, Bound::Cap(96), 1_000), never);
}

#[test]
fn a_steady_surplus_reaches_its_cap_and_one_that_is_there_is_told_at_once() {
    let history = history(&[7; 4], 100);
    let model = Model::of(&history).unwrap();
    assert_eq!(model.reaches(history.balance, Bound::Cap(121), 60), all(3));
    assert_eq!(model.reaches(history.balance, Bound::Cap(100), 60), all(0));
    assert_eq!(model.reaches(0, Bound::Floor(0), 60), all(0));
}

#[test]
fn spread_opens_the_band() {
    let history = history(&[-20, 0, -20, 0, -20, 0], 100);
    let model = Model::of(&history).unwrap();
    let reached = model.reaches(history.balance, Bound::Floor(0), 365);
    assert_eq!(reached.expected, Some(10));
    assert!(reached.earliest.unwrap() < 10);
    assert!(reached.latest.is_none_or(|latest| latest > 10));
}

#[test]
fn weekends_are_known_after_four_weeks_and_not_before() {
    let week = [-10, -10, -10, -10, -10, 0, 0];
    let weeks = |count: usize| Model::of(&history(&week.repeat(count), 0)).unwrap();
    assert!(!weeks(3).by_weekday);
    let four = weeks(4);
    assert!(four.by_weekday);
    assert_eq!((four.spread, four.next()), (0.0, -10.0));
    // Five working days take 50, the weekend nothing, the next Monday 10.
    assert_eq!(four.reaches(50, Bound::Floor(0), 60), all(5));
    assert_eq!(four.reaches(51, Bound::Floor(0), 60), all(8));
}

#[test]
fn one_large_payment_does_not_make_its_weekday_a_large_one() {
    let mut days = vec![0; 15];
    days[7] = -700;
    let model = Model::of(&history(&days, 0)).unwrap();
    // The day after is another Tuesday: it brings what all days do, and the mean that is told.
    assert!((model.next() - model.mean()).abs() < 1e-9, "{model:?}");
    assert_eq!(model.reaches(350, Bound::Floor(0), 60).expected, Some(8));
}

#[test]
fn a_trend_is_followed_where_it_shows() {
    let falling: Vec<i128> = (0..12).map(|day| -10 * day).collect();
    let model = Model::of(&history(&falling, 0)).unwrap();
    assert!((model.trend + 10.0).abs() < 1e-9, "{model:?}");
    // The days to come take 120, 130, 140.
    assert!((model.next() + 120.0).abs() < 1e-9, "{model:?}");
    assert_eq!(model.reaches(250, Bound::Floor(0), 60), all(2));
    assert_eq!(model.reaches(251, Bound::Floor(0), 60), all(3));
    let noise = [3, -3, 2, -4, 4, -2, 3, -3, 2, -2, 1, -1];
    assert_eq!(Model::of(&history(&noise, 0)).unwrap().trend, 0.0);
}

#[test]
fn too_few_days_say_nothing() {
    assert!(Model::of(&history(&[-10, -10], 50)).is_none());
}
