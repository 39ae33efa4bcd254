//! How large a zip archive becomes when it is opened: what its central directory says (APPNOTE.TXT 4.3.12),
//! and what is so.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::{draft::within, error::ExtractError};

/// The most bytes that an archive may unpack to.
pub(super) const MAX_UNPACKED: usize = 64 * 1024 * 1024;
/// The most files in it.
pub(super) const MAX_FILES: usize = 5_000;

const END: &[u8; 4] = b"PK\x05\x06";
const ENTRY: &[u8; 4] = b"PK\x01\x02";

/// Refuses an archive that unpacks to more than the limits, or whose directory cannot be read. A directory
/// may lie, so every file is unpacked once into nothing, up to the limit.
pub(super) fn check(body: &[u8], kind: &'static str) -> Result<(), ExtractError> {
    let broken =
        || ExtractError::Unreadable { kind, reason: "its zip directory is broken or cut off".to_owned() };
    // The end record stands in the last 22 bytes, or before a comment of up to 65,535 more.
    let tail = body.len().saturating_sub(22 + 65_535);
    let end = body[tail..].windows(4).rposition(|window| window == END).ok_or_else(broken)? + tail;
    let mut at = number(body, end + 16, 4).ok_or_else(broken)?;
    let (mut files, mut unpacked) = (0_usize, 0_usize);
    while body.get(at..at + 4) == Some(ENTRY.as_slice()) {
        files += 1;
        within(files, MAX_FILES, &format!("files in a {kind}"))?;
        let said = number(body, at + 24, 4).ok_or_else(broken)?;
        let unit = format!("bytes in an unpacked {kind}");
        within(unpacked.saturating_add(said), MAX_UNPACKED, &unit)?;
        unpacked += said.max(real_size(body, at, MAX_UNPACKED - unpacked));
        within(unpacked, MAX_UNPACKED, &unit)?;
        let lengths = [28, 30, 32].map(|offset| number(body, at + offset, 2));
        let [Some(name), Some(extra), Some(comment)] = lengths else { return Err(broken()) };
        at += 46 + name + extra + comment;
    }
    if files == 0 { Err(broken()) } else { Ok(()) }
}

/// How many bytes the file of a directory entry really unpacks to, counted to just above a limit.
fn real_size(body: &[u8], entry: usize, limit: usize) -> usize {
    let deflated = number(body, entry + 10, 2) == Some(8);
    let data = || {
        let local = number(body, entry + 42, 4)?;
        let names = number(body, local + 26, 2)? + number(body, local + 28, 2)?;
        body.get(local + 30 + names..)
    };
    match data() {
        Some(data) if deflated => {
            let mut unpacked = DeflateDecoder::new(data).take(limit as u64 + 1);
            let mut buffer = [0; 16 * 1024];
            let mut size = 0;
            while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
                size += read;
            }
            size
        }
        _ => 0,
    }
}

/// A little-endian number of so many bytes.
fn number(body: &[u8], at: usize, bytes: usize) -> Option<usize> {
    let bytes = body.get(at..at.checked_add(bytes)?)?;
    Some(bytes.iter().rev().fold(0, |number, &byte| (number << 8) | usize::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(sizes: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for size in sizes {
            let mut entry = vec![0; 46];
            entry[..4].copy_from_slice(ENTRY);
            entry[24..28].copy_from_slice(&size.to_le_bytes());
            bytes.extend(entry);
        }
        bytes.extend(END);
        bytes.extend([0; 18]);
        bytes
    }

    #[test]
    fn an_archive_that_unpacks_to_too_much_is_refused_unopened() {
        assert!(check(&directory(&[1_000, 2_000]), "workbook").is_ok());
        assert!(matches!(
            check(&directory(&[50_000_000, 50_000_000]), "workbook"),
            Err(ExtractError::TooLarge { .. })
        ));
        assert!(matches!(
            check(&directory(&vec![0; MAX_FILES + 1]), "workbook"),
            Err(ExtractError::TooLarge { .. })
        ));
    }

    #[test]
    fn an_archive_that_lies_about_its_size_is_refused() {
        let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..=(MAX_UNPACKED / 1024) {
            std::io::Write::write_all(&mut deflated, &[b'a'; 1024]).unwrap();
        }
        let mut bytes = vec![0; 30];
        bytes.extend(deflated.finish().unwrap());
        let start = u32::try_from(bytes.len()).unwrap();
        let mut directory = directory(&[10]);
        directory[10] = 8;
        directory[62..66].copy_from_slice(&start.to_le_bytes());
        bytes.extend(directory);
        assert!(matches!(check(&bytes, "workbook"), Err(ExtractError::TooLarge { .. })));
    }

    #[test]
    fn an_archive_without_a_directory_is_broken() {
        for bytes in [&b""[..], b"PK\x03\x04", b"PK\x05\x06", &directory(&[])] {
            assert!(matches!(check(bytes, "workbook"), Err(ExtractError::Unreadable { .. })));
        }
    }
}
