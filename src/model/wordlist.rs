//! Lists of words that stand in text files beside the code.

/// The lines of such a file, trimmed: one word or fact each. Empty ones and those that begin with `#`, which
/// say what the list is, are left out.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn remarks_and_empty_lines_are_no_words() {
        assert_eq!(lines("# Months.\n jan \n\n\tfeb\r\n#mar\n").collect::<Vec<_>>(), ["jan", "feb"]);
        assert_eq!(lines("").count(), 0);
    }
}
