//! Items of a list: `Name – purpose (location)` in its many punctuations.

mod brackets;

use crate::{
    model::{Cell, Field, Grid, Piece, Style, join},
    normalise::{entities, headers, legal_forms, places, signs},
};

use super::{documents, draft::Draft, fates::Left, lines, names, notes, rule::Rule};

/// More words than this before a separator are no name.
const LONGEST_NAME_WORDS: usize = 12;

/// The items of a list as drafts.
pub(super) fn drafts(grid: &Grid, left: &mut Left) -> Vec<Draft> {
    let mut heading: Option<String> = None;
    let mut drafts = Vec::new();
    let order = order(grid);
    for row in &grid.rows {
        if let Some(above) = &row.heading {
            heading = Some(above.clone());
        }
        let mut draft = Draft::default();
        for (at, cell) in row.cells.iter().enumerate() {
            match at {
                0 => item(&mut draft, cell, order),
                _ => cell.lines().into_iter().for_each(|line| lines::line_of(&mut draft, line, None)),
            }
        }
        draft.heading.clone_from(&heading);
        if draft.name.is_empty() {
            left.row(row, Rule::Nameless);
        } else {
            drafts.push(draft);
        }
    }
    documents::merged(drafts, left)
}

/// A text as if it were an item: `Acme GmbH: hosting`.
pub(super) fn of_text(text: &str) -> Draft {
    let mut draft = Draft::default();
    item(&mut draft, &Cell::plain(text), Order::NameFirst);
    draft
}

/// What an item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The name, then what the company does.
    NameFirst,
    /// What is done, then by whom: `Servers: Acme GmbH, Germany`.
    RoleFirst,
}

/// What most items of a list begin with.
fn order(grid: &Grid) -> Order {
    let heads = grid.rows.iter().filter_map(|row| row.cells.first()?.lines().first().map(|line| head(line)));
    let (mut all, mut first, mut second) = (0, 0, 0);
    for (name, rest) in heads {
        let rest = rest.trim_start_matches([':', '–', '—', '-', ' ']);
        if is_name_label(&name) {
            continue;
        }
        all += 1;
        first += usize::from(signs::of(&names::tidy(&name)).is_company());
        second += usize::from(
            signs::of(&names::tidy(&plain_head(rest).0)).is_company()
                || signs::of(rest.split([',', '(']).next().unwrap_or(rest).trim()).is_company(),
        );
    }
    if all > 1 && second * 3 >= all * 2 && first * 4 <= all { Order::RoleFirst } else { Order::NameFirst }
}

/// Reads the name of an item and what stands behind it.
fn item(draft: &mut Draft, cell: &Cell, order: Order) {
    let mut lines_of_cell = cell.lines().into_iter();
    let Some(first) = lines_of_cell.next() else { return };
    draft.link = names::web_link(first);
    let (first, document) = lines::without_documents(first);
    draft.policy = draft.policy.take().or(document);
    let (mut name, mut rest) = head(first);
    if is_name_label(&name) && !rest.trim().is_empty() {
        (name, rest) = plain_head(rest.trim_start_matches([':', '：', ' ']));
    }
    if order == Order::RoleFirst {
        draft.put(Field::Purpose, &names::tidy(&name));
        (name, rest) = plain_head(rest.trim_start_matches([':', '–', '—', '-', ' ']));
    }
    notes::take(draft, &mut name, &mut rest);
    if let Some((company, place)) = names::seated(&name) {
        rest = if rest.is_empty() { format!("({place})") } else { format!("{rest} ({place})") };
        name = company;
    }
    if let Some((company, place)) = brackets::trailing(&name)
        .filter(|(_, inner)| is_place(inner))
        .map(|(name, place)| (name.to_owned(), place.to_owned()))
    {
        draft.put(Field::Location, &place);
        name = company;
    }
    draft.name = names::tidy(&name);
    tail(draft, &rest);
    for line in lines_of_cell {
        lines::line_of(draft, line, None);
    }
}

/// Whether a text is nothing but the label of a name.
fn is_name_label(text: &str) -> bool {
    !text.contains('(') && signs::of(&names::tidy(text)).is_header_of(Field::Name)
}

/// The name of an item and the text behind it.
fn head(line: &[Piece]) -> (String, String) {
    let marked = |piece: &Piece| {
        piece.style == Style::Strong || piece.link.as_deref().is_some_and(|link| !link.starts_with("mailto:"))
    };
    let lead = line.iter().take_while(|piece| marked(piece)).count();
    let text = join(line);
    if lead > 0 && lead < line.len() {
        let (name, rest) = (join(&line[..lead]), join(&line[lead..]));
        // A long bold or linked run is a sentence or the whole item, not a name.
        if name.split_whitespace().count() <= LONGEST_NAME_WORDS && !goes_on(&rest) {
            return with_alias(name.into_owned(), &rest);
        }
    }
    if lead == line.len() && lead > 0 {
        // All of it is bold or linked: only a dash or a colon parts a name from what follows.
        return match separator(&text, Soft::Ignored) {
            Some((at, width)) => (text[..at].to_owned(), text[at + width..].to_owned()),
            None => (text.into_owned(), String::new()),
        };
    }
    plain_head(&text)
}

