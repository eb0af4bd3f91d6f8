//! Files of exchange rounds.

use serde_json::{Value, json};
use solvers::exchange::clear;

fn answer(file: &Value) -> Value {
    let answer = clear(&file.to_string()).expect("a round");
    // A `Value` holds no more than 64 bits; a longer value is read back as a float, which is enough.
    let written = serde_json::to_string(&answer).expect("written");
    serde_json::from_str(&written).expect("read back")
}

fn ring() -> Value {
    let order = |sell: &str, buy: &str, amount: u64, num: u64, den: u64| json!({ "sell": sell, "buy": buy, "amount": amount, "limit_num": num, "limit_den": den });
    json!({
        "problem": "P4",
        "input": {
            "currencies": ["CNY", "INR", "RUB"],
            "orders": [
                order("CNY", "INR", 100_000, 115, 10),
                order("INR", "RUB", 1_200_000, 110, 100),
                order("RUB", "CNY", 1_500_000, 75, 1000),
            ],
        },
    })
}

#[test]
fn a_round_is_answered_in_exact_ratios_and_whole_units() {
    let answer = answer(&ring());
    assert_eq!(answer["prices"], json!(["1", "1/12", "3/40"]));
    assert_eq!(answer["fills"][2], json!({ "sold": 1_333_333, "received": 99_999 }));
    assert_eq!(answer["residue"], json!({ "CNY": 1, "INR": 0, "RUB": 0 }));
    assert_eq!((&answer["problem"], &answer["equilibrium"]), (&json!("P4"), &json!(true)));
}

#[test]
fn what_agents_set_is_read_and_what_bound_is_told() {
    let mut file = ring();
    file["input"]["rates"] = json!({ "CNY": "1200", "INR": 100, "RUB": 90 });
    file["input"]["halted"] = json!(["RUB"]);
    let answer = answer(&file);
    assert_eq!(answer["bound"], json!(["halted RUB"]));
    assert_eq!(answer["fills"][0], json!({ "sold": 0, "received": 0 }));
}

#[test]
fn what_is_no_round_is_told_with_its_place() {
    let told = |change: fn(&mut Value)| {
        let mut file = ring();
        change(&mut file["input"]);
        clear(&file.to_string()).expect_err("no round").to_string()
    };
    let unknown = told(|input| input["orders"][1]["buy"] = json!("XAU"));
    assert!(unknown.contains("order 1, buy") && unknown.contains("XAU"), "{unknown}");
    let nothing = told(|input| input["orders"][2]["amount"] = json!(0));
    assert!(nothing.contains("order 2, amount: is zero"), "{nothing}");
    let level = told(|input| input["orders"][1]["limit_den"] = json!(0));
    assert!(level.contains("order 1, limit_num or limit_den: is zero"), "{level}");
    let twice = told(|input| input["currencies"][2] = json!("INR"));
    assert!(twice.contains("INR stands twice"), "{twice}");
    let worthless = told(|input| input["rates"] = json!({ "INR": 0 }));
    assert!(worthless.contains("rates, INR: is not between 1"), "{worthless}");
    let same = told(|input| input["orders"][0]["buy"] = json!("CNY"));
    assert!(same.contains("order 0, buy: is what it sells"), "{same}");
    let vast = told(|input| input["orders"][0]["amount"] = json!(u64::MAX));
    assert!(vast.contains("of CNY are sold together"), "{vast}");
    let below = told(|input| input["orders"][0]["limit_num"] = json!(-3));
    assert!(below.contains("order 0, limit_num"), "{below}");
    let none = told(|input| input["orders"] = json!(7));
    assert!(none.contains("orders"), "{none}");
}

/// A file of currencies A to D and orders (sell and buy, amount, limit).
fn file(orders: &[(&str, u64, u64, u64)]) -> Value {
    let order = |(pair, amount, num, den): &(&str, u64, u64, u64)| json!({ "sell": pair[..1], "buy": pair[1..], "amount": amount, "limit_num": num, "limit_den": den });
    let orders: Vec<Value> = orders.iter().map(order).collect();
    let is_there =
        |name: &&str| orders.iter().any(|one| one["sell"] == **name || one["buy"] == **name);
    let currencies: Vec<&str> = ["A", "B", "C", "D"].into_iter().filter(is_there).collect();
    json!({ "problem": "P4", "input": { "currencies": currencies, "orders": orders } })
}

