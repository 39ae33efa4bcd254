//! Text that is no markup, and the few pieces of markup that stand everywhere on a page.

use std::fmt::Write;

use jiff::civil::Date;

use crate::report::clean::line;

/// Text that can stand between tags and within the quotes of an attribute.
pub(super) fn escape(text: &str) -> String {
    let clean = line(text);
    let clean = clean.trim();
    let mut safe = String::with_capacity(clean.len() + 8);
    for c in clean.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// Text as it stands in a heading or a paragraph: its days are marked as such, which also keeps each on one
/// line.
pub(super) fn prose(text: &str) -> String {
    let safe = escape(text);
    let mut rest = safe.as_str();
    let mut marked = String::with_capacity(safe.len());
    while let Some((before, day, after)) = first_day(rest) {
        let _infallible = write!(marked, "{before}<time datetime=\"{day}\">{day}</time>");
        rest = after;
    }
    marked.push_str(rest);
    marked
}

/// The first day such as `2026-05-01` that is no part of a longer word, with what stands around it.
fn first_day(text: &str) -> Option<(&str, &str, &str)> {
    const LENGTH: usize = "2026-05-01".len();
    let goes_on = |c: char| c.is_alphanumeric() || c == '-';
    text.char_indices().find_map(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let (day, after) = rest.split_at_checked(LENGTH)?;
        let is_whole = !before.ends_with(goes_on) && !after.starts_with(goes_on);
        (is_whole && day.parse::<Date>().is_ok()).then_some((before, day, after))
    })
}

/// A paragraph for each line of prose that says anything.
pub(super) fn paragraphs(html: &mut String, lines: &[String]) {
    for text in lines.iter().map(|line| prose(line)).filter(|text| !text.is_empty()) {
        let _infallible = writeln!(html, "<p>{text}</p>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_page_becomes_markup() {
        assert_eq!(escape("<script>&lt;"), "&lt;script&gt;&amp;lt;");
        assert_eq!(escape(r#"" onclick='x'"#), "&quot; onclick=&#39;x&#39;");
        assert_eq!(escape("a\u{1b}[2J\u{202e}b\r\nc"), "a\u{FFFD}[2Jb c");
    }

    #[test]
    fn a_day_in_a_text_is_marked() {
        assert_eq!(
            prose("since 2026-05-01, <b>"),
            "since <time datetime=\"2026-05-01\">2026-05-01</time>, &lt;b&gt;"
        );
        for no_day in
            ["2026-13-01", "2026-05-011", "x2026-05-01", "2026-05-01-2", "+02026-05-", "ä2026-05-0ä"]
        {
            assert_eq!(prose(no_day), no_day);
        }
    }

    #[test]
    fn a_line_of_nothing_is_no_paragraph() {
        let mut html = String::new();
        paragraphs(&mut html, &["a".into(), " \u{200b}".into(), "b".into()]);
        assert_eq!(html, "<p>a</p>\n<p>b</p>\n");
    }
}
