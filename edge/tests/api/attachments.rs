//! Pictures and PDFs in a conversation with a person: who may send and read them, and when they are deleted.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use porchlight_edge::{
    domain::credentials::{api_key::KeyKind, scope::Scope},
    jobs::sweep::sweep,
    platform::native::{MemoryFiles, Native, NoNetwork},
    providers::extractive::Extractive,
    services::attachments::UNSENT_MS,
};
use serde_json::{Value, json};

use crate::{
    operators::Desk,
    support::{Answer, App, NOW, QUESTION, chat_body, owner::rival, run, with},
};

mod content;
mod repeated;

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";
const PDF: &[u8] = b"%PDF-1.7\n%%EOF";

/// A conversation whose visitor has asked for a person, and the store of files.
struct Files {
    desk: Desk,
    kept: Arc<MemoryFiles>,
}

impl Files {
    async fn new() -> Self {
        let files = Self::with_bot().await;
        let asked = files.desk.visitor("POST", "/handoff", json!({})).await;
        assert!(asked.status.is_success(), "{}", asked.body);
        files
    }

    /// A conversation that the bot holds.
    async fn with_bot() -> Self {
        let mut native = Native::new(NOW, Arc::new(NoNetwork), Arc::new(Extractive)).unwrap();
        let kept = native.add_files();
        let app = App::in_platform(native).await;
        let desk = Desk::of(app).await;
        Self { desk, kept }
    }

    fn visitors(&self) -> String {
        format!("/api/chat/{}/attachments", self.desk.id)
    }

    fn operators(&self) -> String {
        format!("/api/v1/conversations/{}/attachments", self.desk.id)
    }

    async fn upload(&self, path: &str, bearer: &str, bytes: &[u8]) -> Answer {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {bearer}"))
            .header("content-type", "image/png")
            .body(Body::from(bytes.to_vec()));
        self.desk.app.send(request.unwrap()).await
    }

    async fn send(&self, bytes: &[u8]) -> Answer {
        let path = format!("{}?name=..%2Flamp.png.exe", self.visitors());
        self.upload(&path, &self.desk.token, bytes).await
    }

    /// Uploads a file as the visitor, and returns its id.
    async fn sent(&self) -> String {
        let answer = self.send(GIF).await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Writes as the visitor, with files.
    async fn say(&self, text: &str, files: &[&str]) -> Answer {
        let body = with(chat_body(text), "sessionToken", self.desk.token.as_str());
        let body = with(body, "conversationId", self.desk.id.to_string());
        self.desk.app.chat(with(body, "attachments", files)).await
    }

    async fn read(&self, path: &str, bearer: &str) -> Answer {
        self.desk.app.call("GET", path, bearer, Value::Null).await
    }
}

#[test]
fn a_picture_reaches_the_operator_and_a_pdf_comes_back() {
    run(async {
        let files = Files::new().await;
        let app = &files.desk.app;
        let sent = files.send(GIF).await;
        assert_eq!(sent.status.as_u16(), 201, "{}", sent.body);
        let picture = sent.json();
        let id = picture["id"].as_str().unwrap();
        assert_eq!(
            picture,
            json!({ "id": id, "name": "lamp_png.gif", "mediaType": "image/gif", "bytes": GIF.len() })
        );
        let said = files.say("", &[id]).await;
        assert_eq!(said.event_names(), ["message", "status", "done"]);
        assert_eq!(said.message().text, "lamp_png.gif");
        assert!(
            said.body.contains(r#""attachments":[{"id":""#),
            "{}",
            said.body
        );

        let path = format!("{}/{id}", files.operators());
        let read = files.read(&path, &app.key).await;
        assert_eq!(read.body.as_bytes(), GIF);
        for (name, value) in [
            ("content-type", "image/gif"),
            ("content-disposition", "inline"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cache-control", "private, no-cache"),
        ] {
            assert_eq!(read.header(name), Some(value), "{name}");
        }
        let thread = format!("/api/v1/conversations/{}", files.desk.id);
        let thread = files.read(&thread, &app.key).await.json();
        assert_eq!(thread["messages"][2]["attachments"], json!([picture]));

        let pdf = files.upload(&files.operators(), &app.key, PDF).await;
        assert_eq!(pdf.status.as_u16(), 201, "{}", pdf.body);
        let pdf = pdf.json();
        assert_eq!(pdf["name"], "file.pdf");
        let reply =
            json!({ "text": "The label.", "operatorId": "ada", "attachments": [pdf["id"]] });
        let replied = files.desk.operate("replies", reply, 200).await;
        assert_eq!(replied["message"]["attachments"], json!([pdf]));
        let transcript = files.desk.transcript().await;
        assert_eq!(transcript["messages"][3]["attachments"], json!([pdf]));
        let pdf = format!("{}/{}", files.visitors(), pdf["id"].as_str().unwrap());
        let read = files.read(&pdf, &files.desk.token).await;
        assert_eq!(read.body.as_bytes(), PDF);
        assert_eq!(read.header("content-disposition"), Some("attachment"));

        let told = app
            .count("SELECT count(*) AS n FROM events WHERE type = 'message.sent' AND instr(data, '\"attachments\":[{')")
            .await;
        assert_eq!(told, 2);
    });
}

#[test]
fn a_message_that_is_sent_again_has_its_files() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        let body = with(chat_body("Look"), "sessionToken", files.desk.token.as_str());
        let body = with(body, "conversationId", files.desk.id.to_string());
        let body = with(
            body,
            "clientMessageId",
            "01890000-0000-7000-8000-000000000001",
        );
        let body = with(body, "attachments", json!([id]));
        for _ in 0..2 {
            let said = files.desk.app.chat(body.clone()).await;
            assert!(said.body.contains(&id), "{}", said.body);
        }
        let transcript = files.desk.transcript().await;
        assert_eq!(transcript["messages"].as_array().unwrap().len(), 3);
        assert_eq!(transcript["messages"][2]["attachments"][0]["id"], *id);
    });
}

