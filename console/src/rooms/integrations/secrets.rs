//! Secrets shown once: of a webhook, new or rotated, and of a key.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;

use super::{ActedOn, Integrations, ToldSecret, heading};
use crate::{focus, texts::text};

impl Integrations {
    /// Shows a secret, replacing an earlier one of the same thing.
    pub(super) fn tell(self, of: ActedOn, secret: Option<String>, previous_until: Option<String>) {
        self.told.update(|told| {
            told.retain(|it| it.of != of);
            told.extend(secret.map(|secret| ToldSecret {
                of,
                secret,
                previous_until,
            }));
        });
        focus::soon(".pc-secret__text");
    }

    /// Hides a secret, and moves the focus to what it belongs to.
    pub(crate) fn forget_secret(self, of: ActedOn) {
        self.told.update(|told| told.retain(|it| it.of != of));
        focus::soon(match of {
            ActedOn::Webhook(id) => heading(id),
            ActedOn::NewKey => ".pc-keys__title".to_owned(),
            _ => ".pc-webhooks__title".to_owned(),
        });
    }

    /// Copies a secret to the clipboard.
    pub(crate) fn copy_secret(self, secret: String) {
        spawn_local(async move {
            self.inbox.announce(if browser::copy(&secret).await {
                text("Copied.")
            } else {
                text("The browser does not let this page copy. Select the text and copy it.")
            });
        });
    }
}
