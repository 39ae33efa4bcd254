//! Cards, sections and definitions: a title, then lines with and without labels.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Break, Cell, CellRole, Field, Grid, Piece, Recipe, Row, Shape, Style, join},
    normalise::{
        entities,
        headers::{self, Column, Meaning},
        legal_forms, places, statuses, topics,
    },
};

use super::{
    columns::Columns,
    draft::{Draft, is_blank},
    names, notes,
};

/// From this share of place words on, a line without a label is a location.
const PLACE: f32 = 0.6;

/// The rows of a card group as drafts.
pub(super) fn drafts(grid: &Grid, recipe: &Recipe) -> Vec<Draft> {
    let mut heading: Option<String> = None;
    let mut drafts = Vec::new();
    let labels = repeated_labels(&grid.rows);
    let again = again(&grid.rows);
    for row in &grid.rows {
        if let Some(above) = &row.heading {
            heading = Some(above.clone());
        }
        let mut draft = card(row, grid.shape, (&labels, &again), recipe);
        if draft.name.is_empty() {
            continue;
        }
        draft.heading.clone_from(&heading);
        drafts.push(draft);
    }
    if grid.shape == Shape::Sections {
        drop_other_headings(&mut drafts);
    }
    drafts
}

/// Headings of a page that stand among those of its sub-processors: about something else, or unlike the others, which all
/// tell a place or data.
fn drop_other_headings(drafts: &mut Vec<Draft>) {
    let told = |draft: &Draft| draft.has(Field::Location) || draft.has(Field::Data) || draft.has(Field::EntityLocation);
    let most = drafts.len() > 2 && drafts.iter().filter(|draft| told(draft)).count() * 3 >= drafts.len() * 2;
    drafts.retain(|draft| {
        let named = entities::known(&draft.name).is_some() || legal_forms::has_form(&draft.name);
        let other = topics::of(&draft.name).other.is_some_and(|(_, weight)| weight >= 60);
        // `Categories` in a side bar.
        let label = || headers::meanings(&draft.name).first().is_some_and(|meaning| meaning.weight >= 85);
        named || !(other || most && !told(draft) && (draft.name.split_whitespace().count() >= 4 || label()))
    });
}

/// The text of a label.
fn bare(cell: &Cell) -> String {
    cell.text().trim_end_matches([':', ' ']).to_owned()
}

/// Lines that stand in most rows and are headers in the dictionary: they name what stands in the line below.
fn repeated_labels(rows: &[Row]) -> HashSet<String> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let mut own: Vec<String> =
            row.cells.iter().skip(1).filter(|cell| cell.pieces.len() == 1 && cell.link().is_none()).map(bare).collect();
        own.sort_unstable();
        own.dedup();
        for text in own {
            *times.entry(text).or_default() += 1;
        }
    }
    let names = |text: &str| headers::meanings(text).first().is_some_and(|meaning| meaning.weight >= 85);
    times.retain(|text, times| *times > 1 && *times * 3 >= rows.len() * 2 && text.split_whitespace().count() <= 5 && names(text));
    // One word that comes again may be a value: `Location`, of a row that tells nothing else.
    if times.len() < 2 { HashSet::new() } else { times.into_keys().collect() }
}

/// Lines that stand in several rows. In a list of two rows or fewer nothing can be expected to.
fn again(rows: &[Row]) -> Option<HashSet<String>> {
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

fn card(row: &Row, shape: Shape, (labels, again): (&HashSet<String>, &Option<HashSet<String>>), recipe: &Recipe) -> Draft {
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
        // What stands behind a marked label is its value, though it reads like another: `Data`, then `All customer data`.
        let led = label.is_some() && cell.role != CellRole::Header && at > 0 && row.cells[at - 1].role == CellRole::Header;
        if !led && cell.link().is_none() && labels.contains(&bare(cell)) {
            label = Some(bare(cell));
        } else if let Some(header) = label.take() {
            labelled(&mut draft, &header, cell, recipe);
        } else if !is_badge(cell)
            && (cell.role == CellRole::Header && !says_all(cell) || is_label(cell, row.cells.get(at + 1), again.as_ref()))
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
        cell.text().chars().count() <= 3 || is_logo(cell) || cell.pieces.iter().all(|piece| piece.style == Style::Badge)
    };
    let first = *filled.first()?;
    // A short heading (`EU`) is one all the same.
    if shape == Shape::Sections || !logo(&first) {
        return Some(first);
    }
    // Initials, a badge or a logo stand before the title in many cards.
    let next = filled.iter().copied().find(|at| strong(at) && !logo(at));
    Some(
        next.or_else(|| filled.iter().copied().take(3).find(|at| !logo(at) && entities::looks_like_company(&row.cells[*at].text()) > 0.4))
            .unwrap_or(first),
    )
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
        !value.is_empty() && headers::meanings(&label).first().is_some_and(|meaning| meaning.weight >= 60)
    }))
}

