//! No circle of imports: of two files in a room the one may name the other, not both each other, and so on for
//! longer rounds. What two files need of each other goes into a file below both.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::{
    layers::files_ending,
    lexer::{self, Kind, tests_begin},
};

/// Rooms in which a file may not even name what the `mod.rs` above it defines, if that calls it. Elsewhere a part
/// may name the whole that it is a part of.
const STRICT: [&str; 6] = ["answers", "cli", "extract", "fetch", "replay", "report"];

/// A module by its steps from the crate's root: `store::versions::rows`.
type Steps = Vec<String>;

/// What a file says.
struct Module {
    /// Names that it brings in, each with where it comes from.
    imports: BTreeMap<String, Steps>,
    /// Paths that it names, from the crate's root, those of its imports included.
    paths: Vec<Steps>,
}

#[test]
fn no_files_import_each_other_in_a_round() {
    let rounds = rounds(&sources());
    assert!(rounds.is_empty(), "{} rounds of imports:\n{}", rounds.len(), rounds.join("\n"));
}

#[test]
fn a_round_is_found_and_a_way_down_is_none() {
    let round = |files: &[(&str, &str)]| {
        rounds(&files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect())
    };
    let two = [
        ("a/mod.rs", "mod one; mod two;"),
        ("a/one.rs", "use super::two::Two; struct One;"),
        ("a/two.rs", "fn f() { super::one::One; }"),
    ];
    assert_eq!(round(&two), ["a/one.rs -> a/two.rs -> a/one.rs"]);
    let parent = |room: &str| {
        round(&[
            (&format!("{room}/mod.rs"), "mod one; struct Own; fn f() { one::g() }"),
            (&format!("{room}/one.rs"), "use super::Own;"),
        ])
    };
    assert_eq!(parent("fetch"), ["fetch/mod.rs -> fetch/one.rs -> fetch/mod.rs"]);
    assert_eq!(parent("a"), [""; 0]);
    let through_the_parent = [
        ("a/mod.rs", "mod one; mod two; pub use self::two::Two; use one::One;"),
        ("a/one.rs", "use super::Two; struct One;"),
        ("a/two.rs", "struct Two; #[cfg(test)] mod tests { use super::super::one::One; }"),
    ];
    assert_eq!(round(&through_the_parent), [""; 0]);
    let three = [
        ("a/mod.rs", "mod one; mod two; mod three;"),
        ("a/one.rs", "use crate::a::{two::{self}};"),
        ("a/two.rs", "use super::three::*;"),
        ("a/three.rs", "use super::{one as first};"),
    ];
    assert_eq!(round(&three), ["a/one.rs -> a/two.rs -> a/three.rs -> a/one.rs"]);
}

/// The code of `src`, file by file.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    files_ending(&root, "", "rs", &mut files).unwrap();
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(root.join(file)).unwrap())).collect()
}

/// The files of `src` that these modules name, and that those name, and so on; themselves included.
pub(crate) fn reached_from(begin: &[&str]) -> BTreeSet<String> {
    let sources = sources();
    let files: BTreeMap<Steps, &String> = sources.keys().map(|file| (steps_of(file), file)).collect();
    let modules = modules(&sources);
    let mut waiting: Vec<Steps> = begin.iter().map(|file| steps_of(file)).collect();
    let mut reached = BTreeSet::new();
    while let Some(steps) = waiting.pop() {
        if reached.insert(files[&steps].clone()) {
            waiting.extend(modules[&steps].paths.iter().filter_map(|path| home(path, &modules, 0)));
        }
    }
    reached
}

fn modules(sources: &BTreeMap<String, String>) -> BTreeMap<Steps, Module> {
    let read = |(file, source): (&String, &String)| {
        let steps = steps_of(file);
        (steps.clone(), module(&steps, source))
    };
    sources.iter().map(read).collect()
}

/// Every round of imports among files, one a group of files that go round.
fn rounds(sources: &BTreeMap<String, String>) -> Vec<String> {
    let steps: BTreeMap<Steps, &String> = sources.keys().map(|file| (steps_of(file), file)).collect();
    let modules = modules(sources);
    let edges: BTreeMap<&Steps, BTreeSet<Steps>> = modules
        .iter()
        .map(|(own, module)| {
            let named = module.paths.iter().filter_map(|path| home(path, &modules, 0));
            let is_strict = own.first().is_some_and(|room| STRICT.contains(&room.as_str()));
            let counts = |other: &Steps| {
                // A round through another room is what the layers forbid.
                other != own && other.first() == own.first() && (is_strict || !own.starts_with(other))
            };
            (own, named.filter(counts).collect())
        })
        .collect();
    let mut found: Vec<String> = Vec::new();
    let mut seen: BTreeSet<&Steps> = BTreeSet::new();
    for start in edges.keys() {
        let Some(round) = round(start, &edges).filter(|round| !round.iter().any(|step| seen.contains(step)))
        else {
            continue;
        };
        seen.extend(round.iter().copied());
        let mut told: Vec<&str> = round.iter().map(|step| steps[*step].as_str()).collect();
        told.push(told[0]);
        found.push(told.join(" -> "));
    }
    found
}

