//! Whether text in the owner's colours is readable, and the colours that replace unreadable ones.
//!
//! The measure is the contrast ratio of WCAG 2.2 (section 1.4.3: 4.5:1 for text, section 1.4.11: 3:1 for what has to be
//! seen). If APCA disagrees, WCAG decides, because accessibility law names it.

use porchlight_shared::settings::Theme;
use serde::Serialize;
use utoipa::ToSchema;

/// The least contrast of text.
pub const TEXT: f64 = 4.5;
/// The least contrast of other visible elements: buttons, bubbles.
pub const SURFACE: f64 = 3.0;
/// The panel's colour in dark mode, as in the widget's style sheet.
pub const DARK_PANEL: &str = "#17191e";
/// The largest share of the panel's colour in secondary text, in hundredths.
const MUTED: u32 = 36;
/// The share of the accent in a tinted surface, as in the panel's style sheet.
const TINT: f64 = 0.1;
/// The text colours that replace an unreadable one: the better of these, else black.
const TEXTS: [&str; 2] = ["#16181d", "#ffffff"];
const BLACK: &str = "#000000";
const WHITE: [f64; 3] = [255.0; 3];

/// A colour that cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SettingWarning, example = json!({
    "code": "contrast_low", "field": "primaryForeground",
    "message": "Text in primaryForeground (#ffffff) on primaryColor (#ffff00) has a contrast of 1.07:1; it needs 4.5:1. Visitors see #16181d instead.",
    "shown": "#16181d",
}))]
pub struct ColourWarning {
    /// The kind: `contrast_low`.
    code: &'static str,
    /// The setting whose colour is replaced.
    field: &'static str,
    /// What is wrong, and what visitors see.
    message: String,
    /// The colour that visitors see instead. For `primaryColor`, only visitors with a dark screen see it.
    shown: String,
}

/// `theme` with text that is readable on the owner's surfaces.
pub fn readable(theme: &Theme) -> Theme {
    let mut shown = theme.clone();
    for pair in pairs(&mut shown) {
        *pair.text = text_on(pair.surface, pair.text);
    }
    shown
}

/// The accent and the text on it in dark mode, where the owner's accent may be as dark as the panel.
pub fn in_the_dark(theme: &Theme) -> [String; 2] {
    let accent = seen_on(DARK_PANEL, &theme.primary_color);
    let text = text_on(&accent, &theme.primary_foreground);
    [accent, text]
}

/// The colour of secondary text: `theme`'s text colour, mixed with as much of the panel's as leaves it readable on the
/// panel and on a tint of the accent.
pub fn muted(theme: &Theme) -> String {
    let colours = [
        &theme.foreground_color,
        &theme.background_color,
        &theme.primary_color,
    ]
    .map(|colour| channels(colour));
    let [Some(text), Some(panel), Some(accent)] = colours else {
        return theme.foreground_color.clone();
    };
    let tinted = mixed(panel, accent, TINT);
    let shares = (0..=MUTED).rev().map(|share| f64::from(share) / 100.0);
    shares
        .map(|share| mixed(text, panel, share))
        .find(|muted| {
            [panel, tinted]
                .iter()
                .all(|on| contrast(*muted, *on) >= TEXT)
        })
        .map_or_else(|| theme.foreground_color.clone(), written)
}

/// The colours of `theme` that are replaced.
pub fn warnings(theme: &Theme) -> Vec<ColourWarning> {
    let mut theme = theme.clone();
    let low = |field, message, shown| ColourWarning {
        code: "contrast_low",
        field,
        message,
        shown,
    };
    let mut warnings = Vec::new();
    for Pair {
        text,
        surface,
        field,
        on,
    } in pairs(&mut theme)
    {
        let instead = text_on(surface, text);
        if instead != *text {
            warnings.push(low(
                field,
                format!(
                    "Text in {field} ({text}) on {on} ({surface}) has a contrast of {}; it needs {TEXT}:1. Visitors see \
                     {instead} instead.",
                    ratio(text, surface)
                ),
                instead,
            ));
        }
    }
    let [accent, _] = in_the_dark(&theme);
    // The default colour is not the owner's choice.
    if accent != theme.primary_color && theme.primary_color != Theme::default().primary_color {
        warnings.push(low(
            "primaryColor",
            format!(
                "primaryColor ({}) on the dark panel ({DARK_PANEL}) has a contrast of {}; it needs {SURFACE}:1. Visitors \
                 with a dark screen see {accent} instead.",
                theme.primary_color,
                ratio(&theme.primary_color, DARK_PANEL)
            ),
            accent,
        ));
    }
    warnings
}

