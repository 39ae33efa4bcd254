//! What an address answered.

use jiff::Timestamp;

use crate::model::Header;

/// What an address answered.
#[derive(Debug)]
pub(super) enum Reply {
    /// It sends us on. The body is not read.
    Onward {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// Its header fields.
        headers: Vec<Header>,
        /// The bytes of its `Location`.
        location: Vec<u8>,
    },
    /// A whole answer.
    Whole(Answer),
}

/// A whole answer, its content codings undone.
#[derive(Debug)]
pub(super) struct Answer {
    /// Its status.
    pub(super) status: u16,
    /// Its header fields, in order of arrival.
    pub(super) headers: Vec<Header>,
    /// Its body; empty for 304.
    pub(super) body: Vec<u8>,
    /// When it was asked for.
    pub(super) requested_at: Timestamp,
    /// When its last byte had arrived.
    pub(super) received_at: Timestamp,
}
