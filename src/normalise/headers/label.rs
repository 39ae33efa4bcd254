//! Card lines: a label and its value in one text.

use super::{Column, Meaning, count, is_known, meanings};

/// The longest label, in words.
const LONGEST: usize = 5;
/// What a label must weigh that the dictionary does not know.
const LEAST: u8 = 70;

/// Splits a line such as `Location: EU`, `Purpose – Hosting` or `**Daten:** E-Mail` into what its label means
/// and its value. None where the line does not begin with a known label. The value is empty where the line is
/// only a label.
#[must_use]
pub fn label(line: &str) -> Option<(Meaning, &str)> {
    let line = line.trim();
    let colon = line.char_indices().find(|(_, letter)| matches!(letter, ':' | '：' | '﹕'));
    if let Some((at, sign)) = colon
        && !line[at..].starts_with("://")
    {
        return split(line, at, at + sign.len_utf8(), LEAST);
    }
    // A dash parts many things: only labels that the dictionary knows.
    let dashes = [" – ", " — ", " - ", " | ", " = ", "\t"];
    let (at, dash) = dashes.iter().filter_map(|dash| line.find(dash).map(|at| (at, dash))).min()?;
    if is_known(&line[..at]) { split(line, at, at + dash.len(), 100) } else { None }
}

/// The meaning and the value of a line cut at these bytes; `least` is what its label must weigh.
fn split(line: &str, label_end: usize, value_start: usize, least: u8) -> Option<(Meaning, &str)> {
    let mark = |letter: char| {
        letter.is_whitespace() || matches!(letter, '*' | '_' | '`' | '•' | '·' | '-' | '–' | '—')
    };
    let label = line[..label_end].trim_matches(mark);
    let value = line[value_start..].trim_start_matches(['*', '_', ':']).trim();
    let long = label.len() > 60 || count(label) > LONGEST;
    // A long label is one only if the dictionary has it: `Contact person's name, position and contact
    // details`.
    if label.is_empty() || label.len() > 90 || long && !is_known(label) {
        return None;
    }
    let meaning = meanings(label).first().copied()?;
    let is_number = meaning.what == Column::Index;
    let fits = if is_known(label) { !is_number } else { meaning.weight >= least };
    fits.then_some((meaning, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn field(line: &str) -> Option<(Column, &str)> {
        label(line).map(|(meaning, value)| (meaning.what, value))
    }

    #[test]
    fn a_line_is_split_at_its_label() {
        assert_eq!(field("Location: EU"), Some((Column::Field(Field::Location), "EU")));
        assert_eq!(
            field("Purpose – Hosting - and more"),
            Some((Column::Field(Field::Purpose), "Hosting - and more"))
        );
        assert_eq!(field("**Daten:** E-Mail"), Some((Column::Field(Field::Data), "E-Mail")));
        assert_eq!(field("処理場所：東京"), Some((Column::Field(Field::Location), "東京")));
        assert_eq!(
            field("Where it is processed: Ireland"),
            Some((Column::Field(Field::Location), "Ireland"))
        );
        assert_eq!(
            field("Contact person’s name, position and contact details: A. Reed"),
            Some((Column::Contact, "A. Reed"))
        );
        assert_eq!(field("Address:"), Some((Column::Address, "")));
    }

    #[test]
    fn a_line_without_a_label_is_left_alone() {
        for line in [
            "https://example.com",
            "Acme: the company",
            "Note that the following applies to our own staff: nothing",
            "Acme - Hosting",
            "10:30",
            "",
            ":",
        ] {
            assert_eq!(field(line), None, "{line}");
        }
    }
}
