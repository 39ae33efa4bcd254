//! Printed dates, and the day a page says it was last updated.

mod scan;
mod updated;

use jiff::civil::Date;

pub use updated::find_updated;

/// How a page writes days and months in digits with slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// The order of a language (BCP 47). English without a country is read as American; so is no language at
    /// all.
    fn of(language: Option<&str>) -> Self {
        let tag = language.unwrap_or("en").to_ascii_lowercase().replace('_', "-");
        match tag.split_once('-') {
            None if tag == "en" => Self::MonthFirst,
            Some(("en", country)) if country == "us" || country.ends_with("-us") => Self::MonthFirst,
            _ => Self::DayFirst,
        }
    }

    /// The order that a text states itself: `11/03/2026 (dd/mm/yyyy)`.
    fn stated(text: &str) -> Option<Self> {
        let plain: String =
            text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
        let says = |forms: &[&str]| forms.iter().any(|form| plain.contains(form));
        if says(&["dd/mm", "jj/mm", "dd-mm", "dd.mm"]) {
            return Some(Self::DayFirst);
        }
        says(&["mm/dd", "mm-dd-y"]).then_some(Self::MonthFirst)
    }
}

/// The first whole date in a text, in any printed form: ISO 8601, `5 May 2026`, `05.05.2026`, `2026年5月5日` and
/// so on.
///
/// `language` (BCP 47) decides what `05/06/2026` means where the digits leave it open. A month and year alone
/// is no date, nor is a range, nor a version number.
#[must_use]
pub fn read(text: &str, language: Option<&str>) -> Option<Date> {
    scan::all(text, Order::of(language)).first().map(|found| found.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::labels::untidy;

    fn iso(text: &str, language: Option<&str>) -> String {
        read(text, language).map(|date| date.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_date_is_read_in_any_printed_form() {
        let forms = [
            "2026-05-06",
            "2026-05-06T06:06:23Z",
            "6 May 2026",
            "May 6th, 2026",
            "MAY 6, 2026",
            "6. Mai 2026",
            "06.05.2026",
            "06.05.26",
            "6 de mayo de 2026",
            "1er mai 2026 ou 6 mai 2026",
            "2026年5月6日",
            "2026 年 5 月 6 日",
            "2026년 5월 6일",
            "令和8年5月6日",
            "6 мая 2026 г.",
            "6 травня 2026 року",
            "6 maja 2026 r.",
            "2026. május 6.",
            "6 mai 2026",
            "6 Mayıs 2026",
            "6 Μαΐου 2026",
            "٦ مايو ٢٠٢٦",
            "6. května 2026",
            "6. toukokuuta 2026",
            "06_may_2026",
            "6-May-2026",
            "Wednesday, 6th May ’26",
            "5月 6th, 2026",
            "May, 6, 2026",
            "3 and 6 May 2026Effective",
            "2026. 05. 06",
            "the 6th of May, 2026",
        ];
        for form in forms {
            let want = if form.starts_with("1er") { "2026-05-01" } else { "2026-05-06" };
            assert_eq!(iso(form, None), want, "{form}");
        }
    }

    #[test]
    fn digits_with_slashes_follow_the_language_unless_one_is_over_twelve() {
        assert_eq!(iso("05/06/2026", Some("en")), "2026-05-06");
        assert_eq!(iso("05/06/2026", Some("en-US")), "2026-05-06");
        assert_eq!(iso("06/05/2026", Some("en-GB")), "2026-05-06");
        assert_eq!(iso("06/05/2026", Some("fr")), "2026-05-06");
        assert_eq!(iso("17/09/2021", Some("en")), "2021-09-17");
        assert_eq!(iso("8/24/2020", Some("de")), "2020-08-24");
        assert_eq!(iso("21/05-2018", Some("da")), "2018-05-21");
    }

    #[test]
    fn a_text_may_state_the_order_of_its_digits() {
        assert_eq!(iso("Last revised: 11/03/2026 (dd/mm/yyyy)", Some("en")), "2026-03-11");
        assert_eq!(iso("11/03/2026 (MM/DD/YYYY)", Some("fr")), "2026-11-03");
    }

    #[test]
    fn what_is_not_one_whole_date_is_none() {
        for text in [
            "May 2026",
            "Stand: 05/2026",
            "v1.2.2026.1",
            "2026.05.06.1",
            "10.0.0.12",
            "2026-13-45",
            "31 February 2026",
            "5 May",
            "",
            "1.2.3",
            "5 May 2026 – 6 June 2026",
            "2026-01-01 to 2026-02-01",
            "12345678-90-12",
            "v1.2",
            "99/99/9999",
        ] {
            assert_eq!(iso(text, None), "", "{text}");
        }
    }

    #[test]
    fn the_dictionaries_are_sorted() {
        assert_eq!(untidy(include_str!("months.tsv")), [""; 0]);
        assert_eq!(untidy(include_str!("phrases.tsv")), [""; 0]);
        assert_eq!(untidy(include_str!("keys.tsv")), [""; 0]);
    }
}
