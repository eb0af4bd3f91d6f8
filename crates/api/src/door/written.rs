//! What the door writes of what the board holds.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use node::render::{AccountReport, DayStatement, Rendered, Renderer, Taking, message_id};
use node::{ClosedDay, Fault, Notice, Original, Outlet};
use settlement::PartyId;
use terms::CurrencyId;

use super::{Door, Reply, Taken};

impl Door {
    /// The messages that tell notices, each of its own. Order: as the outlets.
    ///
    /// What they cite lies on disk, and is read while nobody holds the board: whoever waits to write
    /// it stands in the way of settlement.
    pub(crate) fn rendered(
        &self,
        party: PartyId,
        outlets: &[Outlet],
    ) -> Vec<Result<Rendered, Fault>> {
        let (mut made, mut short) = (Vec::with_capacity(outlets.len()), Vec::new());
        for outlet in outlets {
            match &outlet.outgoing.notice {
                Notice::Statement(day) => made.push(Some(self.statement(party, outlet, day))),
                Notice::Status { .. }
                | Notice::Confirmed { .. }
                | Notice::Delivery { .. }
                | Notice::Moved(_)
                | Notice::PayInSchedule { .. }
                | Notice::NetPositions { .. } => {
                    made.push(None);
                    short.push(outlet);
                }
            }
        }
        let mut short = self.rendered_together(party, &short).into_iter();
        made.into_iter().filter_map(|statement| statement.or_else(|| short.next())).collect()
    }

    /// The message that tells a closed day, of which the board is held for a portion at a time.
    fn statement(
        &self,
        party: PartyId,
        outlet: &Outlet,
        day: &Arc<ClosedDay>,
    ) -> Result<Rendered, Fault> {
        let mut statement = DayStatement::begin(&self.read_board(), party, Arc::clone(day))?;
        while statement.take(&self.read_board()) == Taking::More {}
        let to = self.read_board().directory().bic(party);
        let to = to.ok_or_else(|| Fault::new("whose outbox it is is not in the directory"))?;
        let id = message_id(to, outlet);
        statement.render(&self.address(to, &id, outlet.outgoing.instant), &*self.original)
    }

    /// The messages of what tells little, while the board is held once for all of them.
    fn rendered_together(
        &self,
        party: PartyId,
        outlets: &[&Outlet],
    ) -> Vec<Result<Rendered, Fault>> {
        let mut read: BTreeMap<u64, Result<Original, String>> = BTreeMap::new();
        loop {
            let lacking = RefCell::new(BTreeSet::new());
            let made = {
                let board = self.read_board();
                let original = |place| match read.get(&place) {
                    Some(Ok(original)) => Ok(original.clone()),
                    Some(Err(fault)) => Err(Fault::new(fault.clone())),
                    None => {
                        lacking.borrow_mut().insert(place);
                        Err(Fault::new("not read yet"))
                    }
                };
                let renderer =
                    Renderer { board: &board, operator: self.options.operator, original };
                outlets.iter().map(|outlet| renderer.render(party, outlet)).collect::<Vec<_>>()
            };
            // Each round reads what none before has, and there is no end of rounds without it.
            let lacking = lacking.into_inner();
            if lacking.is_empty() {
                return made;
            }
            let found = lacking
                .into_iter()
                .map(|place| (place, (self.original)(place).map_err(|fault| fault.to_string())));
            read.extend(found);
        }
    }

    /// How an account of the sender stands; its entries cite originals, which are on disk.
    pub(super) async fn report(&self, taken: Taken, currency: CurrencyId) -> Result<Reply, Fault> {
        let door = self.clone();
        let told = tokio::task::spawn_blocking(move || {
            let Some(message) = door.report_of(taken.party, currency)? else {
                let reason = ("AC01", "no account of yours is in this currency".to_owned());
                let board = door.read_board();
                return door.refuse(&board, taken.bic, &taken.references, reason, taken.now);
            };
            Ok(Reply::told(message, None))
        });
        told.await.map_err(|error| Fault::because("making a report", error))?
    }

    /// A camt.052 of an account, written to its holder; it reads the disk. `None` where there is no
    /// such account.
    pub(crate) fn report_of(
        &self,
        party: PartyId,
        currency: CurrencyId,
    ) -> Result<Option<Rendered>, Fault> {
        let Some(report) = self.account_report(party, currency)? else { return Ok(None) };
        let id = self.numbers.next("R");
        let address = self.address(report.holder(), &id, self.now());
        report.render(&address, &*self.original).map(Some)
    }

    /// All that a report tells of an account, for which the board is held for a portion at a time.
    fn account_report(
        &self,
        party: PartyId,
        currency: CurrencyId,
    ) -> Result<Option<AccountReport>, Fault> {
        loop {
            let begun = AccountReport::begin(&self.read_board(), party, currency)?;
            let Some(mut report) = begun else { return Ok(None) };
            let mut taking = Taking::More;
            while taking == Taking::More {
                taking = report.take(&self.read_board());
            }
            if taking == Taking::Whole {
                return Ok(Some(report));
            }
        }
    }
}
