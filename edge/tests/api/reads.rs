//! The reads of a visitor's request do not grow with other visitors' data in the project. Tests every route that a
//! visitor can call, on a small and on a large project, with the steps and the plan of every statement.

mod rooms;

use std::{collections::BTreeMap, sync::Arc};

use axum::{body::Body, http::Request};
use porchlight_edge::{
    config::{MailConfig, MailWay},
    platform::{
        ProjectDb, Statement,
        db::fetch_all,
        sqlite::{Run, Sqlite},
    },
    router::{Before, GROUPS},
    services::links,
    store::conversations,
};
use porchlight_shared::ids::ConversationId;
use serde_json::{Value, json};

use crate::{
    session::guest,
    support::{App, NOW, QUESTION, chat_body, native_on, run, with},
};

/// The number of other visitors' conversations in the small project.
const FEW: u32 = 40;
/// The number in the large project.
const MANY: u32 = 10 * FEW;
/// The largest allowed difference in steps between the two. A part of it is the depth of the B-trees.
const SLACK: u64 = 60;

/// Routes with lists that are not for visitors.
const OF_OTHERS: [&str; 4] = ["/api/admin/", "/console/", "/dev/", "openapi.json"];
/// Routes of the owner's server that a page may call, with a publishable key.
const OF_PAGES: [(&str, &str); 4] = [
    ("post", "/api/v1/chat"),
    ("post", "/api/v1/feedback"),
    ("post", "/api/v1/handoff"),
    ("get", "/api/v1/config"),
];

/// A shop with `others` conversations of other visitors, each with everything that one can leave.
async fn shop(others: u32) -> (App, Arc<Sqlite>) {
    let sqlite = Arc::new(Sqlite::in_memory().unwrap());
    let mut native = native_on(sqlite.clone());
    native.configure(|mut config| {
        config.mail = Some(MailConfig {
            from: "Porchlight <chat@porchlight.example>".into(),
            way: MailWay::Binding,
        });
        config.public_url = Some("https://chat.example".into());
        config
    });
    native.add_files();
    let app = App::in_platform(native).await;
    let body = json!({ "url": "https://shop.example/hook", "events": [
        "conversation.handoff", "conversation.feedback", "lead.captured", "message.sent",
    ] });
    let made = app.call("POST", "/api/v1/webhooks", &app.key, body).await;
    assert_eq!(made.status.as_u16(), 200, "{}", made.body);
    let owner = json!({ "notifyEmail": "me@shop.example" });
    app.call("PATCH", "/api/v1/config", &app.key, owner).await;
    sqlite
        .script(
            &FILL
                .replace("$project", &app.project_id.to_string())
                .replace("$others", &others.to_string()),
        )
        .unwrap();
    (app, sqlite)
}

