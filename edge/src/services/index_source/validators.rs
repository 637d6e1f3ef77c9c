//! The version of a page: what the server calls it, to ask whether the page has changed since it was read (RFC 9110,
//! section 13), and when the sitemap says that it changed.

use jiff::{civil::Date, tz::TimeZone};
use porchlight_knowledge::source_limits::LASTMOD_DAYS;
use serde::{Deserialize, Serialize};
use url::Url;

use super::keep::READING;
use crate::platform::HttpResponse;

/// The longest `ETag` or `Last-Modified` that is kept, in bytes.
const VALIDATOR_BYTES: usize = 500;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// The version of a page in a response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PageVersion {
    etag: Option<String>,
    last_modified: Option<String>,
}

impl PageVersion {
    /// The version that the response names, if it names one.
    pub(super) fn of(response: &HttpResponse) -> Option<Self> {
        let kept = |value: &Option<String>| {
            value
                .clone()
                .filter(|value| !value.is_empty() && value.len() <= VALIDATOR_BYTES)
                .filter(|value| {
                    value
                        .bytes()
                        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
                })
        };
        let version = Self {
            etag: kept(&response.etag),
            last_modified: kept(&response.last_modified),
        };
        (version.etag.is_some() || version.last_modified.is_some()).then_some(version)
    }
}

/// The version of a page that was read, as stored in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReadVersion {
    /// The version of reading and indexing that read it.
    reading: u32,
    /// The address that answered.
    url: String,
    version: PageVersion,
    /// A hash of the text.
    pub(super) text_hash: String,
    /// The sitemap's entry when the page was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listed: Option<ListedVersion>,
}

/// A page's entry in a sitemap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ListedVersion {
    /// When the page last changed, as written.
    lastmod: String,
    /// When the page was requested, in Unix milliseconds.
    read_at: u64,
}

impl ReadVersion {
    pub(super) fn new(url: &Url, version: PageVersion, text_hash: &str) -> Self {
        Self {
            reading: READING,
            url: url.to_string(),
            version,
            text_hash: text_hash.to_owned(),
            listed: None,
        }
    }

    /// This version, read at `read_at`, when the sitemap gave `lastmod`.
    pub(super) fn listed(self, lastmod: Option<&str>, read_at: u64) -> Self {
        let listed = lastmod.map(|lastmod| ListedVersion {
            lastmod: lastmod.to_owned(),
            read_at,
        });
        Self { listed, ..self }
    }

    /// Whether the server or the sitemap can say that the page is still this version.
    pub(super) const fn can_be_asked_for(&self) -> bool {
        self.version.etag.is_some() || self.version.last_modified.is_some() || self.listed.is_some()
    }

    /// Whether the sitemap says that the page is still this version, and is credible: some sitemaps give a date that
    /// never changes, and a date without a time says nothing about changes later that day.
    pub(super) fn is_listed_as(&self, lastmod: Option<&str>, now: u64) -> bool {
        let Some(listed) = self.listed.as_ref() else {
            return false;
        };
        lastmod == Some(listed.lastmod.as_str())
            && now.saturating_sub(listed.read_at) < LASTMOD_DAYS * DAY_MS
            && (listed.lastmod.contains(':') || listed.is_of_an_earlier_day())
    }

    /// The stored version, if pages are still read in the same way.
    pub(super) fn stored(json: &str) -> Option<Self> {
        let version: Self = serde_json::from_str(json).ok()?;
        (version.reading == READING).then_some(version)
    }

    /// The header that asks the server for the page at `url` only if it has changed; `None` if this is the version of
    /// another address.
    pub(super) fn condition(&self, url: &Url) -> Option<(&'static str, String)> {
        if self.url != url.as_str() {
            return None;
        }
        let PageVersion {
            etag,
            last_modified,
        } = &self.version;
        match (etag, last_modified) {
            (Some(etag), _) => Some(("if-none-match", etag.clone())),
            (None, Some(date)) => Some(("if-modified-since", date.clone())),
            (None, None) => None,
        }
    }
}

impl ListedVersion {
    /// Whether its day was over in all time zones when the page was read.
    fn is_of_an_earlier_day(&self) -> bool {
        let day: Result<Date, _> = self.lastmod.parse();
        let Ok(begin) = day.and_then(|day| day.to_zoned(TimeZone::UTC)) else {
            return false;
        };
        let begin = u64::try_from(begin.timestamp().as_millisecond()).unwrap_or(u64::MAX);
        self.read_at >= begin.saturating_add(2 * DAY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_stored_as_this_json() {
        let url = Url::parse("https://a.example/x").unwrap();
        let response = HttpResponse {
            etag: Some("\"1\"".into()),
            last_modified: Some("x".repeat(VALIDATOR_BYTES + 1)),
            ..HttpResponse::default()
        };
        let version = ReadVersion::new(&url, PageVersion::of(&response).unwrap(), "h");
        let stored = format!(
            r#"{{"reading":{READING},"url":"https://a.example/x","version":{{"etag":"\"1\"","last_modified":null}},"text_hash":"h"}}"#
        );
        assert_eq!(serde_json::to_string(&version).unwrap(), stored);
        assert_eq!(ReadVersion::stored(&stored), Some(version.clone()));
        let earlier = stored.replace(&format!("\"reading\":{READING}"), "\"reading\":1");
        assert_eq!(ReadVersion::stored(&earlier), None);
        let condition = version.condition(&url);
        assert_eq!(condition, Some(("if-none-match", "\"1\"".to_owned())));
        let other = Url::parse("https://a.example/y").unwrap();
        assert_eq!(version.condition(&other), None);
        assert_eq!(PageVersion::of(&HttpResponse::default()), None);
    }

    #[test]
    fn a_sitemap_is_believed_of_what_it_can_tell() {
        const READ_AT: u64 = 1_800_000_000_000; // 2027-01-15
        let url = Url::parse("https://a.example/x").unwrap();
        let is_same = |lastmod: &str, now_lastmod: Option<&str>, days: u64| {
            let version = ReadVersion::new(&url, PageVersion::default(), "h");
            let version = version.listed(Some(lastmod), READ_AT);
            let version = ReadVersion::stored(&serde_json::json!(version).to_string()).unwrap();
            version.is_listed_as(now_lastmod, READ_AT + days * DAY_MS)
        };
        let at_a_time = "2027-01-15T07:00:00+00:00";
        for (lastmod, now_lastmod, days, expected) in [
            (at_a_time, Some(at_a_time), 7, true),
            (at_a_time, Some("2027-01-16T07:00:00+00:00"), 7, false),
            (at_a_time, None, 7, false),
            (at_a_time, Some(at_a_time), LASTMOD_DAYS, false),
            ("2027-01-10", Some("2027-01-10"), 7, true),
            ("2027-01-14", Some("2027-01-14"), 7, false),
            ("2027-01-15", Some("2027-01-15"), 7, false),
            ("2027-01", Some("2027-01"), 7, false),
            ("soon", Some("soon"), 7, false),
        ] {
            assert_eq!(
                is_same(lastmod, now_lastmod, days),
                expected,
                "{lastmod} {now_lastmod:?} {days}"
            );
        }
    }
}
