//! The confirmation before a person is removed.

use leptos::prelude::*;

use crate::{
    components::question::{QuestionText, question},
    rooms::people::{About, People},
    texts::{filled, text},
};

pub(super) fn removal(room: People) -> impl IntoView {
    let asked = move || {
        let asked = room.asked.get()?;
        Some(QuestionText {
            title: if room.is_me(asked.id) {
                text("Remove yourself?").to_owned()
            } else {
                filled("Remove {name}?", &[("name", asked.called())])
            },
            text: if asked.is_invited() {
                text("The link of the invitation stops working.")
            } else {
                text(
                    "Their sessions and reply links end at once. API keys that they created stay: revoke those that \
                     they may still have.",
                )
            }
            .to_owned(),
            verb: text("Remove"),
            loses: true,
        })
    };
    let is_busy = move || {
        let asked = room.asked.with(|asked| Some(asked.as_ref()?.id));
        asked.is_some_and(|id| room.acting.is_busy(About::Person(id)))
    };
    view! {
        {question("removal", asked, is_busy, move || room.remove(), move || room.asked.set(None))}
    }
}
