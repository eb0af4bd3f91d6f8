//! Instances out of a seed, the same everywhere: a random network with heavy tails.
//!
//! Banks and currencies have weights that fall as a power of their number; a tenth of the banks
//! (five at least) are the core that the others mostly trade with; values are log-normal.
//! Seven in ten items are payments of one leg, a quarter of which answer an earlier one; two in
//! ten are a payment versus payment of two banks in two currencies; one in ten is a payment that
//! a provider converts.
//! Liquidity is drawn as a share of what each account pays in all.
//!
//! The order of the draws is part of the format; `exp`, `ln`, `cos`, `pow` and `sqrt` are those of
//! the crate `libm`, so that no machine's own may differ.

use crate::instance::{Instance, Leg};

pub use crate::random::SplitMix;

/// Bits of fraction in the rates of a generated instance.
pub const RATE_BITS: u32 = 20;

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Seed of every draw.
    pub seed: u64,
    /// Banks. Range: 5 or more.
    pub banks: u32,
    /// Currencies. Range: 2 or more.
    pub currencies: u32,
    /// Items.
    pub items: usize,
    /// Mean liquidity as a share of what an account pays gross; core banks have half of it more.
    pub liquidity: f64,
}

/// Weights to draw an index by.
struct Weights(Vec<f64>);

impl Weights {
    fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let add = |weight| {
            sum += weight;
            sum
        };
        Self(weights.map(add).collect())
    }

    fn draw(&self, random: &mut SplitMix) -> u32 {
        let total = self.0.last().copied().unwrap_or(0.0);
        let target = random.unit() * total;
        let index = self.0.partition_point(|cumulative| *cumulative <= target);
        index.min(self.0.len().saturating_sub(1)) as u32
    }
}

/// A payment that a later one may answer.
struct Past {
    from: u32,
    to: u32,
    currency: u32,
    value: f64,
}

struct World {
    random: SplitMix,
    rates: Vec<u64>,
    currencies: Weights,
    banks: Weights,
    core: Weights,
    core_size: u32,
    homes: Vec<u32>,
    history: Vec<Past>,
}

/// Generates an instance of problem P2.
///
/// Deterministic. Costs O(items x log of banks).
pub fn offsetting(recipe: &Recipe) -> Instance {
    let recipe =
        Recipe { banks: recipe.banks.max(5), currencies: recipe.currencies.max(2), ..*recipe };
    let mut world = World::new(&recipe);
    let banks = (0..recipe.banks).map(|bank| format!("B{bank:04}")).collect();
    let currencies = (0..recipe.currencies).map(|currency| format!("C{currency:02}")).collect();
    let rates = world.rates.iter().map(|rate| u128::from(*rate)).collect();
    let mut instance = Instance::new(banks, currencies, rates, RATE_BITS);
    let accounts = recipe.banks as usize * recipe.currencies as usize;
    let mut outflow = vec![0_u128; accounts];
    for number in 1..=recipe.items as u64 {
        let (class, legs, count) = world.item();
        let legs = &legs[..count];
        for leg in legs {
            outflow[(leg.from * recipe.currencies + leg.currency) as usize] += leg.amount;
        }
        instance.push_item(number.into(), class, legs);
    }
    for (account, gross) in outflow.into_iter().enumerate() {
        let share = world.random.unit();
        if gross == 0 {
            continue;
        }
        let bank = account as u32 / recipe.currencies;
        let gross = gross as f64;
        let mut slack = (recipe.liquidity * gross * 2.0 * share) as u128;
        if bank < world.core_size {
            slack += (0.5 * recipe.liquidity * gross) as u128;
        }
        instance.set_balance(bank, account as u32 % recipe.currencies, slack as i128);
    }
    instance
}

