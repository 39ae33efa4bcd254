//! Which company stands behind a printed name.

mod address;
mod catalogue;
mod looks;
mod parts;

pub use address::without_address;
pub use catalogue::Company;
pub use looks::{Likeness, is_placeholder, is_role, likeness};

use std::sync::LazyLock;

use self::{
    catalogue::{COMPANIES, Match},
    parts::{Parts, Role},
};
use super::{
    legal_forms,
    memo::{Memo, recall},
    places::words::Words,
    vocabulary::{WordSet, set},
};

/// The company behind a printed name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its plain well-known form; for a company that nobody knows, the name without its legal form.
    pub entity: String,
    /// The company, if the catalogue has it.
    pub company: Option<&'static Company>,
}

/// Finds the company or brand behind a printed name.
///
/// Of a name and the name in its brackets, the brand wins over the company that owns it:
/// `Functional Software, Inc. (d/b/a Sentry)` is `Sentry`, `Heroku (Salesforce)` is `Heroku`.
#[must_use]
pub fn of(name: &str) -> Named {
    recall(&NAMED, name, find)
}

thread_local! {
    static NAMED: Memo<Named> = Memo::default();
}

/// The company behind a printed name, found anew.
fn find(name: &str) -> Named {
    let end = name.char_indices().nth(LONGEST).map_or(name.len(), |(at, _)| at);
    let shortened = address_behind(&name[..end]);
    let trimmed = parts::without_marks(shortened.as_deref().unwrap_or(&name[..end]));
    if let Some(company) = whole(trimmed) {
        return Named::of(company);
    }
    let parts = Parts::of(trimmed);
    let outer = first_of(&parts.outer);
    let inner = parts.inner.as_deref().and_then(|inner| known_inner(&parts, inner));
    match (outer, inner) {
        (Some(Found { company, .. }), Some(inner)) if wins(company, inner, &parts) => Named::of(inner),
        (None, Some(inner)) if inner_names_unknown(&parts) => Named::of(inner),
        (Some(Found { company, product: Some(product) }), _) => {
            Named { entity: product, company: Some(company) }
        }
        (Some(Found { company, product: None }), _) => Named::of(company),
        (None, _) => {
            // A name is never emptied, whatever signs it is made of.
            let names = [unknown(&parts).as_str(), trimmed, name].map(|name| name.trim().to_owned());
            Named {
                entity: names.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
                company: None,
            }
        }
    }
}

/// The name without the postal address behind it, where it has one.
fn address_behind(name: &str) -> Option<String> {
    let may = name.contains([',', '\n', '–']) && name.bytes().any(|byte| byte.is_ascii_digit());
    if may {
        without_address(name).map(|(name, _)| name).filter(|name| legal_forms::has_form(name))
    } else {
        None
    }
}

/// The company of that name, whatever stands around it in the text: legal form, product, country.
#[must_use]
pub fn company(name: &str) -> Option<&'static Company> {
    of(name).company
}

/// Whether a text surely names a company: one of the catalogue, or one with a legal form.
#[must_use]
pub fn is_company(text: &str) -> bool {
    legal_forms::has_form(text) || company(text).is_some()
}

impl Named {
    /// The name of a company of the catalogue.
    fn of(company: &'static Company) -> Self {
        Self { entity: company.name.to_owned(), company: Some(company) }
    }
}

/// Longer texts are no names; they are read up to here.
const LONGEST: usize = 500;

/// A company found in a part of a name, and its product where that goes under a name of its own.
struct Found {
    company: &'static Company,
    product: Option<String>,
}

/// Words that may stand behind a name which is also a common word.
static GENERIC: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("generic.txt")));

/// A whole printed name that the catalogue has, with or without its legal form.
fn whole(name: &str) -> Option<&'static Company> {
    let words = Words::of(name);
    let exact = |range| COMPANIES.named(words.key(range));
    exact(0..words.len())
        .or_else(|| (!name.contains(['(', '['])).then(|| exact(legal_forms::core(&words))).flatten())
}

/// The first company of a list such as `Google LLC / Google Cloud`, or the one behind it that belongs to it.
fn first_of(outer: &str) -> Option<Found> {
    let mut pieces = listed(outer);
    let first = known_part(pieces.next()?)?;
    let own = |found: Found| {
        (found.company.parent == Some(first.company.name) && found.company.name != first.company.name)
            .then_some(found.company)
    };
    let second = pieces.next().and_then(known_part).and_then(own);
    match second {
        Some(company) if first.company.parent.is_some_and(|parent| parent == first.company.name) => {
            Some(Found { company, product: None })
        }
        _ => Some(first),
    }
}

/// The names of a list, as far as each begins with a capital; a name without such a list is its own.
fn listed(outer: &str) -> impl Iterator<Item = &str> {
    let capital = |piece: &&str| piece.trim_start().starts_with(|letter: char| !letter.is_lowercase());
    let is_list = outer.split(" / ").all(|piece| capital(&piece));
    let whole = (!is_list).then_some(outer);
    whole.into_iter().chain(outer.split(" / ").filter(move |_| is_list)).map(str::trim)
}

