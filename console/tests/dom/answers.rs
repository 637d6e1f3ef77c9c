//! The rooms for who writes the answers and for trying questions.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{page::*, rooms::link};

fn model(instructions: &str, last_four: &str) -> String {
    json!({
        "provider": "openai", "baseUrl": null, "model": "gpt-5-mini", "keyLastFour": last_four, "headerNames": [],
        "instructions": instructions, "firstWordMs": 8000, "answersPerDay": 500, "answersPerVisitor": null,
        "budgetPerMonth": 20.0, "price": { "input": 0.25, "output": 2.0 },
        "usage": { "step": "generated", "usedUp": null, "answersToday": 41, "costThisMonth": 3.127 },
        "deployment": { "provider": "workers_ai", "model": "@cf/zai-org/glm-4.7-flash" },
    })
    .to_string()
}

fn asked(question: &str, evidence: &str, confidence: f64) -> Value {
    json!({
        "id": id(1), "question": question, "askedAt": "2026-01-01T00:00:00.000Z", "evidence": evidence,
        "confidence": confidence,
    })
}

fn effects(set: &str) -> String {
    let choice = |name: &str, answered: u32, changed: &[Value]| {
        json!({
            "carefulness": name, "limits": { "answer": 0.7, "point": 0.35 }, "answered": answered, "pointed": 2,
            "refused": 1, "changes": changed.len(), "changed": changed,
        })
    };
    let changed = json!({
        "id": id(1), "question": "Do you ship to Norway?", "askedAt": "2026-01-01T00:00:00.000Z", "confidence": 0.6,
        "before": "strong", "after": "weak",
        "source": { "title": "Shipping", "url": "https://shop.example/shipping" },
    });
    json!({
        "carefulness": set, "questions": 8,
        "choices": [
            choice("careful", 4, &[changed]), choice("balanced", 5, &[]), choice("helpful", 6, &[]),
        ],
    })
    .to_string()
}

