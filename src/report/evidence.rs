//! All that proves one change, as a zip archive: what came, what was read from it, what differs, and digests
//! of it all.
//!
//! The same proof always gives the same bytes: files have the times of their captures, in UTC, and a fixed
//! order.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::{Format, Look, RenderError, Sheet, answer, clean, json::bytes, render};
use crate::model::{Change, ChangeId, Changes, Header, Page, Slug, Version};

/// One change and what proves it.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// Key of the change.
    pub id: ChangeId,
    /// The source.
    pub slug: &'a Slug,
    /// Its vendor.
    pub vendor: &'a str,
    /// Its address.
    pub url: &'a str,
    /// Version of the program.
    pub program: &'a str,
    /// The change.
    pub change: &'a Change,
    /// Everything that differs between the two lists.
    pub changes: &'a Changes,
    /// Whether the change was stated anew since, as another.
    pub is_restated: bool,
    /// The older list.
    pub before: Side<'a>,
    /// The newer list.
    pub after: Side<'a>,
    /// The looks from the one to the other.
    pub looks: &'a Sheet,
}

/// A list and the page it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The list.
    pub version: &'a Version,
    /// The page.
    pub page: &'a Page,
    /// SHA-256 of its body as it came; none where it had none.
    pub sha256: Option<&'a str>,
    /// Length of its body as it came, in bytes.
    pub size: u64,
    /// When its body was given up; none while it is there.
    pub given_up_at: Option<Timestamp>,
    /// Ending of a file of its kind, such as `html`.
    pub ending: &'a str,
    /// The list as a sheet with all columns.
    pub list: &'a Sheet,
}

/// A file of the archive.
struct File {
    name: String,
    at: Timestamp,
    bytes: Vec<u8>,
}

/// The proof of a change as a zip archive (APPNOTE 6.3). `SHA256SUMS` in it is as `sha256sum -c` takes it.
pub fn evidence(proof: &Proof<'_>) -> Result<Vec<u8>, RenderError> {
    let at = proof.after.page.received_at;
    let mut files = vec![
        File { name: "README.txt".to_owned(), at, bytes: readme(proof).into_bytes() },
        File { name: "change.json".to_owned(), at, bytes: change(proof) },
        File { name: "looks.csv".to_owned(), at, bytes: render(proof.looks, Format::Csv, &Look::default())? },
    ];
    files.extend(side("before", &proof.before)?);
    files.extend(side("after", &proof.after)?);
    let sums = files.iter().fold(String::new(), |mut sums, file| {
        // Writing to a `String` cannot fail.
        let _ = writeln!(sums, "{}  {}", digest(&file.bytes), file.name);
        sums
    });
    files.push(File { name: "SHA256SUMS".to_owned(), at, bytes: sums.into_bytes() });
    archive(&files)
}

fn archive(files: &[File]) -> Result<Vec<u8>, RenderError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for File { name, at, bytes } in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(msdos(*at))
            .unix_permissions(0o644);
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes).map_err(zip::result::ZipError::from)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn side(folder: &str, side: &Side<'_>) -> Result<Vec<File>, RenderError> {
    let at = side.page.received_at;
    let file = |name: &str, bytes| File { name: format!("{folder}/{name}"), at, bytes };
    let mut files = Vec::new();
    if let Some(name) = body_name(side) {
        files.push(file(&name, side.page.body.clone()));
    }
    files.push(file("headers.txt", headers(side.page).into_bytes()));
    files.push(file("capture.json", capture(folder, side)));
    files.push(file("listing.json", answer::version_json(side.version)));
    files.push(file("listing.csv", render(side.list, Format::Csv, &Look::default())?));
    Ok(files)
}

fn body_name(side: &Side<'_>) -> Option<String> {
    (!side.page.body.is_empty()).then(|| format!("body.{}", side.ending))
}

fn capture(folder: &str, side: &Side<'_>) -> Vec<u8> {
    let Page { requested, address, redirects, status, headers, body: _, requested_at, received_at, origin } =
        side.page;
    let body = side.sha256.map(|sha256| {
        let file = body_name(side).map(|name| format!("{folder}/{name}"));
        json!({ "file": file, "sha256": sha256, "size": side.size, "given_up_at": side.given_up_at })
    });
    bytes(&json!({
        "schema": "subwatch/capture-1",
        "capture": side.version.capture,
        "origin": origin,
        "requested": requested,
        "address": address,
        "redirects": redirects,
        "status": status,
        "requested_at": requested_at,
        "received_at": received_at,
        "headers": headers,
        "body": body,
    }))
}