const FILL: &str = "
    CREATE TEMP TABLE others AS
      WITH RECURSIVE counted (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < $others)
      SELECT n, printf('00000000-0000-7000-8000-%012d', n) AS id, printf('00000000-0000-7000-9000-%012d', n) AS second,
             1789000000000 + n AS at FROM counted;
    INSERT INTO sessions (project_id, id, created_at) SELECT '$project', id, at FROM others;
    INSERT INTO conversations (id, project_id, session_id, created_at, updated_at, holder, handoff_at)
      SELECT id, '$project', id, at, at, 'queue', at FROM others;
    INSERT INTO messages (id, project_id, conversation_id, sender, text, created_at)
      SELECT id, '$project', id, 'visitor', 'How many days do I have to return lamp ' || n, at FROM others;
    INSERT INTO messages (id, project_id, conversation_id, sender, text, answers, verdict, created_at)
      SELECT second, '$project', id, 'assistant', 'You have 30 days', id, 'helpful', at FROM others;
    INSERT INTO citations (message_id, n, project_id, title, url, snippet, quote, source_version)
      SELECT second, 1, '$project', 'Returns', '', '', '', 1 FROM others;
    INSERT INTO events (id, project_id, type, data, created_at)
      SELECT id, '$project', 'conversation.handoff', json_object('conversationId', id), at FROM others;
    UPDATE deliveries SET state = 'delivered', next_at = NULL;
    INSERT INTO leads (id, project_id, conversation_id, session_id, email, created_at)
      SELECT id, '$project', id, id, 'other@shop.example', at FROM others;
    INSERT INTO notes (id, project_id, conversation_id, author, text, created_at)
      SELECT id, '$project', id, 'Ada', 'Lost parcel.', at FROM others;
    INSERT INTO topics (id, project_id, named_after, centre, created_at, updated_at)
      SELECT id, '$project', id, '{\"questions\":1,\"terms\":{\"lamp\":1}}', at, at FROM others;
    INSERT INTO topic_questions (project_id, message_id, topic_id, asked_at, unanswered)
      SELECT '$project', id, id, at, 0 FROM others;
    INSERT INTO idempotent_requests (caller, key, request_hash, status, body, created_at, conversation_id)
      SELECT id, id, id, 200, '{}', at, id FROM others;
    INSERT INTO sales (id, project_id, type, fingerprint, occurred_at)
      SELECT id, '$project', 'purchased', id, at FROM others;
    INSERT INTO audit (id, organization_id, project_id, actor, action, target, created_at)
      SELECT id, (SELECT id FROM organizations), '$project', 'root', 'key.created', id, at FROM others;
    DROP TABLE others;";

/// A picture of one pixel.
const FILE: &str = "GIF89a\u{1}\0\u{1}\0\0\0\0;";

/// A visitor who has asked, judged, left an address, asked for a person, sent a file, and got an answer.
struct Visitor {
    token: String,
    conversation: ConversationId,
    answer: String,
    file: String,
    reply_link: String,
    return_link: String,
}

