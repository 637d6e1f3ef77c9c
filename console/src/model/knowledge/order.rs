//! Which answers of the server may be shown.
//!
//! *Invariant:* an answer that was asked for before something was changed here does not undo that, and an older answer
//! does not follow a newer one.

/// What was asked for and changed until now, each counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    asked: u64,
    changed: u64,
}

/// How an answer stands to what happened since it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may be shown.
    Newest,
    /// Another was asked for in the meantime.
    Overtaken,
    /// Something was changed in the meantime: it is to be asked for again.
    Outdated,
}

impl Order {
    /// Notes that something is asked for. What this returns says later how the answer stands.
    pub(crate) const fn ask(&mut self) -> Self {
        self.asked += 1;
        *self
    }

    /// Notes that something was changed here.
    pub(crate) const fn change(&mut self) {
        self.changed += 1;
    }

    /// How many changes there were.
    pub(crate) const fn changes(self) -> u64 {
        self.changed
    }

    /// How the answer stands that was asked for at `asked`.
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
