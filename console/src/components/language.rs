//! The language menu. The choice belongs to this browser.

use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use crate::{inbox::Inbox, texts};

/// The menu; nothing if there is only one language.
pub(super) fn language(inbox: Inbox) -> impl IntoView {
    let options: Vec<_> = texts::names()
        .map(|(tag, name)| {
            view! {
                <option value=tag lang=tag selected={tag == texts::tag()}>
                    {name}
                </option>
            }
        })
        .collect();
    (options.len() > 1).then(|| {
        view! {
            <div class="pc-field">
                <label for="language">{texts::text("Language")}</label>
                <select
                    id="language"
                    on:change=move |event| {
                        if !inbox.speak(&event_target_value(&event)) {
                            event_target::<HtmlSelectElement>(&event).set_value(texts::tag());
                        }
                    }
                >
                    {options}
                </select>
            </div>
        }
    })
}
