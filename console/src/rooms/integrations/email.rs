//! Where an e-mail goes when a visitor asks for a person.

use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};

use super::{ActedOn, Integrations};
use crate::{
    api::{self, integrations::Log},
    loaded::Loaded,
    model::appearance::Settings,
};

/// The name of the setting.
const SETTING: &str = "notifyEmail";

impl Integrations {
    /// Loads the address, and what was sent.
    pub(crate) fn load_email(self) {
        spawn_local(async move {
            let settings = api::appearance::settings().await;
            let address = settings.map(|(stored, tag)| (address(&stored.config), tag));
            self.inbox.settle(self.email.saved, address);
        });
        self.show_log(Log::Emails);
    }

    /// Saves the address that was typed.
    pub(crate) fn save_email(self) {
        let Some((_, tag)) = (self.email.saved).with_untracked(|saved| saved.here().cloned())
        else {
            return;
        };
        let wanted = untrack(|| self.email.shown()).trim().to_owned();
        self.act(ActedOn::Email, async move {
            let changes = Settings::from_iter([(SETTING.to_owned(), json!(wanted))]);
            let (_, tag) = api::appearance::save(changes, &tag).await?;
            self.email.saved.set(Loaded::Here((wanted, tag)));
            self.email.typed.set(None);
            self.inbox.announce("Saved.");
            Ok(())
        });
    }
}

fn address(settings: &Settings) -> String {
    let address = settings.get(SETTING).and_then(Value::as_str);
    address.unwrap_or_default().to_owned()
}
