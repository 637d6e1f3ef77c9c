//! The look of a website, as its page describes it to browsers: its colour and its logo. The page is parsed as text,
//! nothing of it runs, and the logo is not fetched.

use porchlight_shared::settings::Theme;
use serde_json::Value;
use url::Url;

use super::{
    settings::{
        contrast::{self, SURFACE},
        plan::Plan,
        rule::{Rule, colour},
    },
    site_check::{self, Tag},
};

/// The look that a page describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteLook {
    /// The colour, as `#rrggbb`.
    pub colour: Option<String>,
    /// The address of the logo, with `https`.
    pub logo: Option<String>,
    /// The address of the manifest, which may name the colour.
    pub manifest: Option<Url>,
}

impl SiteLook {
    /// The look that the page at `url` describes.
    pub fn of_page(html: &str, url: &Url) -> Self {
        let tags = site_check::tags(html);
        Self {
            colour: theme_colour(&tags),
            logo: logo(&tags, url),
            manifest: link(&tags, "manifest").and_then(|href| url.join(&href).ok()),
        }
    }
}

/// The colour of a web app manifest (Web Application Manifest, section 1.12).
pub fn colour_of_manifest(text: &str) -> Option<String> {
    let manifest: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    colour::normalised(manifest.get("theme_color")?.as_str()?)
}

/// `theme` with `colour` as the primary one and a readable text colour on it. `None` if the colour is invisible on the
/// panel.
pub fn with_colour(theme: &Theme, colour: &str) -> Option<Theme> {
    let (panel, accent) = (
        contrast::channels(&theme.background_color)?,
        contrast::channels(colour)?,
    );
    if contrast::contrast(panel, accent) < SURFACE {
        return None;
    }
    let coloured = Theme {
        primary_color: colour.to_owned(),
        primary_foreground: "#ffffff".to_owned(),
        ..theme.clone()
    };
    let primary_foreground = contrast::readable(&coloured).primary_foreground;
    Some(Theme {
        primary_foreground,
        ..coloured
    })
}

/// The colour for light mode, or for any (HTML, section 4.2.5.1).
fn theme_colour(tags: &[Tag<'_>]) -> Option<String> {
    tags.iter().filter(|tag| tag.is("meta")).find_map(|tag| {
        let is_colour = tag.attribute("name")?.eq_ignore_ascii_case("theme-color");
        let is_dark = (tag.attribute("media")).is_some_and(|media| media.contains("dark"));
        let content = tag.attribute("content").filter(|_| is_colour && !is_dark)?;
        colour::normalised(&content)
    })
}

/// The touch icon, else an icon other than an `.ico`, else the picture that the page is shared with.
fn logo(tags: &[Tag<'_>], url: &Url) -> Option<String> {
    let icon = || link(tags, "icon").filter(|href| !href.to_ascii_lowercase().contains(".ico"));
    let shared = || {
        tags.iter().filter(|tag| tag.is("meta")).find_map(|tag| {
            let is_picture = tag.attribute("property")?.eq_ignore_ascii_case("og:image");
            tag.attribute("content").filter(|_| is_picture)
        })
    };
    let found = [
        link(tags, "apple-touch-icon"),
        link(tags, "apple-touch-icon-precomposed"),
        icon(),
        shared(),
    ];
    found.into_iter().flatten().find_map(|href| {
        let address = url.join(href.trim()).ok()?;
        let checked = Rule::Picture
            .check(&Value::from(address.as_str()), Plan::Free)
            .ok()?;
        let checked = checked.as_str().filter(|address| !address.is_empty())?;
        Some(checked.to_owned())
    })
}

/// The address of the first link of this kind.
fn link(tags: &[Tag<'_>], kind: &str) -> Option<String> {
    tags.iter().filter(|tag| tag.is("link")).find_map(|tag| {
        let kinds = tag.attribute("rel")?;
        let is_kind = kinds
            .split_whitespace()
            .any(|found| found.eq_ignore_ascii_case(kind));
        tag.attribute("href").filter(|_| is_kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(html: &str) -> SiteLook {
        SiteLook::of_page(html, &Url::parse("https://shop.example/help/").unwrap())
    }

    #[test]
    fn the_colour_is_that_for_light_surroundings() {
        for (html, colour) in [
            ("<meta name=theme-color content=#0A7D55>", Some("#0a7d55")),
            (
                r##"<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#000">
                   <meta name="theme-color" media="(prefers-color-scheme: light)" content="#abc">"##,
                Some("#aabbcc"),
            ),
            ("<meta name=theme-color content=rebeccapurple>", None),
            ("<!-- <meta name=theme-color content=#0a7d55> -->", None),
            ("", None),
        ] {
            assert_eq!(look(html).colour.as_deref(), colour, "{html}");
        }
        let manifest = r##"{"name":"Shop","theme_color":"#0A7D55"}"##;
        assert_eq!(colour_of_manifest(manifest).unwrap(), "#0a7d55");
        assert_eq!(colour_of_manifest("<html>"), None);
        let found = look("<link rel=manifest href=/site.webmanifest>").manifest;
        assert_eq!(
            found.unwrap().as_str(),
            "https://shop.example/site.webmanifest"
        );
    }

    #[test]
    fn the_logo_is_the_touch_icon_before_an_icon_before_the_shared_picture() {
        let all = r#"<meta property="og:image" content="https://cdn.example/share.png">
            <link rel="shortcut icon" href="icon.png"><link rel=apple-touch-icon href="/touch.png">"#;
        assert_eq!(look(all).logo.unwrap(), "https://shop.example/touch.png");
        for (html, logo) in [
            (
                "<link rel='shortcut icon' href=icon.svg>",
                Some("https://shop.example/help/icon.svg"),
            ),
            (
                "<link rel=icon href=/favicon.ico><meta property=og:image content=//cdn.example/a.png>",
                Some("https://cdn.example/a.png"),
            ),
            ("<link rel=icon href=http://shop.example/icon.png>", None),
            ("<link rel=icon href=data:image/png;base64,AAAA>", None),
            ("<link rel=stylesheet href=/icon.png>", None),
        ] {
            assert_eq!(look(html).logo.as_deref(), logo, "{html}");
        }
    }

    #[test]
    fn a_colour_is_offered_with_text_that_can_be_read_and_only_if_it_is_seen() {
        let theme = Theme::default();
        let text = |colour| with_colour(&theme, colour).map(|theme| theme.primary_foreground);
        assert_eq!(text("#0a7d55").as_deref(), Some("#ffffff"));
        assert_eq!(text("#d97000").as_deref(), Some("#16181d"));
        for unseen in ["#ffffff", "#ffff00"] {
            assert_eq!(text(unseen), None, "{unseen}");
        }
    }
}
