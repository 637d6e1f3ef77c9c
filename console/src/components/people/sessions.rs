//! The sessions of the signed-in person.

use leptos::prelude::*;

use super::action::problem_of;
use crate::{
    components::loaded::loaded,
    inbox::time,
    model::people::{OwnSession, OwnSessions},
    rooms::people::{About, People},
    texts::{filled, text},
};

pub(super) fn sessions(room: People) -> impl IntoView {
    view! {
        <section class="pc-card" aria-labelledby="sessions">
            <h3 class="pc-card__title pc-sessions__title" id="sessions" tabindex="-1">
                {text("Where you are signed in")}
            </h3>
            {loaded(room.sessions, move || room.load_sessions(), move |own| list(room, own))}
            {problem_of(room, About::Sessions)}
        </section>
    }
}

fn list(room: People, own: OwnSessions) -> AnyView {
    let others = own.has_others().then(|| {
        view! {
            <div>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(About::Sessions).to_string()
                    on:click=move |_| room.end_other_sessions()
                >
                    {text("End all others")}
                </button>
            </div>
        }
    });
    let rows = own.sessions.into_iter().map(|session| row(room, &session));
    view! {
        <ul class="pc-people">{rows.collect_view()}</ul>
        {others}
    }
    .into_any()
}

fn row(room: People, session: &OwnSession) -> impl IntoView + use<> {
    let (id, place) = (session.id, session.place().to_owned());
    let times = filled(
        "Signed in {since}, last used {used}",
        &[
            ("since", &time::moment(&session.created_at)),
            ("used", &time::moment(&session.last_used_at)),
        ],
    );
    let end = if session.current {
        view! { <span class="pc-badge pc-badge--mine">{text("This session")}</span> }.into_any()
    } else {
        let of = filled("the session in {browser}", &[("browser", &place)]);
        view! {
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.acting.is_busy(About::Sessions).to_string()
                on:click=move |_| room.end_session(id)
            >
                {text("End")} <span class="pc-unseen">" " {of}</span>
            </button>
        }
        .into_any()
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
                {end}
            </div>
        </li>
    }
}