struct Pair<'t> {
    text: &'t mut String,
    surface: &'t str,
    field: &'static str,
    on: &'static str,
}

/// All texts of a theme. Add new colours here, so that they are checked.
fn pairs(theme: &mut Theme) -> [Pair<'_>; 3] {
    let Theme {
        primary_color,
        primary_foreground,
        background_color,
        foreground_color,
        secondary_color,
        secondary_foreground,
        position: _,
        scheme: _,
        logo: _,
        photos: _,
    } = theme;
    [
        (
            primary_foreground,
            primary_color,
            "primaryForeground",
            "primaryColor",
        ),
        (
            foreground_color,
            background_color,
            "foregroundColor",
            "backgroundColor",
        ),
        (
            secondary_foreground,
            secondary_color,
            "secondaryForeground",
            "secondaryColor",
        ),
    ]
    .map(|(text, surface, field, on)| Pair {
        text,
        surface,
        field,
        on,
    })
}

/// `wanted` if it is readable on `surface`, else a colour that is.
fn text_on(surface: &str, wanted: &str) -> String {
    let Some(surface) = channels(surface) else {
        return wanted.to_owned();
    };
    let on_surface = |text: &str| channels(text).map_or(0.0, |text| contrast(text, surface));
    if on_surface(wanted) >= TEXT {
        return wanted.to_owned();
    }
    let best = TEXTS
        .into_iter()
        .max_by(|one, other| on_surface(one).total_cmp(&on_surface(other)))
        .filter(|text| on_surface(text) >= TEXT);
    best.unwrap_or(BLACK).to_owned()
}

/// `wanted` if it is visible on the dark `surface`, else mixed with as much white as it takes.
fn seen_on(surface: &str, wanted: &str) -> String {
    let (Some(surface), Some(colour)) = (channels(surface), channels(wanted)) else {
        return wanted.to_owned();
    };
    if contrast(colour, surface) >= SURFACE {
        return wanted.to_owned();
    }
    let hundredths = (1..=100).map(f64::from);
    hundredths
        .map(|hundredth| mixed(colour, WHITE, hundredth / 100.0))
        .find(|lighter| contrast(*lighter, surface) >= SURFACE)
        .map_or_else(|| wanted.to_owned(), written)
}

/// The ratio as `1.07:1`, rounded down: 4.499 is not 4.5.
fn ratio(one: &str, other: &str) -> String {
    let ratio = match (channels(one), channels(other)) {
        (Some(one), Some(other)) => contrast(one, other),
        _ => 1.0,
    };
    format!("{}:1", (ratio * 100.0).floor() / 100.0)
}

/// The contrast ratio of two colours, from 1 to 21.
pub fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance, as WCAG 2.2 defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let channel = channel / 255.0;
        if channel <= 0.040_45 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126f64.mul_add(red, 0.7152f64.mul_add(green, 0.0722 * blue))
}

fn mixed(one: [f64; 3], other: [f64; 3], share: f64) -> [f64; 3] {
    let [red, green, blue] = one;
    let [other_red, other_green, other_blue] = other;
    [(red, other_red), (green, other_green), (blue, other_blue)]
        .map(|(one, other)| (other - one).mul_add(share, one).round())
}

/// The channels of `#rrggbb`, from 0 to 255.
pub fn channels(colour: &str) -> Option<[f64; 3]> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| {
        let digits = digits.get(at..at + 2)?;
        u8::from_str_radix(digits, 16).ok().map(f64::from)
    };
    Some([channel(0)?, channel(2)?, channel(4)?])
}

