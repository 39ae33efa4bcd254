//! The e-mail address for questions and objections.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::{
    model::{Block, BlockKind, Document, wordlist::lines},
    normalise::{
        labels::{Phrases, folded, words},
        topics::{self, Other},
    },
};

static ASKING: LazyLock<Phrases<i8>> =
    LazyLock::new(|| Phrases::parse(include_str!("asking.tsv"), |rest| rest.first()?.parse().ok()));

/// What an address must score.
const LEAST: i8 = 2;
/// Text around an address that is looked at, in bytes.
const AROUND: usize = 300;
/// More addresses than this in one block are a directory.
const MOST: usize = 12;

/// The address that a page gives for privacy questions; none where it gives none for questions at all.
pub(super) fn of(document: &Document) -> Option<String> {
    let host = document.base.as_ref().and_then(|base| base.host_str()).map(str::to_lowercase);
    let mut best: Option<(i8, String)> = None;
    let mut nearest: Option<&Block> = None;
    for block in &document.blocks {
        if let BlockKind::Heading(_) = block.kind {
            nearest = Some(block);
        }
        if block.kind == BlockKind::Metadata || block.grid.is_some() {
            continue;
        }
        let found = addresses(block);
        let heading = nearest.filter(|_| !found.is_empty()).map_or(0, |heading| {
            let asks = matches!(
                topics::of(&heading.text).other,
                Some((Other::Contact | Other::Changes | Other::Rights, _))
            );
            if asks { 2 } else { 0 }
        });
        for (address, around) in found.into_iter().take(MOST) {
            let own = host.as_deref().is_some_and(|host| is_own(&address, host));
            let score = local(&address) + asking(around) + heading + i8::from(own);
            if local(&address) >= 0 && score >= LEAST && best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, address));
            }
        }
    }
    best.map(|(_, address)| address)
}

/// A part of the name of a mailbox, and whom it reaches.
struct Mailbox {
    part: &'static str,
    place: Place,
    weight: i8,
}

/// Where in the name of a mailbox a part must stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Start,
}

static MAILBOXES: LazyLock<Vec<Mailbox>> = LazyLock::new(|| {
    let mailbox = |line: &'static str| {
        let (part, weight) = line.split_once('\t')?;
        let (part, place) =
            part.strip_prefix('^').map_or((part, Place::Anywhere), |part| (part, Place::Start));
        Some(Mailbox { part, place, weight: weight.parse().ok()? })
    };
    lines(include_str!("mailboxes.tsv")).filter_map(mailbox).collect()
});

/// What the part before the `@` says: whom it reaches. Below zero nobody.
fn local(address: &str) -> i8 {
    let name = address.split('@').next().unwrap_or_default();
    let is_in = |mailbox: &&Mailbox| match mailbox.place {
        Place::Anywhere => name.contains(mailbox.part),
        Place::Start => name.starts_with(mailbox.part),
    };
    let weights = || MAILBOXES.iter().filter(is_in).map(|mailbox| mailbox.weight);
    weights().find(|weight| *weight < 0).or_else(|| weights().max()).unwrap_or(0)
}

/// How plainly a text around an address invites to write to it.
fn asking(text: &str) -> i8 {
    let text = folded(text);
    ASKING.hits(&words(&text)).iter().map(|hit| *hit.value).max().unwrap_or(0)
}

/// Whether an address is of the site's own domain.
fn is_own(address: &str, host: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default();
    !domain.is_empty()
        && (host == domain
            || host.ends_with(&format!(".{domain}"))
            || domain.ends_with(host.trim_start_matches("www.")))
}

/// The addresses of a block, each with the text around it.
fn addresses(block: &Block) -> Vec<(String, &str)> {
    let mut found: Vec<(String, &str)> = Vec::new();
    for at in memchr::memchr_iter(b'@', block.text.as_bytes()).take(MOST) {
        found.extend(plain(&block.text, at).map(|address| (address, around(&block.text, at))));
    }
    for (at, sign) in signs(&block.text).into_iter().take(MOST) {
        found.extend(disguised(&block.text, at, sign).map(|address| (address, around(&block.text, at))));
    }
    for link in block.links.iter().take(MOST) {
        let target = mailto(&link.target).or_else(|| protected(&link.target));
        found.extend(target.map(|address| (address, around(&block.text, 0))));
    }
    found
}

/// Where `at` stands for the sign to keep robots away, and how it is written.
fn signs(text: &str) -> Vec<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let bracketed = memchr::memchr3_iter(b'(', b'[', b'{', bytes);
    let named = |at: usize| {
        ["(at)", "[at]", "{at}"].into_iter().find(|sign| bytes[at..].starts_with(sign.as_bytes()))
    };
    let mut found: Vec<_> = bracketed.filter_map(|at| Some((at, named(at)?))).take(MOST).collect();
    // A bare `at` needs a bare `dot`, which next to no text has: `look at example.com` is no address.
    if DOT.find(bytes).is_some() {
        found.extend(text.match_indices(AT).take(MOST).map(|(at, _)| (at, AT)));
        found.sort_unstable();
    }
    found
}

const AT: &str = " at ";
static DOT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(" dot "));

/// The text around a place, cut where letters end.
fn around(text: &str, at: usize) -> &str {
    let mut start = at.saturating_sub(AROUND);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (at + AROUND).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    &text[start..end]
}

