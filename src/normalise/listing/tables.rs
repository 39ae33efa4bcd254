//! Rows of a table or of records, by its columns.

use std::borrow::Cow;

use crate::{
    model::{Cell, CellRole, Field, Grid, Recipe, Row, Shape, Style, join},
    normalise::{dates, entities, headers, signs},
};

use super::{
    columns::{Columns, Use, columns},
    draft::Draft,
    fates::{self, Left},
    lines, names, notes,
    rule::Rule,
};

/// A table with its columns told, rows upright.
#[derive(Debug, Clone)]
pub(super) struct Layout<'g> {
    rows: Cow<'g, [Row]>,
    pub(super) columns: Columns,
    shape: Shape,
}

/// Tells the columns of a table, turning it on its side where that says more. None without a column of names.
pub(super) fn layout<'g>(grid: &'g Grid, recipe: &Recipe) -> Option<Layout<'g>> {
    if let Some(rows) = labelled(&grid.rows) {
        let columns = columns(&rows, recipe)?;
        return Some(Layout { rows: Cow::Owned(rows), columns, shape: grid.shape });
    }
    let upright = columns(&grid.rows, recipe);
    let turned =
        transposed(&grid.rows).and_then(|rows| columns(&rows, recipe).map(|columns| (rows, columns)));
    // A table on its side says so: one of its row headers is that of the names, or its corner is empty and
    // every other one is known.
    let turned = turned.filter(|(_, columns)| {
        let is_named = columns.sure.get(&Field::Name) >= Some(&60);
        is_named || has_empty_corner(&grid.rows) && columns.of(Field::Name) == Some(0)
    });
    // A small table of something else has headers in its first column too: its columns have to be companies.
    let turned = turned.filter(|(rows, columns)| names_companies(rows, columns));
    if let Some((rows, columns)) =
        turned.filter(|(_, turned)| clarity(turned) > upright.as_ref().map_or(0, clarity) + 60)
    {
        return Some(Layout { rows: Cow::Owned(rows), columns, shape: grid.shape });
    }
    upright.map(|columns| Layout { rows: Cow::Borrowed(&grid.rows), columns, shape: grid.shape })
}

/// Whether nothing stands above the first column, and only what heads columns stands in it.
fn has_empty_corner(rows: &[Row]) -> bool {
    let first: Vec<_> = rows.iter().filter_map(|row| row.cells.first()).collect();
    let is_header = |cell: &&Cell| !headers::meanings(&cell.text()).is_empty();
    first.len() > 2 && first[0].is_empty() && first[1..].iter().all(is_header)
}

/// A table whose cells all tell their label (`Name: Acme`, `Purpose: mail`): its labels as a row of headers
/// above what they label. None where a column tells none, or several.
fn labelled(rows: &[Row]) -> Option<Vec<Row>> {
    let width = rows.first()?.cells.len();
    let is_whole = rows.len() >= 2 && width >= 2 && rows.iter().all(|row| row.cells.len() == width);
    let label = |cell: &Cell| -> Option<String> {
        let text = cell.pieces.first()?.text.clone();
        let (label, _) = text.split_once([':', '：'])?;
        (label.len() <= LONGEST_LABEL && !label.trim().is_empty()).then(|| label.trim().to_owned())
    };
    let of_column = |column: usize| -> Option<String> {
        let mut filled = rows.iter().map(|row| &row.cells[column]).filter(|cell| !cell.is_empty());
        let first = label(filled.next()?)?;
        filled.all(|cell| label(cell).as_ref() == Some(&first)).then_some(first)
    };
    if !is_whole || of_column(0).is_none() {
        return None;
    }
    let labels: Vec<String> = (0..width).map(of_column).collect::<Option<_>>()?;
    let header = labels.iter().map(|label| Cell { role: CellRole::Header, ..Cell::plain(label) }).collect();
    let bare = |cell: &Cell| {
        let mut cell = cell.clone();
        if let Some(first) = cell.pieces.first_mut()
            && let Some((_, value)) = first.text.split_once([':', '：'])
        {
            first.text = value.trim_start().to_owned();
        }
        cell
    };
    let body = rows
        .iter()
        .map(|row| Row { cells: row.cells.iter().map(bare).collect(), heading: row.heading.clone() });
    Some(std::iter::once(Row { cells: header, heading: None }).chain(body).collect())
}

/// A label in a cell is not longer, in bytes.
const LONGEST_LABEL: usize = 60;

/// Whether three of four rows have a name that may be a company's.
fn names_companies(rows: &[Row], columns: &Columns) -> bool {
    let Some(column) = columns.of(Field::Name) else { return false };
    let cells = rows
        .iter()
        .skip(columns.first_row)
        .filter_map(|row| row.cells.get(column))
        .filter(|cell| !cell.is_empty());
    let likely = cells.clone().filter(|cell| signs::of(&names::split(cell).name).is_name()).count();
    likely > 0 && likely * 4 >= cells.count() * 3
}

