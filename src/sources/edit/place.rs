//! One value of one block, wherever and however it is written.

use toml_edit::{Array, Document, InlineTable, Item, Table, TableLike, Value};

use super::{
    lines::{self, Splice},
    section::{self, Layout},
    sequence::Sequence,
    value::{self, Given},
};
use crate::sources::{entry, vendor};

/// The block that is changed: the one of its list at this index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) list: &'static str,
    pub(super) index: usize,
}

/// What a value is looked for in.
enum Holder<'d> {
    /// Lines below a header.
    Lines {
        /// The table of that header.
        section: &'d Table,
        /// The table that is meant, if its keys are written with dots.
        table: &'d Table,
        /// What stands before the last dot.
        prefix: Vec<&'d str>,
    },
    /// What stands between `{` and `}`.
    Braces {
        /// The table with the braces.
        braces: &'d InlineTable,
        /// The table that is meant, if its keys are written with dots.
        table: &'d InlineTable,
        /// What stands before the last dot.
        prefix: Vec<&'d str>,
    },
}

/// The text with a value of a block set. A value that says the same already is left as it is written.
pub(super) fn set(text: &str, block: Block, path: &[&str], given: &Given) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let (holder, rest) = Holder::find(table(&document, block)?, path);
    let (&key, deeper) = rest.split_first()?;
    let splices = match holder.get(key) {
        Some((_, old)) if deeper.is_empty() => {
            if given.is_said_by(old) {
                return Some(text.to_owned());
            }
            if let Some(nearer) = one_item_nearer(text, old, given) {
                return set(&nearer, block, path, given);
            }
            let span = old.span()?;
            let with = given.written_over(text.get(span.clone())?);
            vec![Splice { range: span, with }]
        }
        _ => holder.added(text, &document, block, rest, given)?,
    };
    Some(lines::spliced(text, splices))
}

/// The text without a value of a block.
pub(super) fn unset(text: &str, block: Block, path: &[&str]) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let own = table(&document, block)?;
    let (holder, rest) = Holder::find(own, path);
    let [key] = rest else { return Some(text.to_owned()) };
    let Some((at, value)) = holder.get(key) else { return Some(text.to_owned()) };
    let span = value.span()?;
    let splices = match &holder {
        Holder::Lines { section, .. } if !std::ptr::eq(*section, own) && has_one_value(section) => {
            let layout = Layout::of(text, &document);
            section::sections(section).iter().map(|bare| layout.without_bare(bare)).collect()
        }
        Holder::Lines { .. } => {
            vec![lines::without(text, lines::line_start(text, at)..lines::line_end(text, span.end))]
        }
        Holder::Braces { braces, .. } => Sequence::of_inline(text, braces)?.without(&span),
    };
    Some(lines::spliced(text, splices))
}

/// A list over several lines with one item put in or taken out, so that the comments of the others stay;
/// none, if the value is no such list, has no item that stays, or holds all items and no more.
fn one_item_nearer(text: &str, old: &Value, given: &Given) -> Option<String> {
    let (Given::Texts(wanted), Value::Array(array)) = (given, old) else { return None };
    let is_wanted = |item: &&Value| item.as_str().is_some_and(|item| wanted.iter().any(|text| text == item));
    if !text.get(array.span()?)?.contains('\n') || !array.iter().any(|item| is_wanted(&item)) {
        return None;
    }
    let sequence = Sequence::of_array(text, array)?;
    let splices = match array.iter().find(|item| !is_wanted(item)) {
        Some(unwanted) => sequence.without(&unwanted.span()?),
        None => sequence.with(&value::quoted(first_missing(array, wanted)?)),
    };
    Some(lines::spliced(text, splices))
}

fn first_missing<'w>(array: &Array, wanted: &'w [String]) -> Option<&'w String> {
    wanted.iter().find(|text| array.iter().all(|item| item.as_str() != Some(text.as_str())))
}

/// The table of a block.
fn table<'d>(document: &'d Document<&str>, block: Block) -> Option<&'d Table> {
    document.get(block.list)?.as_array_of_tables()?.get(block.index)
}

/// Whether nothing but one value stands in a table.
fn has_one_value(table: &Table) -> bool {
    table.len() == 1 && table.iter().all(|(_, item)| item.is_value())
}

/// The name under which a key stands in a table. Case does not count: it does not for printed headers either.
fn name_of<'d>(table: &'d dyn TableLike, key: &str) -> Option<&'d str> {
    let folded = |text: &str| text.trim().to_lowercase();
    table.iter().map(|(name, _)| name).find(|name| folded(name) == folded(key))
}

