//! The parts of a printed name: before the brackets, in them, and what joins the two.

/// How the second name relates to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Only brackets.
    Plain,
    /// `d/b/a`, `trading as`, `aka`: the second is the brand.
    DoingBusinessAs,
    /// `formerly`: the second is out of use.
    Formerly,
    /// `by`, `via`, `on behalf of`: the second delivers the first.
    Via,
}

/// A printed name in its parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The name before brackets and joining words.
    pub(super) outer: String,
    /// The second name.
    pub(super) inner: Option<String>,
    /// How it relates to the first.
    pub(super) role: Role,
    /// Whether the second is only an example (`e.g.`).
    pub(super) example: bool,
}

const JOINS: &[(&str, Role)] = &[
    ("doing business as ", Role::DoingBusinessAs),
    ("d/b/a ", Role::DoingBusinessAs),
    ("dba ", Role::DoingBusinessAs),
    ("d.b.a. ", Role::DoingBusinessAs),
    ("trading as ", Role::DoingBusinessAs),
    ("t/a ", Role::DoingBusinessAs),
    ("operating as ", Role::DoingBusinessAs),
    ("o/a ", Role::DoingBusinessAs),
    ("also known as ", Role::DoingBusinessAs),
    ("known as ", Role::DoingBusinessAs),
    ("now known as ", Role::DoingBusinessAs),
    ("aka ", Role::DoingBusinessAs),
    ("a.k.a. ", Role::DoingBusinessAs),
    ("now ", Role::DoingBusinessAs),
    ("formerly known as ", Role::Formerly),
    ("formerly ", Role::Formerly),
    ("previously ", Role::Formerly),
    ("former ", Role::Formerly),
    ("f/k/a ", Role::Formerly),
    ("fka ", Role::Formerly),
    ("ehemals ", Role::Formerly),
    ("vormals ", Role::Formerly),
    ("früher ", Role::Formerly),
    ("anciennement ", Role::Formerly),
    ("ex ", Role::Formerly),
    ("voorheen ", Role::Formerly),
    ("antes ", Role::Formerly),
    ("via ", Role::Via),
    ("on behalf of ", Role::Via),
    ("powered by ", Role::Via),
    ("part of ", Role::Via),
    ("über ", Role::Via),
    ("provided by ", Role::Via),
    ("operated by ", Role::Via),
    ("owned by ", Role::Via),
    ("by ", Role::Via),
    ("from ", Role::Via),
];

/// Remarks that stand behind a name and are no part of it.
const REMARKS: &[&str] = &[
    "optional",
    "conditional",
    "core",
    "dpa",
    "planned",
    "new",
    "provisional",
    "future",
    "if enabled",
    "as applicable",
    "default",
    "beta",
];

impl Parts {
    /// Takes a printed name apart.
    pub(super) fn of(name: &str) -> Self {
        let (before, inner) = brackets(name);
        let (outer, joined) = join(before);
        let outer = tidy(outer).to_owned();
        if let Some((role, second)) = joined {
            return Self { outer, inner: Some(tidy(second).to_owned()), role, example: false };
        }
        let Some(inner) = inner else {
            return Self { outer, inner: None, role: Role::Plain, example: false };
        };
        let (inner, example) = match strip_word(
            inner,
            &[
                "e.g. ",
                "e.g., ",
                "eg ",
                "z.B. ",
                "such as ",
                "currently ",
                "currently: ",
                "bijv. ",
                "p. ex. ",
            ],
        ) {
            Some(rest) => (rest, true),
            None => (inner, false),
        };
        let role = JOINS.iter().find_map(|&(word, role)| strip_word(inner, &[word]).map(|rest| (rest, role)));
        let (inner, role) = role.unwrap_or((inner, Role::Plain));
        if example && is_alternative(inner) {
            let first = inner.split(" or ").next().unwrap_or(inner);
            return Self { outer, inner: Some(tidy(first).to_owned()), role, example };
        }
        if is_note(inner) {
            return Self { outer: name.trim().to_owned(), inner: None, role: Role::Plain, example: false };
        }
        Self { outer, inner: Some(tidy(inner).to_owned()), role, example }
    }
}

/// The name without footnote marks, arrows and remarks at its end.
pub(super) fn without_marks(name: &str) -> &str {
    let mut rest = name.trim();
    loop {
        let before = rest;
        rest = rest.trim_end_matches(|letter: char| {
            letter.is_whitespace()
                || matches!(
                    letter,
                    '*' | '†'
                        | '‡'
                        | '↗'
                        | '→'
                        | '¹'
                        | '²'
                        | '³'
                        | '⁴'
                        | '⁵'
                        | '⁶'
                        | '⧉'
                        | '🔗'
                        | ','
                        | ';'
                        | ':'
                        | '–'
                        | '—'
                )
        });
        for remark in REMARKS {
            rest = without_remark(rest, remark);
        }
        if let Some((
            name,
            "US" | "UK" | "EU" | "NL" | "DE" | "FR" | "SE" | "DK" | "IE" | "CA" | "AU" | "USA",
        )) = rest.rsplit_once(", ")
        {
            rest = name;
        }
        if rest == before {
            return rest.trim_start_matches(|letter: char| {
                letter.is_whitespace() || matches!(letter, '*' | '•' | '–' | '—' | '-')
            });
        }
    }
}

