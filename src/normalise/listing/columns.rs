//! Which column of a table is which field.

use std::collections::BTreeMap;

use crate::{
    model::{Cell, CellRole, Field, Recipe, Row},
    normalise::{
        headers::{self, Column, Meaning},
        topics,
    },
};

use super::{assignment, content::Content, draft::run_together};

/// What becomes of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    /// It fills a field.
    Fills(Field),
    /// It is kept under its header.
    Extra(String),
    /// It says nothing: a row number, an empty column.
    Dropped,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// One use a column.
    pub(super) uses: Vec<Use>,
    /// Printed headers, as far as there are any.
    pub(super) headers: Vec<String>,
    /// How sure each filled field's header is, 0 to 100; 0 where content alone told.
    pub(super) sure: BTreeMap<Field, u8>,
    /// Index of the first row below the header.
    pub(super) first_row: usize,
    /// What stands in the name's cell besides the name, where its header says so: `Name and location`.
    pub(super) beside_name: Option<Field>,
}

impl Columns {
    /// The column that fills a field.
    pub(super) fn of(&self, field: Field) -> Option<usize> {
        self.uses.iter().position(|used| *used == Use::Fills(field))
    }
}

/// How many rows from the top may be the header row.
const HEADER_WITHIN: usize = 4;

/// Finds the header row and gives each column its use. None for a table without a column of names.
pub(super) fn columns(rows: &[Row], recipe: &Recipe) -> Option<Columns> {
    let width = rows.iter().map(|row| row.cells.len()).max()?;
    let header = header_row(rows);
    let below = header.and_then(|at| second_header(rows, at));
    let printed = |column: usize| header.map(|at| header_text(&rows[at], below, column)).unwrap_or_default();
    let headers: Vec<String> = (0..width).map(printed).collect();
    let first_row = header.map_or(0, |at| at + 1 + usize::from(below.is_some()));
    let body = &rows[first_row.min(rows.len())..];
    let content: Vec<Content> = (0..width).map(|column| Content::of(body, column)).collect();
    let headers = shifted(headers, &content);
    let worth: Vec<Vec<Worth>> = (0..width)
        .map(|column| worths(&headers[column], &content[column], recipe, header.is_some()))
        .collect();
    let (mut uses, mut sure) = assigned(&worth);
    if !sure.contains_key(&Field::Name) {
        let column = fallback_name(&headers, &content, &uses)?;
        if let Some(Use::Fills(field)) = uses[column].replace(Use::Fills(Field::Name)) {
            sure.remove(&field);
        }
        sure.insert(Field::Name, 0);
    }
    only_place(&headers, &mut uses, &mut sure);
    printed_twice(&headers, &content, &mut uses);
    told_in_turn(&headers, body, &mut uses);
    let leftover = |column: usize| leftover(&headers[column], &content[column], column, &sure);
    let uses =
        uses.into_iter().enumerate().map(|(column, used)| used.unwrap_or_else(|| leftover(column))).collect();
    let mut columns = Columns { uses, headers, sure, first_row, beside_name: None };
    columns.beside_name = columns
        .of(Field::Name)
        .and_then(|column| beside_name(&columns.headers[column]))
        .filter(|&field| columns.of(field).is_none());
    Some(columns)
}

/// The use of each column that is worth most as a whole, and how sure the header of each field is.
fn assigned(worth: &[Vec<Worth>]) -> (Vec<Option<Use>>, BTreeMap<Field, u8>) {
    let points = |own: &Vec<Worth>| {
        let of =
            |field: Field| own.iter().filter(|worth| worth.field == field).map(|worth| worth.points).max();
        Field::ALL.map(|field| of(field).unwrap_or(0)).to_vec()
    };
    // Of two that are worth the same the first counts.
    let earlier = |(column, own): (usize, &Vec<Worth>)| {
        let late = i32::try_from(column.min(7)).unwrap_or(7);
        points(own).into_iter().map(|worth| if worth > 0 { worth * 8 - late } else { 0 }).collect()
    };
    let table: Vec<Vec<i32>> = worth.iter().enumerate().map(earlier).collect();
    let mut uses = vec![None; worth.len()];
    let mut sure = BTreeMap::new();
    for (column, given) in assignment::best(&table).into_iter().enumerate() {
        let Some(field) = given.map(|at| Field::ALL[at]) else { continue };
        uses[column] = Some(Use::Fills(field));
        let own = worth[column].iter().filter(|worth| worth.field == field).map(|worth| worth.sure);
        sure.insert(field, own.max().unwrap_or(0));
    }
    (uses, sure)
}

