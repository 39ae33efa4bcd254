//! What the page says of itself: title, language, dates, frames, whether a script would fill it.

use serde_json::Value;
use url::Url;

use super::{embedded::json_of, front::Front, page::Element, pen::Base, tag::Tag, tree::Tree};
use crate::model::{Block, BlockKind, Document, Hint};

/// With less text than this a page with scripts is an empty frame, in bytes.
const BARE_BYTES: usize = 240;
/// `time` elements that are kept.
const TIMES: usize = 24;
/// What names a `time` beside it is not longer, in bytes and in words.
const WORD_BYTES: usize = 32;
const WORDS: usize = 3;
/// Nodes of one JSON-LD block that are looked at.
const LINKED_NODES: usize = 10_000;
/// Names of `meta` that say something of the page as a text.
const META: [&str; 10] = [
    "refresh",
    "description",
    "date",
    "last-modified",
    "revised",
    "dcterms.modified",
    "article:modified_time",
    "article:published_time",
    "og:updated_time",
    "datemodified",
];

/// The address that relative links are resolved against: `base` of the page, else its own.
pub(super) fn base(tree: &Tree<'_>, address: Option<&Url>) -> Base {
    let href = tree
        .head
        .iter()
        .filter(|(element, _)| element.name() == "base")
        .find_map(|(element, _)| element.attr("href"));
    let href = href.map(str::trim).filter(|href| !href.is_empty());
    let own = href.and_then(|href| match address {
        Some(address) => address.join(href).ok(),
        None => Url::parse(href).ok(),
    });
    Base(own.or_else(|| address.cloned()))
}

/// Adds the page's own facts to what was read.
pub(super) fn add(document: &mut Document, tree: &Tree<'_>, front: &Front) {
    let first = document
        .blocks
        .iter()
        .find(|block| block.kind == BlockKind::Heading(1))
        .map(|block| block.text.clone());
    let title =
        || tree.head.iter().find(|(element, _)| element.name() == "title").map(|(_, text)| fold(text));
    let fact = |key: &str| {
        front.facts.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.clone())
    };
    document.title = first.or_else(|| title().filter(|title| !title.is_empty())).or_else(|| fact("title"));
    document.language =
        language(tree).or_else(|| fact("lang")).or_else(|| fact("language")).or_else(|| fact("locale"));
    if is_bare(document, tree) {
        document.hints.push(Hint::FilledByScript);
    }
    let metadata = front.facts.iter().cloned().chain(meta(tree)).chain(times(tree)).chain(linked(tree));
    for (key, value) in metadata.collect::<Vec<_>>() {
        document.blocks.push(Block {
            kind: BlockKind::Metadata,
            text: format!("{key}: {value}"),
            links: Vec::new(),
            grid: None,
        });
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The language that the page declares for itself.
fn language(tree: &Tree<'_>) -> Option<String> {
    let root =
        tree.nodes.iter().take(8).find_map(|node| node.element.filter(|element| element.name() == "html"));
    let lang = root.and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")));
    let metas = || {
        tree.head.iter().find(|(element, _)| {
            element.attr("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-language"))
        })
    };
    let lang = lang.or_else(|| metas().and_then(|(element, _)| element.attr("content")));
    lang.map(|lang| lang.trim().replace('_', "-")).filter(|lang| !lang.is_empty() && lang.len() <= 35)
}

/// What `meta` elements say of the page.
fn meta(tree: &Tree<'_>) -> Vec<(String, String)> {
    let read = |element: &Element| {
        let name = ["name", "property", "itemprop", "http-equiv"]
            .iter()
            .find_map(|key| element.attr(key))?
            .to_ascii_lowercase();
        let value = fold(element.attr("content")?);
        (META.contains(&name.as_str()) && !value.is_empty()).then_some((name, value))
    };
    tree.head
        .iter()
        .filter(|(element, _)| element.name() == "meta")
        .filter_map(|(element, _)| read(element))
        .collect()
}

/// The dates of `time` elements, each with what it is the date of.
fn times(tree: &Tree<'_>) -> Vec<(String, String)> {
    let shown = tree
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.tag == Tag::Inline && !node.is.hidden && node.is.chosen);
    let times =
        shown.filter_map(|(at, node)| Some((at, node.element.filter(|element| element.name() == "time")?)));
    let named = times.filter_map(|(at, time)| {
        let value = fold(time.attr("datetime")?);
        let name = || {
            time.attr("itemprop")
                .map(str::to_owned)
                .or_else(|| word_beside(tree, at))
                .unwrap_or_else(|| "time".to_owned())
        };
        (!value.is_empty()).then(|| (name(), value))
    });
    named.take(TIMES).collect()
}

/// What stands alone beside an element, before it or else behind it: `Updated`.
fn word_beside(tree: &Tree<'_>, at: usize) -> Option<String> {
    let mut place = at;
    while place > 0 && tree.nodes[tree.nodes[place].parent].size == tree.nodes[at].size {
        place = tree.nodes[place].parent;
    }
    let around = tree.nodes[place].parent;
    if tree.nodes[around].size > tree.nodes[at].size + WORD_BYTES {
        return None;
    }
    let beside = tree
        .children(around)
        .filter(|&child| child != place && tree.nodes[child].size > 0)
        .take(2)
        .collect::<Vec<_>>();
    let [only] = beside[..] else { return None };
    let text: String = tree.nodes[only..tree.nodes[only].end].iter().map(|node| node.text).collect();
    let text = fold(&text).trim_end_matches([':', ' ']).to_lowercase();
    let short = (1..=WORDS).contains(&text.split_whitespace().count());
    (short && !text.contains(|letter: char| letter.is_ascii_digit() || letter == ':')).then_some(text)
}

/// Dates in JSON-LD (schema.org `dateModified`, `datePublished`).
fn linked(tree: &Tree<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for script in
        tree.scripts.iter().filter(|script| script.element.attr("type") == Some("application/ld+json"))
    {
        let Some(value) = json_of(script.text) else { continue };
        let mut left = vec![&value];
        let mut looked = 0;
        while let Some(value) = left.pop().filter(|_| looked < LINKED_NODES) {
            looked += 1;
            match value {
                Value::Array(items) => left.extend(items),
                Value::Object(fields) => {
                    for key in ["dateModified", "datePublished"] {
                        if let Some(Value::String(date)) = fields.get(key) {
                            found.push((key.to_owned(), date.clone()));
                        }
                    }
                    left.extend(fields.values().filter(|value| value.is_object() || value.is_array()));
                }
                _ => {}
            }
        }
    }
    found
}

/// Next to no text, scripts, and an empty element for them to fill.
fn is_bare(document: &Document, tree: &Tree<'_>) -> bool {
    let shown = || tree.nodes.iter().filter(|node| !node.is.hidden && !node.is.aside);
    let text = || shown().map(|node| node.text.trim().len()).sum::<usize>();
    let mount = || {
        tree.nodes.iter().any(|node| {
            node.tag == Tag::Block
                && node.size == 0
                && !node.is.aside
                && node
                    .element
                    .is_some_and(|element| element.attr("id").is_some() || element.name().contains('-'))
        })
    };
    !tree.scripts.is_empty()
        && !document.grids.iter().any(|grid| grid.rows.len() > 2)
        && text() < BARE_BYTES
        && mount()
}
