//! `/reply/{token}`: a person without an account.

use axum::http::StatusCode;
use porchlight_edge::{
    domain::credentials::link_token::{self, LINK_SECONDS, LinkClaims, LinkFor, LinkMaker},
    platform::{Statement, db::fetch_all},
};
use porchlight_shared::ids::KeyId;
use serde_json::{Value, json};

use super::Desk;
use crate::support::{Answer, NOW, ROOT, run};

const HOST: (&str, &str) = ("host", "chat.example.com");

pub(super) fn path_of(url: &str) -> &str {
    url.strip_prefix("https://chat.example.com").unwrap()
}

impl Desk {
    /// The link's path, from the event of the handoff.
    async fn link(&self) -> String {
        self.visitor("POST", "/handoff", json!({})).await;
        let path = "/api/v1/events";
        let pulled = self.app.call("GET", path, &self.app.key, Value::Null).await;
        let events = pulled.json()["events"].clone();
        let told = events.as_array().unwrap().iter();
        let mut urls = told.filter_map(|event| event["data"]["replyUrl"].as_str());
        path_of(urls.next().unwrap()).to_owned()
    }

    async fn submit(&self, link: &str, form: &str, origin: &str) -> Answer {
        let request = axum::http::Request::post(link)
            .header("host", "chat.example.com")
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(form.to_owned()));
        self.app.send(request.unwrap()).await
    }

    async fn press(&self, link: &str, form: &str) {
        let answer = self.submit(link, form, "https://chat.example.com").await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{form}: {}",
            answer.body
        );
        assert_eq!(answer.header("location").unwrap(), format!("{link}#reply"));
    }
}

