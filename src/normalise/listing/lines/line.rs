//! One line of a card, bullet or name cell: with a label or without one.

use super::{
    super::{
        columns::Columns,
        draft::{Draft, is_blank},
        names, notes,
    },
    place,
};
use crate::{
    model::{Break, Field, Piece, Style, join},
    normalise::{headers, signs, statuses},
};

/// Puts one line of a card where it belongs: by its label, else by what it looks like.
pub(in crate::normalise::listing) fn line_of(draft: &mut Draft, line: &[Piece], columns: Option<&Columns>) {
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
    let is_labelled = |part: &&str| {
        headers::label(part.trim()).is_some_and(|(meaning, value)| meaning.weight >= 85 && !value.is_empty())
    };
    if columns.is_none() && split.len() > 1 && split.iter().skip(1).any(is_labelled) {
        let plain = |text: &str| Piece {
            text: text.trim().to_owned(),
            style: Style::Plain,
            link: None,
            breaks: Break::None,
        };
        let (labelled, rest): (Vec<&str>, Vec<&str>) = split.iter().partition(|part| is_labelled(part));
        unlabelled(draft, &[plain(&rest.concat())], columns);
        for part in labelled {
            line_of(draft, &[plain(part)], columns);
        }
        return;
    }
    unlabelled(draft, line, columns);
}

/// A line without the links to documents at its end (`hosting. Privacy policy | DPA`), and the first of them.
pub(in crate::normalise::listing) fn without_documents(line: &[Piece]) -> (&[Piece], Option<String>) {
    let (mut line, mut first) = (line, None);
    loop {
        let bare = match line.split_last() {
            Some((last, rest)) if is_sign(&last.text) && first.is_some() => rest,
            _ => line,
        };
        let (shorter, document) = without_document(bare);
        if document.is_none() {
            return (if first.is_some() { bare } else { line }, first);
        }
        (line, first) = (shorter, document);
    }
}

/// Whether a text is nothing but signs that part others.
fn is_sign(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || "|·•,;/-–—".contains(letter))
}

/// A line without the link to a document at its end (`Italy – Privacy policy`), and that link.
fn without_document(line: &[Piece]) -> (&[Piece], Option<String>) {
    let Some((last, rest)) = line.split_last() else { return (line, None) };
    let is_document = || signs::of(last.text.trim()).is_document();
    match names::web_link(std::slice::from_ref(last)).filter(|_| is_document()) {
        Some(link) if rest.len() > 1 || rest.first().is_some_and(|piece| piece.text.trim().len() > 3) => {
            (rest, Some(link))
        }
        _ => (line, None),
    }
}

/// A text in the parts that may be labelled: cut behind `;`, `|`, `·` and behind full stops that a capital
/// follows.
pub(in crate::normalise::listing) fn parts(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    for (at, letter) in text.char_indices() {
        let next = at + letter.len_utf8();
        let behind = &text[next..];
        let ends_sentence =
            letter == '.' && behind.starts_with(' ') && behind.trim_start().starts_with(char::is_uppercase);
        if ends_sentence || matches!(letter, ';' | '|' | '·') {
            cuts.push(next);
        }
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).filter(|part| !part.trim().is_empty()).collect()
}

