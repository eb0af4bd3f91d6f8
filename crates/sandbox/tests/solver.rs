//! A solver from outside, which knows the door alone: it reads a problem, solves it as
//! `sarraf clear` does, and proposes what it found.
//! No scenario, since scenarios know neither HTTP nor files.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use place::{INDIA, Place, ROUBLE, RUSSIA, minute};
use serde_json::{Value, json};
use solvers::Options;

/// What was sent and stepped so far, in minutes.
struct Talk {
    place: Place,
    minute: u8,
}

impl Talk {
    fn send(&mut self, by: &str, command: &str, fields: &Value) -> client::Told {
        self.minute += 1;
        let mut body = json!({ "command": command, "asked_at": minute(self.minute).to_string() });
        for (key, value) in fields.as_object().unwrap() {
            body[key] = value.clone();
        }
        let path = api::Ask::named(command).unwrap().path_of(&body).unwrap();
        self.place.send(by, &path, &body, self.minute)
    }

    fn accept(&mut self, by: &str, command: &str, fields: &Value) -> client::Told {
        let told = self.send(by, command, fields);
        assert_eq!(told.status, 200, "{command}: {told:?}");
        told
    }

    /// A payment of roubles; waits where its payer does not hold as many.
    fn pay(&mut self, number: u8, from: &str, to: &str, amount: &str) -> String {
        let uetr = format!("5a3c1d6e-2f4b-4c8d-9e0f-0000000000{number:02x}");
        let leg = json!({ "debtor": from, "creditor": to, "currency": "RUB", "amount": amount });
        let payment = json!({
            "uetr": uetr, "legs": [leg], "date": "2026-11-24", "priority": "normal",
            "category": "interbank",
        });
        self.accept(from, "SubmitInstruction", &payment);
        uetr
    }

    /// One bank owes 12,000 and holds nothing any more; the other holds nothing and owes it 4, 4, 6
    /// and 6 thousand: the machine's own search takes the fours first, and finds no set.
    fn queue(&mut self) -> Vec<String> {
        let policy = json!({ "currency": "RUB", "policy": "bypass" });
        self.accept(RUSSIA, "SetQueuePolicy", &policy);
        let agent = self.place.agent(ROUBLE);
        self.pay(9, INDIA, &agent, "100000.00");
        let large = self.pay(1, INDIA, RUSSIA, "12000.00");
        let small = [(2, "4000.00"), (3, "4000.00"), (4, "6000.00"), (5, "6000.00")];
        let small = small.map(|(number, amount)| self.pay(number, RUSSIA, INDIA, amount));
        [large].into_iter().chain(small).collect()
    }
}

/// Where nobody but us searches.
fn talk() -> Talk {
    Talk { place: Place::searching(None), minute: 1 }
}

/// What `sarraf clear` prints of a text.
fn clear(problem: &Value) -> Value {
    let answer = solvers::clear::clear(&problem.to_string(), &Options::default()).unwrap();
    serde_json::to_value(&answer).unwrap()
}