#[test]
fn only_pictures_and_pdfs_of_some_size_are_taken() {
    run(async {
        let files = Files::new().await;
        let too_large = vec![b'%'; 5 * 1024 * 1024 + 1];
        for (bytes, status, code) in [
            (b"".as_slice(), 400, "file_empty"),
            (b"<svg onload='alert(1)'/>", 415, "file_type_unsupported"),
            (b"<!doctype html><script>", 415, "file_type_unsupported"),
            (b"GIF89a", 415, "file_type_unsupported"),
            (&too_large, 413, "body_too_large"),
        ] {
            files.send(bytes).await.check_error(status, code);
        }
        // It begins as a picture, so it counts as one.
        let polyglot = files.send(b"GIF89a/*<script>alert(1)</script>*/;").await;
        assert_eq!(polyglot.json()["mediaType"], "image/gif");
        let largest = [PDF, &vec![b' '; 5 * 1024 * 1024 - PDF.len()]].concat();
        assert_eq!(files.send(&largest).await.status.as_u16(), 201);
        assert_eq!(files.kept.keys().len(), 2);
    });
}

#[test]
fn files_are_for_people() {
    run(async {
        let files = Files::with_bot().await;
        files.send(GIF).await.check_error(409, "no_person");
        files.desk.visitor("POST", "/handoff", json!({})).await;
        let id = files.sent().await;
        files.desk.operate("resolve", json!({}), 200).await;
        files
            .say("Look", &[&id])
            .await
            .check_error(409, "no_person");
        assert!(files.say("", &[]).await.body.contains("question_missing"));
    });
}

#[test]
fn nobody_else_reads_or_sends_a_file() {
    run(async {
        let files = Files::new().await;
        let app = &files.desk.app;
        let id = files.sent().await;
        let (visitors, operators) = (
            format!("{}/{id}", files.visitors()),
            format!("{}/{id}", files.operators()),
        );
        let other = crate::session::guest(app).await;
        files
            .read(&visitors, &other)
            .await
            .check_error(404, "conversation_not_found");
        app.get(&visitors)
            .await
            .check_error(401, "session_required");
        let test_key = app.key(KeyKind::Test, &[Scope::All]).await;
        for key in [&rival(), &test_key] {
            files
                .read(&operators, key)
                .await
                .check_error(404, "conversation_not_found");
            let uploaded = files.upload(&files.operators(), key, GIF).await;
            uploaded.check_error(404, "conversation_not_found");
        }
        let reader = app.key(KeyKind::Live, &[Scope::ReadConversations]).await;
        let uploaded = files.upload(&files.operators(), &reader, GIF).await;
        uploaded.check_error(403, "scope_missing");
        assert_eq!(files.read(&operators, &reader).await.status.as_u16(), 200);
        // An operator cannot send a visitor's file as their own, nor a visitor one of another conversation.
        let reply = json!({ "text": "Mine", "operatorId": "ada", "attachments": [id] });
        files.desk.operate("replies", reply, 404).await;
        let elsewhere = crate::session::begin(app, &other).await;
        let handoff = format!("/api/chat/{elsewhere}/handoff");
        app.call("POST", &handoff, &other, json!({})).await;
        let body = json!({ "message": "Mine", "conversationSlug": elsewhere, "attachments": [id] });
        let said = app.call("POST", "/api/chat", &other, body).await;
        said.check_error(404, "attachment_not_found");
    });
}

