//! The shape of the house: who may name whom, and where a package lives.
//!
//! Comments and strings do not count. What stands below `#[cfg(test)]` may use any package and read files,
//! but may not name a module that the code above could not name.

use std::{fs, io, path::Path};

use crate::lexer::{self, Kind, Token, tests_begin};

/// A module names itself and lower ranks only.
const RANKS: &[(&[&str], u8)] = &[
    (&["lib", "main", "build"], 6),
    (&["cli", "web"], 5),
    (&["crawl", "replay", "rulings", "alerts"], 4),
    (&["answers"], 3),
    (&["sources", "fetch", "extract", "normalise", "diff", "store", "report"], 2),
    (&["model"], 1),
];

/// Packages that some modules only may name.
const HOMES: &[(&[&str], &[&str])] = &[
    (&["reqwest", "governor", "rustls", "robotxt", "brotli_decompressor"], &["fetch"]),
    // PDF and workbooks hold deflated streams; the recorded pages are served with gzip, a web archive is
    // packed with it.
    (&["flate2"], &["fetch", "extract", "replay", "report"]),
    (
        &[
            "scraper",
            "calamine",
            "quick_xml",
            "pdf_extract",
            "pulldown_cmark",
            "saphyr_parser",
            "chardetng",
            "encoding_rs",
        ],
        &["extract"],
    ),
    (&["sqlx"], &["store"]),
    (&["zstd"], &["store", "fetch"]),
    // Evidence names the digest of each of its files.
    (&["sha2"], &["store", "replay", "report"]),
    (&["similar"], &["diff"]),
    (&["pathfinding"], &["diff", "normalise"]),
    (&["toml", "toml_edit"], &["sources"]),
    (&["rust_xlsxwriter"], &["report"]),
    // Workbooks and Word documents are archives of XML.
    (&["zip"], &["report", "extract"]),
    (&["csv"], &["report", "extract"]),
    (&["whatlang"], &["normalise"]),
    // `fetch` looks for `hyper::Error` in a chain of causes: whether a failure is final is told from types.
    (&["hyper"], &["replay", "fetch"]),
    (&["hyper_util", "http_body_util"], &["replay"]),
    (&["clap", "indicatif", "anyhow"], &["cli", "main"]),
];

/// All that `model` may name besides std.
const MODEL_PACKAGES: &[&str] = &["jiff", "serde", "thiserror", "url"];

/// Stages without clock, disk, network or async (invariant 1), and what would give them one.
const PURE: &[&str] = &["extract", "normalise", "diff", "report"];
const IMPURE_STD: &[&str] = &["env", "fs", "net", "process"];
const IMPURE_WORDS: &[&str] = &["async", "tokio", "Instant", "SystemTime"];

/// Files that are tests as a whole, besides those named `tests`.
const TEST_FILES: &[&str] = &["extract/garbage.rs", "extract/limits.rs"];

#[test]
fn the_house_keeps_its_shape() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = packages(&fs::read_to_string(root.join("Cargo.toml")).unwrap());
    let mut files = Vec::new();
    files_ending(&root.join("src"), "", "rs", &mut files).unwrap();
    assert!(files.len() > 10, "found only {files:?}");
    let breaches: Vec<String> = files
        .iter()
        .flat_map(|file| breaches(file, &fs::read_to_string(root.join("src").join(file)).unwrap(), &packages))
        .collect();
    assert!(breaches.is_empty(), "{} breaches of the layers:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn every_package_with_a_home_is_a_dependency() {
    let packages = packages(include_str!("../../Cargo.toml"));
    for name in HOMES.iter().flat_map(|(names, _)| *names).chain(MODEL_PACKAGES) {
        assert!(
            packages.iter().any(|package| package == name),
            "`{name}` is no dependency; take it out of the table"
        );
    }
}

