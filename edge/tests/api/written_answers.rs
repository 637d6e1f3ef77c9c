//! Answers that a model writes: checked sentence by sentence, and replaced in the same turn if they fail.

use std::time::Duration;

use futures::StreamExt;
use porchlight_edge::{
    domain::conversation::{attributes::Attributes, follow::Until, turn_request::TurnRequest},
    platform::{Statement, db::fetch_all},
};
use porchlight_shared::{
    chat_event::ChatEvent,
    ids::{ClientMessageId, ConversationId},
    message::{Evidence, Message},
};
use serde_json::{Value, json};

use crate::support::{
    Answer, App, QUESTION, SESSION, UNANSWERABLE, chat_body,
    model_server::{ModelServer, Reply, pieces, says},
    run, with,
};

pub(crate) const GOOD: &str = "You have **30 days** to return a lamp [1]. The days count from the delivery of the parcel. [1]";

/// The text of all deltas.
fn streamed(answer: &Answer) -> String {
    answer
        .events()
        .into_iter()
        .filter_map(|event| match event.event {
            ChatEvent::Delta(delta) => Some(delta.text),
            _ => None,
        })
        .collect()
}

async fn failures(app: &App) -> Vec<(String, u64)> {
    let sql = "SELECT reason, count FROM model_failures ORDER BY reason";
    let rows: Vec<Value> = fetch_all(&app.native.db, Statement::new(sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            (
                row["reason"].as_str().unwrap().to_owned(),
                row["count"].as_u64().unwrap(),
            )
        })
        .collect()
}

fn check_extractive(message: &Message) {
    assert!(
        message.text.contains("You have 30 days to return a lamp."),
        "{}",
        message.text
    );
    assert!(!message.citations.is_empty());
    assert!(message.grounding.as_ref().unwrap().sentences.is_empty());
}

#[test]
fn a_model_answers_from_the_passages_with_citations() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(GOOD)]);
        let answer = app.chat(chat_body(QUESTION)).await;
        let message = answer.message();
        assert_eq!(
            message.text,
            "You have **30 days** to return a lamp. [1] The days count from the delivery of the parcel. [1]"
        );
        assert_eq!(streamed(&answer), message.text);
        assert_eq!(message.citations.len(), 1);
        let citation = &message.citations[0];
        assert_eq!(
            (citation.n, citation.title.as_str()),
            (1, "Returns › How long")
        );
        assert_eq!(
            citation.quote,
            "You have 30 days to return a lamp. … The days count from the delivery of the parcel."
        );
        assert!(
            citation.url.starts_with("https://shop.example/returns#"),
            "{}",
            citation.url
        );
        let grounding = message.grounding.as_ref().unwrap();
        assert_eq!(grounding.evidence, Evidence::Strong);
        let sentences: Vec<String> = grounding
            .sentences
            .iter()
            .map(|sentence| {
                let text = message.text.chars();
                text.skip(sentence.start)
                    .take(sentence.end - sentence.start)
                    .collect()
            })
            .collect();
        assert_eq!(
            sentences,
            [
                "You have **30 days** to return a lamp. [1]",
                "The days count from the delivery of the parcel. [1]"
            ]
        );
        assert_eq!(
            grounding.sentences[0].quotes,
            ["You have 30 days to return a lamp."]
        );
        let id = message.conversation_id;
        let path = format!("/api/v1/conversations/{id}");
        let stored = app.call("GET", &path, &app.key, Value::Null).await;
        assert!(stored.body.contains("30 days"), "{}", stored.body);
        let tokens = app
            .count(
                "SELECT sum(input_tokens + output_tokens) AS n FROM model_days WHERE answers = 1",
            )
            .await;
        assert_eq!(tokens, 740);
        assert_eq!(failures(&app).await, []);
        assert_eq!(app.count("SELECT sum(used) AS n FROM credits").await, 1);
    });
}

