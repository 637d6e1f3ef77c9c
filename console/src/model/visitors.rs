//! Visitors: who they are, what is stored about them, and for how long.

pub(crate) mod retention;

use std::collections::{BTreeMap, BTreeSet};

use porchlight_shared::{
    ids::{ConversationId, LeadId},
    message::Sender,
    names,
};
use serde::Deserialize;
use serde_json::Value;

use super::csv::Csv;
use crate::texts::{counted, filled, text};

names! {
    #[derive(Default)]
    pub(crate) enum WhichVisitors {
        /// Those who left contact details.
        #[default]
        Contact = "contact",
        All = "all",
    }
}

impl WhichVisitors {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Contact => text("With contact details"),
            Self::All => text("All visitors"),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedVisitor {
    pub(crate) session_id: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    /// The address that the owner's server has signed.
    pub(crate) signed_email: Option<String>,
    /// Counted up to [`MANY`].
    pub(crate) conversations: u64,
    pub(crate) contact_at: Option<String>,
    pub(crate) created_at: String,
    pub(crate) last_seen_at: Option<String>,
}

/// The server stops counting a visitor's conversations here.
const MANY: u64 = 100;

impl ListedVisitor {
    /// The visitor's label.
    pub(crate) fn called(&self) -> &str {
        let known = [&self.name, &self.email, &self.signed_email, &self.phone];
        let known = known.into_iter().flatten().find(|text| !text.is_empty());
        known.unwrap_or(&self.session_id)
    }

    /// Other facts about the visitor.
    pub(crate) fn more(&self) -> String {
        let called = self.called();
        let known = [&self.email, &self.signed_email, &self.phone];
        let mut more: Vec<String> = Vec::new();
        for known in known.into_iter().flatten() {
            if known != called && !more.contains(known) {
                more.push(known.clone());
            }
        }
        more.push(match self.conversations {
            MANY.. => filled(
                "{number} conversations or more",
                &[("number", &MANY.to_string())],
            ),
            number => counted(number, "{n} conversation", "{n} conversations"),
        });
        more.join(" · ")
    }

    /// When the visitor was last active, as the server writes times.
    pub(crate) fn last(&self) -> &str {
        self.last_seen_at.as_deref().unwrap_or(&self.created_at)
    }
}

/// A page of the list, or several pages in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VisitorList {
    pub(crate) visitors: Vec<ListedVisitor>,
    /// The cursor of the next page, if there is one.
    pub(crate) next_cursor: Option<String>,
}

impl VisitorList {
    /// Appends the next page. A visitor who left contact details twice is listed once.
    pub(crate) fn add(&mut self, page: Self) {
        let known: BTreeSet<String> =
            (self.visitors.iter().map(|it| it.session_id.clone())).collect();
        let new = page.visitors.into_iter();
        self.visitors
            .extend(new.filter(|it| !known.contains(&it.session_id)));
        self.next_cursor = page.next_cursor;
    }

    /// A notice of what the table leaves out, if the list continues.
    pub(crate) fn left_out(&self) -> String {
        match self.next_cursor {
            None => String::new(),
            Some(_) => filled(
                "It has the first {number} visitors, and there are more. Search for a part of them, and save that.",
                &[("number", &self.visitors.len().to_string())],
            ),
        }
    }

    pub(crate) fn remove(&mut self, session: &str) {
        self.visitors.retain(|it| it.session_id != session);
    }

