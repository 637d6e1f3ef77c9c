//! The form in which a visitor leaves contact details, before the first message or with the wish for a person.

use std::rc::Rc;

use porchlight_browser as browser;
use porchlight_shared::lead::{LeadField, LeadFieldKind};
use web_sys::HtmlInputElement;

use crate::{
    context::{Handoff, Widget},
    i18n::Key,
    lead::{self, Asked, longest},
    value::Value,
    view::{View, button, truth, view},
};

/// Where something is wrong: a bit for each field, and the last for the tick.
type Problems = Rc<Value<u32>>;

const INPUT: &str = "pl-handoff__input";

/// The form that is asked for now.
pub fn contact_form(widget: Widget) -> View {
    let asked = Rc::new(widget.asked());
    let is_first = widget.question_waits();
    let problems = Problems::default();
    let has_consent = !asked.consent.is_empty();
    let mut rows = Vec::new();
    let mut inputs = Vec::new();
    for index in 0..asked.fields.len() + usize::from(has_consent) {
        let (row, input) = row(widget, &asked, index, &problems);
        rows.push(row);
        inputs.push(input);
    }
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
                .on_click(move || widget.leave(&[], ""))
        }));
    view("form", "pl-handoff pl-handoff--form")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            submit(widget, &asked, &problems, &inputs);
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

fn submit(
    widget: Widget,
    asked: &Asked<'static>,
    problems: &Problems,
    inputs: &[HtmlInputElement],
) {
    let mut values: Vec<(&LeadField, String)> = Vec::new();
    for (field, input) in asked.fields.iter().zip(inputs) {
        let value = input.value().trim().to_owned();
        input.set_value(&value);
        if !value.is_empty() {
            values.push((field, value));
        }
    }
    if values.is_empty() && asked.may_skip && asked.is_owners {
        widget.leave(&[], "");
        return;
    }
    let mut found = 0;
    for (index, input) in inputs.iter().enumerate() {
        found |= u32::from(!input.check_validity()) << index;
    }
    problems.set(found);
    if found == 0 {
        widget.leave(&values, asked.consent);
    } else {
        // After the fields have followed what is wrong with them.
        browser::next_frame(Box::new(|| {
            browser::focus_first(".pl-handoff [aria-invalid=\"true\"]");
        }));
    }
}

/// The field of that index, or behind the last one the tick.
fn row(
    widget: Widget,
    asked: &Asked<'static>,
    index: usize,
    problems: &Problems,
) -> (View, HtmlInputElement) {
    let consent = asked.consent;
    let field = asked.fields.get(index).copied();
    let (kind, complete, class) = match field.map(|field| field.field) {
        Some(LeadFieldKind::Name) => ("text", "name", INPUT),
        Some(LeadFieldKind::Email) => ("email", "email", "pl-handoff__input pl-handoff__email"),
        Some(LeadFieldKind::Phone) => ("tel", "tel", INPUT),
        Some(LeadFieldKind::Own) => ("text", "off", INPUT),
        None => ("checkbox", "off", "pl-handoff__tick"),
    };
    let name = move || match field.map(|field| (field.field, &field.label)) {
        Some((LeadFieldKind::Name, _)) => widget.text(Key::FieldName),
        Some((LeadFieldKind::Email, _)) => widget.text(Key::EmailPlaceholder),
        Some((LeadFieldKind::Phone, _)) => widget.text(Key::FieldPhone),
        Some((LeadFieldKind::Own, label)) => label.clone(),
        None => consent.to_owned(),
    };
    let is_wrong = {
        let problems = Rc::clone(problems);
        move || problems.get() & (1 << index) != 0
    };
    let id = ["pl-problem-", &index.to_string()].concat();
    let described = if asked.is_owners {
        id.clone()
    } else {
        ["pl-handoff-hint ", &id].concat()
    };
    let longest = field.map_or(0, |field| longest(field.field));
    let is_required = field.is_none_or(|field| field.required);
    let input = view("input", class)
        .attr("type", kind)
        .attr("autocomplete", complete)
        .attr("maxlength", &longest.to_string())
        .attr("aria-describedby", &described);
    let element: HtmlInputElement = input.element();
    element.set_required(is_required);
    if kind == "tel" {
        element.set_pattern(lead::PHONE);
    }
    let input = {
        let is_wrong = is_wrong.clone();
        input.follows("aria-invalid", move || truth(is_wrong()))
    };
    let written = element.clone();
    let problem = view("p", "pl-handoff__problem")
        .attr("id", &id)
        .attr("role", "alert")
        .says(move || {
            if !is_wrong() {
                return String::new();
            }
            let kind = field.map(|field| field.field);
            widget.text(lead::problem(kind, written.value().is_empty()))
        });
    let named = if asked.is_owners {
        let label = view("span", "pl-handoff__label")
            .attr("dir", "auto")
            .says(move || {
                if is_required {
                    name()
                } else {
                    widget.text_with(Key::Optional, &name())
                }
            });
        // The tick stands before its text; the stylesheet sees to it.
        view("label", "pl-handoff__field").child(label).child(input)
    } else {
        input
            .follows("placeholder", name)
            .follows("aria-label", name)
    };
    let row = view("div", "pl-handoff__row").child(named).child(problem);
    (row, element)
}
