//! Repeated siblings: cards, and rows of columns that are made without a table.

use std::collections::HashMap;

use super::{
    boxes::{self, unwrapped},
    card::{Card, card},
    finds::{Finds, Pending},
    labelled,
    pen::{Base, pieces},
    sight::{Around, Sight},
    tag::Tag,
    tree::Tree,
};
use crate::model::{CellRole, Row};

/// Cards with more text than this on average are parts of a document, in bytes.
const CARD_BYTES: usize = 2_500;
/// With headings inside, parts of a document are shorter.
const HEADED_BYTES: usize = 1_200;
/// Lone cards that are kept to see whether they have siblings elsewhere.
const SINGLES: usize = 1_000;

/// Looks for repeated siblings in a node. Whether any were read as a grid.
pub(super) fn groups(sight: Sight<'_, '_>, at: usize, finds: &mut Finds) -> bool {
    let tree = sight.tree;
    if tree.is_menu(at) {
        return false;
    }
    let kinds = kinds_of(tree, at);
    if kinds.is_empty() {
        return false;
    }
    if boxes::columns(sight, at, finds) {
        return true;
    }
    let mut found = false;
    for members in kinds {
        match members.as_slice() {
            [only] => single(sight, *only, finds),
            members => found |= boxes::rows(sight, at, members, finds) || cards(sight, at, members, finds),
        }
    }
    found
}

/// Siblings of one kind, each with a title. Whether they were read as cards.
fn cards(sight: Sight<'_, '_>, at: usize, members: &[usize], finds: &mut Finds) -> bool {
    let Sight { tree, base, around } = sight;
    let size: usize = members.iter().map(|&member| tree.nodes[member].size).sum();
    let headed = members.iter().filter(|&&member| tree.nodes[member].is.headed).count() * 2 > members.len();
    let most = if headed { HEADED_BYTES } else { CARD_BYTES };
    let span: usize = members.iter().map(|&member| tree.nodes[member].end - member).sum();
    if size > most * members.len() || !finds.may_read(span) {
        return false;
    }
    if head_others(tree, at, members) || hold_rows(tree, members) {
        return false;
    }
    let Some(mut cards) =
        members.iter().map(|&member| card(tree, base, member)).collect::<Option<Vec<Card>>>()
    else {
        return false;
    };
    name_labels(&mut cards);
    if around == Around::Page
        && stand_together(tree, at, members)
        && let Some(rows) = labelled::told(cards.iter().flat_map(|card| &card.cells))
    {
        let end = members.last().map_or(at, |&last| tree.nodes[last].end);
        finds.pending.insert(members[0], Pending::Boxes { rows, end });
        return true;
    }
    let titled = cards.iter().filter(|card| card.is_titled()).count();
    let short = cards.iter().filter(|card| card.is_titled() || card.has_short_first_line()).count();
    let strict = titled * 5 >= cards.len() * 4;
    let classed = tree.nodes[members[0]].look.kind != 0;
    if !strict && (short * 5 < cards.len() * 4 || !(classed || members.len() > 2)) {
        return false;
    }
    if hold_cards(&mut cards)
        || (strict && labelled::head_lists(cards.iter().map(|card| card.cells.as_slice())))
    {
        return false;
    }
    let headings = headings_between(tree, base, at, members);
    let rows: Vec<Row> = cards
        .into_iter()
        .zip(headings)
        .map(|(card, heading)| Row { cells: card.cells, heading })
        .filter(|row| !row.cells.is_empty())
        .collect();
    let are_pairs = || rows.iter().all(|row| row.cells.len() <= 2);
    if rows.len() < 2 || (around == Around::Grid && are_pairs()) {
        return false;
    }
    finds.card_kinds.insert(tree.kind(members[0]));
    finds.pending.insert(members[0], Pending::Cards { rows, members: members.to_vec(), scoped: strict });
    true
}

/// Whether nothing stands between the members but space: a heading there would name them.
fn stand_together(tree: &Tree<'_>, at: usize, members: &[usize]) -> bool {
    let (Some(first), Some(last)) = (members.first(), members.last()) else { return false };
    let between = tree.children(at).filter(|child| (first..=last).contains(&child));
    between.filter(|&child| tree.nodes[child].size > 0).count() == members.len()
}

/// A lone element that would be a card had it siblings: one of a category with a single card.
fn single(sight: Sight<'_, '_>, at: usize, finds: &mut Finds) {
    let node = &sight.tree.nodes[at];
    let is_like_a_card =
        node.look.kind != 0 && node.is.blocks && (1..=HEADED_BYTES).contains(&node.size) && !node.is.aside;
    if is_like_a_card && sight.around == Around::Page && finds.singles.len() < SINGLES {
        finds.pending.insert(at, Pending::Single);
    }
}

