//! Lists of pages: sitemaps (sitemaps.org, version 0.9) in XML, sitemap indexes, plain text with one address per line,
//! feeds (RSS, Atom and JSON Feed), and `llms.txt` (llmstxt.org).

mod json_feed;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use self::json_feed::{Feed, Item};
use super::{
    extract::charset,
    inflate::{GZIP, gunzip},
    source_limits::{ADDRESS_CHARS, SITEMAP_BYTES},
};

/// The most addresses read from one sitemap, including those of other origins and folders.
const MOST_ADDRESSES: usize = 10_000;
/// The deepest nesting of elements. Addresses are at depth 3, those of extensions at 4 or 5.
const DEEPEST: usize = 32;
/// The longest address that is read, in bytes, including white space around it.
const ADDRESS_BYTES: usize = 4 * ADDRESS_CHARS;
/// The longest reason why XML cannot be parsed, in characters. It names elements, which may be as long as the file.
const REASON_CHARS: usize = 200;

/// The longest date that is read, in bytes. Dates in sitemaps have at most 32.
const DATE_BYTES: usize = 40;

/// A page that a sitemap lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedPage {
    /// Its address, as written.
    pub address: String,
    /// When it last changed, as written. None if the sitemap does not say.
    pub lastmod: Option<String>,
}

/// The addresses that a sitemap lists, as written and in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Pages (`<url>`).
    pub pages: Vec<ListedPage>,
    /// Addresses of further sitemaps (`<sitemap>`).
    pub sitemaps: Vec<String>,
    /// How many more addresses it lists than are read.
    pub left_out: usize,
}

/// Why a text cannot be read as a sitemap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SitemapError {
    /// It is a gzip file that is damaged, or that unpacks to more than [`SITEMAP_BYTES`].
    #[error("it is compressed, and damaged or larger than {} MB", SITEMAP_BYTES / 1024 / 1024)]
    Compressed,
    /// Its XML is malformed, for this reason.
    #[error("its XML cannot be read: {0}")]
    Broken(String),
    /// It is none of the supported lists.
    #[error("it is neither a sitemap in XML nor a feed nor a list of addresses")]
    Unknown,
}

impl Sitemap {
    /// Parses a sitemap in XML or plain text, possibly gzipped. Bytes that are not UTF-8 become replacement characters.
    /// Fails if it is damaged or not a sitemap.
    pub fn parse(bytes: &[u8]) -> Result<Self, SitemapError> {
        let unpacked = if bytes.starts_with(&GZIP) {
            gunzip(bytes, SITEMAP_BYTES).ok_or(SitemapError::Compressed)?
        } else {
            Vec::new()
        };
        let bytes = if unpacked.is_empty() {
            bytes
        } else {
            &unpacked
        };
        // A sitemap in another encoding says so in its XML declaration, or by a byte order mark.
        let text = charset::decode(bytes, None)
            .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned());
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.starts_with('<') {
            return parse_xml(text);
        }
        if text.starts_with('{') {
            let feed = Feed::parse(text).ok_or(SitemapError::Unknown)?;
            return Ok(Self::of_feed(feed));
        }
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let is_address = |line: &&str| line.starts_with("http://") || line.starts_with("https://");
        if lines.iter().all(is_address) && !lines.is_empty() {
            return Ok(Self::of_pages(lines.into_iter()));
        }
        // An `llms.txt` starts with the name of its site.
        if !text.starts_with('#') {
            return Err(SitemapError::Unknown);
        }
        let list = Self::of_pages(lines.iter().flat_map(|line| targets(line)));
        if list.pages.is_empty() {
            Err(SitemapError::Unknown)
        } else {
            Ok(list)
        }
    }

    fn of_feed(feed: Feed) -> Self {
        let is_address = |address: &String| !address.is_empty() && address.len() <= ADDRESS_BYTES;
        let mut list = Self::default();
        for (address, date) in feed.items.into_iter().filter_map(Item::read) {
            if !is_address(&address) {
                continue;
            }
            if list.pages.len() >= MOST_ADDRESSES {
                list.left_out += 1;
                continue;
            }
            list.pages.push(ListedPage {
                address,
                lastmod: date.filter(|date| date.len() <= DATE_BYTES),
            });
        }
        list.sitemaps.extend(feed.next_url.filter(is_address));
        list
    }

    fn of_pages<'a>(addresses: impl Iterator<Item = &'a str>) -> Self {
        let mut list = Self::default();
        for address in addresses {
            if list.pages.len() < MOST_ADDRESSES {
                list.pages.push(ListedPage {
                    address: address.to_owned(),
                    lastmod: None,
                });
            } else {
                list.left_out += 1;
            }
        }
        list
    }
}

/// The link targets in a line of Markdown: `- [Returns](/returns.md): How it works`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', ' ']).next()?;
        let target = target.trim_matches(['<', '>']);
        let is_page = !target.is_empty()
            && target.len() <= ADDRESS_BYTES
            && !target.starts_with(['#', '!'])
            && !target.starts_with("mailto:");
        is_page.then_some(target)
    })
}

/// The position of an element in a sitemap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ElementPlace {
    /// `<urlset>`, `<sitemapindex>`, `<rss>`, `<RDF>` or `<feed>`.
    List,
    /// `<channel>` in RSS.
    Channel,
    /// `<url>` in a `<urlset>`, `<item>` or `<entry>` in a feed.
    Page,
    /// `<sitemap>` in a `<sitemapindex>`.
    Sitemap,
    /// `<loc>` in a `<url>`, `<link>` in an `<item>`.
    PageAddress,
    /// `<loc>` in a `<sitemap>`.
    SitemapAddress,
    /// `<lastmod>` in a `<url>`, `<updated>` in an `<entry>`, `<pubDate>` in an `<item>`.
    PageDate,
    /// `<guid>` in an `<item>`, which is the item's address if there is no `<link>`.
    PageId,
    /// Anywhere else.
    Elsewhere,
}

