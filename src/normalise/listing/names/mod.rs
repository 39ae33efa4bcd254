//! The cell or line that names a sub-processor: the name, and what else shares its place.

pub(super) mod aside;
mod wrapped;

use std::borrow::Cow;

use crate::{
    model::{Break, Cell, Field, Piece, Style, join},
    normalise::{
        entities, headers, legal_forms,
        memo::{Memo, recall},
        places, remarks, signs,
    },
};

use super::notes;

/// A name and what stood beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The name as printed.
    pub(super) name: String,
    /// The first link on or beside it.
    pub(super) link: Option<String>,
    /// Boxed words beside it.
    pub(super) badges: Vec<String>,
    /// The other lines, in order.
    pub(super) rest: Vec<Vec<Piece>>,
    /// Where the company sits, if that was printed right behind its name: `Acme GmbH, Berlin, Germany`.
    pub(super) seat: Option<String>,
    /// What stood in brackets behind it on how new it is, or until when it holds: `(until 31 October 2026)`.
    pub(super) note: Option<String>,
}

/// Longest text in brackets that may be part of a name, in words.
const LONGEST_ALIAS_WORDS: usize = 8;

/// Splits a name cell: the first line that prints a name is it; badges, addresses and descriptions are not.
pub(super) fn split(cell: &Cell) -> Named {
    let mut named = Named { link: web_link(&cell.pieces), ..Named::default() };
    let lines = cell.lines();
    let logos_only = cell.pieces.iter().all(|piece| piece.style == Style::Alternative);
    let mut look: Option<(Style, Option<&str>)> = None;
    for line in lines {
        let mut kept: Vec<&Piece> = Vec::with_capacity(line.len());
        let mut cut = false;
        for piece in line {
            if !kept.is_empty() && is_document(piece) {
                cut = true;
                continue;
            }
            match piece.style {
                Style::Badge if !named.name.is_empty() || !kept.is_empty() => {
                    named.badges.push(piece.text.trim().to_owned());
                }
                Style::Alternative if !logos_only => {}
                Style::Small if remarks::is_on_badge(&piece.text) => {
                    named.badges.push(piece.text.trim().trim_matches(['(', ')']).to_owned());
                }
                _ => kept.push(piece),
            }
        }
        if kept.iter().all(|piece| piece.text.trim().is_empty()) {
            continue;
        }
        // What was broken for width looks the same below.
        let own = kept.first().map(|piece| (piece.style, piece.link.as_deref()));
        let kept: Cow<'_, [Piece]> = if kept.len() == line.len() {
            Cow::Borrowed(line)
        } else {
            Cow::Owned(kept.into_iter().cloned().collect())
        };
        if named.name.is_empty() {
            look = own;
            take_name(&mut named, &kept);
            if cut {
                let name = named.name.replace("()", "").replace("[]", "");
                name.trim_end_matches([' ', '-', '–', '—', '|', ',']).clone_into(&mut named.name);
            }
            if let Some((name, note)) = notes::noted(&named.name) {
                let (name, note) = (name.to_owned(), note.to_owned());
                (named.name, named.note) = (name, Some(note));
            }
            if let Some((name, seat)) = seated(&named.name) {
                (named.name, named.seat) = (name, Some(seat));
            }
        } else if is_continued(&named.name, &join(&kept))
            || (own == look && named.rest.is_empty() && wrapped::goes_on(&named.name, &join(&kept)))
        {
            named.name = format!("{} {}", named.name, join(&kept));
        } else {
            named.rest.push(kept.into_owned());
        }
    }
    named.name = tidy(&named.name);
    named
}

/// Whether a piece is a link to one of the company's documents: `Acme (DPA)`.
fn is_document(piece: &Piece) -> bool {
    let text = piece.text.trim();
    piece.link.is_some() && signs::of(text).is_header_of(Field::Url)
}

/// The cells of names in a cell that lists several: under a label (`Our affiliates:` and a company a line),
/// which comes first, or one a line.
pub(super) fn several(cell: &Cell) -> Option<(Option<String>, Vec<Cell>)> {
    let lines = cell.lines();
    let (label, names) = lines.split_first()?;
    if are_unrelated(&lines) {
        let cells = lines.iter().map(|line| Cell { role: cell.role, pieces: line.to_vec() });
        return Some((None, cells.collect()));
    }
    if names.len() < 2 {
        return None;
    }
    let label = join(label);
    let listed = label.ends_with(':') && headers::label(&label).is_none_or(|(_, value)| value.is_empty());
    let companies = names.iter().filter(|line| {
        let text = join(line);
        let name = seated(&text).map_or(text, |(name, _)| name.into());
        signs::of(&name).is_company()
    });
    let cells = || names.iter().map(|line| Cell { role: cell.role, pieces: line.to_vec() }).collect();
    (listed && companies.count() == names.len()).then(|| (Some(label.into_owned()), cells()))
}

