//! The log of deliveries to a webhook, or by e-mail.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::ids::DeliveryId;

use super::{ActedOn, Integrations};
use crate::{
    api::{self, integrations::Log},
    focus,
    loaded::Loaded,
    model::integrations::deliveries::{WhichDeliveries, on_their_way},
    problem::Problem,
    texts::text,
};

impl Integrations {
    pub(crate) fn show_log(self, of: Log) {
        self.log.of.set(Some(of));
        self.log.deliveries.set(Loaded::Waiting);
        self.load_log();
    }

    /// Filters the log.
    pub(crate) fn show_deliveries(self, which: WhichDeliveries) {
        // Choosing the same filter again reloads the log.
        if self.log.which.get_untracked() != which {
            self.log.which.set(which);
            self.log.deliveries.set(Loaded::Waiting);
        }
        self.load_log();
    }

    pub(crate) fn load_log(self) {
        let wanted = (self.log.of.get_untracked(), self.log.which.get_untracked());
        let (Some(of), which) = wanted else { return };
        spawn_local(async move {
            let page = api::integrations::deliveries(of, which, None).await;
            let now = (self.log.of.get_untracked(), self.log.which.get_untracked());
            if now == wanted {
                self.inbox.settle(self.log.deliveries, page);
            }
        });
    }

    pub(crate) fn more_log(self) {
        let cursor = self.log.deliveries.with_untracked(|log| {
            let log = log.here()?;
            log.next_cursor.clone()
        });
        let wanted = (self.log.of.get_untracked(), self.log.which.get_untracked());
        let (Some(of), which) = wanted else { return };
        self.acting.act(ActedOn::Log(of), async move {
            let page = api::integrations::deliveries(of, which, cursor.as_deref()).await?;
            let now = (self.log.of.get_untracked(), self.log.which.get_untracked());
            self.log.deliveries.update(|log| {
                // In the meantime another log may have been opened, or this one reloaded.
                if let Loaded::Here(log) = log
                    && now == wanted
                    && log.next_cursor == cursor
                {
                    log.add(page);
                }
            });
            Ok(())
        });
    }

    pub(crate) fn redeliver(self, id: DeliveryId) {
        let Some(of) = self.log.of.get_untracked() else {
            return;
        };
        self.acting.act(ActedOn::Log(of), async move {
            let sent = api::integrations::redeliver(of, id).await?;
            self.inbox.announce(text("It is on its way again."));
            self.log.put(of, sent);
            focus::restore(vec![format!("[id='{}']", delivery_id(id))]);
            Ok(())
        });
    }

    /// Sends all failed deliveries again.
    pub(crate) fn redeliver_dead(self) {
        let Some(of) = self.log.of.get_untracked() else {
            return;
        };
        self.acting.act(ActedOn::Log(of), async move {
            let number = api::integrations::redeliver_dead(of).await?;
            self.inbox.announce(on_their_way(number));
            if self.log.of.get_untracked() == Some(of) {
                self.load_log();
            }
            Ok(())
        });
    }

    /// Why the last action on the open log failed.
    pub(crate) fn log_problem(self) -> Option<Problem> {
        self.acting.problem(ActedOn::Log(self.log.of.get()?))
    }

    pub(crate) fn log_is_busy(self) -> bool {
        let of = self.log.of.get();
        of.is_some_and(|of| self.acting.is_busy(ActedOn::Log(of)))
    }
}

/// The id of a delivery's line.
pub(crate) fn delivery_id(id: DeliveryId) -> String {
    format!("delivery-{id}")
}
