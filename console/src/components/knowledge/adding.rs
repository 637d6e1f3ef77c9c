//! The form that adds addresses, files and answers.

use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
};
use web_sys::HtmlInputElement;

use super::super::loaded::{choices, problem};
use crate::{
    model::knowledge::{CHOSEN_FILES, Way},
    rooms::knowledge::Knowledge,
    texts::text,
};

pub(super) fn adding(room: Knowledge) -> impl IntoView {
    let ways = Way::ALL.map(|way| (way, way.label()));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.add();
    };
    view! {
        <section class="pc-card" aria-labelledby="add">
            <h2 class="pc-card__title" id="add">
                {text("Add")}
            </h2>
            {choices(
                text("What to add"),
                ways,
                move || room.way.get(),
                move |way| {
                    room.add_problem.set(None);
                    room.way.set(way);
                },
            )}
            <form class="pc-form" on:submit=on_submit>
                {move || match room.way.get() {
                    Way::Site => {
                        address(
                                room,
                                text("Address of your website"),
                                text("Its pages are found through its sitemap and its links. To read only a part, \
                                    give the address of that part."),
                                "www.shop.example",
                            )
                            .into_any()
                    }
                    Way::Sitemap => {
                        address(
                                room,
                                text("Address of the sitemap"),
                                text("A feed or a list in llms.txt will do too."),
                                "www.shop.example/sitemap.xml",
                            )
                            .into_any()
                    }
                    Way::Page => {
                        address(
                                room,
                                text("Address of the page"),
                                text("A web page, a PDF or a Word document."),
                                "www.shop.example/returns",
                            )
                            .into_any()
                    }
                    Way::Files => files(room).into_any(),
                    Way::Answer => answer(room).into_any(),
                }} {problem(move || room.add_problem.get())}
            </form>
        </section>
    }
}

fn button(room: Knowledge) -> impl IntoView {
    view! {
        <button class="pc-button pc-button--primary" type="submit" aria-disabled=move || room.adding.get().to_string()>
            {move || if room.adding.get() { text("Adding…") } else { text("Add") }}
        </button>
    }
}

fn address(
    room: Knowledge,
    label: &'static str,
    hint: &'static str,
    example: &'static str,
) -> impl IntoView {
    view! {
        <div class="pc-field">
            <label for="add-address">{label}</label>
            <div class="pc-form__line">
                <input
                    id="add-address"
                    type="text"
                    inputmode="url"
                    autocomplete="url"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    placeholder=example
                    aria-describedby="add-hint"
                    prop:value=move || room.address.get()
                    on:input=move |event| room.address.set(event_target_value(&event))
                />
                {button(room)}
            </div>
            <p class="pc-field__hint" id="add-hint">
                {hint}
            </p>
        </div>
    }
}

fn answer(room: Knowledge) -> impl IntoView {
    view! {
        {area(text("Question"), "add-question", room.question, 1, true)}
        {area(text("Answer"), "add-answer", room.answer, 4, true)}
        {area(
            text("Other ways to ask it, one per line (optional)"),
            "add-alternatives",
            room.alternatives,
            2,
            false,
        )}
        <div>{button(room)}</div>
    }
}

fn area(
    label: &'static str,
    id: &'static str,
    typed: RwSignal<String>,
    rows: u32,
    required: bool,
) -> impl IntoView {
    view! {
        <div class="pc-field">
            <label for=id>{label}</label>
            <textarea
                id=id
                rows=rows
                required=required
                dir="auto"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            ></textarea>
        </div>
    }
}

fn files(room: Knowledge) -> impl IntoView {
    let chosen = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            room.add_files(&files);
        }
        // Lets somebody choose the same file again.
        input.set_value("");
    };
    let over = RwSignal::new(false);
    view! {
        <label
            class="pc-drop"
            data-over=move || over.get().to_string()
            on:dragover=move |_| over.set(true)
            on:dragleave=move |_| over.set(false)
            on:drop=move |_| over.set(false)
        >
            <input
                class="pc-unseen"
                type="file"
                multiple
                accept=CHOSEN_FILES
                aria-describedby="files-hint"
                on:change=chosen
            />
            <span class="pc-drop__text">{text("Drop files here, or choose them")}</span>
            <span class="pc-field__hint" id="files-hint">
                {text("PDF, Word, Markdown, HTML, text, tables of questions (CSV), and folders as ZIP. Up to 1 MB each.")}
            </span>
        </label>
        <ul class="pc-uploads" aria-live="polite">
            <For
                each=move || room.uploads.get().shown
                key=|upload| upload.number
                children=move |it| upload(room, it.number, it.name)
            />
        </ul>
    }
}

fn upload(room: Knowledge, number: u32, name: String) -> impl IntoView {
    let outcome = Memo::new(move |_| {
        room.uploads
            .with(|uploads| uploads.outcome(number).cloned())
    });
    let class = move || {
        let failed = outcome.with(|outcome| matches!(outcome, Some(Err(_))));
        if failed { "pc-uploads__fault" } else { "" }
    };
    let state = move || match outcome.get() {
        None => text("On its way…").to_owned(),
        Some(Ok(())) => text("Added").to_owned(),
        Some(Err(reason)) => reason,
    };
    view! {
        <li class=class>
            <b dir="auto">{name}</b>
            " "
            {state}
        </li>
    }
}