impl Visitor {
    /// Such a visitor, in a conversation that was handed back to the bot or to the queue.
    async fn of(app: &App, to: &str) -> Self {
        let token = guest(app).await;
        let begun = app
            .call("POST", "/api/chat/conversation", &token, json!({}))
            .await;
        let slug = begun.json()["conversationSlug"]
            .as_str()
            .unwrap()
            .to_owned();
        let question = json!({ "message": QUESTION, "conversationSlug": slug });
        let answer = app
            .call("POST", "/api/chat", &token, question)
            .await
            .message();
        let path = format!("/api/chat/{slug}");
        for (what, body) in [
            (
                "feedback",
                json!({ "message_id": answer.id, "verdict": "helpful" }),
            ),
            ("lead", json!({ "email": "ada@example.com" })),
            ("handoff", json!({ "email": "ada@example.com" })),
        ] {
            let left = app
                .call("POST", &format!("{path}/{what}"), &token, body)
                .await;
            assert!(left.status.is_success(), "{what}: {}", left.body);
        }
        let operators = format!("/api/v1/conversations/{slug}");
        let reply = json!({ "text": "Here I am.", "operatorId": "ada" });
        app.call("POST", &format!("{operators}/replies"), &app.key, reply)
            .await;
        let file = Request::post(format!("{path}/attachments"))
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(FILE))
            .unwrap();
        let file = app.send(file).await.json()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let to = json!({ "to": to });
        app.call("POST", &format!("{operators}/handback"), &app.key, to)
            .await;
        let link = app
            .call(
                "POST",
                &format!("{operators}/reply-link"),
                &app.key,
                json!({}),
            )
            .await;
        let conversation = slug.parse().unwrap();
        let stored = conversations::by_id(&app.native.db, app.project_id, conversation)
            .await
            .unwrap()
            .unwrap();
        let platform = &app.native.platform;
        Self {
            token,
            conversation,
            answer: answer.id.to_string(),
            file,
            reply_link: last(link.json()["replyUrl"].as_str().unwrap()),
            return_link: last(
                &links::for_visitor(platform, app.project_id, "shop", &stored, NOW).unwrap(),
            ),
        }
    }

    fn request(&self, app: &App, method: &str, route: &str) -> Request<Body> {
        let link = if route.starts_with("/reply/") {
            &self.reply_link
        } else {
            &self.return_link
        };
        let conversation = self.conversation.to_string();
        let path = route
            .replace("{project}", "shop")
            .replace("{conversation}", &conversation)
            .replace("{slug}", &conversation)
            .replace("attachments/{id}", &format!("attachments/{}", self.file))
            .replace("{id}", &self.answer)
            .replace("{token}", link);
        let query = match route {
            "/api/widget/availability" | "/api/widget/config" | "/api/widget/salespop" => {
                "?project=shop"
            }
            "/api/widget/doctor" => "?project=shop&origin=https://shop.example",
            "/api/chat/conversations" => "?search=lamp",
            _ => "",
        };
        let bearer = if route.starts_with("/api/v1/") {
            &app.key
        } else {
            &self.token
        };
        let request = Request::builder()
            .method(method.to_uppercase().as_str())
            .uri(format!("{path}{query}"))
            .header("host", "chat.example")
            .header("idempotency-key", format!("{method} {route}"))
            .header("cookie", format!("porchlight_session={}", self.token))
            .header("authorization", format!("Bearer {bearer}"));
        let form = match route {
            "/chat/{project}" | "/chat/{project}/return/{token}" => "question=How+long%3F",
            "/reply/{token}" => "do=reply&name=Ada&text=Here+I+am",
            _ => "",
        };
        if method == "post" && route.ends_with("/attachments") {
            return request.body(Body::from(FILE)).unwrap();
        }
        if method != "get" && !form.is_empty() {
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            return request.body(Body::from(form)).unwrap();
        }
        let body = if method == "get" || method == "delete" {
            Value::Null
        } else {
            self.body(route)
        };
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        request
            .header("content-type", "application/json")
            .body(body)
            .unwrap()
    }

    fn body(&self, route: &str) -> Value {
        let id = self.conversation;
        match route {
            "/api/chat" => json!({ "message": QUESTION, "conversationSlug": id }),
            "/api/v1/chat" => json!({ "question": QUESTION, "sessionId": "user-42" }),
            "/api/v1/feedback" => json!({ "conversationId": id, "helpful": "yes" }),
            "/api/v1/handoff" => json!({ "conversationId": id, "email": "eve@example.com" }),
            "/api/widget/session" => json!({ "project": "shop" }),
            "/api/chat/conversation/{slug}" => json!({ "markRead": true }),
            "/api/chat/conversation/{slug}/message" => json!({ "content": QUESTION }),
            "/api/chat/conversation/{slug}/message/{id}" => {
                json!({ "type": "thumbs-down", "feedback": "no" })
            }
            "/api/chat/{conversation}/feedback" => {
                json!({ "message_id": self.answer, "verdict": "unhelpful" })
            }
            "/api/chat/{conversation}/lead" => json!({ "phone": "+49 30 1" }),
            "/api/chat/{conversation}/handoff" => json!({ "email": "eve@example.com" }),
            "/api/chat/{conversation}/transcript" => json!({ "email": "ada@example.com" }),
            "/api/chat/{conversation}/typing" => json!({ "typing": true }),
            _ => json!({}),
        }
    }
}

fn last(url: &str) -> String {
    url.rsplit('/').next().unwrap().to_owned()
}

/// All routes that a visitor can call.
fn routes() -> Vec<(&'static str, &'static str)> {
    let mut routes: Vec<_> = OF_PAGES.to_vec();
    for (before, group) in GROUPS {
        if matches!(before, Before::Handler | Before::Once(_)) {
            let others = |path: &str| OF_OTHERS.iter().any(|other| path.contains(other));
            routes.extend(group.routes.iter().filter(|(_, path)| !others(path)));
        }
    }
    routes
}

