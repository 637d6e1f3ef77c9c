//! E-mails to owners and visitors, as text and HTML, and the requests to providers that send them.

use maud::{Markup, html};
use porchlight_languages::fill;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::{email, settings::wording::Wording};

pub mod sign_in;
pub mod transcript;

/// The longest quotation of a question or an answer, in characters.
const QUOTED_CHARS: usize = 4_000;
/// The longest subject, in characters.
const SUBJECT_CHARS: usize = 150;

/// An e-mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailMessage {
    /// The sender: an address, or a name with an address in angle brackets.
    pub from: String,
    /// The address of the recipient.
    pub to: String,
    /// The address for replies, if it is not the sender's.
    pub reply_to: Option<String>,
    /// The subject, on one line.
    pub subject: String,
    /// The text, for clients without HTML.
    pub text: String,
    /// The same content as HTML.
    pub html: String,
}

/// The conversation of a visitor who asked for a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HandedOff {
    /// The latest question.
    #[serde(default)]
    pub question: String,
    /// The answer to it, empty if there is none.
    #[serde(default)]
    pub answer: String,
    /// The visitor's address, if they left one.
    #[serde(default)]
    pub customer_email: Option<String>,
    /// A link that opens the conversation to everyone who has it.
    #[serde(default)]
    pub reply_url: Option<String>,
}

/// Tells the owner of `project` that a visitor asks for a person. A reply to the e-mail goes to the visitor.
pub fn handed_off(
    wording: Wording<'_>,
    from: &str,
    to: &str,
    project: &str,
    visitor: &HandedOff,
) -> EmailMessage {
    let (language, texts) = (wording.language, wording.emails());
    let reply_to = visitor
        .customer_email
        .as_deref()
        .and_then(email::normalised);
    let how = reply_to.as_ref().map_or_else(
        || texts.no_address.to_owned(),
        |address| fill(texts.reply_to_visitor, &[("address", address)]),
    );
    let parts: Vec<(&str, String)> = [
        (texts.asked, &visitor.question),
        (texts.answered, &visitor.answer),
    ]
    .into_iter()
    .map(|(name, quoted)| (name, quoted.chars().take(QUOTED_CHARS).collect()))
    .filter(|(_, quoted): &(_, String)| !quoted.is_empty())
    .collect();
    let what = fill(texts.handed_off, &[("project", project)]);
    let mut text = format!("{what}\n");
    for (name, quoted) in &parts {
        text.extend(["\n", name, "\n\n", quoted, "\n"]);
    }
    if let Some(url) = &visitor.reply_url {
        text.extend(["\n", texts.reply_in_chat, ": ", url, "\n"]);
    }
    text.extend(["\n", &how, "\n"]);
    let html = html! {
        div lang=(language.tag()) dir=(language.dir()) {
            p { (what) }
            @for (name, quoted) in &parts { p { (name) } (blockquote(quoted)) }
            @if let Some(url) = &visitor.reply_url { p { a href=(url) { (texts.reply_in_chat) } } }
            p { (how) }
        }
    };
    EmailMessage {
        from: from.to_owned(),
        to: to.to_owned(),
        reply_to,
        subject: one_line(&what),
        text,
        html: html.into_string(),
    }
}

/// A person's reply to a visitor who has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenReply<'a> {
    /// The name of the person, if visitors see one.
    pub name: Option<&'a str>,
    /// The reply, as plain text.
    pub text: &'a str,
}

/// Sends `replies` to the visitor with the address `to`, with a link back into the conversation if there is one. A
/// reply to the e-mail goes to `reply_to`.
pub fn replied(
    wording: Wording<'_>,
    from: &str,
    to: &str,
    reply_to: Option<&str>,
    company: &str,
    replies: &[WrittenReply<'_>],
    return_url: Option<&str>,
) -> EmailMessage {
    let (language, texts) = (wording.language, wording.emails());
    let replies: Vec<(String, &str)> = replies
        .iter()
        .map(|reply| match reply.name {
            Some(name) => fill(texts.person_wrote, &[("name", name), ("company", company)]),
            None => fill(texts.company_wrote, &[("company", company)]),
        })
        .zip(replies.iter().map(|reply| reply.text))
        .collect();
    let why = fill(texts.why, &[("company", company)]);
    let mut text = String::new();
    for (who, written) in &replies {
        text.extend([who.as_str(), "\n\n", written, "\n\n"]);
    }
    if let Some(url) = return_url {
        text.extend([texts.continue_in_chat, ": ", url, "\n\n"]);
    }
    text.extend([&*why, "\n"]);
    let html = html! {
        div lang=(language.tag()) dir=(language.dir()) {
            @for (who, written) in &replies { p { (who) } (blockquote(written)) }
            @if let Some(url) = return_url { p { a href=(url) { (texts.continue_in_chat) } } }
            p { (why) }
        }
    };
    EmailMessage {
        from: from.to_owned(),
        to: to.to_owned(),
        reply_to: reply_to.and_then(email::normalised),
        subject: one_line(&fill(texts.replied, &[("company", company)])),
        text,
        html: html.into_string(),
    }
}

/// A quoted text with its line breaks.
fn blockquote(text: &str) -> Markup {
    html! {
        blockquote dir="auto" {
            @for (number, line) in text.split('\n').enumerate() {
                @if number > 0 { br; }
                (line)
            }
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars()
        .take(SUBJECT_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// The API of a provider that sends e-mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderShape {
    /// The API of Resend.
    Resend,
    /// The API of Postmark.
    Postmark,
}

impl ProviderShape {
    /// The address of the API.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Resend => "https://api.resend.com/emails",
            Self::Postmark => "https://api.postmarkapp.com/email",
        }
    }

    /// The headers of a POST with the provider's `key`. A provider that supports idempotency sends an e-mail with the
    /// same `id` once.
    pub fn headers(self, key: &str, id: &str) -> Vec<(&'static str, String)> {
        let json = ("content-type", "application/json".to_owned());
        let accept = ("accept", "application/json".to_owned());
        match self {
            Self::Resend => vec![
                json,
                accept,
                ("authorization", format!("Bearer {key}")),
                ("idempotency-key", id.to_owned()),
            ],
            Self::Postmark => vec![json, accept, ("x-postmark-server-token", key.to_owned())],
        }
    }

    /// The JSON body of the POST.
    pub fn body(self, message: &EmailMessage) -> Value {
        let (body, reply_to) = match self {
            Self::Resend => (
                json!({
                    "from": message.from,
                    "to": [message.to],
                    "subject": message.subject,
                    "text": message.text,
                    "html": message.html,
                }),
                "reply_to",
            ),
            Self::Postmark => (
                json!({
                    "From": message.from,
                    "To": message.to,
                    "Subject": message.subject,
                    "TextBody": message.text,
                    "HtmlBody": message.html,
                }),
                "ReplyTo",
            ),
        };
        with(body, reply_to, message.reply_to.as_deref())
    }
}

fn with(mut body: Value, name: &str, value: Option<&str>) -> Value {
    if let (Some(fields), Some(value)) = (body.as_object_mut(), value) {
        fields.insert(name.to_owned(), value.into());
    }
    body
}

#[cfg(test)]
mod tests;
