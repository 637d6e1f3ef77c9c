//! Deflate (RFC 1951) up to a limit, in the containers of zlib (RFC 1950) and gzip (RFC 1952).

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, decompress,
        inflate_flags::{
            TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_PARSE_ZLIB_HEADER,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
        },
    },
};

/// The first bytes of every gzip file.
pub const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How far back a copy may reach, in bytes.
const WINDOW: usize = 32 * 1024;

/// The checksum and the length after the content of a gzip member, in bytes.
const GZIP_TRAILER: usize = 8;
/// The initial size of the output buffer, in bytes.
const FIRST_ROOM: usize = 32 * 1024;
/// The most members of a gzip file. For each, space for its output is cleared.
const MEMBERS: usize = 1_000;

/// The content of a gzip file, with all its members joined. Ignores data after them, as gzip does. `None` if it is
/// damaged, unpacks to more than `most` bytes, or has more than [`MEMBERS`].
pub fn gunzip(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    for _ in 0..MEMBERS {
        let packed = rest.get(gzip_header(rest)?..)?;
        let read = inflate(packed, &mut unpacked, most)?;
        rest = packed.get(read + GZIP_TRAILER..).unwrap_or_default();
        if !rest.starts_with(&GZIP) {
            return Some(unpacked);
        }
    }
    None
}

/// Unpacks the stream at the start of `packed`. The error is true if it unpacks to more than `most` bytes, and false if
/// it is damaged.
pub(crate) fn unpacked(packed: &[u8], most: usize) -> Result<Vec<u8>, bool> {
    let mut unpacked = Vec::new();
    match inflate(packed, &mut unpacked, most) {
        Some(_) => Ok(unpacked),
        None => Err(unpacked.len() > most),
    }
}

/// Appends the unpacked stream at the start of `packed`, and returns how many bytes of `packed` it took. `None` if it
/// is damaged, or `unpacked` would exceed `most` bytes.
fn inflate(packed: &[u8], unpacked: &mut Vec<u8>, most: usize) -> Option<usize> {
    let start = unpacked.len();
    let (mut read, mut written) = (0, start);
    let mut state = DecompressorOxide::new();
    loop {
        if written == unpacked.len() {
            // One byte of extra space shows whether the output exceeds the limit.
            let room = (written + (written - start).max(FIRST_ROOM)).min(most);
            unpacked.resize(room.max(written + 1), 0);
        }
        let (status, taken, given) = decompress(
            &mut state,
            packed.get(read..)?,
            unpacked.get_mut(start..)?,
            written - start,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
        );
        read += taken;
        written += given;
        match status {
            TINFLStatus::Done if written <= most => {
                unpacked.truncate(written);
                return Some(read);
            }
            TINFLStatus::HasMoreOutput if written <= most => {}
            _ => return None,
        }
    }
}

/// The length of the header of a gzip file.
fn gzip_header(bytes: &[u8]) -> Option<usize> {
    const CHECKSUM: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    const DEFLATE: u8 = 8;
    /// The length of the fixed part: signature, method, flags, time, extra flags, system.
    const FIXED: usize = 10;
    let flags = *bytes.get(3)?;
    if !bytes.starts_with(&GZIP) || bytes.get(2) != Some(&DEFLATE) {
        return None;
    }
    let mut at = FIXED;
    if flags & EXTRA != 0 {
        let length = [*bytes.get(at)?, *bytes.get(at + 1)?];
        at += 2 + usize::from(u16::from_le_bytes(length));
    }
    for field in [NAME, COMMENT] {
        if flags & field != 0 {
            at += 1 + bytes.get(at..)?.iter().position(|&byte| byte == 0)?;
        }
    }
    Some(at + if flags & CHECKSUM != 0 { 2 } else { 0 })
}