/// Where two tables of a page agree in all headers but one, and the odd one says what the companies do or see
/// in one of them and nothing plain in the other, it is that in both: lists of one page are laid out alike.
pub(super) fn align(layouts: &mut [Option<Layout<'_>>]) {
    let mut different: Vec<Columns> = Vec::new();
    for layout in layouts.iter().flatten() {
        let alike =
            |other: &Columns| other.headers == layout.columns.headers && other.uses == layout.columns.uses;
        if different.len() < MAX_LAYOUTS && !different.iter().any(alike) {
            different.push(layout.columns.clone());
        }
    }
    for layout in layouts.iter_mut().flatten() {
        let own = &layout.columns;
        let odd = |other: &Columns| {
            let differ: Vec<usize> =
                (0..own.headers.len()).filter(|&at| own.headers.get(at) != other.headers.get(at)).collect();
            (own.headers.len() == other.headers.len() && own.headers.len() >= 3 && differ.len() == 1)
                .then(|| differ[0])
        };
        let found = different.iter().find_map(|other| {
            let at = odd(other)?;
            let Use::Fills(field) = other.uses.get(at)? else { return None };
            let is_plain_there = other.sure.get(field) >= Some(&90) && own.of(*field).is_none();
            let is_plain_here =
                matches!(own.uses[at], Use::Fills(field) if own.sure.get(&field) > Some(&GUESSED));
            let says_what = matches!(field, Field::Purpose | Field::Data);
            (is_plain_there && !is_plain_here && says_what).then_some((at, *field))
        });
        if let Some((at, field)) = found {
            layout.columns.uses[at] = Use::Fills(field);
        }
    }
}

/// With so many different layouts of a page each table is compared. A page of many small tables would take
/// for ever.
const MAX_LAYOUTS: usize = 100;
/// A header that is surer than this stands in the dictionary.
const GUESSED: u8 = 92;

/// The rows of a table as drafts.
pub(super) fn drafts(layout: &Layout<'_>, left: &mut Left) -> Vec<Draft> {
    read(&layout.rows, &layout.columns, layout.shape, left)
}

/// How much the headers say.
fn clarity(columns: &Columns) -> u32 {
    columns.sure.values().map(|&sure| u32::from(sure)).sum()
}

/// A table whose first column holds the headers, turned on its side. Only small ones are.
fn transposed(rows: &[Row]) -> Option<Vec<Row>> {
    let width = rows.first()?.cells.len();
    let fits =
        (2..=12).contains(&rows.len()) && width >= 2 && rows.iter().all(|row| row.cells.len() == width);
    let named = || {
        rows.iter()
            .filter(|row| {
                row.cells[0].role == CellRole::Header || !headers::meanings(&row.cells[0].text()).is_empty()
            })
            .count()
    };
    if !fits || named() < 2 || named() * 2 < rows.len() {
        return None;
    }
    Some(
        (0..width)
            .map(|column| Row {
                cells: rows.iter().map(|row| row.cells[column].clone()).collect(),
                heading: None,
            })
            .collect(),
    )
}

/// The rows below the header as drafts, each under the group it stands in.
fn read(rows: &[Row], columns: &Columns, shape: Shape, left: &mut Left) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    rows.iter().take(columns.first_row).for_each(|row| left.row(row, Rule::Header));
    let mut heading: Option<String> = None;
    for row in rows.iter().skip(columns.first_row) {
        if let Some(above) = &row.heading {
            heading = Some(above.clone());
        }
        if let Some(rule) = no_row(row, columns) {
            left.row(row, rule);
            continue;
        }
        if let Some(group) = group_of(row, shape) {
            left.row(row, Rule::Group);
            heading = Some(group);
            continue;
        }
        if let Some(last) = drafts.last_mut().filter(|_| goes_on(row, columns)) {
            left.row(row, Rule::GoesOn);
            go_on(last, row, columns);
            continue;
        }
        let named = columns
            .of(Field::Name)
            .and_then(|column| Some((column, names::several(row.cells.get(column)?)?)));
        if let Some((column, (label, cells))) = named {
            drafts.extend(cells.into_iter().map(|cell| {
                let mut own = row.clone();
                own.cells[column] = cell;
                Draft { heading: label.clone().or_else(|| heading.clone()), ..draft(&own, columns) }
            }));
            continue;
        }
        let mut draft = draft(row, columns);
        if draft.name.is_empty() {
            // A row that goes on with the one above: its texts belong there.
            match drafts.last_mut() {
                Some(last) => {
                    left.row(row, Rule::GoesOn);
                    continue_row(last, draft);
                }
                None => left.row(row, Rule::Nameless),
            }
            continue;
        }
        draft.heading.clone_from(&heading);
        drafts.push(draft);
    }
    drafts
}

/// Why a row is neither one of the list nor a heading in it.
fn no_row(row: &Row, columns: &Columns) -> Option<Rule> {
    if row.cells.iter().all(Cell::is_empty) {
        Some(Rule::Empty)
    } else if repeats_header(row, columns) {
        Some(Rule::HeaderAgain)
    } else {
        is_remark(row).then_some(Rule::Remark)
    }
}