#[test]
fn each_rule_catches_its_breach() {
    for (file, source, expected) in [
        (
            "diff/mod.rs",
            "use crate::store::open;",
            "src/diff/mod.rs:1: `diff` (rank 2) names `store` (rank 2)",
        ),
        (
            "diff/a.rs",
            "\nuse crate::{model::Page, crawl};",
            "src/diff/a.rs:2: `diff` (rank 2) names `crawl` (rank 4)",
        ),
        (
            "diff/a.rs",
            "use super::super::{fetch::get};",
            "src/diff/a.rs:1: `diff` (rank 2) names `fetch` (rank 2)",
        ),
        (
            "diff/mod.rs",
            "mod tests { use super::super::cli; }",
            "src/diff/mod.rs:1: `diff` (rank 2) names `cli` (rank 5)",
        ),
        (
            "diff/mod.rs",
            "#[cfg(test)] mod tests { use crate::cli; }",
            "src/diff/mod.rs:1: `diff` (rank 2) names `cli` (rank 5)",
        ),
        (
            "crawl/mod.rs",
            "fn f() { crate::replay::serve() }",
            "src/crawl/mod.rs:1: `crawl` (rank 4) names `replay` (rank 4)",
        ),
        ("guess/mod.rs", "", "src/guess/mod.rs:1: `guess` has no rank"),
        (
            "report/a.rs",
            "use std::io;\nuse reqwest::Client;",
            "src/report/a.rs:2: `reqwest` stands outside its home",
        ),
        ("store/a.rs", "use anyhow as any;", "src/store/a.rs:1: `anyhow` stands outside its home"),
        (
            "model/a.rs",
            "fn f() -> serde_json::Value {}",
            "src/model/a.rs:1: `model` names the package `serde_json`",
        ),
        (
            "diff/a.rs",
            "let now = std::time::SystemTime::now();",
            "src/diff/a.rs:1: `diff` is pure and names `SystemTime`",
        ),
        ("extract/a.rs", "use std::{fmt, fs};", "src/extract/a.rs:1: `extract` is pure and names `std::fs`"),
        (
            "normalise/a.rs",
            "let c = '\"'; tokio::spawn(c);",
            "src/normalise/a.rs:1: `normalise` is pure and names `tokio`",
        ),
    ] {
        let found = breaches(file, source, &packages(include_str!("../../Cargo.toml")));
        assert!(matches!(found.as_slice(), [one] if one.starts_with(expected)), "{source}: {found:?}");
    }
}

#[test]
fn what_the_rules_allow_is_let_through() {
    for (file, source) in [
        ("diff/mod.rs", "use crate::model::Page; use crate::diff::words; use super::model::Row;"),
        ("diff/a.rs", "use super::words; use self::store::x; mod tests { use super::super::words; }"),
        (
            "diff/a.rs",
            "// crate::store\n/* crate::fetch /* nested */ std::fs */ let a = \"crate::cli\"; let b = r#\"\"tokio\"#;",
        ),
        ("diff/a.rs", "fn f<'tokio>(text: &'tokio str) { similar::capture(text, '\\'', 'a') }"),
        ("report/a.rs", "#[cfg(test)]\nmod tests { fn f() { calamine::open(); std::fs::read(); } }"),
        ("report/tests.rs", "fn f() { calamine::open(); }"),
        ("normalise/a.rs", "fn similar() {} let toml = row.csv; self::sqlx::f();"),
        ("crawl/a.rs", "use crate::{fetch::get, store::{self, versions}};"),
        ("main.rs", "use subwatch::cli; fn main() { cli::run() }"),
    ] {
        assert_eq!(
            breaches(file, source, &packages(include_str!("../../Cargo.toml"))),
            Vec::<String>::new(),
            "{source}"
        );
    }
}

/// What a file, named from `src/`, breaks; each with its line and the way out.
fn breaches(file: &str, source: &str, packages: &[String]) -> Vec<String> {
    let mut steps: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if matches!(steps.last(), Some(&("mod" | "lib" | "main"))) && file != "lib.rs" && file != "main.rs" {
        steps.pop();
    }
    let module = steps.first().copied().unwrap_or_default();
    let depth = if matches!(module, "lib" | "main") { 0 } else { steps.len() };
    let tokens = tokens(source);
    let mut found = Vec::new();
    match rank(module) {
        None => found.push((1, format!("`{module}` has no rank; add it to the table in tests/it/layers.rs"))),
        Some(own) => {
            for (line, name) in named_modules(&tokens, depth) {
                if let Some(other) = rank(name).filter(|&other| other >= own && name != module) {
                    found.push((line, format!("`{module}` (rank {own}) names `{name}` (rank {other}); pass the value through `model`")));
                }
            }
        }
    }
    let code = if steps.contains(&"tests") || TEST_FILES.contains(&file) {
        &[]
    } else {
        &tokens[..tests_begin(&tokens)]
    };
    found.extend(foreign_packages(module, code, packages));
    if PURE.contains(&module) {
        found.extend(impurities(module, code));
    }
    found.into_iter().map(|(line, what)| format!("src/{file}:{line}: {what}")).collect()
}

fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(modules, _)| modules.contains(&module)).map(|&(_, rank)| rank)
}

