//! The form for contact details, before the first message or when the visitor asks for a person.

use std::rc::Rc;

use porchlight_browser as browser;
use porchlight_shared::lead::{LeadField, LeadFieldKind};
use web_sys::HtmlInputElement;

use crate::{
    i18n::Key,
    lead::{self, Form, longest},
    signal::RwSignal,
    state::{FormState, Widget},
    view::{View, aria_bool, button, view},
};

/// The invalid fields, as bits: one for each field, and one after them for the consent.
type Problems = Rc<RwSignal<u32>>;

const INPUT: &str = "pl-handoff__input";

pub(crate) fn lead_form(widget: Widget) -> View {
    let form = Rc::new(widget.current_form());
    let is_first = widget.question_waits();
    let problems = Problems::default();
    let has_consent = !form.consent.is_empty();
    let mut rows = Vec::new();
    let mut inputs = Vec::new();
    for index in 0..form.fields.len() + usize::from(has_consent) {
        let (row, input) = row(widget, &form, index, &problems);
        rows.push(row);
        inputs.push(input);
    }
    let (title, hint, send, skip) = if is_first {
        (Key::LeadOffer, Key::LeadHint, Key::LeadSend, Key::LeadSkip)
    } else if form.is_owners {
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
    let sending = move || widget.form.get() == FormState::Sending;
    let failed = move || match widget.form.get() {
        FormState::Failed => widget.text(Key::HandoffFailed),
        _ => String::new(),
    };
    let may_skip = form.may_skip && !form.is_empty();
    let actions = view("div", "pl-handoff__actions")
        .child(
            view("button", "pl-action pl-action--accent")
                .attr("type", "submit")
                .dyn_text(widget.text_signal(send))
                .bool_attr("disabled", sending),
        )
        .children(may_skip.then(|| {
            button("pl-action", widget.text_signal(skip))
                .bool_attr("disabled", sending)
                .on_click(move || widget.submit_form(&[], ""))
        }));
    view("form", "pl-handoff pl-handoff--form")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            submit(widget, &form, &problems, &inputs);
        })
        .child(view("p", "pl-handoff__title").dyn_text(widget.text_signal(title)))
        .child(
            view("p", "pl-handoff__hint")
                .attr("id", "pl-handoff-hint")
                .dyn_text(widget.text_signal(hint)),
        )
        .children(rows)
        .child(
            view("p", "pl-handoff__problem")
                .attr("role", "alert")
                .dyn_text(failed),
        )
        .child(actions)
}

fn submit(widget: Widget, form: &Form<'static>, problems: &Problems, inputs: &[HtmlInputElement]) {
    let mut values: Vec<(&LeadField, String)> = Vec::new();
    for (field, input) in form.fields.iter().zip(inputs) {
        let value = input.value().trim().to_owned();
        input.set_value(&value);
        if !value.is_empty() {
            values.push((field, value));
        }
    }
    if values.is_empty() && form.may_skip && form.is_owners {
        widget.submit_form(&[], "");
        return;
    }
    let mut found = 0;
    for (index, input) in inputs.iter().enumerate() {
        found |= u32::from(!input.check_validity()) << index;
    }
    problems.set(found);
    if found == 0 {
        widget.submit_form(&values, form.consent);
    } else {
        // After the fields are marked as invalid.
        browser::next_frame(Box::new(|| {
            browser::focus_first(".pl-handoff [aria-invalid=\"true\"]");
        }));
    }
}

/// The field at an index, or the consent's checkbox after the last field.
fn row(
    widget: Widget,
    form: &Form<'static>,
    index: usize,
    problems: &Problems,
) -> (View, HtmlInputElement) {
    let consent = form.consent;
    let field = form.fields.get(index).copied();
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
    let described = if form.is_owners {
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
        input.dyn_attr("aria-invalid", move || aria_bool(is_wrong()))
    };
    let written = element.clone();
    let problem = view("p", "pl-handoff__problem")
        .attr("id", &id)
        .attr("role", "alert")
        .dyn_text(move || {
            if !is_wrong() {
                return String::new();
            }
            let kind = field.map(|field| field.field);
            widget.text(lead::problem(kind, written.value().is_empty()))
        });
    let named = if form.is_owners {
        let label = view("span", "pl-handoff__label")
            .attr("dir", "auto")
            .dyn_text(move || {
                if is_required {
                    name()
                } else {
                    widget.text_with(Key::Optional, &name())
                }
            });
        // The style sheet places the checkbox before its text.
        view("label", "pl-handoff__field").child(label).child(input)
    } else {
        input
            .dyn_attr("placeholder", name)
            .dyn_attr("aria-label", name)
    };
    let row = view("div", "pl-handoff__row").child(named).child(problem);
    (row, element)
}