/// A label and its value within one line: `Location: EU`, bold or plain.
pub(super) fn label_of(line: &[Piece]) -> Option<(String, String, Vec<Piece>)> {
    let strong = line.iter().take_while(|piece| piece.style == Style::Strong).count();
    if strong > 0 && strong < line.len() {
        let (label, value) = (join(&line[..strong]), join(&line[strong..]));
        let is_parted = label.ends_with([':', '：'])
            || value.starts_with([':', '：', '–', '—'])
            || value.starts_with("- ");
        if is_parted && label.split_whitespace().count() <= 8 {
            let label = label.trim_end_matches([':', '：', ' ']).to_owned();
            let value = value
                .trim_start_matches([':', '：', '–', '—', '-', ' '])
                .trim_end_matches(['–', '—', '|', '·', ' '])
                .to_owned();
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
pub(super) fn unlabelled(draft: &mut Draft, line: &[Piece], columns: Option<&Columns>) {
    let text = join(line);
    let in_columns = |field: Field| columns.is_some_and(|columns| columns.of(field).is_some());
    let link = names::web_link(line);
    let words = text.split_whitespace().count();
    // Where a column tells the place of processing, a place beside the name is the company's own.
    let seat = if in_columns(Field::Location) { Field::EntityLocation } else { Field::Location };
    let place = signs::of(&text).is_place().then_some(seat);
    // In a card that is one link, its lines are no links of their own.
    let own_link = link.filter(|link| Some(link) != draft.link.as_ref());
    if own_link.is_none() && is_call(line) {
        return;
    }
    let link = own_link;
    if names::is_postal(&text) && !draft.has(Field::EntityLocation) {
        draft.put(Field::EntityLocation, &text);
        return;
    }
    if signs::of(&text).is_registration() && !names::is_postal(&text) {
        draft.put_extra("Description", &text);
        return;
    }
    if let Some((before, place)) =
        placed(&text).filter(|_| columns.is_none() && link.is_none() && !draft.has(Field::Location))
    {
        draft.put(Field::Location, place);
        return unlabelled(
            draft,
            &[Piece { text: before.to_owned(), style: Style::Plain, link: None, breaks: Break::None }],
            columns,
        );
    }
    if columns.is_none() && own_badges(draft, line, &text) {
        return;
    }
    let is_link = words <= 5 && (link.is_some() || is_address(&text));
    let is_badge = || words <= 3 && line.iter().all(|piece| piece.style == Style::Badge);
    if is_link {
        draft.policy = draft.policy.take().or(link).or_else(|| Some(text.into_owned()));
    } else if let Some(field) = place.filter(|&field| !draft.has(field) && !in_columns(field)) {
        draft.put(field, &text);
    } else if is_badge() && statuses::read(&text).is_some() {
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
    let is_place = place.split_whitespace().count() <= 6 && signs::of(place).is_only_place();
    (is_place && !signs::of(before).is_place()).then_some((before, place))
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
    names::web_link(line).is_some() && signs::of(bare).is_document()
}

/// Whether a text is the address of a page, or of a person.
pub(in crate::normalise::listing) fn is_address(text: &str) -> bool {
    let is_host = || !text.contains(' ') && text.contains('.') && !text.ends_with('.') && text.len() > 4;
    text.starts_with("http") || text.starts_with("www.") || is_host()
}

/// The first address in a text that begins with one: `https://acme.com/privacy · DPA`.
pub(in crate::normalise::listing) fn first_address(text: &str) -> &str {
    let first = text.split_whitespace().next().unwrap_or(text);
    if text.starts_with("http") { first.trim_end_matches([';', ',']) } else { text }
}

/// What shares a name's cell: its other lines and badges.
pub(in crate::normalise::listing) fn describe(
    draft: &mut Draft,
    rest: &[Vec<Piece>],
    badges: &[String],
    columns: Option<&Columns>,
) {
    for line in rest {
        let text = join(line);
        let text = text.trim_start_matches([':', '–', '—', '-', '|', '·', ' ']);
        match columns {
            // In a table the other columns say what it does: a second line only adds to it.
            Some(columns) if names::is_postal(text) && columns.of(Field::EntityLocation).is_none() => {
                draft.put(Field::EntityLocation, text);
            }
            _ if text.starts_with('(') && notes::is_note(text.trim_matches(['(', ')'])) => {
                notes::put(draft, text.trim_matches(['(', ')']));
            }
            Some(_) if label_of(line).is_none() && !signs::of(text).is_place() => {
                draft.put_extra("Description", text);
            }
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
