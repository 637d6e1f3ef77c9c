//! The cost of models, and what visitors get beyond the owner's budget: stored answers, then the pages' own sentences,
//! then the offer of a person. Never an error.

use porchlight_edge::{domain::model::price::PriceList, platform::Statement};
use serde_json::{Value, json};

use crate::{
    support::{
        App, OTHER_SESSION, QUESTION, SESSION, chat_body,
        model_server::{ModelServer, Reply, pieces, says},
        run, with,
    },
    written_answers::GOOD,
};

const OTHER: &str = "How long do refunds take to reach my account?";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

async fn model(app: &App) -> Value {
    let answer = app
        .call("GET", "/api/v1/model", &app.key, Value::Null)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn days(app: &App) -> Value {
    let path = "/api/v1/model/days";
    app.call("GET", path, &app.key, Value::Null).await.json()
}

/// A visitor, with their session token once they have asked something.
struct Visitor {
    session: &'static str,
    token: Option<String>,
}

impl Visitor {
    const fn new(session: &'static str) -> Self {
        Self {
            session,
            token: None,
        }
    }

    /// Asks in a new conversation, and returns the text of the answer.
    async fn ask(&mut self, app: &App, question: &str) -> String {
        let mut body = with(chat_body(question), "sessionId", self.session);
        if let Some(token) = &self.token {
            body["sessionToken"] = json!(token);
        }
        let answer = app.chat(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        if let Some(token) = answer.header("x-session-token") {
            self.token = Some(token.to_owned());
        }
        answer.message().text
    }
}

/// The model's answer. No page uses these words.
const WRITTEN: &str = "30 days";

#[test]
fn tokens_are_money_by_the_price_of_the_model() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(GOOD), says(GOOD)]);
        let mut visitor = Visitor::new(SESSION);
        visitor.ask(&app, QUESTION).await;
        let day = days(&app).await["days"][0].clone();
        assert_eq!(day["cost"], Value::Null, "no price is known: {day}");
        let price = json!({ "price": { "input": 2.0, "output": 10.0 } });
        server.choose(&app, price).await;
        let chosen = model(&app).await;
        assert_eq!(chosen["price"]["output"], 10.0);
        assert_eq!(chosen["ownPrice"], true);
        visitor.ask(&app, OTHER).await;
        // 700 input tokens and 40 output tokens.
        let day = days(&app).await["days"][0].clone();
        assert_eq!(day["cost"], json!(0.0018), "{day}");
        assert_eq!(model(&app).await["usage"]["costThisMonth"], json!(0.0018));
        let accept = [
            ("authorization", &*format!("Bearer {}", app.key)),
            ("accept", "text/csv"),
        ];
        let table = app
            .request("GET", "/api/v1/model/days", &accept, Value::Null)
            .await;
        assert_eq!(
            table.header("content-type"),
            Some("text/csv; charset=utf-8; header=present")
        );
        let mut lines = table.body.lines();
        assert_eq!(
            lines.next(),
            Some("day,model,answers,repeated,requests,input_tokens,output_tokens,average_ms,cost")
        );
        let line = lines.next().unwrap();
        assert!(
            line.contains(",\"scripted\",") && line.ends_with(",0.0018"),
            "{line}"
        );
    });
}

#[test]
fn whoever_deploys_names_prices_for_all_projects() {
    run(async {
        let server = ModelServer::start().await;
        let mut app = server.app().await;
        let prices = r#"{"scripted": {"input": 1, "output": 1}}"#;
        let list = PriceList::read(|_| Some(prices.into())).unwrap();
        app.configure(|config| porchlight_edge::config::Config {
            prices: list,
            ..config
        });
        let chosen = model(&app).await;
        assert_eq!(chosen["price"], json!({ "input": 1.0, "output": 1.0 }));
        assert_eq!(chosen["ownPrice"], false);
    });
}

