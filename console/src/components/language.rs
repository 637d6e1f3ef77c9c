//! The choice of the language, for this browser.

use leptos::prelude::*;

use crate::{inbox::Inbox, texts};

/// The choice, if there is one.
pub(super) fn language() -> impl IntoView {
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
                <select id="language" on:change=|event| Inbox::speak(&event_target_value(&event))>
                    {options}
                </select>
            </div>
        }
    })
}
