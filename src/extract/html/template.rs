//! Pages that are the source of a page: calls of a template language stand in them (ERB, Jinja, Liquid, PHP).
//!
//! A list that is kept in git is often one. A statement prints nothing; of a call that prints, the text that
//! its writer wrote in quotes is what a reader would see, with the address beside it as its link.

use std::{borrow::Cow, sync::LazyLock};

use memchr::memmem::Finder;

/// How calls open and close, and whether they print.
const CALLS: [(&str, &str, Prints); 7] = [
    ("<%=", "%>", Prints::Text),
    ("<%", "%>", Prints::Nothing),
    ("<?=", "?>", Prints::Text),
    ("<?php", "?>", Prints::Nothing),
    ("{{", "}}", Prints::Text),
    ("{%", "%}", Prints::Nothing),
    ("{#", "#}", Prints::Nothing),
];
/// A longer call is none, in bytes.
const CALL_BYTES: usize = 2_000;
/// Endings of files, which are named in quotes too.
const FILES: [&str; 9] = [".css", ".gif", ".html", ".ico", ".jpg", ".js", ".png", ".svg", ".webp"];

/// A page in which none of them stands holds no calls.
static SIGNS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| ["<%", "{%", "<?="].map(Finder::new));

#[derive(Clone, Copy, PartialEq, Eq)]
enum Prints {
    Text,
    Nothing,
}

/// A page as it would be printed, as far as its own text tells. Borrowed where it holds no calls.
pub(in crate::extract) fn printed(text: &str) -> Cow<'_, str> {
    // Double braces alone stand in many a page's scripts.
    if !SIGNS.iter().any(|sign| sign.find(text.as_bytes()).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut closes = Closes { text, next: [None; CALLS.len()] };
    let mut at = 0;
    while let Some(open) = memchr::memchr2(b'<', b'{', &text.as_bytes()[at..]).map(|found| at + found) {
        out.push_str(&text[at..open]);
        let Some((call, prints, after)) = closes.call(open) else {
            out.push_str(&text[open..=open]);
            at = open + 1;
            continue;
        };
        match text_of(call).filter(|_| prints == Prints::Text) {
            Some((words, Some(address))) => out.extend(["<a href=\"", address, "\">", words, "</a>"]),
            Some((words, None)) => out.push_str(words),
            // Nothing is in it that could be printed: it is no call, but text.
            None if call.is_empty() => out.push_str(&text[open..after]),
            None => {}
        }
        at = after;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Where calls close in a text: each place is looked for once.
struct Closes<'t> {
    text: &'t str,
    next: [Option<usize>; CALLS.len()],
}

impl<'t> Closes<'t> {
    /// The call that begins at a place: what stands in it, and the place behind it.
    fn call(&mut self, at: usize) -> Option<(&'t str, Prints, usize)> {
        let (kind, (open, close, prints)) =
            CALLS.into_iter().enumerate().find(|(_, (open, ..))| self.text[at..].starts_with(open))?;
        let from = at + open.len();
        let end = match self.next[kind].filter(|&end| end >= from) {
            Some(end) => end,
            None => self.text[from..].find(close).map_or(usize::MAX, |found| from + found),
        };
        self.next[kind] = Some(end);
        (end - from <= CALL_BYTES).then(|| (self.text[from..end].trim(), prints, end + close.len()))
    }
}

/// The first text in quotes, and the first address.
fn text_of(call: &str) -> Option<(&str, Option<&str>)> {
    let mut quoted = Vec::new();
    let mut rest = call;
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = if rest[at..].starts_with('"') { '"' } else { '\'' };
        let Some((text, after)) = rest[at + 1..].split_once(quote) else { break };
        quoted.push(text);
        rest = after;
    }
    let address =
        quoted.iter().copied().find(|text| text.starts_with("http://") || text.starts_with("https://"));
    let words = |text: &&str| {
        let worded = text.contains(char::is_uppercase) || text.contains(' ');
        worded && !text.contains(['/', '<', '>']) && !FILES.iter().any(|ending| text.ends_with(ending))
    };
    quoted.iter().copied().find(words).map(|text| (text, address))
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use super::*;

    #[test]
    fn a_call_prints_the_text_that_is_written_in_it() {
        let row = |name: &str, purpose: &str| format!("<tr><td>{name}<td>{purpose}");
        let page = [
            "<% content_for :title, \"List\" %><%= render \"legal/header\" %><table>".to_owned(),
            row(
                "<%= link_to \"Acme, Inc.\", \"https://acme.test\", rel: \"noopener\" %>",
                "{% trans %}Mail{% endtrans %}",
            ),
            row("{# new #}Bolt", "<?= e('Chat for teams') ?>"),
            row("Cord", "{{ \"Maps of towns\" | t }}"),
            "</table>".to_owned(),
        ];
        let grid = &read(&printed(&page.concat())).grids[0];
        assert_eq!(
            cells(grid),
            [["Acme, Inc.", "Mail"], ["Bolt", "Chat for teams"], ["Cord", "Maps of towns"]]
        );
        assert_eq!(grid.rows[0].cells[0].link(), Some("https://acme.test"));
    }

    #[test]
    fn a_page_without_calls_is_left_as_it_is() {
        for page in ["<p>{{ name }} a < b {x}", "<script>var a={b:{c:1}}</script>"] {
            assert!(matches!(printed(page), Cow::Borrowed(_)), "{page}");
        }
        for page in ["<% never closed", "{% \u{e9}", "{%%}<%=%>{{}}", "a {% if x %}b{% endif %} <é>"] {
            let _ = printed(page);
        }
        assert_eq!(printed("a {% if x %}b{% endif %} <é>"), "a b <é>");
    }
}