/// Whether a full stop or a comma may end a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Soft {
    Counted,
    Ignored,
}

/// Whether the text behind a bold or linked run goes on with a name that it began: `Google` + ` Analytics –
/// ...`.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|letter: char| letter.is_uppercase())
        && separator(rest, Soft::Counted).is_some_and(|cut| cut.0 <= 24)
}

/// A name in bold or linked, with the alias in brackets behind it, and what follows.
fn with_alias(name: String, rest: &str) -> (String, String) {
    let rest = rest.trim_start();
    if let Some((bracket, after)) = brackets::leading(rest) {
        let inner = bracket[1..bracket.len() - 1].trim();
        let more = !after.trim_matches(|letter: char| !letter.is_alphanumeric()).is_empty();
        if names::belongs_to_name(bracket) && (more || !describes(inner)) && headers::label(inner).is_none() {
            return (format!("{name} {bracket}"), after.to_owned());
        }
    }
    (name, rest.to_owned())
}

/// The name and what follows where neither bold nor a link tells them apart.
fn plain_head(text: &str) -> (String, String) {
    match separator(text, Soft::Counted) {
        Some((at, width)) => (text[..at].to_owned(), text[at + width..].to_owned()),
        None => match brackets::trailing(text) {
            Some((before, inner)) if describes(inner) || signs::of(inner).is_place() => {
                (before.to_owned(), format!("({inner})"))
            }
            _ => (text.to_owned(), String::new()),
        },
    }
}

/// The first place, outside brackets, where a name ends and its description begins: byte offset and length.
fn separator(text: &str, stops: Soft) -> Option<(usize, usize)> {
    let mut depth = 0usize;
    let mut soft: Option<(usize, usize)> = None;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            _ if depth > 0 || at == 0 => {}
            '–' | '—' | '|' | '→' | '：' | '·' | '•' | '―' => {
                return named_so_far(text, at).then_some((at, letter.len_utf8())).or(soft);
            }
            '-' if spaced(text, at) => return named_so_far(text, at).then_some((at, 1)).or(soft),
            ':' if text[at + 1..].starts_with(char::is_whitespace) => {
                return named_so_far(text, at).then_some((at, 1)).or(soft);
            }
            '.' if legal_forms::has_form(&text[..=at]) => {}
            '.' | ',' | ';' | '/'
                if stops == Soft::Counted
                    && soft.is_none()
                    && is_spaced(text, at, letter)
                    && ends_name(text, at) =>
            {
                soft = Some((at, 1));
            }
            _ => {}
        }
    }
    soft
}

/// Whether a sign of one byte stands between spaces.
fn spaced(text: &str, at: usize) -> bool {
    text[..at].ends_with(char::is_whitespace) && text[at + 1..].starts_with(char::is_whitespace)
}

/// Whether a space follows a stop. A slash parts names too (`Acme / Zenith`): it has to stand between spaces,
/// twice.
fn is_spaced(text: &str, at: usize, letter: char) -> bool {
    let parted =
        letter != '/' || (text[..at].ends_with(char::is_whitespace) && text.matches(" / ").count() > 1);
    parted && text[at + 1..].starts_with(char::is_whitespace)
}

/// Whether what stands before a sign is short enough to be a name.
fn named_so_far(text: &str, at: usize) -> bool {
    text[..at].split_whitespace().count() <= LONGEST_NAME_WORDS
}

/// Whether a full stop or comma ends a name: what stands before is a company, what follows is no legal form.
fn ends_name(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], text[at + 1..].trim_start());
    let whole = after.split_inclusive(['.', ',']).next().unwrap_or(after);
    let grown = format!("{before}, {}", whole.trim_end_matches(','));
    let form =
        whole.split_whitespace().count() <= 3 && legal_forms::strip(&grown) == legal_forms::strip(before);
    before.split_whitespace().count() <= 5 && !form && signs::of(before).is_name()
}

/// Whether a text in brackets says what a company does rather than what it is called.
fn describes(inner: &str) -> bool {
    let is_phrase = || inner.starts_with(char::is_lowercase) && inner.contains(' ');
    let is_purpose = || signs::of(inner).is_task() && inner.split_whitespace().count() >= 2;
    entities::company(inner).is_none() && (is_phrase() || is_purpose())
}

