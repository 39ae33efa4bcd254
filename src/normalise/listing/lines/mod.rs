//! Cards, sections and definitions: a title, then lines with and without labels.

mod line;

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Break, Cell, CellRole, Field, Grid, Piece, Recipe, Row, Shape, Style},
    normalise::{
        headers::{self, Column, Meaning},
        signs, topics,
    },
};

use super::{
    draft::{Draft, Labelled},
    fates::Left,
    names, notes,
    rule::Rule,
};

pub(super) use self::line::{describe, first_address, is_address, line_of, parts, without_documents};
use self::line::{label_of, unlabelled};

/// The rows of a card group as drafts.
pub(super) fn drafts(grid: &Grid, recipe: &Recipe, left: &mut Left) -> Vec<Draft> {
    let mut heading: Option<String> = None;
    let mut drafts = Vec::new();
    let labels = repeated_labels(&grid.rows);
    let repeated = repeated_lines(&grid.rows);
    for row in &grid.rows {
        if let Some(above) = &row.heading {
            heading = Some(above.clone());
        }
        let mut draft = card(row, grid.shape, (&labels, &repeated), recipe);
        if draft.name.is_empty() {
            left.row(row, Rule::Nameless);
            continue;
        }
        draft.heading.clone_from(&heading);
        drafts.push(draft);
    }
    if grid.shape == Shape::Sections {
        drop_other_headings(&mut drafts, left);
    }
    drafts
}

/// Headings of a page that stand among those of its sub-processors: about something else, or unlike the
/// others, which all tell a place or data.
fn drop_other_headings(drafts: &mut Vec<Draft>, left: &mut Left) {
    let says_where_or_what = |draft: &Draft| {
        draft.has(Field::Location) || draft.has(Field::Data) || draft.has(Field::EntityLocation)
    };
    let saying = drafts.iter().filter(|draft| says_where_or_what(draft)).count();
    let named =
        drafts.iter().filter(|draft| signs::of(&draft.name).is_name() && !is_header(&draft.name)).count();
    let are_mostly_names = named * 3 >= drafts.len() * 2;
    let do_most_say = drafts.len() > 2 && saying * 3 >= drafts.len() * 2;
    drafts.retain(|draft| {
        let is_other = topics::of(&draft.name).other.is_some_and(|(_, weight)| weight >= 60);
        let is_label = || is_header(&draft.name) && are_mostly_names;
        let is_long = draft.name.split_whitespace().count() >= 4;
        // `Categories` in a side bar.
        let is_unlike_others =
            || do_most_say && !says_where_or_what(draft) && (is_long || is_header(&draft.name));
        let stays = signs::of(&draft.name).is_company() || !(is_other || is_label() || is_unlike_others());
        if !stays {
            left.text(&draft.name, Rule::OtherHeading);
        }
        stays
    });
}

/// Whether a text is surely a header of the dictionary.
fn is_header(text: &str) -> bool {
    signs::of(text).is_header()
}

/// The text of a label.
fn bare(cell: &Cell) -> String {
    cell.text().trim_end_matches([':', ' ']).to_owned()
}

/// Lines that stand in most rows and are headers in the dictionary: they name what stands in the line below.
fn repeated_labels(rows: &[Row]) -> HashSet<String> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let mut own: Vec<String> = row
            .cells
            .iter()
            .skip(1)
            .filter(|cell| cell.pieces.len() == 1 && cell.link().is_none())
            .map(bare)
            .collect();
        own.sort_unstable();
        own.dedup();
        for text in own {
            *times.entry(text).or_default() += 1;
        }
    }
    times.retain(|text, times| {
        let is_in_most = *times > 1 && *times * 3 >= rows.len() * 2;
        is_in_most && text.split_whitespace().count() <= 5 && is_header(text)
    });
    // One word that comes again may be a value: `Location`, of a row that tells nothing else.
    if times.len() < 2 { HashSet::new() } else { times.into_keys().collect() }
}

/// Lines that stand in several rows. In a list of two rows or fewer nothing can be expected to.
fn repeated_lines(rows: &[Row]) -> Option<HashSet<String>> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let own: HashSet<String> = row.cells.iter().map(bare).collect();
        for text in own {
            *times.entry(text).or_default() += 1;
        }
    }
    times.retain(|_, times| *times > 1);
    (rows.len() > 2).then(|| times.into_keys().collect())
}