#[test]
fn the_model_reads_passages_the_conversation_and_the_page_as_data() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server
            .choose(&app, json!({ "instructions": "Say thou." }))
            .await;
        server.reply([says(GOOD), says(GOOD)]);
        let first = app.chat(chat_body(QUESTION)).await;
        let token = first.header("x-session-token").unwrap().to_owned();
        let body = with(
            chat_body("And from when do the days count?"),
            "sessionToken",
            token,
        );
        let body = with(
            body,
            "conversationId",
            first.message().conversation_id.to_string(),
        );
        let body = with(body, "pageUrl", "https://shop.example/lamps");
        app.chat(body).await;
        let asked = server.asked();
        let prompt = asked[1].prompt();
        for part in [
            "Say thou.",
            "<passage number=\"1\" title=\"Returns › How long\">",
            &format!("<visitor>{QUESTION}</visitor>"),
            "<assistant>You have **30 days**",
            "<question>\nAnd from when do the days count?\n</question>",
        ] {
            assert!(prompt.contains(part), "{part} is not in {prompt}");
        }
        let asked = prompt.matches("And from when").count();
        assert_eq!(asked, 1, "the question is asked once");
    });
}

#[test]
fn what_is_not_in_the_passages_is_not_sent() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(
            "You have 30 days to return a lamp. [1] Bulbs have a warranty of 10 years. [3] See https://evil.example. \
             The days count from the delivery of the parcel. [1]",
        )]);
        let answer = app.chat(chat_body(QUESTION)).await;
        assert!(
            !answer.body.contains("warranty") && !answer.body.contains("evil"),
            "{}",
            answer.body
        );
        assert!(answer.message().text.contains("count from the delivery"));
    });
}

#[test]
fn when_too_much_fails_the_pages_own_sentences_answer() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(
            "The return label is only available for 10 years. [1] Our lamps are made in Denmark by hand. [1] Call us at \
             555 123. [1] You have 30 days to return a lamp. [1]",
        )]);
        let answer = app.chat(chat_body(QUESTION)).await;
        check_extractive(&answer.message());
        assert_eq!(streamed(&answer), answer.message().text);
        assert!(!answer.body.contains("Denmark"));
        assert_eq!(failures(&app).await, [("unsupported".to_owned(), 1)]);
    });
}

#[test]
fn when_a_model_fails_or_is_late_the_pages_own_sentences_answer() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.choose(&app, json!({ "firstWordMs": 500 })).await;
        for replies in [
            vec![Reply::Refuses(401, String::new())],
            vec![
                Reply::Refuses(500, String::new()),
                Reply::Refuses(500, String::new()),
            ],
            vec![Reply::Late(Duration::from_secs(1), pieces(GOOD))],
            vec![Reply::Silence],
            vec![Reply::Breaks(pieces("You have"))],
            vec![Reply::Says(Vec::new())],
        ] {
            server.reply(replies);
            let body = json!({ "question": QUESTION });
            let answer = app.call("POST", "/api/v1/chat", &app.key, body).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert!(answer.body.contains("You have 30 days"), "{}", answer.body);
        }
        let expected = [
            ("broken", 1),
            ("empty", 1),
            ("key", 1),
            ("slow", 2),
            ("unreachable", 1),
        ];
        assert_eq!(
            failures(&app).await,
            expected.map(|(reason, count)| (reason.to_owned(), count))
        );
        let model = app
            .call("GET", "/api/v1/model/days", &app.key, Value::Null)
            .await;
        assert_eq!(model.status, 200, "{}", model.body);
        assert_eq!(
            model.json()["failures"].as_array().unwrap().len(),
            5,
            "{}",
            model.body
        );
    });
}

#[test]
fn an_answer_that_breaks_off_keeps_its_checked_sentences() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([Reply::Breaks(pieces(
            "You have 30 days to return a lamp. [1] The days count",
        ))]);
        let message = app.chat(chat_body(QUESTION)).await.message();
        assert_eq!(message.text, "You have 30 days to return a lamp. [1]");
        assert_eq!(failures(&app).await, [("unreachable".to_owned(), 1)]);
    });
}

#[test]
fn a_model_that_finds_no_answer_says_so_in_our_words() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says("NO_ANSWER")]);
        let answer = app.chat(chat_body(QUESTION)).await;
        assert!(answer.message().unanswered, "{}", answer.body);
        assert!(!answer.body.contains("NO_ANSWER"));
        assert_eq!(failures(&app).await, []);
    });
}

