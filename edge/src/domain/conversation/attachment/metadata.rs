//! Removes the metadata of pictures: where and when they were taken, with which camera, what was cut away. People who
//! send a photo of a lamp do not mean to send their address.
//!
//! The orientation and the colour profile stay, because pictures look wrong without them.

use img_parts::{
    Bytes, ImageEXIF,
    jpeg::{Jpeg, JpegSegment},
    png::Png,
    riff::RiffContent,
    webp::WebP,
};
use porchlight_shared::attachment::MediaType;

/// The chunks of a PNG that affect its look (PNG, section 11.3). All other ancillary chunks are removed. Three are
/// those of animations.
const PNG_LOOKS: &[&[u8; 4]] = &[
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// The bit of a `VP8X` chunk for XMP metadata (RFC 9649, section 2.7.1).
const WEBP_XMP: u8 = 0b100;
/// The tag for the orientation (TIFF 6.0, section 8).
const ORIENTATION: usize = 0x112;
const START: &[u8] = b"\xff\xd8";

/// The picture without metadata. A file that is not a picture, or cannot be parsed, is returned unchanged.
pub fn without_metadata(media_type: MediaType, file: Vec<u8>) -> Vec<u8> {
    let bytes = Bytes::from(file);
    let picture = match media_type {
        MediaType::Jpeg => jpeg(bytes.clone()),
        MediaType::Png => png(bytes.clone()),
        MediaType::Webp => webp(bytes.clone()),
        MediaType::Gif | MediaType::Pdf => None,
    };
    picture.unwrap_or(bytes).into()
}

fn jpeg(file: Bytes) -> Option<Bytes> {
    let mut jpeg = Jpeg::from_bytes(file).ok()?;
    let way_up = jpeg.exif().and_then(|exif| way_up(&exif));
    jpeg.segments_mut().retain(is_of_jpeg);
    jpeg.set_exif(way_up);
    let scans = START.len() + jpeg.segments().iter().map(JpegSegment::len).sum::<usize>();
    let mut picture = jpeg.encoder().bytes();
    picture.truncate(end_of_jpeg(&picture, scans));
    Some(picture)
}

/// Whether decoding needs a segment. Comments are not needed. Of the application segments, JFIF's, the colour profile
/// and Adobe's are.
fn is_of_jpeg(segment: &JpegSegment) -> bool {
    match segment.marker() {
        0xe0 | 0xee => true,
        0xe2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        marker => !matches!(marker, 0xe1..=0xef | 0xfe),
    }
}

/// The end of the image whose scans begin at `at`. Phones append videos and second pictures, with metadata of their
/// own.
fn end_of_jpeg(picture: &[u8], mut at: usize) -> usize {
    while let Some(before) =
        (picture.get(at..)).and_then(|rest| rest.iter().position(|b| *b == 0xff))
    {
        at += before;
        at += match picture.get(at + 1) {
            Some(0xd9) => return at + 2,
            Some(0xff) => 1,
            // A data byte of the scan, or a marker without a length.
            Some(0x00 | 0x01 | 0xd0..=0xd7) => 2,
            // A table or the next scan.
            Some(_) => 2 + number(picture, at + 2, false).unwrap_or_default(),
            None => break,
        };
    }
    picture.len()
}

fn png(file: Bytes) -> Option<Bytes> {
    let mut png = Png::from_bytes(file).ok()?;
    let way_up = png.exif().and_then(|exif| way_up(&exif));
    png.chunks_mut().retain(|chunk| {
        let kind = chunk.kind();
        // Chunks whose name begins with a capital letter are critical: every decoder needs them.
        kind.first().is_some_and(u8::is_ascii_uppercase) || PNG_LOOKS.contains(&&kind)
    });
    png.set_exif(way_up);
    Some(png.encoder().bytes())
}

fn webp(file: Bytes) -> Option<Bytes> {
    let mut webp = WebP::from_bytes(file).ok()?;
    let way_up = webp.exif().and_then(|exif| way_up(&exif));
    webp.chunks_mut().retain(|chunk| {
        matches!(
            &chunk.id(),
            b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP"
        )
    });
    webp.set_exif(way_up);
    for chunk in webp.chunks_mut() {
        if chunk.id() == *b"VP8X"
            && let RiffContent::Data(data) = chunk.content_mut()
        {
            let mut flags = data.to_vec();
            if let Some(first) = flags.first_mut() {
                *first &= !WEBP_XMP;
            }
            *data = flags.into();
        }
    }
    Some(webp.encoder().bytes())
}

/// Metadata with nothing but the orientation, if `exif` has one that is not the default.
fn way_up(exif: &[u8]) -> Option<Bytes> {
    let little = exif.starts_with(b"II");
    let entries = long_number(exif, 4, little)?;
    let entry = (0..number(exif, entries, little)?)
        .map(|index| entries + 2 + index * 12)
        .find(|entry| number(exif, *entry, little) == Some(ORIENTATION))?;
    let turned = number(exif, entry + 8, little).and_then(|value| u8::try_from(value).ok())?;
    (2..=8).contains(&turned).then(|| {
        // TIFF 6.0, section 2: a header, and one entry, a number of 16 bits.
        let mut only = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        only.push(turned);
        only.extend([0; 6]);
        only.into()
    })
}

/// The 16 bits at `at`.
fn number(bytes: &[u8], at: usize, little: bool) -> Option<usize> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(usize::from(if little {
        u16::from_le_bytes(*pair)
    } else {
        u16::from_be_bytes(*pair)
    }))
}

/// The 32 bits at `at`.
fn long_number(bytes: &[u8], at: usize, little: bool) -> Option<usize> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    let value = if little {
        u32::from_le_bytes(*four)
    } else {
        u32::from_be_bytes(*four)
    };
    usize::try_from(value).ok()
}

#[cfg(test)]
mod tests;