/// A card as a draft: its title, then line after line. `repeated` are the lines of several rows.
fn card(
    row: &Row,
    shape: Shape,
    (labels, repeated): (&HashSet<String>, &Option<HashSet<String>>),
    recipe: &Recipe,
) -> Draft {
    let mut draft = Draft::default();
    let Some(title) = title(row, shape) else { return draft };
    let named = names::split(&row.cells[title]);
    draft.name = named.name;
    draft.link = named.link;
    if let Some(seat) = &named.seat {
        draft.put(Field::EntityLocation, seat);
    }
    if let Some(note) = &named.note {
        notes::put(&mut draft, note);
    }
    describe(&mut draft, &named.rest, &named.badges, None);
    let mut label: Option<String> = None;
    for (at, cell) in row.cells.iter().enumerate() {
        if at == title || is_logo(cell) && !cell.is_empty() {
            continue;
        }
        if cell.is_empty() {
            // The value of the label before it.
            label = None;
            continue;
        }
        // What stands behind a marked label is its value, though it reads like another: `Data`, then `All
        // customer data`.
        let is_behind_marked = at > 0 && row.cells[at - 1].role == CellRole::Header;
        let is_value = label.is_some() && cell.role != CellRole::Header && is_behind_marked;
        let is_marked_label = || cell.role == CellRole::Header && !says_all(cell);
        if !is_value && cell.link().is_none() && labels.contains(&bare(cell)) {
            label = Some(bare(cell));
        } else if let Some(header) = label.take() {
            labelled(&mut draft, &header, cell, recipe);
        } else if !is_badge(cell)
            && (is_marked_label() || is_label(cell, row.cells.get(at + 1), repeated.as_ref()))
        {
            label = Some(bare(cell));
        } else {
            for line in cell.lines() {
                line_of(&mut draft, line, None);
            }
        }
    }
    if let Some(text) = label.filter(|text| !labels.contains(text)) {
        unlabelled(&mut draft, &[Piece { text, style: Style::Plain, link: None, breaks: Break::None }], None);
    }
    draft
}

/// The cell that names the card: the first that looks like a name, else the first.
fn title(row: &Row, shape: Shape) -> Option<usize> {
    let filled: Vec<usize> = (0..row.cells.len()).filter(|&at| !row.cells[at].is_empty()).collect();
    let strong = |at: &usize| row.cells[*at].pieces.iter().all(|piece| piece.style == Style::Strong);
    let logo = |at: &usize| {
        let cell = &row.cells[*at];
        let behind = filled.iter().filter(|next| **next > *at).take(2).map(|next| row.cells[*next].text());
        is_logo(cell)
            || cell.pieces.iter().all(|piece| piece.style == Style::Badge)
            || behind.into_iter().any(|title| are_initials(&cell.text(), &title))
    };
    let first = *filled.first()?;
    // A short heading (`EU`) is one all the same.
    if shape == Shape::Sections || !logo(&first) {
        return Some(first);
    }
    // Initials, a badge or a logo stand before the title in many cards.
    let next = filled.iter().copied().find(|at| strong(at) && !logo(at));
    Some(
        next.or_else(|| {
            filled.iter().copied().take(3).find(|at| !logo(at) && signs::of(&row.cells[*at].text()).is_name())
        })
        .unwrap_or(first),
    )
}

/// Whether a text is the initials of a title that follows, or no letters at all: `AW`, then `Acme Wibble`. A
/// short name is none: `IBM`, then what it does.
fn are_initials(text: &str, title: &str) -> bool {
    if text.chars().count() > 3 {
        return false;
    }
    let letters: Vec<char> =
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let mut initials =
        title.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let start: String =
        title.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let begins =
        start.starts_with(&letters.iter().collect::<String>()) && start.chars().count() > letters.len();
    let stands_for =
        letters.iter().all(|letter| initials.next().is_some_and(|own| own.to_uppercase().eq([*letter])));
    letters.is_empty() || begins || letters.len() > 1 && stands_for
}

/// Whether a cell is a badge, which is no label for what stands below it.
fn is_badge(cell: &Cell) -> bool {
    let text = cell.text();
    let boxed = cell.pieces.iter().all(|piece| piece.style == Style::Badge) && cell.role != CellRole::Header;
    !text.ends_with(':') && (boxed || notes::is_badge(&text))
}

/// Whether a cell holds a picture's text or initials that stand for one.
fn is_logo(cell: &Cell) -> bool {
    cell.pieces.iter().all(|piece| piece.style == Style::Alternative)
}

