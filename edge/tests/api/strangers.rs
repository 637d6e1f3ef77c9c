//! Every credential that a stranger can have, on every route that names a conversation: none opens somebody else's.
//!
//! The routes are those of the router, so that new ones are tried, too.

use std::time::Duration;

use porchlight_edge::{
    router::{Before, GROUPS},
    services::links,
    store::conversations,
};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    session::guest,
    support::{Answer, App, NOW, OTHER_SESSION, QUESTION, chat_body, run, with},
    transcript::with_mail,
};

/// A word in the conversations of others. No response to a stranger contains it.
const SAID: &str = "zorbel";

struct Theirs {
    id: String,
    message: String,
}

/// Asks in a visitor's own session. Returns the conversation and the session's token.
async fn asked(app: &App, project: &str, session: &str) -> (Theirs, String) {
    let body = with(
        chat_body(&format!("{QUESTION} {SAID}")),
        "projectSlug",
        project,
    );
    let asked = app.chat(with(body, "sessionId", session)).await;
    let message = asked.message();
    let theirs = Theirs {
        id: message.conversation_id.to_string(),
        message: message.id.to_string(),
    };
    let token = asked.header("x-session-token").unwrap().to_owned();
    (theirs, token)
}

async fn asked_by_name(app: &App, key: &str) -> Theirs {
    let question = json!({ "question": format!("{QUESTION} {SAID}"), "sessionId": "user-42" });
    let answer = app.call("POST", "/api/v1/chat", key, question).await;
    Theirs {
        id: answer.json()["conversationId"].as_str().unwrap().to_owned(),
        message: OTHER_SESSION.to_owned(),
    }
}

/// The routes of visitors that name a conversation, in their path or in their body.
fn routes() -> Vec<(&'static str, &'static str)> {
    let mut routes = vec![("post", "/api/chat")];
    for (before, group) in GROUPS {
        if matches!(before, Before::Handler | Before::Once(_)) {
            let of_one = |path: &str| path.contains("{conversation}") || path.contains("{slug}");
            routes.extend(group.routes.iter().filter(|(_, path)| of_one(path)));
        }
    }
    assert!(routes.len() > 10, "{routes:?}");
    routes
}

/// Sends a request that the owner of the conversation could send.
async fn send(
    app: &App,
    (method, route): (&str, &str),
    theirs: &Theirs,
    bearer: Option<&str>,
) -> Answer {
    let path = route
        .replace("{conversation}", &theirs.id)
        .replace("{slug}", &theirs.id)
        .replace("{id}", &theirs.message);
    assert!(!path.contains('{'), "{path}: say what stands there");
    let body = json!({
        "message": QUESTION, "content": QUESTION, "conversationSlug": theirs.id, "message_id": theirs.message,
        "verdict": "helpful", "type": "thumbs-up", "email": "eve@evil.example", "markRead": true,
    });
    let bearer = bearer.map(|bearer| format!("Bearer {bearer}"));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(bearer.iter().map(|bearer| ("authorization", &**bearer)));
    let body = if method == "post" || method == "patch" {
        body
    } else {
        Value::Null
    };
    app.request(&method.to_uppercase(), &path, &headers, body)
        .await
}

#[test]
fn no_credential_of_a_stranger_opens_a_conversation_on_any_route() {
    run(async {
        let app = App::new().await;
        let test_key = app.new_key("test", Some(app.project_id), &[]).await;
        let (visitors, _) = asked(&app, "shop", OTHER_SESSION).await;
        let theirs = [
            asked_by_name(&app, &app.key).await,
            asked_by_name(&app, &test_key).await,
            Theirs {
                id: "0190aaaa-0000-7000-8000-000000000000".into(),
                message: visitors.message.clone(),
            },
            Theirs {
                id: "nonsense".into(),
                message: "nonsense".into(),
            },
            visitors,
        ];
        let own = guest(&app).await;
        let (_, elsewhere) = asked(&app, "rival", "550e8400-e29b-41d4-a716-446655440077").await;
        let id = theirs.last().unwrap().id.parse().unwrap();
        let stored = conversations::by_id(&app.native.db, app.project_id, id).await;
        let stored = stored.unwrap().unwrap();
        let platform = &app.native.platform;
        let link = links::for_visitor(platform, app.project_id, "shop", &stored, NOW).unwrap();
        let link = link.rsplit('/').next().unwrap();
        let credentials = [
            ("nothing", None),
            ("nonsense", Some("nonsense")),
            ("another visitor's token", Some(&*own)),
            ("another project's token", Some(&*elsewhere)),
            ("the owner's key", Some(&*app.key)),
            ("a test key", Some(&*test_key)),
            ("the link of an e-mail", Some(link)),
        ];
        let before = state(&app).await;
        for route in routes() {
            for theirs in &theirs {
                for (name, bearer) in credentials {
                    let answer = send(&app, route, theirs, bearer).await;
                    let what = format!("{route:?} of {} with {name}", theirs.id);
                    assert!(
                        matches!(answer.status.as_u16(), 400 | 401 | 403 | 404),
                        "{what}: {} {}",
                        answer.status,
                        answer.body
                    );
                    assert!(!answer.body.contains(SAID), "{what}: {}", answer.body);
                }
            }
        }
        assert_eq!(state(&app).await, before, "nothing has changed");
    });
}

/// The same requests with the visitor's own token: none of them is refused for its form.
#[test]
fn the_same_requests_open_the_visitors_own_conversation() {
    run(async {
        let app = with_mail().await;
        // Files need a conversation with a person: `attachments` tests them.
        let routes = routes()
            .into_iter()
            .filter(|(_, path)| !path.contains("attachments"));
        for (number, route) in routes.enumerate() {
            let session = format!("550e8400-e29b-41d4-a716-4466554401{number:02}");
            let (own, token) = asked(&app, "shop", &session).await;
            let request = send(&app, route, &own, Some(&token));
            // A stream stays open as long as its listener does.
            let answer = timeout(Duration::from_secs(2), request).await;
            if let Ok(answer) = answer {
                assert!(
                    answer.status.is_success(),
                    "{route:?}: {} {}",
                    answer.status,
                    answer.body
                );
            }
        }
    });
}

/// The counts of rows that a successful request would change.
async fn state(app: &App) -> Vec<u64> {
    let mut counts = Vec::new();
    for sql in [
        "SELECT count(*) AS n FROM conversations",
        "SELECT count(*) AS n FROM messages",
        "SELECT count(*) AS n FROM messages WHERE verdict IS NOT NULL",
        "SELECT count(*) AS n FROM leads",
        "SELECT count(*) AS n FROM conversations WHERE holder <> 'bot' OR visitor_email IS NOT NULL",
        "SELECT count(*) AS n FROM conversations WHERE read_at > 0",
    ] {
        counts.push(app.count(sql).await);
    }
    counts
}