/// Whether a cell is nothing but a known label, with its value in the next cell. Without a colon other rows print it, too.
fn is_label(cell: &Cell, next: Option<&Cell>, again: Option<&HashSet<String>>) -> bool {
    let text = cell.text();
    let bare = text.trim_end_matches([':', ' ']);
    next.is_some_and(|next| !next.is_empty())
        && bare.split_whitespace().count() <= 5
        && !bare.ends_with('.')
        && (text.ends_with(':')
            || cell.pieces.iter().all(|piece| piece.style != Style::Plain) && again.is_none_or(|again| again.contains(bare)))
        && headers::meanings(bare).first().is_some_and(|meaning| meaning.weight >= 60)
}

/// Puts a value under the label that was printed for it.
fn labelled(draft: &mut Draft, header: &str, cell: &Cell, recipe: &Recipe) {
    let text = cell.text();
    let wanted = recipe.columns.iter().find(|(printed, _)| printed.eq_ignore_ascii_case(header)).map(|(_, &field)| field);
    let meaning = headers::meanings(header).into_iter().next();
    place(
        draft,
        header,
        wanted.map(|field| Meaning { what: Column::Field(field), weight: 100 }).or(meaning),
        &text,
        names::web_link(&cell.pieces),
    );
}

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
        Some(Field::Name) => draft.put_extra(header, text),
        Some(field) if !draft.has(field) => draft.put(field, text),
        _ => draft.put_extra(header, text),
    }
}

/// Puts one line of a card where it belongs: by its label, else by what it looks like.
pub(super) fn line_of(draft: &mut Draft, line: &[Piece], columns: Option<&Columns>) {
    let text = join(line);
    if is_blank(&text) {
        return;
    }
    let (line, document) = without_document(line);
    if let Some(document) = document {
        draft.policy = draft.policy.take().or(Some(document));
    }
    let text = join(line);
    if let Some((label, value, value_pieces)) = label_of(line) {
        let meaning = headers::meanings(&label).into_iter().next();
        if meaning.is_some() || line.first().is_some_and(|piece| piece.style == Style::Strong) {
            place(draft, &label, meaning, &value, names::web_link(&value_pieces));
            return;
        }
    }
    // A label further on in the text: `Collects payments. Servers: Italy.`
    let split = parts(&text);
    let is_labelled = |part: &&str| headers::label(part.trim()).is_some_and(|(meaning, value)| meaning.weight >= 85 && !value.is_empty());
    if columns.is_none() && split.len() > 1 && split.iter().skip(1).any(is_labelled) {
        let plain = |text: &str| Piece { text: text.trim().to_owned(), style: Style::Plain, link: None, breaks: Break::None };
        let (labelled, rest): (Vec<&str>, Vec<&str>) = split.iter().partition(|part| is_labelled(part));
        unlabelled(draft, &[plain(&rest.concat())], columns);
        for part in labelled {
            line_of(draft, &[plain(part)], columns);
        }
        return;
    }
    unlabelled(draft, line, columns);
}

/// A line without the link to a document at its end (`Italy – Privacy policy`), and that link.
fn without_document(line: &[Piece]) -> (&[Piece], Option<String>) {
    let Some((last, rest)) = line.split_last() else { return (line, None) };
    let is_document = || headers::meanings(last.text.trim()).first().is_some_and(|meaning| meaning.what == Column::Field(Field::Url));
    match names::web_link(std::slice::from_ref(last)).filter(|_| is_document()) {
        Some(link) if rest.len() > 1 || rest.first().is_some_and(|piece| piece.text.trim().len() > 3) => (rest, Some(link)),
        _ => (line, None),
    }
}

/// A text in the parts that may be labelled: cut behind `;`, `|`, `·` and behind full stops that a capital follows.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    for (at, letter) in text.char_indices() {
        let next = at + letter.len_utf8();
        let stop = letter == '.' && text[next..].starts_with(' ') && text[next..].trim_start().starts_with(char::is_uppercase);
        if stop || matches!(letter, ';' | '|' | '·') {
            cuts.push(next);
        }
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).filter(|part| !part.trim().is_empty()).collect()
}

/// A label and its value within one line: `Location: EU`, bold or plain.
fn label_of(line: &[Piece]) -> Option<(String, String, Vec<Piece>)> {
    let strong = line.iter().take_while(|piece| piece.style == Style::Strong).count();
    if strong > 0 && strong < line.len() {
        let (label, value) = (join(&line[..strong]), join(&line[strong..]));
        let split = label.ends_with([':', '：']) || value.starts_with([':', '：', '–', '—']) || value.starts_with("- ");
        if split && label.split_whitespace().count() <= 8 {
            let label = label.trim_end_matches([':', '：', ' ']).to_owned();
            let value = value.trim_start_matches([':', '：', '–', '—', '-', ' ']).trim_end_matches(['–', '—', '|', '·', ' ']).to_owned();
            return Some((label, value, line[strong..].to_vec()));
        }
    }
    let text = join(line);
    let (meaning, value) = headers::label(&text)?;
    if meaning.weight < 50 || value.trim().is_empty() {
        return None;
    }
    let label = text[..text.len() - value.len()].trim_end_matches([':', '：', '–', '—', '-', ' ']).to_owned();
    Some((label, value.trim().to_owned(), line.to_vec()))
}

