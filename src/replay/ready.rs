//! A recorded body, ready to be sent.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use hyper::body::Bytes;
use sha2::{Digest, Sha256};

use super::endings::Bulk;

/// A body ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    /// Hexadecimal SHA-256 of the plain body.
    pub(super) hash: String,
    /// The body as it was recorded.
    pub(super) plain: Bytes,
    /// The same with gzip; only for text.
    pub(super) gzipped: Option<Bytes>,
}

impl Ready {
    pub(super) fn of(plain: Vec<u8>, bulk: Bulk) -> Self {
        let hash = Sha256::digest(&plain)
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect();
        let gzipped = match bulk {
            Bulk::Text => gzipped(&plain),
            Bulk::Packed => None,
        };
        Self { hash, plain: plain.into(), gzipped }
    }
}

fn gzipped(plain: &[u8]) -> Option<Bytes> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(plain).ok()?;
    writer.finish().ok().map(Bytes::from)
}
