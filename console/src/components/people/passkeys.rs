//! The passkeys of the signed-in person.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::action::problem_of;
use crate::{
    components::loaded::loaded,
    inbox::time,
    model::passkeys::{OwnPasskey, OwnPasskeys},
    rooms::people::{About, People},
    texts::{filled, text},
};

pub(super) fn passkeys(room: People) -> impl IntoView {
    let add = if browser::has_passkeys() {
        view! {
            <div>
                <button
                    class="pc-button pc-passkeys__add"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(About::Passkeys).to_string()
                    on:click=move |_| room.add_passkey()
                >
                    {text("Add a passkey")}
                </button>
            </div>
        }
        .into_any()
    } else {
        view! { <p class="pc-known__what">{text("This browser has no passkeys. You sign in with a link.")}</p> }
            .into_any()
    };
    view! {
        <section class="pc-card" aria-labelledby="passkeys">
            <h3 class="pc-card__title pc-passkeys__title" id="passkeys" tabindex="-1">
                {text("Your passkeys")}
            </h3>
            <p class="pc-known__what">
                {text("With a passkey you sign in by fingerprint, face or PIN, without waiting for an e-mail. It stays on your device or in your password manager.")}
            </p>
            {loaded(room.passkeys, move || room.load_passkeys(), move |own| list(room, own))}
            {add}
            {problem_of(room, About::Passkeys)}
            {move || room.may_confirm().then(|| confirm(room))}
        </section>
    }
}

fn confirm(room: People) -> impl IntoView {
    view! {
        <div>
            <button class="pc-button pc-passkeys__confirm" type="button" on:click=move |_| room.confirm()>
                {text("Confirm with a passkey")}
            </button>
        </div>
    }
}

fn list(room: People, own: OwnPasskeys) -> AnyView {
    if own.passkeys.is_empty() {
        return view! { <p class="pc-known__what">{text("None yet.")}</p> }.into_any();
    }
    let rows = own.passkeys.into_iter().map(|passkey| row(room, passkey));
    view! { <ul class="pc-people">{rows.collect_view()}</ul> }.into_any()
}

fn row(room: People, passkey: OwnPasskey) -> impl IntoView {
    let place = passkey.place().to_owned();
    let of = filled("the passkey added in {browser}", &[("browser", &place)]);
    let added = time::moment(&passkey.created_at);
    let times = match passkey.used_at.as_deref().map(time::moment) {
        Some(used) => filled(
            "Added {added}, last used {used}",
            &[("added", &added), ("used", &used)],
        ),
        None => filled("Added {added}, not used yet", &[("added", &added)]),
    };
    view! {
        <li class="pc-people__one">
            <div class="pc-people__line">
                <div>
                    <p>
                        <strong>{place}</strong>
                    </p>
                    <p class="pc-known__what">{times}</p>
                </div>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(About::Passkeys).to_string()
                    on:click=move |_| room.remove_passkey(passkey.id.clone())
                >
                    {text("Remove")} <span class="pc-unseen">" " {of}</span>
                </button>
            </div>
        </li>
    }
}
