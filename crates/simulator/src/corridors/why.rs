//! A corridor in sentences.

use super::rows::{CorridorRow, DemandRow, Worth};

/// From so many thousandths of its gross flow on a structural part is called a one-way surplus.
const ONE_WAY: i128 = 500;

/// What came of each tool, and why no more. Values in millions of the yardstick's unit.
pub(super) fn sentences(row: &CorridorRow) -> Vec<String> {
    let mut told = vec![offsetting(row)];
    if row.net.0 > 0 {
        told.push(rings(row));
    }
    if row.structural.0 > 0 {
        told.push(structural(row));
    }
    told.extend(home(row));
    if row.structural.0 > row.in_order.home.0 {
        told.extend(row.demands.iter().map(exchange));
        told.push(line(row));
        told.extend(shelter(row));
    }
    told
}

fn offsetting(row: &CorridorRow) -> String {
    let both = Worth(row.in_order.one_currency.0 + row.in_order.across.0);
    format!(
        "{} paid {} and was paid {} back: offsetting between the two cancels at most {} of the \
         gross flow.",
        row.payer,
        Worth((row.gross.0 + row.net.0) / 2).millions(),
        Worth((row.gross.0 - row.net.0) / 2).millions(),
        percent(both.permille(row.gross)),
    )
}

/// The bound of the least cut: what can come round, and who shows it.
fn rings(row: &CorridorRow) -> String {
    let (net, most) = (row.net.millions(), row.alone.rings.millions());
    if row.alone.rings == row.net {
        return format!("Rings could cancel all of the net {net} if none took another way.");
    }
    let countries = row.cut.join("+");
    let verb = if row.cut.len() == 1 { "is" } else { "are" };
    let owes = if row.cut.len() == 1 { "owes" } else { "owe" };
    let cut = match row.cut_side {
        "payer" => format!("all that {countries} {verb} owed by others"),
        _ => format!("all that {countries} {owes} others"),
    };
    let leaves = row.cut_leaves.millions();
    format!(
        "Of the net {net} rings bring back no more than {most}: {cut}, each pair netted, is \
         {leaves}."
    )
}

fn structural(row: &CorridorRow) -> String {
    let part = row.structural.permille(row.gross);
    let name = if part >= ONE_WAY { "is a structural one-way surplus" } else { "is structural" };
    let bound = Worth(row.net.0 - row.alone.rings.0);
    let least = match bound.0 {
        0 => String::new(),
        _ => format!(" At least {} does, whatever rings are chosen.", bound.millions()),
    };
    format!(
        "{} ({}) {name}: it stays with {} when all corridors are offset together.{least}",
        row.structural.millions(),
        percent(part),
        row.payee,
    )
}

fn home(row: &CorridorRow) -> Option<String> {
    let home = row.in_order.home;
    (home.0 > 0).then(|| {
        format!(
            "{} of it came in {}'s own currency and is money at home; {} has to find it.",
            home.millions(),
            row.payee,
            row.payer
        )
    })
}

fn exchange(demand: &DemandRow) -> String {
    let known = match demand.basis {
        "orders" => "orders that stand would buy",
        _ => "no order stands for it, and banks of other countries needed",
    };
    format!(
        "Exchange of {}: {} came more than went back, {} of it is still held; {known} {}.",
        demand.currency,
        demand.surplus.millions(),
        demand.held.millions(),
        demand.wanted.millions(),
    )
}

fn line(row: &CorridorRow) -> String {
    match row.alone.swap_line.0 {
        0 => format!("No swap line lets {}'s agent draw {}'s currency.", row.payer, row.payee),
        _ => format!("A swap line postpones up to {}.", row.alone.swap_line.millions()),
    }
}

/// What agents take for investment on their terms, and of which currencies none takes any.
fn shelter(row: &CorridorRow) -> Vec<String> {
    let of = |taken: fn(Option<Worth>) -> bool| {
        let those = row.demands.iter().filter(|demand| taken(demand.taken));
        those.map(|demand| demand.currency.as_str()).collect::<Vec<_>>()
    };
    let taken = of(|taken| taken.is_some_and(|room| room.0 > 0));
    let full = of(|taken| taken.is_some_and(|room| room.0 == 0));
    let none = of(|taken| taken.is_none());
    let mut told = Vec::new();
    if !taken.is_empty() {
        told.push(format!(
            "A sweep shelters up to {} of {} in an investment account and cancels nothing.",
            row.alone.sweep.millions(),
            taken.join(" and "),
        ));
    }
    if !full.is_empty() {
        told.push(format!(
            "No more {} is taken for investment: the cap is met.",
            full.join(" or ")
        ));
    }
    if !none.is_empty() {
        told.push(format!("No agent takes {} for investment.", none.join(" or ")));
    }
    told
}

/// Thousandths as percent.
pub(super) fn percent(permille: i128) -> String {
    format!("{}.{} %", permille / 10, permille % 10)
}