#[test]
fn a_budget_counts_as_used_up_once_no_price_is_known() {
    run(async {
        let server = ModelServer::start().await;
        let mut app = server.app().await;
        let prices = r#"{"scripted": {"input": 1, "output": 1}}"#;
        let list = PriceList::read(|_| Some(prices.into())).unwrap();
        app.configure(|config| porchlight_edge::config::Config {
            prices: list,
            ..config
        });
        server.choose(&app, json!({ "budgetPerMonth": 5 })).await;
        assert_eq!(model(&app).await["usage"]["usedUp"], Value::Null);
        app.configure(|config| porchlight_edge::config::Config {
            prices: PriceList::default(),
            ..config
        });
        assert_eq!(model(&app).await["usage"]["usedUp"], "month");
    });
}

#[test]
fn a_budget_of_money_needs_a_price() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let put = async |more: Value| {
            let mut body = json!({
                "provider": "openai", "baseUrl": format!("{}/v1", server.origin), "model": "scripted",
            });
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            app.call("PUT", "/api/v1/model", &app.key, body).await
        };
        for wrong in [
            json!({ "budgetPerMonth": 5 }),
            json!({ "budgetPerMonth": -1, "price": { "input": 1, "output": 1 } }),
            json!({ "price": { "input": -1, "output": 1 } }),
            json!({ "price": { "input": 1, "output": 10001 } }),
        ] {
            put(wrong).await.check_error(400, "value_invalid");
        }
        let right = json!({ "budgetPerMonth": 5, "price": { "input": 1, "output": 1 } });
        assert_eq!(put(right).await.status, 200);
    });
}

/// Checks the steps after a budget is used up by the first answer. The budget is renewed after `lasts_ms`.
async fn check_ladder(more: Value, name: Value, lasts_ms: u64) {
    let server = ModelServer::start().await;
    let app = server.app().await;
    let with_price = with(more, "price", json!({ "input": 1.0, "output": 1.0 }));
    server.choose(&app, with_price).await;
    server.reply([says(GOOD), says(GOOD)]);
    let mut visitor = Visitor::new(SESSION);
    let generated = visitor.ask(&app, QUESTION).await;
    assert!(generated.contains(WRITTEN));
    assert_eq!(server.asked().len(), 1);
    if name != Value::Null {
        let usage = model(&app).await["usage"].clone();
        assert_eq!(
            (&usage["step"], &usage["usedUp"], &usage["answersToday"]),
            (&json!("cached"), &name, &json!(1))
        );
    }
    let cached = visitor.ask(&app, QUESTION).await;
    assert_eq!(cached, generated, "what was written before");
    let extractive = visitor.ask(&app, OTHER).await;
    assert!(extractive.contains("five working days"), "{extractive}");
    assert_eq!(server.asked().len(), 0, "no model was asked");
    let failures = days(&app).await["failures"].clone();
    assert_eq!(
        (&failures[0]["reason"], &failures[0]["count"]),
        (&json!("budget"), &json!(1))
    );
    app.native.clock.advance(lasts_ms);
    // A session is shorter than a month.
    if lasts_ms > 7 * DAY_MS {
        visitor = Visitor::new(OTHER_SESSION);
    }
    visitor.ask(&app, "When do refunds reach my account?").await;
    assert_eq!(server.asked().len(), 1, "the budget is there again");
}

#[test]
fn a_day_used_up_leads_to_what_was_written_and_then_to_the_pages() {
    run(check_ladder(
        json!({ "answersPerDay": 1 }),
        json!("day"),
        DAY_MS,
    ));
}

#[test]
fn a_month_used_up_leads_to_what_was_written_and_then_to_the_pages() {
    run(check_ladder(
        json!({ "budgetPerMonth": 0.0007 }),
        json!("month"),
        31 * DAY_MS,
    ));
}

#[test]
fn a_visitor_who_has_used_up_theirs_gets_what_was_written_and_then_the_pages() {
    run(check_ladder(
        json!({ "answersPerVisitor": 1 }),
        Value::Null,
        DAY_MS + 1,
    ));
}

#[test]
fn one_visitors_limit_is_not_anothers() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.choose(&app, json!({ "answersPerVisitor": 1 })).await;
        server.reply([says(GOOD), says(GOOD)]);
        let (mut one, mut another) = (Visitor::new(SESSION), Visitor::new(OTHER_SESSION));
        one.ask(&app, QUESTION).await;
        one.ask(&app, OTHER).await;
        assert_eq!(server.asked().len(), 1);
        another.ask(&app, "When do refunds reach my account?").await;
        assert_eq!(server.asked().len(), 1);
    });
}