/// What stands behind the name: purpose, with a location at its end or in brackets, labelled parts.
fn tail(draft: &mut Draft, rest: &str) {
    let rest = address_first(draft, rest.trim());
    let mut rest =
        rest.trim_start_matches([':', '：', '–', '—', '-', '|', ',', '.', '·', '•', '→', ' ']).trim();
    if let Some((bracket, after)) = brackets::leading(rest) {
        let inner = &bracket[1..bracket.len() - 1];
        if names::aside::is_condition(inner) {
            names::aside::put_condition(draft, inner);
            rest = after.trim_start_matches([':', '–', '—', '-', ',', '|', '.', ' ']);
        }
    }
    if let Some(inner) = brackets::whole(rest) {
        rest = inner;
    }
    if lines::is_address(rest) && !rest.contains(' ') {
        draft.policy = draft.policy.take().or_else(|| Some(rest.to_owned()));
        return;
    }
    let labelled = labelled_parts(draft, rest);
    let mut rest = labelled.trim();
    if let Some((bracket, after)) = brackets::leading(rest) {
        let inner = &bracket[1..bracket.len() - 1];
        if is_place(inner) {
            draft.put(Field::Location, inner);
            rest = after.trim_start_matches([':', '–', '—', '-', ',', '|', '.', ' ']);
        }
    }
    if let Some((before, place)) = place_at_end(rest) {
        if !draft.has(Field::Location) {
            draft.put(Field::Location, place);
            rest = before;
        }
    } else if is_place(rest) && !draft.has(Field::Location) {
        draft.put(Field::Location, rest);
        rest = "";
    }
    draft.put(Field::Purpose, rest.trim().trim_end_matches([';', ',', '–', '—', '|', '·', ' ']));
}

/// Takes an address that stands between the name and a colon or dash: `, Hauptstr. 5, Berlin, Germany:
/// hosting`.
fn address_first<'t>(draft: &mut Draft, rest: &'t str) -> &'t str {
    let Some(text) = rest.strip_prefix(',') else { return rest };
    let cut = [": ", " – ", " — "].iter().filter_map(|sign| text.find(sign).map(|at| (at, sign.len()))).min();
    let Some((at, width)) = cut else { return rest };
    let address = text[..at].trim();
    let numbered = address.chars().any(|letter| letter.is_ascii_digit()) && address.contains(',');
    let placed = signs::of(address).is_place() || numbered && !places::read(address).countries.is_empty();
    if !placed {
        return rest;
    }
    draft.put(Field::EntityLocation, address);
    text[at + width..].trim()
}

/// Takes `Label: value` parts out of an item and gives back what is left.
fn labelled_parts(draft: &mut Draft, rest: &str) -> String {
    let mut left = String::new();
    for part in lines::parts(rest) {
        let bare = part.trim_matches([';', '|', '·', '.', ' ']);
        match headers::label(bare).filter(|(meaning, _)| meaning.weight >= 60 && bare.contains([':', '：']))
        {
            Some(_) => {
                let piece = Piece {
                    text: bare.to_owned(),
                    style: Style::Plain,
                    link: None,
                    breaks: crate::model::Break::None,
                };
                lines::line_of(draft, &[piece], None);
            }
            None => left.push_str(part),
        }
    }
    left
}

/// A place at the end of a text: in brackets, after the last separator, as the last sentence.
fn place_at_end(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    if let Some((before, inner)) =
        brackets::trailing(text.trim_end_matches('.')).filter(|(_, inner)| is_place(inner))
    {
        // `Stored in Paris (France)` is one place, not a purpose and a place.
        let start = before.rfind(". ").map_or(0, |at| at + 2);
        let whole = !places::read(&before[start..]).countries.is_empty() && start > 0;
        // So is `hosting - Canada (Toronto)` behind its dash.
        if let Some((at, width)) =
            last_cut(before).filter(|&(at, width)| at > 0 && is_place(&before[at + width..]))
        {
            return Some((before[..at].trim_end(), text[at + width..].trim()));
        }
        return Some(if whole {
            (before[..start].trim_end(), text[start..].trim())
        } else {
            (before, inner)
        });
    }
    let split = last_cut(text)
        .map(|(at, width)| (&text[..at], text[at + width..].trim()))
        .filter(|(before, place)| !before.is_empty() && is_place(place));
    split.or_else(|| {
        let (before, place) = text.rsplit_once(", ")?;
        let sure = signs::of(place).is_only_place()
            && place.split_whitespace().count() <= 4
            && !signs::of(before).has_place();
        sure.then_some((before, place))
    })
}

/// The last sign that parts two things in a text: byte offset and length.
fn last_cut(text: &str) -> Option<(usize, usize)> {
    let cuts = ["; ", " – ", " — ", " - ", " | ", " · ", ". "];
    cuts.iter().filter_map(|cut| text.rfind(cut).map(|at| (at, cut.len()))).max()
}

/// Whether a short text is a place.
fn is_place(text: &str) -> bool {
    signs::of(text).is_place()
}

#[cfg(test)]
mod tests;
