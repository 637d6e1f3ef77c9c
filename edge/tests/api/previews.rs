//! The reasons for an answer that an owner gets with a preview.

use serde_json::json;

use crate::{
    support::{
        QUESTION,
        model_server::{ModelServer, Reply, says},
        run,
    },
    written_answers::OTHER_WORDS,
};

#[test]
fn a_preview_says_what_was_held_back_and_why_the_pages_answer_instead() {
    run(async {
        let server = ModelServer::start().await;
        let app = server.app().await;
        server.reply([says(
            "You have 30 days to return a lamp [1]. You have 90 days to return a table [1].",
        )]);
        let body = json!({ "question": QUESTION });
        let preview = app.call("POST", "/api/v1/preview", &app.key, body).await;
        let model = preview.json()["model"].clone();
        assert_eq!(model["heldBack"][0]["reason"], "number", "{model}");
        let held = model["heldBack"][0]["text"].as_str().unwrap();
        assert!(held.contains("90 days"), "{held}");
        server.reply([Reply::Refuses(401, "no such key".into())]);
        let body = json!({ "question": OTHER_WORDS });
        let preview = app.call("POST", "/api/v1/preview", &app.key, body).await;
        let preview = preview.json();
        assert_eq!(preview["model"]["failure"]["reason"], "key", "{preview}");
        assert!(preview["answer"].as_str().unwrap().contains("30 days"));
    });
}
