//! Sends a question.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::chat_request::{ChatRequest, ViewMessage, ViewRole};
use web_sys::AbortSignal;

use super::{
    attend::attend,
    events::read,
    running::{abort, begin},
    transcript::show_earlier,
    turn::{BACKOFF, Stop, end, follow},
};
use crate::{
    api::{self, ApiError},
    chat::{Chat, Question},
    state::Widget,
};

/// Sends a question and applies the events of its answer, then follows the conversation.
pub(crate) fn start(widget: Widget, question: Question) {
    let Some(signal) = begin(widget) else { return };
    widget.remember(|record| record.draft.clone_from(&question.text));
    spawn_local(async move {
        let stop = ask(widget, &question, &signal).await;
        end(widget, &signal, stop);
        show_earlier(widget, &signal).await;
        attend(widget, &signal).await;
    });
}

/// Asks the server to stop the running answer.
pub(crate) fn stop(widget: Widget) {
    let Some(conversation) = widget
        .chat
        .with_untracked(|chat| chat.conversation.filter(|_| chat.is_accepted()))
    else {
        // Nothing is running yet, so the question goes back into the composer.
        abort(widget);
        widget.edit();
        return;
    };
    spawn_local(async move {
        if widget.post(conversation, "/stop", None).await.is_err() {
            // The answer goes on, as the visitor sees.
            browser::log_error("Porchlight: the answer could not be stopped");
        }
    });
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

fn request(widget: Widget, question: &Question) -> ChatRequest {
    let record = widget.record();
    let shown = widget.chat.with_untracked(|chat| chat.conversation);
    let continues_unshown = shown.is_none() && record.conversation.is_some();
    widget
        .internal
        .update(|internal| internal.continues_unshown = continues_unshown);
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
        page_url: widget.internal.with(|internal| internal.page.url.clone()),
        locale: Some(widget.internal.with(|internal| internal.locale.clone())),
        // `write::chat_request` adds the files that the frame's scripts hold.
        attachments: Vec::new(),
    }
}

/// Whether the server no longer accepts the session or the conversation, so that a new session helps.
fn is_about_session(code: &str) -> bool {
    matches!(
        code,
        "session_expired" | "session_invalid" | "session_required" | "conversation_not_found"
    )
}
