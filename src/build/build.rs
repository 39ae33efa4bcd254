//! Writes down two fingerprints, so that a better reader and better dictionaries are known for others.
//!
//! Nobody has to remember to raise a number. The *reader* is everything that decides what is read from the
//! bytes of a page: `extract`, `normalise` with its dictionaries, what of `model` they use, and the parsers
//! as they are locked in `Cargo.lock`, with all that these are built on. The *dictionaries* are what decides
//! what is derived from a printed row. Companies, places and categories are in both: they also weigh in which
//! table of a page is its list. A comment, a test or the way code is laid out changes neither.

mod fingerprint;
mod lexer;
mod lock;

use std::{fs, io, path::Path};

use self::fingerprint::Fingerprint;

/// What the reader is.
const READER: [&str; 3] = ["src/extract", "src/normalise", "src/model"];
/// What of that has no part in reading: what is derived afterwards, and values of other stages.
const NOT_READER: [&str; 13] = [
    "src/model/beside.rs",
    "src/model/change.rs",
    "src/model/clock.rs",
    "src/model/law.rs",
    "src/model/law_adequacy.tsv",
    "src/model/origin.rs",
    "src/model/outcome.rs",
    "src/model/places.rs",
    "src/model/severity.rs",
    "src/model/suspicion.rs",
    "src/model/traffic.rs",
    "src/model/version.rs",
    "src/normalise/derive.rs",
];
/// What derives, and all that it asks: a test holds this list to what the code names.
const DICTIONARIES: [&str; 18] = [
    "src/model/countries.txt",
    "src/model/country.rs",
    "src/model/document.rs",
    "src/model/schema.rs",
    "src/model/wordlist.rs",
    "src/normalise/absent",
    "src/normalise/categories",
    "src/normalise/dates",
    "src/normalise/derive.rs",
    "src/normalise/entities",
    "src/normalise/labels/mod.rs",
    "src/normalise/legal_forms",
    "src/normalise/memo.rs",
    "src/normalise/places",
    "src/normalise/remarks",
    "src/normalise/statuses",
    "src/normalise/streets",
    "src/normalise/vocabulary.rs",
];
/// The packages that decide what is read; what they are built on is found in the lock file.
const PARSERS: [&str; 13] = [
    "calamine",
    "chardetng",
    "csv",
    "encoding_rs",
    "html5ever",
    "pdf-extract",
    "pulldown-cmark",
    "saphyr-parser",
    "scraper",
    "serde_json",
    "unicode-normalization",
    "url",
    "whatlang",
];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for part in READER {
        println!("cargo::rerun-if-changed={part}");
        collect(Path::new(part), &mut files)?;
    }
    for part in ["src/build", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={part}");
    }
    files.sort();
    let mut reader = Fingerprint::default();
    let mut dictionaries = Fingerprint::default();
    for file in &files {
        let is_read = !is_part(file, &NOT_READER);
        let is_derived = is_part(file, &DICTIONARIES);
        if is_read || is_derived {
            let text = fs::read_to_string(file)?;
            if is_read {
                reader.file(file, &text);
            }
            if is_derived {
                dictionaries.file(file, &text);
            }
        }
    }
    // A copy of the sources without it is built by whatever versions there are: they are not known here.
    let locked = fs::read_to_string("Cargo.lock").unwrap_or_default();
    for (name, version) in lock::closure(&locked, &PARSERS).map_err(io::Error::other)? {
        reader.words(&[&name, &version]);
    }
    println!("cargo::rustc-env=SUBWATCH_EXTRACTOR={}", reader.number());
    println!("cargo::rustc-env=SUBWATCH_DICTIONARIES={}", dictionaries.number());
    Ok(())
}

/// Whether a file lies in one of these places.
fn is_part(file: &str, places: &[&str]) -> bool {
    places.iter().any(|place| file.starts_with(place))
}

/// Every file below a folder, by its path with `/`.
fn collect(folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
