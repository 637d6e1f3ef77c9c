//! Responses that are the same for all visitors of a project until its settings change.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_languages::DisplayLanguage;

/// The headers and the body of a published response.
pub struct PublishedAnswer {
    /// The quoted `ETag`, which identifies the content.
    pub etag: String,
    /// All other headers of the response.
    pub headers: Vec<(HeaderName, String)>,
    /// The body, the same for every visitor.
    pub body: String,
}

/// The value of `Cache-Control`: caches must always check whether it has changed.
pub const CACHE_CONTROL: &str = "public, max-age=0, must-revalidate";

/// Whether a list of entity tags, as in `If-Match` and `If-None-Match`, names `etag`. Tags are compared weakly, because
/// they name versions and not bytes: a proxy that compresses the response makes its tag weak.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.2>
pub fn names(list: &str, etag: &str) -> bool {
    list.split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || strong(tag) == strong(etag))
}

/// Whether the client that sent `headers` has the version `etag`.
pub fn has(headers: &HeaderMap, etag: &str) -> bool {
    (headers.get(header::IF_NONE_MATCH))
        .and_then(|seen| seen.to_str().ok())
        .is_some_and(|seen| names(seen, etag))
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

impl PublishedAnswer {
    /// The response to a request with `headers`: 304 if the client has this version.
    pub fn respond(self, headers: &HeaderMap) -> Response {
        let mut response = if has(headers, &self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.body.into_response()
        };
        let etag = (header::ETAG, self.etag);
        for (name, value) in self.headers.into_iter().chain([etag]) {
            if let Ok(value) = value.parse() {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// The address of a published response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishedAddress<'a> {
    /// `/api/widget/config?project=<slug>`.
    Settings(&'a str),
    /// `/embed/<slug>`, with the language of the page, if the address names one.
    Embed(&'a str, Option<&'a str>),
    /// `/widget.js?project=<slug>`, with the language of the page, if the address names one. Without a query it is for
    /// every project.
    Loader {
        /// The slug of the project.
        slug: Option<&'a str>,
        /// The language of the page.
        lang: Option<&'a str>,
        /// Whether the address has no other parameter, and a language that has texts.
        is_common: bool,
    },
}

impl<'a> PublishedAddress<'a> {
    /// Parses a path with its query, if it is a published address in its plain form. The router handles all other
    /// forms.
    pub fn parse(path_and_query: &'a str) -> Option<Self> {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pairs.find_map(|(key, value)| (key == name).then_some(value));
            value.filter(|value| !value.is_empty())
        };
        if path == "/widget.js" {
            let (slug, lang) = (value("project"), value("locale"));
            let is_known = |tag| DisplayLanguage::ALL.iter().any(|known| known.tag() == tag);
            let named = usize::from(slug.is_some()) + usize::from(lang.is_some());
            let is_common =
                query.is_empty() || query.split('&').count() == named && lang.is_none_or(is_known);
            return (query.is_empty() || slug.is_some_and(is_plain) && lang.is_none_or(is_plain))
                .then_some(Self::Loader {
                    slug,
                    lang,
                    is_common,
                });
        }
        let slug = match path.strip_prefix("/embed/") {
            Some(slug) => slug,
            None if path == "/api/widget/config" => query.strip_prefix("project=")?,
            None => return None,
        };
        if !is_plain(slug) {
            return None;
        }
        if path == "/api/widget/config" {
            return Some(Self::Settings(slug));
        }
        let lang = value("lang");
        lang.is_none_or(is_plain).then_some(Self::Embed(slug, lang))
    }

    /// The slug of the project, unless the response is for all of them.
    pub const fn slug(self) -> Option<&'a str> {
        match self {
            Self::Settings(slug) | Self::Embed(slug, _) => Some(slug),
            Self::Loader { slug, .. } => slug,
        }
    }
}

/// Whether nothing in `text` is percent-encoded.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loader<'a>(
        slug: Option<&'a str>,
        lang: Option<&'a str>,
        is_common: bool,
    ) -> PublishedAddress<'a> {
        PublishedAddress::Loader {
            slug,
            lang,
            is_common,
        }
    }

    #[test]
    fn only_plain_addresses_are_read() {
        for (address, expected) in [
            ("/embed/acme", Some(PublishedAddress::Embed("acme", None))),
            (
                "/embed/acme?v=1",
                Some(PublishedAddress::Embed("acme", None)),
            ),
            (
                "/embed/acme?lang=de-AT",
                Some(PublishedAddress::Embed("acme", Some("de-AT"))),
            ),
            ("/embed/acme?lang=%64e", None),
            (
                "/embed/acme?lang=",
                Some(PublishedAddress::Embed("acme", None)),
            ),
            (
                "/api/widget/config?project=my-shop",
                Some(PublishedAddress::Settings("my-shop")),
            ),
            ("/api/widget/config?project=a&x=1", None),
            ("/api/widget/config", None),
            ("/widget.js", Some(loader(None, None, true))),
            (
                "/widget.js?project=acme&locale=de",
                Some(loader(Some("acme"), Some("de"), true)),
            ),
            (
                "/widget.js?project=acme&locale=xx1",
                Some(loader(Some("acme"), Some("xx1"), false)),
            ),
            (
                "/widget.js?project=acme&&",
                Some(loader(Some("acme"), None, false)),
            ),
            (
                "/widget.js?position=bottom-left&project=acme&locale=de",
                Some(loader(Some("acme"), Some("de"), false)),
            ),
            ("/widget.js?project=%61", None),
            ("/widget.js?v=1", None),
            ("/embed/", None),
            ("/embed/a/b", None),
            ("/embed/%61", None),
            ("/api/chat", None),
        ] {
            assert_eq!(PublishedAddress::parse(address), expected, "{address}");
        }
    }
}
