//! Runs a turn: signs the visitor in if that is due, sends the question, reads the events, takes a broken stream up again.
//!
//! ```text
//!  start ─► POST ─┬─ events … done ────────────────────────► idle
//!                 ├─ refused: session ─► new session ─► POST, once
//!                 ├─ broke before `turn` ─► POST again, same client message id
//!                 └─ broke after it ─► GET events after the last number ─► …
//!                                       └─ nothing runs any more ─► GET transcript
//! ```
//! While a person is in the conversation, was asked for, or may come in, one stream stays open when no answer runs:
//! `attend`.
//! Events that arrive within a frame are applied together, so that the page is laid out once for them.

mod attend;
mod stored;

pub(crate) use attend::listen;
pub(crate) use stored::{catch_up, restore};

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_rich_text::markdown;
use porchlight_shared::{
    chat_event::ChatEvent,
    chat_request::{ChatRequest, ViewMessage, ViewRole},
    message::Sender,
    sse::NumberedEvent,
    thread::ThreadMessage,
};
use web_sys::{AbortController, AbortSignal};

use crate::{
    api::{self, ApiError, EventStream},
    bridge::{self, Signal},
    chat::{Chat, Problem, Question},
    components::error_notice,
    context::Widget,
    i18n::Key,
};

/// Waits between two tries to take a broken stream up again, in milliseconds.
const BACKOFF: [i32; 5] = [400, 1_000, 2_000, 4_000, 8_000];

/// Events that wait for the next frame.
#[derive(Default)]
pub(crate) struct Incoming {
    events: Vec<NumberedEvent>,
    scheduled: bool,
}

/// Why a turn goes no further.
enum Stop {
    /// It is over, well or badly: the chat knows.
    Over,
    /// Another turn or another conversation has begun.
    Aborted,
    /// It failed.
    Failed(ApiError),
}

/// Sends a question and applies what comes.
pub(crate) fn start(widget: Widget, question: Question) {
    let Some(signal) = begin(widget) else { return };
    widget.remember(|record| record.draft.clone_from(&question.text));
    spawn_local(async move {
        let stop = ask(widget, &question, &signal).await;
        end(widget, &signal, stop);
        stored::show_earlier(widget, &signal).await;
        attend::attend(widget, &signal).await;
    });
}

/// Asks the server to stop the running answer.
pub(crate) fn stop(widget: Widget) {
    let Some(conversation) = widget
        .chat
        .with_untracked(|chat| chat.conversation.filter(|_| chat.is_accepted()))
    else {
        // Nothing runs there yet; the question goes back into the composer.
        abort(widget);
        widget.edit();
        return;
    };
    spawn_local(async move {
        if widget.post(conversation, "/stop", None).await.is_err() {
            // The answer goes on; the visitor sees it.
            browser::log_error("Porchlight: the answer could not be stopped");
        }
    });
}

/// Reads no further.
pub(crate) fn abort(widget: Widget) {
    widget.restoring.set(false);
    widget.aside.update(|aside| {
        aside.incoming = Incoming::default();
        if let Some(controller) = aside.running.take() {
            controller.abort();
        }
    });
}

fn begin(widget: Widget) -> Option<AbortSignal> {
    abort(widget);
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    widget
        .aside
        .update(|aside| aside.running = Some(controller));
    Some(signal)
}

fn end(widget: Widget, signal: &AbortSignal, stop: Stop) {
    if signal.aborted() {
        return;
    }
    flush(widget);
    match stop {
        Stop::Over | Stop::Aborted => {}
        Stop::Failed(error) => {
            let problem = problem_of(error);
            bridge::signal(Signal::Error(problem.code()));
            let language = widget.language.get_untracked();
            widget.announce(error_notice::sentence(widget, language, &problem));
            widget.chat.update(|chat| chat.fail(problem));
        }
    }
}

