//! The one table that all commands produce.

use super::value::Value;

/// Several sheets in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) notes: Vec<String>,
    pub(super) sheets: Vec<Sheet>,
}

/// Rows under columns, with a title and lines of prose around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) above: Vec<String>,
    pub(super) below: Vec<String>,
    pub(super) nothing: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub(super) key: String,
    pub(super) heading: String,
    pub(super) kind: Kind,
    pub(super) width: usize,
    pub(super) place: Place,
}

/// What the values of a [`Column`] are. It decides on width, alignment and heading only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the `Value` of that name")]
pub enum Kind {
    Text,
    /// Sentences: a column that wants room.
    LongText,
    Number,
    Date,
    Time,
    Link,
    Codes,
    Edit,
    Badge,
}

/// Whether a terminal must show a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Main,
    Detail,
}

/// Schemas with a shape of their own, see [`listing_json`](super::listing_json) and
/// [`changes_json`](super::changes_json).
const RESERVED: [&str; 2] = ["changes", "listing"];

impl Report {
    /// Titles of the sheets behind the first that have rows: what a format of one table leaves out.
    #[must_use]
    pub fn titles_past_the_first(&self) -> Vec<&str> {
        self.sheets
            .iter()
            .skip(1)
            .filter(|sheet| !sheet.rows.is_empty())
            .map(|sheet| sheet.title.as_str())
            .collect()
    }

    /// A report without sheets yet. Its schema is named after the title: `subwatch/<title>-1`.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { name: schema_name(title), title: title.to_owned(), notes: Vec::new(), sheets: Vec::new() }
    }

    /// Names the schema of the JSON answer: `subwatch/<name>-1`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = schema_name(name);
        self
    }

    /// Adds a line of prose about the whole.
    #[must_use]
    pub fn note(mut self, line: impl Into<String>) -> Self {
        self.notes.push(line.into());
        self
    }

    /// Adds a sheet; the first is the one that CSV shows.
    #[must_use]
    pub fn sheet(mut self, sheet: Sheet) -> Self {
        self.sheets.push(sheet);
        self
    }
}

impl Sheet {
    /// A sheet without columns yet. Its schema is named after the title: `subwatch/<title>-1`.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self {
            name: schema_name(title),
            title: title.to_owned(),
            above: Vec::new(),
            below: Vec::new(),
            nothing: "Nothing to show.".to_owned(),
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Names the schema of the JSON answer: `subwatch/<name>-1`. The names `changes` and `listing` are
    /// those of the two answers with a shape of their own; a sheet so named becomes `changes-sheet`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = schema_name(name);
        self
    }

    /// Adds a line of prose above the table.
    #[must_use]
    pub fn above(mut self, line: impl Into<String>) -> Self {
        self.above.push(line.into());
        self
    }

    /// Adds a line of prose below the table.
    #[must_use]
    pub fn below(mut self, line: impl Into<String>) -> Self {
        self.below.push(line.into());
        self
    }

    /// What to say when there is no row.
    #[must_use]
    pub fn when_empty(mut self, line: impl Into<String>) -> Self {
        self.nothing = line.into();
        self
    }

    /// Adds a column on the right.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// Adds a row: a value a column.
    #[must_use]
    pub fn row(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.push(values);
        self
    }

    /// Adds a row, in a loop.
    pub fn push(&mut self, values: impl IntoIterator<Item = Value>) {
        self.rows.push(values.into_iter().collect());
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $verb:ident $kind:ident $width:literal,)*) => {
        impl Column {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $verb(key: &str, heading: &str) -> Self {
                    Self {
                        key: key.to_owned(),
                        heading: heading.to_owned(),
                        kind: Kind::$kind,
                        width: $width,
                        place: Place::Main,
                    }
                }
            )*
        }
    };
}

columns! {
    /// A column of short texts, such as names.
    text Text 30,
    /// A column of sentences.
    long LongText 54,
    /// A column of numbers.
    number Number 10,
    /// A column of days.
    date Date 11,
    /// A column of moments. Where people read it, its heading gets ` (UTC)`.
    time Time 17,
    /// A column of links. JSON and CSV give `key` and `key_url`.
    link Link 30,
    /// A column of codes.
    codes Codes 16,
    /// A column of texts that changed.
    edit Edit 54,
    /// A column of words with a tone.
    badge Badge 16,
}

impl Column {
    /// The most characters it may take in a spreadsheet before its text wraps.
    #[must_use]
    pub fn width(mut self, characters: usize) -> Self {
        self.width = characters.clamp(4, 200);
        self
    }

    /// Lets a terminal leave the column out where there is no room for all. The other formats have it.
    #[must_use]
    pub fn detail(mut self) -> Self {
        self.place = Place::Detail;
        self
    }

    /// Its keys in JSON and CSV.
    pub(super) fn keys(&self) -> Vec<String> {
        match self.kind {
            Kind::Link => vec![self.key.clone(), format!("{}_url", self.key)],
            _ => vec![self.key.clone()],
        }
    }

    /// Its heading where people read it.
    pub(super) fn printed_heading(&self) -> String {
        match self.kind {
            Kind::Time => format!("{} (UTC)", self.heading),
            _ => self.heading.clone(),
        }
    }
}

/// Small letters, digits and single hyphens.
fn schema_name(title: &str) -> String {
    let lower: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let name = lower.split_ascii_whitespace().collect::<Vec<_>>().join("-");
    match name.as_str() {
        "" => "sheet".to_owned(),
        taken if RESERVED.contains(&taken) => format!("{taken}-sheet"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_never_takes_the_schema_of_another_shape() {
        assert_eq!(Sheet::new("Changes").name, "changes-sheet");
        assert_eq!(Sheet::new("x").named("listing").name, "listing-sheet");
        assert_eq!(Sheet::new("Changes since 1 May!").name, "changes-since-1-may");
        assert_eq!(Sheet::new("…").name, "sheet");
    }
}
