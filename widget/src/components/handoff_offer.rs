//! The offer of a person, and the form that asks for one.

use porchlight_shared::{limits::EMAIL_CHARS, message::Verdict};
use web_sys::HtmlInputElement;

use super::icon::{self, icon};
use crate::{
    chat::{Author, Chat, Turn},
    context::{Handoff, Widget},
    i18n::Key,
    view::{View, button, truth, view},
};

const OFFER: u32 = 0;
const FORM: u32 = 1;

/// At the end of `list`: offered when an answer failed, was none, or was voted down; always in the menu.
pub fn with_handoff_offer(list: View, widget: Widget) -> View {
    let which = move || {
        if widget.handoff.get() != Handoff::Hidden {
            return Some(FORM);
        }
        (widget.offers_person() && widget.chat.with(calls_for_person)).then_some(OFFER)
    };
    list.case(which, move |case| {
        if case == FORM {
            return handoff_form(widget);
        }
        let ask = view("button", "pl-handoff__ask")
            .attr("type", "button")
            .child(icon(icon::PERSON))
            .child(view("span", "").says(widget.says(Key::TalkToPerson)))
            .on_click(move || widget.offer_person());
        view("div", "pl-handoff").child(ask)
    })
}

fn calls_for_person(chat: &Chat) -> bool {
    let failed = matches!(chat.turn, Turn::Failed(_)) && chat.conversation.is_some();
    let poor = chat.entries.last().is_some_and(|last| {
        last.author == Author::Assistant
            && !last.open
            && (last.unanswered || last.verdict == Some(Verdict::Unhelpful))
    });
    failed || poor || chat.person_offered
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
            truth(widget.handoff.get() == Handoff::InvalidEmail)
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