/// Cuts ` remark` or ` (remark)` off the end.
fn without_remark<'a>(name: &'a str, remark: &str) -> &'a str {
    let bare = name.strip_suffix([')', ']']).unwrap_or(name);
    let Some(at) = bare.len().checked_sub(remark.len()).filter(|&at| at > 0 && bare.is_char_boundary(at))
    else {
        return name;
    };
    let (before, end) = bare.split_at(at);
    let set_off = if bare.len() == name.len() { before.ends_with(' ') } else { before.ends_with(['(', '[']) };
    let kept = before.trim_end_matches(['(', '[', ' ']);
    let capital = bare.len() < name.len() || end.starts_with(char::is_uppercase);
    if end.eq_ignore_ascii_case(remark) && set_off && capital && !kept.is_empty() { kept } else { name }
}

/// The text before the first bracket and the text in it.
fn brackets(name: &str) -> (&str, Option<&str>) {
    let Some(open) = name.find([' ', '(', '[']).and_then(|_| name.find(['(', '['])).filter(|&at| at > 0)
    else {
        return (name, None);
    };
    let (before, rest) = name.split_at(open);
    let rest = &rest[1..];
    let mut depth = 1_u32;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let behind = rest[at + 1..].trim();
            // `PayPal (Europe) S.à r.l.`: the brackets are inside the name, not behind it.
            let inside = behind
                .split_whitespace()
                .next()
                .is_some_and(|word| !matches!(word, "via" | "by" | "—" | "–" | "-" | "..." | "/" | "+"));
            return if inside
                && !behind.starts_with(['.', ',', ';', '(', ')', ']', '—', '–', '-', '/', '&', '+', '['])
            {
                (name, None)
            } else {
                (before.trim_end(), Some(rest[..at].trim()))
            };
        }
    }
    (before.trim_end(), Some(rest.trim()))
}

/// A joining word outside brackets: `X dba Y`.
fn join(name: &str) -> (&str, Option<(Role, &str)>) {
    let starts = name.match_indices([' ', ',']).map(|(at, _)| at + 1);
    let joined =
        starts.filter(|&at| name[at..].starts_with(|letter: char| letter.is_alphabetic())).find_map(|at| {
            let joins = |word: &str| !BRACKETED.contains(&word) && strip_word(&name[at..], &[word]).is_some();
            JOINS.iter().find(|(word, _)| joins(word)).map(|&(word, role)| (at, word, role))
        });
    match joined {
        Some((at, word, role)) => (&name[..at], Some((role, &name[at + word.len()..]))),
        None => (name, None),
    }
}

/// Joining words that are too common to be taken for one outside brackets.
const BRACKETED: &[&str] = &["now ", "ex ", "former ", "from ", "antes "];

fn strip_word<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| &text[word.len()..])
    })
}

fn is_alternative(inner: &str) -> bool {
    inner.contains(" or ")
}

/// A number or a mark in brackets belongs to the name: `Provider (2)`, `Partner (TBD)`.
fn is_note(inner: &str) -> bool {
    inner.chars().all(|letter| letter.is_ascii_digit()) || matches!(inner, "TBD" | "TBC" | "TBA")
}

fn tidy(name: &str) -> &str {
    name.trim()
        .trim_end_matches([',', ';', ':', '-', '–', '—', '/', '(', ' ', '*'])
        .trim_start_matches([' ', '-', '–', '—', '*'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> (String, Option<String>, Role) {
        let Parts { outer, inner, role, .. } = Parts::of(name);
        (outer, inner, role)
    }

    #[test]
    fn a_name_comes_apart_at_brackets_and_joining_words() {
        assert_eq!(parts("A, Inc. (d/b/a B)"), ("A, Inc.".into(), Some("B".into()), Role::DoingBusinessAs));
        assert_eq!(parts("A Ltd, trading as B"), ("A Ltd".into(), Some("B".into()), Role::DoingBusinessAs));
        assert_eq!(parts("A (formerly B)"), ("A".into(), Some("B".into()), Role::Formerly));
        assert_eq!(parts("A (Europe) S.A."), ("A (Europe) S.A.".into(), None, Role::Plain));
        assert_eq!(parts("A (B (C), D"), ("A".into(), Some("B (C), D".into()), Role::Plain));
    }

    #[test]
    fn marks_and_remarks_fall_off_the_end() {
        for name in
            ["Acme*", "Acme ↗", "Acme (optional)", "Acme, US", "Acme Optional", "Acme DPA **", "• Acme"]
        {
            assert_eq!(without_marks(name), "Acme", "{name}");
        }
        assert_eq!(without_marks("DPA"), "DPA");
    }
}
