//! A document with a widget in it, and the actions of a visitor and a fake server.

use js_sys::{Function, Reflect};
use porchlight_languages::DisplayLanguage;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, HtmlElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit,
};

pub(crate) const CONVERSATION: &str = "00000000-0000-7000-8000-00000000000c";
pub(crate) const ANSWER: &str = "00000000-0000-7000-8000-00000000000a";

/// How many frames to wait for something to happen.
const FRAMES: u32 = 600;

/// Replaces `fetch`. It answers with the entries of `replies`, in order, and records requests in `requests`.
pub(crate) const NETWORK: &str = r#"
window.requests = []; window.replies = [];
window.fetch = async (request) => {
  const { pathname, search } = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  requests.push({ url: pathname + search, body: await request.text(), headers });
  const reply = replies.shift();
  if (!reply) throw new TypeError("no network");
  const encoder = new TextEncoder();
  const body = new ReadableStream({ start(controller) {
    const write = (text) => controller.enqueue(encoder.encode(text));
    if (reply.body !== null) { write(reply.body); controller.close(); return; }
    window.write = write;
    window.end = () => controller.close();
    window.cut = () => controller.error(new TypeError("cut"));
  }});
  return new Response(body, { status: reply.status, headers: reply.headers });
};"#;

/// Stops what earlier tests have started.
const ALONE: &str = include_str!("../../../browser/tests/alone.js");

/// The widget's texts, as the embed document contains them.
pub(crate) fn texts_in(language: DisplayLanguage) -> String {
    serde_json::to_string(language.widget()).unwrap()
}

/// A document with a widget in it, like the embed document.
pub(crate) struct Page;

impl Page {
    pub(crate) fn open(project: &str) -> Self {
        Self::open_with(project, &[], true)
    }

    /// Opens a widget with texts of the owner's, and with or without the branding line.
    pub(crate) fn open_with(project: &str, own: &[(&str, &str)], branding: bool) -> Self {
        Self::open_as(project, own, branding, "{}", false)
    }

    /// Opens a widget with the owner's form for contact details.
    pub(crate) fn open_with_form(project: &str, form: &serde_json::Value) -> Self {
        Self::open_as(project, &[], true, &form.to_string(), false)
    }

    /// Opens a widget of a project whose answers a language model writes.
    pub(crate) fn open_with_model(project: &str) -> Self {
        Self::open_as(project, &[], true, "{}", true)
    }

    fn open_as(
        project: &str,
        own: &[(&str, &str)],
        branding: bool,
        form: &str,
        model: bool,
    ) -> Self {
        run(ALONE);
        run(NETWORK);
        let settings = format!(
            r#"{{"project":"{project}","version":1,"name":"Ember","company":"Acme","welcomeMessage":"Hello!",
            "quickReplies":["How long?"],"theme":{{}},"texts":{{}},"aiLanguage":"auto","showBranding":{branding},"handoff":true,"leadForm":{form},"modelAnswers":{model}}}"#
        );
        lay_out(&settings);
        // The server inserts the owner's texts into the document.
        let texts = own.iter().fold(
            texts_in(DisplayLanguage::English),
            |texts, (widgets, own)| {
                let [widgets, own] = [widgets, own].map(|text| format!("{text:?}"));
                assert!(texts.contains(&widgets), "{widgets}");
                texts.replace(&widgets, &own)
            },
        );
        run(&format!(
            "window.porchlightFrame = {{ snapshot: () => JSON.stringify({{ locale: 'en', texts: {texts} }}) }};"
        ));
        porchlight_widget::start();
        Self
    }

    /// Answers the next request. Without a body, the stream stays open for `write`.
    pub(crate) fn reply(&self, status: u16, body: Option<&str>) {
        let body = body.map_or("null".to_owned(), |body| {
            serde_json::to_string(body).unwrap()
        });
        run(&format!(
            "replies.push({{ status: {status}, headers: {{ 'x-session-token': 'token' }}, body: {body} }})"
        ));
    }

    pub(crate) fn write(&self, events: &[String]) {
        run(&format!(
            "write({})",
            serde_json::to_string(&events.concat()).unwrap()
        ));
    }

    pub(crate) async fn ask(&self, text: &str) {
        press(&self.draft(text), "Enter");
        frame().await;
    }

    pub(crate) fn draft(&self, text: &str) -> HtmlTextAreaElement {
        let field: HtmlTextAreaElement = find(".pl-composer__input").unwrap().unchecked_into();
        field.set_value(text);
        run(
            "document.querySelector('.pl-composer__input').dispatchEvent(new Event('input', { bubbles: true }))",
        );
        field
    }

    /// The paths of the requests, without the part that all of them share and without queries.
    pub(crate) fn asked(&self) -> Vec<String> {
        let urls = run("return requests.map(({ url }) => url.split('?')[0]).join(' ')");
        let urls = urls.as_string().unwrap();
        urls.split_whitespace()
            .map(|url| url.replace(&format!("/api/chat/{CONVERSATION}"), ""))
            .collect()
    }

    /// Waits until the widget follows the conversation.
    pub(crate) async fn listens(&self) {
        until("the widget listens", || {
            let asked = self.asked();
            asked.iter().rfind(|asked| *asked != "/read") == Some(&"/events".into())
        })
        .await;
    }

    /// Resolves the conversation, so that the widget of a finished test sends no more requests.
    pub(crate) async fn resolve(&self, number: u64) {
        self.listens().await;
        self.write(&[status(number, "resolved", "Resolved.", None)]);
        until("it is resolved", || {
            text(".pl-messages").contains("This conversation is closed.")
        })
        .await;
    }

    pub(crate) fn request(&self, index: usize) -> serde_json::Value {
        let requests = run("return JSON.stringify(requests)").as_string().unwrap();
        let requests: serde_json::Value = serde_json::from_str(&requests).unwrap();
        requests[index].clone()
    }

    pub(crate) fn requests(&self) -> f64 {
        run("return requests.length").as_f64().unwrap()
    }
}

