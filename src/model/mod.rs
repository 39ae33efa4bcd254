//! The values that travel between the stages.
//!
//! Nothing in here reads a page, asks the clock or touches a disk: a stage takes these values and
//! gives these values back, so that any two stages can be put together by `crawl` alone.

mod beside;
mod change;
mod clock;
mod country;
mod document;
mod fnv;
pub mod law;
mod listing;
mod origin;
mod outcome;
mod page;
mod places;
mod row;
mod schema;
mod severity;
mod source;
mod suspicion;
mod traffic;
mod vendor;
mod version;
pub(crate) mod wordlist;

pub use beside::told_apart;
pub use change::{Change, Changes, Columns, WordEdit};
pub use clock::Clock;
pub use country::{Country, Region, UnknownCode};
pub(crate) use document::is_folded;
pub use document::{
    Block, BlockKind, Break, Cell, CellRole, Document, Grid, Heading, Hint, Link, Piece, Row, Shape, Style,
    Visibility, join,
};
pub(crate) use fnv::{fnv1a, fnv1a_seeded};
pub use listing::{Listing, PageFacts, Presence, Warning};
pub use origin::Origin;
pub use outcome::{Cause, Outcome, Unchanged};
pub use page::{Header, Media, Page, Redirect, Validators};
pub use places::{Moved, Moves};
pub use row::{Derived, Printed, Subprocessor};
pub use schema::{Category, Field, Status};
pub use severity::{Severity, Weight};
pub use source::{
    BadSlug, Catalogue, Enabled, HostKey, Pace, Reach, Recipe, Settings, Slug, Source, SourceKind, Timeouts,
};
pub use suspicion::{Doubt, Suspicion};
pub use traffic::Traffic;
pub use vendor::{BadDomain, Criticality, Domain, Vendor};
pub use version::{CaptureId, ChangeId, Decision, Dictionaries, Extractor, Version, VersionCause, VersionId};
