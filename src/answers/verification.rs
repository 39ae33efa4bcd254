//! Whether what was stored is what is there, as sheets.

use super::words::counted;
use crate::{
    model::Slug,
    report::{Column, Sheet, Tone, Value},
    store::chain::Found,
};

fn number(count: u64) -> Value {
    Value::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// For people: a line a thing.
#[must_use]
pub fn page(title: &str, found: &Found) -> Sheet {
    let mut sheet = Sheet::new(title)
        .named("verification")
        .column(Column::long("looked_through", "Looked through"))
        .column(Column::number("count", "Count"));
    for (what, count) in [
        ("seals, each over what was stored together", found.seals),
        ("rows, each as it was sealed", found.rows),
        ("pages, unpacked: each what was received", found.bodies),
        ("pages that were given up to make room", found.given_up),
        ("versions, their digests taken again", found.versions),
    ] {
        sheet.push([Value::from(what), number(count)]);
    }
    if let Some(expected) = found.expected {
        let since = counted(usize::try_from(expected.since).unwrap_or(usize::MAX), "seal");
        sheet = sheet
            .below(format!("The expected digest is that of seal {}; {since} came after it.", expected.seal));
    }
    match &found.head {
        Some(head) => sheet.below(format!(
            "Nothing was altered or lost. Digest of the newest seal, to be kept elsewhere: {head}"
        )),
        None => sheet.below("Nothing is stored yet."),
    }
}

/// For programs: one row.
#[must_use]
pub fn record(title: &str, found: &Found) -> Sheet {
    let Found { seals, rows, bodies, bytes, given_up, versions, head, expected, fault } = found;
    let verdict =
        if fault.is_none() { Value::badge("sound", Tone::Good) } else { Value::badge("altered", Tone::Bad) };
    Sheet::new(title)
        .named("verification")
        .column(Column::badge("verdict", "Verdict"))
        .column(Column::long("fault", "First fault"))
        .column(Column::text("place", "Place"))
        .column(Column::text("source", "Source"))
        .column(Column::number("seals", "Seals"))
        .column(Column::number("rows", "Rows"))
        .column(Column::number("pages", "Pages"))
        .column(Column::number("bytes", "Bytes"))
        .column(Column::number("given_up", "Given up"))
        .column(Column::number("versions", "Versions"))
        .column(Column::text("head", "Digest of the newest seal"))
        .column(Column::number("expected_seal", "Expected seal"))
        .column(Column::number("seals_since", "Seals since"))
        .row([
            verdict,
            Value::from(fault.as_ref().map(ToString::to_string)),
            Value::from(fault.as_ref().map(|fault| fault.place.clone())),
            Value::from(fault.as_ref().and_then(|fault| fault.source.as_ref()).map(Slug::as_str)),
            number(*seals),
            number(*rows),
            number(*bodies),
            number(*bytes),
            number(*given_up),
            number(*versions),
            Value::from(head.clone()),
            Value::from(expected.map(|expected| expected.seal)),
            expected.map_or(Value::Empty, |expected| number(expected.since)),
        ])
}
