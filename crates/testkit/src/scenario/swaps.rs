//! `swapline`, `agree`, `closeline`, `draw` and `repay`; and the question `swaps`.

use settlement::fx::BasisPoints;
use settlement::swap::{
    Command, DayCount, DrawNumber, DrawView, LineNumber, LineState, LineView, SwapRate, SwapTerms,
};
use settlement::{Command as AnyCommand, PartyId};

use super::exchange::ratio;
use super::vocabulary::{DAY_COUNTS, value_of};
use super::words::{Reading, Words, number};
use super::{Given, Scenario};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Swap(command) }
}

/// `swapline CUR LIMIT CUR LIMIT at=NUM/DEN|official days=N interest=BASISPOINTS [year=360|365]`
pub(super) fn propose(words: &mut Words<'_>) -> Reading<Given> {
    let terms = terms(words)?;
    let by = words.by_agent(terms.own)?;
    Ok(given(by, Command::ProposeSwapLine { terms }))
}

/// `agree LINE` and the terms as they were proposed
pub(super) fn agree(words: &mut Words<'_>) -> Reading<Given> {
    let line = LineNumber(words.number("the line's number")?);
    let terms = terms(words)?;
    let by = words.by_agent(terms.other)?;
    Ok(given(by, Command::AgreeSwapLine { line, terms }))
}

/// `closeline LINE by=BIC`
pub(super) fn close(words: &mut Words<'_>) -> Reading<Given> {
    let line = LineNumber(words.number("the line's number")?);
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::CloseSwapLine { line }))
}

/// `draw LINE CUR AMOUNT by=BIC [name=NAME]`; the currency says what the amount's decimals are
pub(super) fn draw(words: &mut Words<'_>) -> Reading<Given> {
    let line = LineNumber(words.number("the line's number")?);
    let currency = words.currency()?;
    let amount = words.amount(currency)?;
    let (name, by) = (words.name_or_fresh(), words.by(PartyId::OPERATOR)?);
    Ok(given(by, Command::DrawSwapLine { name, line, amount }))
}

/// `repay DRAW CUR AMOUNT by=BIC [name=NAME]`
pub(super) fn repay(words: &mut Words<'_>) -> Reading<Given> {
    let draw = DrawNumber(words.number("the draw's number")?);
    let currency = words.currency()?;
    let amount = words.amount(currency)?;
    let (name, by) = (words.name_or_fresh(), words.by(PartyId::OPERATOR)?);
    Ok(given(by, Command::RepaySwap { name, draw, amount }))
}

fn terms(words: &mut Words<'_>) -> Reading<SwapTerms> {
    let own = words.currency()?;
    let own_limit = words.amount(own)?;
    let other = words.currency()?;
    let other_limit = words.amount(other)?;
    let rate = match words.required("at")? {
        "official" => SwapRate::Official,
        text => SwapRate::Fixed(ratio(text)?),
    };
    let term = number(words.required("days")?)?;
    let interest = BasisPoints(number(words.required("interest")?)?);
    let day_count = value_of(DAY_COUNTS, words.key("year").unwrap_or("360"))?;
    Ok(SwapTerms { own, other, own_limit, other_limit, rate, term, interest, day_count })
}

impl Scenario {
    /// `swaps`: every line and every draw that is out.
    pub(super) fn swaps(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let telling = self.telling(line);
        let line = |view: LineView| {
            let SwapTerms { own, other, .. } = view.terms;
            let state = match view.state {
                LineState::Proposed => "proposed",
                LineState::Agreed => "agreed",
            };
            format!(
                "line {} of {} and {} {state}: {}; drawn {} and {}",
                view.number.0,
                telling.bank(view.proposer),
                telling.bank(view.partner),
                telling.swap_terms(&view.terms),
                telling.money(own, view.own_drawn),
                telling.money(other, view.other_drawn),
            )
        };
        let draw = |view: DrawView| {
            format!(
                "draw {} of {} on line {}: {} and {} interest against {}, due {}",
                view.number.0,
                telling.bank(view.by),
                view.line.0,
                telling.money(view.currency, view.left),
                telling.sum(view.currency, view.interest),
                telling.money(view.against, view.given),
                view.due,
            )
        };
        let lines = self.machine.swap_lines().map(line);
        let told: Vec<String> = lines.chain(self.machine.swap_draws().map(draw)).collect();
        Ok(if told.is_empty() { "no swap lines".to_owned() } else { told.join("\n") })
    }
}

/// A day count in words.
pub(super) fn year(day_count: DayCount) -> &'static str {
    super::vocabulary::word_for(DAY_COUNTS, &day_count)
}
