//! The chat as a page of its own, which works without scripts: `GET /chat/{project}`.
//!
//! What must hold: no script runs here, whatever a setting or an answer contains; the only style is the one that the
//! policy names by its hash.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use porchlight_shared::{
    ids::{ClientMessageId, ConversationId},
    limits::QUESTION_CHARS,
    message::{Citation, Sender},
};
use sha2::{Digest, Sha256};

use super::embed::css_variables;
use crate::domain::{
    answer_html::{answer_html, escape, is_safe_link},
    conversation::thread::ThreadMessage,
};
use crate::services::published_project::PublishedProject;

pub(super) const STYLE: &str = include_str!("chat.css");

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatPage<'a> {
    /// The project.
    pub project: &'a PublishedProject,
    /// The conversation that goes on; a new one if there is none.
    pub conversation: Option<ConversationId>,
    /// What was said in it.
    pub messages: &'a [ThreadMessage],
    /// The name of the next message, so that sending it twice posts it once.
    pub next_message: ClientMessageId,
    /// What was typed and not taken.
    pub draft: &'a str,
    /// Why it was not taken.
    pub alert: Option<&'a str>,
}

/// A page with its `Content-Security-Policy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedPage {
    /// The HTML.
    pub html: String,
    /// The policy.
    pub policy: String,
}

/// The page.
pub fn render(page: &ChatPage<'_>) -> RenderedPage {
    let config = &page.project.config;
    let style = format!(":root{{{}}}\n{STYLE}", css_variables(&config.theme));
    let title = format!("{} · {}", config.name, config.company);
    let mut main = format!(
        "<header><h1>{}</h1><p>{}</p></header>",
        escape(&config.name),
        escape(&config.company)
    );
    messages(&mut main, page);
    form(&mut main, page);
    if page.messages.is_empty() {
        quick_replies(&mut main, page);
    } else {
        let slug = escape(&config.project);
        // Writing to a String cannot fail.
        let _ = write!(
            main,
            "<form action=\"/chat/{slug}\" class=\"look\"><button>Look for new messages</button></form>\
             <p><a href=\"/chat/{slug}?new=1\">Start a new conversation</a></p>"
        );
    }
    if config.show_branding {
        main.push_str("<footer>Powered by Porchlight</footer>");
    }
    document(&title, &style, &main)
}

/// A page that says what went wrong.
pub fn render_error(text: &str) -> RenderedPage {
    let main = format!("<p class=\"alert\" role=\"alert\">{}</p>", escape(text));
    document("Chat", ":root{color-scheme:light dark}", &main)
}

fn document(title: &str, style: &str, main: &str) -> RenderedPage {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{}</title><style>{style}</style></head><body><main>{main}</main></body></html>",
        escape(title)
    );
    let hash = STANDARD.encode(Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    RenderedPage { html, policy }
}

fn messages(main: &mut String, page: &ChatPage<'_>) {
    let config = &page.project.config;
    main.push_str("<ol class=\"messages\">");
    if page.messages.is_empty() {
        let _ = write!(
            main,
            "<li class=\"assistant\">{}</li>",
            escape(&config.welcome_message)
        );
    }
    let last = page.messages.len().saturating_sub(1);
    for (position, thread) in page.messages.iter().enumerate() {
        let message = &thread.message;
        let latest = if position == last {
            " id=\"latest\""
        } else {
            ""
        };
        match message.sender {
            Sender::Visitor => {
                let _ = write!(
                    main,
                    "<li class=\"visitor\"{latest}><span class=\"who\">You</span>{}</li>",
                    escape(&message.text)
                );
            }
            Sender::Assistant => {
                let id = format!("m{}", message.id);
                let _ = write!(
                    main,
                    "<li class=\"assistant\"{latest}><span class=\"who\">{}</span>{}",
                    escape(&config.name),
                    answer_html(&message.text, &message.citations, &id)
                );
                sources(main, &message.citations, &id);
                main.push_str("</li>");
            }
            Sender::Operator => {
                let _ = write!(
                    main,
                    "<li class=\"assistant\"{latest}><span class=\"who\">{}</span>{}</li>",
                    escape(thread.operator_name.as_ref().unwrap_or(&config.company)),
                    answer_html(&message.text, &[], "")
                );
            }
        }
    }
    main.push_str("</ol>");
}

/// What an answer rests on.
pub(super) fn sources(main: &mut String, citations: &[Citation], id: &str) {
    if citations.is_empty() {
        return;
    }
    main.push_str("<ol class=\"sources\">");
    for citation in citations {
        let (n, title) = (citation.n, escape(&citation.title));
        let _ = write!(main, "<li id=\"{id}-{n}\" value=\"{n}\">");
        if is_safe_link(&citation.url) {
            let url = escape(&citation.url);
            let _ = write!(
                main,
                "<a href=\"{url}\" rel=\"noopener noreferrer\">{title}</a>"
            );
        } else {
            main.push_str(&title);
        }
        let _ = write!(
            main,
            "<blockquote>{}</blockquote></li>",
            escape(&citation.quote)
        );
    }
    main.push_str("</ol>");
}

/// Opens a form that posts to the page, with its hidden fields.
fn open_form(main: &mut String, page: &ChatPage<'_>, class: &str) {
    let slug = escape(&page.project.config.project);
    let _ = write!(
        main,
        "<form method=\"post\" action=\"/chat/{slug}\" class=\"{class}\">\
         <input type=\"hidden\" name=\"message\" value=\"{}\">",
        page.next_message
    );
    if let Some(id) = page.conversation {
        let _ = write!(
            main,
            "<input type=\"hidden\" name=\"conversation\" value=\"{id}\">"
        );
    }
}

fn form(main: &mut String, page: &ChatPage<'_>) {
    if let Some(alert) = page.alert {
        let _ = write!(
            main,
            "<p class=\"alert\" role=\"alert\">{}</p>",
            escape(alert)
        );
    }
    let own = &page.project.config.texts.input_placeholder;
    let label = if own.is_empty() { "Your question" } else { own };
    open_form(main, page, "ask");
    let _ = write!(
        main,
        "<label for=\"question\">{}</label>\
         <textarea id=\"question\" name=\"question\" rows=\"3\" maxlength=\"{QUESTION_CHARS}\" required>{}</textarea>\
         <button>Send</button></form>",
        escape(label),
        escape(page.draft)
    );
}

fn quick_replies(main: &mut String, page: &ChatPage<'_>) {
    let replies = &page.project.config.quick_replies;
    if replies.is_empty() {
        return;
    }
    open_form(main, page, "replies");
    for reply in replies {
        let reply = escape(reply);
        let _ = write!(
            main,
            "<button name=\"question\" value=\"{reply}\">{reply}</button>"
        );
    }
    main.push_str("</form>");
}
