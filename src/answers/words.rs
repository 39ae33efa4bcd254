//! Small words: counts, where something came from, and names that are nearly right.

use super::draft::Detail;
use crate::{model::Origin, report::Value};

/// Closer than this two names are taken for a slip of the pen (Jaro-Winkler, 0 to 1).
const NEAR: f64 = 0.78;
/// So many near names are told at most.
const MOST_TOLD: usize = 3;

/// A count with its noun: `1 change`, `2 changes`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// How what is shown was come by; nothing for what was crawled. Programs get the commit whole, and its path,
/// and the whole address of a memento.
#[must_use]
pub fn origin(origin: &Origin, detail: Detail) -> Value {
    match origin {
        Origin::Git { commit, path, .. } if detail == Detail::Record => {
            Value::from(format!("git {commit} {path}"))
        }
        Origin::Memento { address, .. } if detail == Detail::Record => {
            Value::from(format!("memento {address}"))
        }
        other => Value::from(other.mark()),
    }
}

/// The same behind a title: ` (git 0123456789ab)`.
#[must_use]
pub fn mark(origin: &Origin) -> String {
    origin.mark().map(|mark| format!(" ({mark})")).unwrap_or_default()
}

/// The names that are nearest to what was typed, the nearest first, as ``; near it: `a`, `b` ``; nothing
/// where none is near.
#[must_use]
pub fn near<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let typed = typed.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        if typed.len() > 2 && name.contains(&typed) { 1.0 } else { strsim::jaro_winkler(&typed, &name) }
    };
    let mut likely: Vec<(f64, &str)> =
        names.into_iter().map(|name| (likeness(name), name)).filter(|(like, _)| *like >= NEAR).collect();
    likely.sort_by(|(one, first), (other, second)| other.total_cmp(one).then(first.cmp(second)));
    let nearest: Vec<String> =
        likely.into_iter().take(MOST_TOLD).map(|(_, name)| format!("`{name}`")).collect();
    if nearest.is_empty() { String::new() } else { format!("; near it: {}", nearest.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "row")), ["0 rows", "1 row", "2 rows"]);
    }

    #[test]
    fn names_that_are_nearly_right_are_told() {
        let names = ["clerk-io", "bento", "bento-markdown", "kliovo"];
        assert_eq!(near("clark-io", names), "; near it: `clerk-io`");
        assert_eq!(near("Markdown", names), "; near it: `bento-markdown`");
        assert_eq!(near("zzz", names), "");
    }
}
