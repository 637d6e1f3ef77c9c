//! API keys: the list, and the form for a new one.

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_shared::limits::NAME_CHARS;

use super::secret::secret;
use crate::{
    components::{
        loaded::{choices, empty, loaded, problem},
        question::{QuestionText, question},
        sentence::about,
    },
    inbox::time,
    model::integrations::keys::{ApiKey, ApiKeys, Closing, KeyEnd, KeyKind, SCOPES},
    rooms::integrations::{ActedOn, Integrations},
    texts::{filled, text},
};

pub(super) fn keys(room: Integrations) -> impl IntoView {
    let keys = room.keys;
    let asked = move || {
        keys.asked.get().map(|key| QuestionText {
            title: filled("Revoke “{name}”?", &[("name", &key.name)]),
            text: text(
                "Anything that uses it is refused from the next request on. This cannot be undone: create a new key \
                 instead.",
            )
            .to_owned(),
            verb: text("Revoke"),
            loses: true,
        })
    };
    view! {
        <section class="pc-card" aria-labelledby="keys">
            <h3 class="pc-card__title pc-keys__title" id="keys" tabindex="-1">
                {text("Your keys")}
            </h3>
            {loaded(room.keys.all, move || room.load_keys(), move |all| list(room, &all))}
        </section>
        {making(room)}
        {question(
            "revocation",
            asked,
            move || {
                let asked = keys.asked.with(|asked| Some(asked.as_ref()?.id));
                asked.is_some_and(|id| room.acting.is_busy(ActedOn::Key(id)))
            },
            move || room.revoke_key(),
            move || keys.asked.set(None),
        )}
    }
}

fn list(room: Integrations, all: &ApiKeys) -> AnyView {
    let now = time::now();
    let (closed, opening): (Vec<&ApiKey>, Vec<&ApiKey>) =
        (all.keys.iter()).partition(|key| key.closed(&now).is_some());
    let closed = (!closed.is_empty()).then(|| {
        let rows = closed.iter().filter_map(|key| {
            let (how, at) = key.closed(&now)?;
            let row = closed_key(key, how, &time::moment(&at));
            Some(view! { <li>{row}</li> })
        });
        view! {
            <details class="pc-more">
                <summary>{text("Revoked and ended keys")}</summary>
                <ul class="pc-others">{rows.collect_view()}</ul>
            </details>
        }
    });
    let none = opening.is_empty().then(|| {
        empty(
            text("No keys yet"),
            text("A key lets your server use the API. People need none: they sign in."),
        )
    });
    let rows = opening.into_iter().map(|key| row(room, key.clone()));
    view! {
        {none}
        <ul class="pc-people">{rows.collect_view()}</ul>
        {closed}
    }
    .into_any()
}

fn closed_key(key: &ApiKey, how: Closing, time: &str) -> String {
    let values = [
        ("name", &*key.name),
        ("ending", &*key.ending),
        ("time", time),
    ];
    match how {
        Closing::Revoked => filled("{name} …{ending}, revoked {time}", &values),
        Closing::Ended => filled("{name} …{ending}, ended {time}", &values),
    }
}

fn row(room: Integrations, key: ApiKey) -> impl IntoView {
    let id = key.id;
    let used = match &key.last_used_at {
        Some(at) => filled("Last used {time}", &[("time", &time::moment(at))]),
        None => text("Never used").to_owned(),
    };
    let ends = match &key.expires_at {
        Some(at) => filled("ends {time}", &[("time", &time::moment(at))]),
        None => text("does not end").to_owned(),
    };
    let made = filled(
        "created {time}",
        &[("time", &time::moment(&key.created_at))],
    );
    let of = about(&key.name);
    view! {
        <li class="pc-people__one">
            <div class="pc-people__line">
                <p dir="auto">
                    <strong>{key.name.clone()}</strong>
                    " "
                    <code>{format!("…{}", key.ending)}</code>
                </p>
                <span class="pc-badge">{key.kind.label()}</span>
            </div>
            <p class="pc-known__what">{key.may()}</p>
            <p class="pc-known__what">{format!("{used} · {ends} · {made}")}</p>
            <div class="pc-form__line">
                <button
                    class="pc-button pc-button--loses"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(ActedOn::Key(id)).to_string()
                    on:click=move |_| room.keys.asked.set(Some(key.clone()))
                >
                    {text("Revoke…")} {of}
                </button>
            </div>
            {problem(move || room.acting.problem(ActedOn::Key(id)))}
        </li>
    }
}

