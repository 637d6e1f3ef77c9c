//! Files with metadata of every kind, and what is left of them.

use img_parts::{
    jpeg::Jpeg,
    png::{Png, PngChunk},
    webp::WebP,
};

use super::*;

/// The recipient of the picture must not see this.
const PLACE: &[u8] = b"Lindengasse 12";
/// Metadata that must stay, because the picture looks wrong without it.
const PROFILE: &[u8] = b"the colours of a lamp";
/// Data of a scan, with a stuffed byte and a restart marker.
const SCAN: &[u8] = b"\x12\xff\0\x34\xff\xd0\x56";

/// EXIF of a rotated picture, with the place where it was taken.
fn exif(little: bool) -> Vec<u8> {
    let short = |value: u16| {
        if little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let long = |value: u32| {
        if little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let mut exif = if little {
        b"II".to_vec()
    } else {
        b"MM".to_vec()
    };
    exif.extend(short(42));
    exif.extend(long(8));
    exif.extend(short(2));
    for (tag, kind, count, value) in [(0x10e, 2, 14, 38_u32), (0x112, 3, 1, 6)] {
        exif.extend(short(tag));
        exif.extend(short(kind));
        exif.extend(long(count));
        match kind {
            3 => exif.extend([short(6), [0; 2]].concat()),
            _ => exif.extend(long(value)),
        }
    }
    exif.extend(long(0));
    exif.extend(PLACE);
    exif
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), content].concat()
}

fn jpeg(end: &[u8]) -> Vec<u8> {
    [
        START.to_vec(),
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe1, &[b"Exif\0\0", exif(true).as_slice()].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", PLACE].concat()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", PROFILE].concat()),
        segment(0xe2, &[b"MPF\0", PLACE].concat()),
        segment(0xed, PLACE),
        segment(0xfe, PLACE),
        segment(0xc0, &[0; 15]),
        segment(0xda, &[0; 10]),
        SCAN.to_vec(),
        // A table between two scans that contains what looks like the end of the image.
        segment(0xc4, b"\0\xff\xd9\0"),
        segment(0xda, &[0; 10]),
        SCAN.to_vec(),
        end.to_vec(),
    ]
    .concat()
}

fn has(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

fn turned(exif: Option<Bytes>) -> Option<u8> {
    exif.and_then(|exif| exif.get(19).copied())
}

#[test]
fn a_photo_loses_everything_but_its_look() {
    let film = [b"\xff\xd9\0\0\0\x18ftypmp42".as_slice(), PLACE].concat();
    let photo = without_metadata(MediaType::Jpeg, jpeg(&film));
    assert!(!has(&photo, PLACE));
    assert!(has(&photo, PROFILE) && has(&photo, b"JFIF"));
    assert!(photo.ends_with(&[SCAN, b"\xff\xd9"].concat()));
    assert_eq!(
        photo
            .windows(SCAN.len())
            .filter(|part| *part == SCAN)
            .count(),
        2
    );
    let again = Jpeg::from_bytes(photo.clone().into()).unwrap();
    assert_eq!(turned(again.exif()), Some(6));
    assert_eq!(without_metadata(MediaType::Jpeg, photo.clone()), photo);
}

#[test]
fn a_photo_without_an_end_keeps_its_scans() {
    let photo = without_metadata(MediaType::Jpeg, jpeg(b""));
    assert!(!has(&photo, PLACE));
    assert!(photo.ends_with(SCAN));
}

#[test]
fn a_drawing_loses_its_texts() {
    let chunk = |kind: &[u8; 4], content: &[u8]| PngChunk::new(*kind, content.to_vec().into());
    let empty = [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IEND", b"").encoder().bytes(),
    ]
    .concat();
    let mut png = Png::from_bytes(empty.into()).unwrap();
    let chunks = [
        chunk(b"IHDR", &[0; 13]),
        chunk(b"iCCP", PROFILE),
        chunk(b"tEXt", PLACE),
        chunk(b"iTXt", PLACE),
        chunk(b"zTXt", PLACE),
        chunk(b"tIME", PLACE),
        chunk(b"caBX", PLACE),
        chunk(b"eXIf", &exif(false)),
        chunk(b"acTL", &[0; 8]),
        chunk(b"IDAT", SCAN),
        chunk(b"fdAT", SCAN),
    ];
    png.chunks_mut().splice(0..0, chunks);
    let drawing = [png.encoder().bytes().as_ref(), PLACE].concat();
    let drawing = without_metadata(MediaType::Png, drawing);
    assert!(!has(&drawing, PLACE));
    let again = Png::from_bytes(drawing.into()).unwrap();
    let kinds: Vec<_> = again.chunks().iter().map(PngChunk::kind).collect();
    assert_eq!(
        kinds,
        [
            *b"IHDR", *b"eXIf", *b"iCCP", *b"acTL", *b"IDAT", *b"fdAT", *b"IEND"
        ]
    );
    assert_eq!(turned(again.exif()), Some(6));
}

#[test]
fn a_picture_of_the_web_says_that_it_has_nothing_more() {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        let padding = vec![0; content.len() % 2];
        [kind, length.as_slice(), content, &padding].concat()
    };
    let of = |chunks: &[Vec<u8>]| chunk(b"RIFF", &[b"WEBP".as_slice(), &chunks.concat()].concat());
    let picture = of(&[
        chunk(b"VP8X", &[0b0010_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        chunk(b"ICCP", PROFILE),
        chunk(b"VP8 ", SCAN),
        chunk(b"EXIF", &exif(true)),
        chunk(b"XMP ", PLACE),
        chunk(b"note", PLACE),
    ]);
    let picture = without_metadata(MediaType::Webp, picture);
    assert!(!has(&picture, PLACE) && has(&picture, PROFILE) && has(&picture, SCAN));
    let again = WebP::from_bytes(picture.into()).unwrap();
    assert_eq!(turned(again.exif()), Some(6));
    let extended = again.chunk_by_id(*b"VP8X").unwrap().content().data();
    assert_eq!(extended.unwrap().first(), Some(&0b0010_1000));

    let plain = of(&[chunk(b"VP8 ", SCAN)]);
    assert_eq!(without_metadata(MediaType::Webp, plain.clone()), plain);
}

#[test]
fn what_cannot_be_read_stays_as_it_is() {
    for media_type in [
        MediaType::Jpeg,
        MediaType::Png,
        MediaType::Webp,
        MediaType::Gif,
        MediaType::Pdf,
    ] {
        for file in [
            b"".as_slice(),
            b"\xff\xd8\xff\xe1\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"RIFF\xff\xff\xff\xff",
        ] {
            assert_eq!(without_metadata(media_type, file.to_vec()), file);
        }
    }
}

#[test]
fn no_metadata_makes_it_fail() {
    let whole = jpeg(b"\xff\xd9");
    for length in 0..whole.len() {
        let cut = whole.get(..length).unwrap().to_vec();
        let _ = without_metadata(MediaType::Jpeg, cut);
        let exif = exif(false);
        let _ = way_up(exif.get(..length).unwrap_or(&exif));
    }
    assert_eq!(way_up(b"MM\0*\xff\xff\xff\xff"), None);
}
