//! `[[source]]` and its recipe.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
    ops::RangeInclusive,
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};
use url::Url;

use super::{
    IsSelector,
    problem::Log,
    terms,
    toml_tree::{self, Placed, shown},
    vendor::Vendors,
};
use crate::model::{Enabled, Field, Media, Reach, Recipe, Slug, Source, SourceKind};

/// What may stand in a `[[source]]`, in the order in which it is documented and written.
pub(super) const KEYS: [&str; 14] = [
    "slug",
    "vendor",
    "url",
    "kind",
    "every",
    "tags",
    "owner",
    "criticality",
    "objection_days",
    "media",
    "enabled",
    "allow_private",
    "ignore_robots",
    "recipe",
];
/// A reason to leave robots.txt unasked, as an example.
const REASON: &str = "Acme allowed it by mail on 2026-05-01";
/// How many letters a written reason has at least.
const LEAST_REASON: usize = 8;
const EVERY: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(366 * 24);

/// What may stand in a `[source.recipe]`, in the order in which it is documented and written.
pub(super) const RECIPE_KEYS: [&str; 2] = ["list", "columns"];

/// Reads every source that can be read; what cannot is in the log.
pub(super) fn read_all(
    list: &DeArray<'_>,
    vendors: &Vendors,
    is_selector: IsSelector,
    log: &mut Log<'_>,
) -> Vec<Source> {
    let mut seen = Seen::default();
    let given = Given { vendors, is_selector };
    list.iter().filter_map(|value| read(value, given, &mut seen, log)).collect()
}

/// What a source is read with.
#[derive(Clone, Copy)]
struct Given<'v> {
    vendors: &'v Vendors,
    is_selector: IsSelector,
}

/// What may stand once in a file, and the line it stood in first.
#[derive(Default)]
struct Seen {
    slugs: HashMap<Slug, usize>,
    urls: HashMap<Url, usize>,
}

fn read(
    value: &Spanned<DeValue<'_>>,
    given: Given<'_>,
    seen: &mut Seen,
    log: &mut Log<'_>,
) -> Option<Source> {
    let at = value.span().start;
    let Some(table) = value.get_ref().as_table() else {
        toml_tree::wrong_kind("source", value, "a table: write `[[source]]` above its keys", log);
        return None;
    };
    toml_tree::known_keys(table, "a source", &KEYS, log);
    let required = |key, example, log: &mut Log<'_>| {
        toml_tree::required(table, key, &toml_tree::Missing { block: "source", at, example }, log)
    };
    let slug = required("slug", "acme-eu", log).and_then(|text| slug(text, seen, log));
    let vendor = required("vendor", "Acme", log);
    let url =
        required("url", "https://acme.example/sub-processors", log).and_then(|text| url(text, seen, log));
    let kind = toml_tree::word(table, "kind", &SourceKind::ALL.map(|kind| (kind.name(), kind)), log);
    let every = toml_tree::duration(table, "every", &EVERY, log).map(|every| every.value);
    let terms = terms::read(table, log);
    let media = toml_tree::word(table, "media", &Media::ALL.map(|media| (media.name(), media)), log);
    let ignore_robots = ignore_robots(table, log);
    let (enabled, reach, recipe) =
        (enabled(table, log), reach(table, log), recipe(table, given.is_selector, log));
    let vendor = vendor?.value;
    let block = given.vendors.named(vendor);
    let terms = terms.or_those_of(block);
    Some(Source {
        slug: slug?,
        vendor: block.map_or(vendor, |block| block.name.as_str()).to_owned(),
        url: url?,
        kind: kind.unwrap_or_default(),
        every,
        tags: terms.tags,
        owner: terms.owner,
        criticality: terms.criticality,
        objection_days: terms.objection_days,
        media,
        enabled,
        reach,
        ignore_robots,
        recipe,
    })
}

fn slug(text: Placed<&str>, seen: &mut Seen, log: &mut Log<'_>) -> Option<Slug> {
    let Ok(slug) = text.value.parse::<Slug>() else {
        let given = shown(text.value);
        log.add(
            text.at,
            format!("`{given}` is no slug; use 1 to 64 small letters, digits and hyphens, such as `acme-eu`"),
        );
        return None;
    };
    if let Some(first) = first_line(&mut seen.slugs, &slug, text.at, log) {
        log.add(
            text.at,
            format!("duplicate source `{slug}` (first at line {first}); give one of them another slug"),
        );
    }
    Some(slug)
}

fn url(text: Placed<&str>, seen: &mut Seen, log: &mut Log<'_>) -> Option<Url> {
    let url = match fetchable(text.value) {
        Ok(url) => url,
        Err(reason) => {
            log.add(text.at, reason);
            return None;
        }
    };
    let mut page = url.clone();
    page.set_fragment(None);
    if let Some(first) = first_line(&mut seen.urls, &page, text.at, log) {
        log.add(
            text.at,
            format!(
                "duplicate url `{}` (first at line {first}); keep one of the two sources",
                shown(page.as_str())
            ),
        );
    }
    Some(url)
}

