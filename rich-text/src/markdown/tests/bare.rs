//! Bare addresses and numbers in a text.

use super::*;

/// Checks the links of a text, both in an answer and in a person's message.
#[track_caller]
fn check_links(text: &str, expected: &[&str]) {
    let links = |inlines: &[Inline]| -> Vec<String> {
        let urls = inlines.iter().filter_map(|inline| match inline {
            Inline::Link { url, .. } => Some(url.clone()),
            _ => None,
        });
        urls.collect()
    };
    assert_eq!(links(&parse_plain(text)), expected, "plain: {text}");
    let blocks = parse(text);
    let [Block::Paragraph(content)] = blocks.as_slice() else {
        panic!("{blocks:?}");
    };
    assert_eq!(links(content), expected, "Markdown: {text}");
}

#[test]
fn bare_addresses_are_links() {
    check_links("See https://a.example/x?y=1.", &["https://a.example/x?y=1"]);
    check_links(
        "(www.shop.example/a_b), or WWW.shop.example!",
        &["https://www.shop.example/a_b", "https://www.shop.example"],
    );
    check_links("www. www.a awww.shop.example", &[]);
}

#[test]
fn e_mail_addresses_are_links() {
    check_links(
        "Write to first.last+shop@mail.shop.example.",
        &["mailto:first.last+shop@mail.shop.example"],
    );
    check_links("a@b, @shop.example, a@@b.example, a@b.example1", &[]);
}

#[test]
fn phone_numbers_are_links() {
    for (text, number) in [
        ("+43 664 123 45 67", "+436641234567"),
        ("+43 (0)664 1234567", "+436641234567"),
        ("+1 (555) 123-4567", "+15551234567"),
        ("0664 1234567", "06641234567"),
        ("0664/123 45 67", "06641234567"),
        ("(01) 123 45 67", "011234567"),
        ("01 23 45 67 89", "0123456789"),
        ("(555) 123-4567", "5551234567"),
        ("555-123-4567", "5551234567"),
        ("1-800-555-1234", "18005551234"),
    ] {
        check_links(&format!("Call {text}."), &[&format!("tel:{number}")]);
    }
}

#[test]
fn dates_times_prices_and_other_numbers_are_no_phone_numbers() {
    for text in [
        "on 01.02.2026 or 2026-02-01",
        "01.02. - 05.02.2026",
        "from 08:00-17:00 or 09.00 - 17.00",
        "order 0123456789 or 1234567890",
        "EUR 1.234.567,00 or 0.12345678",
        "ISBN 978-3-16-148410-0",
        "AB-0664 1234567",
        "10 000 000 000 stars",
        "050 % 1234567",
        "192.168.100.200",
    ] {
        check_links(text, &[]);
    }
}

#[test]
fn code_and_links_stay_as_they_are() {
    check(
        "`www.a.example` [www.b.example](https://c.example)",
        "p(`www.a.example` <a https://c.example>www.b.example</a>)",
    );
    check(
        "**www.a.example** [1]",
        "p(<b><a https://www.a.example>www.a.example</a></b>\u{2060}<1>)",
    );
    check(
        "www.a.example [1]",
        "p(<a https://www.a.example>www.a.example</a>\u{2060}<1>)",
    );
}

#[test]
fn a_person_writes_text_and_not_markdown() {
    assert_eq!(
        draw_inlines(&parse_plain("**No** [1]\n\n- [a](https://b.example)")),
        "**No** [1]⏎⏎- [a](<a https://b.example>https://b.example</a>)"
    );
}
