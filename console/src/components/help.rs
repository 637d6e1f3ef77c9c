//! The list of keyboard shortcuts.

use leptos::{html, prelude::*};

use super::dialog::show_while;
use crate::{inbox::Inbox, shortcuts, texts::text};

/// A dialog with the shortcuts of the current room.
pub(super) fn help(inbox: Inbox) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    show_while(dialog, move || inbox.help.get());
    let keys = move || {
        let lines = shortcuts::lines(inbox.room.get()).into_iter();
        lines
            .map(|(label, description)| {
                view! {
                    <div class="pc-help__key">
                        <dt>
                            <kbd>{label}</kbd>
                        </dt>
                        <dd>{description}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <dialog
            class="pc-help"
            id="shortcuts"
            aria-label=text("Keyboard shortcuts")
            node_ref=dialog
            on:close=move |_| inbox.help.set(false)
        >
            <h2>{text("Keyboard shortcuts")}</h2>
            <dl>{keys}</dl>
            <button class="pc-button" type="button" on:click=move |_| inbox.help.set(false)>
                {text("Close")}
            </button>
        </dialog>
    }
}