fn written(colour: [f64; 3]) -> String {
    let mut text = String::from("#");
    for channel in colour {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a channel is a whole number from 0 to 255"
        )]
        let channel = channel as u8;
        text.push_str(&crate::domain::hex::hex(&[channel]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(pairs: [(&str, &str); 3]) -> Theme {
        let [primary, panel, secondary] =
            pairs.map(|(surface, text)| (surface.to_owned(), text.to_owned()));
        Theme {
            primary_color: primary.0,
            primary_foreground: primary.1,
            background_color: panel.0,
            foreground_color: panel.1,
            secondary_color: secondary.0,
            secondary_foreground: secondary.1,
            ..Theme::default()
        }
    }

    fn of(one: &str, other: &str) -> f64 {
        contrast(channels(one).unwrap(), channels(other).unwrap())
    }

    #[test]
    fn the_ratio_is_that_of_wcag() {
        for (one, other, expected) in [
            ("#000000", "#ffffff", "21:1"),
            ("#ffffff", "#ffff00", "1.07:1"),
            ("#777777", "#ffffff", "4.47:1"),
            ("#767676", "#ffffff", "4.54:1"),
            ("#123456", "#123456", "1:1"),
        ] {
            assert_eq!(ratio(one, other), expected, "{one} {other}");
            assert_eq!(ratio(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn our_own_colours_need_nothing() {
        assert_eq!(warnings(&Theme::default()), []);
        assert_eq!(readable(&Theme::default()), Theme::default());
    }

    #[test]
    fn whatever_an_owner_chooses_can_be_read() {
        let colours = [
            "#000000", "#ffffff", "#ffff00", "#777777", "#808080", "#ff0000", "#00ff00", "#0000ff",
            "#3737f6", "#16181d",
        ];
        for surface in colours {
            for text in colours {
                let chosen = theme([(surface, text); 3]);
                let shown = readable(&chosen);
                for (text, surface) in [
                    (&shown.primary_foreground, &shown.primary_color),
                    (&shown.foreground_color, &shown.background_color),
                    (&shown.secondary_foreground, &shown.secondary_color),
                ] {
                    assert!(of(text, surface) >= TEXT, "{text} on {surface}");
                }
                assert_eq!(shown.primary_color, surface, "the owner's surfaces stay");
                let [accent, on_accent] = in_the_dark(&chosen);
                assert!(of(&accent, DARK_PANEL) >= SURFACE, "{accent}");
                assert!(of(&on_accent, &accent) >= TEXT, "{on_accent} on {accent}");
                // Readable text stays as it is, and only replaced colours have warnings.
                let is_replaced = of(text, surface) < TEXT;
                let replaced = warnings(&chosen)
                    .iter()
                    .filter(|warning| warning.field != "primaryColor")
                    .count();
                assert_eq!(
                    replaced,
                    if is_replaced { 3 } else { 0 },
                    "{text} on {surface}"
                );
            }
        }
    }

    #[test]
    fn text_that_says_less_can_be_read_as_well() {
        let colours = [
            "#000000", "#ffffff", "#ffff00", "#777777", "#595959", "#fdf6e3",
        ];
        for surface in colours {
            for text in colours {
                let shown = readable(&theme([(surface, text); 3]));
                let muted = muted(&shown);
                assert!(
                    of(&muted, &shown.background_color) >= TEXT,
                    "{muted} on {surface}"
                );
            }
        }
        assert_eq!(muted(&Theme::default()), "#6a6b6e");
    }

    #[test]
    fn a_warning_says_which_colour_and_what_is_seen_instead() {
        let bright = theme([
            ("#ffff00", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#ffffff", "#000000"),
        ]);
        let [warning]: [ColourWarning; 1] = warnings(&bright).try_into().unwrap();
        assert_eq!(warning.field, "primaryForeground");
        assert_eq!(
            warning.message,
            "Text in primaryForeground (#ffffff) on primaryColor (#ffff00) has a contrast of 1.07:1; it needs 4.5:1. \
             Visitors see #16181d instead."
        );
        let dark = theme([
            ("#000000", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#ffffff", "#000000"),
        ]);
        let [warning]: [ColourWarning; 1] = warnings(&dark).try_into().unwrap();
        assert_eq!(warning.field, "primaryColor");
    }

    #[test]
    fn the_dark_panel_is_the_style_sheets() {
        let css = include_str!("../../../../widget/embed.css");
        assert_eq!(
            css.matches(&format!("--pl-surface: {DARK_PANEL};")).count(),
            2
        );
    }
}