/// Whether each of two lines or more names a company, all alike and none of them another's: a brand stands
/// above its company, too.
fn are_unrelated(lines: &[&[Piece]]) -> bool {
    if lines.len() < 2 || lines.len() > MOST_TOGETHER {
        return false;
    }
    let texts: Vec<Cow<'_, str>> = lines.iter().map(|line| join(line)).collect();
    if texts.iter().any(|text| text.contains(':') || text.split_whitespace().count() > LONGEST_ALIAS_WORDS) {
        return false;
    }
    let formed = texts.iter().filter(|text| legal_forms::has_form(text)).count();
    let companies: Vec<&entities::Company> =
        texts.iter().filter_map(|text| entities::company(text)).collect();
    let is_of = |one: &entities::Company, other: &entities::Company| {
        one.name == other.name
            || one.parent.is_some() && one.parent == other.parent
            || one.parent == Some(other.name)
    };
    let related = companies
        .iter()
        .enumerate()
        .any(|(at, one)| companies[at + 1..].iter().any(|other| is_of(one, other) || is_of(other, one)));
    companies.len() == lines.len() && (formed == 0 || formed == lines.len()) && !related
}

/// So many companies at most share one row.
const MOST_TOGETHER: usize = 8;

/// A longer text, in bytes, is no name with a seat. It is not looked at: each place where it could be cut is
/// tried.
const LONGEST_SEATED: usize = 1_000;

/// A name and the seat behind it, where the text goes on with nothing but places after a comma or a legal
/// form.
pub(super) fn seated(text: &str) -> Option<(String, String)> {
    if text.len() > LONGEST_SEATED || !text.contains([' ', ',', ';', '\n']) {
        return None;
    }
    recall(&SEATED, text, find_seat)
}

thread_local! {
    static SEATED: Memo<Option<(String, String)>> = Memo::default();
}

/// The name and the seat of a text, found anew.
fn find_seat(text: &str) -> Option<(String, String)> {
    // What is cut inside brackets is no address: `Acme Ltd (formerly Zenith, 2019)`.
    let whole = |text: &str| text.matches('(').count() == text.matches(')').count();
    if let Some((name, address)) =
        entities::without_address(text).filter(|(_, address)| !whole(text) || whole(address))
    {
        return Some((name, address));
    }
    let commas = text.match_indices(", ").map(|(at, _)| (at, at + 2));
    let forms = text.match_indices(". ").map(|(at, _)| (at + 1, at + 2));
    let mut cuts: Vec<(usize, usize)> = commas.chain(forms).collect();
    cuts.sort_unstable();
    cuts.into_iter().find_map(|(end, start)| {
        let (name, seat) = (&text[..end], text[start..].trim());
        let is_seated = whole(name) && is_seat(name, seat) && !goes_on_as_name(text, name, seat);
        is_seated.then(|| (name.to_owned(), seat.to_owned()))
    })
}

/// Whether what stands behind a cut is no seat: no words, or more of the name up to its legal form.
fn goes_on_as_name(text: &str, name: &str, seat: &str) -> bool {
    let first = seat.split(',').next().unwrap_or(seat).trim();
    !seat.chars().any(char::is_alphabetic)
        || legal_forms::has_form(seat)
        || legal_forms::has_form(&format!("{name} {first}"))
        || legal_forms::strip(text) == legal_forms::strip(name)
}

/// Whether a text behind a name is where the company sits: a place, a town before a place, or a street and a
/// place.
fn is_seat(name: &str, seat: &str) -> bool {
    let is_place = || {
        signs::of(seat).is_only_place()
            && !signs::of(name).is_place()
            && !places::read(seat).countries.is_empty()
            && signs::of(name).is_company()
    };
    // Behind a legal form a town that no gazetteer knows may stand before a place that it does.
    let is_town = || {
        let is_before_place = |(town, place)| {
            places::may_be_town(town) && legal_forms::has_form(name) && signs::of(place).is_only_place()
        };
        seat.rsplit_once(", ").is_some_and(is_before_place)
    };
    let is_address = || {
        seat.chars().any(|letter| letter.is_ascii_digit())
            && signs::of(name).is_company()
            && ends_in_place(seat)
    };
    is_place() || is_town() || is_address()
}

