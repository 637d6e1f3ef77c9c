//! robots.txt (RFC 9309), including `Crawl-delay`, which is not in the standard but on many sites.

use std::time::Duration;

use super::{
    page_address::path_pattern::{encoded, encoded_path, fits},
    source_limits::ROBOTS_BYTES,
};

pub mod robots_header;

/// The most rules with a star, because each is searched for in the whole address. Beyond this, a disallowing rule
/// forbids everything with the part before its star, and an allowing rule is ignored.
const STARRED_RULES: usize = 2_000;
/// The most sitemaps that are read from the file.
const MOST_SITEMAPS: usize = 1_000;

/// The product token by which robots.txt can address Porchlight.
pub const AGENT: &str = "PorchlightBot";

/// The rules of a site for Porchlight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// The pause between two pages that the site asks for, in milliseconds.
    pub delay_ms: u32,
    /// The sitemaps that the file names, as written.
    pub sitemaps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// With normalised percent-encoding. `*` and a final `$` are special.
    pattern: String,
}

impl Robots {
    /// Parses a robots.txt. Ignores everything after [`ROBOTS_BYTES`].
    pub fn parse(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text.get(..ROBOTS_BYTES).unwrap_or(text));
        let mut sitemaps = Vec::new();
        let (mut ours, mut everybodys) = (Group::default(), Group::default());
        let (mut for_us, mut for_everybody) = (false, false);
        let mut names_agents = false;
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if !names_agents {
                        (for_us, for_everybody) = (false, false);
                    }
                    names_agents = true;
                    if is_us(value) {
                        for_us = true;
                        ours.named = true;
                    }
                    for_everybody |= value == "*";
                }
                "sitemap" if sitemaps.len() < MOST_SITEMAPS => sitemaps.push(value.to_owned()),
                "crawl-delay" => {
                    names_agents = false;
                    let delay_ms = milliseconds(value);
                    if for_us {
                        ours.delay_ms = ours.delay_ms.max(delay_ms);
                    }
                    if for_everybody {
                        everybodys.delay_ms = everybodys.delay_ms.max(delay_ms);
                    }
                }
                key @ ("allow" | "disallow") => {
                    names_agents = false;
                    if value.is_empty() {
                        continue;
                    }
                    let rule = Rule {
                        allow: key == "allow",
                        pattern: encoded(value),
                    };
                    if for_us {
                        ours.push(rule.clone());
                    }
                    if for_everybody {
                        everybodys.push(rule);
                    }
                }
                _ => {}
            }
        }
        let group = if ours.named { ours } else { everybodys };
        Self {
            rules: group.rules,
            delay_ms: group.delay_ms,
            sitemaps,
        }
    }

    /// Whether the page may be read. The longest matching rule decides, and of equally long ones an allowing rule.
    pub fn allows(&self, url: &url::Url) -> bool {
        if url.path() == "/robots.txt" {
            return true;
        }
        let path = encoded_path(url);
        self.rules
            .iter()
            .filter(|rule| fits(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allow))
            .is_none_or(|rule| rule.allow)
    }
}

#[derive(Default)]
struct Group {
    named: bool,
    rules: Vec<Rule>,
    starred: usize,
    delay_ms: u32,
}

/// Converts seconds, possibly with a fraction, to milliseconds. 0 if it is not a number.
fn milliseconds(seconds: &str) -> u32 {
    let seconds = seconds.parse::<f32>().ok().map(Duration::try_from_secs_f32);
    match seconds {
        Some(Ok(delay)) => u32::try_from(delay.as_millis()).unwrap_or(u32::MAX),
        _ => 0,
    }
}

impl Group {
    fn push(&mut self, mut rule: Rule) {
        if let Some(star) = rule.pattern.find('*') {
            self.starred += 1;
            if self.starred > STARRED_RULES {
                if rule.allow {
                    return;
                }
                rule.pattern.truncate(star);
            }
        }
        self.rules.push(rule);
    }
}

