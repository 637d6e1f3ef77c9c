//! The log of what was delivered: to a webhook, or by e-mail.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::ids::DeliveryId;

use super::{ActedOn, Integrations, focus_soon_id};
use crate::{
    api::{self, integrations::Log},
    loaded::Loaded,
    model::{count, integrations::deliveries::WhichDeliveries},
};

impl Integrations {
    /// Shows the log of something.
    pub(crate) fn show_log(self, of: Log) {
        self.log.of.set(Some(of));
        self.log.deliveries.set(Loaded::Waiting);
        self.load_log();
    }

    /// Shows other deliveries of it.
    pub(crate) fn show_deliveries(self, which: WhichDeliveries) {
        // The same again looks for what is new.
        if self.log.which.get_untracked() != which {
            self.log.which.set(which);
            self.log.deliveries.set(Loaded::Waiting);
        }
        self.load_log();
    }

    /// Loads the newest page.
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

    /// Adds the next page.
    pub(crate) fn more_log(self) {
        let cursor = self.log.deliveries.with_untracked(|log| {
            let log = log.here()?;
            log.next_cursor.clone()
        });
        let (Some(of), which) = (self.log.of.get_untracked(), self.log.which.get_untracked())
        else {
            return;
        };
        self.act(ActedOn::Log, async move {
            let page = api::integrations::deliveries(of, which, cursor.as_deref()).await?;
            self.log.deliveries.update(|log| {
                if let Loaded::Here(log) = log {
                    log.add(page);
                }
            });
            Ok(())
        });
    }

    /// Sends a delivery again.
    pub(crate) fn redeliver(self, id: DeliveryId) {
        let Some(of) = self.log.of.get_untracked() else {
            return;
        };
        self.act(ActedOn::Log, async move {
            let sent = api::integrations::redeliver(of, id).await?;
            self.inbox.announce("It is on its way again.");
            self.log.put(sent);
            focus_soon_id(&delivery_id(id));
            Ok(())
        });
    }

    /// Sends all again that has failed.
    pub(crate) fn redeliver_dead(self) {
        let Some(of) = self.log.of.get_untracked() else {
            return;
        };
        self.act(ActedOn::Log, async move {
            let number = api::integrations::redeliver_dead(of).await?;
            let all = count(number, "delivery").replace("deliverys", "deliveries");
            self.inbox.announce(format!("{all} on their way again."));
            self.load_log();
            Ok(())
        });
    }
}

/// The id of the line of a delivery.
pub(crate) fn delivery_id(id: DeliveryId) -> String {
    format!("delivery-{id}")
}
