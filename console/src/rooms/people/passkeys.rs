//! The own passkeys.

use leptos::task::spawn_local;

use super::{About, People};
use crate::{api, focus, texts::text};

impl People {
    /// Loads the own passkeys.
    pub(crate) fn load_passkeys(self) {
        spawn_local(async move {
            self.inbox
                .settle(self.passkeys, api::passkeys::list().await);
        });
    }

    /// Has a device make a passkey.
    pub(crate) fn add_passkey(self) {
        self.acting.act(About::Passkeys, async move {
            api::passkeys::add().await?;
            self.inbox
                .announce(text("Passkey added. You can sign in with it from now on."));
            self.load_passkeys();
            Ok(())
        });
    }

    /// Removes one of the own passkeys.
    pub(crate) fn remove_passkey(self, id: String) {
        self.acting.act(About::Passkeys, async move {
            api::passkeys::remove(&id).await?;
            self.inbox
                .announce(text("Passkey removed. Delete it on your device as well."));
            self.load_passkeys();
            // The button that had the focus is gone.
            focus::soon(".pc-passkeys__title");
            Ok(())
        });
    }
}
