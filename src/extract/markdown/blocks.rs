//! Blocks that builders of sites add to Markdown: `::: details Title` up to `:::` (containers), and
//! `[block:parameters]` up to `[/block]` with JSON between (tables, notes and headings of a documentation
//! host).

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The JSON of one block is not longer, in bytes.
const BLOCK_BYTES: usize = 1 << 20;
/// Blocks that open and cannot be read; after so many, no more are looked for.
const STRAYS: usize = 200;
/// Containers in containers that a click opens.
const DEPTH: usize = 16;
/// Rows and columns of a table in such a block.
const ROWS: usize = 5_000;
const COLUMNS: usize = 50;

/// Writes such blocks as plain Markdown.
pub(super) fn to_markdown(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    let mut open: Vec<&str> = Vec::new();
    let mut fenced = false;
    let mut strays = STRAYS;
    let mut rest = text;
    while let Some(line) = rest.split_inclusive('\n').next() {
        let bare = line.trim();
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        if !fenced && strays > 0 && bare.starts_with("[block:") {
            if let Some((block, length)) = block(rest, bare) {
                page.push_str(&block);
                rest = &rest[length..];
                continue;
            }
            strays -= 1;
        }
        match bare.strip_prefix(":::").filter(|_| !fenced) {
            Some(more) => container(more.trim_start_matches(':').trim(), &mut open, &mut page),
            None => page.push_str(line),
        }
        rest = &rest[line.len()..];
    }
    page
}

/// Opens or closes a container. Its title heads what is in it, if a click opens it; else it is a line in
/// bold.
fn container<'t>(mark: &'t str, open: &mut Vec<&'t str>, page: &mut String) {
    if mark.is_empty() {
        if open.pop() == Some("details") {
            page.push_str("\n</details>\n");
        }
        page.push('\n');
        return;
    }
    let end = mark
        .find(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_')
        .unwrap_or(mark.len());
    let (name, title) = mark.split_at(end);
    let name = if open.len() < DEPTH { name } else { "" };
    open.push(name);
    let title = title.split('{').next().unwrap_or("").trim_matches(['[', ']', ' ']);
    let _ = match (name, title) {
        (_, "") => writeln!(page),
        ("details", title) => {
            writeln!(
                page,
                "\n<details>\n<summary>{}</summary>\n",
                title.replace('&', "&amp;").replace('<', "&lt;")
            )
        }
        (_, title) => writeln!(page, "\n**{title}**\n"),
    };
}

/// A block of JSON that begins at a line, as Markdown, and how long it is.
fn block(rest: &str, line: &str) -> Option<(String, usize)> {
    let kind = line.strip_prefix("[block:")?.strip_suffix(']')?;
    let start = rest.find('\n')? + 1;
    let within = &rest[start..rest.floor_char_boundary(start.saturating_add(BLOCK_BYTES))];
    let end = start + within.find("[/block]")?;
    let Value::Object(fields) = serde_json::from_str(rest[start..end].trim()).ok()? else { return None };
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or("").trim();
    let page = match kind {
        "parameters" => table(fields.get("data")?.as_object()?),
        "html" => text("html").to_owned(),
        "api-header" => format!("## {}", text("title")),
        _ => format!("**{}**\n\n{}", text("title"), text("body")).replace("****\n\n", ""),
    };
    Some((format!("\n{page}\n\n"), end + "[/block]".len()))
}

/// A table whose cells are named by their place: `h-0` in its head, `0-1` in the second column of its first
/// row.
fn table(cells: &Map<String, Value>) -> String {
    let place = |key: &str| {
        key.split_once('-')
            .and_then(|(row, column)| Some((row.parse::<usize>().ok(), column.parse::<usize>().ok()?)))
    };
    let places = || cells.keys().filter_map(|key| place(key));
    let columns = places().map(|(_, column)| column.saturating_add(1)).max().unwrap_or(0).min(COLUMNS);
    let rows =
        places().filter_map(|(row, _)| row).map(|row| row.saturating_add(1)).max().unwrap_or(0).min(ROWS);
    let cell = |row: &str, column: usize| {
        let text = cells.get(&format!("{row}-{column}")).and_then(Value::as_str).unwrap_or("");
        text.trim().replace('|', "\\|").replace('\n', "<br>")
    };
    let line = |row: &str| {
        format!("| {} |\n", (0..columns).map(|column| cell(row, column)).collect::<Vec<_>>().join(" | "))
    };
    let mut table = line("h") + &"| --- ".repeat(columns) + "|\n";
    for row in 0..rows {
        table.push_str(&line(&row.to_string()));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_json_is_a_table() {
        let text = "Above\n[block:parameters]\n{\"data\": {\"h-0\": \"Name\", \"h-1\": \"Use\", \"1-0\": \
            \"B|C\", \"0-0\": \"A\", \"0-1\": \"x\\ny\"}, \
                    \"cols\": 2}\n[/block]\nBelow\n";
        let page = to_markdown(text);
        assert_eq!(
            page,
            "Above\n\n| Name | Use |\n| --- | --- |\n| A | x<br>y |\n| B\\|C |  |\n\n\n\nBelow\n"
        );
    }

    #[test]
    fn other_blocks_print_what_they_say_and_broken_ones_stay() {
        assert_eq!(
            to_markdown("[block:callout]\n{\"type\": \"info\", \"body\": \"We tell you.\"}\n[/block]\n")
                .trim(),
            "We tell you."
        );
        assert_eq!(to_markdown("[block:api-header]\n{\"title\": \"List\"}\n[/block]\n").trim(), "## List");
        for text in [
            "[block:parameters]\n{\"data\"",
            "[block:parameters]\nno\n[/block]\n",
            "[block:x]",
            "```\n[block:a]\n{}\n[/block]\n```\n",
        ] {
            assert_eq!(to_markdown(text), text);
        }
    }

    #[test]
    fn many_blocks_that_never_close_take_no_longer_than_their_text() {
        let text = "[block:a]\n".repeat(100_000);
        assert_eq!(to_markdown(&text), text);
    }

    #[test]
    fn cells_far_away_do_not_make_a_large_table() {
        let page = to_markdown(
            "[block:parameters]\n{\"data\": {\"999999999-999999999\": \"A\", \"18446744073709551615-0\": \
             \"B\"}}\n[/block]\n",
        );
        assert!(page.len() < ROWS * COLUMNS * 4);
    }

    #[test]
    fn a_container_that_a_click_opens_is_headed_by_its_title() {
        let page = to_markdown(
            "::: details EU & more {open}\ntext\n:::\n::: tip\nhint\n:::\n:::note[Mind]\nx\n:::\n",
        );
        assert_eq!(
            page.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>(),
            ["<details>", "<summary>EU &amp; more</summary>", "text", "</details>", "hint", "**Mind**", "x"]
        );
    }
}
