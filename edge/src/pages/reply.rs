//! The one-page console that a reply link opens: the thread, and everything that a person can do in it.
//!
//! *Invariant:* it works with plain forms. Its scripts are our own files. They remove the link from the address bar and
//! keep the thread live. Text from visitors, models and owners stays text.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{Markup, html};
use porchlight_languages::{DisplayLanguage, fill};
use porchlight_shared::{chat_event::Holder, ids::ClientMessageId, message::Sender};
use sha2::{Digest, Sha256};

use super::embed::css_variables;
use crate::{
    domain::{
        answer_html::{answer_html, is_safe_link, written_html},
        conversation::{
            holder::{Assignment, OPERATOR_CHARS},
            thread::{ThreadMessage, text_with_names},
        },
    },
    store::{conversations::Conversation, notes::Note},
};
use crate::{
    pages::chat::{LINK_SCRIPT, RenderedPage, STYLE, alert_line, sources, whole},
    services::{operators::REPLY_CHARS, published_project::PublishedProject},
};

const OWN_STYLE: &str = include_str!("reply.css");

/// The content of the page.
pub struct ReplyPage<'a> {
    /// The token of the link, for the addresses of the forms.
    pub token: &'a str,
    /// The project.
    pub project: &'a PublishedProject,
    /// The language of the page's own words.
    pub language: DisplayLanguage,
    /// The conversation.
    pub conversation: &'a Conversation,
    /// The messages of the conversation.
    pub messages: &'a [ThreadMessage],
    /// The operators' notes.
    pub notes: &'a [Note],
    /// The id of the next reply, so that sending it twice posts it once.
    pub next_message: ClientMessageId,
    /// The text that was typed but refused.
    pub draft: &'a str,
    /// The reason why it was refused.
    pub alert: Option<&'a str>,
}

/// Renders the page.
pub fn render(page: &ReplyPage<'_>) -> RenderedPage {
    let settings = &page.project.settings;
    let style = format!(
        ":root{{{}}}\n{STYLE}\n{OWN_STYLE}",
        css_variables(&settings.theme)
    );
    let texts = page.language.reply_page();
    let main = html! {
        header { h1 { (texts.title) } p { (settings.company) } }
        div id="thread" data-address={ "/reply/" (page.token) } { (thread(page)) }
        p class="typing" id="typing" role="status" data-text=(texts.typing) {}
        @if let Some(alert) = page.alert { (alert_line(alert)) }
        (form(page))
    };
    let title = format!("{} · {}", texts.title, settings.company);
    let hash = STANDARD.encode(Sha256::digest(&style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; script-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    RenderedPage {
        html: whole(
            page.language,
            &title,
            &style,
            &[LINK_SCRIPT, "/reply.js"],
            &main,
        )
        .into_string(),
        policy,
    }
}

/// The part of the page that changes while it is open.
pub fn thread(page: &ReplyPage<'_>) -> Markup {
    html! {
        (state(page))
        ol class="messages" {
            @for thread in page.messages { (message(page, thread)) }
        }
        @if !page.notes.is_empty() {
            h2 { (page.language.reply_page().notes) }
            ul {
                @for note in page.notes {
                    li class="note" { span class="who" { (note.author) } (note.text) }
                }
            }
        }
    }
}

fn state(page: &ReplyPage<'_>) -> Markup {
    let assignment = page.conversation.assignment();
    let page_url = page.conversation.page_url.as_deref();
    let texts = page.language.reply_page();
    let (before_url, after_url) = texts.page.split_once("{url}").unwrap_or((texts.page, ""));
    html! {
        p class="state" {
            @match (&assignment, assignment.operator()) {
                (_, Some(operator)) => {
                    (fill(texts.person_answers, &[("name", operator.name.as_deref().unwrap_or(texts.person))]))
                }
                (Assignment::Queue, _) => { (texts.waiting) }
                (Assignment::Resolved, _) => { (texts.resolved) }
                _ => { (texts.bot_answers) }
            }
            @if let Some(email) = &page.conversation.visitor_email {
                " " (fill(texts.email, &[("address", email)]))
            }
            @if let Some(url) = page_url.filter(|url| is_safe_link(url)) {
                " " (before_url) a href=(url) rel="noopener noreferrer" { (url) } (after_url)
            }
        }
    }
}

fn message(page: &ReplyPage<'_>, thread: &ThreadMessage) -> Markup {
    let message = &thread.message;
    let id = format!("m{}", message.id);
    let texts = page.language.reply_page();
    let (class, who) = match message.sender {
        Sender::Visitor => ("visitor", texts.visitor),
        Sender::Assistant => ("assistant", page.project.settings.name.as_str()),
        Sender::Operator => (
            "assistant operator",
            thread.operator_name.as_deref().unwrap_or(texts.person),
        ),
    };
    html! {
        li class=(class) {
            span class="who" { (who) }
            @match message.sender {
                Sender::Visitor => (text_with_names(thread)),
                Sender::Operator => (written_html(&text_with_names(thread))),
                Sender::Assistant => {
                    (answer_html(&message.text, &message.citations, &id))
                    (sources(&message.citations, &id))
                }
            }
        }
    }
}

fn form(page: &ReplyPage<'_>) -> Markup {
    let assignment = page.conversation.assignment();
    let name = assignment
        .operator()
        .and_then(|operator| operator.name.as_deref())
        .unwrap_or_default();
    let held = page.conversation.holder == Holder::Operator;
    let texts = page.language.reply_page();
    html! {
        form method="post" action={ "/reply/" (page.token) } class="ask" id="reply" {
            input type="hidden" name="message" value=(page.next_message);
            label for="name" { (texts.your_name) }
            input id="name" name="name" maxlength=(OPERATOR_CHARS) autocomplete="name" value=(name);
            label for="text" { (texts.your_reply) }
            textarea id="text" name="text" rows="3" maxlength=(REPLY_CHARS) { (page.draft) }
            p class="moves" {
                (button("reply", texts.send))
                (button("note", texts.note))
                (button("take", if held { texts.stay } else { texts.take_over }))
                @if held {
                    (button("queue", texts.to_queue))
                    (button("bot", texts.to_bot))
                }
                (button("resolve", texts.resolve))
            }
        }
    }
}

fn button(value: &str, label: &str) -> Markup {
    html! { button name="do" value=(value) { (label) } }
}
