//! A number that another text gives another one of, and the same text the same.

use std::path::Path;

use super::lexer::{self, Kind};

/// FNV-1a, 32 bits: a fingerprint, not a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(u32);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0x811c_9dc5)
    }
}

impl Fingerprint {
    /// Takes in a file, by what it is: of Rust code its words and signs without comments and tests, of a list
    /// its lines without comments. Files that only tests read are left out.
    pub(crate) fn file(&mut self, path: &str, text: &str) {
        if is_for_tests(path) {
            return;
        }
        self.words(&[path]);
        if Path::new(path).extension().is_some_and(|ending| ending == "rs") {
            let mut tokens = lexer::tokens(text);
            tokens.retain(|token| token.kind != Kind::Comment);
            tokens.truncate(lexer::tests_begin(&tokens));
            // A comma before a closing bracket comes and goes with the layout.
            let is_layout = |at: usize| {
                let next = tokens.get(at + 1).map_or("", |token| token.text);
                tokens[at].text == "," && matches!(next, ")" | "]" | "}")
            };
            (0..tokens.len()).filter(|at| !is_layout(*at)).for_each(|at| self.words(&[tokens[at].text]));
        } else {
            let lines = text.lines().map(str::trim_end);
            lines
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .for_each(|line| self.words(&[line]));
        }
    }

    /// Takes in some words, each told apart from the next.
    pub(crate) fn words(&mut self, words: &[&str]) {
        for word in words {
            for byte in word.bytes().chain([0]) {
                self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
            }
        }
    }

    /// The number.
    pub(crate) fn number(self) -> u32 {
        self.0
    }
}

/// Whether a file is read by tests alone, by its name.
fn is_for_tests(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "tests.rs" | "cases.tsv" | "garbage.rs") || path.contains("/tests/")
}
