//! The rows of one company that came or went together, as one event with its parts: for people.

use super::weighed::Event;
use crate::model::Change;

/// An event, and the others of its company that are told with it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rolled<'e> {
    /// The gravest of them.
    pub(super) event: &'e Event,
    /// All of them, in their order.
    pub(super) parts: Vec<&'e Event>,
}

impl<'e> Rolled<'e> {
    /// An event by itself.
    pub(super) fn alone(event: &'e Event) -> Self {
        Self { event, parts: vec![event] }
    }

    /// What each part is for, once.
    pub(super) fn what(&self) -> String {
        listed(self.parts.iter().map(|part| part.change.what()))
    }

    /// What the company is for still, or was already.
    pub(super) fn still(&self) -> String {
        listed(self.parts.iter().flat_map(|part| part.change.still()))
    }
}

/// Texts, each once, in their order.
fn listed(texts: impl Iterator<Item = String>) -> String {
    let mut listed: Vec<String> = Vec::new();
    for text in texts {
        if !listed.contains(&text) {
            listed.push(text);
        }
    }
    listed.join(", ")
}

/// Events in their order, those of a company together with the first of them.
pub(super) fn rolled(events: &[Event]) -> Vec<Rolled<'_>> {
    let mut rolled: Vec<Rolled<'_>> = Vec::new();
    let mut places: std::collections::HashMap<(&str, &str, bool), usize> = std::collections::HashMap::new();
    for event in events {
        let Some(key) = key(&event.change) else {
            rolled.push(Rolled::alone(event));
            continue;
        };
        let at = *places.entry(key).or_insert(rolled.len());
        let Some(whole) = rolled.get_mut(at) else {
            rolled.push(Rolled::alone(event));
            continue;
        };
        whole.parts.push(event);
        if event.weight.severity > whole.event.weight.severity {
            whole.event = event;
        }
    }
    rolled
}

/// What events have in common that are told as one: company and kind, and whether it is new or has left. A
/// row that was split or merged is told by itself.
fn key(change: &Change) -> Option<(&str, &str, bool)> {
    let is_row = matches!(change, Change::Added { .. } | Change::Removed { .. });
    (is_row && change.related().is_none())
        .then(|| (change.kind(), change.entity(), change.beside().is_empty()))
}