fn making(room: Integrations) -> impl IntoView {
    let keys = room.keys;
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.make_key();
    };
    let kinds = KeyKind::ALL.map(|kind| {
        view! {
            <label class="pc-check">
                <input
                    type="radio"
                    name="key-kind"
                    value=kind.name()
                    prop:checked=move || keys.draft.with(|draft| draft.kind == kind)
                    on:change=move |_| keys.edit(|draft| draft.kind = kind)
                />
                <span>
                    <strong>{kind.label()}</strong>
                    " "
                    <span class="pc-known__what">{kind.meaning()}</span>
                </span>
            </label>
        }
    });
    let ends = KeyEnd::ALL.map(|end| (end, end.label()));
    view! {
        <section class="pc-card" aria-labelledby="make-key">
            <h3 class="pc-card__title" id="make-key">
                {text("Create a key")}
            </h3>
            <form class="pc-form" novalidate on:submit=on_submit>
                <div class="pc-field">
                    <label for="key-name">{text("What it is for")}</label>
                    <input
                        id="key-name"
                        type="text"
                        autocomplete="off"
                        maxlength=NAME_CHARS.to_string()
                        prop:value=move || keys.draft.with(|draft| draft.name.clone())
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            keys.edit(|draft| draft.name = text);
                        }
                    />
                </div>
                <fieldset class="pc-field pc-field--group">
                    <legend>{text("Kind")}</legend>
                    {kinds.collect_view()}
                </fieldset>
                {move || keys.draft.with(|draft| draft.kind.has_scopes()).then(|| scopes(room))}
                <fieldset class="pc-field pc-field--group">
                    <legend>{text("Ends")}</legend>
                    {choices(
                        text("Ends"),
                        ends,
                        move || keys.draft.with(|draft| draft.end),
                        move |end| keys.edit(|draft| draft.end = end),
                    )}
                </fieldset>
                {move || {
                    keys.wrong.get().map(|wrong| view! { <p class="pc-problem" role="alert">{wrong}</p> })
                }}
                {problem(move || room.acting.problem(ActedOn::NewKey))}
                <div>
                    <button
                        class="pc-button pc-button--primary"
                        type="submit"
                        aria-disabled=move || room.acting.is_busy(ActedOn::NewKey).to_string()
                    >
                        {move || if room.acting.is_busy(ActedOn::NewKey) { text("One moment…") } else { text("Create the key") }}
                    </button>
                </div>
            </form>
            {secret(room, ActedOn::NewKey)}
        </section>
    }
}

/// The scopes of the key: everything that its creator may do, or a selection.
fn scopes(room: Integrations) -> impl IntoView {
    let keys = room.keys;
    let narrow = Memo::new(move |_| keys.draft.with(|draft| draft.narrow));
    let all = move || {
        narrow.get().then(|| {
            SCOPES
                .map(|(name, meaning)| {
                    view! {
                        <label class="pc-check pc-webhooks__event">
                            <input
                                type="checkbox"
                                value=name
                                prop:checked=move || {
                                    keys.draft.with(|draft| draft.scopes.iter().any(|it| it == name))
                                }
                                on:change=move |_| keys.edit(|draft| draft.toggle(name))
                            />
                            <span>
                                {text(meaning)} " "
                                <code>{name}</code>
                            </span>
                        </label>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <fieldset class="pc-field pc-field--group">
            <legend>{text("May do")}</legend>
            <label class="pc-check">
                <input
                    type="radio"
                    name="key-scopes"
                    value="all"
                    prop:checked=move || !narrow.get()
                    on:change=move |_| keys.edit(|draft| draft.narrow = false)
                />
                {text("Everything that you may do")}
            </label>
            <label class="pc-check">
                <input
                    type="radio"
                    name="key-scopes"
                    value="narrow"
                    prop:checked=move || narrow.get()
                    on:change=move |_| keys.edit(|draft| draft.narrow = true)
                />
                {text("Only what is chosen here")}
            </label>
            {all}
        </fieldset>
    }
}
