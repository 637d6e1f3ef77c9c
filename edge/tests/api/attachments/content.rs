//! What is stored of a file, and what a browser caches.

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use serde_json::Value;

use super::Files;
use crate::support::run;

#[test]
fn a_photograph_comes_back_without_where_it_was_taken() {
    run(async {
        let files = Files::new().await;
        let parts: [&[u8]; 5] = [
            b"\xff\xd8",
            b"\xff\xfe\0\x10Lindengasse 12",
            b"\xff\xda\0\x04\x01\x02",
            &[0xc3; 64],
            b"\xff\xd9",
        ];
        let photograph = [parts[0], parts[2], parts[3], parts[4]].concat();
        let sent = files.send(&parts.concat()).await.json();
        assert_eq!(sent["bytes"], photograph.len());
        let path = format!("{}/{}", files.visitors(), sent["id"].as_str().unwrap());
        let request = Request::get(path)
            .header("authorization", format!("Bearer {}", files.desk.token))
            .body(Body::empty());
        let response = files.desk.app.open(request.unwrap()).await;
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body, photograph);
    });
}

#[test]
fn a_browser_asks_before_it_shows_its_copy() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        files.say("Look", &[&id]).await;
        for (path, bearer) in [
            (files.visitors(), &files.desk.token),
            (files.operators(), &files.desk.app.key),
        ] {
            let path = format!("{path}/{id}");
            let first = files.read(&path, bearer).await;
            assert_eq!(first.header("cache-control"), Some("private, no-cache"));
            let again = || async {
                let request = Request::get(&path)
                    .header("authorization", format!("Bearer {bearer}"))
                    .header("if-none-match", first.header("etag").unwrap())
                    .body(Body::empty());
                files.desk.app.send(request.unwrap()).await
            };
            let known = again().await;
            assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""));
            assert_eq!(known.header("etag"), first.header("etag"));
            if bearer == &files.desk.app.key {
                files.desk.visitor("DELETE", "", Value::Null).await;
                assert_eq!(again().await.status.as_u16(), 404);
            }
        }
    });
}