/// A line without a label: a place, a link, a status, else what the company does, else a remark.
fn unlabelled(draft: &mut Draft, line: &[Piece], columns: Option<&Columns>) {
    let text = join(line);
    let in_columns = |field: Field| columns.is_some_and(|columns| columns.of(field).is_some());
    let link = names::web_link(line);
    let words = text.split_whitespace().count();
    // Where a column tells the place of processing, a place beside the name is the company's own.
    let seat = if in_columns(Field::Location) { Field::EntityLocation } else { Field::Location };
    let place = (words <= 12 && places::share(&text) >= PLACE).then_some(seat);
    // In a card that is one link, its lines are no links of their own.
    let own_link = link.filter(|link| Some(link) != draft.link.as_ref());
    if own_link.is_none() && is_call(line) {
        return;
    }
    let link = own_link;
    if let Some((before, place)) = placed(&text).filter(|_| columns.is_none() && link.is_none() && !draft.has(Field::Location)) {
        draft.put(Field::Location, place);
        return unlabelled(draft, &[Piece { text: before.to_owned(), style: Style::Plain, link: None, breaks: Break::None }], columns);
    }
    if columns.is_none() && own_badges(draft, line, &text) {
        return;
    }
    let bare_link = words <= 5 && (link.is_some() || is_address(&text));
    if bare_link {
        draft.policy = draft.policy.take().or(link).or_else(|| Some(text.into_owned()));
    } else if let Some(field) = place.filter(|&field| !draft.has(field) && !in_columns(field)) {
        draft.put(field, &text);
    } else if words <= 3 && line.iter().all(|piece| piece.style == Style::Badge) && statuses::read(&text).is_some() {
        draft.put(Field::Status, &text);
    } else if !draft.has(Field::Purpose) && !in_columns(Field::Purpose) && words >= 1 {
        draft.put(Field::Purpose, &text);
    } else {
        draft.put_extra("Description", &text);
    }
}

/// A line whose last sentence is nothing but a place, cut before it: `Sends newsletters. Ireland.`
fn placed(text: &str) -> Option<(&str, &str)> {
    let (before, place) = text.trim_end_matches(['.', ' ']).rsplit_once(". ")?;
    let is_place = place.split_whitespace().count() <= 6 && places::share(place) >= names::ALL_PLACE;
    (is_place && places::share(before) < PLACE).then_some((before, place))
}

/// Takes a line that is a badge by its words, or several: a status, else a label.
fn own_badges(draft: &mut Draft, line: &[Piece], text: &str) -> bool {
    let each = || line.iter().map(|piece| piece.text.trim()).filter(|text| !text.is_empty());
    let badges: Vec<&str> = if notes::is_badge(text) { vec![text] } else { each().collect() };
    if !badges.iter().all(|badge| notes::is_badge(badge)) {
        return false;
    }
    for badge in badges {
        match statuses::whole(badge) {
            Some(_) => draft.put(Field::Status, badge),
            None => draft.put_extra("Label", badge),
        }
    }
    true
}

/// Whether a line only asks to follow the link it is: `Learn more`.
fn is_call(line: &[Piece]) -> bool {
    let text = join(line);
    let bare = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    names::web_link(line).is_some() && headers::meanings(bare).first().is_some_and(|meaning| meaning.what == Column::Field(Field::Url))
}

pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("http")
        || text.starts_with("www.")
        || (!text.contains(' ') && text.contains('.') && !text.ends_with('.') && text.len() > 4)
}

/// What shares a name's cell: its other lines and badges.
pub(super) fn describe(draft: &mut Draft, rest: &[Vec<Piece>], badges: &[String], columns: Option<&Columns>) {
    for line in rest {
        let text = join(line);
        let text = text.trim_start_matches([':', '–', '—', '-', '|', '·', ' ']);
        match columns {
            // In a table the other columns say what it does: a second line only adds to it.
            Some(columns) if names::is_postal(text) && columns.of(Field::EntityLocation).is_none() => {
                draft.put(Field::EntityLocation, text);
            }
            _ if text.starts_with('(') && notes::is_note(text.trim_matches(['(', ')'])) => notes::put(draft, text.trim_matches(['(', ')'])),
            Some(_) if label_of(line).is_none() && places::share(text) < PLACE => draft.put_extra("Description", text),
            _ => line_of(draft, line, columns),
        }
    }
    for badge in badges {
        match statuses::read(badge) {
            Some(_) => draft.put(Field::Status, badge),
            None => draft.put_extra("Label", badge),
        }
    }
}
