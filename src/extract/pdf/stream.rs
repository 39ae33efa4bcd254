//! How large the streams of a PDF become when they are unpacked.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::extract::{draft::within, error::ExtractError};

/// The most bytes that all streams may unpack to together.
const MAX_UNPACKED: usize = 128 * 1024 * 1024;

/// Refuses a PDF whose compressed streams unpack to more than the limit.
pub(super) fn check(body: &[u8]) -> Result<(), ExtractError> {
    let mut unpacked = 0;
    let mut at = 0;
    while let Some(found) = find(&body[at..], b"stream") {
        at += found + 6;
        let data = body[at..].strip_prefix(b"\r\n").or_else(|| body[at..].strip_prefix(b"\n"));
        // A zlib header: method 8, and a multiple of 31 (RFC 1950).
        if let Some(data @ [first, second, ..]) = data
            && first & 15 == 8
            && (u16::from(*first) * 256 + u16::from(*second)).is_multiple_of(31)
        {
            unpacked += size(data, MAX_UNPACKED - unpacked);
            within(unpacked, MAX_UNPACKED, "bytes in an unpacked PDF")?;
        }
    }
    Ok(())
}

fn size(data: &[u8], limit: usize) -> usize {
    let mut unpacked = ZlibDecoder::new(data).take(limit as u64 + 1);
    let mut buffer = [0; 8 * 1024];
    let mut size = 0;
    while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
        size += read;
    }
    size
}

fn find(body: &[u8], word: &[u8]) -> Option<usize> {
    body.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_stream_that_unpacks_to_too_much_is_refused() {
        let mut packed =
            flate2::write::ZlibEncoder::new(b"<< >> stream\n".to_vec(), flate2::Compression::fast());
        packed.write_all(&[0; 1024]).unwrap();
        assert!(check(&packed.finish().unwrap()).is_ok());
        let mut packed =
            flate2::write::ZlibEncoder::new(b"<< >> stream\r\n".to_vec(), flate2::Compression::fast());
        for _ in 0..=MAX_UNPACKED / 8_192 {
            packed.write_all(&[0; 8_192]).unwrap();
        }
        assert!(matches!(check(&packed.finish().unwrap()), Err(ExtractError::TooLarge { .. })));
    }
}
