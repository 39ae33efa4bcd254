//! Other rows of a company that came or went by one of its rows: it is judged by the whole list.

use std::{collections::HashMap, sync::Arc};

use super::folded;
use crate::model::{Category, Status, Subprocessor};

/// So many rows of a company are told beside one of them.
const MOST_BESIDE: usize = 6;

/// The rows of a list that are in force, by company.
pub(super) struct Companies<'l>(HashMap<String, Vec<&'l Subprocessor>>);

impl<'l> Companies<'l> {
    pub(super) fn of(rows: &'l [Subprocessor]) -> Self {
        let mut companies: HashMap<String, Vec<&Subprocessor>> = HashMap::new();
        for row in rows.iter().filter(|row| row.derived.status != Status::Removed) {
            let rows = companies.entry(folded::letters(&row.derived.entity)).or_default();
            if rows.len() < MOST_BESIDE {
                rows.push(row);
            }
        }
        Self(companies)
    }

    /// A few rows of the company that another list's row names. Affiliates bear one name by nature and are
    /// companies of their own.
    pub(super) fn beside(&self, row: &Subprocessor) -> Vec<Arc<Subprocessor>> {
        let is_affiliate = |row: &Subprocessor| row.derived.category == Category::Affiliate;
        let entity = folded::letters(&row.derived.entity);
        if is_affiliate(row) || entity.is_empty() {
            return Vec::new();
        }
        let rows = self.0.get(&entity).into_iter().flatten().filter(|other| !is_affiliate(other));
        rows.map(|row| Arc::new((*row).clone())).collect()
    }
}