/// The company whose name a part begins with, or has behind a word such as `by`.
fn known_part(part: &str) -> Option<Found> {
    let words = Words::of(part);
    let core = legal_forms::core(&words);
    if let Some(company) = COMPANIES.named(words.key(core.clone())) {
        return Some(Found { company, product: None });
    }
    let last = words.word(words.len().saturating_sub(1));
    if matches!(
        last,
        "provider"
            | "providers"
            | "partner"
            | "partners"
            | "vendor"
            | "vendors"
            | "anbieter"
            | "fournisseur"
            | "proveedor"
    ) {
        return None;
    }
    let start = usize::from(matches!(words.word(0), "the" | "via" | "by"));
    let (end, company, kind) = COMPANIES.at(&words, start)?;
    let rest: Vec<&str> = (end..core.end).map(|at| words.word(at)).collect();
    let generic =
        rest.iter().all(|word| GENERIC.contains(*word) || word.bytes().all(|byte| byte.is_ascii_digit()));
    let parted = words.gap(end).contains([',', '/', '·', '–', '—', ':', '&', '+', '|', ';', '('])
        || words.gap(end).contains(" - ");
    match kind {
        _ if rest.is_empty() || generic || (parted && end > 0) => Some(Found { company, product: None }),
        Match::Word => None,
        Match::Umbrella if !has_generic(&rest) && core.end == words.len() && is_capitalised(&words, end) => {
            Some(Found { company, product: Some(words.printed(0..words.len()).to_owned()) })
        }
        Match::Umbrella | Match::Name => Some(Found { company, product: None }),
    }
}

/// Whether what follows an umbrella's name is of the company and names no product: `Google Ireland`.
fn has_generic(rest: &[&str]) -> bool {
    rest.iter().any(|word| {
        matches!(*word, "ireland" | "services" | "operations" | "europe" | "emea" | "online" | "or")
    })
}

/// Whether a word is not printed with a small letter at its beginning.
fn is_capitalised(words: &Words, at: usize) -> bool {
    words.printed(at..at + 1).chars().next().is_some_and(|letter| !letter.is_lowercase())
}

/// The company in the brackets: its own name, or a product's that the name outside completes
/// (`Google (Gemini)`).
fn known_inner(parts: &Parts, inner: &str) -> Option<&'static Company> {
    let pieces: Vec<&str> = inner
        .split([',', '/', '&', '+', ';', ':'])
        .flat_map(|piece| piece.split(" and "))
        .map(str::trim)
        .collect();
    let whole_first = std::iter::once(inner).chain(pieces);
    let brand = Words::of(&parts.outer).word(0).to_owned();
    whole_first.filter(|piece| !piece.is_empty()).find_map(|piece| {
        let joined = whole(&format!("{brand} {}", legal_forms::strip(piece)));
        whole(piece)
            .or(joined)
            .or_else(|| known_part(piece).filter(|found| found.product.is_none()).map(|found| found.company))
    })
}

/// Whether the name in brackets says better who it is than the name before them.
///
/// One product stands for its company's row; several stand for the company, unless that is an
/// umbrella such as Google, whose name says too little.
fn wins(outer: &Company, inner: &Company, parts: &Parts) -> bool {
    let umbrella = outer.parent == Some(outer.name);
    let several = parts.inner.as_ref().is_some_and(|inner| inner.contains([',', '+', ';']));
    let product = inner.domain.len() > outer.domain.len() && inner.domain.starts_with(outer.domain);
    let own = inner.parent == Some(outer.name)
        || (inner.parent.is_some() && inner.parent == outer.parent && product);
    match parts.role {
        Role::DoingBusinessAs => true,
        Role::Formerly | Role::Via => false,
        Role::Plain => own && (umbrella || !several),
    }
}

/// Whether a known name in brackets stands for an unknown one before them: behind a legal form, a
/// role (`Hosting (e.g. Fly.io)`) or `d/b/a`.
fn inner_names_unknown(parts: &Parts) -> bool {
    match parts.role {
        Role::DoingBusinessAs => true,
        Role::Formerly => legal_forms::has_form(&parts.outer),
        Role::Via => false,
        Role::Plain => legal_forms::has_form(&parts.outer) || looks::is_role(&parts.outer) || parts.example,
    }
}

/// A name that the catalogue lacks: the brand where the brackets give one, else the name before
/// them, without its legal form.
fn unknown(parts: &Parts) -> String {
    let head = parts.outer.split(['–', '—']).next().unwrap_or_default().trim();
    let plain = legal_forms::strip(if legal_forms::has_form(head) { head } else { &parts.outer });
    let brand = parts.inner.as_deref().map(legal_forms::strip).filter(|inner| looks::is_brand(inner));
    match (parts.role, brand) {
        (Role::DoingBusinessAs, Some(brand)) => brand,
        (Role::Plain, Some(brand))
            if legal_forms::has_form(&parts.outer) && parts.inner.as_deref() == Some(brand.as_str()) =>
        {
            brand
        }
        (Role::Plain, _) => listed(&plain).next().map_or_else(|| plain.clone(), legal_forms::strip),
        _ => plain,
    }
}

#[cfg(test)]
mod tests;
