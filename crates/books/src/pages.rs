use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};
use terms::Digest;

use crate::Account;

/// Accounts hashed together.
const PAGE: usize = 64;

/// Digests of pages of accounts, renewed only where something changed; no part of the state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    digests: Vec<Digest>,
    stale: Vec<bool>,
}

impl Pages {
    /// Marks the page of the account at `index` as changed.
    pub(crate) fn touch(&mut self, index: usize) {
        let page = index / PAGE;
        if let Some(stale) = self.stale.get_mut(page) {
            *stale = true;
        } else {
            let pages = page.saturating_add(1);
            self.stale.resize(pages, true);
            self.digests.resize(pages, Digest::ZERO);
        }
    }

    /// Hashes what changed and answers the digest over all pages.
    ///
    /// Costs O(accounts in changed pages + pages).
    pub(crate) fn digest(&mut self, accounts: &[Account]) -> Digest {
        let count = accounts.len().div_ceil(PAGE);
        self.stale.resize(count, true);
        self.digests.resize(count, Digest::ZERO);
        let pages = self.digests.iter_mut().zip(self.stale.iter_mut());
        for ((digest, stale), page) in pages.zip(accounts.chunks(PAGE)) {
            if *stale {
                *digest = page_digest(page);
                *stale = false;
            }
        }
        let mut whole = Sha256::new_with_prefix(b"sarraf/books/v1\0");
        self.digests.iter().for_each(|digest| whole.update(digest.0));
        Digest(whole.finalize().into())
    }
}

fn page_digest(accounts: &[Account]) -> Digest {
    let mut hash = Sha256::new_with_prefix(b"sarraf/page/v2\0");
    let mut row = [0_u8; 86];
    for account in accounts {
        let fields: [&[u8]; 7] = [
            &account.holder.number().to_le_bytes(),
            &account.currency.number().to_le_bytes(),
            &account.balance.minor().to_le_bytes(),
            &account.credit.minor().to_le_bytes(),
            &account.urgent_reserve.minor().to_le_bytes(),
            &account.high_reserve.minor().to_le_bytes(),
            &account.held.minor().to_le_bytes(),
        ];
        let mut places = row.iter_mut();
        for byte in fields.into_iter().flatten() {
            if let Some(place) = places.next() {
                *place = *byte;
            }
        }
        hash.update(row);
    }
    Digest(hash.finalize().into())
}
