//! `/api/v1/analytics`.

use axum::http::StatusCode;
use porchlight_edge::domain::credentials::{api_key::KeyKind, scope::Scope};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, UNANSWERABLE, owner::rival, run};

const OVERVIEW: &str = "/api/v1/analytics/overview";
const ACTIVITY: &str = "/api/v1/analytics/activity";
const DAY: u64 = 24 * 60 * 60 * 1_000;

async fn get(app: &App, path: &str) -> Value {
    let answer = app.call("GET", path, &app.key, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn ask(app: &App, key: &str, question: &str) -> Value {
    let body = json!({ "question": question });
    app.call("POST", "/api/v1/chat", key, body).await.json()["conversationId"].clone()
}

/// Three questions a fortnight ago. Today three more: one is refused, one judged, one handed over.
async fn asked() -> App {
    let app = App::new().await;
    for _ in 0..3 {
        ask(&app, &app.key, QUESTION).await;
    }
    app.native.clock.advance(10 * DAY);
    let first = ask(&app, &app.key, QUESTION).await;
    let second = ask(&app, &app.key, QUESTION).await;
    ask(&app, &app.key, UNANSWERABLE).await;
    for (path, body) in [
        (
            "/api/v1/feedback",
            json!({ "conversationId": first, "helpful": "yes" }),
        ),
        (
            "/api/v1/feedback",
            json!({ "conversationId": second, "helpful": "no" }),
        ),
        ("/api/v1/handoff", json!({ "conversationId": second })),
    ] {
        app.call("POST", path, &app.key, body).await;
    }
    app
}

#[test]
fn an_overview_has_every_number() {
    run(async {
        let app = asked().await;
        assert_eq!(
            get(&app, OVERVIEW).await,
            json!({
                "range": "30d",
                "totalQuestions": 6,
                "satisfactionRate": 50,
                "helpfulCount": 1,
                "totalFeedback": 2,
                "handoffCount": 1,
                "handoffRate": 17,
                "weekOverWeekChange": 0,
                "unansweredCount": 1,
                "busyCount": 0,
                "credits": { "used": 3, "limit": null, "remaining": null, "resetsAt": "2026-11-01T00:00:00.000Z" },
            })
        );
        let week = get(&app, &format!("{OVERVIEW}?range=7d")).await;
        assert_eq!(
            (&week["range"], &week["totalQuestions"]),
            (&json!("7d"), &json!(3))
        );
        assert_eq!(week["handoffRate"], 33);
        let all = get(&app, &format!("{OVERVIEW}?range=all")).await;
        assert_eq!(all["totalQuestions"], 6);
        app.set_plan("growth").await;
        let credits = get(&app, OVERVIEW).await["credits"].clone();
        assert_eq!(
            (&credits["limit"], &credits["remaining"]),
            (&json!(10_000), &json!(9_997))
        );
    });
}

#[test]
fn a_trend_from_nothing_is_a_hundred_and_to_nothing_a_hundred_less() {
    run(async {
        let app = App::new().await;
        let trend = async || get(&app, OVERVIEW).await["weekOverWeekChange"].clone();
        assert_eq!(trend().await, 0);
        ask(&app, &app.key, QUESTION).await;
        assert_eq!(trend().await, 100);
        app.native.clock.advance(7 * DAY);
        assert_eq!(trend().await, -100);
    });
}

#[test]
fn activity_has_every_day_zeros_included() {
    run(async {
        let app = asked().await;
        let days = get(&app, &format!("{ACTIVITY}?range=7d")).await;
        assert_eq!(days["range"], "7d");
        let days = days["activity"].as_array().unwrap().clone();
        assert_eq!(days.len(), 7);
        assert_eq!(days[0], json!({ "date": "2026-09-25", "questions": 0 }));
        assert_eq!(days[6], json!({ "date": "2026-10-01", "questions": 3 }));
        for (range, count) in [
            ("1d", 1),
            ("30d", 30),
            ("90d", 90),
            ("365d", 365),
            ("all", 11),
        ] {
            let path = format!("{ACTIVITY}?range={range}");
            let activity = get(&app, &path).await["activity"].clone();
            assert_eq!(activity.as_array().unwrap().len(), count, "{range}");
        }
        let path = format!("{ACTIVITY}?from=2026-09-21&to=2026-09-22");
        assert_eq!(
            get(&app, &path).await,
            json!({
                "range": "custom",
                "activity": [
                    { "date": "2026-09-21", "questions": 3 }, { "date": "2026-09-22", "questions": 0 },
                ],
                "busyDays": [],
            })
        );
    });
}

#[test]
fn days_begin_where_the_reader_is() {
    run(async {
        let app = App::new().await;
        // 14:13 in UTC is two in the morning of the next day in Auckland.
        ask(&app, &app.key, QUESTION).await;
        let last = async |zone: &str| {
            let path = format!("{ACTIVITY}?range=7d&timezone={zone}");
            get(&app, &path).await["activity"][6].clone()
        };
        assert_eq!(
            last("UTC").await,
            json!({ "date": "2026-09-21", "questions": 1 })
        );
        assert_eq!(
            last("Pacific/Auckland").await,
            json!({ "date": "2026-09-22", "questions": 1 })
        );
    });
}

#[test]
fn each_key_sees_its_own_numbers() {
    run(async {
        let app = asked().await;
        let test = app.key(KeyKind::Test, &[]).await;
        ask(&app, &test, QUESTION).await;
        let total = async |key: &str| {
            app.call("GET", OVERVIEW, key, Value::Null).await.json()["totalQuestions"].clone()
        };
        assert_eq!(total(&test).await, 1);
        assert_eq!(total(&app.key).await, 6);
        assert_eq!(total(&rival()).await, 0);
    });
}

#[test]
fn a_wrong_range_key_or_plan_is_refused() {
    run(async {
        let app = App::new().await;
        for path in [OVERVIEW, ACTIVITY] {
            for (query, code) in [
                ("range=2d", "range_invalid"),
                ("from=soon", "range_invalid"),
                ("from=2026-02-01&to=2026-01-01", "range_invalid"),
                ("timezone=Mars/Olympus", "timezone_invalid"),
            ] {
                app.call("GET", &format!("{path}?{query}"), &app.key, Value::Null)
                    .await
                    .check_error(400, code);
            }
            app.check_doors("GET", path, &Value::Null, Scope::Chat)
                .await;
            for plan in ["free", "starter"] {
                app.set_plan(plan).await;
                app.call("GET", path, &app.key, Value::Null)
                    .await
                    .check_error(403, "plan_required");
            }
            for plan in ["growth", "scale"] {
                app.set_plan(plan).await;
                get(&app, path).await;
            }
        }
    });
}
