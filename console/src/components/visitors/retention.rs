//! How long conversations are kept.

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_shared::limits::UPKEEP_DAYS;

use crate::{
    components::{
        loaded::{loaded_once, problem},
        question::{QuestionText, question},
    },
    rooms::visitors::retention::Retention,
    texts::{counted, filled, text},
};

pub(super) fn retention(setting: Retention) -> impl IntoView {
    let asked = move || {
        let (days, would) = setting.would.get()?;
        setting.asked.get().then(|| QuestionText {
            title: counted(
                u64::from(days),
                "Keep conversations for {n} day?",
                "Keep conversations for {n} days?",
            ),
            text: would.sentence(days),
            verb: would.verb(),
            loses: !would.is_nothing(),
        })
    };
    view! {
        <section class="pc-card" aria-labelledby="retention">
            <h3 class="pc-card__title" id="retention">
                {text("How long conversations are kept")}
            </h3>
            {loaded_once(setting.saved, move || setting.load(), move || form(setting).into_any())}
            {question(
                "retention-question",
                asked,
                move || setting.acting.is_busy(()),
                move || {
                    setting.asked.set(false);
                    setting.agree();
                },
                move || setting.asked.set(false),
            )}
        </section>
    }
}

fn form(setting: Retention) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        setting.ask();
    };
    let ends = move || setting.shown().ends;
    view! {
        <form class="pc-form" novalidate on:submit=on_submit>
            <fieldset class="pc-field pc-field--group">
                <legend class="pc-unseen">{text("How long conversations are kept")}</legend>
                <label class="pc-check">
                    <input
                        type="radio"
                        name="retention"
                        value="ever"
                        prop:checked=move || !ends()
                        on:change=move |_| setting.edit(|typed| typed.ends = false)
                    />
                    {text("Until you erase them")}
                </label>
                <label class="pc-check">
                    <input
                        type="radio"
                        name="retention"
                        value="days"
                        prop:checked=ends
                        on:change=move |_| setting.edit(|typed| typed.ends = true)
                    />
                    {text("Until nothing was written for a number of days")}
                </label>
            </fieldset>
            <div class="pc-field" hidden=move || !ends()>
                <label for="retention-days">{text("Days")}</label>
                <input
                    class="pc-visitors__days"
                    id="retention-days"
                    type="text"
                    inputmode="numeric"
                    maxlength="4"
                    aria-describedby="retention-hint retention-fault"
                    aria-invalid=move || setting.wrong.with(Option::is_some).to_string()
                    prop:value=move || setting.shown().days
                    on:input=move |event| {
                        let days = event_target_value(&event);
                        setting.edit(|typed| typed.days = days);
                    }
                />
                <p class="pc-field__hint" id="retention-hint">
                    {filled(
                        "1 to {most}. You see what would be erased before it is.",
                        &[("most", &UPKEEP_DAYS.to_string())],
                    )}
                </p>
            </div>
            {move || {
                setting
                    .wrong
                    .get()
                    .map(|wrong| view! { <p class="pc-problem" id="retention-fault" role="alert">{wrong}</p> })
            }}
            {problem(move || setting.acting.problem(()))}
            <div>
                <button
                    class="pc-button pc-button--primary"
                    type="submit"
                    aria-disabled=move || setting.acting.is_busy(()).to_string()
                >
                    {move || if setting.acting.is_busy(()) { text("One moment…") } else { text("Save") }}
                </button>
            </div>
        </form>
    }
}
