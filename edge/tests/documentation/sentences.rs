//! Numbers in the sentences of `docs/` match the code.

use porchlight_edge::{
    api::site::questions::{CHANGED_QUESTIONS, QUESTIONS},
    domain::{
        credentials::{
            console_token::CONSOLE_SECONDS,
            link_token::LINK_SECONDS,
            page_conversation::PAGE_CONVERSATION_MS,
            session_token::{GUEST_SECONDS, IDENTIFIED_SECONDS},
        },
        deliveries::schedule,
        settings::plan::Plan,
    },
    services::{operators, room::listeners},
};
use porchlight_knowledge::grounding::{self, EvidenceLimits};
use porchlight_shared::{lead, settings::Carefulness};

use super::{
    page,
    quantity::{characters, count, duration, seconds},
};

/// Checks that the page has this sentence, which contains numbers from the code.
#[track_caller]
fn says(name: &str, sentence: &str) {
    assert!(
        page(name).contains(sentence),
        "docs/{name} does not say: {sentence}"
    );
}

#[test]
fn answers_say_when_there_is_evidence() {
    let (strong, weak) = (grounding::STRONG, grounding::WEAK);
    says(
        "answers.md",
        &format!("At {strong} or more the evidence is `strong`, at {weak} or more it is `weak`"),
    );
}

#[test]
fn every_carefulness_says_its_limits() {
    for carefulness in Carefulness::ALL {
        let EvidenceLimits { answer, point } = EvidenceLimits::of(carefulness);
        let name = serde_json::to_value(carefulness).unwrap();
        let name = name.as_str().unwrap();
        says("answers.md", &format!("| `{name}` | {answer} | {point} |"));
    }
    says("answers.md", &format!("the latest {QUESTIONS} questions"));
    says("answers.md", &format!("up to {CHANGED_QUESTIONS} of those"));
}

#[test]
fn plans_are_those_of_the_code() {
    let plans = Plan::ALL.map(Plan::allowance);
    let row = |cells: [String; 4]| cells.join(" | ");
    let answers = plans.map(|plan| {
        plan.credits_per_month
            .map_or_else(|| "unlimited".to_owned(), count)
    });
    says(
        "keys.md",
        &format!(
            "| Answers in a month, for each project | {} |",
            row(answers.clone())
        ),
    );
    let requests = plans.map(|plan| count(plan.requests_per_minute));
    says(
        "keys.md",
        &format!(
            "| Requests in a minute on the organization's surface | {} |",
            row(requests)
        ),
    );
    let [free, starter, growth, _] =
        plans.map(|plan| plan.public_share().map_or_else(String::new, count));
    says(
        "limits.md",
        &format!("all together: {free} on Free, {starter} on Starter, {growth} on Growth."),
    );
    says(
        "keys.md",
        &format!("This works for {}.", duration(PAGE_CONVERSATION_MS)),
    );
    let [free, starter, growth, _] = answers;
    says(
        "limits.md",
        &format!(
            "Free has {free} answers in a calendar month (UTC), on Starter {starter}, on Growth {growth},"
        ),
    );
}

#[test]
fn handing_over_takes_as_long_as_the_code_says() {
    says(
        "handoff.md",
        &format!("A reply link works for {} and", seconds(LINK_SECONDS)),
    );
    says(
        "handoff.md",
        &format!(
            "It ends after {} without an event, and after {} in any case",
            seconds(listeners::QUIET_SECONDS),
            seconds(listeners::STREAM_SECONDS.into())
        ),
    );
    says(
        "handoff.md",
        &format!("A session ends after {},", seconds(CONSOLE_SECONDS)),
    );
    says(
        "handoff.md",
        &format!(
            "A reply has at most {}.",
            characters(operators::REPLY_CHARS)
        ),
    );
}

#[test]
fn the_form_for_contact_details_is_as_large_as_the_code_says() {
    says(
        "limits.md",
        &format!(
            "has up to {} fields of your own, with labels of {}, and a consent of {}.",
            lead::OWN_FIELDS,
            characters(lead::LABEL_CHARS),
            characters(lead::CONSENT_CHARS)
        ),
    );
}

#[test]
fn tokens_last_as_long_as_the_code_says() {
    says(
        "sessions.md",
        &format!(
            "A session token lasts {} for a guest and {} for a signed address.",
            seconds(GUEST_SECONDS),
            seconds(IDENTIFIED_SECONDS)
        ),
    );
}

#[test]
fn webhooks_are_tried_as_the_code_says() {
    let [waits @ .., last] = schedule::WAITS_MS.map(duration);
    says(
        "webhooks.md",
        &format!(
            "it is sent again after {} and {last}, each up to a fifth longer",
            waits.join(", ")
        ),
    );
}
