//! Lists of articles in JSON, as returned by the APIs of help desks: Zendesk's `articles` with `title`, `body`,
//! `html_url` and `draft`, and Intercom's `data` with `title`, `body`, `url` and `state`. Bodies are HTML.

use serde::Deserialize;

use crate::{
    extract::{self, Content, Format},
    passage::ExtractedDocument,
};

/// The articles of one list.
#[derive(Default)]
pub(super) struct Articles(Vec<Article>);

#[derive(Clone, Deserialize)]
struct Article {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    draft: Option<bool>,
    #[serde(default)]
    state: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Bare(Vec<Article>),
    Zendesk { articles: Vec<Article> },
    Intercom { data: Vec<Article> },
    One { article: Article },
    Alone(Article),
}

impl Articles {
    /// Parses a text. Has no articles if the text is not such a list.
    pub(super) fn of(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let list = serde_json::from_str(text.trim_start_matches('\u{feff}'));
        let articles = match list {
            Ok(
                List::Bare(articles)
                | List::Zendesk { articles }
                | List::Intercom { data: articles },
            ) => articles,
            Ok(List::One { article } | List::Alone(article)) => vec![article],
            Err(_) => Vec::new(),
        };
        let has_text = |article: &Article| {
            article
                .body
                .as_ref()
                .is_some_and(|body| !body.trim().is_empty())
                && (article.title.is_some() || article.name.is_some())
        };
        if articles.iter().any(has_text) {
            Self(articles)
        } else {
            Self::default()
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For each article, whether it is a draft.
    pub(super) fn drafts(&self) -> impl Iterator<Item = bool> {
        self.0.iter().map(Article::is_draft)
    }

    pub(super) fn read(&self, number: usize) -> Option<ExtractedDocument> {
        self.0.get(number).map(Article::read)
    }
}

impl Article {
    fn is_draft(&self) -> bool {
        self.draft == Some(true) || self.state.as_deref() == Some("draft")
    }

    fn read(&self) -> ExtractedDocument {
        let title = self.title.as_ref().or(self.name.as_ref());
        let title = title.map(|title| title.trim()).unwrap_or_default();
        let body = self.body.as_deref().unwrap_or_default();
        let page = format!(
            "<title>{title}</title><main><h1>{title}</h1>{body}</main>",
            title = title.replace('&', "&amp;").replace('<', "&lt;")
        );
        let read = extract::extract(Content::Text(Format::Html, page)).unwrap_or_default();
        ExtractedDocument {
            language: read.language.or_else(|| self.locale.clone()),
            address: self.html_url.clone().or_else(|| self.url.clone()),
            ..read
        }
    }
}
