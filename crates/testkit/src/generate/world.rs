use std::collections::{BTreeMap, BTreeSet};

use settlement::issuance::Command as Issuance;
use settlement::liquidity::Command as Liquidity;
use settlement::operating_day::{Calendar, Command as OperatingDay};
use settlement::participation::{Access, Command as Participation, HolderClass};
use settlement::payment::Instruction;
use settlement::queue::{Command as Queue, Policy};
use settlement::rulebook::{Behaviour, Command as Rulebook, Parameters};
use settlement::{Command, Envelope, Genesis, Moment, PartyId};
use terms::{
    Amount, Bic, BusinessDate, CurrencyCode, CurrencyId, Digest, Duration, Instant, LogPosition,
    Rate, TimeOfDay, Uetr, UtcOffset, Weekday,
};

use super::{Random, Step};

/// Letters that tell currencies and parties apart.
const LETTERS: [&str; 16] =
    ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P"];

pub(super) const CLASSES: [HolderClass; 4] = [
    HolderClass::ResidentBank,
    HolderClass::ForeignBank,
    HolderClass::ExchangeProvider,
    HolderClass::Indirect,
];

/// An instruction that was given, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) by: PartyId,
    pub(super) instruction: Instruction,
}

/// What commands are made from: who there is, and what was said so far.
pub(super) struct World {
    pub(super) random: Random,
    pub(super) moment: Moment,
    /// The settlement agent of each currency.
    pub(super) agents: Vec<PartyId>,
    pub(super) banks: Vec<PartyId>,
    /// Whether all currencies are open round the clock.
    all_day: bool,
    /// How many parties were registered, the operator with them.
    pub(super) parties: u32,
    /// The newest calendar of each currency.
    pub(super) calendars: Vec<Calendar>,
    pub(super) rulebook: (u32, Parameters),
    pub(super) given: Vec<Given>,
    /// Sides of trades that were not answered.
    pub(super) open_trades: Vec<Instruction>,
    /// The official rate posted last for each currency, with its date.
    pub(super) posted: BTreeMap<CurrencyId, (Rate, BusinessDate)>,
    /// How many cycles were asked for.
    pub(super) cycles: u64,
    /// The obligation that was submitted last, and by whom.
    pub(super) owed: Option<(PartyId, Uetr)>,
    /// Who was owed by it, and in what.
    pub(super) chain: Option<(PartyId, CurrencyId)>,
    /// The terms of every swap line proposed. Order: as proposed.
    pub(super) lines: Vec<settlement::swap::SwapTerms>,
    /// Who has proposed. Order: as proposed, those that were refused among them.
    pub(super) proposed: Vec<PartyId>,
    /// Who has set a cap on what one of its keys sends, whether or not it stands.
    pub(super) capped: Vec<PartyId>,
    /// Commands to come. Order: the next one last.
    pub(super) planned: Vec<(PartyId, Command)>,
    /// Payments that are to be converted, and who pays.
    pub(super) converted: Vec<(PartyId, Uetr)>,
}

/// The letters of a number.
pub(super) fn letter(number: usize) -> &'static str {
    LETTERS[number % LETTERS.len()]
}

/// The BIC of the party with a number.
pub(super) fn bic(number: u32) -> Bic {
    let (first, second) = (number / 16, number % 16);
    let place = |number: u32| letter(usize::try_from(number).unwrap_or(0));
    let text = format!("BK{}{}RUMM", place(first), place(second));
    Bic::parse(&text).expect("eight capital letters")
}

impl World {
    pub(super) fn genesis() -> Genesis {
        Genesis { operator: bic(0), keys: Vec::new() }
    }

    /// A world of a seed, with the steps that set it up.
    pub(super) fn new(seed: u64) -> (Self, Vec<Step>) {
        let mut random = Random::new(seed);
        let start = BusinessDate::parse("2026-03-02").expect("a Monday");
        let first = start.plus_days(i32::try_from(random.below(7)).unwrap_or(0));
        let midnight = Instant::of_local(first, TimeOfDay::default(), UtcOffset::default());
        let instant = midnight.after(Duration::from_seconds(random.below(86_400)));
        let mut world = Self {
            random,
            moment: Moment { position: LogPosition::GENESIS, instant },
            agents: Vec::new(),
            banks: Vec::new(),
            all_day: false,
            parties: 1,
            calendars: Vec::new(),
            rulebook: (0, Parameters::default()),
            given: Vec::new(),
            open_trades: Vec::new(),
            posted: BTreeMap::new(),
            cycles: 0,
            owed: None,
            chain: None,
            lines: Vec::new(),
            proposed: Vec::new(),
            capped: Vec::new(),
            planned: Vec::new(),
            converted: Vec::new(),
        };
        let mut steps = Vec::new();
        for (by, command) in world.founding() {
            world.moment.position = world.moment.position.next();
            steps.push(world.step(by, command));
        }
        (world, steps)
    }

