//! The form for the model, the bands of questions, and the texts for both.

use porchlight_shared::message::Evidence;
use serde_json::{Value, json};

use super::*;
use crate::texts::for_tests;

pub(crate) fn model() -> Model {
    serde_json::from_value(json!({
        "provider": "openai", "baseUrl": null, "model": "gpt-5-mini", "keyLastFour": "x7Qa", "headerNames": [],
        "instructions": "Be matter-of-fact. No pleasantries.\nSay you, not we.", "firstWordMs": 8000,
        "answersPerDay": 500, "answersPerVisitor": null, "budgetPerMonth": 20.0,
        "price": { "input": 0.25, "output": 2.0 }, "ownPrice": true,
        "usage": { "step": "generated", "usedUp": null, "answersToday": 41, "costThisMonth": 3.127 },
        "deployment": { "provider": "workers_ai", "model": "@cf/zai-org/glm-4.7-flash" },
    }))
    .unwrap()
}

#[test]
fn what_is_not_typed_stays_as_it_is_and_the_key_is_not_sent() {
    let put = TypedModel::default().put(&model()).unwrap();
    assert_eq!(
        put,
        json!({
            "provider": "openai", "baseUrl": null, "model": "gpt-5-mini",
            "instructions": "Be matter-of-fact. No pleasantries.\nSay you, not we.", "firstWordMs": 8000,
            "answersPerDay": 500, "answersPerVisitor": null, "budgetPerMonth": 20.0,
            "price": { "input": 0.25, "output": 2.0 },
        })
    );
}

#[test]
fn what_is_typed_is_sent_and_another_model_has_another_price() {
    let saved = model();
    let mut typed = TypedModel::default();
    for (field, text) in [
        (FieldName::ModelName, "gpt-5"),
        (FieldName::Key, " sk-new "),
        (FieldName::Patience, "2,5"),
        (FieldName::PerDay, ""),
        (FieldName::PerMonth, "12.50"),
    ] {
        typed.note(&saved, field, text.to_owned());
    }
    let put = typed.put(&saved).unwrap();
    let part = |name: &str| put.get(name).cloned().unwrap();
    assert_eq!(part("model"), "gpt-5");
    assert_eq!(part("key"), "sk-new");
    assert_eq!(part("firstWordMs"), 2500);
    assert_eq!(part("answersPerDay"), Value::Null);
    assert_eq!(part("budgetPerMonth"), 12.5);
    assert_eq!(part("price"), Value::Null);
    typed.note(&saved, FieldName::PriceIn, "1".to_owned());
    assert_eq!(typed.put(&saved), Err(FieldName::PriceOut));
    typed.note(&saved, FieldName::PriceOut, "ten".to_owned());
    assert_eq!(typed.put(&saved), Err(FieldName::PriceOut));
    typed.note(&saved, FieldName::PriceOut, "10".to_owned());
    let price = typed.put(&saved).unwrap()["price"].clone();
    assert_eq!(price, json!({ "input": 1.0, "output": 10.0 }));
    // Typing the saved value again leaves nothing to save.
    let mut typed = TypedModel::default();
    typed.note(&saved, FieldName::PerDay, "7".to_owned());
    assert!(!typed.is_empty());
    typed.note(&saved, FieldName::PerDay, "500".to_owned());
    assert!(typed.is_empty());
}

#[test]
fn a_price_of_the_list_is_shown_and_not_saved() {
    let listed = Model {
        own_price: false,
        ..model()
    };
    let typed = TypedModel::default();
    assert_eq!(typed.text(&listed, FieldName::PriceIn), "");
    assert_eq!(typed.listed(&listed, FieldName::PriceIn), "0.25, as listed");
    assert_eq!(typed.put(&listed).unwrap()["price"], Value::Null);
    assert_eq!(typed.listed(&model(), FieldName::PriceIn), "");
    // The price belongs to the saved model.
    let mut typed = TypedModel::default();
    typed.note(&listed, FieldName::ModelName, "gpt-5".to_owned());
    assert_eq!(typed.listed(&listed, FieldName::PriceOut), "");
}

#[test]
fn what_somebody_else_has_changed_is_known_by_its_field() {
    let known = model();
    let now = Model {
        answers_per_day: Some(50),
        ..model()
    };
    let typed = |field, text: &str| {
        let mut typed = TypedModel::default();
        typed.note(&known, field, text.to_owned());
        typed.contested(&known, &now)
    };
    assert_eq!(typed(FieldName::PerDay, "60"), Some(FieldName::PerDay));
    assert_eq!(typed(FieldName::PerDay, "50"), None);
    assert_eq!(typed(FieldName::PerMonth, "7"), None);
    assert!(!are_alike(&known, &now));
    let mut used = model();
    used.usage.answers_today += 1;
    assert!(are_alike(&known, &used));
    used.key_last_four.clear();
    assert!(!are_alike(&known, &used));
}

