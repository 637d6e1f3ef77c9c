//! The encodings of the WHATWG Encoding standard.
//!
//! The platform decodes all except UTF-8: `TextDecoder` in the Worker, where our own tables would take 0.1 MB, and
//! `encoding_rs` natively. A test on workerd compares the two.

use std::borrow::Cow;

/// An encoding, by its lower-case name in the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) struct Encoding(Cow<'static, str>);

pub(in crate::extract) const UTF_8: Encoding = Encoding::named("utf-8");
pub(in crate::extract) const UTF_16BE: Encoding = Encoding::named("utf-16be");
pub(in crate::extract) const UTF_16LE: Encoding = Encoding::named("utf-16le");
pub(in crate::extract) const WINDOWS_1252: Encoding = Encoding::named("windows-1252");
pub(super) const ISO_2022_JP: Encoding = Encoding::named("iso-2022-jp");
pub(super) const X_USER_DEFINED: Encoding = Encoding::named("x-user-defined");

/// The byte order marks of UTF-8 and UTF-16.
const BYTE_ORDER_MARKS: [(&[u8], Encoding); 3] = [
    (b"\xef\xbb\xbf", UTF_8),
    (b"\xfe\xff", UTF_16BE),
    (b"\xff\xfe", UTF_16LE),
];

impl Encoding {
    /// `name` must be one of the standard's, in lower case.
    pub(super) const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The encoding for a label. None if browsers refuse to decode it.
    pub(super) fn for_label(label: &str) -> Option<Self> {
        platform::name(label).map(|name| Self(Cow::Owned(name)))
    }

    /// The encoding whose byte order mark `bytes` start with.
    pub(super) fn for_bom(bytes: &[u8]) -> Option<Self> {
        BYTE_ORDER_MARKS
            .into_iter()
            .find_map(|(mark, encoding)| bytes.starts_with(mark).then_some(encoding))
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// Decodes bytes, without the byte order mark. Invalid bytes become U+FFFD.
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
