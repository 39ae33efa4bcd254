//! What `Cargo.lock` says of packages.

use std::collections::{BTreeMap, BTreeSet};

/// A package as it is locked.
#[derive(Debug, Default)]
struct Package {
    version: String,
    /// Names, where needed with a version behind them.
    depends_on: Vec<String>,
}

/// Name and version of these packages and of all that they are built on, by name; nothing of an empty text.
///
/// # Errors
/// The name of a package that the file does not lock.
pub(crate) fn closure(text: &str, names: &[&str]) -> Result<BTreeSet<(String, String)>, String> {
    let packages = packages(text);
    let mut found = BTreeSet::new();
    if packages.is_empty() {
        return Ok(found);
    }
    let mut waiting: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    while let Some(wanted) = waiting.pop() {
        let (name, version) = wanted
            .split_once(' ')
            .map_or((wanted.as_str(), None), |(name, rest)| (name, rest.split(' ').next()));
        let locked = packages.get(name).ok_or_else(|| format!("Cargo.lock names no package `{name}`"))?;
        let meant = locked.iter().filter(|package| version.is_none_or(|version| package.version == version));
        for package in meant {
            if found.insert((name.to_owned(), package.version.clone())) {
                waiting.extend(package.depends_on.iter().cloned());
            }
        }
    }
    Ok(found)
}

/// The packages of the file by name; of one name there may be several versions.
fn packages(text: &str) -> BTreeMap<String, Vec<Package>> {
    let mut packages: BTreeMap<String, Vec<Package>> = BTreeMap::new();
    for block in text.split("[[package]]").skip(1) {
        let (mut name, mut package, mut in_list) = (String::new(), Package::default(), false);
        for line in block.lines() {
            let quoted = || line.split('"').nth(1).unwrap_or_default().to_owned();
            match line.split(' ').next() {
                Some("name") => name = quoted(),
                Some("version") => package.version = quoted(),
                Some("dependencies") => in_list = true,
                Some("]") => in_list = false,
                _ if in_list => package.depends_on.push(quoted()),
                _ => {}
            }
        }
        packages.entry(name).or_default().push(package);
    }
    packages
}
