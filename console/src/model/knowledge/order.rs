//! Which answers of the server may be shown.
//!
//! *Invariant:* an answer requested before a change was made here must not undo it, and an older answer must not
//! replace a newer one.

/// Counts the requests and the changes so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    asked: u64,
    changed: u64,
}

/// Whether an answer is still current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Newest,
    /// A later request was sent in the meantime.
    Overtaken,
    /// Something was changed here in the meantime: request it again.
    Outdated,
}

impl Order {
    /// Records a request. Pass the result to [`Self::standing`] when the answer comes.
    pub(crate) const fn ask(&mut self) -> Self {
        self.asked += 1;
        *self
    }

    /// Records a change made here.
    pub(crate) const fn change(&mut self) {
        self.changed += 1;
    }

    pub(crate) const fn changes(self) -> u64 {
        self.changed
    }

    /// Whether the answer to the request recorded as `asked` is still current.
    pub(crate) const fn standing(self, asked: Self) -> Standing {
        if self.asked != asked.asked {
            Standing::Overtaken
        } else if self.changed == asked.changed {
            Standing::Newest
        } else {
            Standing::Outdated
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_undoes_no_change_and_follows_no_newer_one() {
        let mut order = Order::default();
        let first = order.ask();
        assert_eq!(order.standing(first), Standing::Newest);
        order.change();
        assert_eq!(order.standing(first), Standing::Outdated);
        let second = order.ask();
        assert_eq!(order.standing(first), Standing::Overtaken);
        assert_eq!(order.standing(second), Standing::Newest);
        assert_eq!(order.changes(), 1);
    }
}
