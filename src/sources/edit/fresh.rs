//! A new block, as a person writes it.

use super::{value, wish::Wish};

/// The lines of a new block: its keys in the order of the docs, then its recipe. Of two wishes for one key
/// the later holds. There is no line end behind the last line.
pub(super) fn block(list: &str, order: &[&str], wishes: &[Wish<'_>], newline: &str) -> String {
    let written = |path: &[&str]| {
        let wish = wishes.iter().rev().find(|wish| wish.path == path)?;
        Some(format!("{} = {}", value::key(path.last()?), wish.given.as_ref()?.written()))
    };
    let mut lines = vec![format!("[[{list}]]")];
    lines.extend(order.iter().filter_map(|key| written(&[key])));
    let columns: Vec<String> =
        headers(wishes).iter().filter_map(|header| written(&["recipe", "columns", header])).collect();
    let columns = Some(columns).filter(|columns| !columns.is_empty()).map(|columns| columns.join(", "));
    let recipe: Vec<String> = written(&["recipe", "list"])
        .into_iter()
        .chain(columns.map(|columns| format!("columns = {{ {columns} }}")))
        .collect();
    if !recipe.is_empty() {
        lines.push(format!("[{list}.recipe]"));
        lines.extend(recipe);
    }
    lines.join(newline)
}

/// The printed headers that are wished for, each once.
fn headers<'a>(wishes: &[Wish<'a>]) -> Vec<&'a str> {
    let mut headers: Vec<&str> = Vec::new();
    for wish in wishes {
        if let ["recipe", "columns", header] = wish.path.as_slice()
            && !headers.contains(header)
        {
            headers.push(header);
        }
    }
    headers
}
