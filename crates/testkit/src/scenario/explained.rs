//! `explain`: why each queued item waits, and what would release it.

use settlement::offsetting::{Remaining, Restraint, Shortage};

use super::Scenario;
use super::telling::Telling;
use super::words::Reading;

impl Scenario {
    /// `explain`: a line for each queued item, and one for all that could take part in a round.
    pub(super) fn explain(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let explanation = self.machine.explain_queued();
        let telling = self.telling(line);
        let mut lines: Vec<String> =
            explanation.items.iter().map(|item| telling.remaining(item)).collect();
        lines.push(format!("all together: {}", telling.shortages(&explanation.all)));
        Ok(lines.join("\n"))
    }
}

impl Telling<'_> {
    fn remaining(&self, item: &Remaining) -> String {
        let waiting = self.waiting(&item.waiting);
        let alone = self.shortages(&item.alone);
        let together = match &item.together {
            Some(together) if together.items == 1 => "it goes before all".to_owned(),
            Some(together) => {
                format!(
                    "with {} before it: {}",
                    together.items - 1,
                    self.shortages(&together.lacking)
                )
            }
            None => "it cannot take part".to_owned(),
        };
        format!("{} waits {waiting}; alone: {alone}; {together}", self.names.name(item.uetr))
    }

    fn shortages(&self, shortages: &[Shortage]) -> String {
        let told: Vec<String> = shortages.iter().map(|shortage| self.shortage(shortage)).collect();
        if told.is_empty() { "lacks nothing".to_owned() } else { told.join(", ") }
    }

    fn shortage(&self, shortage: &Shortage) -> String {
        let money = self.money(shortage.currency, shortage.lacking);
        let bank = self.bank(shortage.party);
        match shortage.under {
            None => format!("{money} more of {bank}"),
            Some(Restraint::HoldingCap) => format!("{money} more under the cap of {bank}"),
            Some(Restraint::Multilateral) => {
                format!("{money} more under the limit of {bank} towards all")
            }
            Some(Restraint::Bilateral(party)) => {
                let party = self.bank(party);
                format!("{money} more under the limit of {bank} towards {party}")
            }
        }
    }
}
