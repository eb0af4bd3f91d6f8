//! The set of currencies whose common move helps most: a minimum cut.
//!
//! Dinic's method (Soviet Mathematics Doklady 11, 1970) on a dense table: a few dozen nodes.
use alloc::vec;
use alloc::vec::Vec;

/// What moving a set of currencies costs: a part per member, and a part per pair it tears apart.
pub(crate) struct Cut {
    count: usize,
    /// Cost of each currency being in the set. Below zero if that helps.
    members: Vec<i128>,
    /// Cost, never below zero, of the first being in the set and the second not.
    /// Shape: one row per node, the last two the source and the sink.
    torn: Vec<i128>,
}

impl Cut {
    /// No costs yet.
    pub(crate) fn new(count: usize) -> Self {
        let nodes = count.saturating_add(2);
        let torn = vec![0; nodes.saturating_mul(nodes)];
        Self { count, members: vec![0; count], torn }
    }

    /// Forgets all costs.
    pub(crate) fn clear(&mut self) {
        self.members.fill(0);
        self.torn.fill(0);
    }

    /// Adds to the cost of membership.
    pub(crate) fn member(&mut self, currency: usize, cost: i128) {
        self.members[currency] = self.members[currency].saturating_add(cost);
    }

    /// Adds to the cost of `inside` being in the set while `outside` is not.
    pub(crate) fn tear(&mut self, inside: usize, outside: usize, cost: i128) {
        let at = self.at(inside, outside);
        self.torn[at] = self.torn[at].saturating_add(cost);
    }

    /// The smallest of the sets that cost least; empty if no set costs less than nothing.
    ///
    /// Shape: one flag per currency. Uses the table up. Cost: O(currencies^3) at most in practice.
    pub(crate) fn least(&mut self) -> Vec<bool> {
        let (source, sink) = (self.count, self.count.saturating_add(1));
        for currency in 0..self.count {
            let cost = self.members[currency];
            let (from, to) = if cost < 0 { (source, currency) } else { (currency, sink) };
            let at = self.at(from, to);
            self.torn[at] = i128::try_from(cost.unsigned_abs()).unwrap_or(i128::MAX);
        }
        loop {
            let levels = self.levels(source);
            if levels[sink] == usize::MAX {
                return levels[..self.count].iter().map(|level| *level != usize::MAX).collect();
            }
            let mut next = vec![0; self.count.saturating_add(2)];
            while self.push(source, sink, i128::MAX, &levels, &mut next) > 0 {}
        }
    }

    fn at(&self, from: usize, to: usize) -> usize {
        from.saturating_mul(self.count.saturating_add(2)).saturating_add(to)
    }

    /// How many arcs with room lead from the source to each node.
    fn levels(&self, source: usize) -> Vec<usize> {
        let nodes = self.count.saturating_add(2);
        let mut levels = vec![usize::MAX; nodes];
        levels[source] = 0;
        let mut queue = Vec::with_capacity(nodes);
        queue.push(source);
        let mut head = 0;
        while let Some(from) = queue.get(head).copied() {
            head = head.saturating_add(1);
            for to in 0..nodes {
                if levels[to] == usize::MAX && self.torn[self.at(from, to)] > 0 {
                    levels[to] = levels[from].saturating_add(1);
                    queue.push(to);
                }
            }
        }
        levels
    }

    /// Pushes what it can along one way of rising levels; the depth is that of the levels.
    fn push(
        &mut self,
        from: usize,
        sink: usize,
        most: i128,
        levels: &[usize],
        next: &mut [usize],
    ) -> i128 {
        if from == sink {
            return most;
        }
        while next[from] < levels.len() {
            let to = next[from];
            let room = self.torn[self.at(from, to)];
            if room > 0 && levels[to] == levels[from].saturating_add(1) {
                let pushed = self.push(to, sink, most.min(room), levels, next);
                if pushed > 0 {
                    let (ahead, back) = (self.at(from, to), self.at(to, from));
                    self.torn[ahead] = self.torn[ahead].saturating_sub(pushed);
                    self.torn[back] = self.torn[back].saturating_add(pushed);
                    return pushed;
                }
            }
            next[from] = to.saturating_add(1);
        }
        0
    }
}
