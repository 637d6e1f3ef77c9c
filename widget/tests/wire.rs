//! The widget reads what serde writes, and serde reads what the widget writes.
#![cfg(target_arch = "wasm32")]

use porchlight_shared::{
    chat_event::{ChatEvent, Delta, Done, EventName, Holder, Status, StreamError, Turn},
    chat_request::{ChatRequest, FeedbackRequest, HandoffRequest, ViewMessage, ViewRole},
    ids::{ClientMessageId, ConversationId, MessageId, SessionId},
    lead::{LeadField, LeadFieldKind, LeadForm, LeadMoment},
    message::{Citation, Message, Sender, Verdict},
    settings::{Invitation, PublicSettings, Texts, Theme},
    thread::{Read, ThreadMessage, Typing},
    transcript::Transcript,
};
use porchlight_widget::{
    bridge::{Command, Identity, Page, Signal, Snapshot},
    storage::{self, Record},
    wire::{self, Fields},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn conversation() -> ConversationId {
    ConversationId::new(1, [2; 10])
}

fn message(sender: Sender, verdict: Option<Verdict>) -> ThreadMessage {
    let files = r#"[{"id":"00000000-0007-7000-8000-000000000000","name":"Größe.png","mediaType":"image/png","bytes":6}]"#;
    let message = Message {
        id: MessageId::new(3, [4; 10]),
        conversation_id: conversation(),
        sender,
        text: "Größe \"[1]\"\n\u{1f381}".into(),
        created_at: "2026-01-01T00:00:00.000Z".into(),
        client_message_id: Some(ClientMessageId::new(5, [6; 10])),
        citations: vec![Citation {
            n: 1,
            title: "Returns".into(),
            url: String::new(),
            snippet: "Thirty days.".into(),
            quote: "Thirty".into(),
            source_version: 7,
            spans: serde_json::from_str(r#"[{"start":0,"end":6,"mark":1}]"#).unwrap(),
        }],
        grounding: None,
        unanswered: true,
        stopped: true,
        verdict,
    };
    ThreadMessage {
        message,
        operator_name: (sender == Sender::Operator).then(|| "Ada".into()),
        offer_handoff: sender == Sender::Assistant,
        attachments: serde_json::from_str(files).unwrap(),
    }
}

fn events(name: EventName) -> Vec<ChatEvent> {
    match name {
        EventName::Turn => vec![ChatEvent::Turn(Turn {
            conversation_id: conversation(),
            message_id: MessageId::new(3, [4; 10]),
            client_message_id: None,
            resumed: true,
        })],
        EventName::Delta => vec![ChatEvent::Delta(Delta {
            text: "a\nb".into(),
        })],
        EventName::Citations => vec![ChatEvent::Citations(
            message(Sender::Assistant, None).message.citations,
        )],
        EventName::Status => Holder::ALL
            .map(|holder| {
                ChatEvent::Status(Status {
                    holder,
                    text: "A person is here.".into(),
                    operator_name: (holder == Holder::Operator).then(|| "Ada".into()),
                })
            })
            .into(),
        EventName::Message => Sender::ALL
            .map(|sender| ChatEvent::Message(message(sender, Some(Verdict::Unhelpful))))
            .into(),
        EventName::Typing => Sender::ALL
            .map(|sender| {
                ChatEvent::Typing(Typing {
                    sender,
                    operator_name: (sender == Sender::Operator).then(|| "Ada".into()),
                })
            })
            .into(),
        EventName::Read => [Sender::Visitor, Sender::Operator]
            .map(|sender| {
                ChatEvent::Read(Read {
                    at: "2026-01-01T00:00:00.000Z".into(),
                    sender,
                })
            })
            .into(),
        EventName::Error => vec![ChatEvent::Error(StreamError {
            code: "interrupted".into(),
            message: "Broke off.".into(),
            retryable: true,
        })],
        EventName::Done => vec![ChatEvent::Done(Done {})],
    }
}

#[wasm_bindgen_test]
fn every_event_is_read_as_serde_writes_it() {
    for event in EventName::ALL.into_iter().flat_map(events) {
        let read = wire::chat_event(event.name(), &event.data().unwrap());
        // The widget skips reports of what the visitor has read.
        let is_theirs = matches!(&event, ChatEvent::Read(read) if read.sender == Sender::Visitor);
        let expected = (!is_theirs).then_some(event);
        assert_eq!(read, expected);
    }
    for (name, data) in [
        ("later", "{}"),
        ("delta", "{}"),
        ("delta", "null"),
        ("delta", "{"),
        ("turn", "{}"),
    ] {
        assert_eq!(wire::chat_event(name, data), None, "{name} {data}");
    }
}

#[wasm_bindgen_test]
fn a_transcript_is_read_as_serde_writes_it() {
    let mut transcript = Transcript {
        conversation_id: conversation(),
        holder: Holder::Queue,
        operator_name: None,
        messages: vec![
            message(Sender::Visitor, None),
            message(Sender::Assistant, Some(Verdict::Helpful)),
        ],
        unread: 1,
        operator_read_at: Some("2026-01-01T00:00:00.000Z".into()),
        last_event_id: 1 << 40,
        running: true,
    };
    let grounding = r#"{"evidence":"weak","confidence":0.5}"#;
    transcript.messages[1].message.grounding = serde_json::from_str(grounding).unwrap();
    let text = serde_json::to_string(&transcript).unwrap();
    // The widget does not read the confidence of an answer.
    transcript.messages[1].message.grounding = None;
    assert_eq!(
        wire::transcript(&Fields::parse(&text).unwrap()),
        Some(transcript)
    );
}

#[wasm_bindgen_test]
fn the_settings_are_read_as_serde_writes_them() {
    let config = PublicSettings {
        project: "acme".into(),
        version: 7,
        name: "Ember".into(),
        company: "Acme".into(),
        welcome_message: "Hi!".into(),
        quick_replies: vec!["Pricing".into(), "Returns".into()],
        theme: Theme::default(),
        texts: Texts::default(),
        ai_language: "auto".into(),
        show_branding: true,
        handoff: true,
        lead_form: LeadForm {
            when: LeadMoment::BeforeFirstMessage,
            fields: vec![
                LeadField {
                    field: LeadFieldKind::Phone,
                    label: String::new(),
                    required: true,
                },
                LeadField {
                    field: LeadFieldKind::Own,
                    label: "Größe".into(),
                    required: false,
                },
            ],
            consent: "Yes.".into(),
        },
        model_answers: true,
        attachments: false,
        invitation: Invitation::default(),
    };
    let fields = Fields::parse(&serde_json::to_string(&config).unwrap()).unwrap();
    assert_eq!(wire::public_settings(&fields), Some(config));
}

#[wasm_bindgen_test]
fn serde_reads_every_request() {
    let mut request = ChatRequest {
        project_slug: "acme".into(),
        session_id: SessionId::new(1, [1; 10]),
        messages: vec![ViewMessage {
            role: ViewRole::User,
            content: "Größe \"?\"\n".into(),
        }],
        session_token: Some("token".into()),
        conversation_id: Some(conversation()),
        client_message_id: Some(ClientMessageId::new(5, [6; 10])),
        page_url: Some("https://shop.example/".into()),
        locale: Some("de".into()),
        attachments: Vec::new(),
    };
    let check = |request: &ChatRequest| {
        let read: ChatRequest = serde_json::from_str(&wire::chat_request(request)).unwrap();
        assert_eq!(read, *request);
    };
    check(&request);
    request.session_token = None;
    request.conversation_id = None;
    check(&request);
    for verdict in [None, Some(Verdict::Helpful), Some(Verdict::Unhelpful)] {
        let request = FeedbackRequest {
            message_id: MessageId::new(3, [4; 10]),
            verdict,
            reason: verdict.map(|_| "Why".into()),
        };
        assert_eq!(
            serde_json::from_str::<FeedbackRequest>(&wire::feedback_request(&request)).unwrap(),
            request
        );
    }
    for email in [None, Some("me@shop.example".to_owned())] {
        let request = HandoffRequest { email };
        assert_eq!(
            serde_json::from_str::<HandoffRequest>(&wire::handoff_request(&request)).unwrap(),
            request
        );
    }
}

#[wasm_bindgen_test]
fn contact_details_are_what_the_server_and_the_owners_page_read() {
    let field = |field, label: &str| LeadField {
        field,
        label: label.into(),
        required: false,
    };
    let (name, own) = (
        field(LeadFieldKind::Name, ""),
        field(LeadFieldKind::Own, "Size"),
    );
    let values = [(&name, "Ada".to_owned()), (&own, "\"L\"".to_owned())];
    let body = wire::lead(&values, Some("me@shop.example"), "Yes.");
    let expected = serde_json::json!({
        "name": "Ada", "email": "me@shop.example", "consent": "Yes.", "fields": { "Size": "\"L\"" },
    });
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(&body), expected);
    assert_eq!(
        read(&Signal::Lead(&body).write()),
        serde_json::json!({ "type": "lead", "lead": expected })
    );
    assert_eq!(wire::lead(&[], None, ""), "{}");
}

#[wasm_bindgen_test]
fn the_stored_record_is_pinned() {
    let text = r#"{"session":"00000000-0000-7000-8000-000000000000","token":"t","conversation":"00000000-0001-7202-8202-020202020202","draft":"half a qu"}"#;
    let record = Record {
        session: SessionId::new(0, [0; 10]),
        token: Some("t".into()),
        conversation: Some(conversation()),
        answer: Some(MessageId::new(3, [3; 10])),
        email: Some("me@shop.example".into()),
        identity: Some("me@shop.example".into()),
        lead: Some(conversation()),
        elsewhere: true,
        draft: "half a qu".into(),
    };
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&storage::write(&record)).unwrap(),
        serde_json::json!({
            "session": "00000000-0000-7000-8000-000000000000",
            "token": "t",
            "conversation": "00000000-0001-7202-8202-020202020202",
            "answer": "00000000-0003-7303-8303-030303030303",
            "email": "me@shop.example",
            "identity": "me@shop.example",
            "lead": "00000000-0001-7202-8202-020202020202",
            "elsewhere": "1", "draft": "half a qu",
        })
    );
    assert_eq!(
        storage::parse(&storage::write(&record)),
        Some(record.clone())
    );
    assert_eq!(
        storage::parse(text).map(|read| read.session),
        Some(record.session)
    );
    for text in ["", "null", "{}", "[]", r#"{"session":"x"}"#] {
        assert_eq!(storage::parse(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn only_true_sets_a_flag() {
    let fields = Fields::parse(r#"{"a":true,"b":false,"c":"no","d":1,"e":{},"f":null}"#).unwrap();
    let set: Vec<&str> = ["a", "b", "c", "d", "e", "f", "missing"]
        .into_iter()
        .filter(|name| fields.flag(name))
        .collect();
    assert_eq!(set, ["a"]);
}
const PROOF: &str =
    r#"{"type":"identify","email":"me@shop.example","emailHash":"0a","timestamp":1700000000000}"#;

#[wasm_bindgen_test]
fn what_the_owners_server_has_signed_goes_on_as_it_came() {
    let body = wire::session_request(PROOF, "demo", Some("t.o.k"));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&body).unwrap(),
        serde_json::json!({
            "type": "identify", "email": "me@shop.example", "emailHash": "0a", "timestamp": 1_700_000_000_000_u64,
            "project": "demo", "currentToken": "t.o.k",
        })
    );
}

#[wasm_bindgen_test]
fn what_boot_sends_is_read() {
    let snapshot = Snapshot::parse(
        r#"{"project":"demo","open":true,"fullscreen":false,"inline":false,"page":{"url":null,"title":""},
            "locale":null,"texts":["Open chat"],"scheme":"dark","attributes":{},"queue":[{"type":"ask","text":"a"},{"type":"identify","email":"me@shop.example"},{"type":"later"},
            {"type":"identify","email":"me@shop.example","emailHash":"0a","timestamp":1700000000000},
            {"type":"page","url":"https://a.example/","title":"A"},{"type":"viewport","viewport":{"width":390,"height":843},"fullscreen":true},
            {"type":"update","options":{"locale":"de","scheme":"dark"}},{"type":"update","options":{"locale":"de"},"texts":["Chat öffnen"]},{"type":"update","options":{}},
            {"type":"conversation","id":"00000000-0001-7202-8202-020202020202"},{"type":"cover","covered":true},{"type":"conversation","id":"x"}]}"#,
    )
    .unwrap();
    assert!(snapshot.open && !snapshot.fullscreen && snapshot.locale.is_none());
    assert_eq!(snapshot.sentences, ["Open chat"]);
    let (text, focus) = ("a".into(), false);
    let ask = Command::Ask { text, focus };
    let identify = |proof| {
        let email = "me@shop.example".into();
        Command::Identify(Identity { email, proof })
    };
    let german = |texts: &[&str]| Command::Locale {
        locale: "de".into(),
        sentences: texts.iter().map(|&text| text.into()).collect(),
    };
    assert_eq!(
        snapshot.queue,
        [
            ask,
            identify(None),
            identify(Some(PROOF.into())),
            Command::Page(Page {
                url: Some("https://a.example/".into())
            }),
            Command::Viewport { fullscreen: true },
            german(&[]),
            german(&["Chat öffnen"]),
            Command::Conversation("00000000-0001-7202-8202-020202020202".parse().unwrap()),
            Command::Cover { is_covered: true },
        ]
    );
}

#[wasm_bindgen_test]
fn every_signal_is_written_as_boot_reads_it() {
    let (sender, text) = ("visitor", "\"a\"");
    for signal in [
        Signal::Ready,
        Signal::Opened,
        Signal::Closed,
        Signal::Message { sender, text },
        Signal::Read("2026-09-14T09:00:00Z"),
        Signal::Unread(2),
        Signal::Handoff,
        Signal::Lead(r#"{"name":"Ada"}"#),
        Signal::Error("network"),
    ] {
        let expected = match signal {
            Signal::Ready => serde_json::json!({ "type": "ready" }),
            Signal::Opened => serde_json::json!({ "type": "opened" }),
            Signal::Closed => serde_json::json!({ "type": "closed" }),
            Signal::Message { .. } => {
                serde_json::json!({ "type": "message", "message": { "sender": "visitor", "text": "\"a\"" } })
            }
            Signal::Read(at) => serde_json::json!({ "type": "read", "at": at }),
            Signal::Unread(_) => serde_json::json!({ "type": "unread", "count": 2 }),
            Signal::Handoff => serde_json::json!({ "type": "handoff" }),
            Signal::Lead(_) => serde_json::json!({ "type": "lead", "lead": { "name": "Ada" } }),
            Signal::Error(_) => serde_json::json!({ "type": "error", "code": "network" }),
        };
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&signal.write()).unwrap(),
            expected
        );
    }
}