impl World {
    fn new(recipe: &Recipe) -> Self {
        let mut random = SplitMix::new(recipe.seed);
        let scale = (1_u64 << RATE_BITS) as f64;
        let mut rate = |_| (libm::pow(10.0, -2.0 + 2.5 * random.unit()) * scale) as u64;
        let rates = (0..recipe.currencies).map(&mut rate).collect();
        let currencies = Weights::new((1..=recipe.currencies).map(|c| 1.0 / f64::from(c)));
        let weight = |bank: u32| libm::pow(f64::from(bank), -1.1);
        let core_size = (recipe.banks / 10).max(5);
        let homes = (0..recipe.banks).map(|_| currencies.draw(&mut random)).collect();
        Self {
            rates,
            banks: Weights::new((1..=recipe.banks).map(weight)),
            core: Weights::new((1..=core_size).map(weight)),
            core_size,
            homes,
            currencies,
            history: Vec::new(),
            random,
        }
    }

    /// The next item: its class, its legs and how many they are.
    fn item(&mut self) -> (u8, [Leg; 2], usize) {
        let kind = self.random.unit();
        let value = libm::exp(libm::log(5e6) + 2.2 * self.random.normal()).clamp(1e4, 2e11);
        let class = match self.random.unit() {
            p if p < 0.05 => 0,
            p if p < 0.30 => 1,
            _ => 2,
        };
        if kind < 0.70 {
            let leg = self.payment(value);
            return (class, [leg, leg], 1);
        }
        let payer = self.banks.draw(&mut self.random);
        let first = self.currency_of(payer);
        let mut second = self.currencies.draw(&mut self.random);
        while second == first {
            second = self.currencies.draw(&mut self.random);
        }
        let spread = 1.0 + 0.01 * (2.0 * self.random.unit() - 1.0);
        let (x, y) = (self.amount(value, first), self.amount(value * spread, second));
        let leg = |from, to, currency, amount| Leg { from, to, currency, amount };
        if kind < 0.90 {
            let other = self.other(payer);
            return (class, [leg(payer, other, first, x), leg(other, payer, second, y)], 2);
        }
        let mut provider = self.core.draw(&mut self.random);
        while provider == payer {
            provider = self.core.draw(&mut self.random);
        }
        let mut payee = self.other(payer);
        while payee == provider {
            payee = self.other(payer);
        }
        (class, [leg(payer, provider, first, x), leg(provider, payee, second, y)], 2)
    }

    fn payment(&mut self, value: f64) -> Leg {
        let past = if !self.history.is_empty() && self.random.unit() < 0.25 {
            let at = (self.random.bits() % self.history.len() as u64) as usize;
            let factor = 0.5 + self.random.unit();
            let past = &self.history[at];
            Past {
                from: past.to,
                to: past.from,
                currency: past.currency,
                value: past.value * factor,
            }
        } else {
            let from = self.banks.draw(&mut self.random);
            let currency = self.currency_of(from);
            Past { from, to: self.other(from), currency, value }
        };
        let amount = self.amount(past.value, past.currency);
        let leg = Leg { from: past.from, to: past.to, currency: past.currency, amount };
        self.history.push(past);
        leg
    }

    fn currency_of(&mut self, bank: u32) -> u32 {
        if self.random.unit() < 0.5 {
            self.homes[bank as usize]
        } else {
            self.currencies.draw(&mut self.random)
        }
    }

    /// Whom a bank trades with: outside the core mostly the core.
    fn other(&mut self, bank: u32) -> u32 {
        loop {
            let outside = bank >= self.core_size;
            let other = if outside && self.random.unit() < 0.8 {
                self.core.draw(&mut self.random)
            } else {
                self.banks.draw(&mut self.random)
            };
            if other != bank {
                return other;
            }
        }
    }

    /// A value as an amount of a currency.
    fn amount(&self, value: f64, currency: u32) -> u128 {
        let scale = (1_u64 << RATE_BITS) as f64;
        ((value * scale / self.rates[currency as usize] as f64) as u128).max(1)
    }
}
