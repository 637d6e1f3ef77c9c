//! The owner's own words by language: set and read over the API, and where visitors read them.

use serde_json::{Value, json};

use crate::support::{App, run};

fn words() -> Value {
    json!({
        "de": {
            "greeting": "Moin!",
            "bubbleText": "Fragen?",
            "inputPlaceholder": "Frag uns etwas",
            "widget.send": "Ab damit",
            "embed_document.close": "Zumachen",
            "chat_page.refresh": "Nachsehen",
            "widget_parts.download": "Sichern",
        },
        "fr": { "inputPlaceholder": "Demandez-nous" },
    })
}

async fn patch(app: &App, words: Value) -> crate::support::Answer {
    let body = json!({ "textsByLanguage": words });
    app.call("PATCH", "/api/v1/config", &app.key, body).await
}

async fn page(app: &App, path: &str, language: &str) -> String {
    let headers = [("accept-language", language)];
    let answer = app.request("GET", path, &headers, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[test]
fn visitors_read_the_owners_words_in_their_language() {
    run(async {
        let app = App::new().await;
        let everywhere = json!({ "inputPlaceholder": "Ask us", "bubbleText": "Questions?" });
        app.call("PATCH", "/api/v1/config", &app.key, everywhere)
            .await;
        let set = patch(&app, words()).await;
        assert_eq!(set.status, 200, "{}", set.body);
        assert_eq!(set.json()["config"]["textsByLanguage"], words());
        let config = app
            .call("GET", "/api/v1/config", &app.key, Value::Null)
            .await;
        assert_eq!(config.json()["textsByLanguage"], words());

        let german = page(&app, "/embed/shop", "de").await;
        for text in [
            "\"welcomeMessage\":\"Moin!\"",
            "\"bubbleText\":\"Fragen?\"",
            "placeholder=\"Frag uns etwas\"",
            "\"Frag uns etwas\"",
            "aria-label=\"Ab damit\"",
            "\"Ab damit\"",
            "aria-label=\"Zumachen\"",
            "\"parts\":{\"de\":{\"download\":\"Sichern\"}}",
        ] {
            assert!(german.contains(text), "{text}");
        }
        let french = page(&app, "/embed/shop", "fr").await;
        assert!(french.contains("placeholder=\"Demandez-nous\""));
        assert!(french.contains("\"Envoyer\"") && french.contains("\"bubbleText\":\"Questions?\""));
        let spanish = page(&app, "/embed/shop", "es").await;
        assert!(spanish.contains("placeholder=\"Ask us\""));
        assert!(!spanish.contains("Moin!"));
        let chat = page(&app, "/chat/shop", "de").await;
        assert!(
            chat.contains("Moin!") && chat.contains("Frag uns etwas"),
            "{chat}"
        );
    });
}

#[test]
fn what_is_no_text_or_language_is_refused_by_name() {
    run(async {
        let app = App::new().await;
        patch(&app, words()).await;
        for (wrong, named) in [
            (json!({ "de": { "widget.nothing": "x" } }), "widget.nothing"),
            (
                json!({ "de": { "widget.placeholder": "x" } }),
                "widget.placeholder",
            ),
            (json!({ "tlh": { "greeting": "x" } }), "tlh"),
            (
                json!({ "de": { "greeting": "x".repeat(501) } }),
                "textsByLanguage",
            ),
            (json!({ "de": "x" }), "textsByLanguage"),
            (json!(["de"]), "textsByLanguage"),
        ] {
            let refused = patch(&app, wrong).await;
            assert_eq!(refused.status, 400, "{named}");
            assert!(refused.body.contains(named), "{}", refused.body);
        }
        let config = app
            .call("GET", "/api/v1/config", &app.key, Value::Null)
            .await;
        assert_eq!(config.json()["textsByLanguage"], words());
        // A region's tag selects its language, and an empty text removes one.
        let set = patch(
            &app,
            json!({ "de-AT": { "greeting": "Servus!", "widget.send": " " } }),
        )
        .await;
        let kept = &set.json()["config"]["textsByLanguage"];
        assert_eq!(kept, &json!({ "de": { "greeting": "Servus!" } }));
    });
}
