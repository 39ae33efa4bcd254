//! What a status means for a source.

use crate::model::Cause;

/// Why an answer with this status holds no list; none for 200 and for 304, which stands for the page we hold.
///
/// 206 is not among the good ones: nobody asked for a part of a page.
#[must_use]
pub fn status_cause(status: u16) -> Option<Cause> {
    match status {
        200 | 304 => None,
        401 | 403 | 407 | 451 => Some(Cause::Refused),
        404 | 410 => Some(Cause::Gone),
        429 => Some(Cause::RateLimited),
        300..=399 => Some(Cause::Moved),
        _ => Some(Cause::ServerError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_why_there_is_no_list() {
        for (status, cause) in [
            (200, None),
            (304, None),
            (206, Some(Cause::ServerError)),
            (204, Some(Cause::ServerError)),
            (302, Some(Cause::Moved)),
            (400, Some(Cause::ServerError)),
            (401, Some(Cause::Refused)),
            (403, Some(Cause::Refused)),
            (404, Some(Cause::Gone)),
            (410, Some(Cause::Gone)),
            (429, Some(Cause::RateLimited)),
            (451, Some(Cause::Refused)),
            (500, Some(Cause::ServerError)),
            (503, Some(Cause::ServerError)),
            (999, Some(Cause::ServerError)),
        ] {
            assert_eq!(status_cause(status), cause, "{status}");
        }
    }
}
