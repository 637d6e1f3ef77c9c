//! Sessions that the owner's server names, and what browsers can do about them.

use porchlight_edge::{
    domain::{conversation::lead::LeadValues, credentials::derived_id},
    platform::Statement,
    services::leads,
    store::conversations,
};
use porchlight_shared::ids::{ConversationId, SessionId};
use serde_json::{Value, json};

use crate::support::{App, QUESTION, SESSION, chat_body, run, with};

/// Names that owners give their visitors.
const NAMES: [&str; 2] = ["user-42", SESSION];

async fn ask_by_name(app: &App, name: &str) -> String {
    let body = json!({ "question": QUESTION, "sessionId": name });
    let answer = app.call("POST", "/api/v1/chat", &app.key, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["conversationId"].as_str().unwrap().to_owned()
}

/// The ids that somebody may guess for a named session: the name itself, its hash, and what lists and events show.
fn guesses(app: &App, name: &str) -> Vec<String> {
    let hash = derived_id::of_name(&format!("session {} {name}", app.project_id));
    let mut guesses = vec![SessionId::from_uuid(hash).to_string()];
    guesses.extend(name.parse::<SessionId>().map(|id| id.to_string()));
    guesses.push(app.named(name).id().to_string());
    guesses
}

/// The tokens that a browser gets for these sessions, and for one that the server creates.
async fn tokens(app: &App, sessions: &[String]) -> Vec<String> {
    let begun = app
        .post("/api/widget/session", json!({ "project": "shop" }))
        .await
        .json();
    let mut tokens = vec![begun["token"].as_str().unwrap().to_owned()];
    for session in sessions {
        let asked = app
            .chat(with(chat_body(QUESTION), "sessionId", session.as_str()))
            .await;
        tokens.extend(asked.header("x-session-token").map(str::to_owned));
    }
    tokens
}

async fn check_closed(app: &App, token: &str, conversation: &str) {
    for (method, path, body) in [
        ("GET", format!("/api/chat/{conversation}"), Value::Null),
        (
            "GET",
            format!("/api/chat/{conversation}/events"),
            Value::Null,
        ),
        ("DELETE", format!("/api/chat/{conversation}"), Value::Null),
        (
            "POST",
            format!("/api/chat/{conversation}/handoff"),
            json!({}),
        ),
        (
            "POST",
            format!("/api/chat/{conversation}/lead"),
            json!({ "name": "Eve" }),
        ),
        (
            "GET",
            format!("/api/chat/conversation/{conversation}"),
            Value::Null,
        ),
        (
            "POST",
            format!("/api/chat/conversation/{conversation}/message"),
            json!({ "content": QUESTION }),
        ),
        (
            "POST",
            "/api/chat".to_owned(),
            json!({ "message": QUESTION, "conversationSlug": conversation }),
        ),
    ] {
        app.call(method, &path, token, body)
            .await
            .check_error(404, "conversation_not_found");
    }
    let listed = app
        .call("GET", "/api/chat/conversations", token, Value::Null)
        .await;
    assert!(!listed.body.contains(conversation), "{}", listed.body);
}

#[test]
fn no_token_that_a_browser_gets_opens_what_the_owners_server_named() {
    run(async {
        for name in NAMES {
            let app = App::new().await;
            let guesses = guesses(&app, name);
            let mut tokens_of_eve = tokens(&app, &guesses).await;
            let conversation = ask_by_name(&app, name).await;
            tokens_of_eve.extend(tokens(&app, &guesses).await);
            for token in &tokens_of_eve {
                check_closed(&app, token, &conversation).await;
            }
            assert_eq!(ask_by_name(&app, name).await, conversation);
        }
    });
}

#[test]
fn a_browser_begins_no_session_of_an_id_that_is_derived() {
    run(async {
        let app = App::new().await;
        for id in [app.named("user-42").id(), app.named("user-42").meant()[1]] {
            app.chat(with(chat_body(QUESTION), "sessionId", id.to_string()))
                .await
                .check_error(401, "session_required");
        }
    });
}

#[test]
fn a_question_by_name_never_lands_in_a_browsers_session() {
    run(async {
        let app = App::new().await;
        let (message, _) = app.ask(QUESTION).await;
        let named = ask_by_name(&app, SESSION).await;
        assert_ne!(named, message.conversation_id.to_string());
        let chatbot = format!("/v1/chatbots/{}/chat", app.project_id);
        let body = json!({ "message": QUESTION, "sessionId": SESSION });
        let asked = app.call("POST", &chatbot, &app.key, body).await.json();
        assert_eq!(
            asked["conversationId"], named,
            "the same name, the same visitor"
        );
    });
}

/// The session of `conversation`, as every surface shows it.
async fn sessions_shown(app: &App, conversation: &str) -> Vec<(String, Value)> {
    let mut shown = Vec::new();
    let chatbot = format!("/v1/chatbots/{}/conversations", app.project_id);
    for path in ["/api/v1/conversations", &chatbot] {
        let listed = app.call("GET", path, &app.key, Value::Null).await.json();
        shown.push((
            path.to_owned(),
            listed["conversations"][0]["sessionId"].clone(),
        ));
    }
    for surface in ["/api/v1/conversations", "/v1/conversations"] {
        let path = format!("{surface}/{conversation}");
        let one = app.call("GET", &path, &app.key, Value::Null).await.json();
        shown.push((path, one["sessionId"].clone()));
    }
    for kind in [
        "conversation.created",
        "conversation.resolved",
        "lead.captured",
        "message.sent",
    ] {
        let events = app.events(kind).await;
        assert!(!events.is_empty(), "{kind}");
        shown.extend(
            events
                .iter()
                .map(|data| (kind.to_owned(), data["sessionId"].clone())),
        );
    }
    shown
}

#[test]
fn a_name_comes_back_as_it_was_sent_on_every_surface() {
    run(async {
        for name in [
            "user-42",
            SESSION,
            &SESSION.to_uppercase(),
            "Zoë/4<zoe@shop.example>",
        ] {
            let app = App::new().await;
            let body = json!({ "question": QUESTION, "sessionId": name });
            let asked = app
                .call("POST", "/api/v1/chat", &app.key, body)
                .await
                .json();
            assert_eq!(asked["sessionId"], name);
            let id = asked["conversationId"].as_str().unwrap();
            let chat = format!("/v1/chatbots/{}/chat", app.project_id);
            let body = json!({ "message": QUESTION, "sessionId": name });
            let again = app.call("POST", &chat, &app.key, body).await.json();
            assert_eq!(
                (&again["sessionId"], &again["conversationId"]),
                (&json!(name), &json!(id))
            );
            let values = LeadValues {
                name: Some("Zoë".into()),
                ..LeadValues::default()
            };
            let platform = &app.native.platform;
            let stored = conversations::by_id(&app.native.db, app.project_id, id.parse().unwrap());
            let stored = stored.await.unwrap().unwrap();
            let captured = leads::capture(platform, app.project_id, &stored, values).await;
            captured.unwrap();
            for (what, body) in [
                ("takeover", json!({ "operatorId": "ada" })),
                ("replies", json!({ "text": "Hello." })),
                ("resolve", json!({})),
            ] {
                let path = format!("/api/v1/conversations/{id}/{what}");
                let done = app.call("POST", &path, &app.key, body).await;
                assert!(done.status.is_success(), "{}", done.body);
            }
            for (place, shown) in sessions_shown(&app, id).await {
                assert_eq!(shown, name, "{place}");
            }
            let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
            let path = format!("/api/v1/visitors/{encoded}");
            let export = app.call("GET", &path, &app.key, Value::Null).await.json();
            assert_eq!(export["sessionId"], name);
        }
    });
}

#[test]
fn a_conversation_from_before_names_were_kept_gets_its_name_with_the_next_question() {
    run(async {
        let app = App::new().await;
        let id = ask_by_name(&app, "user-42").await;
        let shown = app.named("user-42").id().to_string();
        let before = Statement::new("UPDATE conversations SET named_session = ?1");
        app.change(before.bind(shown.as_str())).await;
        assert_eq!(ask_by_name(&app, &shown).await, id, "as lists showed it");
        ask_by_name(&app, "user-42").await;
        let path = format!("/api/v1/conversations/{id}");
        let one = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(one["sessionId"], "user-42");
    });
}

#[test]
fn what_lists_showed_of_a_name_before_stands_for_the_same_visitor() {
    run(async {
        let app = App::new().await;
        let conversation = ask_by_name(&app, "user-42").await;
        let shown = app.named("user-42").id().to_string();
        assert_eq!(ask_by_name(&app, &shown).await, conversation);
        let path = format!("/api/v1/conversations?sessionId={shown}");
        let listed = app.call("GET", &path, &app.key, Value::Null).await.json();
        assert_eq!(listed["conversations"][0]["id"], conversation.as_str());
    });
}

#[test]
fn what_was_stored_under_a_name_before_is_still_read_and_erased_by_it() {
    run(async {
        for name in NAMES {
            let app = App::new().await;
            let former = app.named(name).meant()[1];
            let old = ConversationId::new(1, [1; 10]);
            let session = "INSERT INTO sessions (project_id, id, created_at) VALUES (?1, ?2, 0)";
            let conversation = "
                INSERT INTO conversations (id, project_id, session_id, created_at, updated_at)
                VALUES (?3, ?1, ?2, ?4, ?4)";
            let now = app.native.platform.clock.now() - 1;
            for sql in [session, conversation] {
                let mut statement = Statement::new(sql).bind(app.project_id).bind(former);
                if sql == conversation {
                    statement = statement.bind(old).bind(now);
                }
                app.change(statement).await;
            }
            let anew = ask_by_name(&app, name).await;
            assert_ne!(anew, old.to_string());
            let path = format!("/api/v1/conversations?sessionId={name}");
            let listed = app.call("GET", &path, &app.key, Value::Null).await;
            let path = format!("/api/v1/visitors/{name}");
            let export = app.call("GET", &path, &app.key, Value::Null).await;
            for id in [anew, old.to_string()] {
                assert!(listed.body.contains(&id), "{}", listed.body);
                assert!(export.body.contains(&id), "{}", export.body);
            }
            let erased = app
                .call("DELETE", &path, &app.key, Value::Null)
                .await
                .json();
            assert_eq!(erased["conversations"], 2);
        }
    });
}
