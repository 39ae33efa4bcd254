//! SHA-256 digests as small hex (FIPS 180-4), as `sha256sum` prints them.

use std::{
    fmt::Write,
    hash::{DefaultHasher, Hash, Hasher},
};

use sha2::{Digest, Sha256};

use crate::model::{Document, Extractor, Listing, Printed, Recipe, Source, Status, Subprocessor};

/// The digest of bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of a listing's printed rows, whatever their order: two listings have the same one exactly when
/// the list is the same. The page's own facts and the warnings do not count: a page that only says "last
/// updated today" has the list it had before. Nothing derived counts: no dictionary has a part in it.
///
/// A field that is empty adds nothing, so that a field of a later version of the schema leaves the digests of
/// lists that do not print it as they are.
#[must_use]
pub fn listing<Row: AsRef<Printed>>(listing: &Listing<Row>) -> String {
    rows(listing.entries.iter().map(|row| canonical(row.as_ref())).collect())
}

/// The digest of the companies that a listing names in force, whatever else it prints of them: two listings
/// have the same one if they name the same companies.
#[must_use]
pub fn companies(listing: &Listing) -> String {
    let in_force = listing.entries.iter().filter(|row| row.derived.status != Status::Removed);
    let letters = |row: &Subprocessor| -> String {
        let letters = row.derived.entity.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let mut companies: Vec<String> = in_force.map(letters).collect();
    companies.sort_unstable();
    companies.dedup();
    rows(companies)
}

/// The first eight bytes of the digest of a printed row, as a number: by it a row is known again in another
/// version of its list.
#[must_use]
pub fn printed(row: &Printed) -> i64 {
    let digest = Sha256::digest(canonical(row));
    digest.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// The digest of all that a page says to a reader, by which it is known again however its markup was painted;
/// `recipe` is that of its source. It says only whether there is anything to read: it is not SHA-256, which
/// would cost as much as the rest of such a page, and it may be another one on another machine.
#[must_use]
pub fn document(document: &Document, reader: Extractor, recipe: &str) -> String {
    let mut both = Both(DefaultHasher::new(), DefaultHasher::new());
    both.1.write_u8(1);
    (reader.0, recipe, document).hash(&mut both);
    format!("{:016x}{:016x}", both.0.finish(), both.1.finish())
}

/// Two hashes of the same: together too many bits for two pages to share them by chance.
struct Both(DefaultHasher, DefaultHasher);

impl Hasher for Both {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// The digest of rows that are texts.
pub(super) fn rows(mut rows: Vec<String>) -> String {
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
fn canonical(row: &Printed) -> String {
    let Printed {
        name,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
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
    field(&mut text, "section", section.as_deref());
    field(&mut text, "purpose", purpose.as_deref());
    field(&mut text, "category", category.as_deref());
    field(&mut text, "data", data.as_deref());
    field(&mut text, "location", location.as_deref());
    field(&mut text, "entity_location", entity_location.as_deref());
    field(&mut text, "transfer", transfer.as_deref());
    field(&mut text, "status", status.as_deref());
    field(&mut text, "effective", effective.as_deref());
    field(&mut text, "applies_to", applies_to.as_deref());
    field(&mut text, "notes", notes.as_deref());
    field(&mut text, "url", url.as_deref());
    for (header, value) in extra {
        field(&mut text, "header", Some(header));
        field(&mut text, "value", Some(value));
    }
    text
}

/// Adds a field by its name, where it is filled.
pub(super) fn field(text: &mut String, name: &str, value: Option<&str>) {
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
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{PageFacts, Warning};

    fn of(rows: &[Printed]) -> String {
        listing(&Listing::<Printed> { entries: rows.to_vec(), ..Listing::default() })
    }

    #[test]
    fn a_digest_is_what_sha256sum_prints() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn rows_in_another_order_are_the_same_list() {
        let [a, b] = ["A", "B"].map(Printed::named);
        assert_eq!(of(&[a.clone(), b.clone()]), of(&[b.clone(), a.clone()]));
        assert_ne!(of(&[a.clone(), b]), of(&[a.clone(), a]));
    }

    #[test]
    fn a_page_that_says_it_was_updated_has_the_list_it_had() {
        let page = PageFacts { last_updated: Some("2026-05-01".parse().unwrap()), ..PageFacts::default() };
        let said = Listing { page, warnings: vec![Warning("odd".to_owned())], ..Listing::default() };
        assert_eq!(listing::<Printed>(&said), listing::<Printed>(&Listing::default()));
    }

    #[test]
    fn every_field_counts_and_none_is_taken_for_another() {
        let some = || Some("x".to_owned());
        let named = || Printed::named("A");
        let others = [
            Printed { section: some(), ..named() },
            Printed { purpose: some(), ..named() },
            Printed { category: some(), ..named() },
            Printed { data: some(), ..named() },
            Printed { location: some(), ..named() },
            Printed { entity_location: some(), ..named() },
            Printed { transfer: some(), ..named() },
            Printed { status: some(), ..named() },
            Printed { effective: some(), ..named() },
            Printed { applies_to: some(), ..named() },
            Printed { notes: some(), ..named() },
            Printed { url: some(), ..named() },
            Printed { extra: [("x".to_owned(), "y".to_owned())].into(), ..named() },
            Printed::named("B"),
            named(),
        ];
        let digests: BTreeSet<String> = others.iter().map(|row| of(std::slice::from_ref(row))).collect();
        let numbers: BTreeSet<i64> = others.iter().map(printed).collect();
        assert_eq!((digests.len(), numbers.len()), (others.len(), others.len()));
    }

    #[test]
    fn a_document_is_known_by_its_texts_its_grids_and_who_read_it_how() {
        let of = |title: &str, reader: u32, recipe: &str| {
            let page = Document { title: Some(title.to_owned()), ..Document::default() };
            document(&page, Extractor(reader), recipe)
        };
        let same = of("A", 1, "x");
        assert_eq!((same.len(), &same), (32, &of("A", 1, "x")));
        assert!([of("B", 1, "x"), of("A", 2, "x"), of("A", 1, "y")].iter().all(|other| *other != same));
    }

    #[test]
    fn text_that_looks_like_a_field_is_only_text() {
        let sly = Printed { purpose: Some("x\ndata=1:y".to_owned()), ..Printed::named("A") };
        let plain =
            Printed { purpose: Some("x".to_owned()), data: Some("y".to_owned()), ..Printed::named("A") };
        assert_ne!(of(&[sly]), of(&[plain]));
    }
}
