//! The text in the composer.

use porchlight_browser as browser;

use super::Widget;
use crate::chat::Chat;

impl Widget {
    pub(crate) fn set_draft(self, text: String) {
        self.remember(|record| record.draft.clone_from(&text));
        self.draft.set(text);
    }

    /// Moves the newest question back into the composer.
    pub(crate) fn edit(self) {
        if let Some(text) = self.chat.update(Chat::withdraw) {
            self.set_draft(text);
            browser::focus_first(".pl-composer__input");
        }
    }
}