pub(crate) fn run(script: &str) -> JsValue {
    Function::new_no_args(script).call0(&JsValue::NULL).unwrap()
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

pub(crate) fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .unwrap()
        .map(JsCast::unchecked_into)
}

pub(crate) fn click(selector: &str) {
    find(selector)
        .unwrap_or_else(|| panic!("no {selector}"))
        .click();
}

pub(crate) fn text(selector: &str) -> String {
    find(selector)
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

pub(crate) fn has_focus(selector: &str) -> bool {
    let active: Option<Element> = document().active_element();
    active.is_some_and(|active| active.matches(selector).unwrap())
}

pub(crate) fn expanded(element: &Element) -> String {
    element.get_attribute("aria-expanded").unwrap_or_default()
}

pub(crate) fn press(target: &Element, key: &str) {
    let options = KeyboardEventInit::new();
    options.set_key(key);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
    target.dispatch_event(&event).unwrap();
}

pub(crate) fn escape() {
    press(&document().active_element().unwrap(), "Escape");
}

pub(crate) async fn frame() {
    let next = run("return new Promise(requestAnimationFrame)");
    JsFuture::from(next.unchecked_into::<js_sys::Promise>())
        .await
        .unwrap();
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) -> impl Future<Output = ()> {
    let what = what.to_owned();
    async move {
        for _ in 0..FRAMES {
            if holds() {
                return;
            }
            frame().await;
        }
        panic!(
            "never: {what}. Asked: {:?}. Shown: {}",
            Page.asked(),
            text(".pl-messages")
        );
    }
}

pub(crate) fn event(number: u64, name: &str, data: &str) -> String {
    format!("id: {number}\nevent: {name}\ndata: {data}\n\n")
}

pub(crate) fn turn(number: u64) -> String {
    let data = format!(
        r#"{{"conversation_id":"{CONVERSATION}","message_id":"{ANSWER}","resumed":false}}"#
    );
    event(number, "turn", &data)
}

pub(crate) fn delta(number: u64, text: &str) -> String {
    event(
        number,
        "delta",
        &serde_json::json!({ "text": text }).to_string(),
    )
}

pub(crate) fn message(number: u64, text: &str, unanswered: bool) -> String {
    event(
        number,
        "message",
        &stored(ANSWER, "assistant", text, unanswered).to_string(),
    )
}

pub(crate) fn status(number: u64, holder: &str, text: &str, name: Option<&str>) -> String {
    let data = serde_json::json!({ "holder": holder, "text": text, "operator_name": name });
    event(number, "status", &data.to_string())
}

/// The response to a request for a person.
pub(crate) fn handed_off(holder: &str) -> serde_json::Value {
    let text = porchlight_shared::chat_event::HANDOFF_SENT;
    serde_json::json!({ "holder": holder, "text": text })
}

/// A person's reply.
pub(crate) fn reply(number: u64, id: &str, text: &str) -> String {
    let mut reply = stored(id, "operator", text, true);
    reply["operator_name"] = "Ada".into();
    reply["unanswered"] = false.into();
    event(number, "message", &reply.to_string())
}

pub(crate) fn stored(id: &str, sender: &str, text: &str, unanswered: bool) -> serde_json::Value {
    serde_json::json!({
        "id": id, "conversation_id": CONVERSATION, "sender": sender, "text": text,
        "created_at": "2026-01-01T00:00:00.000Z", "unanswered": unanswered, "stopped": false,
        "citations": if unanswered { vec![] } else { vec![serde_json::json!({
            "n": 1, "title": "Returns", "url": "https://shop.example/returns",
            "snippet": "You have thirty days to decide.", "quote": "thirty days", "source_version": 1,
        })] },
    })
}

pub(crate) fn done(number: u64) -> String {
    event(number, "done", "{}")
}

/// The parts of the embed document that the widget needs, in place of those of an earlier test.
pub(crate) fn lay_out(settings: &str) {
    let stage = find("#stage").unwrap_or_else(|| {
        let stage = document().create_element("div").unwrap();
        stage.set_id("stage");
        document().body().unwrap().append_child(&stage).unwrap();
        stage.unchecked_into()
    });
    stage.set_inner_html(&format!(
        r#"<div id="porchlight"><button class="pl-launcher" type="button" aria-label="Chat">+</button></div>
        <script type="application/json" id="porchlight-settings">{settings}</script>"#
    ));
}

/// Reloads the same document, with the network as it is.
pub(crate) fn reopen(project: &str, network: &JsValue) {
    let settings = text("#porchlight-settings");
    assert!(settings.contains(project));
    lay_out(&settings);
    Reflect::set(&web_sys::window().unwrap(), &"fetch".into(), network).unwrap();
    porchlight_widget::start();
}