#[test]
fn the_console_shows_the_thread_and_does_what_its_buttons_say() {
    run(async {
        let desk = Desk::new().await;
        let link = desk.link().await;
        let page = desk.app.get(&link).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for shown in ["30 days", "Returns › How long", "waiting for a person"] {
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
        desk.press(&link, "do=take&name=Ada").await;
        desk.press(&link, "do=reply&name=Ada&text=Hello+%3Cb%3E")
            .await;
        desk.press(&link, "do=note&name=Ada&text=Lost+parcel").await;
        let typing = desk
            .submit(&link, "do=typing", "https://chat.example.com")
            .await;
        assert_eq!(typing.status, StatusCode::NO_CONTENT);
        let thread = desk.app.get(&format!("{link}/thread")).await;
        for shown in ["Ada is answering", "Hello &lt;b&gt;", "Lost parcel"] {
            assert!(thread.body.contains(shown), "{shown}: {}", thread.body);
        }
        let seen = desk.visitor("GET", "", Value::Null).await.json();
        assert_eq!(seen["messages"][2]["operator_name"], "Ada");
        desk.press(&link, "do=bot").await;
        desk.press(&link, "do=take").await;
        desk.press(&link, "do=queue").await;
        desk.press(&link, "do=resolve").await;
        assert_eq!(
            desk.visitor("GET", "", Value::Null).await.json()["holder"],
            "resolved"
        );
        let statement = Statement::new(
            "SELECT json_extract(detail, '$.what') AS what FROM audit WHERE action = 'reply_link.used' ORDER BY rowid",
        );
        let rows: Vec<Value> = fetch_all(&desk.app.native.db, statement).await.unwrap();
        let used: Vec<_> = rows
            .iter()
            .map(|row| row["what"].as_str().unwrap())
            .collect();
        assert_eq!(
            used,
            [
                "open", "take", "reply", "note", "bot", "take", "queue", "resolve"
            ]
        );
    });
}

#[test]
fn the_page_speaks_the_operators_language() {
    run(async {
        let desk = Desk::new().await;
        let link = desk.link().await;
        let german = [("accept-language", "de-DE,de;q=0.9")];
        for (path, shown) in [
            (link.clone(), "<html lang=\"de\""),
            (link.clone(), "Ihre Antwort"),
            (format!("{link}/thread"), "Bis dahin antwortet der Bot."),
            ("/reply/nonsense".to_owned(), "Dieser Link ist ungültig."),
        ] {
            let page = desk.app.request("GET", &path, &german, Value::Null).await;
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        let hebrew = [("accept-language", "he")];
        let page = desk.app.request("GET", &link, &hebrew, Value::Null).await;
        assert!(page.body.contains("<html lang=\"he\" dir=\"rtl\">"));
    });
}

#[test]
fn a_link_that_is_changed_foreign_too_old_or_ended_opens_nothing() {
    run(async {
        let desk = Desk::new().await;
        let link = desk.link().await;
        let claims = LinkClaims {
            project_id: desk.app.project_id,
            conversation_id: desk.id,
            ends_at: NOW / 1_000 + LINK_SECONDS,
            generation: 1,
            maker: Some(LinkMaker::Key(KeyId::new(NOW, [8; 10]))),
        };
        let foreign = link_token::issue(
            b"another root secret, also long enough",
            LinkFor::Operator,
            &claims,
        );
        let elsewhere = LinkClaims {
            conversation_id: porchlight_shared::ids::ConversationId::new(0, [3; 10]),
            ..claims
        };
        let elsewhere = link_token::issue(ROOT.as_bytes(), LinkFor::Operator, &elsewhere);
        for wrong in [
            format!("/reply/{foreign}"),
            format!("/reply/{elsewhere}"),
            format!("{link}x"),
        ] {
            for end in ["", "/thread", "/events"] {
                let answer = desk.app.get(&format!("{wrong}{end}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}{end}");
                assert!(!answer.body.contains("30 days"));
            }
        }
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        let ended = desk
            .app
            .call("DELETE", &path, &desk.app.key, Value::Null)
            .await;
        assert_eq!(ended.json(), json!({ "success": true }));
        assert_eq!(desk.app.get(&link).await.status, StatusCode::GONE);
        let bearer = format!("Bearer {}", desk.app.key);
        let headers = [HOST, ("authorization", bearer.as_str())];
        let made = desk.app.request("POST", &path, &headers, Value::Null).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let url = made.json()["replyUrl"].as_str().unwrap().to_owned();
        let link = path_of(&url);
        assert_eq!(desk.app.get(link).await.status, StatusCode::OK);
        desk.app.native.clock.advance(LINK_SECONDS * 1_000);
        assert_eq!(desk.app.get(link).await.status, StatusCode::GONE);
    });
}

#[test]
fn a_form_of_another_site_and_one_without_sense_do_nothing() {
    run(async {
        let desk = Desk::new().await;
        let link = desk.link().await;
        let foreign = desk
            .submit(&link, "do=reply&text=Hi", "https://evil.example")
            .await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let own = "https://chat.example.com";
        let empty = desk.submit(&link, "do=reply&text=", own).await;
        assert_eq!(empty.status, StatusCode::BAD_REQUEST);
        let nothing = desk.submit(&link, "text=Half+written", own).await;
        assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
        assert!(nothing.body.contains("Half written"), "the draft is kept");
        desk.take_over().await;
        let held = desk.submit(&link, "do=reply&text=Me+too", own).await;
        assert_eq!(held.status, StatusCode::CONFLICT);
        assert!(held.body.contains("Another person is already answering"));
        assert_eq!(desk.senders().await, ["visitor", "assistant"]);
    });
}

#[test]
fn a_repeated_request_keeps_no_link() {
    run(async {
        let desk = Desk::new().await;
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        let bearer = format!("Bearer {}", desk.app.key);
        let headers = [
            ("authorization", &*bearer),
            ("idempotency-key", "one"),
            HOST,
        ];
        let made = desk.app.request("POST", &path, &headers, Value::Null).await;
        assert!(made.json()["replyUrl"].is_string(), "{}", made.body);
        let again = desk.app.request("POST", &path, &headers, Value::Null).await;
        assert_eq!(again.json(), json!({ "replyUrl": null }));
        let kept = "SELECT count(*) AS n FROM idempotent_requests WHERE instr(body, '/reply/')";
        assert_eq!(desk.app.count(kept).await, 0);
    });
}
