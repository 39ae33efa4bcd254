//! `sources.toml`: what to watch, and how.
//!
//! ```toml
//! [defaults]                   # every line of it may be left out
//! user_agent = "subwatch/0.1 (+https://example.org/subwatch; privacy@example.org)"
//! pace = "2s"                  # least time between two requests to one host
//! hosts_at_once = 16           # 1 to 256
//! connect_timeout = "10s"
//! read_timeout = "20s"
//! total_timeout = "60s"        # for one request, first byte to last
//! max_body = "10 MiB"          # also "500 KB" or plain bytes; 1 KiB to 1 GiB
//! tries = 3                    # requests a source and night, 1 to 10
//! longest_wait = "2m"          # the longest `Retry-After` that is waited for
//! heartbeat = "https://hc.example.org/ping/5f3a"   # asked for after a crawl that came to its end
//!
//! [hosts."trust.example.com"]  # hosts with their own pace
//! pace = "10s"
//!
//! [[vendor]]                   # a vendor above its sources; the block may be left out
//! name = "Acme"
//! domain = "acme.example"      # all from here on may be left out
//! tags = ["hosting"]
//! owner = "it-security"
//! criticality = "high"
//! objection_days = 30
//!
//! [[source]]
//! slug = "acme"                # 1 to 64 of a-z, 0-9 and -
//! vendor = "Acme"              # the name of a vendor's block, in any case, or any name
//! url = "https://trust.example.com/sub-processors"
//! kind = "list"                # list, trust-centre, dpa, change-log; all from here on may be left out
//! every = "1d"
//! tags = ["hosting"]
//! owner = "it-security"
//! criticality = "high"         # low, medium, high, critical
//! objection_days = 30          # 1 to 365; by our own contract
//! media = "html"               # html, markdown, mdx, csv, json, yaml, xlsx, docx, pdf, text
//! enabled = true
//! allow_private = false        # true: a list in our own network; metadata services stay refused
//! ignore_robots = "Acme allowed it by mail on 2026-05-01"   # robots.txt is kept to without a reason
//! [source.recipe]              # where the general reader needs help
//! list = "main table"          # CSS selector of what holds the list
//! columns = { "Service provider" = "name" }
//! ```
//!
//! A source has `tags`, `owner`, `criticality` and `objection_days` from its vendor's block unless it says
//! otherwise itself; an empty text or list is saying otherwise. A vendor without a block is one of that name,
//! of which nothing more is said. Pages of the kinds `list` and `trust-centre` are crawled for a list. Those
//! of the kinds `dpa` and `change-log` hold none: they are checked and shown, and no night looks at them
//! unless they are named.
//!
//! A duration is a whole number and `ms`, `s`, `m`, `h` or `d`. Keys that are not listed are problems, so
//! that a slip of the pen does not silently turn a setting off. All problems of a file come at once. TOML
//! that cannot be read at all gives one problem, the first: what stands after it cannot be told.
//!
//! [`edit`] changes such a file where it is asked to, and leaves every other byte as it is.

pub mod edit;
mod entry;
mod measure;
mod notes;
mod problem;
mod settings;
mod terms;
mod toml_tree;
mod vendor;

use toml::de::DeTable;

use crate::model::{Catalogue, Settings, Source};

pub use problem::{InFile, Problem, Problems};
use problem::{Log, START};
use vendor::Vendors;

/// What holds for all sources where `sources.toml` does not say otherwise.
#[must_use]
pub fn defaults() -> Settings {
    settings::defaults()
}

/// Reads the text of a `sources.toml`. A byte order mark and CRLF line ends are fine.
///
/// # Errors
/// Every problem of the text, in its order.
pub fn load(text: &str) -> Result<Catalogue, Problems> {
    load_with(text, |_| true)
}

/// Whether the reader of pages takes a text for a CSS selector.
pub type IsSelector = fn(&str) -> bool;

/// The same, and asks of the selector of each recipe whether it is one, which only the reader of pages can
/// tell.
///
/// # Errors
/// Every problem of the text, in its order.
pub fn load_with(text: &str, is_selector: IsSelector) -> Result<Catalogue, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut log = Log::new(text);
    let catalogue = match DeTable::parse(text) {
        Ok(tree) => Some(catalogue(tree.get_ref(), is_selector, &mut log)),
        Err(error) => {
            let at = error.span().map_or(START, |span| span.start);
            log.add(
                at,
                format!(
                    "this is not TOML: {}; mend it and check again, what follows is read only then",
                    error.message().trim()
                ),
            );
            None
        }
    };
    log.finish(catalogue)
}

/// What has no problem and is hardly meant, in the order of the text: a `[[vendor]]` of which there is no
/// source, and a source whose vendor is named nearly as a `[[vendor]]` is. Nothing, if the text has problems.
#[must_use]
pub fn notes(text: &str) -> Vec<Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if load(text).is_err() {
        return Vec::new();
    }
    DeTable::parse(text).map(|tree| notes::of(tree.get_ref(), Log::new(text))).unwrap_or_default()
}

fn catalogue(tree: &DeTable<'_>, is_selector: IsSelector, log: &mut Log<'_>) -> Catalogue {
    toml_tree::known_keys(tree, "the file", &["defaults", "hosts", "vendor", "source"], log);
    let settings =
        settings::read(toml_tree::table(tree, "defaults", log), toml_tree::table(tree, "hosts", log), log);
    let vendors = vendor::read_all(tree, log);
    let sources = sources(tree, &vendors, is_selector, log);
    Catalogue::new(settings, vendors.into_blocks(), sources)
}

fn sources(tree: &DeTable<'_>, vendors: &Vendors, is_selector: IsSelector, log: &mut Log<'_>) -> Vec<Source> {
    let Some(value) = tree.get("source") else {
        log.add(START, "no source; add a `[[source]]` with `slug`, `vendor` and `url`");
        return Vec::new();
    };
    let Some(list) = value.get_ref().as_array() else {
        log.add(
            value.span().start,
            "`source` is no list; write `[[source]]`, with two brackets, above each source",
        );
        return Vec::new();
    };
    entry::read_all(list, vendors, is_selector, log)
}

#[cfg(test)]
mod tests;
