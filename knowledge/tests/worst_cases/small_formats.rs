//! Passages, sitemaps, robots.txt, charsets, JSON.

use porchlight_knowledge::{
    extract::charset, inflate, robots::Robots, sentences, sitemap::Sitemap,
};

use super::{LARGE, check, nested, numbered, repeated, text};

#[test]
fn sentences_and_their_plain_text() {
    check(
        LARGE,
        &[
            ("brackets", &repeated("[")),
            ("linked pictures", &repeated("[![a](")),
            ("links", &repeated("[a. B](c) D. ")),
            ("labels", &nested("[", "](a)")),
            ("code", &repeated("`a. B")),
            ("strong text", &repeated("**a. B")),
            ("full stops", &repeated(".")),
            ("lines", &repeated("a. B\n")),
            ("fences", &repeated("```\n")),
        ],
        |bytes| {
            let text = text(bytes);
            let blocks = sentences::blocks(&text);
            assert!(blocks.iter().map(|block| block.text.len()).sum::<usize>() <= text.len());
            sentences::searchable(&text);
        },
    );
}

#[test]
fn sitemaps() {
    check(
        LARGE,
        &[
            ("depth", &repeated("<urlset>")),
            (
                "entries",
                &repeated("<urlset><url><loc>https://a.example/</loc></url></urlset>"),
            ),
            ("comments", &repeated("<!---->")),
            ("comments that do not end", &repeated("<!--")),
            ("entities", &|bytes| {
                format!("<urlset><url><loc>{}", "&amp;".repeat(bytes / 5)).into_bytes()
            }),
            ("attributes", &|bytes| {
                format!("<urlset{}>", " a='b'".repeat(bytes / 6)).into_bytes()
            }),
            ("declarations", &|bytes| {
                format!(
                    "<!DOCTYPE a [{}]><urlset/>",
                    "<!ENTITY a '&a;&a;'>".repeat(bytes / 20)
                )
                .into_bytes()
            }),
            ("lines", &repeated("https://a.example/\n")),
            ("one line", &|bytes| {
                format!("https://{}", "a".repeat(bytes)).into_bytes()
            }),
        ],
        |bytes| {
            let _ = Sitemap::parse(bytes);
        },
    );
}

#[test]
fn rules_of_robots() {
    let path = format!("https://a.example/{}", "ab".repeat(3_000));
    let address = url::Url::parse(&path).unwrap();
    check(
        LARGE,
        &[
            ("one line", &repeated("a")),
            ("one rule", &|bytes| {
                format!("user-agent: *\ndisallow: /{}", "*a".repeat(bytes / 2)).into_bytes()
            }),
            ("rules", &|bytes| {
                format!(
                    "user-agent: *\n{}",
                    "disallow: /*a*b*c\n".repeat(bytes / 18)
                )
                .into_bytes()
            }),
            ("groups", &numbered("user-agent: a#\ndisallow: /\n")),
            ("names", &repeated("user-agent: *\n")),
            ("sitemaps", &repeated("sitemap: a\n")),
            ("encodings", &|bytes| {
                format!("user-agent: *\ndisallow: {}", "%".repeat(bytes)).into_bytes()
            }),
        ],
        |bytes| {
            let robots = Robots::parse(bytes);
            assert!(robots.sitemaps.len() <= 1_000);
            robots.allows(&address);
        },
    );
}

#[test]
fn charsets_and_gzip() {
    check(
        LARGE,
        &[
            ("labels", &repeated("<meta charset=")),
            ("invalid bytes", &|bytes| vec![0xfe; bytes]),
            ("letters of any charset", &|bytes| {
                b"a\xe9\xc0 ".repeat(bytes / 4)
            }),
            ("letters of two bytes", &|bytes| {
                b"\xa4\xa2".repeat(bytes / 2)
            }),
            ("languages", &|bytes| {
                [repeated("<html lang=")(bytes), vec![0xe9]].concat()
            }),
            ("ends of tags", &|bytes| {
                [repeated("<meta>")(bytes), vec![0xe9]].concat()
            }),
            ("escapes of ISO-2022-JP", &repeated("\u{1b}$B\u{1b}(B")),
        ],
        |bytes| {
            let _ = charset::decode(bytes, None);
            inflate::gunzip(bytes, LARGE);
        },
    );
}

#[test]
fn json_of_any_depth() {
    check(
        LARGE,
        &[
            ("lists in lists", &repeated("[")),
            ("objects in objects", &repeated("{\"a\":")),
            ("a number", &repeated("1")),
            ("escapes", &|bytes| {
                format!("\"{}\"", "\\u0041".repeat(bytes / 6)).into_bytes()
            }),
            ("keys", &|bytes| {
                let text = text(&numbered("\"#\":1,")(bytes));
                format!("{{{}}}", text.trim_end_matches(',')).into_bytes()
            }),
        ],
        |bytes| {
            let _ = serde_json::from_slice::<serde_json::Value>(bytes);
        },
    );
}