/// The steps of each statement on each route, and the database.
async fn runs(others: u32) -> (BTreeMap<(String, &'static str), u64>, Arc<Sqlite>) {
    let (app, sqlite) = shop(others).await;
    let mut most = BTreeMap::new();
    for (method, route) in routes() {
        // Only conversations with people accept files.
        let to = if route.ends_with("/attachments") {
            "queue"
        } else {
            "bot"
        };
        let visitor = Visitor::of(&app, to).await;
        app.run_jobs().await;
        sqlite.take_runs();
        let request = visitor.request(&app, method, route);
        if route.ends_with("/events") {
            // This stream stays open as long as its listener does.
            let response = app.open(request).await;
            assert_eq!(response.status(), 200, "{method} {route}");
        } else {
            let answer = app.send(request).await;
            let status = answer.status.as_u16();
            assert!(status < 400, "{method} {route}: {status} {}", answer.body);
        }
        app.run_jobs().await;
        for Run { sql, steps } in sqlite.take_runs() {
            let most = most.entry((format!("{method} {route}"), sql)).or_insert(0);
            *most = steps.max(*most);
        }
    }
    (most, sqlite)
}

#[test]
fn no_statement_of_a_visitors_request_grows_with_the_project() {
    run(async {
        let (few, _) = runs(FEW).await;
        let (many, sqlite) = runs(MANY).await;
        let mut growing = Vec::new();
        for ((route, sql), steps) in &many {
            let before = few.get(&(route.clone(), *sql)).copied().unwrap_or(0);
            if *steps > before + SLACK {
                growing.push(format!("{route}: {before} to {steps} steps\n{sql}"));
            }
        }
        assert!(growing.is_empty(), "{}", growing.join("\n\n"));
        let worst = many.iter().max_by_key(|(_, steps)| **steps);
        println!("the most steps: {worst:?}");
        assert!(many.len() > 100, "{} statements", many.len());
        let db = ProjectDb::new(sqlite);
        for (_, sql) in many.keys() {
            check_plan(&db, sql).await;
        }
    });
}

/// Checks that no table is scanned from its first row to its last.
async fn check_plan(db: &ProjectDb, sql: &str) {
    let explain = format!("EXPLAIN QUERY PLAN {sql}").leak();
    let bound = (1..=40)
        .rev()
        .find(|n| sql.contains(&format!("?{n}")))
        .unwrap_or(0);
    let statement = (0..bound).fold(Statement::new(explain), |statement, _| {
        statement.bind(None::<u64>)
    });
    let rows: Vec<Value> = fetch_all(db, statement).await.unwrap();
    for row in rows {
        let step = row["detail"].as_str().unwrap();
        let Some(read) = step.strip_prefix("SCAN ") else {
            continue;
        };
        let name = read.split(' ').next().unwrap();
        // The statement creates this table itself, so it is as large as the rows that it found.
        let is_made = sql.contains(&format!("{name} AS ("))
            || ["VIRTUAL TABLE", "(subquery", "CONSTANT ROW"]
                .iter()
                .any(|made| read.contains(made));
        assert!(is_made, "{step}\n{sql}");
    }
}

#[test]
fn a_question_without_a_token_reads_no_more_in_a_large_project() {
    run(async {
        let mut steps = Vec::new();
        for others in [FEW, MANY] {
            let (app, sqlite) = shop(others).await;
            app.chat(chat_body(QUESTION)).await;
            sqlite.take_runs();
            let again = with(
                chat_body(QUESTION),
                "sessionId",
                crate::support::OTHER_SESSION,
            );
            assert_eq!(app.chat(again).await.status.as_u16(), 200);
            app.run_jobs().await;
            steps.push(sqlite.take_runs().iter().map(|run| run.steps).sum::<u64>());
        }
        assert!(steps[1] < steps[0] + 10 * SLACK, "{steps:?}");
    });
}
