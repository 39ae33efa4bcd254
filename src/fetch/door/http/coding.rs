//! Content codings, undone within limits (RFC 9110 section 8.4).
//!
//! They are undone here and not by the client, for four reasons: what comes out of every layer is counted, so
//! a small body cannot grow without bound; codings laid over one another are undone all; a Zstandard window
//! is held to what RFC 9659 allows; and a compressed body that ends too soon is an error and never part of a
//! page (invariant 3).

use std::io::{self, Read};

use url::Url;

use crate::{
    fetch::error::{Fault, FetchError, Measure},
    model::Header,
};

/// What is asked for. `deflate` is undone too but not asked for, since servers do not agree on what it is.
pub(super) const ACCEPTED: &str = "gzip, br, zstd";

/// How many codings may be laid over one another.
const MOST_LAYERS: usize = 3;

/// How many members a gzip body may have. Each costs time, even one that comes to nothing.
const MOST_MEMBERS: usize = 4096;

/// Base-2 logarithm of the largest Zstandard window: 8 MiB (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
    /// RFC 1950 by the book; RFC 1951 from some servers.
    Deflate,
}

/// Why a body could not be brought back to its plain form.
#[derive(Debug)]
pub(super) enum CodingError {
    /// A layer came to more than the limit.
    TooLarge,
    /// Damaged, or ended too soon.
    Damaged(io::Error),
}

impl CodingError {
    /// The same, said of an address.
    pub(super) fn at(self, address: &Url, limit: usize) -> FetchError {
        let address = address.to_string();
        match self {
            Self::TooLarge => FetchError::TooLarge { address, measure: Measure::Decoded, limit },
            Self::Damaged(source) => {
                FetchError::Unreadable { address, fault: Fault::Coding, source: Some(source.into()) }
            }
        }
    }
}

/// The codings that header fields name, in the order they were applied.
pub(super) fn named(headers: &[Header]) -> Result<Vec<Coding>, Fault> {
    let mut layers = Vec::new();
    for name in tokens(headers, "content-encoding") {
        let coding = match name.to_ascii_lowercase().as_str() {
            "" | "identity" => continue,
            "gzip" | "x-gzip" => Coding::Gzip,
            "br" => Coding::Brotli,
            "zstd" => Coding::Zstd,
            "deflate" => Coding::Deflate,
            _ => return Err(Fault::UnknownCoding(name.chars().take(40).collect())),
        };
        if layers.len() == MOST_LAYERS {
            return Err(Fault::TooManyCodings);
        }
        layers.push(coding);
    }
    // The client undoes `chunked`. Any other transfer coding would be taken for content.
    match tokens(headers, "transfer-encoding")
        .find(|name| !name.eq_ignore_ascii_case("chunked") && !name.eq_ignore_ascii_case("identity"))
    {
        Some(name) => Err(Fault::UnknownCoding(name.chars().take(40).collect())),
        None => Ok(layers),
    }
}

fn tokens<'a>(headers: &'a [Header], field: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .iter()
        .filter(move |header| header.name == field)
        .flat_map(|header| header.value.split(','))
        .map(str::trim)
}

/// Undoes codings, the last applied first. No layer may come to more than `limit` bytes.
pub(super) fn undone(wire: Vec<u8>, layers: &[Coding], limit: usize) -> Result<Vec<u8>, CodingError> {
    layers.iter().rev().try_fold(wire, |body, &coding| match coding {
        Coding::Gzip => gunzipped(&body, limit),
        Coding::Brotli => whole(brotli_decompressor::Decompressor::new(body.as_slice(), 4096), limit),
        Coding::Zstd => unzstd(&body, limit),
        Coding::Deflate => inflated(&body, limit),
    })
}

