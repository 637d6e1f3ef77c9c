//! A webhook and its links after the key that created it has ended.

use serde_json::{Value, json};

use super::{End, SCOPES, Told};
use crate::support::{OTHER_SESSION, QUESTION, chat_body, run, with};

#[test]
fn a_webhook_that_another_key_enables_sends_links_of_that_key() {
    run(async {
        let told = Told::new(&["webhooks:write"]).await;
        let path = format!("/api/v1/webhooks/{}", told.webhook);
        told.as_owner("POST", &format!("{path}/enable"), json!({}))
            .await;
        let app = &told.desk.app;
        let sent = app
            .call("GET", &format!("{path}/deliveries"), &app.key, Value::Null)
            .await;
        let delivery = sent.json()["deliveries"][0]["id"].clone();
        let again = format!("{path}/deliveries/{}/redeliver", delivery.as_str().unwrap());
        told.as_owner("POST", &again, json!({})).await;
        app.run_jobs().await;
        let links: Vec<bool> = {
            let posts = told.receiver.0.lock().unwrap();
            let links = posts.iter().map(|post| {
                let post: Value = serde_json::from_str(post).unwrap();
                post["data"]["replyUrl"].is_string()
            });
            links.collect()
        };
        assert_eq!(links, [false, true]);
    });
}

#[test]
fn a_webhook_is_the_projects_and_goes_on_without_links_when_its_makers_key_is_revoked() {
    run(async {
        for end in [End::KeyRevoked, End::KeyExpired] {
            let told = Told::new(&SCOPES).await;
            told.do_it(end).await;
            let app = &told.desk.app;
            let list = app.call("GET", "/api/v1/webhooks", &app.key, Value::Null);
            let listed = list.await.json()["webhooks"][0].clone();
            assert_eq!(
                (&listed["id"], &listed["active"]),
                (&json!(told.webhook), &json!(true))
            );
            let other = with(chat_body(QUESTION), "sessionId", OTHER_SESSION);
            let asked = app.chat(other).await;
            let token = asked.header("x-session-token").unwrap();
            let path = format!("/api/chat/{}/handoff", asked.message().conversation_id);
            app.call("POST", &path, token, json!({})).await;
            app.run_jobs().await;
            let posts = told.receiver.0.lock().unwrap().clone();
            assert_eq!(posts.len(), 2, "{end:?}: {posts:?}");
            let post: Value = serde_json::from_str(&posts[1]).unwrap();
            assert_eq!(post["data"]["replyUrl"], Value::Null, "{end:?}");
        }
    });
}
