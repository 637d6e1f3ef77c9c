//! The offer of a person, and the form that asks for one.

use leptos::prelude::*;
use porchlight_shared::{limits::EMAIL_CHARS, message::Verdict};
use web_sys::HtmlInputElement;

use super::icon::{self, icon};
use crate::{
    chat::{Author, Turn},
    context::{Handoff, Widget},
    i18n::Key,
    view::{View, button, view},
};

/// Offered when an answer failed, was none, or was voted down; always in the menu.
pub fn handoff_offer(widget: Widget) -> impl Fn() -> Option<View> {
    let offered = Memo::new(move |_| {
        widget.offers_person()
            && widget.chat.with(|chat| {
                let failed = matches!(chat.turn, Turn::Failed(_)) && chat.conversation.is_some();
                let poor = chat.entries.last().is_some_and(|last| {
                    last.author == Author::Assistant
                        && !last.open
                        && (last.unanswered || last.verdict == Some(Verdict::Unhelpful))
                });
                failed || poor
            })
    });
    let form = Memo::new(move |_| widget.handoff.get() != Handoff::Hidden);
    move || {
        if form.get() {
            return Some(handoff_form(widget));
        }
        offered.get().then(|| {
            let ask = view("button", "pl-handoff__ask")
                .attr("type", "button")
                .child(icon(icon::PERSON))
                .child(view("span", "").says(widget.says(Key::TalkToPerson)))
                .on_click(move || widget.offer_person());
            view("div", "pl-handoff").child(ask)
        })
    }
}

fn handoff_form(widget: Widget) -> View {
    let placeholder = widget.says(Key::EmailPlaceholder);
    let email = view("input", "pl-handoff__email")
        .attr("type", "email")
        .attr("autocomplete", "email")
        .attr("maxlength", &EMAIL_CHARS.to_string())
        .attr("aria-describedby", "pl-handoff-hint")
        .follows("placeholder", placeholder)
        .follows("aria-label", placeholder)
        .follows("aria-invalid", move || {
            (widget.handoff.get() == Handoff::InvalidEmail).to_string()
        });
    let field: HtmlInputElement = email.element();
    let sending = move || widget.handoff.get() == Handoff::Sending;
    let problem = move || match widget.handoff.get() {
        Handoff::InvalidEmail => widget.text(Key::EmailInvalid),
        Handoff::Failed => widget.text(Key::HandoffFailed),
        _ => String::new(),
    };
    let actions = view("div", "pl-handoff__actions")
        .child(
            view("button", "pl-action pl-action--accent")
                .attr("type", "submit")
                .says(widget.says(Key::EmailSend))
                .flagged("disabled", sending),
        )
        .child(
            button("pl-action", widget.says(Key::EmailSkip))
                .flagged("disabled", sending)
                .on_click(move || widget.hand_off(None)),
        );
    view("form", "pl-handoff pl-handoff--form")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            let email = field.value().trim().to_owned();
            if email.is_empty() || !field.check_validity() {
                widget.handoff.set(Handoff::InvalidEmail);
            } else {
                widget.hand_off(Some(email));
            }
        })
        .child(view("p", "pl-handoff__title").says(widget.says(Key::HandoffOffer)))
        .child(
            view("p", "pl-handoff__hint")
                .attr("id", "pl-handoff-hint")
                .says(widget.says(Key::HandoffHint)),
        )
        .child(email)
        .child(
            view("p", "pl-handoff__problem")
                .attr("role", "alert")
                .says(problem),
        )
        .child(actions)
}