/// Whether a letter may stand before the `@`, as addresses on such pages are written.
fn is_local(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-')
}

/// Whether a letter may stand in the domain.
fn is_domain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-')
}

/// The address around an `@`.
fn plain(text: &str, at: usize) -> Option<String> {
    let name: usize = text[..at].chars().rev().take_while(|letter| is_local(*letter)).count();
    let domain: usize = text[at + 1..].chars().take_while(|letter| is_domain(*letter)).count();
    checked(&text[at - name..at], &text[at + 1..at + 1 + domain])
}

/// `name [at] example [dot] com`.
fn disguised(text: &str, at: usize, sign: &str) -> Option<String> {
    let before = text[..at].trim_end();
    let name: usize = before.chars().rev().take_while(|letter| is_local(*letter)).count();
    let behind: String = text[at + sign.len()..].chars().take(80).collect();
    let dotted =
        ["[dot]", "(dot)", "{dot}", " dot "].iter().fold(behind.trim_start().to_owned(), |text, dot| {
            let spaced = text.replace(&format!(" {} ", dot.trim()), ".");
            spaced.replace(dot, ".")
        });
    if sign == AT && !behind.contains(" dot ") {
        return None;
    }
    let domain: String = dotted.chars().take_while(|letter| is_domain(*letter)).collect();
    checked(&before[before.len() - name..], &domain)
}

/// `mailto:` links (RFC 6068), without their fields.
fn mailto(target: &str) -> Option<String> {
    let scheme = target.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))?;
    let address = target[scheme.len()..].split(['?', ',', '&']).next()?.replace("%40", "@");
    let (name, domain) = address.trim().split_once('@')?;
    checked(name, domain)
}

/// Addresses that a content network hides from robots as hexadecimal digits, the first two being the key.
fn protected(target: &str) -> Option<String> {
    let digits = &target[PROTECTION.find(target.as_bytes())? + PROTECTION.needle().len()..];
    let bytes: Option<Vec<u8>> = digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .take(200)
        .collect();
    let bytes = bytes?;
    let (key, hidden) = bytes.split_first()?;
    let address = String::from_utf8(hidden.iter().map(|byte| byte ^ key).collect()).ok()?;
    let (name, domain) = address.split('?').next()?.split_once('@')?;
    checked(name, domain)
}

static PROTECTION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("/cdn-cgi/l/email-protection#"));

/// An address in small letters, if its two halves make one.
fn checked(name: &str, domain: &str) -> Option<String> {
    let name = name.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let domain = domain.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let top = domain.rsplit('.').next()?;
    let is_domain = domain.contains('.') && !domain.contains("..") && domain.chars().all(is_domain);
    let fits = !name.is_empty()
        && name.len() <= 64
        && domain.len() <= 253
        && name.chars().all(is_local)
        && is_domain;
    (fits && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| format!("{name}@{domain}").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Link, normalise::labels::untidy};

    fn contact(blocks: &[(BlockKind, &str, &str)]) -> Option<String> {
        let block = |(kind, text, target): &(BlockKind, &str, &str)| Block {
            kind: *kind,
            text: (*text).to_owned(),
            links: vec![Link { text: String::new(), target: (*target).to_owned() }],
            grid: None,
        };
        of(&Document { blocks: blocks.iter().map(block).collect(), ..Document::default() })
    }

    #[test]
    fn the_address_for_privacy_questions_is_found() {
        let prose = BlockKind::Paragraph;
        let asked = (prose, "Questions? Write to hello@example.com.", "");
        let privacy = (prose, "To object, contact Privacy@Example.com within ten days.", "");
        assert_eq!(contact(&[asked, privacy]).as_deref(), Some("privacy@example.com"));
        assert_eq!(contact(&[asked]).as_deref(), Some("hello@example.com"));
        assert_eq!(
            contact(&[(prose, "Contact us", "mailto:dpo%40example.com?subject=x")]).as_deref(),
            Some("dpo@example.com")
        );
        assert_eq!(
            contact(&[(prose, "Fragen an datenschutz [at] example [dot] com", "")]).as_deref(),
            Some("datenschutz@example.com")
        );
        assert_eq!(
            contact(&[(BlockKind::Heading(2), "Contact", ""), (prose, "team@example.com", "")]).as_deref(),
            Some("team@example.com")
        );
        let hidden = "/cdn-cgi/l/email-protection#00646f7c2065";
        assert_eq!(contact(&[(prose, "Contact", hidden)]), None);
    }

    #[test]
    fn what_is_no_address_for_questions_is_left() {
        let prose = BlockKind::Paragraph;
        for text in [
            "Contact noreply@example.com",
            "© 2026 Acme · info@example.com",
            "a @ b",
            "Contact us at @acme",
            "look at example.com",
            "@",
            "é@é.é contact",
        ] {
            assert_eq!(contact(&[(prose, text, "")]), None, "{text}");
        }
    }

    #[test]
    fn the_dictionary_is_sorted() {
        assert_eq!(untidy(include_str!("asking.tsv")), [""; 0]);
        assert_eq!(untidy(include_str!("mailboxes.tsv")), [""; 0]);
        assert_eq!(MAILBOXES.len(), lines(include_str!("mailboxes.tsv")).count());
    }
}
