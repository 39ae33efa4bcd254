//! A list that went back to what it was, told once instead of event by event.

use jiff::civil::Date;

use crate::{
    answers::{days::day, words::counted},
    model::{Change, Severity, Weight},
    store::versions::Return,
};

/// A list that stands again as it stood a short while ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// The day up to which it stood so.
    pub until: Date,
    /// How often before it went back in that time.
    pub before: usize,
    /// How much that matters.
    pub weight: Weight,
}

impl Back {
    /// What is told of a version that went back.
    #[must_use]
    pub fn of(found: Return) -> Self {
        let until = day(found.until);
        let (severity, times) = match found.before {
            0 => (Severity::Low, String::new()),
            before => (Severity::Informational, format!(", back and forth {}", counted(before + 1, "time"))),
        };
        let reason = format!("as it stood until {until}{times}");
        Self { until, before: found.before, weight: Weight { severity, reason } }
    }

    /// That in words, and who came and went with it.
    #[must_use]
    pub fn words(&self, changes: &[&Change]) -> String {
        let names = |is_meant: fn(&Change) -> bool| {
            let names = changes.iter().filter(|change| is_meant(change));
            let mut names: Vec<&str> = names.map(|change| change.name()).collect();
            names.dedup();
            names.join(", ")
        };
        let came = names(|change| matches!(change, Change::Added { .. }));
        let went = names(|change| matches!(change, Change::Removed { .. }));
        let parts = [("back: ", came), ("gone again: ", went)];
        let parts = parts.into_iter().filter(|(_, names)| !names.is_empty());
        let parts = parts.map(|(word, names)| format!("{word}{names}"));
        [self.weight.reason.clone()].into_iter().chain(parts).collect::<Vec<_>>().join("; ")
    }
}
