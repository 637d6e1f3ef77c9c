//! Reads a stream and applies its events to the conversation.
//!
//! Events of the same frame are applied together, so that the page is laid out once for all of them.

use porchlight_browser as browser;
use porchlight_rich_text::plain_text;
use porchlight_shared::{
    chat_event::ChatEvent, message::Sender, sse::NumberedEvent, thread::ThreadMessage,
};
use web_sys::AbortSignal;

use crate::{
    api::EventStream,
    bridge::{self, Signal},
    chat::Author,
    i18n::Key,
    state::Widget,
};

/// Reads a stream to its end. False if it broke off.
pub(super) async fn read(widget: Widget, stream: &mut EventStream, signal: &AbortSignal) -> bool {
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
    let schedule = widget.internal.update(|internal| {
        internal.incoming.events.extend(events);
        !std::mem::replace(&mut internal.incoming.scheduled, true)
    });
    // A hidden page has no frames.
    if browser::document().hidden() {
        flush(widget);
    } else if schedule {
        browser::next_frame(Box::new(move || flush(widget)));
    }
}

/// Applies the events that have arrived.
pub(super) fn flush(widget: Widget) {
    let events = widget
        .internal
        .update(|internal| std::mem::take(&mut internal.incoming))
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
        let missed = match &numbered.event {
            ChatEvent::Message(thread) if !widget.is_looked_at() => Some(thread.message.id),
            _ => None,
        };
        widget.chat.update(|chat| {
            chat.apply(numbered);
            chat.miss(missed);
        });
        if begins {
            widget.accepted.update(|accepted| *accepted += 1);
        }
    }
    speak(widget);
    // While the visitor looks, a new message is about to be seen.
    if !widget.is_looked_at() {
        widget.show_unread();
    }
}

/// Gives screen readers the complete sentences of the running answer that they have not had yet.
fn speak(widget: Widget) {
    let told = widget.internal.with(|internal| internal.spoken.len());
    let sentences = widget.chat.with_untracked(|chat| {
        let answer = chat.last_of(Author::Assistant).filter(|entry| entry.open)?;
        let rest = answer.text.get(told..)?;
        rest.get(..complete(rest)?).map(str::to_owned)
    });
    let Some(sentences) = sentences else { return };
    let text = plain_text(&sentences);
    let text = if told > 0 {
        text
    } else {
        let name = widget.author_name(Sender::Assistant, None);
        [
            &widget.text_with_untracked(Key::SomebodySaid, &name),
            " ",
            &text,
        ]
        .concat()
    };
    widget
        .internal
        .update(|internal| internal.spoken.push_str(&sentences));
    widget.announce(text);
}

/// Where the last complete sentence of an unfinished text ends.
fn complete(text: &str) -> Option<usize> {
    let mut end = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let ends = character == '\n'
            || (character == ' ' && matches!(before, '.' | '!' | '?' | '…' | ']'))
            || matches!(before, '。' | '！' | '？');
        if ends && at > 0 {
            end = Some(at);
        }
        // Closing marks of bold text or quotations come after the end of the sentence.
        if !matches!(character, '*' | '_' | '"' | '”' | '»' | ')') {
            before = character;
        }
    }
    end
}

/// Reports an event to the browser's storage, to screen readers and to the owner's page.
fn tell(widget: Widget, event: &ChatEvent) {
    match event {
        ChatEvent::Turn(turn) => {
            widget.internal.update(|internal| internal.spoken.clear());
            // The server has the question, so only text typed since then is a draft.
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
            widget.show_typing(name);
        }
        // What the visitor has read is no news to them.
        ChatEvent::Read(read) if read.sender == Sender::Operator => {
            bridge::signal(Signal::Read(&read.at));
        }
        ChatEvent::Error(error) => {
            bridge::signal(Signal::Error(&error.code));
            widget.announce(widget.text_untracked(Key::Failed));
        }
        // The answer to the visitor's own request for a person has announced this already.
        ChatEvent::Status(status)
            if !status.text.is_empty()
                && !(widget.chat).with_untracked(|chat| chat.is_told(&status.text)) =>
        {
            widget.announce(status.text.clone());
        }
        _ => {}
    }
}

/// Reports a message in the same way.
pub(super) fn tell_message(widget: Widget, thread: &ThreadMessage) {
    let sender = match thread.message.sender {
        Sender::Visitor => {
            // A message to a person has no turn, so this event confirms that the server has it.
            let draft = widget.draft.get_untracked();
            widget.remember(|record| record.draft = draft);
            return;
        }
        Sender::Assistant => "assistant",
        Sender::Operator => "operator",
    };
    let name = widget.author_name(thread.message.sender, thread.operator_name.as_deref());
    let said = widget.text_with_untracked(Key::SomebodySaid, &name);
    let text = &thread.message.text;
    if thread.message.sender == Sender::Assistant {
        let spoken = widget
            .internal
            .update(|internal| std::mem::take(&mut internal.spoken));
        // If the check replaced the text, all of it is announced.
        let rest = text.strip_prefix(&*spoken).filter(|_| !spoken.is_empty());
        match rest.map(plain_text) {
            Some(rest) if rest.trim().is_empty() => {}
            Some(rest) => widget.announce(rest),
            None => widget.announce([&said, " ", &plain_text(text)].concat()),
        }
    } else {
        widget.announce([&said, " ", text].concat());
    }
    bridge::signal(Signal::Message {
        sender,
        text: &thread.message.text,
    });
}
