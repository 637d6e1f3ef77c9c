//! The words that mark chrome. They are hints: what tells something of its own is content whatever its class.

/// Words in a class that mark chrome, whatever it says.
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
/// The same for pairs of words.
pub(super) const SURE_PAIRS: &[(&str, &[&str])] = &[
    ("cookie", OVERLAY),
    ("cookies", OVERLAY),
    ("consent", OVERLAY),
    ("gdpr", OVERLAY),
    ("skip", &["link", "nav", "content", "main"]),
    ("top", &["back"]),
];
/// The second words of what asks for consent.
const OVERLAY: &[&str] = &[
    "banner", "bar", "box", "dialog", "law", "manager", "message", "modal", "notice", "overlay",
    "popup", "prompt", "wall",
];
/// The same for classes that stand alone.
pub(super) const SURE_CLASSES: &[&str] = &["noprint", "no-print"];
/// Classes of text that only screen readers read. It names what stands beside it and is no text of its own.
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
/// Words in a class that are a sign of chrome where it tells nothing.
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
/// Pairs of words in a class that are such a sign only together.
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
/// Classes that are such a sign when they stand alone.
pub(super) const CLASSES: &[&str] = &[
    "share", "social", "related", "ads", "ad", "nav", "menu", "comments",
];
/// Ids that mark chrome. Only whole ids count, because headings turn their words into ids.
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
