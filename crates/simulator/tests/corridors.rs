//! Surveys look at whole periods, which no scenario of commands says; so these are tests in code.
#![allow(clippy::unwrap_used, reason = "a test may")]

use settlement::payment::{Category, Instruction, Leg, Timing};
use settlement::surplus::{self, InvestmentTerms};
use settlement::{Command, Envelope, PartyId, Priority, issuance, payment};
use settlement::{fx::BasisPoints, swap::DayCount};
use simulator::{
    Ask, Day, Survey, Worth, corridor_between, corridor_csv, corridor_page, corridor_text, survey,
};
use terms::{Amount, Bic, CurrencyId, Digest, Uetr};

const ASK: Ask = Ask { horizon: 60, caps: Vec::new() };

fn surveyed(days: u16, payments: usize, seed: u64) -> Survey {
    let day = Day::generated_days(124, payments, days, seed).unwrap();
    survey(&day, &ASK, || {}).unwrap()
}

/// Minutes of a day.
const DAY: usize = 1440;

/// Adds commands to a period without payments, all at 07:00 UTC of its second day.
struct Hand {
    day: Day,
    names: u128,
}

impl Hand {
    fn party(&self, bic: &str) -> PartyId {
        self.day.start.party(&Bic::parse(bic).unwrap()).unwrap()
    }

    fn currency(&self, code: &str) -> CurrencyId {
        self.day.currencies().find(|(_, known, _)| known.as_str() == code).unwrap().0
    }

    fn give(&mut self, by: PartyId, command: Command) {
        let envelope = Envelope { by, evidence: Digest::ZERO, command };
        self.day.steps[DAY + 7 * 60].commands.push(envelope);
    }

    fn name(&mut self) -> Uetr {
        self.names += 1;
        Uetr::from_random(self.names)
    }

    fn issue(&mut self, code: &str, to: &str, minor: u128) {
        let (currency, to, name) = (self.currency(code), self.party(to), self.name());
        let agents = self.day.start.currencies().find(|(id, ..)| *id == currency);
        let (_, _, _, agent) = agents.unwrap();
        let amount = Amount::from_minor(minor);
        let issue = issuance::Command::Issue { name, currency, to, amount };
        self.give(agent, Command::Issuance(issue));
    }

    fn pay(&mut self, code: &str, from: &str, to: &str, minor: u128) {
        let (debtor, creditor) = (self.party(from), self.party(to));
        let (currency, amount) = (self.currency(code), Amount::from_minor(minor));
        let instruction = Instruction {
            uetr: self.name(),
            legs: vec![Leg { debtor, creditor, currency, amount }],
            date: sandbox::simulated_date().plus_days(1),
            priority: Priority::Normal,
            category: Category::Interbank,
            timing: Timing::default(),
            counter: None,
            returns: None,
        };
        let submit = payment::Command::SubmitInstruction(instruction);
        self.give(debtor, Command::Payment(submit));
    }
}

impl Hand {
    /// The agent of a currency takes so much of it for investment, or none.
    fn take(&mut self, code: &str, cap: Option<u128>) {
        let currency = self.currency(code);
        let (_, _, _, agent) =
            self.day.start.currencies().find(|(id, ..)| *id == currency).unwrap();
        let terms = cap.map(|cap| InvestmentTerms {
            interest: BasisPoints(0),
            day_count: DayCount::Actual365,
            cap: Amount::from_minor(cap),
        });
        let set = surplus::Command::SetInvestmentTerms { currency, terms };
        self.give(agent, Command::Surplus(set));
    }

    fn invest(&mut self, code: &str, by: &str, minor: u128) {
        let (currency, by, name) = (self.currency(code), self.party(by), self.name());
        let amount = Amount::from_minor(minor);
        let invest = surplus::Command::InvestFunds { name, currency, amount };
        self.give(by, Command::Surplus(invest));
    }
}

/// Rupees go one way to Russia; what comes of a sweep of them.
fn swept(cap: Option<u128>, invested: u128) -> simulator::CorridorRow {
    let mut hand = Hand { day: Day::generated_days(124, 0, 3, 1).unwrap(), names: 0 };
    hand.take("INR", cap);
    hand.issue("INR", "SBININBB", 100_000_000);
    hand.pay("INR", "SBININBB", "SABRRUMM", 92_400_000);
    if invested > 0 {
        hand.invest("INR", "SABRRUMM", invested);
    }
    survey(&hand.day, &ASK, || {}).unwrap().corridors.remove(0)
}

