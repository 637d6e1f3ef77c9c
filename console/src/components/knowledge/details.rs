//! What is said of a source wherever it is shown.

use leptos::prelude::*;

use crate::model::knowledge::Source;

/// How far the reading of a source is, and what became of it.
pub(super) fn details(source: &Source) -> impl IntoView + use<> {
    let bar = source.is_reading().then(|| {
        let found = source.progress.found.max(1);
        let label = format!("Reading of {}", source.name);
        view! {
            <progress
                class="pc-known__bar"
                aria-label=label
                max=found.to_string()
                value=source.progress.done.min(found).to_string()
            ></progress>
        }
    });
    let failure = source.failure.as_ref().map(|failure| {
        view! { <p class="pc-problem">{failure.reason.clone()}</p> }
    });
    let notice = source.notice.as_ref().map(|notice| {
        view! { <p class="pc-known__notice">{notice.clone()}</p> }
    });
    view! {
        {bar}
        {failure}
        {notice}
    }
}
