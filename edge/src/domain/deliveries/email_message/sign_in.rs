//! E-mails to the owner's people, with the links by which they sign in. They are in English, like the inbox.

use maud::html;

use super::{EmailMessage, one_line};

struct Words<'a> {
    subject: String,
    why: String,
    button: &'a str,
    after: &'a str,
}

/// Sends a link to the person who wants to sign in.
pub fn sign_in(from: &str, to: &str, company: &str, url: &str) -> EmailMessage {
    let words = Words {
        subject: format!("Sign in to {company}"),
        why: format!("You asked to sign in to {company} on Porchlight."),
        button: "Sign in",
        after: "The link works once, within 15 minutes, in the browser in which you asked for it. If you did not \
                ask for it, you can ignore this email: nobody can sign in without the link.",
    };
    message(from, to, &words, url)
}

/// Sends an invitation to work with a project as `role`.
pub fn invitation(from: &str, to: &str, company: &str, role: &str, url: &str) -> EmailMessage {
    let words = Words {
        subject: format!("You are invited to {company}"),
        why: format!("You have been invited to {company} on Porchlight as {role}."),
        button: "Accept the invitation",
        after: "The link works once, within 7 days. If you did not expect this invitation, you can ignore this \
            email.",
    };
    message(from, to, &words, url)
}

/// Reports that a passkey was added in the browser called `browser`. Passkeys can be removed at `url`.
pub fn passkey_added(from: &str, to: &str, browser: &str, url: &str) -> EmailMessage {
    let place = if browser.is_empty() {
        "a browser"
    } else {
        browser
    };
    let words = Words {
        subject: "A passkey was added to your account".to_owned(),
        why: format!("A passkey that signs in as {to} on Porchlight was added in {place}."),
        button: "See your passkeys",
        after: "If that was not you, remove it there and end all your sessions.",
    };
    message(from, to, &words, url)
}

fn message(from: &str, to: &str, words: &Words<'_>, url: &str) -> EmailMessage {
    let Words {
        subject,
        why,
        button,
        after,
    } = words;
    let html = html! {
        div lang="en" {
            p { (why) }
            p { a href=(url) { (button) } }
            p { (after) }
        }
    };
    EmailMessage {
        from: from.to_owned(),
        to: to.to_owned(),
        reply_to: None,
        subject: one_line(subject),
        text: format!("{why}\n\n{button}: {url}\n\n{after}\n"),
        html: html.into_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_owner_wrote_stays_text() {
        let company = "Lantern <b>&\r\nBcc: x@example.com";
        let url = "https://chat.example/console#link=abc";
        for message in [
            sign_in("p@x.example", "a@x.example", company, url),
            invitation("p@x.example", "a@x.example", company, "operator", url),
            passkey_added("p@x.example", "a@x.example", "<b>", url),
        ] {
            assert!(!message.subject.contains(['\r', '\n']), "{message:?}");
            assert!(!message.html.contains("<b>"), "{message:?}");
            assert!(message.html.contains(url) && message.text.contains(url));
        }
    }
}
