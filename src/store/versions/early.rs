//! Rows that subwatch 0.1 stored, which held what it derived beside what was printed.
//!
//! They are sealed as they are. Of what they print nothing is lost but the words for a status and a day that
//! 0.1 could read, which it kept as a code and as a day: these stand for the words here.

use crate::model::Printed;

/// The code of a row that applies, which 0.1 also gave to every row that says nothing of it.
const CURRENT: &str = "current";

/// What a row of 0.1 prints. `status` and `day` are what it had derived.
pub(in crate::store) fn printed(mut row: Printed, status: &str, day: Option<String>) -> Printed {
    // What 0.1 had no field for stood among the other columns, under the word of the schema.
    row.category = row.extra.remove("Category");
    row.status = if status == CURRENT { row.extra.remove("Status") } else { Some(status.to_owned()) };
    row.effective = day.or_else(|| row.extra.remove("Effective"));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(extra: &[(&str, &str)]) -> Printed {
        let extra = extra.iter().map(|(header, text)| ((*header).to_owned(), (*text).to_owned())).collect();
        Printed { extra, ..Printed::named("A") }
    }

    #[test]
    fn what_stood_under_a_word_of_the_schema_is_the_text_of_that_field() {
        let row = printed(with(&[("Category", "Infra"), ("Status", "tbd"), ("Plan", "all")]), "current", None);
        assert_eq!((row.category.as_deref(), row.status.as_deref()), (Some("Infra"), Some("tbd")));
        assert_eq!(row.extra.keys().collect::<Vec<_>>(), ["Plan"]);
    }

    #[test]
    fn a_status_and_a_day_that_were_read_stand_for_the_words_they_were_read_from() {
        let row = printed(with(&[]), "upcoming", Some("2026-05-01".to_owned()));
        assert_eq!((row.status.as_deref(), row.effective.as_deref()), (Some("upcoming"), Some("2026-05-01")));
        assert_eq!(printed(with(&[]), "current", None), Printed::named("A"));
    }
}
