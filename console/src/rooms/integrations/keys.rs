//! API keys: the list, one that is made, one that is revoked.

use leptos::{prelude::*, task::spawn_local};

use super::{ActedOn, Integrations, ToldSecret, focus_soon};
use crate::{api, inbox::time, model::integrations::keys::KeyDraft, problem::Problem};

impl Integrations {
    /// Loads the keys.
    pub(crate) fn load_keys(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.keys.all, api::integrations::keys().await);
        });
    }

    /// Makes the key that was typed.
    pub(crate) fn make_key(self) {
        let draft = self.keys.draft.get_untracked();
        if let Some(wrong) = draft.wrong() {
            return self.keys.wrong.set(Some(wrong));
        }
        self.told.set(None);
        self.act(ActedOn::NewKey, async move {
            let made = api::integrations::make_key(draft.body(time::today())).await?;
            if self.keys.draft.get_untracked() == draft {
                self.keys.draft.set(KeyDraft::default());
            }
            self.told.set(Some(ToldSecret {
                of: ActedOn::NewKey,
                secret: made.key.ok_or_else(Problem::network)?,
                previous_until: None,
            }));
            focus_soon(".pc-secret__text");
            self.load_keys();
            Ok(())
        });
    }

    /// Revokes the key that it was asked about.
    pub(crate) fn revoke_key(self) {
        let Some(key) = self.keys.asked.get_untracked() else {
            return;
        };
        self.keys.asked.set(None);
        self.act(ActedOn::Key(key.id), async move {
            api::integrations::revoke_key(key.id).await?;
            self.inbox.announce(format!("{} was revoked.", key.name));
            focus_soon(".pc-keys__title");
            self.load_keys();
            Ok(())
        });
    }
}
