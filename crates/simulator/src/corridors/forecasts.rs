//! When balances run out or reach their caps.

use settlement::AccountView;
use settlement::issuance::OvernightPolicy;
use settlement::participation::HolderClass;
use solvers::corridor::forecast::{Bound, History, LEAST_DAYS, Model, Reached};
use terms::{BusinessDate, CurrencyId, Weekday};

use super::Ask;
use super::observe::Observed;
use super::rows::{ForecastRow, ReachedRow};
use super::survey::{Atlas, money};

/// A row for each account that moved, and why there is none if there cannot be.
pub(super) fn rows(
    observed: &Observed,
    atlas: &Atlas,
    ask: &Ask,
) -> (Vec<ForecastRow>, Option<String>) {
    let days = observed.days.len();
    let (Some(first), Some(last)) = (observed.days.first(), observed.days.last()) else {
        return (Vec::new(), Some("nothing moved in the period".to_owned()));
    };
    if days < LEAST_DAYS {
        let text = format!("a forecast needs {LEAST_DAYS} days or more, and the period has {days}");
        return (Vec::new(), Some(text));
    }
    let mut rows = Vec::new();
    for ((party, currency), flows) in &observed.flows {
        let account = observed.machine.account(*party, *currency);
        let Some(account) = account.filter(|_| flows.iter().any(|flow| *flow != 0)) else {
            continue;
        };
        let history = History {
            flows: flows.clone(),
            weekday: weekday(*first),
            balance: account.balance.minor().saturating_add(invested(observed, &account)),
        };
        let cap = cap(observed, &account, ask);
        rows.extend(row(observed, &account, &history, cap, (atlas, ask, *last)));
    }
    rows.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.bank.cmp(&b.bank)));
    (rows.into_iter().map(|(_, row)| row).collect(), None)
}

/// Days to running out on the mean path and at the earliest, then the same of the cap.
type Rank = [u32; 4];

fn row(
    observed: &Observed,
    account: &AccountView,
    history: &History,
    cap: Option<i128>,
    (atlas, ask, last): (&Atlas, &Ask, BusinessDate),
) -> Option<(Rank, ForecastRow)> {
    let model = Model::of(history)?;
    let money = money(account.currency);
    let credit = i128::try_from(account.credit.minor()).unwrap_or(i128::MAX);
    let reaches = |bound| model.reaches(history.balance, bound, ask.horizon);
    let (out, capped) = (reaches(Bound::Floor(-credit)), cap.map(|cap| reaches(Bound::Cap(cap))));
    let never = Reached { earliest: None, expected: None, latest: None };
    // What is reached already comes after what is ahead.
    let late = |days: Option<u32>| match days {
        None => u32::MAX,
        Some(0) => u32::MAX - 1,
        Some(days) => days,
    };
    let rank = |reached: Reached| [reached.expected, reached.earliest].map(late);
    let ([a, b], [c, d]) = (rank(out), rank(capped.unwrap_or(never)));
    // Whole minor units are fine enough to be read, and fit where a balance does.
    let decimal = |minor: f64| atlas.decimal(money, minor.round() as i128);
    let kind = if model.by_weekday { "mean of each weekday" } else { "mean of all days" };
    let trend = if model.trend == 0.0 { "no trend" } else { "with a trend" };
    let row = ForecastRow {
        bank: observed.machine.bic(account.party).map_or_else(String::new, |bic| bic.to_string()),
        currency: atlas.currency(money),
        balance: atlas.decimal(money, history.balance),
        credit: atlas.decimal(money, credit),
        mean: decimal(model.mean()),
        next: decimal(model.next()),
        spread: decimal(model.spread),
        model: format!("{kind}, {trend}"),
        runs_out: reached(out, last),
        cap: cap.map(|cap| atlas.decimal(money, cap)),
        reaches_cap: capped.map(|days| reached(days, last)),
    };
    Some(([a, b, c, d], row))
}

/// What its holder has invested of it: it comes back when it is asked for, or at the opening.
fn invested(observed: &Observed, account: &AccountView) -> i128 {
    let own = observed.machine.investments().filter(|investment| {
        (investment.party, investment.currency) == (account.party, account.currency)
    });
    own.fold(0, |sum, investment| {
        sum.saturating_add(i128::try_from(investment.amount.minor()).unwrap_or(i128::MAX))
    })
}

fn reached(reached: Reached, last: BusinessDate) -> ReachedRow {
    let date = |days: Option<u32>| {
        let days = i32::try_from(days.filter(|days| *days > 0)?).ok()?;
        Some(last.plus_days(days).to_string())
    };
    ReachedRow {
        already: reached.earliest == Some(0),
        earliest: date(reached.earliest),
        expected: date(reached.expected),
        latest: date(reached.latest),
    }
}

/// The least of the agent's cap overnight and of thresholds that were asked for.
fn cap(observed: &Observed, account: &AccountView, ask: &Ask) -> Option<i128> {
    let policy = observed.machine.overnight_policy(account.currency, account.class);
    let kept = match policy {
        OvernightPolicy::Capped(cap, _) => Some(cap),
        OvernightPolicy::Free | OvernightPolicy::Forbidden(_) => None,
    };
    let abroad = match account.class {
        HolderClass::ForeignBank | HolderClass::ExchangeProvider => true,
        HolderClass::Agent | HolderClass::ResidentBank | HolderClass::Indirect => false,
    };
    let of = |(currency, _): &&(CurrencyId, _)| abroad && *currency == account.currency;
    let asked = ask.caps.iter().filter(of).map(|(_, amount)| *amount);
    asked.chain(kept).min().and_then(|cap| i128::try_from(cap.minor()).ok())
}

fn weekday(date: BusinessDate) -> usize {
    match date.weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}