    /// The table as CSV.
    pub(crate) fn csv(&self) -> String {
        let mut csv = Csv::default();
        csv.row([
            text("name"),
            text("e-mail"),
            text("phone"),
            text("signed e-mail"),
            text("conversations"),
            text("contact details left"),
            text("first seen"),
            text("last seen"),
            text("session"),
        ]);
        for it in &self.visitors {
            let given = |value: &Option<String>| value.clone().unwrap_or_default();
            let cells = [
                given(&it.name),
                given(&it.email),
                given(&it.phone),
                given(&it.signed_email),
                it.conversations.to_string(),
                given(&it.contact_at),
                it.created_at.clone(),
                given(&it.last_seen_at),
                it.session_id.clone(),
            ];
            csv.row(cells.iter().map(String::as_str));
        }
        csv.text()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WholeVisitor {
    pub(crate) session_id: String,
    pub(crate) email: Option<String>,
    pub(crate) created_at: String,
    pub(crate) conversations: Vec<VisitorsConversation>,
    pub(crate) leads: Vec<VisitorsLead>,
    /// Whether the server sent everything.
    pub(crate) complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VisitorsConversation {
    pub(crate) id: ConversationId,
    pub(crate) subject: Option<String>,
    pub(crate) page_url: Option<String>,
    pub(crate) customer_email: Option<String>,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) language: Option<String>,
    pub(crate) updated_at: String,
    pub(crate) messages: Vec<VisitorsMessage>,
    #[serde(default)]
    pub(crate) notes: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VisitorsMessage {
    pub(crate) sender: Sender,
    pub(crate) text: String,
    pub(crate) operator_name: Option<String>,
    pub(crate) created_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VisitorsLead {
    pub(crate) id: LeadId,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    #[serde(default)]
    pub(crate) fields: Value,
    pub(crate) consent: Option<String>,
    pub(crate) created_at: String,
}

impl VisitorsConversation {
    /// The subject, or the first question.
    pub(crate) fn about(&self) -> &str {
        let first = || {
            let mut asked = self.messages.iter();
            let first = asked.find(|message| message.sender == Sender::Visitor);
            first.map(|message| message.text.as_str())
        };
        let subject = self.subject.as_deref().filter(|text| !text.is_empty());
        subject
            .or_else(first)
            .unwrap_or_else(|| text("Without a question"))
    }
}

impl WholeVisitor {
    /// The visitor's label.
    pub(crate) fn called(&self) -> &str {
        let left = self.leads.iter().rev();
        let named = left.clone().find_map(|lead| lead.name.as_deref());
        let asked = || {
            let mut asked = self.conversations.iter().rev();
            asked.find_map(|it| it.customer_email.as_deref())
        };
        named
            .or_else(|| left.clone().find_map(|lead| lead.email.as_deref()))
            .or(self.email.as_deref())
            .or_else(asked)
            .unwrap_or(&self.session_id)
    }

    /// An e-mail address that identifies their other sessions.
    pub(crate) fn address(&self) -> Option<&str> {
        let left = || self.leads.iter().rev().find_map(|it| it.email.as_deref());
        self.email.as_deref().or_else(left)
    }

    /// Facts about the visitor: label and value.
    pub(crate) fn facts(&self) -> Vec<(String, String)> {
        let mut facts: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, value: Option<&str>| {
            let value = value.unwrap_or_default().trim();
            let fact = (name.to_owned(), value.to_owned());
            if !value.is_empty() && !facts.contains(&fact) {
                facts.push(fact);
            }
        };
        put(text("Signed e-mail"), self.email.as_deref());
        for lead in self.leads.iter().rev() {
            put(text("Name"), lead.name.as_deref());
            put(text("E-mail"), lead.email.as_deref());
            put(text("Phone"), lead.phone.as_deref());
            for (name, value) in lead.fields.as_object().into_iter().flatten() {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                put(name, Some(&value));
            }
            put(text("Agreed to"), lead.consent.as_deref());
        }
        for conversation in self.conversations.iter().rev() {
            put(text("E-mail"), conversation.customer_email.as_deref());
            put(text("Language"), conversation.language.as_deref());
            for (name, value) in &conversation.attributes {
                put(name, Some(value));
            }
        }
        put(text("Session"), Some(&self.session_id));
        facts
    }

    /// What erasing the visitor removes.
    pub(crate) fn goes(&self) -> String {
        let sum = |of: fn(&VisitorsConversation) -> usize| {
            let sum: usize = self.conversations.iter().map(of).sum();
            u64::try_from(sum).unwrap_or(u64::MAX)
        };
        let all = u64::try_from(self.conversations.len()).unwrap_or(u64::MAX);
        let conversations = counted(all, "{n} conversation", "{n} conversations");
        let messages = counted(sum(|it| it.messages.len()), "{n} message", "{n} messages");
        let note_count = sum(|it| it.notes.len());
        let notes = counted(note_count, "{n} note", "{n} notes");
        let values = [
            ("conversations", &*conversations),
            ("messages", &*messages),
            ("notes", &*notes),
        ];
        let written = if note_count == 0 {
            filled("{conversations} with {messages}", &values)
        } else {
            filled(
                "{conversations} with {messages} and {notes} of your people",
                &values,
            )
        };
        let written = [("written", &*written)];
        let goes = if self.leads.is_empty() {
            filled(
                "This erases {written}, the events about them that are kept for webhooks, and their session: their \
                 browser can no longer open any of it.",
                &written,
            )
        } else {
            filled(
                "This erases {written}, the contact details, the events about them that are kept for webhooks, and \
                 their session: their browser can no longer open any of it.",
                &written,
            )
        };
        let more =
            (!self.complete).then(|| text("There is more than is shown here. It is erased, too."));
        let end = text("This cannot be undone. What was only counted stays in the numbers.");
        let sentences: Vec<&str> = [Some(&*goes), more, Some(end)]
            .into_iter()
            .flatten()
            .collect();
        sentences.join(" ")
    }

    /// The visitor's messages as CSV.
    pub(crate) fn csv(&self) -> String {
        let mut csv = Csv::default();
        csv.row([
            text("conversation"),
            text("time"),
            text("from|who wrote a message"),
            text("text"),
        ]);
        for conversation in &self.conversations {
            let id = conversation.id.to_string();
            for message in &conversation.messages {
                let from = match (message.sender, &message.operator_name) {
                    (Sender::Visitor, _) => text("visitor"),
                    (_, Some(name)) => name,
                    (_, None) => text("assistant"),
                };
                csv.row([&id, &message.created_at, from, &message.text]);
            }
        }
        csv.text()
    }
}

#[cfg(test)]
mod tests;
