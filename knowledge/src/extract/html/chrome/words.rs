//! Words that mark chrome. They are hints: an element with content of its own is content, whatever its class.

/// Words in a class that always mark chrome.
pub(super) const SURE_WORDS: &[&str] = &[
    "cookiebot",
    "onetrust",
    "breadcrumb",
    "breadcrumbs",
    "sharethis",
    "addthis",
    "skiplink",
    "disqus",
    "editsection",
];
/// Pairs of words that always mark chrome.
pub(super) const SURE_PAIRS: &[(&str, &[&str])] = &[
    ("cookie", OVERLAY),
    ("cookies", OVERLAY),
    ("consent", OVERLAY),
    ("gdpr", OVERLAY),
    ("skip", &["link", "nav", "content", "main"]),
    ("top", &["back"]),
];
/// The second words of consent banners.
const OVERLAY: &[&str] = &[
    "banner", "bar", "box", "dialog", "law", "manager", "message", "modal", "notice", "overlay",
    "popup", "prompt", "wall",
];
/// Whole classes that always mark chrome.
pub(super) const SURE_CLASSES: &[&str] = &["noprint", "no-print"];
/// Classes of text for screen readers only. It labels its neighbour and is not content itself.
pub(in super::super) const FOR_READERS: &[&str] = &[
    "a11y-hidden",
    "assistive-text",
    "hidden-visually",
    "screen-reader",
    "screen-reader-only",
    "screen-reader-text",
    "screenreader-only",
    "sr-only",
    "sronly",
    "u-hidden-visually",
    "u-visually-hidden",
    "usa-sr-only",
    "visually-hidden",
    "visuallyHidden",
    "visuallyhidden",
    "vh",
];
/// Words in a class that mark chrome if the element has no content of its own.
pub(super) const WORDS: &[&str] = &[
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "feedback",
    "helpful",
    "newsletter",
    "sidebar",
    "sidenav",
    "toc",
    "pagination",
    "pager",
    "navbar",
    "advert",
    "advertisement",
    "catlinks",
    "interlanguage",
    "navbox",
];
/// Pairs of words that do so only together.
pub(super) const WORD_PAIRS: &[(&str, &[&str])] = &[
    (
        "share",
        &[
            "buttons", "button", "bar", "links", "icons", "tools", "list", "article",
        ],
    ),
    (
        "social",
        &["share", "links", "icons", "media", "buttons", "list"],
    ),
    (
        "related",
        &[
            "articles",
            "article",
            "posts",
            "links",
            "topics",
            "pages",
            "resources",
            "list",
        ],
    ),
    (
        "article",
        &[
            "votes",
            "relatives",
            "subscribe",
            "return",
            "rating",
            "vote",
        ],
    ),
    ("page", &["rating", "tools", "actions"]),
    ("recent", &["articles", "posts"]),
    ("contents", &["table"]),
    (
        "nav",
        &[
            "main",
            "site",
            "menu",
            "links",
            "bar",
            "side",
            "top",
            "bottom",
            "primary",
            "secondary",
            "footer",
        ],
    ),
    ("edit", &["page", "link"]),
    ("suggest", &["edit", "edits"]),
    ("more", &["questions"]),
];
/// Whole classes that do so.
pub(super) const CLASSES: &[&str] = &[
    "share", "social", "related", "ads", "ad", "nav", "menu", "comments",
];
/// Ids that mark chrome. Only whole ids count, because the ids of headings contain their words.
pub(super) const IDS: &[&str] = &[
    "onetrust-consent-sdk",
    "onetrust-banner-sdk",
    "cybotcookiebotdialog",
    "toc",
    "side",
    "sidebar",
    "sidemenu",
    "breadcrumb",
    "breadcrumbs",
    "disqus_thread",
    "cookie-banner",
    "cookie-notice",
    "cookie-consent",
    "cookie-bar",
    "cookie-law-info-bar",
    "comments",
    "likes-and-labels-container",
];
/// Roles of elements around the content.
pub(super) const ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "tooltip",
    "doc-pagelist",
    "doc-toc",
];
/// Classes that mark an aside as part of the text.
pub(super) const NOTES: &[&str] = &[
    "note",
    "tip",
    "hint",
    "warning",
    "caution",
    "danger",
    "important",
    "admonition",
    "callout",
    "alert",
    "info",
    "notice",
];
