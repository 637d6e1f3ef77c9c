//! Sitemaps (sitemaps.org, version 0.9): XML, sitemap indexes, and plain text with one address a line.

use quick_xml::{Reader, events::Event};

use super::{
    inflate::{GZIP, gunzip},
    source_limits::{ADDRESS_CHARS, SITEMAP_BYTES},
};

/// The most addresses that are read from one sitemap, including those of other origins and folders.
const MOST_ADDRESSES: usize = 10_000;
/// The deepest nesting of elements. An address stands at 3, those of extensions at 4 or 5.
const DEEPEST: usize = 32;
/// The longest address that is taken, in bytes. What surrounds one, white space included, counts.
const ADDRESS_BYTES: usize = 4 * ADDRESS_CHARS;
/// The longest reason why XML cannot be read, in characters. It names elements, which may be as long as the file.
const REASON_CHARS: usize = 200;

/// The addresses that a sitemap lists, as written and in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Addresses of pages (`<url>`).
    pub pages: Vec<String>,
    /// Addresses of further sitemaps (`<sitemap>`).
    pub sitemaps: Vec<String>,
    /// How many more addresses it lists than are read from one.
    pub left_out: usize,
}

/// Why a text is not a sitemap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SitemapError {
    /// It is a gzip file that is damaged or unpacks to more than [`SITEMAP_BYTES`].
    #[error("it is compressed, and damaged or larger than {} MB", SITEMAP_BYTES / 1024 / 1024)]
    Compressed,
    /// Its XML is malformed; the message says how.
    #[error("its XML cannot be read: {0}")]
    Broken(String),
    /// It is neither `<urlset>` nor `<sitemapindex>` nor a list of addresses.
    #[error("it is neither a sitemap in XML nor a list of addresses")]
    Unknown,
}

impl Sitemap {
    /// Reads a sitemap, XML or plain text, as it is or as a gzip file. Bytes that are not UTF-8 become replacement characters.
    pub fn parse(bytes: &[u8]) -> Result<Self, SitemapError> {
        let unpacked = if bytes.starts_with(&GZIP) {
            gunzip(bytes, SITEMAP_BYTES).ok_or(SitemapError::Compressed)?
        } else {
            Vec::new()
        };
        let text = String::from_utf8_lossy(if unpacked.is_empty() {
            bytes
        } else {
            &unpacked
        });
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.starts_with('<') {
            return parse_xml(text);
        }
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let is_address = |line: &&str| line.starts_with("http://") || line.starts_with("https://");
        if lines.is_empty() || !lines.iter().all(is_address) {
            return Err(SitemapError::Unknown);
        }
        Ok(Self {
            left_out: lines.len().saturating_sub(MOST_ADDRESSES),
            pages: lines
                .into_iter()
                .take(MOST_ADDRESSES)
                .map(str::to_owned)
                .collect(),
            sitemaps: Vec::new(),
        })
    }
}

/// The place of an element in a sitemap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ElementPlace {
    /// `<urlset>` or `<sitemapindex>`.
    List,
    /// `<url>` in a `<urlset>`.
    Page,
    /// `<sitemap>` in a `<sitemapindex>`.
    Sitemap,
    /// `<loc>` in a `<url>`.
    PageAddress,
    /// `<loc>` in a `<sitemap>`.
    SitemapAddress,
    /// Anywhere else.
    Elsewhere,
}

