//! E-mail addresses as visitors write them: an addr-spec (RFC 5322, section 3.4.1) of dot-atoms, also with letters
//! outside ASCII (RFC 6532).
//!
//! *Invariant:* an address has no white space, quote, bracket, comma, colon, percent sign, invisible character or
//! full-width character, so it is one address wherever it is written.

use std::ops::RangeInclusive;

use porchlight_shared::limits::EMAIL_CHARS;
use url::Host;

/// The longest part before the `@`, in bytes (RFC 5321, section 4.5.3.1.1).
const LOCAL_BYTES: usize = 64;
/// The longest domain, in bytes of its ASCII form (RFC 1035, section 2.3.4, without the root).
const DOMAIN_BYTES: usize = 253;
/// The longest label of a domain, in bytes of its ASCII form (RFC 1035, section 2.3.4).
const LABEL_BYTES: usize = 63;

/// The full-width forms of ASCII (Unicode block Halfwidth and Fullwidth Forms). Input methods for Chinese, Japanese and
/// Korean produce them in place of ASCII.
const FULL_WIDTH: RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';
/// The distance from an ASCII character to its full-width form.
const WIDENED: u32 = 0xff01 - 0x21;

/// The address with ASCII in place of full-width characters, and without surrounding white space. `None` if it is not
/// an addr-spec. Quoted local parts and addresses in brackets are refused, too: hardly anybody has one. Only sending an
/// e-mail shows whether it arrives.
pub fn normalised(text: &str) -> Option<String> {
    let narrow = |c| match c {
        c if FULL_WIDTH.contains(&c) => char::from_u32(u32::from(c) - WIDENED).unwrap_or(c),
        c => c,
    };
    let text: String = text.trim().chars().map(narrow).collect();
    let can_be = text.chars().take(EMAIL_CHARS + 1).count() <= EMAIL_CHARS
        && text
            .split_once('@')
            .is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    can_be.then_some(text)
}

/// The form for comparing two addresses, with ASCII letters in lower case. Other letters stay, because Unicode folds
/// some that are different in an address: the Kelvin sign, U+212A, becomes `k`.
pub fn folded(address: &str) -> String {
    address.to_ascii_lowercase()
}

fn is_local_part(local: &str) -> bool {
    local.len() <= LOCAL_BYTES
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// RFC 5322, section 3.2.3, extended by RFC 6532, section 3.2.
fn is_atext(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        is_visible(c)
    }
}

fn is_domain(domain: &str) -> bool {
    let written = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| {
                if c.is_ascii() {
                    c.is_ascii_alphanumeric() || c == '-'
                } else {
                    is_visible(c)
                }
            })
    });
    if !written {
        return false;
    }
    // A domain that ends in a number is an IPv4 address. An addr-spec has those only in brackets.
    let Ok(Host::Domain(ascii)) = Host::parse(domain) else {
        return false;
    };
    ascii.len() <= DOMAIN_BYTES
        && ascii.split('.').count() == domain.split('.').count()
        && ascii
            .split('.')
            .all(|label| (1..=LABEL_BYTES).contains(&label.len()))
}

/// Whether a reader of the address sees `c`: it is not a space, a control character, or one of the characters that only
/// join, hide or reverse others (Unicode's category Cf).
fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(
            c,
            '\u{ad}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                // Other small, half-width and full-width forms.
                | '\u{fe50}'..='\u{fe6f}'
                | '\u{ff00}'..='\u{ffef}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_addr_spec_stays_as_it_is_written() {
        for (text, expected) in [
            (" sarah@example.com ", "sarah@example.com"),
            ("Sarah.Smith@Example.COM", "Sarah.Smith@Example.COM"),
            (
                "o'brien+lamps@münchen.example",
                "o'brien+lamps@münchen.example",
            ),
            ("sarah@localhost", "sarah@localhost"),
            (
                "!#$&'*+-/=?^_`{|}~@a-b.example",
                "!#$&'*+-/=?^_`{|}~@a-b.example",
            ),
            ("用户@例え.example", "用户@例え.example"),
            ("a@1.example", "a@1.example"),
            ("sarah＠example.com", "sarah@example.com"),
            ("ｓａｒａｈ＠ｅｘａｍｐｌｅ．ｃｏｍ", "sarah@example.com"),
        ] {
            assert_eq!(normalised(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_addr_spec_is_refused() {
        let long_label = format!("a@{}.example", "x".repeat(LABEL_BYTES + 1));
        let long_local = format!("{}@example.com", "x".repeat(LOCAL_BYTES + 1));
        let long = format!("a@{}example.com", "x.".repeat(EMAIL_CHARS));
        for text in [
            "",
            "sarah",
            "@example.com",
            "sarah@",
            "a@b@c",
            "sarah@example..com",
            "sarah@example.com.",
            ".sarah@example.com",
            "sarah.@example.com",
            "sa..rah@example.com",
            "a b@example.com",
            "a\u{a0}b@example.com",
            "a@example.com,b@example.com",
            "a@example.com;b@example.com",
            "<a@example.com>",
            "Sarah <a@example.com>",
            "a(comment)@example.com",
            "a:b@example.com",
            "a\\b@example.com",
            "\"a\"@example.com",
            "a[b]@example.com",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@2130706433",
            "a@exa_mple.com",
            "a@-example.com",
            "a@example-.com",
            "a@example.com?bcc=b@example.com",
            "a@example.com%0d%0abcc:b",
            "a@ex%61mple.com",
            "a@example.com\r\nBcc: b@example.com",
            "a\u{202e}b@example.com",
            "a\u{200b}@example.com",
            "a@exam\u{ad}ple.com",
            "a@example\u{3002}com",
            "a@example\u{ff61}com",
            // Programs disagree on which address each of these is.
            "a\u{fe6b}b@example.com",
            "a\u{ff20}b@example.com",
            "a\u{ff1c}b\u{ff1e}@example.com",
            "a\u{ff1a}b@example.com",
            "ｶﾅ@example.com",
            &long_label,
            &long_local,
            &long,
        ] {
            assert_eq!(normalised(text), None, "{text}");
        }
    }

    #[test]
    fn only_ascii_letters_are_folded() {
        assert_eq!(folded("Ada@EXAMPLE.com"), "ada@example.com");
        // The Kelvin sign, and the Turkish capital I with a dot.
        for address in ["\u{212a}ay@example.com", "\u{130}da@example.com"] {
            assert_eq!(folded(address), address);
        }
    }
}
