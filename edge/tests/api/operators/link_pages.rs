//! The pages of links have the script that removes the link from the address bar.

use axum::{body::Body, http::Request};
use porchlight_edge::{services::links, store::conversations};
use serde_json::Value;

use super::{Desk, reply_link::path_of};
use crate::support::{Answer, NOW, run};

/// The script tag that comes before anything else is loaded.
const HIDES: &str = "<script src=\"/link.js\"></script>";

impl Desk {
    /// The path of the link in an e-mail to the visitor.
    async fn return_link(&self) -> String {
        let (native, project) = (&self.app.native, self.app.project_id);
        let conversation = conversations::by_id(&native.db, project, self.id).await;
        let conversation = conversation.unwrap().unwrap();
        let link = links::for_visitor(&native.platform, project, "shop", &conversation, NOW);
        path_of(&link.unwrap()).to_owned()
    }
}

fn check(page: &Answer, status: u16) {
    assert_eq!(page.status.as_u16(), status, "{}", page.body);
    let (before, after) = page.body.split_once(HIDES).unwrap();
    assert!(!before.contains("<script") && !before.contains("<style"));
    for script in after.split("<script").skip(1) {
        assert!(script.starts_with(" src=\"/reply.js\" defer"), "{script}");
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("script-src 'self';") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[test]
fn every_page_of_a_link_takes_it_out_of_the_address_bar() {
    run(async {
        let desk = Desk::new().await;
        let path = format!("/api/v1/conversations/{}/reply-link", desk.id);
        let made = desk
            .app
            .call("POST", &path, &desk.app.key, Value::Null)
            .await;
        let made = made.json();
        let link = path_of(made["replyUrl"].as_str().unwrap());
        let page = desk.app.get(link).await;
        check(&page, 200);
        // The requests of the page's own script do not need the address any more.
        let token = link.strip_prefix("/reply/").unwrap();
        assert!(
            page.body
                .contains(&format!("data-address=\"/reply/{token}\""))
        );
        let returned = desk.return_link().await;
        check(&desk.app.get(&returned).await, 200);
        let form = |path: &str| {
            Request::post(path)
                .header("host", "chat.example.com")
                .header("origin", "https://chat.example.com")
                .body(Body::from("do=reply&text=&question="))
                .unwrap()
        };
        for path in [link, &returned] {
            check(&desk.app.send(form(path)).await, 400);
        }
        desk.app
            .call("DELETE", &path, &desk.app.key, Value::Null)
            .await;
        for path in [link, &returned] {
            check(&desk.app.get(path).await, 410);
        }
        for path in ["/reply/nonsense", "/chat/shop/return/nonsense"] {
            check(&desk.app.get(path).await, 404);
        }
        for path in ["/reply", "/chat/shop/return"] {
            check(&desk.app.get(path).await, 200);
        }
    });
}

#[test]
fn the_chat_page_that_no_link_opened_runs_no_script() {
    run(async {
        let desk = Desk::new().await;
        for path in ["/chat/shop", "/chat/nobody"] {
            let page = desk.app.get(path).await;
            let policy = page.header("content-security-policy").unwrap();
            assert!(
                !policy.contains("script-src") && !page.body.contains("<script"),
                "{path}"
            );
        }
    });
}