fn parse_xml(text: &str) -> Result<Sitemap, SitemapError> {
    let broken = |error: &dyn std::fmt::Display| {
        SitemapError::Broken(error.to_string().chars().take(REASON_CHARS).collect())
    };
    let mut reader = Reader::from_str(text);
    let mut sitemap = Sitemap::default();
    let mut index = false;
    let mut open: Vec<ElementPlace> = Vec::new();
    let mut address = String::new();
    let mut known = false;
    let take = |address: &mut String, text: &str| {
        // A longer one is no address, so its end need not be known.
        if address.len() <= ADDRESS_BYTES {
            address.push_str(text);
        }
    };
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(start) => {
                let name = start.local_name();
                let place = match (open.last(), name.as_ref()) {
                    (None, "urlset" | "sitemapindex") => {
                        index = name.as_ref() == "sitemapindex";
                        ElementPlace::List
                    }
                    (None, _) if !known => return Err(SitemapError::Unknown),
                    (Some(ElementPlace::List), "url") if !index => ElementPlace::Page,
                    (Some(ElementPlace::List), "sitemap") if index => ElementPlace::Sitemap,
                    (Some(ElementPlace::Page), "loc") => ElementPlace::PageAddress,
                    (Some(ElementPlace::Sitemap), "loc") => ElementPlace::SitemapAddress,
                    _ => ElementPlace::Elsewhere,
                };
                known |= place == ElementPlace::List;
                if open.len() >= DEEPEST {
                    return Err(SitemapError::Broken("it nests too deep".into()));
                }
                open.push(place);
                address.clear();
            }
            Event::Text(text) => take(&mut address, &text),
            Event::CData(text) => take(&mut address, &text),
            Event::GeneralRef(reference) => {
                let named =
                    quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned);
                let numbered = reference
                    .resolve_char_ref()
                    .map_err(|error| broken(&error))?;
                if let Some(character) = numbered {
                    take(&mut address, character.encode_utf8(&mut [0; 4]));
                }
                take(&mut address, &named.unwrap_or_default());
            }
            Event::End(_) => {
                let list = match open.pop() {
                    Some(ElementPlace::PageAddress) => Some(&mut sitemap.pages),
                    Some(ElementPlace::SitemapAddress) => Some(&mut sitemap.sitemaps),
                    _ => None,
                };
                if let Some(list) = list {
                    let found = address.trim();
                    if list.len() >= MOST_ADDRESSES {
                        sitemap.left_out += 1;
                    } else if !found.is_empty() && address.len() <= ADDRESS_BYTES {
                        list.push(found.to_owned());
                    }
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
mod tests {
    use super::*;

    fn check(text: &str, pages: &[&str], sitemaps: &[&str]) {
        let sitemap = Sitemap::parse(text.as_bytes()).unwrap();
        assert_eq!(
            (sitemap.pages, sitemap.sitemaps),
            (
                pages.iter().map(ToString::to_string).collect(),
                sitemaps.iter().map(ToString::to_string).collect(),
            )
        );
    }

    #[test]
    fn addresses_of_pages_are_read_with_their_entities() {
        check(
            "\u{feff}<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='i'>\
             <!-- x --><url><loc> https://a.example/?a=1&amp;b=&#50; </loc><lastmod>2026-01-01</lastmod>\
             <image:image><image:loc>https://a.example/x.png</image:loc></image:image></url>\
             <url><loc><![CDATA[https://a.example/c]]></loc></url></urlset>",
            &["https://a.example/?a=1&b=2", "https://a.example/c"],
            &[],
        );
    }

    #[test]
    fn an_index_names_sitemaps() {
        check(
            "<s:sitemapindex xmlns:s='x'><s:sitemap><s:loc>https://a.example/1.xml</s:loc></s:sitemap></s:sitemapindex>",
            &[],
            &["https://a.example/1.xml"],
        );
    }

    #[test]
    fn a_text_has_an_address_a_line() {
        check(
            "https://a.example/1\r\n\r\nhttps://a.example/2\n",
            &["https://a.example/1", "https://a.example/2"],
            &[],
        );
        check("<urlset></urlset>", &[], &[]);
    }

    #[test]
    fn a_compressed_sitemap_is_read() {
        let text = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>";
        let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        file.extend(miniz_oxide::deflate::compress_to_vec(text, 6));
        file.extend([0; 8]);
        assert_eq!(
            Sitemap::parse(&file).unwrap().pages,
            ["https://a.example/1"]
        );
    }

    #[test]
    fn addresses_beyond_the_most_are_counted() {
        let lines = "https://a.example/x\n".repeat(MOST_ADDRESSES + 3);
        let xml = lines
            .replace("https", "<url><loc>https")
            .replace('\n', "</loc></url>");
        for text in [lines, format!("<urlset>{xml}</urlset>")] {
            let sitemap = Sitemap::parse(text.as_bytes()).unwrap();
            assert_eq!((sitemap.pages.len(), sitemap.left_out), (MOST_ADDRESSES, 3));
        }
    }

    #[test]
    fn nesting_and_addresses_are_bounded() {
        let nested = |depth: usize| {
            let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
            Sitemap::parse(format!("<urlset>{open}{close}</urlset>").as_bytes())
        };
        assert!(nested(DEEPEST - 1).is_ok());
        assert_eq!(
            nested(DEEPEST),
            Err(SitemapError::Broken("it nests too deep".into()))
        );
        let long = "x".repeat(ADDRESS_BYTES);
        check(
            &format!(
                "<urlset><url><loc>https://a.example/{long}</loc></url>\
                 <url><loc>https://a.example/b</loc></url></urlset>"
            ),
            &["https://a.example/b"],
            &[],
        );
    }

    #[test]
    fn what_is_no_sitemap_is_refused() {
        assert_eq!(
            Sitemap::parse(&[0x1f, 0x8b, 8]),
            Err(SitemapError::Compressed)
        );
        for text in [
            "",
            "hello",
            "<!doctype html><html><body>404</body></html>",
            "<rss></rss>",
        ] {
            assert_eq!(
                Sitemap::parse(text.as_bytes()),
                Err(SitemapError::Unknown),
                "{text}"
            );
        }
        for text in [
            "<urlset><url><loc>https://a.example/",
            "<urlset><url></loc></url></urlset>",
        ] {
            assert!(
                matches!(
                    Sitemap::parse(text.as_bytes()),
                    Err(SitemapError::Broken(_))
                ),
                "{text}"
            );
        }
    }
}