/// The header fields in order of arrival, a line each.
fn headers(page: &Page) -> String {
    let lines = page
        .headers
        .iter()
        .map(|Header { name, value }| format!("{}: {}\n", clean::line(name), clean::line(value)));
    format!("status: {}\n{}", page.status, lines.collect::<String>())
}

fn change(proof: &Proof<'_>) -> Vec<u8> {
    let Proof { id, slug, vendor, url, program, change, changes, is_restated, before, after, looks: _ } =
        *proof;
    let one = Changes { changes: vec![change.clone()], ..Changes::default() };
    let side = |side: &Side<'_>| {
        let Version { id, capture, seen_at, cause, extractor, origin, listing: _ } = side.version;
        json!({
            "version": id,
            "capture": capture,
            "seen_at": seen_at,
            "cause": cause,
            "extractor": extractor,
            "origin": origin,
        })
    };
    bytes(&json!({
        "schema": "subwatch/evidence-1",
        "id": id,
        "source": slug,
        "vendor": vendor,
        "page": url,
        "change": answer::facts(&one)["changes"][0],
        "stated_anew": is_restated,
        "before": side(&before),
        "after": side(&after),
        "between_the_lists": answer::facts(changes),
        "program": format!("subwatch {program}"),
    }))
}

fn readme(proof: &Proof<'_>) -> String {
    let Proof { id, vendor, url, program, change, before, after, .. } = proof;
    let [vendor, url, name] = [*vendor, *url, change.name()].map(clean::line);
    let mut text = format!(
        "Evidence of change {id}, made by subwatch {program}\n\n\
         Vendor:  {vendor}\n\
         Page:    {url}\n\
         Change:  {} `{name}`\n\n",
        change.kind()
    );
    for (word, side) in [("before", before), ("after", after)] {
        let Side { version, page, .. } = side;
        let came = version.origin.mark().map_or_else(|| "crawled".to_owned(), |mark| clean::line(&mark));
        let _ = writeln!(
            text,
            "The list {word} stood so from {} on. Its page: {came}, of {}.",
            version.seen_at, page.received_at
        );
        if let Some(at) = side.given_up_at {
            let _ = writeln!(
                text,
                "Its body was given up on {at} to make room; its digest is in {word}/capture.json."
            );
        }
    }
    if proof.is_restated {
        text.push_str(
            "\nA page that was imported since came to stand between the two lists: the change was stated \
             anew, under another number.\n",
        );
    }
    text.push_str(
        "\nbefore/ and after/ hold, of the page with the older and of that with the newer list:\n\
         \x20 body.*         the body as received, after its content coding (gzip and the like) was undone\n\
         \x20 headers.txt    status and header fields in order of arrival\n\
         \x20 capture.json   addresses, redirects, times, headers, SHA-256 and size of the body\n\
         \x20 listing.json   the list that was read from it (schema subwatch/listing-1)\n\
         \x20 listing.csv    the same as a table\n\
         change.json      the change, and all that differs between the two lists \
         (schema subwatch/changes-1)\n\
         looks.csv        every look at the page from the older list to the newer one, failures too\n\n\
         All times are UTC. To see that no file here was altered:\n\n\
         \x20 sha256sum -c SHA256SUMS        (on macOS: shasum -a 256 -c SHA256SUMS)\n\n\
         The digests of the bodies are those under which the database keeps them. \
         That nothing in the database was\n\
         altered is for `subwatch verify` to say. Neither proves to others when the pages were received.\n",
    );
    text
}

