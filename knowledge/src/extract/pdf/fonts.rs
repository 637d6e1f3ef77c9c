//! Fonts: the characters for codes, and how far each code advances.

use std::sync::Arc;

use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, GlyphId,
    hayro_cmap::{BfString, CMapName},
    kurbo::Vec2,
};
use hayro_syntax::object::{Dict, Name, Stream};

/// Replaces a character that its font does not identify.
pub(super) const UNKNOWN: char = '\u{fffd}';
/// The most characters for one code. A ligature has up to four, an emoji a few more.
const CODE_CHARS: usize = 32;
/// Font units per letter height.
const UNITS: f64 = 1000.0;
/// An OpenType font without tables, in place of every font that a document does not embed. Only widths and names are
/// needed, and these are known without outlines.
const STAND_IN: [u8; 12] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A font as text uses it.
#[derive(Clone)]
pub(super) struct TextFont<'a> {
    font: Font<'a>,
    pub(super) is_bold: bool,
}

/// One code of a string.
pub(super) struct Code {
    /// The characters for the code.
    pub(super) text: String,
    /// How far it moves the text position, in letter heights.
    pub(super) advance: Vec2,
    /// Whether word spacing applies. It applies only to a space of one byte.
    pub(super) is_space: bool,
}

/// The fonts of a document, each read once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    maps: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            programs: Arc::new(|_: &FontQuery| Some((Arc::new(STAND_IN), 0))),
            maps: Arc::new(|_: CMapName<'_>| None),
        }
    }

    /// The font that `dict` describes, or `None` if it cannot be read.
    pub(super) fn font(&self, dict: &Dict<'a>) -> Option<TextFont<'a>> {
        Some(TextFont {
            font: self.cache.font(dict, &self.programs, &self.maps)?,
            is_bold: is_bold(dict),
        })
    }
}

impl TextFont<'_> {
    /// The codes in `bytes`.
    pub(super) fn codes(&self, bytes: &[u8]) -> Vec<Code> {
        let mut codes = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            let (code, length) = self.font.read_code(bytes, at);
            let length = length.max(1);
            at += length;
            // The outline does not matter: the code alone identifies the character.
            let text = match self.font.glyph(GlyphId::NOTDEF, code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            codes.push(Code {
                text: match text {
                    Some(BfString::Char(c)) => c.to_string(),
                    Some(BfString::String(text)) => text.chars().take(CODE_CHARS).collect(),
                    None => UNKNOWN.to_string(),
                },
                advance: self.font.code_advance(code) / UNITS,
                is_space: length == 1 && code == u32::from(b' '),
            });
        }
        codes
    }

    pub(super) fn is_horizontal(&self) -> bool {
        self.font.is_horizontal()
    }
}

/// Whether the font is bold, by its descriptor or by its name, where most programs say so.
fn is_bold(dict: &Dict<'_>) -> bool {
    const FORCE_BOLD: u32 = 1 << 18;
    const SEMIBOLD: f64 = 600.0;
    let descendant = dict
        .get::<hayro_syntax::object::Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = descendant
        .as_ref()
        .unwrap_or(dict)
        .get::<Dict<'_>>("FontDescriptor")
        .unwrap_or_default();
    let name = dict
        .get::<Name<'_>>("BaseFont")
        .map(|name| name.as_str().to_lowercase())
        .unwrap_or_default();
    descriptor
        .get::<u32>("Flags")
        .is_some_and(|flags| flags & FORCE_BOLD != 0)
        || descriptor
            .get::<f64>("FontWeight")
            .is_some_and(|weight| weight >= SEMIBOLD)
        || ["bold", "black", "heavy", "demi"]
            .iter()
            .any(|word| name.contains(word))
}

/// Whether the stream is an `XObject` that is drawn as part of the page.
pub(super) fn is_form(stream: &Stream<'_>) -> bool {
    stream
        .dict()
        .get::<Name<'_>>("Subtype")
        .is_some_and(|subtype| subtype.as_str() == "Form")
}
