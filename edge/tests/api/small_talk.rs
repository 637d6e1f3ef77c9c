//! Messages that need no search, and messages that continue earlier ones.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::StatusCode;
use porchlight_languages::AnswerTexts;
use porchlight_shared::message::Message;

use crate::support::{App, QUESTION, SESSION, chat_body, run, with};

/// A conversation, message by message.
struct Talk<'a> {
    app: &'a App,
    session: String,
    token: Option<String>,
    conversation: Option<String>,
}

impl<'a> Talk<'a> {
    fn new(app: &'a App) -> Self {
        Self {
            app,
            session: another_session(),
            token: None,
            conversation: None,
        }
    }

    async fn say(&mut self, text: &str) -> (Message, bool) {
        let mut body = with(chat_body(text), "sessionId", self.session.clone());
        if let (Some(token), Some(conversation)) = (&self.token, &self.conversation) {
            body = with(body, "sessionToken", token.clone());
            body = with(body, "conversationId", conversation.clone());
        }
        let answer = self.app.chat(body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        if let Some(token) = answer.header("x-session-token") {
            self.token = Some(token.to_owned());
        }
        let message = answer.message();
        self.conversation = Some(message.conversation_id.to_string());
        let offers = answer.body.contains("\"offer_handoff\":true");
        (message, offers)
    }
}

const CREDITS: &str = "SELECT coalesce(sum(used), 0) AS n FROM credits";

#[test]
fn small_talk_is_answered_in_its_language_and_costs_nothing() {
    run(async {
        let app = App::new().await;
        for (said, begins) in [
            ("hi", "Hello!"),
            ("Thank you so much!", "You're welcome!"),
            (
                "are you a robot?",
                "I'm Lantern & Oak's automatic assistant",
            ),
            ("Guten Tag", "Guten Tag!"),
            ("merci beaucoup", "Avec plaisir"),
            ("你好", "您好"),
        ] {
            let (message, _) = Talk::new(&app).say(said).await;
            assert!(message.text.starts_with(begins), "{said}: {}", message.text);
            assert!(
                message.citations.is_empty() && message.grounding.is_none() && !message.unanswered
            );
            app.native.clock.advance(1_000);
        }
        assert_eq!(app.count(CREDITS).await, 0);
    });
}

#[test]
fn a_visitor_is_told_that_the_answers_are_used_up_and_offered_a_person() {
    run(async {
        let app = App::new().await;
        app.set_plan("free").await;
        let say = async |text: &str| {
            let body = with(chat_body(text), "sessionId", another_session());
            let answer = app.chat(body).await;
            let offers = answer.body.contains("\"offer_handoff\":true");
            (answer.message(), offers)
        };
        let used_up = AnswerTexts::ENGLISH.used_up;
        let mut answers = 0;
        while say(QUESTION).await.0.text != used_up {
            answers += 1;
        }
        assert_eq!(answers, 10, "a tenth of the plan's 100");
        let (told, offers) = say(QUESTION).await;
        assert!(offers && told.unanswered);
        let told_owner = "SELECT count(*) AS n FROM events WHERE type = 'conversation.unanswered'";
        assert_eq!(app.count(told_owner).await, 2);
        let german = AnswerTexts::of("de").unwrap().used_up;
        assert_eq!(say("Wie lange dauert der Versand?").await.0.text, german);
        assert!(!say("hi").await.0.unanswered);
        assert_eq!(app.count(CREDITS).await, 10);
    });
}

/// The id of a new session.
fn another_session() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{}{next:04}", SESSION.strip_suffix("0000").unwrap())
}

#[test]
fn a_question_beside_small_talk_is_answered_too() {
    run(async {
        let app = App::new().await;
        let (message, _) = Talk::new(&app).say(&format!("Hi there! {QUESTION}")).await;
        assert!(message.text.starts_with("Hello!\n\n"), "{}", message.text);
        assert!(message.text.contains("30 days"), "{}", message.text);
        assert_eq!(message.citations.len(), 1);
        assert_eq!(app.count(CREDITS).await, 1);
    });
}

#[test]
fn a_question_that_refers_back_is_answered_from_what_was_asked_before() {
    run(async {
        let app = App::new().await;
        let mut talk = Talk::new(&app);
        let (first, _) = talk.say("When do refunds reach me?").await;
        assert!(first.text.contains("five working days"), "{}", first.text);
        app.native.clock.advance(1_000);
        let (second, _) = talk.say("and how long does it take?").await;
        assert!(second.text.contains("five working days"), "{}", second.text);
        assert!(!second.unanswered);
    });
}

#[test]
fn yes_after_the_offer_of_a_person_takes_the_offer() {
    run(async {
        let app = App::new().await;
        let mut talk = Talk::new(&app);
        assert!(talk.say("Can I talk to a human?").await.1);
        app.native.clock.advance(1_000);
        let (message, offers) = talk.say("yes please").await;
        assert!(offers, "{}", message.text);
        assert!(message.text.starts_with("Of course."), "{}", message.text);
        // Without an offer, "yes" is only small talk.
        app.native.clock.advance(1_000);
        let (message, offers) = Talk::new(&App::new().await).say("yes").await;
        assert!(!offers, "{}", message.text);
    });
}

#[test]
fn a_complaint_is_answered_with_the_offer_of_a_person() {
    run(async {
        let app = App::new().await;
        let (message, offers) = Talk::new(&app).say("you are useless").await;
        assert!(message.text.starts_with("I'm sorry"), "{}", message.text);
        assert!(offers);
    });
}