impl<'d> Holder<'d> {
    /// What the last key of a path is to be looked for in, as far as it is there, and the rest of the path.
    fn find<'p>(block: &'d Table, path: &'p [&'p str]) -> (Self, &'p [&'p str]) {
        let mut holder = Self::Lines { section: block, table: block, prefix: Vec::new() };
        let mut rest = path;
        while let [key, deeper @ ..] = rest
            && !deeper.is_empty()
        {
            let Some(inner) = holder.inner(key) else { break };
            (holder, rest) = (inner, deeper);
        }
        (holder, rest)
    }

    fn table(&self) -> &'d dyn TableLike {
        match self {
            Self::Lines { table, .. } => *table,
            Self::Braces { table, .. } => *table,
        }
    }

    /// What stands under a key, if it holds keys itself.
    fn inner(&self, key: &str) -> Option<Self> {
        let name = name_of(self.table(), key)?;
        let longer = |prefix: &Vec<&'d str>| prefix.iter().copied().chain([name]).collect();
        match (self, self.table().get(name)?) {
            (_, Item::Table(inner)) if section::has_header(inner) => {
                Some(Self::Lines { section: inner, table: inner, prefix: Vec::new() })
            }
            (Self::Lines { section, prefix, .. }, Item::Table(inner)) => {
                Some(Self::Lines { section, table: inner, prefix: longer(prefix) })
            }
            (Self::Braces { braces, prefix, .. }, Item::Value(Value::InlineTable(inner)))
                if inner.is_dotted() =>
            {
                Some(Self::Braces { braces, table: inner, prefix: longer(prefix) })
            }
            (_, Item::Value(Value::InlineTable(inner))) => {
                Some(Self::Braces { braces: inner, table: inner, prefix: Vec::new() })
            }
            _ => None,
        }
    }

    /// The value under a key, and where the key stands.
    fn get(&self, key: &str) -> Option<(usize, &'d Value)> {
        let (key, item) = self.table().get_key_value(name_of(self.table(), key)?)?;
        Some((key.span()?.start, item.as_value()?))
    }

    /// The places to be changed for a value that was not there.
    fn added(
        &self,
        text: &str,
        document: &Document<&str>,
        block: Block,
        rest: &[&str],
        given: &Given,
    ) -> Option<Vec<Splice>> {
        match self {
            Self::Braces { braces, prefix, .. } => {
                Some(Sequence::of_inline(text, braces)?.with(&entry_text(prefix, rest, given)))
            }
            Self::Lines { section, prefix, .. } => {
                let own = table(document, block)?;
                let is_own = std::ptr::eq(*section, own);
                let first = prefix.first().or(rest.first()).copied()?;
                if is_own && prefix.is_empty() && rest.len() > 1 {
                    return Some(vec![new_section(text, document, block, rest, given)?]);
                }
                let order: &[&str] = match block.list {
                    _ if !is_own => &entry::RECIPE_KEYS,
                    "vendor" => &vendor::KEYS,
                    _ => &entry::KEYS,
                };
                let (end, indent) = anchor(text, section, first, order)?;
                let line = format!("{indent}{}", entry_text(prefix, rest, given));
                Some(vec![lines::below(text, end, &line)])
            }
        }
    }
}

/// A table of its own below a block.
fn new_section(
    text: &str,
    document: &Document<&str>,
    block: Block,
    rest: &[&str],
    given: &Given,
) -> Option<Splice> {
    let own = table(document, block)?;
    let header = own.span()?;
    let section = section::Section { end: section::own_end(own, header.end), header };
    let (name, deeper) = rest.split_first()?;
    let (indent, newline) = (lines::indentation(text, section.header.start), lines::newline(text));
    let lines_of_it = [
        format!("{indent}[{}.{}]", block.list, value::key(name)),
        format!("{indent}{}", entry_text(&[], deeper, given)),
    ];
    let end = Layout::of(text, document).extent(&section).end;
    Some(lines::below(text, end.checked_sub(1)?, &lines_of_it.join(newline)))
}

/// `key = value`, or `table = { key = value }` for a table that is not there.
fn entry_text(prefix: &[&str], rest: &[&str], given: &Given) -> String {
    let dotted = |keys: &[&str]| keys.iter().map(|name| value::key(name)).collect::<Vec<_>>().join(".");
    match rest {
        [outer, inner] => {
            let keys = [prefix, &[outer]].concat();
            format!("{} = {{ {} = {} }}", dotted(&keys), value::key(inner), given.written())
        }
        _ => format!("{} = {}", dotted(&[prefix, rest].concat()), given.written()),
    }
}

/// Below which line a new one is written, and how far in it begins: below the key that stands before it in
/// the docs, as far as there is one.
fn anchor<'t>(text: &'t str, section: &Table, key: &str, order: &[&str]) -> Option<(usize, &'t str)> {
    let header = section.span()?;
    let rank = |name: &str| order.iter().position(|other| *other == name);
    let indent = |name: &str| {
        let start = section.key(name).and_then(toml_edit::Key::span)?.start;
        Some(lines::indentation(text, start))
    };
    let own: Vec<(&str, usize)> =
        section.iter().filter_map(|(name, item)| Some((name, section::item_end(item)?))).collect();
    let above = match rank(key) {
        Some(place) => own
            .iter()
            .filter_map(|&(name, end)| Some((rank(name).filter(|&other| other <= place)?, name, end)))
            .max()
            .map(|(_, name, end)| (name, end)),
        None => own.iter().copied().max_by_key(|&(_, end)| end),
    };
    let first = own.iter().min_by_key(|&&(_, end)| end).and_then(|&(name, _)| indent(name));
    Some(match above {
        Some((name, end)) => (end, indent(name).or(first).unwrap_or_default()),
        None => (header.end, first.unwrap_or_else(|| lines::indentation(text, header.start))),
    })
}
