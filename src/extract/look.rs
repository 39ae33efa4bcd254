//! What a text looks like, when nobody says what it is.

use std::{collections::HashSet, sync::LazyLock};

use foldhash::fast::RandomState;

use crate::model::{Media, wordlist};

/// The kind that a text looks like, if it looks like one.
pub(super) fn of(head: &str) -> Option<Media> {
    let lines: Vec<&str> = head.lines().take(400).collect();
    if let Some(rest) = after_front_matter(&lines) {
        let body = rest.join("\n");
        if body.trim_start().starts_with('<') && tags(&body) >= 3 && !is_markdown(rest) {
            return Some(Media::Html);
        }
        return Some(if is_yaml(rest) && !is_markdown(rest) { Media::Yaml } else { markdown_of(head) });
    }
    if is_markdown(&lines) {
        return Some(markdown_of(head));
    }
    if is_yaml(&lines) {
        return Some(Media::Yaml);
    }
    if tags(head) >= 3 {
        return Some(Media::Html);
    }
    is_separated(&lines).then_some(Media::Csv)
}

/// Whether a text is an HTML document: it says so, or it begins with a tag and is full of them.
pub(super) fn is_html(head: &str) -> bool {
    let mut text = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    while let Some(rest) = text.strip_prefix("<!--") {
        text = rest.split_once("-->").map_or("", |(_, rest)| rest).trim_start();
    }
    let lower = text.chars().take(2048).collect::<String>().to_ascii_lowercase();
    let documents = ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<link", "<base "];
    if documents.iter().any(|tag| lower.starts_with(tag))
        || (lower.starts_with("<?xml") && lower.contains("<html"))
    {
        return true;
    }
    // Markdown may begin with a block of HTML, too.
    lower.starts_with('<') && tags(head) >= 3 && !is_markdown(&head.lines().take(400).collect::<Vec<_>>())
}

/// Whether a text begins as JSON does.
pub(super) fn begins_json(head: &str) -> bool {
    head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with(['{', '['])
}

/// Whether the characters are those of a text: hardly any control or replacement characters.
pub(super) fn is_text(head: &str) -> bool {
    let (mut all, mut odd) = (0_usize, 0_usize);
    for letter in head.chars().take(4096) {
        all += 1;
        odd += usize::from(
            letter == '\u{fffd}'
                || (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}')),
        );
    }
    odd * 20 <= all
}

/// How many tags of HTML stand in a text.
pub(super) fn tags(head: &str) -> usize {
    static TAGS: LazyLock<HashSet<&str, RandomState>> =
        LazyLock::new(|| wordlist::lines(include_str!("tags.txt")).collect());
    let opened = head.split('<').skip(1).filter(|tag| {
        let end = tag.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(0);
        tag.as_bytes().get(end).is_some_and(|byte| b"> \n\r\t/".contains(byte))
            && TAGS.contains(tag[..end].to_ascii_lowercase().as_str())
    });
    opened.count()
}

fn markdown_of(head: &str) -> Media {
    if head.lines().take(400).any(|line| is_component(line) || is_import(line)) {
        Media::Mdx
    } else {
        Media::Markdown
    }
}

/// A component of JSX: a tag that begins with a capital.
fn is_component(line: &str) -> bool {
    let mut letters = line.trim_start().chars();
    letters.next() == Some('<') && letters.next().is_some_and(char::is_uppercase)
}

fn is_import(line: &str) -> bool {
    (line.starts_with("import ") && line.contains(" from "))
        || line.starts_with("export const ")
        || line.starts_with("export default ")
}

/// The lines below a first block between `---` and `---`.
fn after_front_matter<'a, 'b>(lines: &'a [&'b str]) -> Option<&'a [&'b str]> {
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    if lines[first].trim_end() != "---" {
        return None;
    }
    let end = lines[first + 1..].iter().position(|line| line.trim_end() == "---")?;
    let rest = &lines[first + end + 2..];
    rest.iter().any(|line| !line.trim().is_empty()).then_some(rest)
}

