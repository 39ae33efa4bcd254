//! Separated values by people who write their quotes by hand: a quote that is never closed ends where the
//! next cell or the next row can be seen to begin.

/// All rows of a text, read against the number of cells of its header.
pub(super) fn rows(text: &str, delimiter: u8, width: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (cells, used) = row(rest, delimiter, width);
        rest = &rest[used..];
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(cells);
        }
    }
    rows
}

/// The cells of the first row, and how many bytes it takes with its line end. A width of zero reads one line.
fn row(text: &str, delimiter: u8, width: usize) -> (Vec<String>, usize) {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let (mut from, mut at) = (0, 0);
    // Whether the cell at hand began with a quote that is still open.
    let mut open = false;
    while at < bytes.len() {
        match bytes[at] {
            b'"' if at == from => open = true,
            b'"' if open && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if open => {
                if ends_cell(&bytes[at + 1..], delimiter) {
                    open = false;
                } else if at > from + 1 && bytes[at - 1] == delimiter {
                    // A quote right behind a delimiter opens: the cell before was never closed.
                    cells.push(cell(&text[from..at - 1]));
                    from = at;
                }
            }
            byte if byte == delimiter && !open => {
                cells.push(cell(&text[from..at]));
                from = at + 1;
            }
            b'\n' if !open || is_row(&text[at + 1..], delimiter, width) => break,
            _ => {}
        }
        at += 1;
    }
    let end = at.min(bytes.len());
    let last = &text[from..end];
    let parts = last.matches(char::from(delimiter)).count() + 1;
    if open && cells.len() + parts == width {
        // The quote was never closed, and the row is whole without it.
        cells.extend(last.split(char::from(delimiter)).map(|part| cell(part).trim_matches('"').to_owned()));
    } else {
        cells.push(cell(last));
    }
    (cells, (end + 1).min(bytes.len()))
}

/// Whether a quote that is followed by this closes its cell.
fn ends_cell(after: &[u8], delimiter: u8) -> bool {
    let next = after.iter().find(|byte| !matches!(byte, b' ' | b'\r'));
    next.is_none_or(|byte| *byte == delimiter || *byte == b'\n')
}

/// Whether the next line is a row of its own.
fn is_row(text: &str, delimiter: u8, width: usize) -> bool {
    if width < 2 {
        return true;
    }
    let line = text.split('\n').next().unwrap_or_default();
    row(line, delimiter, 0).0.len() == width
}

/// A cell without the quotes around it.
fn cell(text: &str) -> String {
    let text = text.trim_end_matches('\r');
    let Some(inner) = text.strip_prefix('"') else {
        // A quote that only closes was forgotten in front.
        let closes = text.ends_with('"') && text.matches('"').count() == 1;
        return if closes { text.trim_end_matches('"').to_owned() } else { text.to_owned() };
    };
    let inner = inner.trim_end();
    inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_rows_are_read_as_ever() {
        let text = "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\"one\r\ntwo\"\r\n,\"\",z\n";
        assert_eq!(
            rows(text, b',', 3),
            [["a", "b", "c"], ["x, y", "say \"hi\"", "one\r\ntwo"], ["", "", "z"]]
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_where_the_next_cell_opens() {
        assert_eq!(rows("a,\"b, c),\"d, e\",f\n", b',', 4), [["a", "b, c)", "d, e", "f"]]);
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_where_the_next_row_begins() {
        assert_eq!(rows("a,\"b,c\nd,e,f\n", b',', 3), [["a", "b", "c"], ["d", "e", "f"]]);
    }

    #[test]
    fn a_quote_that_only_closes_is_dropped() {
        assert_eq!(rows("a,b\",c 5\" d\n", b',', 3), [["a", "b", "c 5\" d"]]);
    }
}