/// Where only one place is told, and its header does not say that it is that of the seat, it is where data
/// are processed: `Jurisdiction`, `Location of sub-processor`.
fn only_place(headers: &[String], uses: &mut [Option<Use>], sure: &mut BTreeMap<Field, u8>) {
    if sure.contains_key(&Field::Location) {
        return;
    }
    let Some(column) = uses.iter().position(|used| *used == Some(Use::Fills(Field::EntityLocation))) else {
        return;
    };
    let may_be_either =
        headers::meanings(&headers[column]).iter().any(|meaning| is_field(meaning.what, Field::Location));
    if may_be_either {
        uses[column] = Some(Use::Fills(Field::Location));
        let own = sure.remove(&Field::EntityLocation).unwrap_or(0);
        sure.insert(Field::Location, own);
    }
}

/// A second column of places fills the field too, so that its countries count: `Hosting location`, `Support
/// location`.
fn printed_twice(headers: &[String], content: &[Content], uses: &mut [Option<Use>]) {
    for (column, header) in headers.iter().enumerate() {
        let first = headers::meanings(header).into_iter().next().filter(|meaning| meaning.weight >= SURE);
        let Some(Column::Field(field @ (Field::Location | Field::EntityLocation))) =
            first.map(|meaning| meaning.what)
        else {
            continue;
        };
        // `Acme regions` are those of a product.
        if uses[column].is_none() && content[column].places >= 50 && headers::is_of_known_words(header) {
            uses[column] = Some(Use::Fills(field));
        }
    }
}

/// More words a cell than this, in tenths, tell more than a category.
const LONG_FOR_CATEGORY: usize = 45;
/// Below this weight the meaning of a header is guessed.
const GUESSED: u8 = 85;
/// So many columns may fill fields in turn: each is held against those before it, row by row.
const MOST_IN_TURN: usize = 30;

/// Columns that mean one field and of which no row fills two, as records with labels of their own have them,
/// fill it in turn.
fn told_in_turn(headers: &[String], body: &[Row], uses: &mut [Option<Use>]) {
    let filled = |row: &Row, column: usize| row.cells.get(column).is_some_and(|cell| !cell.is_empty());
    for column in
        (0..headers.len()).take(MOST_IN_TURN).filter(|&column| uses[column].is_none()).collect::<Vec<_>>()
    {
        let first = headers::meanings(&headers[column]).into_iter().next();
        let Some(Column::Field(field)) = first.filter(|own| own.weight >= SURE).map(|own| own.what) else {
            continue;
        };
        let own: Vec<usize> = (0..uses.len()).filter(|&at| uses[at] == Some(Use::Fills(field))).collect();
        let in_turn =
            || body.iter().all(|row| !filled(row, column) || !own.iter().any(|&at| filled(row, at)));
        if !own.is_empty() && field != Field::Name && in_turn() {
            uses[column] = Some(Use::Fills(field));
        }
    }
}

/// From this weight on a header surely means what it says.
const SURE: u8 = 60;

/// What a header names besides the name.
fn beside_name(header: &str) -> Option<Field> {
    let parts = headers::parts(header);
    let means = |part: &Vec<Meaning>, field: Field| part.iter().any(|meaning| is_field(meaning.what, field));
    let named = parts.len() > 1 && parts.iter().any(|part| means(part, Field::Name));
    let address = |part: &Vec<Meaning>| {
        part.iter().any(|meaning| matches!(meaning.what, Column::Address | Column::Contact))
    };
    let others = [Field::Location, Field::Purpose, Field::Data];
    let other = others
        .into_iter()
        .find(|&field| parts.iter().any(|part| means(part, field) && !means(part, Field::Name)));
    other.or_else(|| parts.iter().any(address).then_some(Field::EntityLocation)).filter(|_| named)
}