/// Whether a table of Markdown stands in a text.
pub(super) fn is_table_of_markdown(text: &str) -> bool {
    text.lines().any(is_delimiter_row)
}

fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    let is_part = |letter: char| matches!(letter, '|' | '-' | ':' | ' ' | '\t');
    line.contains('|') && line.contains("--") && line.chars().all(is_part)
}

fn is_markdown(lines: &[&str]) -> bool {
    if lines.iter().any(|line| is_delimiter_row(line)) {
        return true;
    }
    let mut points = 0;
    for line in lines {
        let text = line.trim_start();
        let hashes = text.bytes().take_while(|&byte| byte == b'#').count();
        // `# words` is a comment in YAML and in many other places; two of them with hashes are not.
        points += usize::from(hashes > 1 && text[hashes..].starts_with(' ')) * 2;
        points += usize::from(is_component(line) || is_import(line)) * 2;
        points += usize::from(hashes == 1 && text.starts_with("# "));
        points += usize::from(text.contains("](") && text.contains('['));
        points += usize::from(text.matches("**").count() >= 2);
        points += usize::from((text.starts_with("- ") || text.starts_with("* ")) && !text.contains(": "));
    }
    points >= 2 && !is_yaml(lines)
}

/// Whether nearly every line is one of YAML: a key, an item, a comment, or a text that goes on deeper.
fn is_yaml(lines: &[&str]) -> bool {
    let (mut keys, mut other, mut block) = (0, 0, None);
    for line in lines {
        let text = line.trim_start();
        let depth = line.len() - text.len();
        if text.is_empty() || text.starts_with('#') || matches!(text.trim_end(), "---" | "...") {
            continue;
        }
        if block.is_some_and(|outer| depth > outer) {
            continue;
        }
        block = None;
        let item = text.strip_prefix("- ").unwrap_or(text);
        if let Some((_, value)) = item
            .split_once(':')
            .filter(|(key, value)| is_key(key) && (value.is_empty() || value.starts_with(' ')))
        {
            keys += 1;
            let folded = value.trim().starts_with(['|', '>']) || !value.trim().is_empty();
            block = folded.then_some(depth);
        } else if item.len() == text.len() {
            other += 1;
        }
    }
    keys >= 2 && other == 0
}

fn is_key(key: &str) -> bool {
    let key = key.trim_matches(['"', '\'']);
    !key.is_empty()
        && key.len() <= 60
        && key.split(' ').count() <= 4
        && !key.contains(['|', '<', '[', '{', '*', ',', '.', '(', '!'])
}

/// Whether the lines are rows of one table: the same number of the same delimiter in nearly every line.
fn is_separated(lines: &[&str]) -> bool {
    let lines: Vec<&&str> = lines.iter().filter(|line| !line.trim().is_empty()).take(50).collect();
    [',', ';', '\t', '|'].into_iter().any(|delimiter| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, delimiter)).collect();
        let Some(&first) = counts.first() else { return false };
        // A name may hold one delimiter too many, and a quoted cell a line end.
        let same = counts.iter().filter(|&&count| count.abs_diff(first) <= usize::from(first > 2)).count();
        // One comma a line is prose; a table of two columns has no sentence in its first line.
        let plausible = first >= 2
            || (first == 1 && !lines[0].contains(". ") && !lines[0].trim_end().ends_with(['.', ':']));
        let sentences = lines.iter().filter(|line| line.trim_end().ends_with('.')).count();
        first >= 1
            && lines.len() >= 2
            && same * 10 >= lines.len() * 8
            && plausible
            && sentences * 2 < lines.len()
    })
}

fn outside_quotes(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for letter in line.chars() {
        quoted ^= letter == '"';
        count += usize::from(letter == delimiter && !quoted);
    }
    count
}
