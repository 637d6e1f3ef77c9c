//! The chat as a page of its own, which works without scripts: `GET /chat/{project}`.
//!
//! *Invariant:* the only script that runs here, whatever a setting or an answer contains, is our own file that removes
//! a link from the address bar. The only style is the one that the policy names by its hash.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use porchlight_languages::{DisplayLanguage, Key};
use porchlight_shared::{
    ids::{ClientMessageId, ConversationId},
    limits::QUESTION_CHARS,
    message::{Citation, Sender},
};
use sha2::{Digest, Sha256};

use super::embed::css_variables;
use crate::domain::{
    answer_html::{answer_html, is_safe_link, written_html},
    conversation::thread::{ThreadMessage, text_with_names},
    settings::wording::Wording,
};
use crate::services::published_project::PublishedProject;

pub(super) const STYLE: &str = include_str!("chat.css");
/// The script that removes a page's link from the address bar.
pub(super) const LINK_SCRIPT: &str = "/link.js";

/// The content of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatPage<'a> {
    /// The project.
    pub project: &'a PublishedProject,
    /// The address of the page and its forms.
    pub address: &'a str,
    /// Whether the address is a link that opens the conversation to everyone who has it.
    pub is_link: bool,
    /// The language of the page's own words.
    pub language: DisplayLanguage,
    /// The conversation that continues. `None`: a new one.
    pub conversation: Option<ConversationId>,
    /// The messages of the conversation.
    pub messages: &'a [ThreadMessage],
    /// The id of the next message, so that sending it twice posts it once.
    pub next_message: ClientMessageId,
    /// The text that was typed but refused.
    pub draft: &'a str,
    /// The reason why it was refused.
    pub alert: Option<&'a str>,
}

impl ChatPage<'_> {
    fn wording(&self) -> Wording<'_> {
        self.project.wording(self.language)
    }
}

/// A page with its `Content-Security-Policy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedPage {
    /// The HTML.
    pub html: String,
    /// The value of `Content-Security-Policy`.
    pub policy: String,
}

/// Renders the page.
pub fn render(page: &ChatPage<'_>) -> RenderedPage {
    let settings = &page.project.settings;
    let style = format!(":root{{{}}}\n{STYLE}", css_variables(&settings.theme));
    let texts = page.wording().chat_page();
    let title = format!("{} · {}", settings.name, settings.company);
    let main = html! {
        header { h1 { (settings.name) } p { (settings.company) } }
        (messages(page))
        @if let Some(alert) = page.alert { (alert_line(alert)) }
        (question_form(page))
        @if page.messages.is_empty() {
            (quick_replies(page))
        } @else {
            form action=(page.address) class="look" { button { (texts.refresh) } }
            p { a href={ "/chat/" (settings.project) "?new=1" } { (texts.new_conversation) } }
        }
        @if settings.show_branding { footer { (texts.powered_by) } }
    };
    document(page.language, &title, &style, page.is_link, &main)
}

/// A page that reports what went wrong. `is_link` says whether it is at the address of a link.
pub fn render_error(language: DisplayLanguage, text: &str, is_link: bool) -> RenderedPage {
    let style = ":root{color-scheme:light dark}";
    let title = language.chat_page().title;
    document(language, title, style, is_link, &alert_line(text))
}

fn document(
    language: DisplayLanguage,
    title: &str,
    style: &str,
    is_link: bool,
    main: &Markup,
) -> RenderedPage {
    let hash = STANDARD.encode(Sha256::digest(style));
    let (scripts, sources): (&[&str], _) = if is_link {
        (&[LINK_SCRIPT], "script-src 'self'; ")
    } else {
        (&[], "")
    };
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; {sources}form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    RenderedPage {
        html: whole(language, title, style, scripts, main).into_string(),
        policy,
    }
}

/// A document with `main` as its only visible content. `style` is our own, and not escaped.
pub(super) fn whole(
    language: DisplayLanguage,
    title: &str,
    style: &str,
    scripts: &[&str],
    main: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) }
                // The script that hides the link does not wait for the rest of the page.
                @for script in scripts { script src=(script) defer[*script != LINK_SCRIPT] {} }
                style { (PreEscaped(style)) }
            }
            body { main { (main) } }
        }
    }
}

/// The line of a page that reports a failure.
pub(super) fn alert_line(text: &str) -> Markup {
    html! { p class="alert" role="alert" { (text) } }
}

fn messages(page: &ChatPage<'_>) -> Markup {
    let settings = &page.project.settings;
    let last = page.messages.len().saturating_sub(1);
    html! {
        ol class="messages" {
            @if page.messages.is_empty() {
                li class="assistant" { (page.wording().settings(settings).welcome_message) }
            }
            @for (position, thread) in page.messages.iter().enumerate() {
                (message(page, thread, (position == last).then_some("latest")))
            }
        }
    }
}

fn message(page: &ChatPage<'_>, thread: &ThreadMessage, id: Option<&str>) -> Markup {
    let settings = &page.project.settings;
    let message = &thread.message;
    match message.sender {
        Sender::Visitor => html! {
            li class="visitor" id=[id] { span class="who" { (page.wording().chat_page().you) } (text_with_names(thread)) }
        },
        Sender::Assistant => {
            let anchor = format!("m{}", message.id);
            html! {
                li class="assistant" id=[id] {
                    span class="who" { (settings.name) }
                    (answer_html(&message.text, &message.citations, &anchor))
                    (sources(&message.citations, &anchor))
                }
            }
        }
        Sender::Operator => html! {
            li class="assistant" id=[id] {
                span class="who" { (thread.operator_name.as_ref().unwrap_or(&settings.company)) }
                (written_html(&text_with_names(thread)))
            }
        },
    }
}

pub(super) fn sources(citations: &[Citation], id: &str) -> Markup {
    html! {
        @if !citations.is_empty() {
            ol class="sources" {
                @for citation in citations {
                    li id={ (id) "-" (citation.n) } value=(citation.n) {
                        @if is_safe_link(&citation.url) {
                            a href=(citation.url) rel="noopener noreferrer" { (citation.title) }
                        } @else {
                            (citation.title)
                        }
                        blockquote { (citation.quote) }
                    }
                }
            }
        }
    }
}

/// A form that posts `fields` to the page.
fn form(page: &ChatPage<'_>, class: &str, fields: &Markup) -> Markup {
    html! {
        form method="post" action=(page.address) class=(class) {
            input type="hidden" name="message" value=(page.next_message);
            @if let Some(id) = page.conversation {
                input type="hidden" name="conversation" value=(id);
            }
            (fields)
        }
    }
}

fn question_form(page: &ChatPage<'_>) -> Markup {
    let texts = page.wording().chat_page();
    let own = page
        .wording()
        .sentence(&page.project.settings.texts, Key::Placeholder);
    let label = if own == page.language.text(Key::Placeholder) {
        texts.question
    } else {
        own
    };
    let fields = html! {
        label for="question" { (label) }
        textarea id="question" name="question" rows="3" maxlength=(QUESTION_CHARS) required { (page.draft) }
        button { (texts.send) }
    };
    form(page, "ask", &fields)
}

fn quick_replies(page: &ChatPage<'_>) -> Markup {
    let replies = &page.project.settings.quick_replies;
    if replies.is_empty() {
        return Markup::default();
    }
    let fields = html! {
        @for reply in replies { button name="question" value=(reply) { (reply) } }
    };
    form(page, "replies", &fields)
}
