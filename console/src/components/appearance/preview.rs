//! The chat next to the form: a drawing with the typed colours and texts, and the real chat with the saved ones.

use leptos::prelude::*;

use crate::{model::lines, rooms::appearance::Appearance, texts::text};

/// The column next to the form.
pub(super) fn preview(room: Appearance) -> impl IntoView {
    view! {
        <aside class="pc-preview" aria-label=text("Preview")>
            {drawing(room)}
            {real(room)}
        </aside>
    }
}

/// A drawing of the unsaved settings.
fn drawing(room: Appearance) -> impl IntoView {
    let typed = move |name: &'static str| move || room.text(name);
    let questions = move || {
        let questions = lines(&typed("quickReplies")()).into_iter();
        let questions = questions.map(|question| view! { <li>{question}</li> });
        questions.collect_view()
    };
    view! {
        <h3 class="pc-card__title">{text("As typed")}</h3>
        <div
            class="pc-drawing"
            role="img"
            aria-label=text("A drawing of the chat in these colours")
            style:--pv-main=typed("primaryColor")
            style:--pv-on-main=typed("primaryForeground")
            style:--pv-ground=typed("backgroundColor")
            style:--pv-text=typed("foregroundColor")
            style:--pv-answer=typed("secondaryColor")
            style:--pv-on-answer=typed("secondaryForeground")
        >
            <p class="pc-drawing__head">
                <b>{typed("botName")}</b>
                <span>{typed("onlineText")}</span>
            </p>
            <p class="pc-drawing__said" dir="auto">{typed("greeting")}</p>
            <p class="pc-drawing__asked">{text("Do you ship to Norway?")}</p>
            <ul class="pc-drawing__questions">{questions}</ul>
            <p class="pc-drawing__field">{typed("inputPlaceholder")}</p>
        </div>
    }
}

/// The real chat with the saved settings. Changing its address loads it again.
fn real(room: Appearance) -> impl IntoView {
    let shown = RwSignal::new(false);
    let address = move || {
        let project = room.inbox.project().map(|project| project.slug);
        let changed = room.changed.get();
        format!(
            "/preview?project={}&change={changed}",
            project.unwrap_or_default()
        )
    };
    view! {
        <h3 class="pc-card__title">{text("As saved")}</h3>
        <div class="pc-form__line">
            <button
                class="pc-button"
                type="button"
                aria-expanded=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { text("Hide the real chat") } else { text("Show the real chat") }}
            </button>
            <a href=address target="_blank" rel="noreferrer">
                {text("Open in a tab")}
            </a>
        </div>
        <p class="pc-field__hint">{text("What you ask there counts as a visitor's question.")}</p>
        {move || {
            shown
                .get()
                .then(|| {
                    view! {
                        <iframe class="pc-preview__frame" title=text("The chat as it is saved") src=address></iframe>
                    }
                })
        }}
    }
}