/// That a file comes to an equilibrium at these prices, with these fills (sold, received).
fn comes_to(file: &Value, prices: &[&str], fills: &[(u64, u64)]) {
    let answer = answer(file);
    assert_eq!(answer["equilibrium"], json!(true), "{file} {answer}");
    assert_eq!(answer["prices"], json!(prices), "{file}");
    let fill = |(sold, received): &(u64, u64)| json!({ "sold": sold, "received": received });
    let fills: Vec<Value> = fills.iter().map(fill).collect();
    assert_eq!(answer["fills"], json!(fills), "{file}");
}

#[test]
fn an_order_at_its_limit_may_sell_a_unit_more_than_is_exact() {
    let orders = [("AB", 1_000_000, 8, 10), ("BA", 1, 11, 10)];
    comes_to(&file(&orders), &["1", "5/4"], &[(2, 1), (1, 1)]);
}

#[test]
fn an_order_at_its_limit_whose_part_brings_nothing_stays_unfilled_at_the_same_prices() {
    let orders = [
        ("DB", 254, 95, 1000),
        ("AD", 102, 210, 100),
        ("CA", 454, 100, 200),
        ("DC", 385, 80, 100),
        ("BC", 939, 800, 100),
    ];
    let fills = [(254, 25), (102, 255), (204, 102), (0, 0), (25, 200)];
    comes_to(&file(&orders), &["1", "4", "1/2", "2/5"], &fills);
}

#[test]
fn a_small_order_to_which_the_price_brings_a_unit_is_filled() {
    let orders = [
        ("BA", 253, 1050, 500),
        ("BA", 132, 1000, 500),
        ("AB", 189, 400, 1000),
        ("AB", 1, 450, 1000),
        ("AB", 2, 475, 1000),
        ("AB", 925_486, 525, 1000),
    ];
    let fills = [(0, 0), (95, 190), (189, 94), (0, 0), (2, 1), (0, 0)];
    comes_to(&file(&orders), &["1", "2"], &fills);
}

#[test]
fn amounts_may_be_far_apart() {
    for digits in 5..=18 {
        let vast = 10_u64.pow(digits);
        let two = file(&[("AB", 30_000, 1, 1), ("BA", vast, 9, 10)]);
        comes_to(&two, &["1", "9/10"], &[(30_000, 33_333), (33_333, 29_999)]);
        let three = file(&[("CB", 30_000, 1, 1), ("AC", vast, 9, 10), ("BC", vast, 9, 10)]);
        let three = answer(&three);
        assert_eq!(three["fills"][0], json!({ "sold": 30_000, "received": 33_333 }), "{digits}");
        assert_eq!(three["equilibrium"], json!(true), "{digits}");
    }
    let orders = [("AB", 12_644_712_171_905_762, 960, 1200), ("BA", 63, 960, 1200)];
    comes_to(&file(&orders), &["1", "5/4"], &[(78, 62), (63, 78)]);
}

#[test]
fn a_limit_of_zero_sells_at_any_price() {
    let orders = [("AB", 100, 0, 1), ("BA", 40, 2, 1)];
    comes_to(&file(&orders), &["1", "5/2"], &[(100, 40), (40, 100)]);
    let orders = [("AB", 100, 0, 7), ("BA", 400, 2, 1)];
    comes_to(&file(&orders), &["1", "2"], &[(100, 50), (50, 100)]);
}

#[test]
fn the_shared_examples_come_out_as_expected() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/clearing");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: {folder} is not here");
        return;
    };
    for path in files.map(|file| file.expect("listed").path()) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Ok(file) = serde_json::from_str::<Value>(&text) else { continue };
        if file["problem"] != "P4" {
            continue;
        }
        let answer = answer(&file);
        let expected = &file["expected"];
        let ratios = expected["price_ratios_to_first_currency"].as_array().expect("a list");
        assert!(ratios.contains(&answer["prices"]), "{}: {}", path.display(), answer["prices"]);
        assert_eq!(answer["fills"], expected["integer_fills_floor_rule"], "{}", path.display());
        assert_eq!(answer["residue"], expected["residue_per_currency"], "{}", path.display());
    }
}