/// Names right below the crate's root that paths begin with, through `crate` or enough `super`.
fn named_modules<'t>(tokens: &[Token<'t>], depth: usize) -> Vec<(usize, &'t str)> {
    let (mut found, mut braces, mut inline) = (Vec::new(), 0_usize, Vec::new());
    for (i, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => {
                braces += 1;
                if i >= 2 && tokens[i - 2].text == "mod" {
                    inline.push(braces);
                }
            }
            "}" => {
                inline.pop_if(|opened| *opened == braces);
                braces = braces.saturating_sub(1);
            }
            "crate" | "subwatch" => found.extend(names_after(tokens, i)),
            "super" if !follows_path(tokens, i) => {
                let climbed = tokens[i..].chunks(2).take_while(|pair| pair[0].text == "super").count();
                if climbed >= depth + inline.len() {
                    found.extend(names_after(tokens, i + 2 * (climbed - 1)));
                }
            }
            _ => {}
        }
    }
    found
}

/// The first names of `root::name` or `root::{name::.., name}`, with their lines.
fn names_after<'t>(tokens: &[Token<'t>], root: usize) -> Vec<(usize, &'t str)> {
    let text = |i: usize| tokens.get(i).map_or("", |token| token.text);
    if text(root + 1) != "::" {
        return Vec::new();
    }
    if text(root + 2) != "{" {
        return tokens.get(root + 2).map(|token| (token.line, token.text)).into_iter().collect();
    }
    let (mut names, mut braces) = (Vec::new(), 0_usize);
    for (i, token) in tokens.iter().enumerate().skip(root + 2) {
        match token.text {
            "{" => braces += 1,
            "}" if braces == 1 => break,
            "}" => braces -= 1,
            _ if braces == 1 && matches!(text(i - 1), "{" | ",") => names.push((token.line, token.text)),
            _ => {}
        }
    }
    names
}

fn follows_path(tokens: &[Token<'_>], i: usize) -> bool {
    i > 0 && matches!(tokens[i - 1].text, "::" | ".")
}

fn foreign_packages(module: &str, tokens: &[Token<'_>], packages: &[String]) -> Vec<(usize, String)> {
    let text = |i: usize| tokens.get(i).map_or("", |token| token.text);
    let mut found = Vec::new();
    for (i, &Token { text: name, line, .. }) in tokens.iter().enumerate() {
        let used =
            text(i + 1) == "::" || (i > 0 && text(i - 1) == "use" && matches!(text(i + 1), ";" | "as"));
        if !used || follows_path(tokens, i) || !packages.iter().any(|package| package == name) {
            continue;
        }
        let home = HOMES.iter().find(|(names, _)| names.contains(&name)).map(|&(_, homes)| homes);
        if module == "model" && !MODEL_PACKAGES.contains(&name) {
            found.push((
                line,
                format!(
                    "`model` names the package `{name}`; it may name std and {}",
                    MODEL_PACKAGES.join(", ")
                ),
            ));
        } else if let Some(homes) = home.filter(|homes| !homes.contains(&module)) {
            found.push((
                line,
                format!("`{name}` stands outside its home; use it in `{}` only", homes.join("` and `")),
            ));
        }
    }
    found
}

fn impurities(module: &str, tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let mut named: Vec<(usize, String)> = Vec::new();
    for (i, &Token { text, line, .. }) in tokens.iter().enumerate() {
        if IMPURE_WORDS.contains(&text) {
            named.push((line, text.to_owned()));
        } else if text == "std" {
            let parts = names_after(tokens, i).into_iter().filter(|(_, name)| IMPURE_STD.contains(name));
            named.extend(parts.map(|(line, name)| (line, format!("std::{name}"))));
        }
    }
    let told = |(line, name): (usize, String)| {
        (line, format!("`{module}` is pure and names `{name}`; take the value as an argument"))
    };
    named.into_iter().map(told).collect()
}

/// The words and signs of Rust code; comments, strings, characters and lifetimes are left out.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = lexer::tokens(source);
    tokens.retain(|token| token.kind == Kind::Code);
    tokens
}

/// Crate names of `[dependencies]`.
fn packages(manifest: &str) -> Vec<String> {
    let section = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    section.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_")).collect()
}

/// The files below a folder whose names have an ending, each by its path from there.
pub(crate) fn files_ending(
    folder: &Path,
    prefix: &str,
    ending: &str,
    files: &mut Vec<String>,
) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files_ending(&entry.path(), &format!("{name}/"), ending, files)?;
        } else if Path::new(&name).extension().is_some_and(|own| own == ending) {
            files.push(name);
        }
    }
    Ok(())
}
