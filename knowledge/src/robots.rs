//! robots.txt (RFC 9309). Requested delays between pages are ignored, because a crawl is small and slow anyway.

use percent_encoding::percent_encode_byte;

use super::source_limits::ROBOTS_BYTES;

/// The most rules with a star. Each is searched for in the whole address. Of further ones that forbid, what stands before
/// the star is forbidden; further ones that allow say nothing.
const STARRED_RULES: usize = 2_000;
/// The most sitemaps that are taken.
const MOST_SITEMAPS: usize = 1_000;

/// The product token that robots.txt can address.
pub const AGENT: &str = "PorchlightBot";

/// The rules of a site for Porchlight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// The sitemaps that the file names, as written.
    pub sitemaps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// With normalised percent-encoding. `*` and a final `$` have their special meaning.
    pattern: String,
}

impl Robots {
    /// Reads a robots.txt. Everything after [`ROBOTS_BYTES`] is ignored.
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
        let rules = if ours.named { ours } else { everybodys }.rules;
        Self { rules, sitemaps }
    }

    /// Whether the page may be read. The longest matching rule decides; of equally long ones, an allowing rule.
    pub fn allows(&self, url: &url::Url) -> bool {
        if url.path() == "/robots.txt" {
            return true;
        }
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path.push('?');
            path.push_str(query);
        }
        let path = encoded(&path);
        self.rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allow))
            .is_none_or(|rule| rule.allow)
    }
}

#[derive(Default)]
struct Group {
    named: bool,
    rules: Vec<Rule>,
    starred: usize,
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

/// Whether `value` names Porchlight. Only letters, `_` and `-` belong to the name; a version after it is ignored.
fn is_us(value: &str) -> bool {
    let end = value
        .find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '_' | '-')))
        .unwrap_or(value.len());
    value
        .get(..end)
        .is_some_and(|name| name.eq_ignore_ascii_case(AGENT))
}

/// Percent-encodes bytes outside printable ASCII, and decodes encoded ones that need not be encoded.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = match rest {
            [high, low, after @ ..] if byte == b'%' => {
                octet(*high, *low).map(|octet| (octet, after))
            }
            _ => None,
        };
        if let Some((octet, after)) = escaped {
            rest = after;
            if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
                encoded.push(char::from(octet));
            } else {
                encoded.push_str(percent_encode_byte(octet));
            }
        } else if byte.is_ascii_graphic() {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(percent_encode_byte(byte));
        }
    }
    encoded
}

/// The byte that two hexadecimal digits stand for.
fn octet(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Whether `path` begins as `pattern` says. Taking the earliest match for each part between stars leaves most
/// for the rest.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return !to_the_end || rest.is_empty();
    };
    for part in between {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    if to_the_end {
        rest.ends_with(last)
    } else {
        rest.contains(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
