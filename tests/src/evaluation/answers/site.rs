//! A site of the set. One process serves its pages, crawls them and asks questions, as in production.

use std::{collections::BTreeMap, error::Error, fs, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::StreamExt;
use porchlight_edge::{
    domain::conversation::{attributes::Attributes, turn_request::KnownConversation},
    jobs,
    platform::{
        FetchLimits, Http, HttpError, HttpPost, HttpResponse, Statement, StreamRequest,
        StreamResponse, native::Native,
    },
    providers::extractive::Extractive,
    services::{
        ask::{self, Question as Asked},
        published_project::{self, PublishedProject},
        sources::{self, NewSource},
    },
};
use porchlight_knowledge::sentences::plain;
use porchlight_shared::{
    chat_event::ChatEvent,
    ids::{ConversationId, OrganizationId, ProjectId, SessionId},
    sse::Decoder,
    thread::ThreadMessage,
};
use url::Url;

use super::question::{Question, folder};

/// The names of the sites.
pub const NAMES: [&str; 3] = ["help", "docs", "shop"];

const NOW: u64 = 1_790_000_000_000;

/// A project whose only source is a site of the set.
pub struct Site {
    native: Native,
    project: PublishedProject,
}

/// The reply to a question.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The reply's message.
    pub message: ThreadMessage,
    /// The time from the question to the end of the answer.
    pub time: Duration,
}

impl Site {
    /// Indexes the site's pages in a new project.
    pub async fn open(name: &str) -> Result<Self, Box<dyn Error>> {
        let pages = Arc::new(Pages::of(name)?);
        let sitemap = format!("{}/sitemap.xml", pages.origin);
        let native = Native::new(NOW, pages, Arc::new(Extractive))?;
        let (id, organization) = (
            ProjectId::new(NOW, [1; 10]),
            OrganizationId::new(NOW, [2; 10]),
        );
        native
            .db
            .batch(vec![
                Statement::new(
                    "INSERT INTO organizations (id, name, created_at) VALUES (?1, '', 0)",
                )
                .bind(organization),
                Statement::new(
                    "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                     VALUES (?1, ?2, ?3, ?3, 0, 0)",
                )
                .bind(id)
                .bind(organization)
                .bind(name),
            ])
            .await?;
        sources::create(&native.platform, id, NewSource::Sitemap { url: sitemap }).await?;
        while let Some(job) = native.jobs.take() {
            native.clock.advance(1_000);
            jobs::run(&native.platform, job).await?;
        }
        let project = published_project::by_id(&native.platform, id)
            .await?
            .ok_or("no project")?;
        Ok(Self { native, project })
    }

    /// Asks `question` in a conversation of its own, after the visitor's earlier messages.
    pub async fn ask(&self, question: &Question) -> Result<Reply, Box<dyn Error>> {
        self.native.clock.advance(1_000);
        let now = self.native.platform.clock.now();
        let (session_id, conversation_id) = (
            SessionId::new(now, [3; 10]),
            ConversationId::new(now, [4; 10]),
        );
        let mut reply = None;
        for text in question.history.iter().chain([&question.question]) {
            self.native.clock.advance(1_000);
            let asked = Asked {
                session_id,
                conversation_id,
                known: KnownConversation::NEW,
                earlier: None,
                used: None,
                client_message_id: None,
                text: text.clone(),
                page_url: None,
                attributes: Attributes::default(),
                attachments: Vec::new(),
                locale: Some(question.lang.clone()),
            };
            #[expect(clippy::disallowed_methods, reason = "a measurement, natively")]
            let start = std::time::Instant::now();
            let mut stream = ask::begin_turn(&self.native.platform, &self.project, asked).await?;
            let mut decoder = Decoder::default();
            while let Some(bytes) = stream.next().await {
                for frame in decoder.push(&bytes?) {
                    if let Ok(ChatEvent::Message(message)) =
                        frame.chat_event().map(|numbered| numbered.event)
                    {
                        reply = Some(Reply {
                            message,
                            time: start.elapsed(),
                        });
                    }
                }
            }
        }
        reply.ok_or_else(|| format!("{}: no reply", question.id).into())
    }
}

/// The name of the document at `url`.
pub fn document_at(url: &str) -> String {
    Url::parse(url)
        .map(|url| url.path().trim_start_matches('/').to_owned())
        .unwrap_or_default()
}

/// A document as plain text.
pub fn text_of(site: &str, document: &str) -> Result<String, Box<dyn Error>> {
    let pages = Pages::of(site)?;
    let page = (pages.pages.get(document)).ok_or_else(|| format!("{site} has no {document}"))?;
    let text = String::from_utf8_lossy(&page.body);
    let mut shown = String::with_capacity(text.len());
    let mut in_tag = false;
    for character in text.chars() {
        match character {
            '<' if site == "help" => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                shown.push(' ');
            }
            _ if in_tag => {}
            other => shown.push(other),
        }
    }
    Ok(plain(&shown).replace('\u{a0}', " "))
}

/// Pages by the path of their address. They replace the network.
struct Pages {
    origin: String,
    pages: BTreeMap<String, Page>,
}

struct Page {
    content_type: &'static str,
    body: Vec<u8>,
}

impl Pages {
    fn of(site: &str) -> Result<Self, Box<dyn Error>> {
        let root = match site {
            "docs" => folder().join("../../../docs"),
            other => folder().join("sites").join(other),
        };
        let mut pages = BTreeMap::new();
        // Pages for developers are in folders below. Visitors are answered only from the pages at the top.
        read_pages(&root, &root, site != "docs", &mut pages)?;
        Ok(Self {
            origin: format!("https://{site}.example"),
            pages,
        })
    }

    fn sitemap(&self) -> String {
        let urls = self.pages.keys().map(|path| {
            let origin = &self.origin;
            format!("<url><loc>{origin}/{path}</loc></url>")
        });
        format!("<urlset>{}</urlset>", urls.collect::<Vec<_>>().concat())
    }
}

fn read_pages(
    root: &Path,
    from: &Path,
    below: bool,
    pages: &mut BTreeMap<String, Page>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            if below {
                read_pages(root, &path, below, pages)?;
            }
            continue;
        }
        let content_type = match path.extension().and_then(|ending| ending.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("md") => "text/markdown; charset=utf-8",
            _ => continue,
        };
        let name = path.strip_prefix(root)?.with_extension("");
        let page = Page {
            content_type,
            body: fs::read(&path)?,
        };
        pages.insert(name.to_string_lossy().replace('\\', "/"), page);
    }
    Ok(())
}

#[async_trait(?Send)]
impl Http for Pages {
    async fn get(
        &self,
        url: &Url,
        _: &[(&str, String)],
        _: FetchLimits,
    ) -> Result<HttpResponse, HttpError> {
        let path = url.path().trim_start_matches('/');
        let (status, content_type, body) = match self.pages.get(path) {
            Some(page) => (200, page.content_type, page.body.clone()),
            None if path == "sitemap.xml" => (200, "application/xml", self.sitemap().into_bytes()),
            None => (404, "text/plain", Vec::new()),
        };
        Ok(HttpResponse {
            status,
            content_type: Some(content_type.to_owned()),
            body,
            ..HttpResponse::default()
        })
    }

    async fn post(&self, _: &Url, _: HttpPost, _: FetchLimits) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unreachable("nothing is posted here".into()))
    }

    async fn open(&self, _: &Url, _: StreamRequest) -> Result<StreamResponse, HttpError> {
        Err(HttpError::Unreachable("no model is asked here".into()))
    }
}