/// Whether a line is a postal address: it has a number, several parts, and a place at its end.
pub(super) fn is_postal(text: &str) -> bool {
    text.contains(", ")
        && text.chars().any(|letter| letter.is_ascii_digit())
        && text.split_whitespace().count() <= 20
        && ends_in_place(text)
}

/// Whether the last part of an address names a country; a postal code behind it is left out.
fn ends_in_place(text: &str) -> bool {
    let (start, end) = text.rsplit_once(", ").unwrap_or(("", text));
    let end = if end.chars().all(|letter| letter.is_ascii_digit() || letter == '-') { start } else { end };
    !places::read(end).countries.is_empty()
}

/// The first link that leads to a web address.
pub(super) fn web_link(pieces: &[Piece]) -> Option<String> {
    let web = |link: &&str| !link.starts_with("mailto:") && !link.starts_with("tel:");
    pieces.iter().filter_map(|piece| piece.link.as_deref()).find(web).map(str::to_owned)
}

/// Drops what is never part of a name: bullets, footnote marks, trailing separators, enumeration.
pub(super) fn tidy(name: &str) -> String {
    let name = name.trim_start_matches(|letter: char| "•·▪◦‣–—-*→►✓✔ ".contains(letter));
    let name = name.trim_end_matches(|letter: char| letter.is_whitespace() || ":;,–—|→*†‡".contains(letter));
    without_number(name).trim().to_owned()
}

/// A name without the number of its place in the list: `2.1 Plaid`, `3) Stripe`.
fn without_number(name: &str) -> &str {
    let digits = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    if digits.len() == name.len() || !name.starts_with(|letter: char| letter.is_ascii_digit()) {
        return name;
    }
    let number = &name[..name.len() - digits.len()];
    let rest = digits.trim_start_matches(')');
    // `3.5 GmbH` and `1.1.1.1` are names; `1. Stripe` and `2.1 Plaid` are places in a list.
    let is_place_in_list = number.len() <= 5 && (number.contains('.') || digits.starts_with(')'));
    let has_name_behind =
        rest.starts_with(char::is_whitespace) && rest.trim().chars().any(char::is_alphabetic);
    if is_place_in_list && has_name_behind { rest.trim_start() } else { name }
}

/// Takes the name from the first line, and leaves what describes it.
fn take_name(named: &mut Named, line: &[Piece]) {
    // A name in bold or linked, with plain or small words after it on the same line: those describe it.
    let lead = line.iter().take_while(|piece| matches!(piece.style, Style::Strong)).count();
    if lead > 0 && lead < line.len() {
        let (strong, after) = line.split_at(lead);
        let tail = join(after);
        if !belongs_to_name(&tail) {
            named.name = join(strong).into_owned();
            named.rest.push(after.to_vec());
            return;
        }
    }
    let small = line.iter().position(|piece| piece.style == Style::Small && piece.breaks == Break::None);
    if let Some(at) = small.filter(|&at| at > 0 && !belongs_to_name(&join(&line[at..]))) {
        named.name = join(&line[..at]).into_owned();
        named.rest.push(line[at..].to_vec());
        return;
    }
    named.name = join(line).into_owned();
}

/// Whether text right after a bold name goes on with it: an alias or brand in brackets, a legal form.
pub(super) fn belongs_to_name(tail: &str) -> bool {
    let tail = tail.trim();
    let Some(inner) = tail.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        // `, Inc.`
        let is_short = tail.len() <= 12 && tail.split_whitespace().count() <= 2;
        return is_short && tail.starts_with(',') && !tail.contains(". ");
    };
    inner.split_whitespace().count() <= LONGEST_ALIAS_WORDS
        && !inner.contains(['(', ')'])
        && !signs::of(inner).is_place()
}

/// Whether a second line goes on with a name that was broken for width: an open bracket, a bracketed brand,
/// a lone legal form.
fn is_continued(name: &str, line: &str) -> bool {
    let is_open = name.matches('(').count() > name.matches(')').count();
    let is_brand = || {
        let inner = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let is_short_or_company =
            |inner: &str| inner.split_whitespace().count() <= 3 || entities::company(inner).is_some();
        inner.is_some_and(is_short_or_company) && belongs_to_name(line)
    };
    let is_form = name.ends_with(',') && line.split_whitespace().count() <= 2;
    is_open || is_form || is_brand()
}

#[cfg(test)]
mod tests;
