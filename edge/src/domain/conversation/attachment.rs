//! The type of a file, by its content, and its stored name.
//!
//! *Invariant:* neither the declared type of a file nor the extension of its name decides anything.

use porchlight_shared::attachment::MediaType;

pub use self::metadata::without_metadata;

mod metadata;

/// The longest name without its extension, in characters.
const NAME_CHARS: usize = 80;
/// A longer end of a name, in characters, does not count as an extension.
const EXTENSION_CHARS: usize = 5;

/// The type of a file, if it begins with the whole header of a supported one.
pub fn media_type(bytes: &[u8]) -> Option<MediaType> {
    let has = |at: usize, expected: &[u8]| bytes.get(at..at + expected.len()) == Some(expected);
    // PNG, section 5: the signature, then a chunk of 13 bytes.
    if has(0, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") && bytes.len() > 33 {
        Some(MediaType::Png)
    // A start of image, then another marker: ITU-T T.81, annex B.
    } else if has(0, b"\xff\xd8\xff") && bytes.len() > 20 {
        Some(MediaType::Jpeg)
    // GIF89a, section 18: the logical screen.
    } else if (has(0, b"GIF87a") || has(0, b"GIF89a")) && bytes.len() > 13 {
        Some(MediaType::Gif)
    // RFC 9649: a RIFF header, and the first chunk.
    } else if has(0, b"RIFF") && has(8, b"WEBPVP8") && bytes.len() > 20 {
        Some(MediaType::Webp)
    } else if has(0, b"%PDF-") && bytes.len() > 8 {
        Some(MediaType::Pdf)
    } else {
        None
    }
}

/// The name for a file of this type that its sender calls `name`. It has no folder, no invisible or direction-changing
/// characters, and no dot but the one before the extension.
pub fn file_name(name: &str, media_type: MediaType) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= EXTENSION_CHARS => stem,
        _ => name,
    };
    let stem: String = stem
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(|c| if c == '.' { '_' } else { c })
        .take(NAME_CHARS)
        .collect();
    let extension = match media_type {
        MediaType::Png => "png",
        MediaType::Jpeg => "jpg",
        MediaType::Gif => "gif",
        MediaType::Webp => "webp",
        MediaType::Pdf => "pdf",
    };
    match stem.trim() {
        "" => ["file.", extension].concat(),
        stem => [stem, ".", extension].concat(),
    }
}

/// Control characters, Unicode's `Bidi_Control` and `Join_Control`, and others without a width.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0; 40]].concat();
        let jpeg = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[0; 40]].concat();
        let webp = [b"RIFF\x24\0\0\0WEBPVP8L".as_slice(), &[0; 40]].concat();
        for (bytes, expected) in [
            (png.as_slice(), Some(MediaType::Png)),
            (&jpeg, Some(MediaType::Jpeg)),
            (&webp, Some(MediaType::Webp)),
            (b"GIF87a\x01\0\x01\0\0\0\0;", Some(MediaType::Gif)),
            // Browsers show it as a picture or not at all, whatever follows.
            (
                b"GIF89a/*<script>alert(1)</script>*/;",
                Some(MediaType::Gif),
            ),
            (b"%PDF-1.7\n%%EOF", Some(MediaType::Pdf)),
            // Truncated.
            (&png[..20], None),
            (&jpeg[..4], None),
            (&webp[..12], None),
            (b"GIF89a", None),
            (b"%PDF-", None),
            (b"", None),
            // Another type, whatever its name says.
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<!doctype html><title>%PDF-1.7</title>", None),
            (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0", None),
            (b"MZ\x90\0\x03\0\0\0\x04\0\0\0", None),
            (b"PK\x03\x04 %PDF-1.7", None),
        ] {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(media_type(bytes), expected, "{shown}");
        }
    }

    #[test]
    fn a_name_shows_what_the_file_is() {
        for (given, name) in [
            ("lamp.png", "lamp.png"),
            ("lamp.html", "lamp.png"),
            ("lamp.png.exe", "lamp_png.png"),
            ("../../etc/passwd", "passwd.png"),
            ("C:\\Users\\Ada\\lamp.jpeg", "lamp.png"),
            ("lamp\u{202e}gnp.exe", "lampgnp.png"),
            ("la\0m\u{200b}p\r\n.png", "lamp.png"),
            ("Meine Lampe 2. Teil", "Meine Lampe 2.png"),
            ("Größe 10.5 cm, neu.jpg", "Größe 10_5 cm, neu.png"),
            ("", "file.png"),
            (".png", "file.png"),
            ("/", "file.png"),
        ] {
            assert_eq!(file_name(given, MediaType::Png), name, "{given:?}");
        }
        let long = file_name(&"ß".repeat(300), MediaType::Pdf);
        assert_eq!(long.chars().count(), NAME_CHARS + ".pdf".len());
    }
}
