//! SHA-256 digests as small hex (FIPS 180-4), as `sha256sum` prints them.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::model::{Listing, Recipe, Source, Subprocessor};

/// The digest of bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of a listing's rows, whatever their order: two listings have the same one exactly when
/// the list is the same. The page's own facts and the warnings do not count: a page that only says
/// "last updated today" has the list it had before.
///
/// A field that is empty adds nothing, so that a field of a later version of the schema leaves the
/// digests of lists that do not print it as they are.
#[must_use]
pub fn listing(listing: &Listing) -> String {
    let mut rows: Vec<String> = listing.entries.iter().map(canonical).collect();
    rows.sort_unstable();
    let mut digest = Sha256::new();
    for row in rows {
        digest.update(row.len().to_string());
        digest.update(":");
        digest.update(row);
    }
    hex(&digest.finalize())
}

/// The digest of all that `sources.toml` says of how to read a source: its recipe and its media.
/// A capture that was read by another recipe must not be confirmed by a 304.
#[must_use]
pub fn recipe(source: &Source) -> String {
    let Recipe { list, columns } = &source.recipe;
    let mut text = String::new();
    field(&mut text, "list", list.as_deref());
    for (header, meaning) in columns {
        field(&mut text, "header", Some(header));
        field(&mut text, "field", Some(meaning.name()));
    }
    field(&mut text, "media", source.media.map(crate::model::Media::name));
    sha256(text.as_bytes())
}

/// A row as text that no other row has: every filled field by name, each value led by its length.
fn canonical(row: &Subprocessor) -> String {
    let Subprocessor {
        name,
        entity,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        countries,
        regions,
        transfer,
        status,
        effective,
        applies_to,
        notes,
        url,
        extra,
    } = row;
    let mut text = String::with_capacity(256);
    field(&mut text, "name", Some(name));
    field(&mut text, "entity", Some(entity));
    field(&mut text, "section", section.as_deref());
    field(&mut text, "purpose", purpose.as_deref());
    field(&mut text, "category", Some(category.code()));
    field(&mut text, "data", data.as_deref());
    field(&mut text, "location", location.as_deref());
    field(&mut text, "entity_location", entity_location.as_deref());
    for country in countries {
        field(&mut text, "country", Some(country.code()));
    }
    for region in regions {
        field(&mut text, "region", Some(region.code()));
    }
    field(&mut text, "transfer", transfer.as_deref());
    field(&mut text, "status", Some(status.code()));
    field(&mut text, "effective", effective.map(|day| day.to_string()).as_deref());
    field(&mut text, "applies_to", applies_to.as_deref());
    field(&mut text, "notes", notes.as_deref());
    field(&mut text, "url", url.as_deref());
    for (header, value) in extra {
        field(&mut text, "header", Some(header));
        field(&mut text, "value", Some(value));
    }
    text
}

fn field(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        text.push_str(name);
        // Writing to a `String` cannot fail.
        let _ = write!(text, "={}:", value.len());
        text.push_str(value);
        text.push('\n');
    }
}

/// Bytes as small hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PageFacts, Warning};

    fn of(rows: &[Subprocessor]) -> String {
        listing(&Listing { entries: rows.to_vec(), ..Listing::default() })
    }

    #[test]
    fn a_digest_is_what_sha256sum_prints() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn rows_in_another_order_are_the_same_list() {
        let [a, b] = ["A", "B"].map(Subprocessor::named);
        assert_eq!(of(&[a.clone(), b.clone()]), of(&[b.clone(), a.clone()]));
        assert_ne!(of(&[a.clone(), b]), of(&[a.clone(), a]));
    }

    #[test]
    fn a_page_that_says_it_was_updated_has_the_list_it_had() {
        let page = PageFacts { last_updated: Some("2026-05-01".parse().unwrap()), ..PageFacts::default() };
        let said = Listing { page, warnings: vec![Warning("odd".to_owned())], ..Listing::default() };
        assert_eq!(listing(&said), listing(&Listing::default()));
    }

    #[test]
    fn every_field_counts_and_none_is_taken_for_another() {
        let plain = Subprocessor::named("A");
        let some = || Some("x".to_owned());
        let others = [
            Subprocessor { entity: "B".to_owned(), ..plain.clone() },
            Subprocessor { section: some(), ..plain.clone() },
            Subprocessor { purpose: some(), ..plain.clone() },
            Subprocessor { category: crate::model::Category::Ai, ..plain.clone() },
            Subprocessor { data: some(), ..plain.clone() },
            Subprocessor { location: some(), ..plain.clone() },
            Subprocessor { entity_location: some(), ..plain.clone() },
            Subprocessor { countries: ["DE".parse().unwrap()].into(), ..plain.clone() },
            Subprocessor { regions: [crate::model::Region::Eu].into(), ..plain.clone() },
            Subprocessor { transfer: some(), ..plain.clone() },
            Subprocessor { status: crate::model::Status::Removed, ..plain.clone() },
            Subprocessor { effective: Some("2026-05-01".parse().unwrap()), ..plain.clone() },
            Subprocessor { applies_to: some(), ..plain.clone() },
            Subprocessor { notes: some(), ..plain.clone() },
            Subprocessor { url: some(), ..plain.clone() },
            Subprocessor { extra: [("x".to_owned(), "y".to_owned())].into(), ..plain.clone() },
            plain,
        ];
        let digests: std::collections::BTreeSet<String> =
            others.iter().map(|row| of(std::slice::from_ref(row))).collect();
        assert_eq!(digests.len(), others.len());
    }

    #[test]
    fn text_that_looks_like_a_field_is_only_text() {
        let sly = Subprocessor { purpose: Some("x\ndata=1:y".to_owned()), ..Subprocessor::named("A") };
        let plain = Subprocessor {
            purpose: Some("x".to_owned()),
            data: Some("y".to_owned()),
            ..Subprocessor::named("A")
        };
        assert_ne!(of(&[sly]), of(&[plain]));
    }
}
