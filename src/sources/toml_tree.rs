//! Values of the TOML tree, each read by its key, each complaint at its place.

use std::{ops::RangeInclusive, time::Duration};

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{
    measure,
    problem::{Log, START},
};

/// A key and its value.
pub(super) type Entry<'t, 'i> = (&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>);

/// A value and the byte offset it stands at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: usize,
}

/// Reports every key that is not known, with the one that was probably meant.
pub(super) fn known_keys(table: &DeTable<'_>, place: &str, known: &[&str], log: &mut Log<'_>) {
    for key in table.keys() {
        let name: &str = key.get_ref();
        if !known.contains(&name) {
            log.add(
                key.span().start,
                format!("{place} has no key `{}`; {}", shown(name), way_out(name, known)),
            );
        }
    }
}

/// The words for "this is not one of them": the nearest one, else all of them.
pub(super) fn way_out(given: &str, known: &[&str]) -> String {
    match nearest(given, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write {}", either(known)),
    }
}

/// The name of a list that was probably meant; none where no name is near.
pub(super) fn nearest<'n>(given: &str, known: &[&'n str]) -> Option<&'n str> {
    // Nothing that long is a slip of the pen, and a distance costs its length.
    const LONGEST_GUESS: usize = 64;
    let given = if given.len() > LONGEST_GUESS { String::new() } else { given.to_lowercase() };
    let is_near = |name: &str, distance: usize| {
        let is_part = given.len() > 3 && (name.starts_with(&given) || given.starts_with(name));
        is_part || distance <= (name.len() / 3).max(1)
    };
    let distances = known.iter().map(|&name| (strsim::osa_distance(&given, name), name));
    distances.filter(|&(distance, name)| is_near(name, distance)).min().map(|(_, name)| name)
}

/// `a`, `b` or `c`, each in backticks.
fn either(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// A text of the file as it can stand in one line of a message.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut short: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short.replace("\\\"", "\"").replace("\\'", "'")
}

/// The table under a key.
pub(super) fn table<'t, 'i>(table: &'t DeTable<'i>, key: &str, log: &mut Log<'_>) -> Option<&'t DeTable<'i>> {
    let value = table.get(key)?;
    let found = value.get_ref().as_table();
    if found.is_none() {
        wrong_kind(key, value, &format!("a table: write `[{key}]` above its keys"), log);
    }
    found
}

/// The text under a key: trimmed, not empty, without control characters.
pub(super) fn text<'t>(table: &'t DeTable<'_>, key: &str, log: &mut Log<'_>) -> Option<Placed<&'t str>> {
    let found = any_text(table, key, log)?;
    if found.value.is_empty() {
        log.add(found.at, format!("`{key}` is empty; fill it in"));
        return None;
    }
    Some(found)
}

/// The text under a key: trimmed, perhaps empty, without control characters.
pub(super) fn any_text<'t>(table: &'t DeTable<'_>, key: &str, log: &mut Log<'_>) -> Option<Placed<&'t str>> {
    text_of(table.get(key)?, key, log)
}

/// A text that stands anywhere: trimmed, perhaps empty, without control characters.
pub(super) fn text_of<'t>(
    value: &'t Spanned<DeValue<'_>>,
    what: &str,
    log: &mut Log<'_>,
) -> Option<Placed<&'t str>> {
    let at = value.span().start;
    let Some(text) = value.get_ref().as_str() else {
        wrong_kind(what, value, "a text in quotes", log);
        return None;
    };
    let text = text.trim();
    if text.chars().any(char::is_control) {
        log.add(at, format!("`{what}` holds a control character; write it in one line of plain text"));
        return None;
    }
    Some(Placed { value: text, at })
}

/// What is said of a key that must be there and is not.
pub(super) struct Missing<'a> {
    /// What the block is: a source or a vendor.
    pub(super) block: &'a str,
    /// Where the block begins.
    pub(super) at: usize,
    /// A value that could stand there.
    pub(super) example: &'a str,
}

/// The text under a key that must be there.
pub(super) fn required<'t>(
    table: &'t DeTable<'_>,
    key: &str,
    missing: &Missing<'_>,
    log: &mut Log<'_>,
) -> Option<Placed<&'t str>> {
    if !table.contains_key(key) {
        let Missing { block, at, example } = missing;
        log.add(*at, format!("this {block} has no `{key}`; add a line such as `{key} = \"{example}\"`"));
        return None;
    }
    text(table, key, log)
}