/// How many bytes have to be read and written to unpack `bytes`, up to a possible damage. Stops soon after `most`, and
/// keeps none of the output.
pub(crate) fn unpacked_length(bytes: &[u8], most: usize) -> usize {
    let has_zlib_header = matches!(bytes, [method, flags, ..]
        if method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31));
    let flags = TINFL_FLAG_HAS_MORE_INPUT
        | if has_zlib_header {
            TINFL_FLAG_PARSE_ZLIB_HEADER
        } else {
            0
        };
    let mut state = DecompressorOxide::new();
    let mut window = vec![0; WINDOW];
    let (mut read, mut written) = (0, 0);
    while read + written <= most {
        let input = bytes.get(read..).unwrap_or_default();
        let (status, taken, given) =
            decompress(&mut state, input, &mut window, written % WINDOW, flags);
        read += taken;
        written += given;
        if status != TINFLStatus::HasMoreOutput {
            break;
        }
    }
    read + written
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    use super::*;

    /// `text` as a gzip file with these flags, and with `between` after the header.
    fn gzip(text: &[u8], flags: u8, between: &[u8]) -> Vec<u8> {
        let mut file = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255];
        file.extend(between);
        file.extend(compress_to_vec(text, 6));
        file.extend([0; 8]);
        file
    }

    #[test]
    fn gzip_files_are_unpacked_with_every_field_of_their_header() {
        for (flags, between) in [
            (0, &b""[..]),
            (8, b"sitemap.xml\0"),
            (1 << 2 | 1 << 4, b"\x02\0ab(comment)\0"),
            (1 << 1, b"\x01\x02"),
        ] {
            let file = gzip(b"<urlset/>", flags, between);
            assert_eq!(gunzip(&file, 100).unwrap(), b"<urlset/>", "{flags}");
        }
    }

    #[test]
    fn every_member_of_a_gzip_file_is_unpacked() {
        let long = "a line of some length\n".repeat(5_000);
        let mut file = gzip(long.as_bytes(), 0, b"");
        file.extend(gzip(b"", 0, b""));
        file.extend(gzip(b"the end", 8, b"second.xml\0"));
        let whole = format!("{long}the end");
        assert_eq!(gunzip(&file, whole.len()).unwrap(), whole.as_bytes());
        assert_eq!(gunzip(&file, whole.len() - 1), None);
        // Tapes and some servers pad files with zeros.
        file.extend([0; 600]);
        assert_eq!(gunzip(&file, 1_000_000).unwrap(), whole.as_bytes());
        file.extend([0x1f, 0x8b, 8]);
        assert_eq!(gunzip(&file, 1_000_000).unwrap(), whole.as_bytes());
        let many = gzip(b"", 0, b"").repeat(MEMBERS);
        assert_eq!(gunzip(&many, 1_000_000).unwrap(), b"");
        assert_eq!(gunzip(&[many, gzip(b"", 0, b"")].concat(), 1_000_000), None);
        let mut cut = gzip(b"one", 0, b"");
        cut.extend(&gzip(long.as_bytes(), 0, b"")[..40]);
        assert_eq!(gunzip(&cut, 1_000_000), None);
    }

    #[test]
    fn what_unpacks_to_more_than_allowed_is_refused() {
        let file = gzip(&vec![b'a'; 1_000_001], 0, b"");
        assert!(file.len() < 2_000);
        assert_eq!(gunzip(&file, 1_000_000), None);
        for damaged in [&file[..5], &file[..20], b"\x1f\x8b\x08\x08name"] {
            assert_eq!(gunzip(damaged, 1_000_000), None);
        }
    }

    #[test]
    fn the_length_is_counted_without_keeping_the_content() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        for packed in [compress_to_vec(&text, 6), compress_to_vec_zlib(&text, 6)] {
            assert_eq!(
                unpacked_length(&packed, usize::MAX),
                packed.len() + text.len()
            );
            let counted = unpacked_length(&packed, 1_000);
            assert!((1_000..400_000).contains(&counted), "{counted}");
        }
        assert_eq!(unpacked_length(b"", 1_000), 0);
        assert!(unpacked_length(b"\x78\x9c\xff\xff", 1_000) <= 4);
    }
}
