//! Events on swap lines.

use settlement::swap::{Event, SwapRate, SwapTerms};

use super::Telling;
use crate::scenario::exchange::rate_words;
use crate::scenario::swaps::year;

impl Telling<'_> {
    pub(super) fn swap(&self, event: &Event) -> String {
        match event {
            Event::SwapLineProposed { line, by, to, terms } => format!(
                "swap line {} proposed by {} to {}: {}",
                line.0,
                self.bank(*by),
                self.bank(*to),
                self.swap_terms(terms)
            ),
            Event::SwapLineAgreed { line, by } => {
                format!("swap line {} agreed by {}", line.0, self.bank(*by))
            }
            Event::SwapLineClosed { line, by } => {
                format!("swap line {} closed by {}", line.0, self.bank(*by))
            }
            Event::SwapDrawn { .. } => self.drawn(event),
            Event::SwapRepaid { .. } => self.repaid(event),
            Event::SwapOverdue { draw, line, by, from: _, currency, left, due } => format!(
                "draw {} of {} on line {} overdue since {due}: {}",
                draw.0,
                self.bank(*by),
                line.0,
                self.money(*currency, *left)
            ),
        }
    }

    fn drawn(&self, event: &Event) -> String {
        let Event::SwapDrawn {
            name: _,
            draw,
            line,
            by,
            from,
            currency,
            amount,
            balance,
            against,
            given,
            given_balance,
            due,
        } = event
        else {
            return String::new();
        };
        format!(
            "draw {} on line {}: {} to {}, {} held of {}, due {due}",
            draw.0,
            line.0,
            self.money(*currency, *amount),
            self.holding(*by, *currency, *balance),
            self.money(*against, *given),
            self.holding(*from, *against, *given_balance),
        )
    }

    fn repaid(&self, event: &Event) -> String {
        let Event::SwapRepaid {
            name: _,
            draw,
            by,
            from,
            currency,
            amount,
            interest,
            balance,
            interest_balance,
            against,
            given,
            given_balance,
            left,
        } = event
        else {
            return String::new();
        };
        format!(
            "draw {} repaid: {} by {}, {} interest to {}, {} back from {}, {} left",
            draw.0,
            self.money(*currency, *amount),
            self.holding(*by, *currency, *balance),
            self.sum(*currency, *interest),
            self.holding(*from, *currency, *interest_balance),
            self.money(*against, *given),
            self.holding(*from, *against, *given_balance),
            self.sum(*currency, *left),
        )
    }

    /// What two agents agree on.
    pub(in crate::scenario) fn swap_terms(&self, terms: &SwapTerms) -> String {
        let rate = match terms.rate {
            SwapRate::Fixed(rate) => rate_words(rate),
            SwapRate::Official => "official rates".to_owned(),
        };
        format!(
            "{} and {} at {rate} for {} days, {} basis points of {}",
            self.money(terms.own, terms.own_limit),
            self.money(terms.other, terms.other_limit),
            terms.term,
            terms.interest.0,
            year(terms.day_count)
        )
    }
}
