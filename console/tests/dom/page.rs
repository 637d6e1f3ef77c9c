//! A document with the console in it, and the actions of an operator and a fake server.

use js_sys::Function;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// How many frames to wait for something to happen.
const FRAMES: u32 = 300;

/// Ada is signed in as an operator.
pub(crate) const PROJECT: &str = r##"{"project":"shop","company":"Acme","assistant":"Ember","primaryColor":"#3737f6","primaryForeground":"#ffffff","person":{"id":"00000000-0000-7000-8000-0000000000c9","email":"ada@shop.example","name":"Ada","role":"operator"}}"##;
/// Ada's operator id.
pub(crate) const ADA: &str = "person:00000000-0000-7000-8000-0000000000c9";

/// Replaces `fetch`. It answers with what is set for a method and path, unless that is held, and records requests in
/// `requests`. Streams stay open.
const NETWORK: &str = r#"
window.requests = []; window.answers = {}; window.held = {}; window.streams = [];
window.fetch = async (request) => {
  const name = request.method + " " + new URL(request.url).pathname;
  requests.push({
    name, url: request.url, body: await request.text(), project: request.headers.get("porchlight-project"),
  });
  const answer = answers[name];
  await held[name]?.promise;
  if (!answer) throw new TypeError("no network");
  return new Response(answer.body, { status: answer.status, headers: { etag: 'W/"1"' } });
};
window.XMLHttpRequest = class {
  upload = {}; headers = {};
  open(method, url) {
    this.url = new URL(url, location.href).href;
    this.name = method + " " + new URL(this.url).pathname;
  }
  setRequestHeader(name, value) { this.headers[name.toLowerCase()] = value; }
  async send(body) {
    const { name, url, headers } = this;
    requests.push({ name, url, body: await body.text(), project: headers["porchlight-project"] });
    this.upload.onprogress(new ProgressEvent("progress", { lengthComputable: true, loaded: 42, total: 100 }));
    await held[name]?.promise;
    this.status = answers[name]?.status ?? 0;
    this.responseText = answers[name]?.body ?? "";
    this.onloadend();
  }
};
window.EventSource = class extends EventTarget {
  constructor(url) { super(); this.url = url; streams.push(this); }
  close() {}
};"#;

/// Stops what earlier tests have started.
const ALONE: &str = include_str!("../../../browser/tests/alone.js");

pub(crate) struct Page;

impl Page {
    /// An empty document and empty storage.
    pub(crate) async fn new() -> Self {
        run(ALONE);
        run(NETWORK);
        run("localStorage.clear(); sessionStorage.clear(); history.replaceState(null, '', '/')");
        Self
    }

    /// Shows the console in place of what an earlier test left.
    pub(crate) fn open(&self) {
        if let Some(old) = find("#porchlight-console") {
            old.remove();
        }
        let root = document().create_element("div").unwrap();
        root.set_id("porchlight-console");
        document().body().unwrap().append_child(&root).unwrap();
        porchlight_console::start();
    }

    /// Signs Ada in, with these conversations waiting for people.
    pub(crate) async fn signed_in(rows: &[Value]) -> Self {
        let page = Self::new().await;
        page.answer("GET /console/session", 200, PROJECT);
        page.lists(rows);
        page.open();
        until("the inbox is there", || find(".pc-conversations").is_some()).await;
        let waits = rows.iter().any(|row| row["holder"] == "queue");
        until("its rows are there", || find(".pc-row").is_some() || !waits).await;
        page
    }

    pub(crate) fn answer(&self, name: &str, status: u16, body: &str) {
        let (name, body) = (json!(name), json!(body));
        run(&format!(
            "answers[{name}] = {{ status: {status}, body: {body} }}"
        ));
    }

    /// Holds requests with this method and path until they are released. Each keeps the answer set when it arrived.
    pub(crate) fn hold(&self, name: &str) {
        let name = json!(name);
        run(&format!("held[{name}] = Promise.withResolvers()"));
    }

    pub(crate) fn release(&self, name: &str) {
        let name = json!(name);
        run(&format!("held[{name}].resolve(); delete held[{name}]"));
    }

    pub(crate) fn lists(&self, rows: &[Value]) {
        let body = json!({ "conversations": rows, "totalDocs": rows.len(), "totalPages": 1 });
        self.answer("GET /api/v1/conversations", 200, &body.to_string());
    }

    /// Signs Ada in with this role.
    pub(crate) async fn with_role(role: &str) -> Self {
        let page = Self::new().await;
        page.role(role);
        page.lists(&[]);
        page.open();
        until("the console is there", || find(".pc-console").is_some()).await;
        page
    }

    /// From now on the server says that Ada has this role.
    pub(crate) fn role(&self, role: &str) {
        let mut project: Value = serde_json::from_str(PROJECT).unwrap();
        project["person"]["role"] = json!(role);
        self.answer("GET /console/session", 200, &project.to_string());
    }

    /// Links open Ada's account, and the person with this address is signed in.
    pub(crate) fn account(&self, asked_here: bool, signed_in: Option<&str>) {
        let project: Value = serde_json::from_str(PROJECT).unwrap();
        let person = &project["person"];
        let signed_in = signed_in
            .map(|email| json!({ "id": id(8), "email": email, "name": "", "role": "viewer" }));
        let account = json!({
            "person": person, "company": "Acme", "askedHere": asked_here, "signedIn": signed_in,
        });
        let name = "POST /console/sign-in-links/account";
        self.answer(name, 200, &account.to_string());
    }

