use super::*;
use crate::{
    model::{Criticality, Enabled, Field, Reach, SourceKind},
    sources::load,
};

mod blocks;
mod keys;
mod properties;
mod refusals;

/// A file as a person keeps it.
const FILE: &str = r#"# Ours.

[defaults]
pace = "2s"   # politely

# The mailer. Ask Kim.
[[source]]
slug = 'acme'
vendor = "Acme"  # since 2019
url = "https://acme.example/list"
tags = [
  "eu", # their promise
  "mail",
]
[source.recipe]
columns = { "Service provider" = "name" }
# list = "main"

# Below: what sales wanted.

[[source]]
slug = "beta"
vendor = "Beta"
url = "https://beta.example/list"

[hosts."beta.example"]
pace = "10s"
"#;

fn lenient(_: &str) -> bool {
    true
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// A source of which nothing more is said.
fn plain(slug: &str) -> NewSource {
    NewSource {
        slug: self::slug(slug),
        vendor: "Gamma".to_owned(),
        url: format!("https://{slug}.example/"),
        more: Vec::new(),
    }
}

fn vendor(name: &str, more: Vec<VendorEdit>) -> NewVendor {
    NewVendor { name: name.to_owned(), more }
}

/// The lines that one text has and the other has not, as `-` and `+`.
fn difference(before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    let lines: Vec<String> = changes.map(|change| format!("{}{change}", change.tag())).collect();
    lines.concat()
}