async fn ask(widget: Widget, question: &Question, signal: &AbortSignal) -> Stop {
    let mut renewed = false;
    let mut waits = BACKOFF.iter().take(2);
    loop {
        let asked = async {
            widget.sign_in().await?;
            api::ask(&request(widget, question), signal).await
        };
        let error = match asked.await {
            Ok(mut stream) => {
                if let Some(token) = stream.token.take() {
                    widget.remember(|record| record.token = Some(token));
                }
                read(widget, &mut stream, signal).await;
                if signal.aborted() {
                    return Stop::Aborted;
                }
                if !widget.chat.with_untracked(Chat::is_busy) {
                    return Stop::Over;
                }
                if widget.chat.with_untracked(Chat::is_accepted) {
                    return follow(widget, signal).await;
                }
                ApiError::Network
            }
            Err(error) => error,
        };
        if signal.aborted() {
            return Stop::Aborted;
        }
        match error {
            ApiError::Network => match waits.next() {
                Some(wait) if !browser::is_offline() => browser::sleep(*wait).await,
                _ => return Stop::Failed(error),
            },
            ref refused if is_about_session(refused.code()) && !renewed => {
                renewed = true;
                if !widget.signs_in_again() {
                    widget.begin_as_guest();
                }
            }
            ApiError::Refused { .. } => return Stop::Failed(error),
        }
    }
}

/// Takes the running turn up after the last event that came, until it is over.
async fn follow(widget: Widget, signal: &AbortSignal) -> Stop {
    let mut waits = BACKOFF.iter();
    loop {
        let (conversation, after) = widget
            .chat
            .with_untracked(|chat| (chat.conversation, chat.last_event));
        let Some(conversation) = conversation else {
            return Stop::Over;
        };
        let token = widget.token();
        match api::follow(conversation, token.as_deref(), after, false, signal).await {
            Ok(mut stream) => {
                let whole = read(widget, &mut stream, signal).await;
                if signal.aborted() {
                    return Stop::Aborted;
                }
                if !widget.chat.with_untracked(Chat::is_busy) {
                    return Stop::Over;
                }
                let came = widget.chat.with_untracked(|chat| chat.last_event) > after;
                if came {
                    waits = BACKOFF.iter();
                } else if whole && let Some(token) = &token {
                    // Nothing runs there any more: what came of it is in the transcript.
                    match api::transcript(conversation, token).await {
                        Ok(transcript) if !transcript.running => {
                            widget.chat.update(|chat| chat.restore(transcript));
                            return Stop::Over;
                        }
                        Ok(_) | Err(ApiError::Network) => {}
                        Err(error) => return Stop::Failed(error),
                    }
                }
            }
            Err(ApiError::Network) => {}
            Err(error) => return Stop::Failed(error),
        }
        match waits.next() {
            Some(wait) => browser::sleep(*wait).await,
            None => return Stop::Failed(ApiError::Network),
        }
        if signal.aborted() {
            return Stop::Aborted;
        }
    }
}

/// Reads a stream to its end; false if it broke.
async fn read(widget: Widget, stream: &mut EventStream, signal: &AbortSignal) -> bool {
    let whole = loop {
        match stream.next().await {
            Ok(Some(events)) if !signal.aborted() => receive(widget, events),
            Ok(Some(_)) | Err(_) => break false,
            Ok(None) => break true,
        }
    };
    if !signal.aborted() {
        flush(widget);
    }
    whole
}

fn receive(widget: Widget, events: Vec<NumberedEvent>) {
    let schedule = widget.aside.update(|aside| {
        aside.incoming.events.extend(events);
        !std::mem::replace(&mut aside.incoming.scheduled, true)
    });
    // A hidden page has no frames.
    if browser::document().hidden() {
        flush(widget);
    } else if schedule {
        browser::next_frame(Box::new(move || flush(widget)));
    }
}

