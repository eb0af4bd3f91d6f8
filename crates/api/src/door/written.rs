//! What the door writes of what the board holds.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use node::render::{AccountReport, Rendered, Renderer};
use node::{Fault, Original, Outlet};
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
            let board = door.read_board();
            let Some(report) = AccountReport::of(&board, taken.party, currency)? else {
                let reason = ("AC01", "no account of yours is in this currency".to_owned());
                return door.refuse(&board, taken.bic, &taken.references, reason, taken.now);
            };
            drop(board);
            let id = door.numbers.next("R");
            let address = door.address(taken.bic, &id, taken.now);
            let message = report.render(&address, |place| (door.original)(place))?;
            Ok(Reply { status: 200, message, salt: None })
        });
        told.await.map_err(|error| Fault::because("making a report", error))?
    }
}
