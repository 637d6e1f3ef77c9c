//! The form in which a visitor leaves contact details, before the first message or with the wish for a person.

use std::rc::Rc;

use leptos::prelude::request_animation_frame;
use porchlight_shared::lead::{LeadField, LeadFieldKind};
use web_sys::HtmlInputElement;

use crate::{
    browser,
    context::{Handoff, Widget},
    i18n::Key,
    lead::{Asked, Contact, longest},
    value::Value,
    view::{View, button, truth, view},
};

/// What is wrong: one for each field, and one for the tick.
type Problems = Rc<Value<Vec<Option<Key>>>>;

/// The form that is asked for now.
pub fn contact_form(widget: Widget) -> View {
    let asked = Rc::new(widget.asked());
    let is_first = widget.question_waits();
    let problems = Problems::default();
    let mut inputs: Vec<HtmlInputElement> = Vec::new();
    let mut rows: Vec<View> = Vec::new();
    for (index, field) in asked.fields.iter().enumerate() {
        let (row, input) = row(widget, &asked, field, index, &problems);
        rows.push(row);
        inputs.push(input);
    }
    let tick = (!asked.consent.is_empty()).then(|| {
        let (row, input) = consent(widget, &asked.consent, asked.fields.len(), &problems);
        rows.push(row);
        input
    });
    let (title, hint, send, skip) = if is_first {
        (Key::LeadOffer, Key::LeadHint, Key::LeadSend, Key::LeadSkip)
    } else if asked.is_owners {
        (
            Key::HandoffOffer,
            Key::LeadHint,
            Key::EmailSend,
            Key::LeadSkip,
        )
    } else {
        (
            Key::HandoffOffer,
            Key::HandoffHint,
            Key::EmailSend,
            Key::EmailSkip,
        )
    };
    let sending = move || widget.handoff.get() == Handoff::Sending;
    let failed = move || match widget.handoff.get() {
        Handoff::Failed => widget.text(Key::HandoffFailed),
        _ => String::new(),
    };
    let may_skip = asked.may_skip && !asked.is_nothing();
    let actions = view("div", "pl-handoff__actions")
        .child(
            view("button", "pl-action pl-action--accent")
                .attr("type", "submit")
                .says(widget.says(send))
                .flagged("disabled", sending),
        )
        .children(may_skip.then(|| {
            button("pl-action", widget.says(skip))
                .flagged("disabled", sending)
                .on_click(move || widget.leave(Contact::default()))
        }));
    view("form", "pl-handoff pl-handoff--form")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            let values: Vec<String> = inputs.iter().map(HtmlInputElement::value).collect();
            let agrees = tick.as_ref().is_some_and(HtmlInputElement::checked);
            submit(widget, &asked, &problems, &values, agrees);
        })
        .child(view("p", "pl-handoff__title").says(widget.says(title)))
        .child(
            view("p", "pl-handoff__hint")
                .attr("id", "pl-handoff-hint")
                .says(widget.says(hint)),
        )
        .children(rows)
        .child(
            view("p", "pl-handoff__problem")
                .attr("role", "alert")
                .says(failed),
        )
        .child(actions)
}

fn submit(widget: Widget, asked: &Asked, problems: &Problems, values: &[String], agrees: bool) {
    let contact = asked.contact(values, agrees);
    if contact.is_empty() && asked.may_skip && asked.is_owners {
        widget.leave(Contact::default());
        return;
    }
    let found = asked.problems(values, agrees);
    let is_right = found.iter().all(Option::is_none);
    problems.set(found);
    if is_right {
        widget.leave(contact);
    } else {
        // After the fields have followed what is wrong with them.
        request_animation_frame(|| {
            browser::focus_first(".pl-handoff [aria-invalid=\"true\"]");
        });
    }
}

fn row(
    widget: Widget,
    asked: &Asked,
    field: &LeadField,
    index: usize,
    problems: &Problems,
) -> (View, HtmlInputElement) {
    let (kind, complete, class) = match field.field {
        LeadFieldKind::Name => ("text", "name", "pl-handoff__input"),
        LeadFieldKind::Email => ("email", "email", "pl-handoff__input pl-handoff__email"),
        LeadFieldKind::Phone => ("tel", "tel", "pl-handoff__input"),
        LeadFieldKind::Own => ("text", "off", "pl-handoff__input"),
    };
    let own = field.label.clone();
    let kind_of_field = field.field;
    let name = move || match kind_of_field {
        LeadFieldKind::Name => widget.text(Key::FieldName),
        LeadFieldKind::Email => widget.text(Key::EmailPlaceholder),
        LeadFieldKind::Phone => widget.text(Key::FieldPhone),
        LeadFieldKind::Own => own.clone(),
    };
    let input = view("input", class)
        .attr("type", kind)
        .attr("autocomplete", complete)
        .attr("maxlength", &longest(field.field).to_string());
    let hint = if asked.is_owners {
        ""
    } else {
        "pl-handoff-hint "
    };
    let input = described(input, hint, index, problems);
    let element = input.element();
    if !asked.is_owners {
        let input = input
            .follows("placeholder", name.clone())
            .follows("aria-label", name);
        let row = view("div", "pl-handoff__row")
            .child(input)
            .child(problem(widget, index, problems));
        return (row, element);
    }
    let is_required = field.required;
    let label = view("span", "pl-handoff__label").says(move || {
        if is_required {
            name()
        } else {
            widget.text_with(Key::Optional, &name())
        }
    });
    let input = input.attr("aria-required", &truth(is_required));
    let row = view("div", "pl-handoff__row")
        .child(view("label", "").child(label).child(input))
        .child(problem(widget, index, problems));
    (row, element)
}

fn consent(
    widget: Widget,
    text: &str,
    index: usize,
    problems: &Problems,
) -> (View, HtmlInputElement) {
    let tick = described(
        view("input", "pl-handoff__tick").attr("type", "checkbox"),
        "",
        index,
        problems,
    );
    let element = tick.element();
    let label = view("label", "pl-handoff__consent")
        .child(tick)
        .child(view("span", "").attr("dir", "auto").text(text));
    let row = view("div", "pl-handoff__row")
        .child(label)
        .child(problem(widget, index, problems));
    (row, element)
}

/// The input, bound to what is said about it and what is wrong with it.
fn described(input: View, hint: &str, index: usize, problems: &Problems) -> View {
    let problems = Rc::clone(problems);
    input
        .attr("aria-describedby", &[hint, &id(index)].concat())
        .follows("aria-invalid", move || {
            truth(at(&problems, index).is_some())
        })
}

fn problem(widget: Widget, index: usize, problems: &Problems) -> View {
    let problems = Rc::clone(problems);
    view("p", "pl-handoff__problem")
        .attr("id", &id(index))
        .attr("role", "alert")
        .says(move || {
            at(&problems, index)
                .map(|key| widget.text(key))
                .unwrap_or_default()
        })
}

fn at(problems: &Problems, index: usize) -> Option<Key> {
    problems.with(|problems| problems.get(index).copied().flatten())
}

fn id(index: usize) -> String {
    ["pl-problem-", &index.to_string()].concat()
}