    pub(super) fn step(&self, by: PartyId, command: Command) -> Step {
        let envelope = Envelope { by, evidence: Digest::ZERO, command };
        Step { moment: self.moment, envelope }
    }

    pub(super) fn happens_once_in(&mut self, times: u64) -> bool {
        self.random.once_in(times)
    }

    /// Lets some time pass: often none, within the same record, sometimes days.
    pub(super) fn pass_time(&mut self) {
        let seconds = match self.random.below(100) {
            0..=29 => return,
            30..=49 => 0,
            50..=69 => self.random.below(30),
            70..=84 => self.random.below(3_000),
            85..=94 => self.random.below(6 * 3_600),
            95..=98 => self.random.below(30 * 3_600),
            _ => self.random.below(72 * 3_600),
        };
        self.moment.position = self.moment.position.next();
        self.moment.instant = self.moment.instant.after(Duration::from_seconds(seconds));
    }

    /// The moment so many seconds from now.
    pub(super) fn later(&self, seconds: u64) -> Instant {
        self.moment.instant.after(Duration::from_seconds(seconds))
    }

    pub(super) fn today(&self) -> BusinessDate {
        self.moment.instant.date()
    }

    pub(super) fn id(&self, currency: usize) -> CurrencyId {
        CurrencyId::new(u16::try_from(currency).unwrap_or(u16::MAX))
    }

    /// A currency of this world; rarely one that is none.
    pub(super) fn currency(&mut self) -> CurrencyId {
        if self.random.once_in(60) {
            return CurrencyId::new(77);
        }
        let currency = self.random.index(self.agents.len());
        self.id(currency)
    }

    /// The agent of a currency, or any party where there is none.
    pub(super) fn agent(&self, currency: CurrencyId) -> PartyId {
        self.agents.get(currency.index()).copied().unwrap_or(PartyId::OPERATOR)
    }

    /// A bank; rarely an agent, more rarely a party that nobody knows.
    pub(super) fn bank(&mut self) -> PartyId {
        match self.random.below(60) {
            0 => PartyId::new(99),
            1..=5 => self.random.one_of(&self.agents),
            _ => self.random.one_of(&self.banks),
        }
    }

    /// An amount such that banks soon have too little; rarely nothing, or the most there is.
    pub(super) fn amount(&mut self) -> Amount {
        match self.random.below(400) {
            0 => Amount::MAX,
            1..=4 => Amount::ZERO,
            5..=40 => Amount::from_minor(u128::from(self.random.below(3_000))),
            _ => Amount::from_minor(u128::from(1 + self.random.below(150))),
        }
    }

    /// The commands that set the world up.
    fn founding(&mut self) -> Vec<(PartyId, Command)> {
        let mut commands = Vec::new();
        self.all_day = self.random.once_in(3);
        let currencies = 2 + self.random.index(4);
        let shared = self.random.once_in(2);
        for number in 0..currencies {
            // The last two may have one agent, so that the one can be turned into the other.
            if shared && number > 0 && number + 1 == currencies {
                let agent = self.agents[number - 1];
                self.agents.push(agent);
            } else {
                let agent = self.register(&mut commands);
                self.agents.push(agent);
            }
        }
        for _ in 0..3 + self.random.index(5) {
            let bank = self.register(&mut commands);
            self.banks.push(bank);
        }
        commands.push((PartyId::OPERATOR, self.first_rulebook()));
        for number in 0..currencies {
            self.found_currency(number, &mut commands);
        }
        commands.extend(self.found_exchange());
        commands.extend(self.found_swaps());
        commands.extend(self.found_surplus());
        commands
    }

    fn register(&mut self, commands: &mut Vec<(PartyId, Command)>) -> PartyId {
        let party = PartyId::new(self.parties);
        let first = u64::from(self.parties) * 4;
        let keys = (first..first + self.random.below(4)).map(super::agreed::key).collect();
        let register = Participation::RegisterParty { bic: bic(self.parties), keys };
        commands.push((PartyId::OPERATOR, Command::Participation(register)));
        self.parties += 1;
        party
    }