/// A gzip file is one member or several in a row. What follows the last and does not begin like a member is
/// padding and left out, as browsers do: the members before it proved whole by their checksums.
fn gunzipped(body: &[u8], limit: usize) -> Result<Vec<u8>, CodingError> {
    let mut plain = Vec::new();
    let mut rest = body;
    for _ in 0..MOST_MEMBERS {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        add(&mut member, &mut plain, limit)?;
        rest = member.into_inner();
        if rest.first() != Some(&0x1f) {
            return Ok(plain);
        }
    }
    Err(CodingError::TooLarge)
}

fn unzstd(body: &[u8], limit: usize) -> Result<Vec<u8>, CodingError> {
    if body.is_empty() {
        return Err(CodingError::Damaged(io::ErrorKind::UnexpectedEof.into()));
    }
    let mut frames = zstd::stream::read::Decoder::with_buffer(body).map_err(CodingError::Damaged)?;
    frames.window_log_max(ZSTD_WINDOW_LOG).map_err(CodingError::Damaged)?;
    whole(frames, limit)
}

/// `deflate` means zlib (RFC 9110 section 8.4.1.2), but some servers send it bare. The two bytes zlib begins
/// with tell, and where they fit by accident, zlib's checksum does not.
fn inflated(body: &[u8], limit: usize) -> Result<Vec<u8>, CodingError> {
    let bare = || whole(flate2::bufread::DeflateDecoder::new(body), limit);
    match body {
        [cmf, flg, ..] if cmf & 0x0f == 8 && u16::from_be_bytes([*cmf, *flg]) % 31 == 0 => {
            match whole(flate2::bufread::ZlibDecoder::new(body), limit) {
                Err(CodingError::Damaged(error)) => bare().map_err(|_| CodingError::Damaged(error)),
                other => other,
            }
        }
        _ => bare(),
    }
}

fn whole(mut reader: impl Read, limit: usize) -> Result<Vec<u8>, CodingError> {
    let mut plain = Vec::new();
    add(&mut reader, &mut plain, limit)?;
    Ok(plain)
}