#[test]
fn the_last_step_is_the_offer_of_a_person_and_no_error() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        app.set_plan("free").await;
        // Publishes the project with its plan.
        server.choose(&app, json!({})).await;
        server.reply([says(GOOD)]);
        Visitor::new(SESSION).ask(&app, QUESTION).await;
        app.change(Statement::new("UPDATE credits SET used = 100"))
            .await;
        assert_eq!(model(&app).await["usage"]["step"], "person");
        let body = with(chat_body(OTHER), "sessionId", OTHER_SESSION);
        let answer = app.chat(body).await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.body.contains("\"offer_handoff\":true"),
            "{}",
            answer.body
        );
        assert_eq!(server.asked().len(), 1);
    });
}

#[test]
fn without_a_model_the_step_is_the_pages_own_sentences() {
    run(async {
        let app = App::new().await;
        assert_eq!(model(&app).await["usage"]["step"], "extractive");
    });
}

#[test]
fn saved_questions_leave_half_of_a_budget_to_visitors() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.choose(&app, json!({ "answersPerDay": 2 })).await;
        server.reply([says(GOOD), says(GOOD), says(GOOD)]);
        for question in [QUESTION, "In how many days must I return a lamp?"] {
            let body = json!({ "question": question });
            app.call("POST", "/api/v1/saved-questions", &app.key, body)
                .await;
        }
        app.call("POST", "/api/v1/saved-questions/run", &app.key, json!({}))
            .await;
        app.run_jobs().await;
        assert_eq!(server.asked().len(), 1);
        let path = "/api/v1/saved-questions/runs";
        let runs = app.call("GET", path, &app.key, Value::Null).await.json();
        assert_eq!(
            (&runs["runs"][0]["state"], &runs["runs"][0]["questions"]),
            (&json!("failed"), &json!(1)),
            "{runs}"
        );
        assert_eq!(runs["runs"][0]["reason"], "budget");
        let mut visitor = Visitor::new(SESSION);
        visitor.ask(&app, "When do refunds reach my account?").await;
        assert_eq!(server.asked().len(), 1);
    });
}

/// The cost of a model's answer that ends like this, and whether the only question of the day is used up.
async fn spent(replies: Vec<Reply>) -> (f64, Value) {
    let server = ModelServer::start().await;
    let app = server.app().await;
    let limits = json!({ "answersPerDay": 1, "price": { "input": 1_000.0, "output": 1_000.0 } });
    server.choose(&app, limits).await;
    server.reply(replies);
    Visitor::new(SESSION).ask(&app, QUESTION).await;
    assert!(!server.asked().is_empty());
    let usage = model(&app).await["usage"].clone();
    (
        usage["costThisMonth"].as_f64().unwrap(),
        usage["usedUp"].clone(),
    )
}

#[test]
fn an_answer_that_ends_early_costs_what_was_read_and_written_until_then() {
    run(async {
        for (name, reply) in [
            (
                "the pages do not answer",
                says("NO_ANSWER\n\nThe pages say nothing of it, and so do I."),
            ),
            (
                "nothing of it is on the pages",
                says(
                    "Lamps are made of gold in Peru. They fly to the moon at night. Nobody has seen one in London. And so on, and on.",
                ),
            ),
            (
                "it goes round in circles",
                Reply::Babbles(vec![
                    GOOD.into(),
                    " You have **30 days** to return a lamp [1].".into(),
                ]),
            ),
            ("the connection breaks", Reply::Breaks(pieces(GOOD))),
        ] {
            let (cost, used_up) = spent(vec![reply]).await;
            // Six passages and the rules are some hundred tokens, at a thousandth of a dollar each.
            assert!(cost > 0.1 && cost < 10.0, "{name}: {cost}");
            assert_eq!(used_up, "day", "{name}");
        }
        let (cost, used_up) = spent(vec![says(GOOD)]).await;
        assert_eq!(
            (cost, used_up),
            (0.74, json!("day")),
            "as the provider told"
        );
        let refused = || Reply::Refuses(503, "{}".into());
        let (cost, used_up) = spent(vec![refused(), refused()]).await;
        assert_eq!((cost, used_up), (0.0, Value::Null), "nothing was read");
    });
}
