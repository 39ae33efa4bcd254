//! What stands in round brackets at either end of a text, outermost brackets only.

/// The bracket that a text begins with, and what follows.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    let close = matching(text)?;
    Some(text.split_at(close + 1))
}

/// What stands in the brackets that a text is in as a whole.
pub(super) fn whole(text: &str) -> Option<&str> {
    let close = matching(text)?;
    (close + 1 == text.trim_end_matches('.').len()).then(|| &text[1..close])
}

/// Where the bracket that opens a text closes.
fn matching(text: &str) -> Option<usize> {
    if !text.starts_with('(') {
        return None;
    }
    let mut depth = 0usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// What stands before the bracket at the end of a text, and in it.
pub(super) fn trailing(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_suffix(')')?;
    let mut depth = 1usize;
    for (at, letter) in body.char_indices().rev() {
        match letter {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let before = text[..at].trim_end();
            return (!before.is_empty()).then(|| (before, &body[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_within_brackets_belong_to_the_outer_ones() {
        assert_eq!(leading("(a (b) c) d"), Some(("(a (b) c)", " d")));
        assert_eq!(whole("(a (b))."), Some("a (b)"));
        assert_eq!(whole("(a) (b)"), None);
        assert_eq!(trailing("a (b (c))"), Some(("a", "b (c)")));
    }

    #[test]
    fn brackets_that_do_not_match_are_none() {
        assert_eq!((leading("(a"), whole("a)"), trailing("a)"), trailing("(a)")), (None, None, None, None));
    }
}
