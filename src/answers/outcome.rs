//! What a look came to, in words: as a badge, as a sentence, and what to do about it.

use super::words::counted;
use crate::{
    model::{Cause, Outcome, Unchanged},
    report::{Tone, Value},
};

/// An outcome as a word with its tone.
#[must_use]
pub fn badge(outcome: &Outcome) -> Value {
    let tone = match outcome {
        Outcome::First(_) => Tone::Good,
        Outcome::Changed(_) | Outcome::Suspect(_) => Tone::Warning,
        Outcome::Unchanged(_) => Tone::Quiet,
        Outcome::Failed(..) => Tone::Bad,
    };
    Value::badge(outcome.code(), tone)
}

/// The code of what an outcome is due to.
#[must_use]
pub fn cause(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Suspect(_) => None,
        Outcome::Unchanged(how) => Some(how.code()),
        Outcome::Failed(cause, _) => Some(cause.code()),
    }
}

/// What happened, in words that fit a line or two.
#[must_use]
pub fn happened(outcome: &Outcome) -> String {
    match outcome {
        Outcome::First(rows) => format!("{} read for the first time", counted(*rows, "row")),
        Outcome::Changed(count) => counted(*count, "change"),
        Outcome::Unchanged(Unchanged::NotModified) => "not modified, says the server (304)".to_owned(),
        Outcome::Unchanged(Unchanged::SameBody) => "the same page, byte for byte".to_owned(),
        Outcome::Unchanged(Unchanged::SameListing) => "the page changed, the list on it did not".to_owned(),
        Outcome::Suspect(reason) => format!("not believed yet: {reason}"),
        Outcome::Failed(cause, detail) => failed(*cause, detail),
    }
}

/// So many clauses of what is known in detail are told; what stands behind is for the column of details.
const CLAUSES: usize = 2;

/// The sentence of a cause, with the status that was answered, or else with what is known in detail.
fn failed(cause: Cause, detail: &str) -> String {
    let first = detail.split_once(": ").map_or(detail, |(first, _)| first);
    match first.strip_prefix("answered ") {
        Some(status) => format!("{} ({status})", cause.sentence()),
        None if detail.is_empty() => cause.sentence().to_owned(),
        None => {
            let clauses: Vec<&str> = clauses(detail).into_iter().take(CLAUSES).collect();
            format!("{}: {}", cause.sentence(), clauses.join(": "))
        }
    }
}

/// What is known in detail, clause by clause, without the way out behind a semicolon, which [`advice`] gives.
/// What stands in backticks is quoted, and is not cut.
fn clauses(detail: &str) -> Vec<&str> {
    let (mut clauses, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in detail.bytes().enumerate() {
        quoted ^= byte == b'`';
        let ends = !quoted && detail.as_bytes().get(at + 1) == Some(&b' ');
        if ends && matches!(byte, b':' | b';') {
            clauses.push(&detail[start..at]);
            start = at + 2;
        }
        if ends && byte == b';' {
            return clauses;
        }
    }
    clauses.push(&detail[start..]);
    clauses
}

/// What exactly happened, where more is known.
#[must_use]
pub fn detail(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => None,
        Outcome::Suspect(detail) | Outcome::Failed(_, detail) => Some(detail),
    }
}

/// What to do about it.
#[must_use]
pub fn advice(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => None,
        Outcome::Suspect(_) => {
            Some("open the page; `subwatch accept` takes its list, `subwatch reject` keeps the old one")
        }
        Outcome::Failed(cause, _) => Some(cause.advice()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_the_status_that_was_answered() {
        for (cause, detail, told) in [
            (Cause::ServerError, "answered 503", "the host answered with an error (503)"),
            (
                Cause::Challenge,
                "answered 403: a captcha to solve",
                "the host showed a challenge page instead of the list (403)",
            ),
            (
                Cause::Connect,
                "`a:9` was not reached: it refused: tcp: os error 111",
                "the host did not accept a connection: `a:9` was not reached: it refused",
            ),
            (Cause::Gone, "", "the page is gone"),
            (Cause::Connect, "être là: où; wait", "the host did not accept a connection: être là: où"),
            (
                Cause::Robots,
                "`https://a/b` may not be asked for by robots: `https://a/robots.txt` says `Disallow: /b` to \
                 `subwatch`",
                "the host's robots.txt disallows the page: `https://a/b` may not be asked for by robots: \
                 `https://a/robots.txt` says `Disallow: /b` to `subwatch`",
            ),
            (
                Cause::Forbidden,
                "`http://10.0.0.1/` may not be fetched: it is private; use a public http or https address",
                "the address is not one that may be fetched: `http://10.0.0.1/` may not be fetched: \
                 it is private",
            ),
        ] {
            assert_eq!(happened(&Outcome::Failed(cause, detail.to_owned())), told);
        }
    }
}
