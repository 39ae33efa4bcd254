//! What a page means for its source. Pure: everything it needs is given.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{EXTRACTOR, remark};
use crate::{
    diff,
    extract::{self, About, ExtractError},
    fetch,
    model::{
        Cause, Changes, Document, Doubt, Listing, Origin, Outcome, Page, Presence, Printed, Source,
        Suspicion, Unchanged,
    },
    normalise::{self, derive},
    store::{
        self,
        captures::{Believed, OpenSuspicion},
        looks::Seen,
    },
};

/// A listing that was suspect is believed when it is repeated at least so long after it was first seen: a
/// later night, not a second run in the same one (invariant 3).
const LATER_NIGHT: SignedDuration = SignedDuration::from_hours(12);

/// Said of a suspect listing that nobody has ruled on.
pub(super) const IF_REPEATED: &str = "; believed if a later night repeats it";

/// What was known before the page came.
#[derive(Debug)]
pub(super) struct Known {
    /// The last look at which the list was believed.
    pub(super) believed: Option<Believed>,
    /// Whether the body is the one of that look.
    pub(super) same_body: bool,
    /// Digest of what the page held from which the list that stands was read last, where that is known.
    pub(super) document: Option<String>,
    /// The list that stands, where it is needed, as today's reader reads it.
    pub(super) old: Option<Listing<Printed>>,
    /// The listing that waits to be believed.
    pub(super) suspicion: Option<OpenSuspicion>,
    /// Digests of the lists that somebody rejected, and when.
    pub(super) rejected: BTreeMap<String, Timestamp>,
}

impl Known {
    /// What a page comes to without being read: its server says that it is the one that was believed, or it
    /// is that, byte for byte.
    pub(super) fn settles(&self, page: &Page) -> Option<Unchanged> {
        match page.status {
            304 if self.believed.is_some() => Some(Unchanged::NotModified),
            200 if self.same_body => Some(Unchanged::SameBody),
            _ => None,
        }
    }
}

/// What became of a page.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    /// The listing that was read from it; none where none was or needed to be.
    pub(super) listing: Option<Listing>,
    /// Digest and size of that listing, for the record.
    pub(super) seen: Option<Seen>,
    /// What differs from the list that stood.
    pub(super) changes: Changes,
    /// What the page promises otherwise than when its list changed last.
    pub(super) remark: Option<String>,
    /// Digest of what the page holds, where it was read.
    pub(super) document: Option<String>,
}

impl Verdict {
    /// A verdict without a listing.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self { outcome, listing: None, seen: None, changes: Changes::default(), remark: None, document: None }
    }
}

/// A page that was met: what it comes to without looking for its list, or what it holds.
pub(super) enum Met {
    /// It needs no list, or has none that could be looked for.
    Settled(Box<Verdict>),
    /// Its texts and grids, and their digest.
    Holds(Box<Document>, String),
}

/// Judges a page. Never fails: what is wrong with it is the outcome.
pub(super) fn judge(source: &Source, page: &Page, known: &Known) -> Verdict {
    match met(source, page, known) {
        Met::Holds(document, digest) => decided(source, page, &document, digest, known),
        Met::Settled(verdict) => *verdict,
    }
}

/// Judges a page as far as can be done without the list that stood: where it holds what it held when that was
/// read, however its markup was painted since, there is nothing to read, to compare or to doubt.
pub(super) fn met(source: &Source, page: &Page, known: &Known) -> Met {
    if let Some(unchanged) = known.settles(page) {
        return settled(Outcome::Unchanged(unchanged));
    }
    if let Some(reason) = extract::challenge::verdict(page) {
        return settled(Outcome::Failed(Cause::Challenge, format!("answered {}: {reason}", page.status)));
    }
    if let Some(cause) = fetch::status_cause(page.status) {
        return settled(Outcome::Failed(cause, format!("answered {}", page.status)));
    }
    if page.body.is_empty() {
        let words = format!("answered {} without a body", page.status);
        return settled(Outcome::Failed(Cause::Unreadable, words));
    }
    let document = match document(source, page) {
        Ok(document) => document,
        Err(error) => return settled(Outcome::Failed(cause(&error), error.to_string())),
    };
    let digest = store::digest::document(&document, EXTRACTOR, &store::digest::recipe(source));
    if known.document.as_ref() == Some(&digest) {
        return settled(Outcome::Unchanged(Unchanged::SameListing));
    }
    Met::Holds(Box::new(document), digest)
}

