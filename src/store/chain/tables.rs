//! The tables that are sealed, and each row of them as bytes.

use std::{fmt::Write as _, sync::LazyLock};

/// How many rows of a table are read to be sealed at once: a few megabytes.
pub(super) const ROWS_AT_ONCE: usize = 4096;

/// A table that is only ever added to.
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// Its key.
    pub(super) key: &'static str,
    /// Every other column, in the order in which it is sealed, `run.finished_at` alone excepted. A column of
    /// a later migration goes to the end and is null in the rows that are there: they were sealed without it.
    pub(super) columns: &'static [&'static str],
    /// The slug of the source that a row belongs to, as an expression; `null` where it belongs to none.
    pub(super) slug: &'static str,
}

/// By name.
pub(super) const TABLES: [Table; 9] = [
    Table {
        name: "capture",
        key: "capture_id",
        columns: &[
            "source_id",
            "requested_at",
            "received_at",
            "requested_url",
            "address",
            "redirects",
            "status",
            "headers",
            "body_id",
            "origin",
            "origin_detail",
        ],
        slug: "(select slug from source where source.source_id = capture.source_id)",
    },
    Table {
        name: "change",
        key: "change_id",
        columns: &[
            "version_id",
            "position",
            "kind",
            "name",
            "before_name",
            "entity",
            "section",
            "field",
            "before",
            "after",
            "row",
            "related",
            "places",
            "old_row",
            "new_row",
            "beside",
        ],
        slug: "(select slug from version join source using (source_id)
            where version.version_id = change.version_id)",
    },
    Table {
        name: "look",
        key: "look_id",
        columns: &[
            "run_id",
            "source_id",
            "at",
            "outcome",
            "unchanged",
            "cause",
            "detail",
            "capture_id",
            "digest",
            "rows",
            "changes",
            "extractor",
            "recipe",
            "requests",
            "elapsed_ms",
            "remark",
            "companies",
        ],
        slug: "(select slug from source where source.source_id = look.source_id)",
    },
    Table {
        name: "reading",
        key: "reading_id",
        columns: &["capture_id", "extractor", "recipe", "digest"],
        slug: "(select slug from capture join source using (source_id)
            where capture.capture_id = reading.capture_id)",
    },
    Table {
        name: "ruling",
        key: "ruling_id",
        columns: &["source_id", "at", "ruling", "capture_id", "digest"],
        slug: "(select slug from source where source.source_id = ruling.source_id)",
    },
    Table { name: "run", key: "run_id", columns: &["started_at", "program", "extractor"], slug: "null" },
    Table {
        name: "subprocessor",
        key: "subprocessor_id",
        columns: &[
            "version_id",
            "position",
            "name",
            "entity",
            "section",
            "purpose",
            "category",
            "data",
            "location",
            "entity_location",
            "countries",
            "regions",
            "transfer",
            "status",
            "effective",
            "applies_to",
            "notes",
            "url",
            "extra",
            "printed_category",
            "printed_status",
            "printed_effective",
        ],
        slug: "(select slug from version join source using (source_id)
            where version.version_id = subprocessor.version_id)",
    },
    Table {
        name: "traffic",
        key: "traffic_id",
        columns: &[
            "look_id",
            "host",
            "requests",
            "robots",
            "bytes",
            "not_modified",
            "refused",
            "disallowed",
            "waits",
            "waited_ms",
            "crawl_delay_ms",
        ],
        slug: "(select slug from look join source using (source_id) where look.look_id = traffic.look_id)",
    },
    Table {
        name: "version",
        key: "version_id",
        columns: &[
            "source_id",
            "capture_id",
            "seen_at",
            "cause",
            "extractor",
            "recipe",
            "digest",
            "rows",
            "page",
            "warnings",
            "columns_added",
            "columns_removed",
        ],
        slug: "(select slug from source where source.source_id = version.source_id)",
    },
];

/// The greatest key of each table, 0 for an empty one, and the digest of the newest seal.
pub(super) static MARKS: LazyLock<String> = LazyLock::new(|| {
    let keys = TABLES
        .iter()
        .map(|Table { name, key, .. }| format!("coalesce((select max({key}) from \"{name}\"), 0)"));
    format!(
        "select {}, (select digest from seal order by seal_id desc limit 1)",
        keys.collect::<Vec<_>>().join(", ")
    )
});

/// Place of the table, and its first [`ROWS_AT_ONCE`] rows whose keys are greater than its parameter:
/// `key:length:bytes` of each, one behind the other. A row by itself would cost more on its way from SQLite's
/// thread than all else that is done with it.
pub(super) static NEWS: LazyLock<String> = LazyLock::new(|| {
    let arms: Vec<String> = TABLES
        .iter()
        .enumerate()
        .map(|(at, table)| {
            let parameter = at + 1;
            format!(
                "select {at}, cast(group_concat(concat({key}, ':', octet_length(sealed), ':', sealed), '') as
                    blob) from (
                    select {key}, {} as sealed from \"{}\" where {key} > ?{parameter} order by {key} limit
                    {ROWS_AT_ONCE}
                )",
                table.text(),
                table.name,
                key = table.key
            )
        })
        .collect();
    arms.join("\nunion all\n")
});

impl Table {
    /// Key and bytes of every row, by key.
    pub(super) fn all(&self) -> String {
        format!(
            "select {key}, cast({} as blob) from \"{}\" order by {key}",
            self.text(),
            self.name,
            key = self.key
        )
    }

    /// The bytes of a row as a text, as an expression: netstrings of the table's name, the key, and name and
    /// value of each filled column.
    ///
    /// Each is put together in one call: with `||` every part would copy all that stands before it.
    fn text(&self) -> String {
        let mut text = format!(
            "concat('{}:{},', octet_length({key}), ':', {key}, ','",
            self.name.len(),
            self.name,
            key = self.key
        );
        for column in self.columns {
            let (said, value) = match *column {
                "source_id" => ("source", self.slug.to_owned()),
                "body_id" => {
                    ("body", format!("(select sha256 from body where body.body_id = {}.body_id)", self.name))
                }
                column => (column, format!("\"{}\".\"{column}\"", self.name)),
            };
            // Writing to a `String` cannot fail.
            let _ = write!(
                text,
                ", iif({value} is null, '', concat('{}:{said},', octet_length({value}), ':', {value}, ','))",
                said.len()
            );
        }
        text.push(')');
        text
    }
}