#[test]
fn half_a_question_in_a_day_is_no_number() {
    let saved = model();
    for text in ["0.5", "-1", "many", "5e9"] {
        let mut typed = TypedModel::default();
        typed.note(&saved, FieldName::PerDay, text.to_owned());
        assert_eq!(typed.put(&saved), Err(FieldName::PerDay), "{text}");
    }
    let mut typed = TypedModel::default();
    typed.note(&saved, FieldName::Patience, "31".to_owned());
    assert_eq!(typed.put(&saved), Err(FieldName::Patience));
}

#[test]
fn a_tone_takes_the_place_of_another_and_leaves_the_rest() {
    let instructions = model().instructions;
    assert_eq!(Tone::of(&instructions), Tone::Plain);
    let brief = Tone::Brief.set_in(&instructions);
    assert_eq!(Tone::of(&brief), Tone::Brief);
    assert!(brief.ends_with("\nSay you, not we."));
    assert_eq!(Tone::Own.set_in(&brief), "Say you, not we.");
    assert_eq!(Tone::Friendly.set_in(""), Tone::Friendly.line());
    assert_eq!(Tone::Own.set_in(Tone::Friendly.line()), "");
}

fn asked(question: &str, evidence: Evidence, confidence: f64) -> AskedQuestion {
    let asked = json!({
        "id": "00000000-0000-7000-8000-000000000001", "question": question, "askedAt": "2026-01-01T00:00:00.000Z",
        "evidence": evidence, "confidence": confidence,
    });
    serde_json::from_value(asked).unwrap()
}

#[test]
fn questions_stand_in_the_band_of_what_became_of_them_the_nearest_first() {
    let asked = AskedLately {
        limits: serde_json::from_value(json!({ "answer": 0.55, "point": 0.35 })).unwrap(),
        questions: vec![
            asked("sure", Evidence::Strong, 0.97),
            asked("just", Evidence::Strong, 0.56),
            asked("close", Evidence::Weak, 0.5),
            asked("lost", Evidence::None, 0.01),
        ],
    };
    let bands = asked.bands();
    let names = |at: usize| -> Vec<&str> {
        let examples = bands[at].examples.iter();
        examples.map(|it| it.question.as_str()).collect()
    };
    assert_eq!(
        (names(0), names(1), names(2)),
        (vec!["just", "sure"], vec!["close"], vec!["lost"])
    );
    assert_eq!(bands[0].range, "55 % sure or more");
    assert_eq!(bands[1].range, "35 % to 55 % sure");
    assert_eq!(
        asked.summary(),
        "4 questions of the last 7 days, 2 of them answered."
    );
    let many = AskedLately {
        questions: vec![asked.questions[0].clone(); 200],
        ..asked
    };
    assert!(
        many.summary()
            .starts_with("The latest 200 questions of the last 7 days")
    );
}

#[test]
fn a_trial_says_in_words_how_it_went() {
    let trial = |ok, detail: &str| Trial {
        ok,
        model: "gpt-5-mini".into(),
        milliseconds: 1_234,
        reason: (!ok).then(|| "key".into()),
        message: "Check the key.".into(),
        detail: detail.into(),
    };
    assert_eq!(
        trial(true, "").sentence(),
        "gpt-5-mini has answered, in 1.2 s."
    );
    assert_eq!(
        trial(false, "401").sentence(),
        "gpt-5-mini has not answered. Check the key. It says: 401"
    );
    for_tests::speak(&[("models:key", "Prüfen Sie den Schlüssel.")]);
    assert_eq!(
        trial(false, "").sentence(),
        "gpt-5-mini has not answered. Prüfen Sie den Schlüssel."
    );
    assert_eq!(model().key(), "A key is stored that ends in x7Qa");
    assert!(model().state().contains("A model now writes"));
    assert!(model().used().contains("41 answers") && model().used().contains("$3.13"));
}

#[test]
fn money_is_never_shown_as_nothing_where_it_was_something() {
    for (amount, expected) in [
        (0.0, "$0"),
        (0.000_01, "less than $0.0001"),
        (0.001_7, "$0.0017"),
        (3.127, "$3.13"),
    ] {
        assert_eq!(dollars(amount), expected);
    }
}

#[test]
fn a_run_says_what_came_of_it() {
    let run = |state: &str, fixed: u64, broken: u64| -> QuestionRun {
        serde_json::from_value(json!({
            "id": "00000000-0000-7000-8000-000000000001", "cause": "model", "state": state, "reason": null,
            "isDraft": false, "questions": 40, "passed": 37, "fixed": fixed, "broken": broken,
            "createdAt": "2026-01-01T00:00:00.000Z",
        }))
        .unwrap()
    };
    assert_eq!(
        run("finished", 0, 0).outcome(),
        "37 of 40 as expected, nothing changed."
    );
    assert_eq!(
        run("finished", 2, 1).outcome(),
        "37 of 40 as expected, 2 better, 1 worse than before."
    );
    assert!(run("running", 0, 0).is_running());
    assert_eq!(
        run("finished", 0, 0).cause(),
        "Asked after the model had changed"
    );
}