/// The duration under a key, within a range.
pub(super) fn duration(
    table: &DeTable<'_>,
    key: &str,
    range: &RangeInclusive<Duration>,
    log: &mut Log<'_>,
) -> Option<Placed<Duration>> {
    let value = table.get(key)?;
    let at = value.span().start;
    let Some(text) = value.get_ref().as_str() else {
        wrong_kind(key, value, "a duration in quotes, such as `\"2s\"`", log);
        return None;
    };
    let Some(duration) = measure::duration(text) else {
        log.add(
            at,
            format!(
                "`{}` is no duration; write a whole number and a unit, such as `500ms`, `2s`, `10m`, `2h` \
                 or `7d`",
                shown(text)
            ),
        );
        return None;
    };
    if !range.contains(&duration) {
        let (least, most) = (measure::show(*range.start()), measure::show(*range.end()));
        log.add(at, format!("`{key}` is out of range: `{}`; choose from `{least}` to `{most}`", shown(text)));
        return None;
    }
    Some(Placed { value: duration, at })
}

/// The number of bytes under a key, as a text with a unit or a plain number, within a range.
pub(super) fn size(
    table: &DeTable<'_>,
    key: &str,
    range: &RangeInclusive<u64>,
    log: &mut Log<'_>,
) -> Option<u64> {
    let value = table.get(key)?;
    let at = value.span().start;
    let (text, bytes) = match value.get_ref() {
        DeValue::String(text) => (text.to_string(), measure::bytes(text)),
        DeValue::Integer(number) => {
            (number.to_string(), u64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        _ => {
            wrong_kind(key, value, "a size such as `\"10 MiB\"`, or a number of bytes", log);
            return None;
        }
    };
    match bytes {
        Some(bytes) if range.contains(&bytes) => return Some(bytes),
        Some(_) => {
            let (least, most) = (measure::show_bytes(*range.start()), measure::show_bytes(*range.end()));
            log.add(
                at,
                format!("`{key}` is out of range: `{}`; choose from `{least}` to `{most}`", shown(&text)),
            );
        }
        None => log.add(
            at,
            format!(
                "`{}` is no size; write a whole number and a unit, such as `10 MiB` or `500 KB`",
                shown(&text)
            ),
        ),
    }
    None
}

/// The whole number under a key, within a range.
pub(super) fn whole(
    table: &DeTable<'_>,
    key: &str,
    range: &RangeInclusive<u16>,
    log: &mut Log<'_>,
) -> Option<u16> {
    let value = table.get(key)?;
    let (least, most) = (range.start(), range.end());
    let DeValue::Integer(number) = value.get_ref() else {
        wrong_kind(key, value, &format!("a whole number from {least} to {most}, without quotes"), log);
        return None;
    };
    let fitting =
        u16::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| range.contains(number));
    if fitting.is_none() {
        log.add(
            value.span().start,
            format!(
                "`{key}` is out of range: `{}`; choose from {least} to {most}",
                shown(&number.to_string())
            ),
        );
    }
    fitting
}

/// What stands under a key that is either true or false.
pub(super) fn yes_or_no(table: &DeTable<'_>, key: &str, log: &mut Log<'_>) -> Option<bool> {
    let value = table.get(key)?;
    let answer = value.get_ref().as_bool();
    if answer.is_none() {
        wrong_kind(key, value, "`true` or `false`, without quotes", log);
    }
    answer
}

/// The word under a key, one of a closed list.
pub(super) fn word<T: Copy>(
    table: &DeTable<'_>,
    key: &str,
    words: &[(&str, T)],
    log: &mut Log<'_>,
) -> Option<T> {
    let Placed { value, at } = text(table, key, log)?;
    let found = words.iter().find(|&&(name, _)| name == value);
    if found.is_none() {
        let names: Vec<&str> = words.iter().map(|&(name, _)| name).collect();
        log.add(at, format!("`{key}` cannot be `{}`; {}", shown(value), way_out(value, &names)));
    }
    found.map(|&(_, meaning)| meaning)
}

/// Says that a value is of another kind than it should be.
pub(super) fn wrong_kind(what: &str, value: &Spanned<DeValue<'_>>, wanted: &str, log: &mut Log<'_>) {
    let article = if matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Array(_)) { "an" } else { "a" };
    log.add(
        value.span().start,
        format!("`{what}` is {article} {}; it must be {wanted}", value.get_ref().type_str()),
    );
}

/// What a table holds, as it stands in the file; the tree itself is sorted by key.
pub(super) fn in_file_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<Entry<'t, 'i>> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// Where a key stands; the start of the file, if it does not.
pub(super) fn key_at(table: &DeTable<'_>, key: &str) -> usize {
    table.get_key_value(key).map_or(START, |(key, _)| key.span().start)
}