#[test]
fn a_sweep_is_told_only_as_far_as_the_agent_takes_the_currency() {
    let says = |row: &simulator::CorridorRow, what: &str| {
        assert!(row.why.iter().any(|sentence| sentence.contains(what)), "{:?}", row.why);
    };
    // 924,000.00 rupees are worth 10,000 units.
    let ample = swept(Some(1_000_000_000), 0);
    assert_eq!(ample.alone.sweep, units(10_000));
    says(&ample, "of INR in an investment account");
    let capped = swept(Some(9_240_000), 0);
    assert_eq!((capped.alone.sweep, capped.demands[0].taken), (units(1_000), Some(units(1_000))));
    // What is invested is under the cap, and no longer there to be swept.
    let invested = swept(Some(13_860_000), 4_620_000);
    assert_eq!(invested.alone.sweep, units(1_000));
    // Beside what is left of it there is a night's interest at the terms before.
    let held = invested.demands[0].held;
    assert!(held > units(9_500) && held < units(9_501), "{held}");
    says(&swept(Some(4_620_000), 4_620_000), "No more INR is taken for investment");
    let none = swept(None, 0);
    assert_eq!((none.alone.sweep, none.demands[0].taken), (units(0), None));
    says(&none, "No agent takes INR for investment.");
}

/// Units of the yardstick: 92.40 rupees, 82.50 roubles, 26350 dong (which have no decimals).
fn units(count: i128) -> Worth {
    Worth(count * 1_000_000)
}

#[test]
fn three_countries_on_the_machine_come_to_what_is_computed_by_hand() {
    let day = Day::generated_days(124, 0, 3, 1).unwrap();
    let mut hand = Hand { day, names: 0 };
    hand.issue("INR", "SBININBB", 100_000_000);
    hand.issue("RUB", "SABRRUMM", 100_000_000);
    hand.issue("VND", "ICBVVNVX", 100_000_000);
    hand.pay("INR", "SBININBB", "SABRRUMM", 92_400_000);
    hand.pay("INR", "SABRRUMM", "SBININBB", 4_620_000);
    hand.pay("RUB", "SABRRUMM", "ICBVVNVX", 8_250_000);
    hand.pay("VND", "ICBVVNVX", "AXISINBB", 10_540_000);
    // Without roubles it waits, and is rejected when Russia closes.
    hand.pay("RUB", "SBININBB", "SABRRUMM", 82_500);
    let survey = survey(&hand.day, &ASK, || {}).unwrap();
    assert_eq!((survey.days, survey.payments), (1, 5));
    assert!(survey.no_forecast.is_some());
    let oil = &survey.corridors[0];
    assert_eq!((oil.payer.as_str(), oil.payee.as_str()), ("IN", "RU"));
    assert_eq!((oil.gross, oil.net, oil.unsettled), (units(10_510), units(9_510), units(10)));
    assert_eq!((oil.in_order.one_currency, oil.in_order.across), (units(1_000), units(0)));
    assert_eq!((oil.in_order.rings, oil.alone.rings), (units(400), units(400)));
    assert_eq!(survey.rings[0].countries, ["IN", "RU", "VN"]);
    assert_eq!(oil.structural, units(9_110));
    // The roubles are Russia's own; nobody abroad needs rupees; the made-up line carries the rest.
    assert_eq!((oil.in_order.home, oil.in_order.exchange), (units(10), units(0)));
    assert_eq!((oil.in_order.swap_line, oil.in_order.sweep), (units(9_100), units(0)));
    assert_eq!(oil.alone.sweep, units(9_500));
    assert_eq!(oil.demands[0].held, units(9_500));
    assert_eq!((oil.forth[0].amount.as_str(), oil.forth[0].value), ("924000.00", units(10_000)));
    let dong = survey.corridors.iter().find(|row| row.payer == "VN").unwrap();
    assert_eq!((dong.forth[0].amount.as_str(), dong.forth[0].value), ("10540000", units(400)));
    let positions = ["IN", "RU", "VN"].map(|country| survey.positions[country]);
    assert_eq!(positions, [units(-9_110), units(8_510), units(600)]);
    assert_eq!(survey.totals.least_left, units(9_110));
}

