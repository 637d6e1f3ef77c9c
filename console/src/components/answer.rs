//! An answer as visitors see it, with its citations.

use leptos::prelude::*;
use porchlight_shared::message::Citation;

use super::{message::sources, rich_text::rich_text};
use crate::wire::CitedSource;

pub(super) fn answer(text: String, citations: Vec<Citation>) -> impl IntoView {
    let number = citations.len();
    let cited = citations.into_iter().map(CitedSource::from).collect();
    view! {
        {rich_text(move || text.clone(), Some(number))}
        {sources(cited)}
    }
}