#[test]
fn a_set_that_is_found_outside_is_settled_where_it_is_better_than_the_machines_own() {
    let mut talk = talk();
    let names = talk.queue();
    let problem = talk.place.get("/v1/offsetting/problem");
    assert_eq!(problem["input"]["items"].as_array().unwrap().len(), 5, "{problem}");
    assert_eq!(problem["input"]["queues"][format!("{RUSSIA}/RUB")], "bypass");
    assert_eq!(problem["input"]["balances"][format!("{INDIA}/RUB")], 0);
    let found = clear(&problem);
    assert_eq!(found["chosen"], json!([names[0], names[3], names[4]]), "{found}");

    let mut stranger = json!({ "items": [names[0], names[1], names[2], names[3]] });
    let told = talk.send(RUSSIA, "ProposeOffsetting", &stranger);
    assert_eq!(told.body["name"], "ProposalInfeasible", "{told:?}");
    // R-OFF-07: the rule that is broken, and where, but not how much others lack.
    let objection = json!({
        "name": "Short", "rule": "R-OFF-07", "party": RUSSIA, "currency": "RUB",
        "text": format!("the RUB account of {RUSSIA} would end below its floor"),
        "lacking": "2000.00",
    });
    assert_eq!((&told.body["rule"], &told.body["objection"]), (&json!("R-OFF-07"), &objection));
    let told = talk.send(INDIA, "ProposeOffsetting", &stranger);
    assert_eq!(told.body["objection"]["party"], RUSSIA, "{told:?}");
    assert_eq!(told.body["objection"]["lacking"], Value::Null, "{told:?}");
    stranger["items"] = found["chosen"].clone();
    stranger["value"] = json!(found["value"].to_string());
    let told = talk.accept(RUSSIA, "ProposeOffsetting", &stranger);
    let round = talk.place.get("/v1/offsetting/rounds");
    let round = round["rounds"].as_array().unwrap().iter().rfind(|r| r["scope"] == "proposed");
    assert_eq!(round.unwrap()["settled"], 3, "{told:?}");
    assert_eq!(
        talk.place.get("/v1/offsetting/problem")["input"]["items"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn what_is_found_outside_keeps_limits_and_caps() {
    let mut talk = talk();
    let names = talk.queue();
    let limit =
        |amount: Value| json!({ "currency": "RUB", "counterparty": RUSSIA, "amount": amount });
    talk.accept(INDIA, "SetBilateralLimit", &limit(json!("0.00")));
    let problem = talk.place.get("/v1/offsetting/problem");
    let row = format!("{INDIA} RUB limit {RUSSIA}/XXX");
    assert!(problem["rows"].as_array().unwrap().contains(&json!(row)), "{problem}");
    let found = clear(&problem);
    assert_eq!(found["chosen"], json!([names[0], names[3], names[4]]), "12 come back: {found}");
    talk.accept(INDIA, "SetBilateralLimit", &limit(Value::Null));

    let agent = talk.place.agent(ROUBLE);
    let accounts = talk.place.get(&format!("/v1/participants/{RUSSIA}"));
    let mut accounts = accounts["accounts"].as_array().unwrap().iter();
    let class = accounts.find(|row| row["currency"] == "RUB").unwrap()["class"].clone();
    let cap = json!({ "currency": "RUB", "class": class, "cap": "0.00" });
    talk.accept(&agent, "SetHoldingCap", &cap);
    let problem = talk.place.get("/v1/offsetting/problem");
    let row = format!("{RUSSIA} RUB cap/XXX");
    assert!(problem["rows"].as_array().unwrap().contains(&json!(row)), "{problem}");
    assert_eq!(clear(&problem)["chosen"], json!([names[0], names[3], names[4]]), "all goes on");
    let set = json!({ "items": [names[0], names[3], names[4]] });
    talk.accept(RUSSIA, "ProposeOffsetting", &set);
    let surplus = talk.place.get(&format!("/v1/surplus?participant={RUSSIA}"));
    assert_eq!(surplus["holding_caps"], json!([cap]), "{surplus}");
}

/// Orders of both sides that meet.
fn orders(talk: &mut Talk) {
    let rupees = json!({
        "name": "5a3c1d6e-2f4b-4c8d-9e0f-1a2b3c4d5e6f",
        "sell": { "currency": "INR", "amount": "1000.00" },
        "buy": { "currency": "RUB", "at_least": "800.00" }, "rounds": 5,
    });
    let roubles = json!({
        "name": "6b4d2e7f-3a5c-4d9e-8f1a-2b3c4d5e6f70",
        "sell": { "currency": "RUB", "amount": "5000.00" },
        "buy": { "currency": "INR", "at_least": "5000.00" }, "rounds": 5,
    });
    for (by, order) in [(RUSSIA, rupees), (INDIA, roubles)] {
        talk.minute += 1;
        let told = talk.place.send(by, "/v1/orders", &order, talk.minute);
        assert_eq!(told.status, 200, "{told:?}");
    }
}

/// What the answer of `sarraf clear` to a round says, as a proposal says it.
fn proposal(problem: &Value, found: &Value) -> Value {
    let input = &problem["input"];
    let codes = input["currencies"].as_array().unwrap().iter();
    let worth = found["worth"].as_array().unwrap().iter().zip(found["shares"].as_array().unwrap());
    let prices = codes
        .zip(worth)
        .map(|(code, (worth, share))| json!({ "currency": code, "worth": worth, "share": share }));
    let orders = input["orders"].as_array().unwrap().iter();
    let fills = orders.zip(found["fills"].as_array().unwrap());
    let fills = fills.filter(|(_, fill)| fill["sold"] != 0 || fill["received"] != 0);
    let fills = fills.map(|(order, fill)| {
        json!({
            "order": order["order"], "sold": fill["sold"].to_string(),
            "received": fill["received"].to_string(),
        })
    });
    let standing = if found["equilibrium"] == true { "equilibrium" } else { "partial" };
    json!({
        "round": problem["round"], "standing": standing, "value": found["value"].to_string(),
        "prices": prices.collect::<Vec<_>>(), "fills": fills.collect::<Vec<_>>(),
        "constraints": found["constraints"],
    })
}

#[test]
fn prices_that_are_found_outside_pass_the_check_of_the_round_that_is_open() {
    let mut talk = talk();
    // An hour between rounds, and most of it to propose in.
    let stands = talk.place.get("/v1/rulebooks");
    let mut book = stands["parameters"].clone();
    book["exchange_interval"] = json!(1800);
    book["exchange_window"] = json!(1700);
    let next = stands["version"].as_u64().unwrap() + 1;
    let book = json!({ "version": next, "from": 1, "parameters": book });
    talk.accept(sandbox::OPERATOR, "ActivateRulebook", &book);
    orders(&mut talk);
    let round = loop {
        talk.minute += 1;
        talk.place.step(talk.minute);
        let path = "/v1/exchange/problem";
        let told = talk.place.runtime.block_on(talk.place.client.get(path));
        if told.is_ok_and(|told| told["round"].is_u64()) {
            break talk.place.get(path);
        }
        assert!(talk.minute < 100, "no round opens");
    };
    let found = clear(&round);
    assert_eq!(found["fills"].as_array().unwrap().len(), 2, "{found}");
    let mut proposed = proposal(&round, &found);
    assert_eq!(proposed["value"], round["best"]["value"], "nothing better is possible here");
    // The check comes before the question whether it is better.
    let told = talk.send(RUSSIA, "ProposePrices", &proposed);
    assert_eq!(told.body["name"], "PricesNotBetter", "{proposed}, {told:?}");
    proposed["fills"][0]["sold"] = json!("99999");
    let told = talk.send(RUSSIA, "ProposePrices", &proposed);
    assert_eq!(told.body["name"], "PricesInfeasible", "{told:?}");
    let order = &proposed["fills"][0]["order"];
    assert_eq!((&told.body["rule"], &told.body["objection"]["order"]), (&json!("R-FX-19"), order));
}

#[test]
fn a_proposal_of_a_hundred_thousand_items_is_read() {
    let talk = talk();
    let name = |number: u32| format!("5a3c1d6e-2f4b-4c8d-9e0f-0000{number:08x}");
    let items: Vec<String> = (0..100_000).map(name).collect();
    let body = json!({
        "command": "ProposeOffsetting", "asked_at": minute(2).to_string(), "items": items,
    });
    let told = talk.place.send(RUSSIA, "/v1/offsetting/proposals", &body, 2);
    assert_eq!(told.body["name"], "ProposalStale", "{told:?}");
    let body = json!({
        "command": "ProposeOffsetting", "asked_at": minute(3).to_string(),
        "items": vec![name(1); 120_000],
    });
    let told = talk.place.refused(RUSSIA, "/v1/offsetting/proposals", &body.to_string());
    assert_eq!(told.status, 413, "{told:?}");
}