    fn first_rulebook(&mut self) -> Command {
        let parameters = Parameters {
            acceptance_days: self.random.one_of(&[3, 30]),
            retention_days: self.random.one_of(&[2, 3, 10]),
            offsetting_interval: Duration::from_seconds(self.random.one_of(&[300, 900, 3_600])),
            offsetting_items: self.random.one_of(&[2, 6, 20_000]),
            bypass_depth: self.random.one_of(&[1, 2, 100]),
            waiting_per_party: self.random.one_of(&[4, 20, 100_000]),
            behaviour: self.random.one_of(&[
                Behaviour::FIRST,
                Behaviour::new(2),
                Behaviour::new(4),
                Behaviour::new(5),
                Behaviour::new(6),
                Behaviour::new(7),
                Behaviour::LATEST,
            ]),
            rate_step: self.random.one_of(&[1, 200, 10_000]),
            exchange_interval: Duration::from_seconds(self.random.one_of(&[200, 900, 3_600])),
            exchange_window: Duration::from_seconds(self.random.one_of(&[0, 30, 199])),
        };
        self.rulebook = (1, parameters);
        let from = LogPosition::GENESIS;
        Command::Rulebook(Rulebook::ActivateRulebook { version: 1, parameters, from })
    }

    fn found_currency(&mut self, number: usize, commands: &mut Vec<(PartyId, Command)>) {
        let (currency, agent) = (self.id(number), self.agents[number]);
        let today = self.today();
        let code = letter(number).repeat(3);
        let define = Rulebook::DefineCurrency {
            code: CurrencyCode::parse(&code).expect("three capital letters"),
            minor_units: [2, 0, 3, 2, 8][number % 5],
            agent,
            valid_from: today.plus_days(-30),
            valid_until: self.random.once_in(6).then(|| today.plus_days(6)),
        };
        commands.push((PartyId::OPERATOR, Command::Rulebook(define)));
        let hours = if self.all_day { 0 } else { number };
        let calendar = self.first_calendar(hours);
        self.calendars.push(calendar.clone());
        let calendar = OperatingDay::SetCalendar { currency, calendar };
        commands.push((agent, Command::OperatingDay(calendar)));
        for party in self.banks.clone() {
            if !self.random.once_in(12) {
                self.found_account(party, currency, agent, commands);
            }
        }
    }

    fn found_account(
        &mut self,
        party: PartyId,
        currency: CurrencyId,
        agent: PartyId,
        commands: &mut Vec<(PartyId, Command)>,
    ) {
        let class = self.random.one_of(&CLASSES);
        let access = Access::Full;
        let admit = Participation::AdmitParticipant { currency, party, class, access };
        commands.push((agent, Command::Participation(admit)));
        if !self.random.once_in(3) {
            let amount = Amount::from_minor(u128::from(1 + self.random.below(350)));
            let name = self.random.uetr();
            let issue = Issuance::Issue { name, currency, to: party, amount };
            commands.push((agent, Command::Issuance(issue)));
        }
        if self.random.once_in(4) {
            let amount = Amount::from_minor(u128::from(self.random.below(120)));
            let credit = Liquidity::SetCreditLine { currency, party, amount };
            commands.push((agent, Command::Liquidity(credit)));
        }
        if self.random.once_in(4) {
            let policy = Queue::SetQueuePolicy { currency, policy: Policy::Bypass };
            commands.push((party, Command::Queue(policy)));
        }
        if self.random.once_in(6) {
            let grant = Participation::GrantMandate { currency, to: self.bank() };
            commands.push((party, Command::Participation(grant)));
        }
    }

    /// The first is open round the clock; the second rests on Friday and Saturday; the third and
    /// fourth are never open together.
    fn first_calendar(&self, number: usize) -> Calendar {
        let at = |hour, minute| TimeOfDay::new(hour, minute).expect("a time of the day");
        let sunday = vec![Weekday::Saturday, Weekday::Sunday];
        let (offset, weekend, open, customer_cut_off, close) = match number % 5 {
            0 => (180, Vec::new(), at(0, 0), at(23, 0), at(24, 0)),
            1 => (210, vec![Weekday::Friday, Weekday::Saturday], at(8, 0), at(14, 0), at(16, 30)),
            2 => (480, sunday, at(9, 0), at(17, 0), at(18, 0)),
            3 => (-180, sunday, at(7, 0), at(18, 0), at(18, 0)),
            _ => (345, vec![Weekday::Saturday], at(7, 30), at(19, 0), at(20, 0)),
        };
        let today = self.today();
        let holidays: BTreeSet<BusinessDate> = match number % 5 {
            2 => [today.plus_days(2)].into(),
            _ => BTreeSet::new(),
        };
        Calendar {
            version: 1,
            valid_from: today.plus_days(-10),
            offset: UtcOffset(offset),
            weekend,
            open,
            customer_cut_off,
            close,
            holidays,
            source: String::from("made up"),
            verified_on: None,
        }
    }
}
