//! Files that are named or uploaded more than once.

use axum::{body::Body, http::Request};
use serde_json::json;

use super::{Files, PDF};
use crate::support::run;

#[test]
fn a_file_that_is_named_twice_is_sent_once() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        let said = files.say("Look", &[&id, &id]).await;
        assert_eq!(said.message().text, "Look", "{}", said.body);
        let transcript = files.desk.transcript().await;
        let attachments = transcript["messages"][2]["attachments"].as_array();
        assert_eq!(attachments.map(Vec::len), Some(1), "{transcript}");
    });
}

#[test]
fn a_file_goes_with_one_message() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        files.say("Look", &[&id]).await;
        files
            .say("Look again", &[&id])
            .await
            .check_error(404, "attachment_not_found");
        let app = &files.desk.app;
        let pdf = files.upload(&files.operators(), &app.key, PDF).await.json();
        let reply = json!({ "text": "The label.", "attachments": [pdf["id"]] });
        files.desk.operate("replies", reply.clone(), 200).await;
        let refused = files.desk.operate("replies", reply, 404).await;
        assert_eq!(refused["code"], "attachment_not_found");
        let transcript = files.desk.transcript().await;
        assert_eq!(transcript["messages"].as_array().map(Vec::len), Some(4));
    });
}

#[test]
fn a_large_upload_is_done_once_for_its_idempotency_key() {
    run(async {
        let files = Files::new().await;
        let app = &files.desk.app;
        let large = [PDF, &vec![b' '; 3 * 1024 * 1024]].concat();
        for (path, bearer) in [
            (files.operators(), &app.key),
            (files.visitors(), &files.desk.token),
        ] {
            let before = files.kept.keys().len();
            let mut ids = Vec::new();
            for _ in 0..2 {
                let request = Request::post(&path)
                    .header("authorization", format!("Bearer {bearer}"))
                    .header("idempotency-key", "manual")
                    .body(Body::from(large.clone()));
                let answer = app.send(request.unwrap()).await;
                assert_eq!(answer.status.as_u16(), 201, "{}", answer.body);
                ids.push(answer.json()["id"].clone());
            }
            assert_eq!(ids[0], ids[1]);
            assert_eq!(files.kept.keys().len(), before + 1, "{path}");
        }
    });
}