/// Whether a cell that the markup calls a label holds its value too: `Location: EU`.
fn says_all(cell: &Cell) -> bool {
    matches!(cell.lines().as_slice(), [line] if label_of(line).is_some_and(|(label, value, _)| {
        !value.is_empty() && signs::of(&label).is_label()
    }))
}

/// Whether a cell is nothing but a known label, with its value in the next cell. Without a colon other rows
/// print it, too.
fn is_label(cell: &Cell, next: Option<&Cell>, repeated: Option<&HashSet<String>>) -> bool {
    let text = cell.text();
    let bare = text.trim_end_matches([':', ' ']);
    let is_short = bare.split_whitespace().count() <= 5 && !bare.ends_with('.');
    let stands_out = || cell.pieces.iter().all(|piece| piece.style != Style::Plain);
    let is_repeated = || repeated.is_none_or(|repeated| repeated.contains(bare));
    let is_set_off = || text.ends_with(':') || stands_out() && is_repeated();
    next.is_some_and(|next| !next.is_empty()) && is_short && is_set_off() && signs::of(bare).is_label()
}

/// Puts a value under the label that was printed for it.
fn labelled(draft: &mut Draft, header: &str, cell: &Cell, recipe: &Recipe) {
    let text = cell.listed();
    let wanted = recipe
        .columns
        .iter()
        .find(|(printed, _)| printed.eq_ignore_ascii_case(header))
        .map(|(_, &field)| field);
    let meaning = headers::meanings(header).into_iter().next();
    place(
        draft,
        header,
        wanted.map(|field| Meaning { what: Column::Field(field), weight: 100 }).or(meaning),
        &text,
        names::web_link(&cell.pieces),
    );
}

/// What a label may mean besides a field.
fn second_meaning(header: &str, field: Field) -> Option<Field> {
    headers::meanings(header).into_iter().find_map(|meaning| match meaning.what {
        Column::Field(other @ (Field::Purpose | Field::Data | Field::Location | Field::Transfer)) => {
            (other != field).then_some(other)
        }
        _ => None,
    })
}

/// Whether a title is a role and the value under a label for names is who has it: `Cloud providers`,
/// `Provider: Acme GmbH`.
fn is_of_role(title: &str, value: &str) -> bool {
    let (title, value) = (signs::of(title), names::seated(value).map_or(value.to_owned(), |(name, _)| name));
    !title.is_company() && (title.is_task() || title.is_header()) && signs::of(&value).is_company()
}

/// Makes a role the category of the row, and cuts the seat off the name that took its place.
fn name_by(draft: &mut Draft, role: &str) {
    if let Some((name, seat)) = names::seated(&draft.name) {
        draft.name = name;
        draft.put(Field::EntityLocation, &seat);
    } else if let Some((name, seat)) =
        draft.name.strip_suffix(['.', ' ']).unwrap_or(&draft.name).split_once(" (")
    {
        let (name, seat) = (name.to_owned(), seat.trim_end_matches([')', '.', ' ']).to_owned());
        draft.name = name;
        draft.put(Field::EntityLocation, &seat);
    }
    draft.put(Field::Category, role);
}

/// Puts a value where the meaning of its label says; what has no field is kept under the label.
fn place(draft: &mut Draft, header: &str, meaning: Option<Meaning>, text: &str, link: Option<String>) {
    let field = match meaning.map(|meaning| meaning.what) {
        Some(Column::Field(field)) => Some(field),
        Some(Column::Address) => Some(Field::EntityLocation),
        Some(Column::Index) => return,
        _ => None,
    };
    match field {
        Some(Field::Url) => match link {
            Some(link) => draft.policy = draft.policy.take().or(Some(link)),
            None if is_address(text) => draft.put(Field::Url, text),
            None => draft.put_extra(header, text),
        },
        Some(Field::Name) if is_of_role(&draft.name, text) => {
            let role = std::mem::replace(&mut draft.name, text.to_owned());
            name_by(draft, &role);
        }
        Some(Field::Name) => draft.put_extra(header, text),
        // `Site: acme.com` is no place.
        Some(Field::Location) if link.is_some() && is_address(text) => {
            draft.policy = draft.policy.take().or(link);
        }
        Some(field) => {
            let weight = meaning.map_or(0, |meaning| meaning.weight);
            draft.make_room(field, weight);
            if draft.has(field) {
                draft.put_extra(header, text);
            } else {
                draft.put(field, text);
                draft.labels.insert(field, Labelled { weight, second: second_meaning(header, field) });
            }
        }
        _ => draft.put_extra(header, text),
    }
}
