//! A signed address has one session, on all devices.

use serde_json::{Value, json};

use super::{EMAIL, begin, guest, reads, secret, signed, token};
use crate::support::{App, NOW, run, with};

#[test]
fn a_signed_address_has_the_same_session_on_every_device_for_twelve_hours() {
    run(async {
        let app = App::new().await;
        let secret = secret(&app).await;
        let answer = app
            .post("/api/widget/session", signed(&secret, EMAIL, NOW))
            .await;
        assert_eq!(answer.json()["expiresAt"], "2026-09-22T02:13:20.000Z");
        let first = answer.json()["token"].as_str().unwrap().to_owned();
        let slug = begin(&app, &first).await;
        let second = token(&app, signed(&secret, "ada@EXAMPLE.com", NOW + 1)).await;
        assert_eq!(reads(&app, &second, &slug).await, 200);
        let other = token(&app, signed(&secret, "eve@example.com", NOW)).await;
        assert_eq!(reads(&app, &other, &slug).await, 404);
        assert_eq!(
            app.count("SELECT count(*) AS n FROM sessions WHERE email = 'ada@example.com'")
                .await,
            1
        );
        app.native.clock.advance(12 * 60 * 60 * 1_000);
        assert_eq!(reads(&app, &first, &slug).await, 401);
    });
}

#[test]
fn another_device_learns_which_conversation_goes_on() {
    run(async {
        let app = App::new().await;
        let secret = secret(&app).await;
        let begun = async || {
            let now = app.native.platform.clock.now();
            let answer = app
                .post("/api/widget/session", signed(&secret, EMAIL, now))
                .await;
            answer.json()
        };
        let first = begun().await;
        assert_eq!(first["conversationSlug"], Value::Null);
        let token = first["token"].as_str().unwrap();
        let slug = begin(&app, token).await;
        let second = begun().await;
        assert_eq!(second["conversationSlug"], slug);
        assert_eq!(second["sessionId"], first["sessionId"]);
        app.native.clock.advance(7 * 24 * 60 * 60 * 1_000 + 1);
        assert_eq!(begun().await["conversationSlug"], Value::Null);
    });
}

#[test]
fn a_guest_who_signs_in_takes_the_conversations_along() {
    run(async {
        let app = App::new().await;
        let secret = secret(&app).await;
        let guest = guest(&app).await;
        let slug = begin(&app, &guest).await;
        let body = with(signed(&secret, EMAIL, NOW), "currentToken", guest.as_str());
        let ada = token(&app, body).await;
        assert_eq!(reads(&app, &ada, &slug).await, 200);
        assert_eq!(
            reads(&app, &guest, &slug).await,
            401,
            "the guest is no more"
        );
        // Signing out begins a new guest, and the next person who signs in gets nothing of Ada's.
        let out = token(&app, json!({ "project": "shop", "currentToken": ada })).await;
        assert_eq!(reads(&app, &out, &slug).await, 404);
        let eve = signed(&secret, "eve@example.com", NOW);
        let eve = token(&app, with(eve, "currentToken", ada.as_str())).await;
        assert_eq!(reads(&app, &eve, &slug).await, 404);
        assert_eq!(reads(&app, &ada, &slug).await, 200);
    });
}