    /// Whether there was a request with this method and path.
    pub(crate) fn was_asked(&self, name: &str) -> bool {
        let name = json!(name);
        run(&format!("return requests.some((it) => it.name === {name})")).is_truthy()
    }

    /// A conversation's JSON.
    pub(crate) fn whole(
        &self,
        number: u64,
        holder: &str,
        operator: Option<&str>,
        messages: &[Value],
    ) {
        let mut whole = row(number, holder, operator);
        whole["lastEventId"] = json!(3);
        whole["messages"] = json!(messages);
        whole["notes"] = json!([]);
        let name = format!("GET /api/v1/conversations/{}", id(number));
        self.answer(&name, 200, &whole.to_string());
    }

    /// Sends an event on the followed conversation's stream.
    pub(crate) fn event(&self, name: &str, number: u64, data: &str) {
        let data = json!(data);
        run(&format!(
            "streams.at(-1).dispatchEvent(new MessageEvent('{name}', {{ data: {data}, lastEventId: '{number}' }}))"
        ));
    }

    /// The last request with this method and path.
    pub(crate) fn last(&self, name: &str) -> Value {
        let requests = run("return JSON.stringify(requests)").as_string().unwrap();
        let requests: Vec<Value> = serde_json::from_str(&requests).unwrap();
        let mut of_name = requests
            .into_iter()
            .filter(|request| request["name"] == name);
        of_name.next_back().unwrap_or_else(|| panic!("no {name}"))
    }

    /// The body of that request, as JSON.
    pub(crate) fn last_body(&self, name: &str) -> Value {
        let body = self.last(name)["body"].as_str().unwrap().to_owned();
        serde_json::from_str(&body).unwrap()
    }
}

pub(crate) fn id(number: u64) -> String {
    format!("00000000-0000-7000-8000-0000000000c{number}")
}

/// A conversation in a list.
pub(crate) fn row(number: u64, holder: &str, operator: Option<&str>) -> Value {
    json!({
        "id": id(number), "question": "How long?", "customerEmail": null,
        "updatedAt": format!("2026-01-01T00:00:0{number}.000Z"), "holder": holder, "operatorId": operator,
        "operatorName": operator.map(|_| "Ada"), "handoffAt": format!("2026-01-01T00:00:0{number}.000Z"),
        "pageUrl": "https://shop.example/lamps", "lastMessage": null,
    })
}

/// A message, with a citation if the bot wrote it.
pub(crate) fn said(number: u64, sender: &str, text: &str) -> Value {
    let source = json!({ "title": "Returns", "url": "https://shop.example/returns", "snippet": "Thirty days." });
    json!({
        "id": format!("00000000-0000-7000-8000-00000000000{number}"), "sender": sender, "text": text,
        "sources": if sender == "assistant" { vec![source] } else { Vec::new() },
        "unanswered": false, "stopped": false, "feedback": null,
        "createdAt": format!("2026-01-01T00:00:0{number}.000Z"),
    })
}

pub(crate) fn visitor(number: u64, text: &str) -> Value {
    said(number, "visitor", text)
}

pub(crate) fn bot(number: u64, text: &str) -> Value {
    said(number, "assistant", text)
}

/// The response to an operator's action.
pub(crate) fn held(holder: &str, operator: Option<&str>, message: Option<&Value>) -> String {
    let name = operator.map(|_| "Ada");
    json!({ "holder": holder, "operatorId": operator, "operatorName": name, "message": message })
        .to_string()
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
        .replace('\u{2060}', "")
}

/// What a screen reader was last told to say.
pub(crate) fn announced() -> String {
    text(".pc-unseen[role=status]")
}

/// Replaces the text of a field.
pub(crate) fn fill(selector: &str, text: &str) {
    let (selector, text) = (json!(selector), json!(text));
    run(&format!(
        "const field = document.querySelector({selector}); field.value = {text};
         field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    ));
}

pub(crate) fn value(selector: &str) -> String {
    let field: HtmlInputElement = find(selector).unwrap().unchecked_into();
    js_sys::Reflect::get(&field, &"value".into())
        .unwrap()
        .as_string()
        .unwrap()
}

pub(crate) fn has_focus(selector: &str) -> bool {
    let active: Option<Element> = document().active_element();
    active.is_some_and(|active| active.matches(selector).unwrap())
}

/// Presses a key on the focused element.
pub(crate) fn press(key: &str) {
    press_with(key, false);
}

/// Presses a key on the focused element, with or without Ctrl.
pub(crate) fn press_with(key: &str, control: bool) {
    let options = KeyboardEventInit::new();
    options.set_key(key);
    options.set_ctrl_key(control);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
    let target = document().active_element().unwrap();
    target.dispatch_event(&event).unwrap();
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
        panic!("never: {what}. Shown: {}", text("#porchlight-console"));
    }
}

/// Clicks the first button in an element whose text begins with these words.
pub(crate) fn click_text(within: &str, words: &str) {
    let (within, words) = (json!(within), json!(words));
    run(&format!(
        "[...document.querySelectorAll({within} + ' button')].find((it) => it.textContent.startsWith({words})).click()"
    ));
}

/// Selects an option by its value.
pub(crate) fn choose(selector: &str, option: &str) {
    let (selector, option) = (json!(selector), json!(option));
    run(&format!(
        "const field = document.querySelector({selector}); field.value = {option};
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
}
