//! Web pages, and the addresses, robots.txt files and sitemaps that lead to them.

use porchlight_edge::domain::{
    site_check,
    site_look::{self, SiteLook},
};
use porchlight_knowledge::{
    extract::{self, FileKind, Format, charset},
    inflate,
    page_address::{
        self, HostPolicy, crawl_rules::CrawlRules, crawl_scope::CrawlScope, link_header, spelling,
    },
    robots::{Robots, robots_header},
    sitemap::Sitemap,
    text_fragment,
};
use url::Url;

use super::result::{check, read_as};

/// The limit on the unpacked size of a gzip file, in bytes.
const UNPACKED: usize = 100_000;
/// Text in UTF-8 is at most this many times as long as in another charset.
const WIDER: usize = 3;

pub(super) fn html(input: &[u8]) {
    read_as(Format::Html, input);
    extract::html::redirect(&String::from_utf8_lossy(input));
}

/// The input is JSON-LD, in a page whose text says the same.
pub(super) fn facts(input: &[u8]) {
    let json = String::from_utf8_lossy(input);
    let page =
        format!("<script type=application/ld+json>{json}</script><main><p>{json}</p></main>");
    check(&extract::html::read(&page).document);
}

/// The input has a content type on the first line, and the body below it.
pub(super) fn charsets(input: &[u8]) {
    let (content_type, body) = halves(input);
    let content_type = String::from_utf8_lossy(content_type);
    FileKind::of_answer("/page", Some(&content_type), body);
    for content_type in [Some(&*content_type), None] {
        if let Ok(text) = charset::decode(body, content_type) {
            assert!(text.len() <= WIDER * body.len() + WIDER);
        }
    }
    if let Some(unpacked) = inflate::gunzip(body, UNPACKED) {
        assert!(unpacked.len() <= UNPACKED);
    }
}

/// The input has an address on the first line, and below it lines that serve as patterns, quotations and headers.
pub(super) fn addresses(input: &[u8]) {
    let (address, rest) = halves(input);
    let (address, rest) = (
        String::from_utf8_lossy(address),
        String::from_utf8_lossy(rest),
    );
    for policy in [HostPolicy::Public, HostPolicy::PublicAndLoopback] {
        let _ = page_address::parse(&address, policy);
    }
    let quotes: Vec<String> = rest.lines().map(str::to_owned).collect();
    text_fragment::link(&address, Some(&rest), &quotes);
    link_header::canonical(&rest);
    robots_header::forbids_following(&rest);
    let Ok(url) = Url::parse(&address) else {
        return;
    };
    let normalised = page_address::normalised(url.clone());
    for policy in [HostPolicy::Public, HostPolicy::PublicAndLoopback] {
        // Normalising keeps an allowed address allowed, and normalising twice changes nothing.
        if page_address::check(&url, policy).is_ok() {
            assert_eq!(page_address::check(&normalised, policy), Ok(()));
            assert_eq!(page_address::normalised(normalised.clone()), normalised);
        }
    }
    spelling::page(&url);
    spelling::document(&url);
    CrawlScope::below(&url).contains(&url);
    CrawlScope::site_of(&url).respelled(&normalised);
    if let Ok(rules) = CrawlRules::checked(quotes.clone(), quotes, None) {
        rules.exclusion(&url);
    }
}

/// The input has an address on the first line, and the rules below it.
pub(super) fn robots(input: &[u8]) {
    let (path, rules) = halves(input);
    let rules = Robots::parse(rules);
    if let Ok(url) =
        Url::parse("https://x.example/a?b").and_then(|url| url.join(&String::from_utf8_lossy(path)))
    {
        rules.allows(&url);
    }
}

pub(super) fn sitemaps(input: &[u8]) {
    if let Ok(sitemap) = Sitemap::parse(input) {
        let pages = sitemap.pages.iter().map(|page| &page.address);
        assert!(
            pages
                .chain(&sitemap.sitemaps)
                .all(|address| !address.is_empty())
        );
    }
}

/// Everything that Porchlight looks for in an owner's page other than its text.
pub(super) fn looks(input: &[u8]) {
    let html = String::from_utf8_lossy(input);
    let tags = site_check::tags(&html);
    site_check::script_tags(&tags, "https://chat.example");
    let policies = site_check::policies(Some(&html), &tags);
    site_check::refused_by(&policies, "https://chat.example");
    if let Ok(url) = Url::parse("https://x.example/") {
        SiteLook::of_page(&html, &url);
    }
    site_look::colour_of_manifest(&html);
}

/// The first line, and the rest.
pub(super) fn halves(input: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = input.splitn(2, |byte| *byte == b'\n');
    let first = parts.next().unwrap_or_default();
    (first, parts.next().unwrap_or_default())
}