fn fetchable(text: &str) -> Result<Url, String> {
    // What may be a password stays out of the message: it may end up in a log.
    let given = if text.contains('@') { "url".to_owned() } else { shown(text) };
    let url = Url::parse(text).map_err(|error| {
        let example = "https://acme.example/sub-processors";
        format!("`{given}` is no address: {error}; write it in full, such as `{example}`")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "`url` carries a user name or password; take it out, lists that need a login are not watched"
                .to_owned(),
        );
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{given}` is not a web address; only `https://` and `http://` are fetched"));
    }
    Ok(url)
}

/// Notes where something stands; the line it stood in before, if it did.
fn first_line<T: Clone + Eq + Hash>(
    seen: &mut HashMap<T, usize>,
    value: &T,
    at: usize,
    log: &Log<'_>,
) -> Option<usize> {
    let first = seen.get(value).copied();
    if first.is_none() {
        seen.insert(value.clone(), log.line(at));
    }
    first
}

fn enabled(table: &DeTable<'_>, log: &mut Log<'_>) -> Enabled {
    if toml_tree::yes_or_no(table, "enabled", log) == Some(false) { Enabled::No } else { Enabled::Yes }
}

fn reach(table: &DeTable<'_>, log: &mut Log<'_>) -> Reach {
    if toml_tree::yes_or_no(table, "allow_private", log) == Some(true) {
        Reach::Private
    } else {
        Reach::Public
    }
}

/// A written reason, since who passes over a host's wish should be able to say why later.
fn ignore_robots(table: &DeTable<'_>, log: &mut Log<'_>) -> Option<String> {
    let value = table.get("ignore_robots")?;
    if value.get_ref().as_str().is_none() {
        toml_tree::wrong_kind(
            "ignore_robots",
            value,
            &format!("the reason in words, such as `\"{REASON}\"`"),
            log,
        );
        return None;
    }
    let reason = toml_tree::text(table, "ignore_robots", log)?;
    if reason.value.chars().filter(|letter| letter.is_alphabetic()).count() < LEAST_REASON {
        let given = shown(reason.value);
        log.add(
            reason.at,
            format!("`ignore_robots` is no reason: `{given}`; write why, such as `\"{REASON}\"`"),
        );
        return None;
    }
    Some(reason.value.to_owned())
}

fn recipe(table: &DeTable<'_>, is_selector: IsSelector, log: &mut Log<'_>) -> Recipe {
    let Some(value) = table.get("recipe") else { return Recipe::default() };
    let Some(table) = value.get_ref().as_table() else {
        toml_tree::wrong_kind("recipe", value, "a table: write `[source.recipe]` above its keys", log);
        return Recipe::default();
    };
    toml_tree::known_keys(table, "a recipe", &RECIPE_KEYS, log);
    Recipe {
        list: toml_tree::text(table, "list", log).and_then(|list| selector(list, is_selector, log)),
        columns: columns(table, log),
    }
}

/// A CSS selector (Selectors Level 4) as the reader takes it.
fn selector(list: Placed<&str>, is_selector: IsSelector, log: &mut Log<'_>) -> Option<String> {
    if !is_selector(list.value) {
        log.add(
            list.at,
            format!(
                "`{}` is no CSS selector; write one such as `main table` or `#sub-processors`",
                shown(list.value)
            ),
        );
        return None;
    }
    Some(list.value.to_owned())
}

fn columns(table: &DeTable<'_>, log: &mut Log<'_>) -> BTreeMap<String, Field> {
    let mut columns = BTreeMap::new();
    let Some(value) = table.get("columns") else { return columns };
    let Some(table) = value.get_ref().as_table() else {
        toml_tree::wrong_kind(
            "columns",
            value,
            "a table of printed headers and fields, such as `{ \"Service provider\" = \"name\" }`",
            log,
        );
        return columns;
    };
    let fields = Field::ALL.map(|field| (field.name(), field));
    let mut seen = HashMap::new();
    for (key, _) in toml_tree::in_file_order(table) {
        let (header, at) = (key.get_ref().trim(), key.span().start);
        if header.is_empty() {
            log.add(at, "a column has no header; write the header as the page prints it");
        }
        if let Some(twin) = seen.insert(header.to_lowercase(), header) {
            log.add(
                at,
                format!(
                    "duplicate column `{}`, which is `{}` (case does not count); keep one of them",
                    shown(header),
                    shown(twin)
                ),
            );
        }
        if let Some(field) = toml_tree::word(table, key.get_ref(), &fields, log) {
            columns.insert(header.to_owned(), field);
        }
    }
    columns
}