/// A moment as a zip archive keeps it: civil time, here in UTC, from 1980 to 2107.
fn msdos(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let number = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(at.year()).unwrap_or(1980);
    DateTime::from_date_and_time(
        year,
        number(at.month()),
        number(at.day()),
        number(at.hour()),
        number(at.minute()),
        number(at.second()),
    )
    .unwrap_or_default()
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, io::Read, sync::Arc};

    use super::*;
    use crate::{
        model::{CaptureId, Extractor, Listing, Origin, Subprocessor, VersionCause, VersionId},
        report::Column,
    };

    const NIGHT: [&str; 2] = ["2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z"];

    fn version(id: i64, names: &[&str]) -> Version {
        Version {
            id: VersionId(id),
            capture: CaptureId(id),
            seen_at: NIGHT[usize::try_from(id - 1).unwrap()].parse().unwrap(),
            cause: VersionCause::Vendor,
            extractor: Extractor(1),
            origin: Origin::Crawled,
            listing: Listing {
                entries: names.iter().map(|name| Subprocessor::named(name)).collect(),
                ..Listing::default()
            },
        }
    }

    fn page(version: &Version, body: &str) -> Page {
        let url: url::Url = "https://acme.example/list".parse().unwrap();
        Page {
            requested: url.clone(),
            address: url,
            redirects: Vec::new(),
            status: 200,
            headers: vec![Header { name: "etag".to_owned(), value: "\"1\"".to_owned() }],
            body: body.as_bytes().to_vec(),
            requested_at: version.seen_at,
            received_at: version.seen_at,
            origin: version.origin.clone(),
        }
    }

    fn files(given_up_at: Option<Timestamp>) -> (Vec<u8>, BTreeMap<String, String>) {
        let (old, new) = (version(1, &["A"]), version(2, &["A", "B\u{1b}[2J"]));
        let body = if given_up_at.is_some() { "" } else { "<p>A" };
        let pages = [page(&old, body), page(&new, "<p>A<p>B")];
        let change = Change::Added {
            row: Arc::new(new.listing.entries[1].clone()),
            split_from: None,
            beside: Vec::new(),
        };
        let changes = Changes { changes: vec![change.clone()], ..Changes::default() };
        let sheet = Sheet::new("List").column(Column::text("name", "Name"));
        let sha256 = digest(b"<p>A");
        let side = |version, page, given_up_at| Side {
            version,
            page,
            sha256: Some(&sha256),
            size: 4,
            given_up_at,
            ending: "html",
            list: &sheet,
        };
        let proof = Proof {
            id: ChangeId(7),
            slug: &"acme".parse().unwrap(),
            vendor: "Acme",
            url: "https://acme.example/list",
            program: "0.1.0",
            change: &change,
            changes: &changes,
            is_restated: false,
            before: side(&old, &pages[0], given_up_at),
            after: side(&new, &pages[1], None),
            looks: &sheet,
        };
        let bytes = evidence(&proof).unwrap();
        assert_eq!(bytes, evidence(&proof).unwrap(), "the same proof gives the same bytes");
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut files = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            files.insert(file.name().unwrap().into_owned(), text);
        }
        (bytes, files)
    }

    #[test]
    fn an_archive_holds_both_sides_and_a_digest_of_every_file() {
        let (_, files) = files(None);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            names.join(" "),
            "README.txt SHA256SUMS after/body.html after/capture.json after/headers.txt after/listing.csv \
             after/listing.json before/body.html before/capture.json before/headers.txt before/listing.csv \
             before/listing.json change.json looks.csv"
        );
        assert_eq!(
            (files["before/body.html"].as_str(), files["after/headers.txt"].as_str()),
            ("<p>A", "status: 200\netag: \"1\"\n")
        );
        let mut told = 0;
        for line in files["SHA256SUMS"].lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            assert_eq!(sum, digest(files[name].as_bytes()), "{name}");
            told += 1;
        }
        assert_eq!(told, files.len() - 1);
        let change: serde_json::Value = serde_json::from_str(&files["change.json"]).unwrap();
        assert_eq!(
            (&change["id"], &change["change"]["kind"], &change["before"]["seen_at"]),
            (&json!(7), &json!("added"), &json!(NIGHT[0]))
        );
        assert!(!files["README.txt"].contains('\u{1b}') && !files["change.json"].contains('\u{1b}'));
    }

    #[test]
    fn a_body_that_was_given_up_is_said_to_be() {
        let (_, files) = files(Some("2026-09-01T00:00:00Z".parse().unwrap()));
        assert!(!files.contains_key("before/body.html") && files.contains_key("after/body.html"));
        let capture: serde_json::Value = serde_json::from_str(&files["before/capture.json"]).unwrap();
        assert_eq!(
            capture["body"],
            json!({
                "file": null,
                "sha256": digest(b"<p>A"),
                "size": 4,
                "given_up_at": "2026-09-01T00:00:00Z",
            })
        );
        assert!(files["README.txt"].contains("Its body was given up on 2026-09-01T00:00:00Z"));
    }

    #[test]
    fn a_time_that_a_zip_archive_cannot_hold_is_left_out() {
        let date = |text: &str| msdos(text.parse().unwrap());
        assert_eq!(date("2026-05-01T02:10:30Z").to_string(), "2026-05-01 02:10:30");
        assert_eq!(date("1971-05-01T02:10:30Z"), DateTime::default());
    }
}