/// A row as a draft, cell by cell.
fn draft(row: &Row, columns: &Columns) -> Draft {
    let mut draft = Draft::default();
    for (at, (cell, used)) in row.cells.iter().zip(&columns.uses).enumerate() {
        let text = cell.listed();
        match used {
            Use::Fills(Field::Name) => {
                let named = names::split(cell);
                draft.name = named.name;
                draft.link = named.link;
                if let Some(seat) = &named.seat {
                    draft.put(Field::EntityLocation, seat);
                }
                if let Some(note) = &named.note {
                    notes::put(&mut draft, note);
                }
                match columns.beside_name {
                    Some(field) => draft.put(field, &join(&named.rest.concat())),
                    None => lines::describe(&mut draft, &named.rest, &named.badges, Some(columns)),
                }
            }
            Use::Fills(Field::Url) => match names::web_link(&cell.pieces) {
                Some(link) => draft.policy = Some(link),
                None if lines::is_address(&text) => draft.put(Field::Url, lines::first_address(&text)),
                None => draft.put_extra(&columns.headers[at], &text),
            },
            Use::Fills(field) => {
                if *field == Field::Transfer {
                    let link = names::web_link(&cell.pieces);
                    draft.safeguard = draft.safeguard.take().or(link);
                }
                draft.put(*field, &text);
            }
            Use::Extra(header) => draft.put_extra(header, &text),
            Use::Dropped => {}
        }
    }
    draft
}

/// Adds the texts of a row without a name to the row above.
fn continue_row(last: &mut Draft, more: Draft) {
    for (field, texts) in more.texts {
        last.texts.entry(field).or_default().extend(texts);
    }
    for (header, text) in more.extra {
        last.put_extra(&header, &text);
    }
}

/// Whether a row goes on with the address of the row above: one filled cell, and it is a place. So a table
/// looks whose writer broke a line inside a cell.
fn goes_on(row: &Row, columns: &Columns) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let (Some(only), None) = (filled.next(), filled.next()) else { return false };
    let text = only.text();
    let has_places = columns.of(Field::Location).or(columns.of(Field::EntityLocation)).is_some();
    row.cells.len() > 1 && has_places && signs::of(&text).is_place() && entities::company(&text).is_none()
}

/// Adds the text of such a row to the address of the row above.
fn go_on(last: &mut Draft, row: &Row, columns: &Columns) {
    let field = if columns.of(Field::EntityLocation) > columns.of(Field::Location) {
        Field::EntityLocation
    } else {
        Field::Location
    };
    let text = row.cells.iter().map(Cell::text).collect::<String>();
    let texts = last.texts.entry(field).or_default();
    let start = texts.pop().unwrap_or_default();
    texts.push(
        format!("{} {}", start.trim_end_matches(['\\', ' ']), text.trim_end_matches(['\\', ' ']))
            .trim()
            .to_owned(),
    );
}

/// Whether a row is a remark on the table: one filled cell, which begins as a footnote does or gives a day or
/// number under a label (`Last updated: 1 May 2026`, `Total: 12`).
fn is_remark(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let (Some(only), None) = (filled.next(), filled.next()) else { return false };
    let text = only.text();
    let counted = |value: &str| {
        let number = !value.is_empty()
            && value.chars().all(|letter| letter.is_ascii_digit() || letter.is_whitespace());
        number || dates::read(value, None).is_some()
    };
    let labelled = text.split_once(':').is_some_and(|(label, value)| {
        label.split_whitespace().count() <= 4 && counted(value.trim()) && entities::company(label).is_none()
    });
    row.cells.len() > 1 && (labelled || text.starts_with(['*', '†', '‡']) || fates::is_remark_of_words(&text))
}

/// Whether a row prints the header once more.
fn repeats_header(row: &Row, columns: &Columns) -> bool {
    let mut filled = 0;
    let mut same = 0;
    for (cell, header) in row.cells.iter().zip(&columns.headers) {
        if !header.is_empty() {
            filled += 1;
            same += usize::from(cell.text() == *header);
        }
    }
    filled > 1 && same == filled
}

/// The label of a row that spans the table: a group of the rows below it.
fn group_of(row: &Row, shape: Shape) -> Option<String> {
    let width = row.cells.len();
    if width < 2 || shape == Shape::Records {
        return None;
    }
    let first = row.cells.first().filter(|cell| !cell.is_empty())?;
    let spanned =
        row.cells[1..].iter().all(|cell| cell.role == CellRole::Spanned && cell.pieces == first.pieces);
    let bold = || {
        width > 2 && shape == Shape::Table && first.pieces.iter().all(|piece| piece.style == Style::Strong)
    };
    let is_heading = || first.role == CellRole::Header || bold() || fates::is_heading_of_list(&first.text());
    let alone = row.cells[1..].iter().all(Cell::is_empty) && is_heading();
    (spanned || alone).then(|| first.text().into_owned())
}
