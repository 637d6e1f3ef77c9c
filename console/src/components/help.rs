//! The list of keyboard shortcuts.

use leptos::{html, prelude::*};
use porchlight_browser as browser;

use crate::{
    inbox::Inbox,
    shortcuts::{KEYS_OF_COMPONENTS, SHORTCUTS},
};

/// A modal dialog with the shortcuts. The browser's own dialog keeps the focus inside and gives it back.
pub(super) fn help(inbox: Inbox) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = inbox.help.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted && !dialog.open() && dialog.show_modal().is_err() {
            browser::log_error("Porchlight: the shortcuts could not be shown");
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let commands = SHORTCUTS.map(|shortcut| (shortcut.label, shortcut.description));
    let keys = commands
        .into_iter()
        .chain(KEYS_OF_COMPONENTS)
        .map(|(label, description)| {
            view! {
                <div class="pc-help__key">
                    <dt>
                        <kbd>{label}</kbd>
                    </dt>
                    <dd>{description}</dd>
                </div>
            }
        });
    view! {
        <dialog class="pc-help" aria-label="Keyboard shortcuts" node_ref=dialog on:close=move |_| inbox.help.set(false)>
            <h2>"Keyboard shortcuts"</h2>
            <dl>{keys.collect_view()}</dl>
            <button class="pc-button" type="button" on:click=move |_| inbox.help.set(false)>
                "Close"
            </button>
        </dialog>
    }
}
