//! Changes the files inside an archive and makes the archive whole again: one wrong byte would fail its
//! checksum, and nothing behind that would ever be reached.

use libfuzzer_sys::fuzzer_mutate;

/// A change of one file of the archive; now and then, or where it is none that can be taken apart, of its
/// bytes.
pub fn mutate(data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let Some(mut parts) = parts(&data[..size]).filter(|parts| !parts.is_empty() && !seed.is_multiple_of(8)) else {
        return fuzzer_mutate(data, size, max);
    };
    let at = (seed / 8) as usize % parts.len();
    let content = &mut parts[at].1;
    let before = content.len();
    content.resize(before + 256, 0);
    let after = fuzzer_mutate(content, before, before + 256);
    content.truncate(after);
    let whole = whole(&parts);
    if whole.len() > max {
        return fuzzer_mutate(data, size, max);
    }
    data[..whole.len()].copy_from_slice(&whole);
    whole.len()
}

/// The files of an archive in which they are stored as they are, by their local headers (APPNOTE.TXT 4.3.7).
fn parts(mut rest: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut parts = Vec::new();
    while rest.starts_with(b"PK\x03\x04") {
        let number = |at: usize, bytes: usize| {
            Some(rest.get(at..at + bytes)?.iter().rev().fold(0_usize, |number, &byte| (number << 8) | usize::from(byte)))
        };
        let (size, name, extra) = (number(18, 4)?, number(26, 2)?, number(28, 2)?);
        let name_end = 30 + name;
        let start = name_end + extra;
        parts.push((rest.get(30..name_end)?.to_vec(), rest.get(start..start + size)?.to_vec()));
        rest = &rest[start + size..];
    }
    Some(parts)
}

fn whole(parts: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let start = bytes.len() as u32;
        let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        facts.extend(checksum(content).to_le_bytes());
        facts.extend([content.len() as u32; 2].iter().flat_map(|size| size.to_le_bytes()));
        facts.extend((name.len() as u16).to_le_bytes());
        facts.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&facts);
        bytes.extend(name);
        bytes.extend(content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name);
    }
    let (start, count) = (bytes.len() as u32, parts.len() as u16);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count; 2].iter().flat_map(|count| count.to_le_bytes()));
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// CRC-32 of ISO 3309.
fn checksum(content: &[u8]) -> u32 {
    !content
        .iter()
        .fold(u32::MAX, |sum, &byte| (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }))
}
