//! Recognises an element's purpose by its contents and its position.

use scraper::ElementRef;

use super::super::{
    element::{is_control, sign, words},
    survey::Holding,
};

/// The most text of a consent banner, in characters.
const CONSENT_CHARS: usize = 800;
/// The same limit in bytes, including the white space around and between its parts.
const CONSENT_BYTES: usize = 10_000;
/// How far from either end of a page it starts or ends, in characters.
const EDGE_CHARS: usize = 600;
/// Words for its subject, in lower case.
const COOKIES: &[&str] = &[
    "cookie",
    "cookies",
    "クッキー",
    "куки",
    "ciastecz",
    "kakor",
    "쿠키",
    "store data on your device",
];
/// How labels of buttons that agree begin, in lower case.
const AGREED: &[&str] = &[
    "accept",
    "agree",
    "allow",
    "got it",
    "i understand",
    "ok",
    "akzeptieren",
    "alle akzeptieren",
    "zustimmen",
    "einverstanden",
    "verstanden",
    "aceptar",
    "acepto",
    "accepter",
    "tout accepter",
    "j'accepte",
    "accetta",
    "aceitar",
    "aceito",
    "akcept",
    "zgadzam",
    "rozumiem",
    "принять",
    "согласен",
    "принимаю",
    "хорошо",
    "accepteren",
    "akkoord",
    "godkänn",
    "acceptera",
    "přijmout",
    "souhlasím",
    "tamam",
    "kabul",
    "同意",
    "接受",
    "許可",
    "동의",
    "موافق",
    "אישור",
];
/// The longest such label, in characters.
const LABEL_CHARS: usize = 25;
/// The most text besides the links in a row of share buttons, in characters.
const SHARE_CHARS: usize = 40;
/// Words for footers in classes and ids.
const FEET: &[&str] = &[
    "colophon",
    "copyright",
    "footer",
    "fusszeile",
    "paticka",
    "podval",
    "rodape",
    "sitefooter",
    "stopka",
    "zapati",
];
/// More such words, for elements without sentences. Pages about feet have these words, too.
const BARE_FEET: &[&str] = &["foot", "fuss", "pie", "pied", "voet"];
/// The most text after the footer of a page, in characters: that of a consent banner.
const AFTER_FOOT: usize = 600;
/// The longest copyright notice, in characters.
const OWNER_CHARS: usize = 160;
/// How such notices begin, in lower case.
const OWNED: &[&str] = &[
    "©",
    "(c) ",
    "copyright ©",
    "copyright (c)",
    "copyright 19",
    "copyright 20",
    "版权所有",
];
/// How many elements of a footer are searched for links.
const LOOKED_THROUGH: usize = 100;
/// The fewest links of a footer that is not marked as one.
const LEGAL_LINKS: usize = 2;
/// Parts of the labels of links to legal pages, in lower case.
const LEGAL: &[&str] = &[
    "imprint",
    "privacy",
    "terms of",
    "impressum",
    "datenschutz",
    "mentions légales",
    "confidentialité",
    "aviso legal",
    "privacidad",
    "privacidade",
    "note legali",
    "informativa",
    "colofon",
    "privacybeleid",
    "prywatności",
    "integritetspolicy",
    "ochrana osobních",
    "конфиденциальн",
    "gizlilik",
    "隐私",
    "隱私",
    "プライバシー",
    "개인정보",
    "الخصوصية",
];
/// The fewest parts of a comment section.
const COMMENT_PARTS: usize = 2;

/// Whether `element` is a consent banner: at an edge of the page, with a button that agrees.
pub(in super::super) fn asks_for_consent(
    element: &ElementRef<'_>,
    holding: &Holding,
    page_chars: usize,
) -> bool {
    let after = page_chars.saturating_sub(holding.before + holding.chars);
    if !matches!(
        element.value().name(),
        "div" | "section" | "aside" | "form" | "p"
    ) || holding.chars > CONSENT_CHARS
        || holding.bytes > CONSENT_BYTES
        || holding.inner_controls + holding.links == 0
        || holding.beginnings > 0
        || holding.within.content
        || holding.within.main_role
        || holding.before > EDGE_CHARS && after > EDGE_CHARS
    {
        return false;
    }
    agrees_to_cookies(element)
}

/// Whether `element` is about cookies and has a button that agrees.
pub(super) fn agrees_to_cookies(element: &ElementRef<'_>) -> bool {
    let text = element.text().collect::<String>().to_lowercase();
    COOKIES.iter().any(|word| text.contains(word))
        && element
            .descendent_elements()
            .filter(|inner| inner.value().name() != "summary" && is_control(inner))
            .any(|control| {
                let label = control.text().flat_map(str::chars);
                let label: String = label.take(LABEL_CHARS + 1).collect();
                let label = label.trim().to_lowercase();
                label.chars().count() <= LABEL_CHARS
                    && AGREED.iter().any(|word| label.starts_with(word))
            })
}

/// Whether `element` is a row of links that share the page.
pub(super) fn shares_page(element: &ElementRef<'_>, holding: &Holding) -> bool {
    holding.share_links > 0
        && holding.share_links == holding.other_links
        && holding.sentences == 0
        && holding.prose() <= SHARE_CHARS
        && element.value().name() != "a"
}

/// Whether `element` has visitors' comments on the page: its class or id says so, and so do those of its parts.
pub(super) fn is_comments(element: &ElementRef<'_>, holding: &Holding) -> bool {
    holding.comment_parts >= COMMENT_PARTS
        && holding.beginnings == 0
        && has_word(element, |word| word == "comments" || word == "comment")
}

/// Whether `element` is the footer of a page, or a copyright notice.
pub(super) fn is_foot(element: &ElementRef<'_>, holding: &Holding, page_chars: usize) -> bool {
    let after = page_chars.saturating_sub(holding.before + holding.chars);
    if after > AFTER_FOOT || holding.beginnings > 0 || holding.before == 0 {
        return false;
    }
    let is_named = has_word(element, |word| {
        FEET.contains(&word) || holding.sentences == 0 && BARE_FEET.contains(&word)
    });
    is_named
        || leads_to_terms(element, holding)
        || holding.chars <= OWNER_CHARS && {
            let begins: String = element
                .text()
                .flat_map(str::chars)
                .skip_while(|c| c.is_whitespace())
                .take(16)
                .collect();
            let begins = begins.to_lowercase();
            OWNED.iter().any(|owned| begins.starts_with(owned))
        }
}

/// Whether it is little more than links, at least one of them to a legal page.
fn leads_to_terms(element: &ElementRef<'_>, holding: &Holding) -> bool {
    holding.other_links >= LEGAL_LINKS
        && holding.sentences + holding.headings + holding.fields == 0
        && holding.linked_chars * 2 >= holding.chars
        && holding.chars <= OWNER_CHARS
        && (element.descendent_elements().take(LOOKED_THROUGH))
            .filter(|inner| inner.value().name() == "a")
            .any(|link| {
                let label: String = (link.text().flat_map(str::chars))
                    .take(LABEL_CHARS)
                    .collect();
                let label = label.to_lowercase();
                LEGAL.iter().any(|word| label.contains(word))
            })
}

/// Whether a class or the id of `element` has such a word.
fn has_word(element: &ElementRef<'_>, is_wanted: impl Fn(&str) -> bool) -> bool {
    ["class", "id"].iter().any(|name| {
        sign(element, name).is_some_and(|value| words(value).iter().any(|word| is_wanted(word)))
    })
}