#[test]
fn a_conversation_and_a_day_take_so_many_files() {
    run(async {
        let files = Files::new().await;
        let mut ids = Vec::new();
        for _ in 0..20 {
            ids.push(files.sent().await);
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        files
            .say("All", &ids[..5])
            .await
            .check_error(400, "too_many_files");
        let used_up = files.send(GIF).await;
        used_up.check_error(429, "rate_limited");
        assert_eq!(used_up.header("retry-after"), Some("86400"));
        assert!(used_up.body.contains("24 hours"), "{}", used_up.body);
        assert_eq!(files.say("Some", &ids[..4]).await.status.as_u16(), 200);
        files.desk.app.native.clock.advance(UNSENT_MS);
        files.send(GIF).await.check_error(409, "too_many_files");
        // Operators' files have a count of their own.
        let uploaded = files
            .upload(&files.operators(), &files.desk.app.key, GIF)
            .await;
        assert_eq!(uploaded.status.as_u16(), 201, "{}", uploaded.body);
    });
}

#[test]
fn what_is_not_sent_goes_after_a_day() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        files.sent().await;
        files.say("Look", &[&id]).await;
        let platform = &files.desk.app.native.platform;
        sweep(platform).await.unwrap();
        assert_eq!(files.kept.keys().len(), 2);
        files.desk.app.native.clock.advance(UNSENT_MS + 1);
        sweep(platform).await.unwrap();
        assert_eq!(
            files.kept.keys(),
            [format!("{}/{id}", files.desk.app.project_id)]
        );
        let rows = "SELECT count(*) AS n FROM attachments";
        assert_eq!(files.desk.app.count(rows).await, 1);
    });
}

#[test]
fn an_erased_conversation_takes_its_files_with_it() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        files.sent().await;
        files.say("Look", &[&id]).await;
        let export = files.read("/api/widget/visitor", &files.desk.token).await;
        let message = &export.json()["conversations"][0]["messages"][2];
        assert_eq!(message["attachments"][0]["name"], "lamp_png.gif");
        let erased = files.desk.visitor("DELETE", "", Value::Null).await;
        assert_eq!(erased.status.as_u16(), 204, "{}", erased.body);
        let named = "SELECT count(*) AS n FROM attachments WHERE name <> ''";
        assert_eq!(files.desk.app.count(named).await, 0);
        sweep(&files.desk.app.native.platform).await.unwrap();
        assert!(files.kept.keys().is_empty());
        let rows = "SELECT count(*) AS n FROM attachments";
        assert_eq!(files.desk.app.count(rows).await, 0);
    });
}

#[test]
fn without_a_store_there_are_no_files() {
    run(async {
        let desk = Desk::new().await;
        desk.visitor("POST", "/handoff", json!({})).await;
        let files = Files {
            desk,
            kept: Arc::default(),
        };
        files.send(GIF).await.check_error(404, "files_not_set_up");
        let settings = "/api/widget/config?project=shop";
        assert_eq!(
            files.desk.app.get(settings).await.json()["attachments"],
            false
        );
        let with_store = Files::with_bot().await.desk.app;
        assert_eq!(with_store.get(settings).await.json()["attachments"], true);
        let embed = with_store.get("/embed/shop").await;
        assert!(embed.body.contains(r#""attachments":true"#));
        let policy = embed.header("content-security-policy").unwrap();
        assert!(policy.contains("img-src 'self' data: blob:"), "{policy}");
    });
}

#[test]
fn other_clients_find_the_files_where_they_look() {
    run(async {
        let files = Files::new().await;
        let id = files.sent().await;
        files.say(QUESTION, &[&id]).await;
        let path = format!("/api/chat/conversation/{}", files.desk.id);
        let read = files.read(&path, &files.desk.token).await.json();
        let url = format!("{}/{id}", files.visitors());
        assert_eq!(
            read["messages"][2]["publicAttachments"],
            json!([{ "name": "lamp_png.gif", "contentType": "image/gif", "url": url }])
        );
        let file = files
            .desk
            .app
            .call("GET", &url, &files.desk.token, Value::Null);
        assert_eq!(file.await.body.as_bytes(), GIF);
    });
}
