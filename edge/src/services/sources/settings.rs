//! The owner's settings for reading a source: which of its pages, how often, and with which header.
//!
//! *Invariant:* the value of a header is sent only to the origin of its source, and shown to nobody.

use porchlight_knowledge::page_address::{
    self, HostPolicy,
    crawl_rules::{CrawlRules, CrawlRulesError},
};
use porchlight_shared::ids::{ProjectId, SourceId};
use serde_json::json;
use url::{Origin, Url};

use crate::{
    domain::{
        credentials::{derived_secret, sealed_text},
        model::{HEADER_CHARS, Header},
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::sources::{
        Source, SourceKind,
        settings::{self, SourceSettings},
    },
};

/// The longest time until a source is read again, in hours: ten years.
pub const RECRAWL_HOURS: u32 = 87_600;

/// The settings to change. `None` keeps the current value.
#[derive(Default)]
pub struct WantedSettings {
    /// Patterns of the pages to read; empty for all.
    pub include: Option<Vec<String>>,
    /// Patterns of the pages to leave out.
    pub exclude: Option<Vec<String>>,
    /// The most links from the start to a page.
    pub depth: Option<Option<u32>>,
    /// The hours after which the source is read again: 0 for never, `Some(None)` for the project's setting.
    pub recrawl_hours: Option<Option<u32>>,
    /// The name and the value of a header that opens the pages. `Some(None)` removes it.
    pub header: Option<Option<(String, String)>>,
    /// Whether a browser renders the pages that are empty until their scripts run.
    pub render: Option<bool>,
}

impl WantedSettings {
    const fn is_empty(&self) -> bool {
        self.recrawl_hours.is_none()
            && self.header.is_none()
            && self.render.is_none()
            && !self.has_rules()
    }

    const fn has_rules(&self) -> bool {
        self.include.is_some() || self.exclude.is_some() || self.depth.is_some()
    }
}

/// Why settings are refused. The messages are for the owner.
#[derive(Debug, thiserror::Error)]
pub enum SourceSettingsError {
    /// The patterns or the depth are not allowed.
    #[error(transparent)]
    Rules(#[from] CrawlRulesError),
    /// The source has no pages to choose from.
    #[error("Only a site or a sitemap has include and exclude, and only a site has depth.")]
    RulesOfKind,
    /// The source is not fetched.
    #[error(
        "Only sources with an address have a schedule or a header, or are rendered by a browser."
    )]
    NoAddress,
    /// The hours are out of range.
    #[error(
        "recrawlHours must be 0 (never) to {RECRAWL_HOURS}, or null for the project's number of days."
    )]
    RecrawlHours,
    /// The header may not be sent.
    #[error(
        "header must have the name of a header that does not belong to the connection, and a value of 1 to \
            {HEADER_CHARS} visible ASCII characters."
    )]
    Header,
    /// Without https, others could read the header on its way.
    #[error("A header is sent to addresses that begin with https:// only.")]
    NotHttps,
    /// The deployment has no browser to render pages.
    #[error(
        "This deployment has no browser to render pages with. Bind BROWSER in wrangler.toml, or set RENDERING_ACCOUNT_ID and RENDERING_TOKEN."
    )]
    NoRendering,
    /// The deployment has no root secret to seal the header under.
    #[error(
        "This deployment has no root secret to seal a header under. Set it: wrangler secret put ROOT_SECRET."
    )]
    NoRootSecret,
    /// The platform failed. The message is not for the owner.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

impl SourceSettingsError {
    /// The stable code, in `snake_case`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rules(_) | Self::RulesOfKind => "invalid_crawl_rules",
            Self::NoAddress => "source_has_no_address",
            Self::RecrawlHours => "invalid_recrawl_hours",
            Self::Header => "invalid_header",
            Self::NotHttps => "https_required",
            Self::NoRendering => "rendering_missing",
            Self::NoRootSecret => "root_secret_missing",
            Self::Platform(_) => "internal",
        }
    }
}

/// The crawl rules of a source, from their stored form.
pub fn crawl_rules(stored: Option<&str>) -> CrawlRules {
    stored
        .and_then(|stored| serde_json::from_str(stored).ok())
        .unwrap_or_default()
}

#[derive(Clone, Copy)]
pub(super) struct Settled<'a> {
    pub(super) project_id: ProjectId,
    pub(super) source_id: SourceId,
    pub(super) kind: SourceKind,
    pub(super) url: Option<&'a str>,
}

