//! What keys do.

use leptos::{html, prelude::*};
use porchlight_browser as browser;

use crate::{desk::Desk, keyboard::HELP};

/// The table of keys, over everything while it is wanted: a dialog of the browser's own, which keeps the focus inside
/// and gives it back.
pub(super) fn help(desk: Desk) -> impl IntoView {
    let sheet = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = desk.help.get();
        let Some(sheet) = sheet.get() else { return };
        if wanted && !sheet.open() && sheet.show_modal().is_err() {
            browser::log_error("Porchlight: the keys could not be shown");
        } else if !wanted && sheet.open() {
            sheet.close();
        }
    });
    let keys = HELP.map(|(key, what)| {
        view! {
            <div class="pc-help__key">
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
            </div>
        }
    });
    view! {
        <dialog class="pc-help" aria-label="Keys" node_ref=sheet on:close=move |_| desk.help.set(false)>
            <h2>"Keys"</h2>
            <dl>{keys.collect_view()}</dl>
            <button class="pc-button" type="button" on:click=move |_| desk.help.set(false)>
                "Close"
            </button>
        </dialog>
    }
}