/// Whether `value` names Porchlight. Only letters, `_` and `-` are part of the name. A version after it is ignored.
fn is_us(value: &str) -> bool {
    let end = value
        .find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '_' | '-')))
        .unwrap_or(value.len());
    value
        .get(..end)
        .is_some_and(|name| name.eq_ignore_ascii_case(AGENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_taken_from_the_group_that_speaks_to_us() {
        for (text, expected) in [
            ("User-agent: *\nCrawl-delay: 10", 10_000),
            ("User-agent: *\nCrawl-Delay: 0.5 # half", 500),
            (
                "User-agent: *\nCrawl-delay: 10\n\nUser-agent: PorchlightBot\nCrawl-delay: 2",
                2_000,
            ),
            (
                "User-agent: *\nCrawl-delay: 10\n\nUser-agent: PorchlightBot\nAllow: /",
                0,
            ),
            ("User-agent: other\nCrawl-delay: 10", 0),
            ("User-agent: *\nCrawl-delay: soon", 0),
            ("User-agent: *\nCrawl-delay: -4", 0),
            ("User-agent: *\nCrawl-delay: NaN", 0),
            ("User-agent: *\nCrawl-delay: 1e30", 0),
            ("User-agent: *\nCrawl-delay: 99999999", u32::MAX),
            ("User-agent: *\nCrawl-delay: 1\nDisallow: /a", 1_000),
        ] {
            assert_eq!(Robots::parse(text.as_bytes()).delay_ms, expected, "{text}");
        }
    }

    fn check(robots: &str, path: &str, expected: bool) {
        let url = url::Url::parse("https://a.example")
            .unwrap()
            .join(path)
            .unwrap();
        assert_eq!(
            Robots::parse(robots.as_bytes()).allows(&url),
            expected,
            "{path} in\n{robots}"
        );
    }

    #[test]
    fn our_group_goes_before_everybodys_and_groups_for_us_add_up() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-Agent: porchlightbot/2.0\nDisallow: /a\n\n\
            user-agent: Other\nUSER-AGENT: PorchlightBot\nDisallow: /b # not here\n\nUser-agent: Other\nDisallow: /c\n";
        check(robots, "/", true);
        check(robots, "/a/x", false);
        check(robots, "/b", false);
        check(robots, "/c", true);
        check("User-agent: PorchlightBots\nDisallow: /\n", "/", true);
        check(
            "User-agent: PorchlightBot\nDisallow:\nUser-agent: *\nDisallow: /",
            "/x",
            true,
        );
    }

    #[test]
    fn the_longest_rule_decides_and_allowing_wins_among_equals() {
        let robots = "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\nDisallow: /example/";
        check(robots, "/example/page/", true);
        check(robots, "/example/page/disallowed.gif", false);
        check(robots, "/example/other", false);
        check("User-agent: *\nDisallow: /x\nAllow: /x", "/x", true);
    }

    #[test]
    fn stars_and_the_end_mean_what_the_standard_says() {
        let robots =
            "User-agent: *\nDisallow: *.gif$\nDisallow: /a*b*c\nDisallow: /only$\nDisallow: /?q=";
        check(robots, "/path/x.gif", false);
        check(robots, "/path/x.gif?y", true);
        check(robots, "/a1b2c3", false);
        check(robots, "/a1c2b", true);
        check(robots, "/only", false);
        check(robots, "/only/this", true);
        check(robots, "/?q=1", false);
        check("User-agent: *\nDisallow: /*\nAllow: /$", "/", true);
        check("User-agent: *\nDisallow: /*aa$", "/xaaa", false);
    }

    #[test]
    fn percent_encoding_does_not_hide_a_path() {
        let robots =
            "User-agent: *\nDisallow: /foo/bar/ツ\nDisallow: /bar/%62%61%7A\nDisallow: /c%2fd";
        check(robots, "/foo/bar/%E3%83%84", false);
        check(robots, "/bar/baz", false);
        check(robots, "/c%2Fd", false);
        check(robots, "/c/d", true);
    }

    #[test]
    fn nothing_is_forbidden_by_what_is_no_robots_txt() {
        check("", "/", true);
        check("<!doctype html><title>Not found</title>", "/", true);
        check("Disallow: /", "/", true);
        check("User-agent: *\nDisallow: /robots.txt", "/robots.txt", true);
        check("\u{feff}User-agent: *\r\nDisallow: /x\r\n", "/x", false);
    }

    #[test]
    fn rules_with_stars_are_bounded_and_the_further_ones_forbid_more() {
        let many: Vec<String> = (0..STARRED_RULES)
            .map(|n| format!("Disallow: /{n}*x\n"))
            .collect();
        let many = many.concat();
        let robots = format!("User-agent: *\n{many}Disallow: /private/*.pdf\nAllow: /private/a*\n");
        check(&robots, "/1ax", false);
        check(&robots, "/1a", true);
        check(&robots, "/private/a", false);
        check(&robots, "/public", true);
    }

    #[test]
    fn sitemaps_are_for_everybody() {
        let robots =
            Robots::parse(b"User-agent: Other\nDisallow: /\nSitemap: https://a.example/s.xml\n");
        assert_eq!(robots.sitemaps, ["https://a.example/s.xml"]);
    }
}
