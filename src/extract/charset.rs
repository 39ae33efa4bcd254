//! From bytes to text: byte order mark, `charset` of the header, `<meta>`, and what the bytes themselves look
//! like.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a page a `<meta>` with its charset is looked for (HTML standard, section 13.2.3.2).
const META_BYTES: usize = 1024;

/// Decodes a body. A declared charset is believed unless the bytes prove it wrong; NUL characters are
/// dropped.
pub(super) fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let text = match Encoding::for_bom(body) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&body[length..]).0,
        None => without_mark(body, content_type),
    };
    if memchr::memchr(0, text.as_bytes()).is_some() { Cow::Owned(text.replace('\0', "")) } else { text }
}

fn without_mark<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some(encoding) = wide(body) {
        return encoding.decode_without_bom_handling(body).0;
    }
    let declared = content_type.and_then(header_charset).or_else(|| meta_charset(body));
    match (declared, std::str::from_utf8(body)) {
        (Some(encoding), Ok(text)) if encoding == UTF_8 => Cow::Borrowed(text),
        (Some(encoding), Err(_)) if encoding == UTF_8 => not_quite_utf8(body),
        (Some(encoding), utf8) => {
            let (text, broken) = encoding.decode_without_bom_handling(body);
            // Text of a single-byte charset is next to never valid UTF-8 by chance, so the label is wrong.
            let mislabelled =
                !body.is_ascii() && encoding != ISO_2022_JP && (broken || encoding.is_single_byte());
            utf8.ok().filter(|_| mislabelled).map_or(text, Cow::Borrowed)
        }
        (None, Ok(text)) if !text.contains('\u{1b}') => Cow::Borrowed(text),
        (None, _) => not_quite_utf8(body),
    }
}

/// Bytes that are said to be UTF-8, or nothing is said, and are not quite.
fn not_quite_utf8(body: &[u8]) -> Cow<'_, str> {
    let (mut good, mut bad) = (0, 0);
    for chunk in body.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // A page of UTF-8 with a broken byte stays UTF-8; a page without one good letter never was.
    if good > bad {
        return UTF_8.decode_without_bom_handling(body).0;
    }
    let mut detector = EncodingDetector::new(if body.contains(&0x1b) {
        Iso2022JpDetection::Allow
    } else {
        Iso2022JpDetection::Deny
    });
    detector.feed(body, true);
    detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(body).0
}

/// UTF-16 without a mark: every other byte of the beginning is zero.
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(256) / 2 * 2];
    if head.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match (even * 10 > half * 7, odd * 10 > half * 7) {
        (true, false) if odd * 10 < half => Some(UTF_16BE),
        (false, true) if even * 10 < half => Some(UTF_16LE),
        _ => None,
    }
}

/// The charset that a `Content-Type` names (RFC 9110 section 8.3.1).
fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| Encoding::for_label(value.as_bytes())).flatten()
    })
}

/// The charset of `<meta charset=…>`, `<meta http-equiv=… content="…; charset=…">` or `<?xml encoding=…?>`.
fn meta_charset(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&body[..body.len().min(META_BYTES)]).to_ascii_lowercase();
    let tags = head.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
    let named = tags.filter_map(|tag| {
        let word = if tag.starts_with("meta") {
            "charset"
        } else if tag.starts_with("?xml") {
            "encoding"
        } else {
            return None;
        };
        let value = tag
            .split_once(word)?
            .1
            .trim_start()
            .strip_prefix('=')?
            .trim_start()
            .trim_start_matches(['"', '\'']);
        let end = value
            .find(|letter: char| matches!(letter, '"' | '\'' | ';' | '/' | '?') || letter.is_whitespace());
        Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])
    });
    // A page that can be read as ASCII up to here is no UTF-16, whatever it says (HTML standard, same
    // section).
    named.map(|encoding| if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding }).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_wins_and_is_dropped() {
        assert_eq!(decode(b"\xef\xbb\xbfa", Some("text/html; charset=iso-8859-1")), "a");
        assert_eq!(decode(b"\xff\xfeM\0\xfc\0", None), "Mü");
    }

    #[test]
    fn the_header_is_believed_before_the_meta_tag() {
        assert_eq!(
            decode(b"<meta charset=koi8-r>M\xfcnchen", Some("text/html; Charset=\"ISO-8859-1\"")),
            "<meta charset=koi8-r>München"
        );
    }

    #[test]
    fn the_meta_tag_is_believed_where_the_header_is_silent() {
        for tag in [
            "<meta charset=\"windows-1251\">",
            "<META http-equiv=Content-Type content='text/html; charset=windows-1251' />",
        ] {
            let body = [tag.as_bytes(), b"\xcc\xee\xf1\xea\xe2\xe0"].concat();
            assert!(decode(&body, Some("text/html")).ends_with("Москва"), "{tag}");
        }
    }

    #[test]
    fn a_wrong_label_loses_to_valid_utf_8() {
        assert_eq!(
            decode("Gómez, Zürich".as_bytes(), Some("text/plain; charset=iso-8859-1")),
            "Gómez, Zürich"
        );
        assert_eq!(decode("São".as_bytes(), Some("text/plain; charset=us-ascii")), "São");
    }

    #[test]
    fn nothing_said_is_guessed() {
        let body =
            b"Unterauftragsverarbeiter: M\xfcller GmbH, Stra\xdfe 4, K\xf6ln; Zweck: Gesch\xe4ftsf\xfchrung";
        assert!(decode(body, None).contains("Müller GmbH, Straße 4, Köln"));
    }

    #[test]
    fn a_utf_8_page_with_one_broken_byte_stays_utf_8() {
        assert_eq!(
            decode(b"Z\xc3\xbcrich, K\xc3\xb6ln \xff", Some("text/html; charset=utf-8")),
            "Zürich, Köln \u{fffd}"
        );
    }

    #[test]
    fn utf_16_without_a_mark_and_stray_nuls_are_read() {
        assert_eq!(decode(b"n\0a\0m\0e\0", None), "name");
        assert_eq!(decode(b"na\0me and more", None), "name and more");
    }
}