async fn open() -> Page {
    let page = Page::with_role("owner").await;
    page.answer("GET /api/v1/model", 200, &model("Say you.", "x7Qa"));
    let questions = [
        asked("How long?", "strong", 0.9),
        asked("Do you ship to Norway?", "weak", 0.41),
    ];
    let questions = json!({ "limits": { "answer": 0.55, "point": 0.35 }, "questions": questions });
    page.answer("GET /api/v1/questions", 200, &questions.to_string());
    page.answer(
        "GET /api/v1/questions/carefulness",
        200,
        &effects("balanced"),
    );
    page.answer("GET /api/v1/saved-questions", 200, r#"{"questions":[]}"#);
    page.answer("GET /api/v1/saved-questions/runs", 200, r#"{"runs":[]}"#);
    click(&link("/answers"));
    until("the form is there", || find("#instructions").is_some()).await;
    page
}

#[wasm_bindgen_test]
async fn a_model_is_set_and_its_key_is_typed_and_never_shown() {
    let page = open().await;
    assert!(text("#key-hint").contains("ends in x7Qa"));
    assert_eq!(value("#key"), "");
    fill("#key", "sk-new");
    fill("#answersPerDay", "many");
    click(".pc-form [type=submit]");
    until("it is no number", || {
        text(".pc-problem").contains("not a valid number")
    })
    .await;
    until("the field is led to", || has_focus("#answersPerDay")).await;
    assert!(!page.was_asked("PUT /api/v1/model"));
    fill("#answersPerDay", "100");
    run(
        "[...document.querySelectorAll('.pc-tab')].find((it) => it.textContent === 'Brief').click()",
    );
    page.answer("PUT /api/v1/model", 200, &model("Be brief.", "new1"));
    click(".pc-form [type=submit]");
    until("it is saved", || {
        text(".pc-bar [role=status]").starts_with("Saved")
    })
    .await;
    let sent = page.last_body("PUT /api/v1/model");
    assert_eq!(
        (&sent["key"], &sent["answersPerDay"]),
        (&json!("sk-new"), &json!(100))
    );
    assert!(
        sent["instructions"]
            .as_str()
            .unwrap()
            .ends_with("\nSay you.")
    );
    assert_eq!(value("#key"), "");
    assert!(text("#key-hint").contains("ends in new1"));
    assert!(
        !text(".pc-bar").contains("Undo the last"),
        "a key cannot be put back"
    );
}

#[wasm_bindgen_test]
async fn what_was_saved_is_put_back_and_what_is_typed_stays() {
    let page = open().await;
    fill("#instructions", "Say we.");
    click(&link("/gaps"));
    until("another room is shown", || find("#instructions").is_none()).await;
    click(&link("/answers"));
    until("the form is back", || find("#instructions").is_some()).await;
    assert_eq!(value("#instructions"), "Say we.");
    page.answer("PUT /api/v1/model", 200, &model("Say we.", "x7Qa"));
    click(".pc-form [type=submit]");
    until("it can be put back", || {
        text(".pc-bar").contains("Undo the last")
    })
    .await;
    assert!(
        page.last_body("PUT /api/v1/model").get("key").is_none(),
        "the key stays"
    );
    page.answer("GET /api/v1/model", 200, &model("Say we.", "x7Qa"));
    page.answer("PUT /api/v1/model", 200, &model("Say you.", "x7Qa"));
    run("[...document.querySelectorAll('.pc-bar .pc-button')].at(-1).click()");
    until("it is put back", || {
        text(".pc-bar [role=status]") == "Undone."
    })
    .await;
    assert_eq!(
        page.last_body("PUT /api/v1/model")["instructions"],
        "Say you."
    );
}

#[wasm_bindgen_test]
async fn what_another_page_has_set_stays_and_what_both_have_changed_is_said() {
    let page = open().await;
    // Another page has saved other instructions since.
    let mut other: Value = serde_json::from_str(&model("Say they.", "x7Qa")).unwrap();
    other["answersPerDay"] = json!(50);
    page.answer("GET /api/v1/model", 200, &other.to_string());
    page.answer("PUT /api/v1/model", 200, &other.to_string());
    fill("#budgetPerMonth", "7");
    click(".pc-form [type=submit]");
    until("it is saved", || {
        text(".pc-bar [role=status]").starts_with("Saved")
    })
    .await;
    let sent = page.last_body("PUT /api/v1/model");
    assert_eq!(sent["instructions"], "Say they.");
    assert_eq!(
        (&sent["answersPerDay"], &sent["budgetPerMonth"]),
        (&json!(50), &json!(7.0))
    );
    // A list price is not the project's own.
    assert_eq!(sent["price"], Value::Null);
    fill("#answersPerDay", "60");
    other["answersPerDay"] = json!(70);
    page.answer("GET /api/v1/model", 200, &other.to_string());
    click(".pc-form [type=submit]");
    until("it is said", || {
        text(".pc-bar .pc-problem").contains("“Questions a day” was changed elsewhere")
    })
    .await;
    assert_eq!(value("#answersPerDay"), "60", "what was typed stays");
    assert_eq!(page.last_body("PUT /api/v1/model"), sent, "nothing was set");
    click(".pc-form [type=submit]");
    until("it is set all the same", || {
        page.last_body("PUT /api/v1/model")["answersPerDay"] == 60
    })
    .await;
}

#[wasm_bindgen_test]
async fn nothing_is_put_back_without_its_key_or_over_what_others_have_set() {
    let page = open().await;
    let placeholder = "return document.querySelector('[id=\"price.input\"]').placeholder";
    assert_eq!(run(placeholder).as_string().unwrap(), "0.25, as listed");
    // Changing the address drops the key.
    fill("#baseUrl", "https://models.example/v1");
    page.answer("PUT /api/v1/model", 200, &model("Say you.", ""));
    click(".pc-form [type=submit]");
    until("it is saved", || {
        text(".pc-bar [role=status]").starts_with("Saved")
    })
    .await;
    assert!(!text(".pc-bar").contains("Undo the last"));
    page.answer("GET /api/v1/model", 200, &model("Say you.", ""));
    page.answer("PUT /api/v1/model", 200, &model("Say we.", ""));
    fill("#instructions", "Say we.");
    click(".pc-form [type=submit]");
    until("it can be put back", || {
        text(".pc-bar").contains("Undo the last")
    })
    .await;
    page.answer("GET /api/v1/model", 200, &model("Say they.", ""));
    click_text(".pc-bar", "Undo the last");
    until("it is said", || {
        text(".pc-bar .pc-problem").contains("nothing was undone")
    })
    .await;
    assert_eq!(value("#instructions"), "Say they.");
    assert!(!text(".pc-bar .pc-form__line").contains("Undo the last"));
}

#[wasm_bindgen_test]
async fn a_test_says_in_words_what_is_wrong_and_a_key_is_not_removed_unasked() {
    let page = open().await;
    let trial = json!({
        "ok": false, "provider": "openai", "model": "gpt-5-mini", "milliseconds": 210, "reason": "key",
        "message": "Check the key.", "detail": "Incorrect API key",
    });
    page.answer("POST /api/v1/model/test", 200, &trial.to_string());
    let test = "[...document.querySelectorAll('.pc-button')].find((it) => it.textContent === 'Test it').click()";
    run(test);
    until("it says what is wrong", || {
        text(".pc-problem").contains("Incorrect API key")
    })
    .await;
    run(
        "[...document.querySelectorAll('.pc-button')].find((it) => it.textContent === 'Remove…').click()",
    );
    until("it asks", || find("dialog[open]").is_some()).await;
    assert!(!page.was_asked("PUT /api/v1/model"));
    page.answer("PUT /api/v1/model", 200, &model("Say you.", ""));
    click("dialog[open] .pc-button--danger");
    until("it is removed", || {
        text("#key-hint").contains("No key is stored")
    })
    .await;
    assert_eq!(page.last_body("PUT /api/v1/model")["key"], Value::Null);
}

#[wasm_bindgen_test]
async fn real_questions_stand_by_what_became_of_them_and_lead_to_why() {
    let page = open().await;
    until("they are there", || text(".pc-bands").contains("Norway")).await;
    let led = text(".pc-band[data-band=pointed]");
    assert!(
        led.contains("35 % to 55 % sure") && led.contains("41 %"),
        "{led}"
    );
    let explained = json!({
        "evidence": "weak", "confidence": 0.41, "answer": "Not sure. [1]", "citations": [],
        "passages": [{ "title": "Delivery", "url": null, "alsoAt": [], "text": "We ship.", "score": 0.37 }],
        "limits": { "answer": 0.55, "point": 0.35 }, "milliseconds": 12,
        "model": {
            "provider": "openai", "name": "gpt-5-mini", "failure": null, "repeated": false, "inputTokens": 9,
            "outputTokens": 3, "cost": 0.002, "heldBack": [{ "text": "It takes 3 days.", "reason": "number" }],
        },
    });
    page.answer("POST /api/v1/preview", 500, "{}");
    click(".pc-band[data-band=pointed] a");
    until("it says what to do", || {
        text(".pc-notice").contains("Try again")
    })
    .await;
    assert_eq!(value("#try-question"), "Do you ship to Norway?");
    page.answer("POST /api/v1/preview", 200, &explained.to_string());
    click(".pc-notice .pc-button");
    until("it is explained", || {
        text(".pc-facts").contains("gpt-5-mini")
    })
    .await;
    let facts = text(".pc-facts");
    for part in [
        "It takes 3 days.",
        "do not have this number",
        "12 ms",
        "$0.0020",
    ] {
        assert!(facts.contains(part), "{part} is not in {facts}");
    }
    assert!(text(".pc-considered").contains("Delivery37 of 100 points"));
    assert_eq!(
        page.last_body("POST /api/v1/preview")["question"],
        "Do you ship to Norway?"
    );
}

#[wasm_bindgen_test]
async fn what_another_carefulness_changes_is_seen_before_it_is_saved() {
    let page = open().await;
    until("the choices are there", || {
        find(".pc-carefulness").is_some()
    })
    .await;
    assert!(text(".pc-carefulness").contains("5 answered, 2 led to the closest page"));
    assert!(text(".pc-carefulness").contains("An estimate"));
    click(".pc-carefulness label:first-child input");
    until("the change is shown", || {
        text(".pc-carefulness .pc-list").contains("Do you ship to Norway?")
    })
    .await;
    let shown = text(".pc-carefulness .pc-list");
    assert!(
        shown.contains("Answered → Led to the closest page"),
        "{shown}"
    );
    assert!(shown.contains("Shipping"), "{shown}");
    assert!(!page.was_asked("PATCH /api/v1/config"));
    page.answer("PATCH /api/v1/config", 200, "{}");
    page.answer(
        "GET /api/v1/questions/carefulness",
        200,
        &effects("careful"),
    );
    click(".pc-carefulness [type=submit]");
    until("it is saved", || {
        text(".pc-carefulness [role=status]").starts_with("Saved")
    })
    .await;
    let sent = page.last_body("PATCH /api/v1/config");
    assert_eq!(sent, json!({ "carefulness": "careful" }));
}
