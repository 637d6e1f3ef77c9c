//! The one-page console that a reply link opens: the thread, and everything that a person can do in it.
//!
//! What must hold: it works through plain forms; the one script is a file of ours, which only keeps the thread live.
//! Whatever visitor, model or owner wrote stays text.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use porchlight_shared::{chat_event::Holder, ids::ClientMessageId, message::Sender};
use sha2::{Digest, Sha256};

use super::embed::css_variables;
use crate::{
    domain::{
        answer_html::{answer_html, escape, is_safe_link},
        conversation::{
            holder::{Assignment, OPERATOR_CHARS},
            thread::ThreadMessage,
        },
    },
    store::{conversations::Conversation, notes::Note},
};
use crate::{
    pages::chat::{RenderedPage, STYLE, sources},
    services::{operators::REPLY_CHARS, published_project::PublishedProject},
};

const OWN_STYLE: &str = include_str!("reply.css");

/// What the page shows.
pub struct ReplyPage<'a> {
    /// What opens it, for the addresses of its forms.
    pub token: &'a str,
    /// The project.
    pub project: &'a PublishedProject,
    /// The conversation.
    pub conversation: &'a Conversation,
    /// What was said.
    pub messages: &'a [ThreadMessage],
    /// What operators noted.
    pub notes: &'a [Note],
    /// The name of the next reply, so that sending it twice writes it once.
    pub next_message: ClientMessageId,
    /// What was typed and not taken.
    pub draft: &'a str,
    /// Why it was not taken.
    pub alert: Option<&'a str>,
}

/// The page.
pub fn render(page: &ReplyPage<'_>) -> RenderedPage {
    let config = &page.project.config;
    let style = format!(
        ":root{{{}}}\n{STYLE}\n{OWN_STYLE}",
        css_variables(&config.theme)
    );
    // Writing to a String cannot fail.
    let mut main = format!(
        "<header><h1>Conversation</h1><p>{}</p></header><div id=\"thread\">{}</div>\
         <p class=\"typing\" id=\"typing\" role=\"status\"></p>",
        escape(&config.company),
        thread(page)
    );
    if let Some(alert) = page.alert {
        let _ = write!(
            main,
            "<p class=\"alert\" role=\"alert\">{}</p>",
            escape(alert)
        );
    }
    forms(&mut main, page);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>Conversation · {}</title><style>{style}</style><script src=\"/reply.js\" defer></script></head>\
         <body><main>{main}</main></body></html>",
        escape(&config.company)
    );
    let hash = STANDARD.encode(Sha256::digest(&style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; script-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    RenderedPage { html, policy }
}

/// The part of the page that changes while it is open.
pub fn thread(page: &ReplyPage<'_>) -> String {
    let mut html = String::new();
    state(&mut html, page);
    html.push_str("<ol class=\"messages\">");
    for thread in page.messages {
        message(&mut html, page, thread);
    }
    html.push_str("</ol>");
    if !page.notes.is_empty() {
        html.push_str("<h2>Notes</h2><ul>");
        for note in page.notes {
            let _ = write!(
                html,
                "<li class=\"note\"><span class=\"who\">{}</span>{}</li>",
                escape(&note.author),
                escape(&note.text)
            );
        }
        html.push_str("</ul>");
    }
    html
}

fn state(html: &mut String, page: &ReplyPage<'_>) {
    let assignment = page.conversation.assignment();
    let text = match (&assignment, assignment.operator()) {
        (_, Some(operator)) => format!(
            "{} answers.",
            operator.name.as_deref().unwrap_or("A person")
        ),
        (Assignment::Queue, _) => "The visitor waits for a person; the bot answers.".into(),
        (Assignment::Resolved, _) => "This conversation is settled.".into(),
        _ => "The bot answers.".into(),
    };
    let _ = write!(html, "<p class=\"state\">{}", escape(&text));
    if let Some(email) = &page.conversation.visitor_email {
        let _ = write!(html, " E-mail: {}.", escape(email));
    }
    if let Some(url) = page
        .conversation
        .page_url
        .as_deref()
        .filter(|url| is_safe_link(url))
    {
        let url = escape(url);
        let _ = write!(
            html,
            " On <a href=\"{url}\" rel=\"noopener noreferrer\">{url}</a>."
        );
    }
    html.push_str("</p>");
}

fn message(html: &mut String, page: &ReplyPage<'_>, thread: &ThreadMessage) {
    let message = &thread.message;
    let id = format!("m{}", message.id);
    let (class, who) = match message.sender {
        Sender::Visitor => ("visitor", "Visitor"),
        Sender::Assistant => ("assistant", page.project.config.name.as_str()),
        Sender::Operator => (
            "assistant operator",
            thread.operator_name.as_deref().unwrap_or("A person"),
        ),
    };
    let _ = write!(
        html,
        "<li class=\"{class}\"><span class=\"who\">{}</span>",
        escape(who)
    );
    if message.sender == Sender::Visitor {
        html.push_str(&escape(&message.text));
    } else {
        html.push_str(&answer_html(&message.text, &message.citations, &id));
        sources(html, &message.citations, &id);
    }
    html.push_str("</li>");
}

fn forms(main: &mut String, page: &ReplyPage<'_>) {
    let token = escape(page.token);
    let assignment = page.conversation.assignment();
    let name = assignment
        .operator()
        .and_then(|operator| operator.name.as_deref())
        .unwrap_or_default();
    let _ = write!(
        main,
        "<form method=\"post\" action=\"/reply/{token}\" class=\"ask\" id=\"reply\">\
         <input type=\"hidden\" name=\"message\" value=\"{}\">\
         <label for=\"name\">Your name, for the visitor</label>\
         <input id=\"name\" name=\"name\" maxlength=\"{OPERATOR_CHARS}\" autocomplete=\"name\" value=\"{}\">\
         <label for=\"text\">Your reply</label>\
         <textarea id=\"text\" name=\"text\" rows=\"3\" maxlength=\"{REPLY_CHARS}\">{}</textarea>\
         <p class=\"moves\"><button name=\"do\" value=\"reply\">Send</button>\
         <button name=\"do\" value=\"note\">Keep as a note</button>",
        page.next_message,
        escape(name),
        escape(page.draft)
    );
    let held = page.conversation.holder == Holder::Operator;
    let mut button = |value: &str, label: &str| {
        let _ = write!(
            main,
            "<button name=\"do\" value=\"{value}\">{label}</button>"
        );
    };
    button("take", if held { "Stay" } else { "Take over" });
    if held {
        button("queue", "Hand back: another person");
        button("bot", "Hand back: the bot");
    }
    button("resolve", "Settle");
    main.push_str("</p></form>");
}