/// Reads to the end, but never holds more than one byte over the limit.
fn add(reader: &mut impl Read, plain: &mut Vec<u8>, limit: usize) -> Result<(), CodingError> {
    let room = limit.saturating_sub(plain.len()).saturating_add(1);
    reader.take(u64::try_from(room).unwrap_or(u64::MAX)).read_to_end(plain).map_err(CodingError::Damaged)?;
    if plain.len() > limit { Err(CodingError::TooLarge) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use proptest::prelude::*;

    use super::*;

    const TEXT: &[u8] =
        b"<table><tr><td>Datadog, Inc.</td></tr><tr><td>Amazon Web Services</td></tr></table>";

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn zlib(plain: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn bare(plain: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn zstd(plain: &[u8]) -> Vec<u8> {
        zstd::stream::encode_all(plain, 3).unwrap()
    }

    /// `hello ` 40 times.
    const BROTLI_HELLO: &[u8] = &[
        0x1b, 0xef, 0x00, 0xf8, 0x8d, 0x94, 0x6e, 0xde, 0x44, 0x55, 0x86, 0x96, 0x6c, 0x20, 0x6f, 0x31, 0x5b,
        0x1c, 0x80, 0x14, 0x07,
    ];

    fn fields(pairs: &[(&str, &str)]) -> Vec<Header> {
        pairs.iter().map(|&(name, value)| Header { name: name.to_owned(), value: value.to_owned() }).collect()
    }

    fn every_coding() -> [(Coding, Vec<u8>, Vec<u8>); 5] {
        [
            (Coding::Gzip, gzip(TEXT), TEXT.to_vec()),
            (Coding::Deflate, zlib(TEXT), TEXT.to_vec()),
            (Coding::Deflate, bare(TEXT), TEXT.to_vec()),
            (Coding::Zstd, zstd(TEXT), TEXT.to_vec()),
            (Coding::Brotli, BROTLI_HELLO.to_vec(), b"hello ".repeat(40)),
        ]
    }

    #[test]
    fn every_coding_is_undone() {
        for (coding, wire, plain) in every_coding() {
            assert_eq!(undone(wire, &[coding], 1000).unwrap(), plain, "{coding:?}");
        }
    }

    #[test]
    fn a_body_that_ends_too_soon_is_damaged_wherever_it_was_cut() {
        for (coding, wire, _) in every_coding() {
            for end in 0..wire.len() {
                let result = undone(wire[..end].to_vec(), &[coding], 1000);
                assert!(
                    matches!(result, Err(CodingError::Damaged(_))),
                    "{coding:?} cut at {end} gave {result:?}"
                );
            }
        }
    }

    #[test]
    fn a_body_may_be_as_large_as_the_limit_and_no_byte_larger() {
        for (coding, wire, plain) in every_coding() {
            assert_eq!(undone(wire.clone(), &[coding], plain.len()).unwrap(), plain);
            assert!(
                matches!(undone(wire, &[coding], plain.len() - 1), Err(CodingError::TooLarge)),
                "{coding:?}"
            );
        }
    }

    #[test]
    fn layers_are_undone_from_the_last_applied() {
        let wire = gzip(&zstd(&gzip(TEXT)));
        assert_eq!(undone(wire, &[Coding::Gzip, Coding::Zstd, Coding::Gzip], 1000).unwrap(), TEXT);
    }

    #[test]
    fn a_layer_that_is_never_seen_counts_too() {
        // Ten thousand empty members: nothing comes out in the end, but the layer between is large.
        let wire = gzip(&gzip(b"").repeat(10_000));
        assert!(matches!(undone(wire, &[Coding::Gzip, Coding::Gzip], 1000), Err(CodingError::TooLarge)));
    }

    #[test]
    fn members_in_a_row_are_one_body_and_padding_is_left_out() {
        let both = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(undone(both.clone(), &[Coding::Gzip], 100).unwrap(), b"one two");
        assert_eq!(undone([both.clone(), vec![0; 9]].concat(), &[Coding::Gzip], 100).unwrap(), b"one two");
        assert!(undone(both[..both.len() - 1].to_vec(), &[Coding::Gzip], 100).is_err());
        assert!(matches!(undone(gzip(b"").repeat(5000), &[Coding::Gzip], 100), Err(CodingError::TooLarge)));
    }

    #[test]
    fn a_window_larger_than_the_standard_allows_is_refused() {
        let plain = vec![7; 20 << 20];
        let compressed = |window_log| {
            let mut writer = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
            writer.window_log(window_log).unwrap();
            writer.write_all(&plain).unwrap();
            writer.finish().unwrap()
        };
        assert!(undone(compressed(23), &[Coding::Zstd], 32 << 20).is_ok());
        assert!(matches!(undone(compressed(24), &[Coding::Zstd], 32 << 20), Err(CodingError::Damaged(_))));
    }

    #[test]
    fn codings_are_read_from_all_header_lines_whatever_their_case() {
        let headers =
            fields(&[("content-encoding", "GZIP, identity"), ("x", "br"), ("content-encoding", "x-gzip,br")]);
        assert_eq!(named(&headers), Ok(vec![Coding::Gzip, Coding::Gzip, Coding::Brotli]));
        assert_eq!(named(&fields(&[("transfer-encoding", "chunked")])), Ok(vec![]));
    }

    #[test]
    fn an_unknown_coding_and_a_fourth_layer_are_errors() {
        let unknown = Err(Fault::UnknownCoding("compress".to_owned()));
        assert_eq!(named(&fields(&[("content-encoding", "compress")])), unknown);
        assert_eq!(named(&fields(&[("content-encoding", "br,br,br,br")])), Err(Fault::TooManyCodings));
        assert!(named(&fields(&[("transfer-encoding", "gzip, chunked")])).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_decoder_panic(wire in prop::collection::vec(any::<u8>(), 0..400)) {
            for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd, Coding::Deflate] {
                if let Ok(plain) = undone(wire.clone(), &[coding], 4096) {
                    prop_assert!(plain.len() <= 4096);
                }
            }
        }
    }
}