/// Applies what has come.
fn flush(widget: Widget) {
    let events = widget
        .aside
        .update(|aside| std::mem::take(&mut aside.incoming))
        .events;
    if events.is_empty() {
        return;
    }
    for mut numbered in events {
        let is_news = widget
            .chat
            .with_untracked(|chat| numbered.number == 0 || numbered.number > chat.last_event);
        if !is_news {
            continue;
        }
        if let ChatEvent::Status(status) = &mut numbered.event {
            status.text = widget
                .chat
                .with_untracked(|chat| widget.wording(chat, status));
        }
        tell(widget, &numbered.event);
        let begins = matches!(numbered.event, ChatEvent::Turn(_));
        widget.chat.update(|chat| chat.apply(numbered));
        if begins {
            widget.conversation_is_there();
        }
    }
}

/// Tells those who do not look at the panel.
fn tell(widget: Widget, event: &ChatEvent) {
    match event {
        ChatEvent::Turn(turn) => {
            // The question has arrived: only what has been written since is still a draft.
            let draft = widget.draft.get_untracked();
            widget.remember(|record| {
                record.conversation = Some(turn.conversation_id);
                record.answer = Some(turn.message_id);
                record.draft = draft;
            });
        }
        ChatEvent::Message(thread) => tell_message(widget, thread),
        ChatEvent::Typing(typing) if typing.sender == Sender::Operator => {
            let name = widget.author_name(typing.sender, typing.operator_name.as_deref());
            widget.show_writing(name);
        }
        ChatEvent::Error(error) => {
            bridge::signal(Signal::Error(&error.code));
            widget.announce(widget.text_untracked(Key::Failed));
        }
        ChatEvent::Status(status) if !status.text.is_empty() => {
            widget.announce(status.text.clone());
        }
        _ => {}
    }
}

/// Tells them of a message.
fn tell_message(widget: Widget, thread: &ThreadMessage) {
    let sender = match thread.message.sender {
        Sender::Visitor => {
            // To a person it goes without a turn: it has arrived all the same.
            let draft = widget.draft.get_untracked();
            widget.remember(|record| record.draft = draft);
            return;
        }
        Sender::Assistant => "assistant",
        Sender::Operator => {
            if widget.is_looked_at() {
                widget.tell_read();
            }
            "operator"
        }
    };
    let name = widget.author_name(thread.message.sender, thread.operator_name.as_deref());
    let said = widget.text_with_untracked(Key::SomebodySaid, &name);
    let text = markdown::plain_text(&thread.message.text);
    widget.announce([&said, " ", &text].concat());
    bridge::signal(Signal::Message {
        sender,
        text: &thread.message.text,
    });
    if !widget.open.get_untracked() {
        widget.unread.update(|count| *count += 1);
        let count = widget.unread.get_untracked();
        bridge::signal(Signal::Unread(count));
    }
}

fn request(widget: Widget, question: &Question) -> ChatRequest {
    let record = widget.record();
    let shown = widget.chat.with_untracked(|chat| chat.conversation);
    let continues_unshown = shown.is_none() && record.conversation.is_some();
    widget
        .aside
        .update(|aside| aside.continues_unshown = continues_unshown);
    ChatRequest {
        project_slug: widget.settings.project.clone(),
        session_id: record.session,
        messages: vec![ViewMessage {
            role: ViewRole::User,
            content: question.text.clone(),
        }],
        session_token: record.token,
        conversation_id: shown.or(record.conversation),
        client_message_id: Some(question.client_message_id),
        page_url: widget.aside.with(|aside| aside.page.url.clone()),
        locale: Some(widget.aside.with(|aside| aside.locale.clone())),
    }
}

/// The server does not know this session or conversation any more: a new one helps.
fn is_about_session(code: &str) -> bool {
    matches!(
        code,
        "session_expired" | "session_invalid" | "session_required" | "conversation_not_found"
    )
}

fn problem_of(error: ApiError) -> Problem {
    match error {
        ApiError::Network if browser::is_offline() => Problem::Offline,
        ApiError::Network => Problem::Network,
        ApiError::Refused {
            status: 429,
            retry_after,
            ..
        } => Problem::RateLimited(retry_after.unwrap_or_default()),
        ApiError::Refused { status, body, .. } => Problem::Server {
            retryable: status >= 500 || status == 401,
            code: body.code,
            message: body.error,
        },
    }
}