#[test]
fn where_nothing_is_found_no_model_is_asked() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let answer = app.chat(chat_body(UNANSWERABLE)).await;
        assert!(answer.message().unanswered);
        assert_eq!(server.asked().len(), 0);
    });
}

#[test]
fn beyond_the_days_limit_answers_are_extractive() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.choose(&app, json!({ "answersPerDay": 1 })).await;
        server.reply([says(GOOD), says(GOOD)]);
        let ask = async |question: &str| {
            let body = json!({ "question": question });
            let answer = app.call("POST", "/api/v1/chat", &app.key, body).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        };
        ask(QUESTION).await;
        ask(OTHER_WORDS).await;
        assert_eq!(server.asked().len(), 1);
        ask(QUESTION).await;
        let once = [("budget".to_owned(), 1)];
        assert_eq!(failures(&app).await, once, "given again");
        app.native.clock.advance(24 * 60 * 60 * 1_000);
        ask(OTHER_WORDS).await;
        assert_eq!(server.asked().len(), 1, "another day");
    });
}

pub(crate) const OTHER_WORDS: &str = "In how many days must I return a lamp?";

#[test]
fn a_preview_is_written_by_the_model_too() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(GOOD)]);
        let body = json!({ "question": QUESTION });
        let preview = app.call("POST", "/api/v1/preview", &app.key, body).await;
        let preview = preview.json();
        let answer = preview["answer"].as_str().unwrap();
        assert!(answer.contains("**30 days**"), "{answer}");
        assert_eq!(preview["model"]["heldBack"], json!([]));
        assert_eq!(preview["model"]["failure"], Value::Null);
    });
}

fn turn(app: &App) -> TurnRequest {
    TurnRequest {
        project_id: app.project_id,
        company: "Lantern & Oak".into(),
        session_id: SESSION.parse().unwrap(),
        named_session: None,
        attributes: Attributes::default(),
        visitor_locale: None,
        known: None,
        earlier: None,
        carefulness: porchlight_shared::settings::Carefulness::Balanced,
        people: None,
        conversation_id: ConversationId::new(0, [1; 10]),
        client_message_id: Some(ClientMessageId::new(0, [1; 10])),
        question: QUESTION.into(),
        attachments: Vec::new(),
        page_url: None,
        locale: None,
        is_out_of_answers: false,
        test: false,
    }
}

#[test]
fn stopping_an_answer_ends_the_request_to_the_model() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([Reply::Babbles(pieces(
            "You have 30 days to return a lamp. [1] The days count from the ",
        ))]);
        let turn = turn(&app);
        let rooms = &app.native.platform.rooms;
        let mut stream = rooms.turn(turn.clone()).await.unwrap();
        // The turn, and the first sentence.
        stream.next().await.unwrap().unwrap();
        stream.next().await.unwrap().unwrap();
        rooms
            .stop(turn.project_id, turn.conversation_id)
            .await
            .unwrap();
        server.closed().await;
        while stream.next().await.is_some() {}
        let stopped = app
            .count("SELECT count(*) AS n FROM messages WHERE stopped = 1 AND text = 'You have 30 days to return a lamp. [1]'")
            .await;
        assert_eq!(stopped, 1);
    });
}

#[test]
fn an_answer_that_nobody_listens_to_for_long_ends() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        let mut babble = pieces("You have 30 days to return a lamp. [1]\n\n");
        babble.push("The days count from the delivery of the parcel. [1]\n\n".into());
        server.reply([Reply::Babbles(babble)]);
        let turn = turn(&app);
        let rooms = &app.native.platform.rooms;
        let mut stream = rooms.turn(turn.clone()).await.unwrap();
        stream.next().await.unwrap().unwrap();
        stream.next().await.unwrap().unwrap();
        drop(stream);
        tokio::time::sleep(Duration::from_millis(50)).await;
        app.native.clock.advance(30_000);
        server.closed().await;
        let followed = rooms.follow(turn.project_id, turn.conversation_id, Until::Done, Some(0));
        drop(followed.await);
    });
}
