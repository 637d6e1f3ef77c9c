//! The encodings of the WHATWG Encoding standard.
//!
//! All but UTF-8 are decoded by the platform: `TextDecoder` in the Worker, where tables of our own would take 0.1 MB, and
//! `encoding_rs` natively. A test on workerd compares the two.

use std::borrow::Cow;

/// An encoding, by its name in the standard in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) struct Encoding(Cow<'static, str>);

pub(in crate::extract) const UTF_8: Encoding = Encoding::named("utf-8");
pub(in crate::extract) const UTF_16BE: Encoding = Encoding::named("utf-16be");
pub(in crate::extract) const UTF_16LE: Encoding = Encoding::named("utf-16le");
pub(in crate::extract) const WINDOWS_1252: Encoding = Encoding::named("windows-1252");
pub(super) const ISO_2022_JP: Encoding = Encoding::named("iso-2022-jp");
pub(super) const X_USER_DEFINED: Encoding = Encoding::named("x-user-defined");

/// What text in UTF-8 and UTF-16 may begin with.
const BYTE_ORDER_MARKS: [(&[u8], Encoding); 3] = [
    (b"\xef\xbb\xbf", UTF_8),
    (b"\xfe\xff", UTF_16BE),
    (b"\xff\xfe", UTF_16LE),
];

impl Encoding {
    /// `name` is one of the standard's, in small letters.
    pub(super) const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The encoding that a label stands for; none where browsers would refuse to decode.
    pub(super) fn for_label(label: &str) -> Option<Self> {
        platform::name(label).map(|name| Self(Cow::Owned(name)))
    }

    /// The encoding whose byte order mark `bytes` begin with.
    pub(super) fn for_bom(bytes: &[u8]) -> Option<Self> {
        BYTE_ORDER_MARKS
            .into_iter()
            .find_map(|(mark, encoding)| bytes.starts_with(mark).then_some(encoding))
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// The text without its byte order mark. What stands for nothing becomes U+FFFD.
    pub(in crate::extract) fn decode(&self, bytes: &[u8]) -> String {
        if *self == UTF_8 {
            let [(mark, _), ..] = BYTE_ORDER_MARKS;
            let text = bytes.strip_prefix(mark).unwrap_or(bytes);
            return String::from_utf8_lossy(text).into_owned();
        }
        platform::decode(&self.0, bytes)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use encoding_rs::{Encoding, WINDOWS_1252};

    pub(super) fn name(label: &str) -> Option<String> {
        known(label).map(|encoding| encoding.name().to_ascii_lowercase())
    }

    pub(super) fn decode(name: &str, bytes: &[u8]) -> String {
        let encoding = known(name).unwrap_or(WINDOWS_1252);
        encoding.decode_with_bom_removal(bytes).0.into_owned()
    }

    fn known(label: &str) -> Option<&'static Encoding> {
        Encoding::for_label_no_replacement(label.as_bytes())
    }
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use web_sys::TextDecoder;

    pub(super) fn name(label: &str) -> Option<String> {
        known(label).map(|decoder| decoder.encoding())
    }

    pub(super) fn decode(name: &str, bytes: &[u8]) -> String {
        known(name)
            .and_then(|decoder| decoder.decode_with_u8_array(bytes).ok())
            .unwrap_or_default()
    }

    fn known(label: &str) -> Option<TextDecoder> {
        TextDecoder::new_with_label(label).ok()
    }
}
