//! Remarks on a row: how new, sure or optional it is.

use std::sync::LazyLock;

use super::vocabulary::{WordSet, of_class};

static ON_BADGES: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("remarks.tsv"), "badge"));
static BEHIND_NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut remarks: Vec<&str> = of_class(include_str!("remarks.tsv"), "name").into_iter().collect();
    remarks.sort_unstable();
    remarks
});

/// Whether a text, with or without brackets, is a remark that stands on badges and says nothing of what the
/// company does.
pub(super) fn is_on_badge(text: &str) -> bool {
    ON_BADGES.contains(text.trim().trim_matches(['(', ')', '*']).to_lowercase().as_str())
}

/// A name without the remarks at its end.
pub(super) fn without(name: &str) -> &str {
    BEHIND_NAMES.iter().fold(name, |name, remark| without_one(name, remark))
}

/// Cuts ` remark` or ` (remark)` off the end.
fn without_one<'n>(name: &'n str, remark: &str) -> &'n str {
    let bare = name.strip_suffix([')', ']']).unwrap_or(name);
    let Some(at) = bare.len().checked_sub(remark.len()).filter(|&at| at > 0 && bare.is_char_boundary(at))
    else {
        return name;
    };
    let (before, end) = bare.split_at(at);
    let is_bracketed = bare.len() < name.len();
    let is_set_off = if is_bracketed { before.ends_with(['(', '[']) } else { before.ends_with(' ') };
    // A small word at the end may be part of the name: `Something new`.
    let is_apart = is_set_off && (is_bracketed || end.starts_with(char::is_uppercase));
    let kept = before.trim_end_matches(['(', '[', ' ']);
    if is_apart && end.eq_ignore_ascii_case(remark) && !kept.is_empty() { kept } else { name }
}
