//! What a row says that other rows of its company do not.

use super::Printed;

/// What a row is for, told apart from other rows of the same company: what it does, the heading it stands
/// under, what it is limited to or where, whichever of these none of the others says. Its name where all of
/// them are said by others.
#[must_use]
pub fn told_apart(row: &Printed, others: &[&Printed]) -> String {
    let texts: [fn(&Printed) -> Option<&str>; 5] = [
        |row| row.purpose.as_deref(),
        |row| row.section.as_deref(),
        |row| row.applies_to.as_deref(),
        |row| row.data.as_deref(),
        |row| row.location.as_deref(),
    ];
    let own = texts.into_iter().find_map(|text| {
        let own = text(row)?;
        let is_same = |other: &&Printed| text(other).is_some_and(|other| is_same(own, other));
        (!others.iter().any(is_same)).then_some(own)
    });
    own.unwrap_or(&row.name).to_owned()
}

fn is_same(left: &str, right: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(left) == letters(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_by_what_the_others_do_not_say() {
        let row = |purpose: &str, section: &str| Printed {
            purpose: Some(purpose.to_owned()),
            section: Some(section.to_owned()),
            ..Printed::named("AWS")
        };
        let (eu, us, mail) = (row("Hosting", "EU"), row("hosting.", "US"), row("E-mail", "EU"));
        assert_eq!(told_apart(&us, &[&eu, &mail]), "US");
        assert_eq!(told_apart(&mail, &[&eu]), "E-mail");
        assert_eq!(told_apart(&eu, &[&eu]), "AWS");
    }
}