/// The settings `before`, changed as `wanted`.
pub(super) fn changed(
    platform: &Platform,
    source: Settled<'_>,
    before: SourceSettings,
    wanted: WantedSettings,
) -> Result<SourceSettings, SourceSettingsError> {
    if wanted.is_empty() {
        return Ok(before);
    }
    let mut settings = before;
    if wanted.has_rules() {
        settings.crawl_rules = rules(source.kind, settings.crawl_rules.as_deref(), &wanted)?;
    }
    let url = source.url.and_then(|url| Url::parse(url).ok());
    if let Some(hours) = wanted.recrawl_hours {
        if url.is_none() {
            return Err(SourceSettingsError::NoAddress);
        }
        if hours.is_some_and(|hours| hours > RECRAWL_HOURS) {
            return Err(SourceSettingsError::RecrawlHours);
        }
        settings.recrawl_hours = hours;
    }
    if let Some(render) = wanted.render {
        if url.is_none() {
            return Err(SourceSettingsError::NoAddress);
        }
        if render && platform.config.rendering.is_none() && platform.browser.is_none() {
            return Err(SourceSettingsError::NoRendering);
        }
        settings.renders = u8::from(render);
    }
    match wanted.header {
        None => {}
        Some(None) => {
            settings.header_name = None;
            settings.header_last_four = None;
            settings.sealed_header = None;
        }
        Some(Some((name, value))) => {
            let url = url.ok_or(SourceSettingsError::NoAddress)?;
            let header = Header::checked(&name, &value)
                .filter(|header| !header.value.is_empty())
                .ok_or(SourceSettingsError::Header)?;
            let is_on_this_machine = page_address::check(&url, HostPolicy::Public).is_err();
            if url.scheme() != "https" && !is_on_this_machine {
                return Err(SourceSettingsError::NotHttps);
            }
            let root = platform.config.root_secret.as_deref();
            let key =
                derived_secret::source_headers(root.ok_or(SourceSettingsError::NoRootSecret)?);
            let place = place(source.project_id, source.source_id, &url.origin());
            let sealed =
                sealed_text::seal(&key, random_bytes()?, &place, &json!(header).to_string());
            settings.sealed_header =
                Some(sealed.ok_or_else(|| PlatformError("a header cannot be sealed".into()))?);
            settings.header_last_four = Some(sealed_text::last_four(&header.value));
            settings.header_name = Some(header.name);
        }
    }
    Ok(settings)
}

fn rules(
    kind: SourceKind,
    before: Option<&str>,
    wanted: &WantedSettings,
) -> Result<Option<String>, SourceSettingsError> {
    let before = crawl_rules(before);
    let patterns = |wanted: &Option<Vec<String>>, before: Vec<String>| match wanted {
        Some(patterns) => patterns.clone(),
        None => before,
    };
    let rules = CrawlRules::checked(
        patterns(&wanted.include, before.include()),
        patterns(&wanted.exclude, before.exclude()),
        wanted.depth.unwrap_or_else(|| before.depth()),
    )?;
    if rules == CrawlRules::default() {
        return Ok(None);
    }
    let fits = match kind {
        SourceKind::Site => true,
        SourceKind::Sitemap => rules.depth().is_none(),
        _ => false,
    };
    if !fits {
        return Err(SourceSettingsError::RulesOfKind);
    }
    Ok(Some(json!(rules).to_string()))
}

/// What a header is sealed for: a source, and the origin that receives it.
fn place(project_id: ProjectId, source_id: SourceId, origin: &Origin) -> String {
    format!("{project_id} {source_id} {}", origin.ascii_serialization())
}

/// The header that opens a source's pages, and the one origin that it is sent to.
#[derive(Clone, Debug)]
pub struct SourceHeader {
    /// The header.
    pub header: Header,
    /// The origin that receives the header.
    pub origin: Origin,
}

/// The header of the source, if it has one that can be opened.
pub async fn header_of(
    platform: &Platform,
    project_id: ProjectId,
    source: &Source,
) -> Result<Option<SourceHeader>, DbError> {
    let (Some(_), Some(root)) = (&source.header_name, platform.config.root_secret.as_deref())
    else {
        return Ok(None);
    };
    let Some(url) = source.url.as_deref().and_then(|url| Url::parse(url).ok()) else {
        return Ok(None);
    };
    let db = &platform.project(project_id);
    let settings = settings::of(db, project_id, source.id).await?;
    let sealed = settings.and_then(|settings| settings.sealed_header);
    let origin = url.origin();
    let key = derived_secret::source_headers(root);
    let opened = sealed
        .and_then(|sealed| sealed_text::open(&key, &place(project_id, source.id, &origin), &sealed))
        .and_then(|opened| serde_json::from_str(&opened).ok());
    Ok(opened.map(|header| SourceHeader { header, origin }))
}
