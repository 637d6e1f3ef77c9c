//! Lists of pages of all kinds, intact and damaged.

use super::*;

fn addresses(sitemap: &Sitemap) -> Vec<String> {
    let pages = sitemap.pages.iter();
    pages.map(|page| page.address.clone()).collect()
}

fn check(text: &str, pages: &[&str], sitemaps: &[&str]) {
    let sitemap = Sitemap::parse(text.as_bytes()).unwrap();
    assert_eq!(
        (addresses(&sitemap), sitemap.sitemaps),
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
fn addresses_are_read_as_carelessly_as_they_are_written() {
    check(
        "<urlset><url><loc>https://a.example/?a=1&b=2&lang;=3</loc></url>\
         <url><loc>https://a.example/x&y</loc></url></urlset>",
        &[
            "https://a.example/?a=1&b=2&lang;=3",
            "https://a.example/x&y",
        ],
        &[],
    );
    let text = "<?xml version='1.0' encoding='UTF-16'?><urlset><url><loc>https://a.example/é</loc></url></urlset>";
    let utf_16: Vec<u8> = ("\u{feff}".encode_utf16().chain(text.encode_utf16()))
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin = text.replace("UTF-16", "ISO-8859-1");
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(c).unwrap()).collect();
    for bytes in [utf_16, latin] {
        let sitemap = Sitemap::parse(&bytes).unwrap();
        assert_eq!(addresses(&sitemap), ["https://a.example/é"]);
    }
}

#[test]
fn an_entry_without_a_link_has_its_id() {
    check(
        "<rss><channel><item><guid>https://a.example/1</guid></item>\
         <item><guid isPermaLink='true'>https://a.example/no</guid><link>https://a.example/2</link></item>\
         <item><guid isPermaLink='false'>https://a.example/no</guid></item><item><guid>tag:3</guid></item></channel></rss>",
        &["https://a.example/1", "https://a.example/2"],
        &[],
    );
}

#[test]
fn feeds_name_the_pages_of_their_entries() {
    check(
        "<?xml version='1.0'?><rss version='2.0' xmlns:atom='a'><channel><link>https://a.example/</link>\
         <atom:link href='https://a.example/feed' rel='self'/><image><link>https://a.example/i</link></image>\
         <item><title>One</title><link>https://a.example/1?a=1&amp;b=2</link><guid>x</guid></item>\
         <item><link><![CDATA[https://a.example/2]]></link></item></channel></rss>",
        &["https://a.example/1?a=1&b=2", "https://a.example/2"],
        &[],
    );
    check(
        "<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://a.example/'/><entry>\
         <link rel='edit' href='https://a.example/edit'/><link rel='alternate' href='https://a.example/1'/></entry>\
         <entry><link href='https://a.example/2?a=1&amp;b=2'></link></entry></feed>",
        &["https://a.example/1", "https://a.example/2?a=1&b=2"],
        &[],
    );
    check(
        "<rdf:RDF xmlns:rdf='r'><channel rdf:about='x'><link>https://a.example/</link></channel>\
         <item rdf:about='y'><link>https://a.example/1</link></item></rdf:RDF>",
        &["https://a.example/1"],
        &[],
    );
}

#[test]
fn a_json_feed_names_the_pages_of_its_items() {
    check(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [
          {"id": "1", "url": "https://a.example/1", "content_html": "<p>1</p>"},
          {"id": "https://a.example/2"}, {"id": 3}, {"id": "4", "url": ""}],
          "next_url": "https://a.example/feed.json?page=2"}"#,
        &["https://a.example/1", "https://a.example/2"],
        &["https://a.example/feed.json?page=2"],
    );
    let dated = r#"{"version": "https://jsonfeed.org/version/1", "items": [
        {"id": "1", "url": "/1", "date_published": "2026-01-01", "date_modified": "2026-02-02"}]}"#;
    let listed = Sitemap::parse(dated.as_bytes()).unwrap().pages;
    assert_eq!(listed[0].lastmod.as_deref(), Some("2026-02-02"));
    for other in [
        "{",
        "{}",
        r#"{"version": "1", "items": []}"#,
        r#"{"items": []}"#,
    ] {
        assert_eq!(
            Sitemap::parse(other.as_bytes()),
            Err(SitemapError::Unknown),
            "{other}"
        );
    }
}

#[test]
fn an_llms_txt_names_the_pages_of_its_links() {
    check(
        "# Shop\n\n> Lamps, and [more](#more).\n\n## Docs\n\n- [Returns](/returns.md): How\n\
         * [Price](https://a.example/price \"Now\"), [mail](mailto:a@a.example)\n",
        &["/returns.md", "https://a.example/price"],
        &[],
    );
    assert_eq!(
        Sitemap::parse(b"# Shop\n\nNothing."),
        Err(SitemapError::Unknown)
    );
    assert_eq!(Sitemap::parse(b""), Err(SitemapError::Unknown));
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
        addresses(&Sitemap::parse(&file).unwrap()),
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
        "<html></html>",
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

#[test]
fn dates_belong_to_their_pages() {
    for text in [
        "<urlset><url><lastmod> 2027-01-31 </lastmod><loc>https://a.example/1</loc></url>\
         <url><loc>https://a.example/2</loc><lastmod></lastmod></url></urlset>",
        "<rss><channel><pubDate>now</pubDate><item><link>https://a.example/1</link><pubDate>2027-01-31</pubDate></item>\
         <item><link>https://a.example/2</link></item></channel></rss>",
        "<feed><updated>now</updated><entry><link href='https://a.example/1'/><updated>2027-01-31</updated></entry>\
         <entry><link href='https://a.example/2'/></entry></feed>",
    ] {
        let sitemap = Sitemap::parse(text.as_bytes()).unwrap();
        let dates: Vec<Option<&str>> = (sitemap.pages.iter())
            .map(|page| page.lastmod.as_deref())
            .collect();
        assert_eq!(dates, [Some("2027-01-31"), None], "{text}");
    }
}