/// Whether an entry's link leads to its page. Others lead to comments, or to the entry as a file.
fn names_page(link: &BytesStart<'_>) -> bool {
    attribute(link, "rel").is_none_or(|rel| rel == "alternate")
}

/// Whether the id of an entry may be its address.
fn is_address(id: &BytesStart<'_>) -> bool {
    attribute(id, "isPermaLink").is_none_or(|is_address| is_address.trim() != "false")
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// The position of an element in `parent`, or at the top. `index` is whether the parent is a list of sitemaps.
fn place_of(parent: Option<&ElementPlace>, element: &BytesStart<'_>, index: bool) -> ElementPlace {
    match (parent, element.local_name().as_ref()) {
        (None, "urlset" | "sitemapindex" | "rss" | "RDF" | "feed") => ElementPlace::List,
        (Some(ElementPlace::List), "url") if !index => ElementPlace::Page,
        (Some(ElementPlace::List), "sitemap") if index => ElementPlace::Sitemap,
        (Some(ElementPlace::List), "channel") => ElementPlace::Channel,
        (Some(ElementPlace::List | ElementPlace::Channel), "item")
        | (Some(ElementPlace::List), "entry") => ElementPlace::Page,
        (Some(ElementPlace::Page), "link") if names_page(element) => ElementPlace::PageAddress,
        (Some(ElementPlace::Page), "loc") => ElementPlace::PageAddress,
        (Some(ElementPlace::Page), "guid") if is_address(element) => ElementPlace::PageId,
        (Some(ElementPlace::Page), "lastmod" | "updated" | "pubDate") => ElementPlace::PageDate,
        (Some(ElementPlace::Sitemap), "loc") => ElementPlace::SitemapAddress,
        _ => ElementPlace::Elsewhere,
    }
}

/// The text of a reference, or the reference itself if it is unknown.
fn referenced(reference: &BytesRef<'_>) -> Result<String, quick_xml::Error> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.into());
    }
    let named = quick_xml::escape::resolve_predefined_entity(reference);
    Ok(named.map_or_else(|| format!("&{};", &**reference), str::to_owned))
}

fn parse_xml(text: &str) -> Result<Sitemap, SitemapError> {
    let broken = |error: &dyn std::fmt::Display| {
        SitemapError::Broken(error.to_string().chars().take(REASON_CHARS).collect())
    };
    let mut reader = Reader::from_str(text);
    // Links in Atom are empty elements.
    reader.config_mut().expand_empty_elements = true;
    // Many sitemaps do not escape the parameters of addresses.
    reader.config_mut().allow_dangling_amp = true;
    let mut sitemap = Sitemap::default();
    let mut index = false;
    let mut open: Vec<ElementPlace> = Vec::new();
    let mut address = String::new();
    let mut page = ListedPage::default();
    let mut id = String::new();
    let mut known = false;
    let take = |address: &mut String, text: &str| {
        // Anything longer is not an address, so its end does not matter.
        if address.len() <= ADDRESS_BYTES {
            address.push_str(text);
        }
    };
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(start) => {
                let place = place_of(open.last(), &start, index);
                if open.is_empty() {
                    index = start.local_name().as_ref() == "sitemapindex";
                    if !known && place == ElementPlace::Elsewhere {
                        return Err(SitemapError::Unknown);
                    }
                }
                known |= place == ElementPlace::List;
                if open.len() >= DEEPEST {
                    return Err(SitemapError::Broken("it nests too deep".into()));
                }
                address.clear();
                if place == ElementPlace::PageAddress {
                    take(&mut address, &attribute(&start, "href").unwrap_or_default());
                }
                open.push(place);
            }
            Event::Text(text) => take(&mut address, &text),
            Event::CData(text) => take(&mut address, &text),
            Event::GeneralRef(reference) => {
                let text = referenced(&reference).map_err(|error| broken(&error))?;
                take(&mut address, &text);
            }
            Event::End(_) => {
                let found = address.trim();
                let is_address = !found.is_empty() && address.len() <= ADDRESS_BYTES;
                match open.pop() {
                    Some(ElementPlace::PageAddress) if is_address && page.address.is_empty() => {
                        found.clone_into(&mut page.address);
                    }
                    Some(ElementPlace::PageId) if is_address && found.starts_with("http") => {
                        found.clone_into(&mut id);
                    }
                    Some(ElementPlace::PageDate) if is_address && found.len() <= DATE_BYTES => {
                        page.lastmod = Some(found.to_owned());
                    }
                    Some(ElementPlace::Page) => {
                        let mut page = std::mem::take(&mut page);
                        let id = std::mem::take(&mut id);
                        if page.address.is_empty() {
                            page.address = id;
                        }
                        if sitemap.pages.len() >= MOST_ADDRESSES {
                            sitemap.left_out += 1;
                        } else if !page.address.is_empty() {
                            sitemap.pages.push(page);
                        }
                    }
                    Some(ElementPlace::SitemapAddress) => {
                        if sitemap.sitemaps.len() >= MOST_ADDRESSES {
                            sitemap.left_out += 1;
                        } else if is_address {
                            sitemap.sitemaps.push(found.to_owned());
                        }
                    }
                    _ => {}
                }
                address.clear();
            }
            Event::Eof if known && open.is_empty() => return Ok(sitemap),
            Event::Eof if known => return Err(SitemapError::Broken("it ends too early".into())),
            Event::Eof => return Err(SitemapError::Unknown),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