/// The elements in a node that could be cards or rows, one kind after the other in page order.
fn kinds_of(tree: &Tree<'_>, at: usize) -> Vec<Vec<usize>> {
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut last = None;
    let hidden = tree.nodes[at].is.hidden;
    for child in tree.elements(at) {
        let node = &tree.nodes[child];
        let able = matches!(node.tag, Tag::Block | Tag::Item | Tag::Link | Tag::Header | Tag::TableRow)
            || (node.tag == Tag::Inline && node.is.blocks)
            || (node.tag == Tag::Definitions && node.is.blocks);
        if !able || node.size == 0 || !node.is.chosen || (node.is.hidden && !hidden) {
            continue;
        }
        let kind = tree.kind(child);
        let place = match last {
            Some((before, place)) if before == kind => place,
            _ => *places.entry(kind).or_insert(kinds.len()),
        };
        last = Some((kind, place));
        if place == kinds.len() {
            kinds.push(Vec::new());
        }
        kinds[place].push(child);
    }
    kinds
}

/// Whether most members are the headings, in boxes of their own, of tables and lists that stand behind them.
fn head_others(tree: &Tree<'_>, at: usize, members: &[usize]) -> bool {
    let headed = members
        .iter()
        .filter(|&&member| tree.nodes[member].is.headed && !tree.nodes[member].is.tabled)
        .count();
    if headed < members.len() {
        return false;
    }
    let elements: Vec<usize> = tree.elements(at).filter(|&child| tree.nodes[child].size > 0).collect();
    // They are in page order.
    let is_member = |place: usize| members.binary_search(&place).is_ok();
    let leads = |pair: &&[usize]| is_member(pair[0]) && !is_member(pair[1]) && holds_list(tree, pair[1]);
    elements.windows(2).filter(leads).count() * 2 > members.len()
}

/// Whether a table or list without a heading of its own stands in an element.
fn holds_list(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    !node.is.headed
        && (node.is.tabled
            || tree.nodes[at..node.end].iter().any(|node| matches!(node.tag, Tag::Table | Tag::List)))
}

/// A row of boxes has at least so many cells. Two are a label and its value.
const ROW_CELLS: usize = 3;

/// Whether most of what stands in each member are rows of boxes: then it is a part of the list with a
/// heading, no card.
fn hold_rows(tree: &Tree<'_>, members: &[usize]) -> bool {
    let is_row = |at: usize| {
        tree.elements(unwrapped(tree, at)).filter(|&cell| tree.nodes[cell].size > 0).count() >= ROW_CELLS
    };
    let of_rows = |around: usize| {
        let mut sizes: HashMap<u64, (usize, usize)> = HashMap::new();
        for row in tree.elements(around).filter(|&row| tree.nodes[row].look.kind != 0 && is_row(row)) {
            let sum = sizes.entry(tree.kind(row)).or_default();
            *sum = (sum.0 + 1, sum.1 + tree.nodes[row].size);
        }
        sizes.into_values().filter(|(rows, _)| *rows > 1).map(|(_, size)| size).max().unwrap_or(0)
    };
    let holds = |member: usize| {
        let places = (member..tree.nodes[member].end)
            .filter(|&place| tree.nodes[place].tag == Tag::Block || tree.nodes[place].tag == Tag::List);
        places.map(of_rows).any(|size| size * 5 > tree.nodes[member].size * 3)
    };
    members.iter().all(|&member| tree.nodes[member].is.headed)
        && members.iter().filter(|&&member| holds(member)).count() * 2 > members.len()
}

/// Boxes with several titles, each of its own, are not cards but hold them. Titles that come again name
/// values.
fn hold_cards(cards: &mut [Card]) -> bool {
    let mut times: HashMap<String, usize> = HashMap::new();
    for text in cards.iter().flat_map(|card| card.later_titles().map(|at| card.cells[at].text())) {
        *times.entry(text.into_owned()).or_default() += 1;
    }
    let holding = cards.iter().filter(|card| card.later_titles().next().is_some()).count();
    let alone = times.values().filter(|&&times| times == 1).count();
    if holding * 3 >= cards.len() && alone * 2 > times.values().sum() {
        return true;
    }
    for card in cards.iter_mut() {
        for at in card.later_titles().collect::<Vec<_>>() {
            if times.get(&*card.cells[at].text()).is_some_and(|&times| times > 1) {
                card.cells[at].role = CellRole::Header;
            }
        }
    }
    false
}

/// Cells that may be labels are labels where other cards print the same.
fn name_labels(cards: &mut [Card]) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for card in cards.iter() {
        for &at in &card.maybe {
            *times.entry(card.cells[at].text().into_owned()).or_default() += 1;
        }
    }
    for card in cards.iter_mut() {
        for &at in &card.maybe {
            if times.get(&*card.cells[at].text()).is_some_and(|&times| times > 1) {
                card.cells[at].role = CellRole::Header;
            }
        }
    }
}

/// For each member the heading between it and the one before.
fn headings_between(tree: &Tree<'_>, base: &Base, at: usize, members: &[usize]) -> Vec<Option<String>> {
    let mut last = None;
    let mut headings = vec![None; members.len()];
    let mut next = 0;
    for child in tree.elements(at) {
        if members.get(next) == Some(&child) {
            headings[next] = last.take().filter(|_| next > 0);
            next += 1;
        } else if matches!(tree.nodes[child].tag, Tag::Heading(_)) {
            let text = crate::model::join(&pieces(tree, base, child)).into_owned();
            last = Some(text).filter(|text| !text.is_empty());
        }
    }
    headings
}

#[cfg(test)]
mod tests;