/// The shortest round from a file back to itself.
fn round<'e>(start: &'e Steps, edges: &'e BTreeMap<&'e Steps, BTreeSet<Steps>>) -> Option<Vec<&'e Steps>> {
    let mut from: BTreeMap<&Steps, &Steps> = BTreeMap::new();
    let mut waiting = std::collections::VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        for next in edges.get(at)? {
            if next == start {
                let mut way = vec![at];
                while way[way.len() - 1] != start {
                    way.push(from[way[way.len() - 1]]);
                }
                way.reverse();
                return Some(way);
            }
            let (next, _) = edges.get_key_value(next)?;
            if !from.contains_key(next) {
                from.insert(next, at);
                waiting.push_back(next);
            }
        }
    }
    None
}

/// The module in which what a path names is defined: the deepest that the path leads to, or the one that the
/// name was brought in from there.
fn home(path: &Steps, modules: &BTreeMap<Steps, Module>, depth: usize) -> Option<Steps> {
    let length = (1..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let owner = path[..length].to_vec();
    let brought = path.get(length).and_then(|name| modules[&owner].imports.get(name));
    match brought {
        Some(origin) if depth < 8 => {
            let mut whole = origin.clone();
            whole.extend_from_slice(&path[length + 1..]);
            home(&whole, modules, depth + 1).or(Some(owner))
        }
        _ => Some(owner),
    }
}

fn steps_of(file: &str) -> Steps {
    let mut steps: Steps = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    steps.pop_if(|last| last == "mod");
    steps
}

fn module(own: &Steps, source: &str) -> Module {
    let mut tokens = lexer::tokens(source);
    tokens.retain(|token| token.kind == Kind::Code);
    if own.last().is_some_and(|last| last.starts_with("tests")) || own.iter().any(|step| step == "tests") {
        tokens.clear();
    }
    tokens.truncate(tests_begin(&tokens));
    let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    let (mut imports, mut paths) = (BTreeMap::new(), Vec::new());
    let children: BTreeSet<&str> =
        words.windows(3).filter(|run| run[0] == "mod" && run[2] == ";").map(|run| run[1]).collect();
    let mut at = 0;
    while at < words.len() {
        if words[at] == "use" {
            let mut end = at + 1;
            let mut leaves = Vec::new();
            tree(&words, &mut end, &[], &mut leaves);
            for (path, name) in leaves {
                let first = path.first().map_or("", String::as_str);
                let is_child = children.contains(first);
                let Some(path) = absolute(own, &path, is_child) else { continue };
                imports.insert(name, path.clone());
                paths.push(path);
            }
            at = end;
        } else if at > 0 && matches!(words[at - 1], "::" | "." | "in") {
            at += 1;
        } else {
            let path = path_at(&words, at);
            let is_child = path.len() > 1 && children.contains(words[at]);
            if path.len() > 1 {
                paths.extend(absolute(own, &path, is_child));
            }
            at += 1;
        }
    }
    Module { imports, paths }
}

/// The leaves of a tree of imports, each a path and the name that it goes by.
fn tree(words: &[&str], at: &mut usize, before: &[String], leaves: &mut Vec<(Vec<String>, String)>) {
    let mut path = before.to_vec();
    loop {
        match words.get(*at).copied().unwrap_or(";") {
            "{" => {
                *at += 1;
                while !matches!(words.get(*at).copied().unwrap_or("}"), "}") {
                    tree(words, at, &path, leaves);
                    if words.get(*at) == Some(&",") {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            "::" => *at += 1,
            "," | "}" | ";" => break,
            "as" => {
                let name = words.get(*at + 1).copied().unwrap_or("_").to_owned();
                *at += 2;
                leaves.push((path, name));
                return;
            }
            word => {
                path.push(word.to_owned());
                *at += 1;
            }
        }
    }
    // `{self}` brings in the module itself.
    path.pop_if(|last| last == "self" && !before.is_empty());
    if let Some(name) = path.last().cloned() {
        leaves.push((path, name));
    }
}

fn path_at(words: &[&str], at: usize) -> Vec<String> {
    let mut path = vec![words[at].to_owned()];
    let mut next = at + 1;
    while words.get(next) == Some(&"::") {
        let Some(word) = words.get(next + 1).filter(|word| word.starts_with(char::is_alphabetic)) else {
            break;
        };
        path.push((*word).to_owned());
        next += 2;
    }
    path
}

/// A path from the crate's root; none where it leads out of the crate.
fn absolute(own: &Steps, path: &[String], is_child: bool) -> Option<Steps> {
    let mut base = own.clone();
    let mut rest = path;
    match path.first().map(String::as_str) {
        Some("crate") => (base, rest) = (Vec::new(), &path[1..]),
        Some("self") => rest = &path[1..],
        Some("super") => {
            while rest.first().is_some_and(|step| step == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        _ if is_child => {}
        _ => return None,
    }
    base.extend_from_slice(rest);
    Some(base)
}