fn settled(outcome: Outcome) -> Met {
    Met::Settled(Box::new(Verdict::of(outcome)))
}

/// Judges what a page holds against the list that stood.
pub(super) fn decided(
    source: &Source,
    page: &Page,
    document: &Document,
    digest: String,
    known: &Known,
) -> Verdict {
    let listing = listing(source, document);
    let verdict = match &known.old {
        None => first(listing),
        Some(old) => compared(source, &derive::listing(old.clone()), listing, page, known),
    };
    // What is doubted or has no list is judged again each night.
    let stands = matches!(verdict.outcome, Outcome::First(_) | Outcome::Changed(..) | Outcome::Unchanged(_));
    Verdict { document: stands.then_some(digest), ..verdict }
}

/// What a page comes to that is the first of its source.
fn first(listing: Listing) -> Verdict {
    let is_empty = listing.entries.is_empty();
    let missing = match &listing.page.presence {
        Presence::Unlikely(_) => Some(Cause::Unlikely),
        Presence::SaidNone(_) | Presence::Cut(_) => None,
        Presence::Whole | Presence::Elsewhere(_) | Presence::Absent(_) => {
            is_empty.then_some(Cause::ListNotFound)
        }
    };
    if let Some(cause) = missing {
        let seen = listing.warnings.first().map_or("no list found", |warning| warning.0.as_str());
        return Verdict::of(Outcome::Failed(cause, seen.to_owned()));
    }
    let remark = remark::part(&listing.page.presence);
    Verdict { outcome: Outcome::First(listing.entries.len()), remark, ..with(listing, Changes::default()) }
}

/// What a page comes to against the list that stood.
fn compared(source: &Source, stood: &Listing, listing: Listing, page: &Page, known: &Known) -> Verdict {
    let mut changes = diff::changes(stood, &listing);
    let suspicion = changes.suspect.take();
    let doubted = suspicion.and_then(|suspicion| doubted(source, suspicion, &listing, page, known));
    if let Some((outcome, suspicion)) = doubted {
        let seen = Some(Seen::waiting(&listing)).filter(|_| matches!(outcome, Outcome::Suspect(_)));
        changes.suspect = Some(suspicion);
        let with = with(listing, changes);
        return Verdict { outcome, seen: seen.or_else(|| with.seen.clone()), ..with };
    }
    let count = changes.count();
    let outcome =
        if count == 0 { Outcome::Unchanged(Unchanged::SameListing) } else { Outcome::Changed(count) };
    let remark = [remark::promises(&stood.page, &listing.page), remark::part(&listing.page.presence)];
    let remark = remark.into_iter().flatten().reduce(|one, other| format!("{one}; {other}"));
    Verdict { outcome, remark, ..with(listing, changes) }
}

/// What a list comes to that is not believed, and why; none where an earlier night saw its companies already,
/// or it was committed by its vendor.
fn doubted(
    source: &Source,
    suspicion: Suspicion,
    listing: &Listing,
    page: &Page,
    known: &Known,
) -> Option<(Outcome, Suspicion)> {
    let suspicion = not_to_itself(suspicion, listing, page);
    let digest = Seen::of(listing).digest;
    let rejected = known.rejected.get(&digest).map(|on| {
        format!(
            "; rejected on {}, `subwatch accept {}` takes it after all",
            on.strftime("%Y-%m-%d"),
            source.slug
        )
    });
    let outcome = match suspicion.doubt.cause() {
        Some(cause) => Outcome::Failed(cause, format!("{}{}", suspicion.seen, rejected.unwrap_or_default())),
        None if rejected.is_some() => {
            Outcome::Suspect(format!("{suspicion}{}", rejected.unwrap_or_default()))
        }
        None if is_word_of_vendor(page) => return None,
        None if is_repeated(listing, page.received_at, known.suspicion.as_ref()) => return None,
        None => Outcome::Suspect(format!("{suspicion}{IF_REPEATED}")),
    };
    Some((outcome, suspicion))
}

/// Each commit of a vendor's own repository is its word: nothing came between that could have cut it.
fn is_word_of_vendor(page: &Page) -> bool {
    matches!(page.origin, Origin::Git { .. })
}

