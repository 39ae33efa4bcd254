//! Where the file is wrong, said all at once.

use std::fmt;

use thiserror::Error;

/// The place of what is missing from the whole file.
pub(super) const START: usize = 0;

/// One thing that is wrong in `sources.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1. A byte order mark does not count.
    pub column: usize,
    /// What is wrong, and the way out.
    pub message: String,
}

/// Everything that is wrong in `sources.toml`, in the order of the file. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.in_file("sources.toml"))]
pub struct Problems(Vec<Problem>);

/// Problems shown under the name of their file, one a line.
#[derive(Debug, Clone, Copy)]
pub struct InFile<'a> {
    problems: &'a Problems,
    file: &'a str,
}

impl Problems {
    /// The problems, in the order of the file.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }

    /// For people and editors, one a line: ``sources.toml:41:8: `slug` is empty; ...``.
    #[must_use]
    pub fn in_file<'a>(&'a self, file: &'a str) -> InFile<'a> {
        InFile { problems: self, file }
    }
}

impl fmt::Display for InFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, Problem { line, column, message }) in self.problems.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "\n" };
            write!(f, "{separator}{}:{line}:{column}: {message}", self.file)?;
        }
        Ok(())
    }
}

/// The problems found so far in one text, by byte offset.
pub(super) struct Log<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    found: Vec<(usize, String)>,
}

impl<'t> Log<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0).chain(ends.map(|(offset, _)| offset + 1)).collect();
        Self { text, line_starts, found: Vec::new() }
    }

    pub(super) fn add(&mut self, at: usize, message: impl Into<String>) {
        self.found.push((at, message.into()));
    }

    /// The line of a byte offset, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= at)
    }

    /// What was found, in the order of the file.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|&(at, _)| at);
        let found = std::mem::take(&mut self.found);
        found.into_iter().map(|(at, message)| self.problem(at, message)).collect()
    }

    /// Everything that was found to be wrong; at least one thing must have been.
    pub(super) fn into_never_empty(self) -> Problems {
        Problems(self.into_problems())
    }

    /// The value, if nothing is wrong.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        let problems = self.into_problems();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => Err(Problems(problems)),
        }
    }

    fn problem(&self, at: usize, message: String) -> Problem {
        let line = self.line(at);
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied().unwrap_or(0);
        // An offset inside a character cannot come from the parser; it would count as the line's start.
        let column =
            self.text.get(start..at.min(self.text.len())).map_or(0, |before| before.chars().count()) + 1;
        Problem { line, column, message }
    }
}