/// The row that names the columns, if one of the first does.
fn header_row(rows: &[Row]) -> Option<usize> {
    let look = rows.iter().enumerate().take(HEADER_WITHIN);
    let scored = look.filter_map(|(at, row)| {
        let texts: Vec<_> = row.cells.iter().map(Cell::text).collect();
        let filled: Vec<&str> = texts.iter().map(|text| &**text).filter(|text| !text.is_empty()).collect();
        if filled.is_empty() || (filled.len() == 1 && row.cells.len() > 1) {
            return None;
        }
        let marked = row.cells.iter().filter(|cell| cell.role == CellRole::Header).count();
        let likely = u32::from(headers::is_header_like(&filled));
        let all_marked = marked == row.cells.len();
        let score = likely + if all_marked { 45 } else { 0 };
        (score >= 45).then_some((at, score))
    });
    // The first of the best: a header that is repeated further down is the same header.
    let mut best: Option<(usize, u32)> = None;
    for (at, score) in scored {
        if best.is_none_or(|(_, top)| score > top + 10) {
            best = Some((at, score));
        }
    }
    best.map(|(at, _)| at)
}

/// Headers of which one went missing: a header that names a place stands over texts, and the places stand to
/// the right of it under no header at all.
fn shifted(mut headers: Vec<String>, content: &[Content]) -> Vec<String> {
    for column in 1..headers.len().saturating_sub(1) {
        let first = headers::meanings(&headers[column]).into_iter().next();
        let is_of_places = first.is_some_and(|meaning| {
            matches!(meaning.what, Column::Address | Column::Field(Field::Location | Field::EntityLocation))
        });
        let (here, right) = (&content[column], &content[column + 1]);
        let stands_over_none = here.filled > 1 && here.places < 10;
        let are_to_the_right = headers[column + 1].is_empty() && right.places >= 30;
        if is_of_places && stands_over_none && are_to_the_right {
            headers.swap(column, column + 1);
        }
    }
    headers
}

/// A second row of headers under the first: all header cells, some of which go on from above.
fn second_header(rows: &[Row], at: usize) -> Option<&Row> {
    let (above, below) = (rows.get(at)?, rows.get(at + 1)?);
    let marked = |cell: &Cell| matches!(cell.role, CellRole::Header | CellRole::Spanned);
    let goes_on = |column: usize| {
        below.cells.get(column).is_some_and(|cell| {
            cell.role == CellRole::Spanned
                && Some(&cell.pieces) == above.cells.get(column).map(|cell| &cell.pieces)
        })
    };
    let has_groups = above.cells.iter().any(|cell| cell.role == CellRole::Spanned);
    let is_of_headers =
        below.cells.iter().all(marked) && below.cells.iter().any(|cell| cell.role == CellRole::Header);
    (has_groups && is_of_headers && (0..below.cells.len()).any(goes_on)).then_some(below)
}

/// The header of a column: of a group and its part, both.
fn header_text(above: &Row, below: Option<&Row>, column: usize) -> String {
    let top = above.cells.get(column).map(Cell::text).unwrap_or_default();
    match below.and_then(|row| row.cells.get(column)).map(Cell::text) {
        Some(part) if part != top && !part.is_empty() => format!("{top} {part}").trim().to_owned(),
        _ => top.into_owned(),
    }
}

/// What it is worth that a column fills a field.
struct Worth {
    field: Field,
    points: i32,
    /// How sure its header is of it, 0 to 100.
    sure: u8,
}