/// A page that points to the very address that it was asked for has no list, and none elsewhere.
fn not_to_itself(suspicion: Suspicion, listing: &Listing, page: &Page) -> Suspicion {
    let plain =
        |address: &str| address.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned();
    match &listing.page.presence {
        Presence::Elsewhere(address)
            if [&page.requested, &page.address].iter().any(|own| plain(own.as_str()) == plain(address)) =>
        {
            let seen = format!("{}, which is the page itself", suspicion.seen);
            Suspicion { doubt: Doubt::Gone, seen }
        }
        _ => suspicion,
    }
}

fn with(listing: Listing, changes: Changes) -> Verdict {
    Verdict {
        seen: Some(Seen::of(&listing)),
        listing: Some(listing),
        changes,
        ..Verdict::of(Outcome::First(0))
    }
}

/// Whether a suspect listing names the companies that an earlier night saw already, whatever else it prints
/// of them. What was seen before companies were noted is known by its rows.
fn is_repeated(listing: &Listing, at: Timestamp, open: Option<&OpenSuspicion>) -> bool {
    let seen = Seen::waiting(listing);
    open.is_some_and(|open| {
        let is_same = match &open.companies {
            Some(companies) => seen.companies.as_ref() == Some(companies),
            None => open.digest.as_ref() == Some(&seen.digest),
        };
        open.extractor == EXTRACTOR && is_same && at.duration_since(open.since) >= LATER_NIGHT
    })
}

/// What a page that was kept differs in from the list that stands, believed as it is: somebody accepted it.
pub(super) fn accepted(
    source: &Source,
    page: &Page,
    old: Listing<Printed>,
) -> Result<(Listing, Changes), ExtractError> {
    let listing = read(source, page)?;
    let changes = believed(&derive::listing(old), &listing);
    Ok((listing, changes))
}

/// What another reading of a page differs in. One that finds nothing where there was a list is not better: it
/// is left, and none is given.
pub(super) fn otherwise(stood: &Listing, listing: &Listing) -> Option<Changes> {
    let is_lost = listing.entries.is_empty() && !stood.entries.is_empty();
    (!is_lost).then(|| believed(stood, listing))
}

/// Changes between lists that are both believed.
pub(super) fn believed(old: &Listing, new: &Listing) -> Changes {
    Changes { suspect: None, ..diff::changes(old, new) }
}

/// Reads a page as `source` says.
pub(super) fn read(source: &Source, page: &Page) -> Result<Listing, ExtractError> {
    Ok(listing(source, &document(source, page)?))
}

/// What a page holds, without meaning.
fn document(source: &Source, page: &Page) -> Result<Document, ExtractError> {
    let about = About {
        content_type: page.header("content-type"),
        address: Some(&page.address),
        media: source.media,
    };
    extract::document(&page.body, about, &source.recipe)
}

/// The list in what a page holds.
fn listing(source: &Source, document: &Document) -> Listing {
    derive::listing(normalise::listing(document, &source.recipe).listing)
}

fn cause(error: &ExtractError) -> Cause {
    match error {
        ExtractError::WrongKind { .. } => Cause::WrongKind,
        ExtractError::Unreadable { .. } => Cause::Unreadable,
        ExtractError::TooLarge { .. } => Cause::TooLarge,
        ExtractError::Selector { .. } => Cause::ListNotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;

    fn page(body: &str) -> Page {
        let (url, at) = ("https://acme.example/list".parse::<url::Url>().unwrap(), Timestamp::UNIX_EPOCH);
        Page {
            requested: url.clone(),
            address: url,
            redirects: Vec::new(),
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            requested_at: at,
            received_at: at,
            origin: Origin::Crawled,
        }
    }

    #[test]
    fn a_page_that_holds_what_was_read_last_is_settled_without_its_list() {
        let source = Source::bare("acme".parse().unwrap(), "Acme".to_owned(), page("").requested);
        let known = |document| Known {
            believed: None,
            same_body: false,
            document,
            old: None,
            suspicion: None,
            rejected: BTreeMap::new(),
        };
        let met = |body: &str, last| {
            let html =
                format!("<!doctype html><html><head><title>List</title></head><body>{body}</body></html>");
            met(&source, &page(&html), &known(last))
        };
        let Met::Holds(_, digest) = met("<p>Stripe</p>", None) else { unreachable!("nothing is known") };
        let again = met("<p class=\"new\">Stripe</p><!-- painted -->", Some(digest.clone()));
        let same = Outcome::Unchanged(Unchanged::SameListing);
        assert!(matches!(again, Met::Settled(verdict) if verdict.outcome == same));
        assert!(matches!(met("<p>Stripes</p>", Some(digest)), Met::Holds(..)));
    }
}
