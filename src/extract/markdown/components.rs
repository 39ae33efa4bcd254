//! Components and short codes that a site's builder fills in: `<Vendor name="Acme" purpose="Mail" />`. Where
//! several of one name follow each other, what stands in their attributes is a table.

use std::fmt::Write as _;

/// Attributes that print no text.
const UNPRINTED: [&str; 10] =
    ["alt", "class", "className", "icon", "id", "image", "key", "logo", "src", "style"];

/// The attributes of one component: their names and what is assigned to them.
pub(super) type Attributes<'t> = Vec<(&'t str, &'t str)>;

/// Whether a component says enough to be a row.
pub(super) fn is_row(attributes: &Attributes<'_>) -> bool {
    printed(attributes).count() >= 2
}

fn printed<'a, 't>(attributes: &'a Attributes<'t>) -> impl Iterator<Item = (&'t str, String)> + 'a {
    let is_printed = |(name, value): &&(&str, &str)| !UNPRINTED.contains(name) && !value.contains('{');
    let texts = attributes.iter().filter(is_printed).map(|(name, value)| (*name, text(value)));
    texts.filter(|(_, text)| !text.is_empty())
}

/// What a value prints: the items of an array one after the other.
fn text(value: &str) -> String {
    let bare = |text: &str| text.trim().trim_matches(['"', '\'', '`']).trim().to_owned();
    match value.trim().strip_prefix('[').and_then(|items| items.strip_suffix(']')) {
        Some(items) => {
            items.split(',').map(bare).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", ")
        }
        None => bare(value),
    }
}

/// Components of one name as a table of HTML, under the names of their attributes.
pub(super) fn table(rows: &[Attributes<'_>]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(printed) {
        if !columns.contains(&name) && columns.len() < 30 {
            columns.push(name);
        }
    }
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let header = |name| if matches!(name, "href" | "link" | "to") { "url" } else { name };
    let mut table = String::from("\n\n<table><tr>");
    for column in &columns {
        let _ = write!(table, "<th>{}</th>", escaped(header(column)));
    }
    for row in rows {
        table.push_str("</tr><tr>");
        let cells: Vec<_> = printed(row).collect();
        for column in &columns {
            let cell = cells.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text);
            let _ = write!(table, "<td>{}</td>", escaped(cell).replace('\n', " "));
        }
    }
    table + "</tr></table>\n\n"
}

/// The name and the attributes of a short code: `{{< vendor name="Acme" >}}`,
/// `{% include row.html name="Acme" %}`.
pub(super) fn short_code(line: &str) -> Option<(&str, Attributes<'_>)> {
    let inner =
        line.trim().strip_prefix('{')?.strip_suffix('}')?.trim_matches(['{', '}', '<', '>', '%', ' ', '/']);
    let equals = inner.find('=')?;
    let name = inner[..equals].rsplit_once(char::is_whitespace)?.0.trim();
    let mut attributes = Vec::new();
    let mut rest = inner[name.len()..].trim_start();
    while let Some((key, value)) = rest.split_once('=') {
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, more) = value[1..].split_once(quote)?;
        attributes.push((key.trim(), value));
        rest = more;
    }
    is_row(&attributes).then_some((name, attributes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_cells_under_their_names() {
        let rows = vec![
            vec![("name", "A & B"), ("countries", "[\"US\", 'DE']"), ("icon", "x"), ("data", "{ a: 1 }")],
            vec![("name", "Beta"), ("href", "https://b.test")],
        ];
        assert_eq!(
            table(&rows).trim(),
            "<table><tr><th>name</th><th>countries</th><th>url</th></tr><tr><td>A &amp; B</td><td>US, \
             DE</td><td></td></tr><tr><td>Beta</td><td></td><td>https://b.test</td></tr></table>"
        );
    }

    #[test]
    fn a_short_code_has_a_name_and_attributes() {
        let row = vec![("name", "Acme Inc."), ("use", "Mail")];
        for line in [
            "{{< vendor name=\"Acme Inc.\" use='Mail' >}}",
            "{% include vendor.html name=\"Acme Inc.\" use=\"Mail\" %}",
        ] {
            assert_eq!(short_code(line).map(|(_, attributes)| attributes), Some(row.clone()));
        }
        for line in
            ["{{< vendor >}}", "{% include a.html %}", "{{< a b=c d=e >}}", "{{< ref \"a=b\" >}}", "{}"]
        {
            assert_eq!(short_code(line), None, "{line}");
        }
    }
}
