//! The dialog that asks before somebody is removed. The browser's own dialog keeps the focus inside and gives it back.

use leptos::{html, prelude::*};
use porchlight_browser as browser;

use crate::{model::people::ListedPerson, rooms::people::People};

pub(super) fn removal(room: People) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_asked = room.asked.with(Option::is_some);
        let Some(dialog) = dialog.get() else { return };
        if is_asked && !dialog.open() && dialog.show_modal().is_err() {
            browser::log_error("Porchlight: a question could not be shown");
        } else if !is_asked && dialog.open() {
            dialog.close();
        }
    });
    let title = move || {
        room.asked.with(|asked| {
            let asked = asked.as_ref()?;
            Some(if room.is_me(asked.id) {
                "Remove yourself?".to_owned()
            } else {
                format!("Remove {}?", asked.called())
            })
        })
    };
    let consequence = move || {
        room.asked.with(|asked| {
            let is_open = asked.as_ref().is_some_and(ListedPerson::is_invited);
            if is_open {
                "The link of the invitation opens nothing any more."
            } else {
                "Their sessions end at once, and their reply links with them. API keys that they have made stay: revoke \
                 those that they may have kept."
            }
        })
    };
    view! {
        <dialog class="pc-help" aria-labelledby="removal" node_ref=dialog on:close=move |_| room.asked.set(None)>
            <h2 id="removal">{title}</h2>
            <p>{consequence}</p>
            <button class="pc-button" type="button" autofocus on:click=move |_| room.asked.set(None)>
                "Cancel"
            </button>
            <button class="pc-button pc-button--danger" type="button" on:click=move |_| room.remove()>
                "Remove"
            </button>
        </dialog>
    }
}