#[test]
fn the_same_seed_gives_the_same_survey_and_its_parts_add_up() {
    let survey = surveyed(4, 150, 5);
    assert_eq!(survey, surveyed(4, 150, 5));
    assert_ne!(survey.books, surveyed(4, 150, 6).books);
    assert!(!survey.corridors.is_empty());
    for row in &survey.corridors {
        let parts = row.in_order;
        let offset = parts.one_currency.0 + parts.across.0 + parts.rings.0;
        assert_eq!(offset + row.structural.0, row.gross.0);
        let carried = parts.home.0 + parts.exchange.0 + parts.swap_line.0 + parts.sweep.0;
        assert_eq!(carried + row.rest.0, row.structural.0);
        let flows = row.forth.iter().chain(&row.back);
        assert_eq!(flows.map(|flow| flow.value.0).sum::<i128>(), row.gross.0);
    }
    assert_eq!(survey.positions.values().map(|net| net.0).sum::<i128>(), 0);
    assert!(survey.totals.structural >= survey.totals.least_left);
}

#[test]
fn rupees_for_oil_are_a_one_way_surplus() {
    let survey = surveyed(4, 600, 1);
    let oil = |row: &&simulator::CorridorRow| row.payer == "IN" && row.payee == "RU";
    let oil = survey.corridors.iter().find(oil).unwrap();
    let offset = oil.in_order.one_currency.0 + oil.in_order.across.0;
    assert!(offset * 4 < oil.gross.0, "{oil:?}");
    assert!(oil.structural.0 * 2 > oil.gross.0, "{oil:?}");
    let text = corridor_between(&survey, ("RU", "IN")).unwrap();
    assert!(text.contains("a structural one-way surplus"), "{text}");
    assert!(corridor_between(&survey, ("RU", "XX")).is_none());
}

#[test]
fn forecasts_are_told_in_dates_and_reports_are_whole() {
    let day = Day::generated_days(124, 200, 4, 1).unwrap();
    let rupee = day.currencies().find(|(_, code, _)| code.as_str() == "INR").unwrap().0;
    let ask = Ask { horizon: 30, caps: vec![(rupee, Amount::from_minor(1))] };
    let survey = survey(&day, &ask, || {}).unwrap();
    assert_eq!((survey.from.as_str(), survey.until.as_str()), ("2026-11-24", "2026-11-27"));
    assert!(survey.no_forecast.is_none() && !survey.forecasts.is_empty());
    let dates = |row: &simulator::ReachedRow| {
        [&row.earliest, &row.expected, &row.latest].map(|date| date.clone().unwrap_or("z".into()))
    };
    for row in &survey.forecasts {
        // In four days nothing is known of a weekday, and no trend is looked for.
        assert_eq!(row.next, row.mean);
        let [earliest, expected, latest] = dates(&row.runs_out);
        assert!(earliest <= expected && expected <= latest, "{row:?}");
        assert!(earliest.as_str() == "z" || earliest.as_str() <= "2026-12-27", "{row:?}");
    }
    // A cap of a paisa is reached wherever rupees are held abroad, and is no cap at home.
    let rupees = || survey.forecasts.iter().filter(|row| row.currency == "INR");
    assert!(rupees().any(|row| row.cap.as_deref() == Some("0.01")));
    // Whoever has a paisa is there already, and no date is told of it.
    let full = |row: &&simulator::ForecastRow| row.reaches_cap.as_ref().is_some_and(|c| c.already);
    assert!(rupees().any(|row| full(&row)));
    for row in rupees().filter(full) {
        let cap = row.reaches_cap.as_ref().unwrap();
        assert_eq!(dates(cap), ["z"; 3]);
    }
    assert!(rupees().filter(|row| row.bank.contains("INBB")).all(|row| row.cap.is_none()));
    let csv = corridor_csv(&survey);
    assert_eq!(csv.lines().count(), survey.corridors.len() + 1);
    let columns = |line: &str| line.split(',').count();
    assert!(csv.lines().all(|line| columns(line) == columns(csv.lines().next().unwrap())));
    let page = corridor_page(&survey, "a <test>").unwrap();
    assert!(page.contains("a &lt;test&gt;") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<svg").count(), 3);
    let text = corridor_text(&survey, 3);
    assert!(page.contains("<td>already</td>") && text.contains("are there already"), "{text}");
    assert!(text.lines().all(|line| line.is_ascii()));
}
