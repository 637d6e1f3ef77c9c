//! `/api/widget/session` and `/api/v1/identity`.

use axum::http::StatusCode;
use porchlight_edge::domain::credentials::identity::hash_of;
use serde_json::{Value, json};

use crate::support::{App, NOW, QUESTION, SESSION, chat_body, run, with};

mod devices;

pub(crate) const EMAIL: &str = "Ada@example.com";

pub(crate) async fn secret(app: &App) -> String {
    let answer = app
        .call("POST", "/api/v1/identity/rotate", &app.key, Value::Null)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["secret"].as_str().unwrap().to_owned()
}

pub(crate) fn signed(secret: &str, email: &str, timestamp: u64) -> Value {
    json!({
        "project": "shop",
        "email": email,
        "emailHash": hash_of(secret, email, timestamp),
        "timestamp": timestamp,
    })
}

/// The token that `body` gets.
pub(crate) async fn token(app: &App, body: Value) -> String {
    let answer = app.post("/api/widget/session", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()["token"].as_str().unwrap().to_owned()
}

pub(crate) async fn guest(app: &App) -> String {
    token(app, json!({ "project": "shop" })).await
}

pub(crate) async fn begin(app: &App, token: &str) -> String {
    let answer = app
        .call("POST", "/api/chat/conversation", token, json!({}))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.json()["conversationSlug"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn reads(app: &App, token: &str, slug: &str) -> u16 {
    let path = format!("/api/chat/conversation/{slug}");
    app.call("GET", &path, token, Value::Null)
        .await
        .status
        .as_u16()
}

#[test]
fn a_guest_gets_a_token_for_a_week() {
    run(async {
        let app = App::new().await;
        let answer = app
            .post("/api/widget/session", json!({ "project": "shop" }))
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["expiresAt"], "2026-09-28T14:13:20.000Z");
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        let slug = begin(&app, &token).await;
        app.native.clock.advance(7 * 24 * 60 * 60 * 1_000 - 1);
        assert_eq!(reads(&app, &token, &slug).await, 200);
        app.native.clock.advance(1);
        let path = format!("/api/chat/conversation/{slug}");
        app.call("GET", &path, &token, Value::Null)
            .await
            .check_error(401, "session_expired");
    });
}

#[test]
fn a_guest_is_renewed_silently_and_stays_the_same_guest() {
    run(async {
        let app = App::new().await;
        let first = guest(&app).await;
        let slug = begin(&app, &first).await;
        app.native.clock.advance(6 * 24 * 60 * 60 * 1_000);
        let body = json!({ "project": "shop", "currentToken": first });
        let renewed = token(&app, body.clone()).await;
        assert_eq!(reads(&app, &renewed, &slug).await, 200);
        app.native.clock.advance(2 * 24 * 60 * 60 * 1_000);
        // An expired token, or one of another project, counts as none.
        let anew = token(&app, body).await;
        assert_eq!(reads(&app, &anew, &slug).await, 404);
        let elsewhere = json!({ "project": "rival", "currentToken": renewed });
        let elsewhere = token(&app, elsewhere).await;
        assert_eq!(reads(&app, &elsewhere, &slug).await, 404);
        assert_eq!(reads(&app, &renewed, &slug).await, 200);
    });
}

#[test]
fn the_widgets_own_guest_can_sign_in_too() {
    run(async {
        let app = App::new().await;
        let secret = secret(&app).await;
        let (message, guest) = app.ask(QUESTION).await;
        let body = with(signed(&secret, EMAIL, NOW), "currentToken", guest.as_str());
        let ada = token(&app, body).await;
        let slug = message.conversation_id.to_string();
        assert_eq!(reads(&app, &ada, &slug).await, 200);
        let again = with(chat_body(QUESTION), "sessionToken", guest.as_str());
        app.chat(again).await.check_error(401, "session_expired");
    });
}

#[test]
fn a_signature_counts_near_its_time_only() {
    run(async {
        let app = App::new().await;
        let secret = secret(&app).await;
        let hour = 60 * 60 * 1_000;
        for (timestamp, status) in [
            (NOW - hour, 200),
            (NOW + hour, 200),
            (NOW - hour - 1, 401),
            (NOW + hour + 1, 401),
        ] {
            let answer = app
                .post("/api/widget/session", signed(&secret, EMAIL, timestamp))
                .await;
            assert_eq!(answer.status.as_u16(), status, "{timestamp}");
        }
        let change = json!({ "windowMinutes": 5 });
        let answer = app
            .call("PATCH", "/api/v1/identity", &app.key, change)
            .await;
        assert_eq!(
            answer.json(),
            json!({ "enabled": true, "windowMinutes": 5 })
        );
        let late = signed(&secret, EMAIL, NOW - 5 * 60 * 1_000 - 1);
        app.post("/api/widget/session", late)
            .await
            .check_error(401, "identity_expired");
        for minutes in [0, 4, 61] {
            let change = json!({ "windowMinutes": minutes });
            app.call("PATCH", "/api/v1/identity", &app.key, change)
                .await
                .check_error(400, "window_invalid");
        }
    });
}

#[test]
fn what_is_not_signed_opens_no_session() {
    run(async {
        let app = App::new().await;
        let check = async |body: Value, status: u16, code: &str| {
            app.post("/api/widget/session", body)
                .await
                .check_error(status, code);
        };
        check(signed("guess", EMAIL, NOW), 403, "identity_off").await;
        let first = secret(&app).await;
        check(signed("guess", EMAIL, NOW), 401, "identity_invalid").await;
        let body = signed(&first, EMAIL, NOW);
        let foreign = with(body.clone(), "email", "eve@example.com");
        check(foreign, 401, "identity_invalid").await;
        let later = with(body.clone(), "timestamp", NOW + 1);
        check(later, 401, "identity_invalid").await;
        let elsewhere = with(body.clone(), "project", "rival");
        check(elsewhere, 403, "identity_off").await;
        check(signed(&first, "nobody", NOW), 400, "email_invalid").await;
        for missing in ["email", "emailHash", "timestamp"] {
            let mut part = body.clone();
            part.as_object_mut().unwrap().remove(missing);
            check(part, 400, "identity_incomplete").await;
        }
        check(
            with(body.clone(), "jwt", "x.y.z"),
            400,
            "identity_incomplete",
        )
        .await;
        let jwt = json!({ "project": "shop", "jwt": "x.y.z" });
        check(jwt, 401, "identity_invalid").await;
        check(with(body.clone(), "timestamp", "now"), 400, "invalid_json").await;
        check(json!({ "project": "nobody" }), 404, "project_not_found").await;
        check(json!({}), 400, "invalid_json").await;
        let long = json!({ "project": "shop", "jwt": "x".repeat(20_000) });
        check(long, 413, "body_too_large").await;
        // A new secret makes the old one invalid.
        let second = secret(&app).await;
        check(body, 401, "identity_invalid").await;
        token(&app, signed(&second, EMAIL, NOW)).await;
    });
}

#[test]
fn a_page_that_is_not_listed_gets_no_session() {
    run(async {
        let app = App::new().await;
        let body = json!({ "project": "shop" });
        app.post_from("https://evil.example", "/api/widget/session", body.clone())
            .await
            .check_error(403, "origin_not_allowed");
        let allowed = app
            .post_from(crate::support::SHOP, "/api/widget/session", body)
            .await;
        assert_eq!(allowed.status, StatusCode::OK);
    });
}

#[test]
fn a_json_web_token_signs_in_as_well() {
    run(async {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        use hmac::{Hmac, KeyInit, Mac};
        let app = App::new().await;
        let secret = secret(&app).await;
        let jwt = |header: Value, payload: Value| {
            let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", encode(header), encode(payload));
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
            mac.update(signed.as_bytes());
            let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
            json!({ "project": "shop", "jwt": format!("{signed}.{signature}") })
        };
        let payload = json!({ "sub": "7", "email": EMAIL, "exp": NOW / 1_000 + 60 });
        let by_jwt = token(
            &app,
            jwt(json!({ "alg": "HS256", "typ": "JWT" }), payload.clone()),
        )
        .await;
        let slug = begin(&app, &by_jwt).await;
        let by_hash = token(&app, signed(&secret, EMAIL, NOW)).await;
        assert_eq!(reads(&app, &by_hash, &slug).await, 200);
        for algorithm in ["none", "HS512", "RS256"] {
            app.post(
                "/api/widget/session",
                jwt(json!({ "alg": algorithm }), payload.clone()),
            )
            .await
            .check_error(401, "identity_invalid");
        }
        let over = json!({ "sub": "7", "email": EMAIL, "exp": NOW / 1_000 });
        app.post("/api/widget/session", jwt(json!({ "alg": "HS256" }), over))
            .await
            .check_error(401, "identity_expired");
    });
}

#[test]
fn an_ended_session_opens_nothing_anywhere() {
    run(async {
        let app = App::new().await;
        let secret = secret(&app).await;
        let first = token(&app, signed(&secret, EMAIL, NOW)).await;
        let slug = begin(&app, &first).await;
        let ended = app
            .call("DELETE", "/api/widget/session", &first, Value::Null)
            .await;
        assert_eq!(ended.status, StatusCode::NO_CONTENT);
        for (method, path, body) in [
            ("DELETE", "/api/widget/session".to_owned(), Value::Null),
            ("POST", "/api/chat/conversation".to_owned(), json!({})),
            ("GET", "/api/chat/conversations".to_owned(), Value::Null),
            (
                "GET",
                "/api/chat/conversations/unread".to_owned(),
                Value::Null,
            ),
            ("GET", format!("/api/chat/conversation/{slug}"), Value::Null),
            ("GET", format!("/api/chat/{slug}"), Value::Null),
            ("GET", format!("/api/chat/{slug}/events"), Value::Null),
            (
                "POST",
                "/api/chat".to_owned(),
                json!({ "message": "?", "conversationSlug": slug }),
            ),
        ] {
            app.call(method, &path, &first, body)
                .await
                .check_error(401, "session_expired");
        }
        let again = token(&app, signed(&secret, EMAIL, NOW)).await;
        assert_eq!(reads(&app, &again, &slug).await, 200);
    });
}

#[test]
fn a_widgets_ended_session_cannot_be_asked_in_again() {
    run(async {
        let app = App::new().await;
        let (_, token) = app.ask(QUESTION).await;
        app.call("DELETE", "/api/widget/session", &token, Value::Null)
            .await;
        let again = with(chat_body(QUESTION), "sessionToken", token.as_str());
        app.chat(again).await.check_error(401, "session_expired");
        app.chat(chat_body(QUESTION))
            .await
            .check_error(401, "session_required");
        assert_eq!(SESSION.len(), 36);
    });
}

#[test]
fn the_identity_secret_is_shown_once_and_only_to_its_owner() {
    run(async {
        let app = App::new().await;
        let read = app
            .call("GET", "/api/v1/identity", &app.key, Value::Null)
            .await;
        assert_eq!(
            read.json(),
            json!({ "enabled": false, "windowMinutes": 60 })
        );
        assert_eq!(secret(&app).await.len(), 64);
        let read = app
            .call("GET", "/api/v1/identity", &app.key, Value::Null)
            .await;
        assert_eq!(read.json(), json!({ "enabled": true, "windowMinutes": 60 }));
        for (method, path) in [
            ("GET", "/api/v1/identity"),
            ("PATCH", "/api/v1/identity"),
            ("POST", "/api/v1/identity/rotate"),
        ] {
            app.call(
                method,
                path,
                "sk_live_nonsense",
                json!({ "windowMinutes": 5 }),
            )
            .await
            .check_error(401, "key_invalid");
        }
        assert_eq!(
            app.count("SELECT count(*) AS n FROM audit WHERE action = 'identity.rotated'")
                .await,
            1
        );
    });
}

#[test]
fn a_key_with_fewer_scopes_or_with_an_end_makes_no_identity_secret() {
    run(async {
        let app = App::new().await;
        for (scopes, end, code) in [
            (json!(["keys:write"]), Value::Null, "scope_missing"),
            (
                json!(["keys:write", "visitors:write", "conversations:write"]),
                Value::Null,
                "scope_missing",
            ),
            (json!(["*"]), json!("2026-12-31"), "key_ends"),
        ] {
            let body = json!({ "kind": "live", "name": "k", "scopes": scopes, "expiresAt": end });
            let made = app.call("POST", "/api/v1/keys", &app.key, body).await;
            let key = made.json()["key"].as_str().unwrap().to_owned();
            app.call("POST", "/api/v1/identity/rotate", &key, Value::Null)
                .await
                .check_error(403, code);
        }
    });
}