/// What it is worth that a column fills each of the fields that it may: by its header, and by what stands
/// below.
fn worths(header: &str, content: &Content, recipe: &Recipe, has_header: bool) -> Vec<Worth> {
    let wanted = recipe.columns.iter().find(|(printed, _)| run_together(printed) == run_together(header));
    if let Some((_, &field)) = wanted {
        return vec![Worth { field, points: 1000, sure: 100 }];
    }
    let meanings = headers::meanings(header);
    let mut worths = Vec::new();
    for (rank, &Meaning { what, weight }) in meanings.iter().enumerate() {
        let field = match what {
            Column::Field(field) => field,
            Column::Address => Field::EntityLocation,
            Column::Contact | Column::Index | Column::Date | Column::Other => continue,
        };
        // A header that names the company and something else is the column of names.
        let whole = if field == Field::Name && beside_name(header).is_some() { 40 } else { 0 };
        let rank = i32::try_from(rank).unwrap_or(9) * 5;
        worths.push(Worth {
            field,
            points: i32::from(weight) + whole + content.fit(field) - rank,
            sure: weight,
        });
    }
    // `Type` over whole phrases tells what is done.
    let is_category = meanings.first().is_some_and(|meaning| is_field(meaning.what, Field::Category));
    if is_category && content.words >= LONG_FOR_CATEGORY {
        worths.push(Worth { field: Field::Purpose, points: 90, sure: 50 });
    }
    // A header that speaks of sub-processors is that of the names, whatever else it says of them.
    if topics::of(header).list >= 60 {
        worths.push(Worth { field: Field::Name, points: 60 + content.fit(Field::Name), sure: 70 });
    }
    // A header that no dictionary knows, or none: what stands below it tells.
    let is_empty = has_header && header.is_empty() && content.filled == 0;
    let is_unknown = meanings.is_empty() && !is_empty;
    let guess = |(field, points): (Field, i32)| Worth { field, points, sure: 0 };
    let holds_links = content.links >= 80 && content.words <= 60;
    let is_guessed = meanings.iter().all(|meaning| meaning.weight < GUESSED);
    if !has_header || is_unknown {
        worths.extend(content.guesses().into_iter().map(guess));
    } else if is_guessed && content.places >= 60 {
        // `Processing takes place in` speaks of processing: the places below it say more.
        worths.push(Worth { field: Field::Location, points: 50, sure: 30 });
    } else if meanings.iter().all(|meaning| matches!(meaning.what, Column::Other)) {
        let of_safeguards = |(field, _): &(Field, i32)| *field == Field::Transfer;
        worths.extend(content.guesses().into_iter().filter(of_safeguards).map(guess));
    }
    let is_of_names = meanings.iter().any(|meaning| is_field(meaning.what, Field::Name));
    if content.addresses >= 80 || holds_links && !is_of_names && !is_unknown {
        worths.push(Worth { field: Field::Url, points: 75, sure: 30 });
    }
    worths
}

fn is_field(what: Column, field: Field) -> bool {
    what == Column::Field(field)
}

/// The column of names where nothing says which: the one that holds companies, else the first with short
/// texts.
fn fallback_name(headers: &[String], content: &[Content], uses: &[Option<Use>]) -> Option<usize> {
    let open = |column: &usize| {
        !matches!(
            uses[*column],
            Some(Use::Fills(Field::Location | Field::EntityLocation | Field::Data | Field::Url))
        )
    };
    let never = |column: &usize| {
        let first = headers::meanings(&headers[*column]).into_iter().next();
        first.is_some_and(|meaning| matches!(meaning.what, Column::Index | Column::Contact | Column::Date))
    };
    let candidates =
        (0..content.len()).filter(|column| open(column) && !never(column) && content[*column].filled > 0);
    let best = candidates
        .clone()
        .filter(|&column| content[column].names >= 34)
        .max_by_key(|&column| (content[column].names, std::cmp::Reverse(column)));
    best.or_else(|| candidates.filter(|&column| content[column].words <= 60).min())
}

/// What becomes of a column whose claims came to nothing.
fn leftover(header: &str, content: &Content, column: usize, sure: &BTreeMap<Field, u8>) -> Use {
    if content.filled == 0 {
        return Use::Dropped;
    }
    match headers::meanings(header).first().map(|meaning| meaning.what) {
        Some(Column::Index) => Use::Dropped,
        None if header.is_empty() && content.numbers > 80 => Use::Dropped,
        _ if header.is_empty() && content.links > 80 && !sure.contains_key(&Field::Url) => {
            Use::Fills(Field::Url)
        }
        // What spills over the last header of a broken table in a row or two is no column.
        _ if header.is_empty() && content.filled * 4 < content.rows => Use::Dropped,
        _ if header.is_empty() => Use::Extra(format!("Column {}", column + 1)),
        _ => Use::Extra(header.to_owned()),
    }
}
