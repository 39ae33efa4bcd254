//! A database that the program of 0.1.0 wrote: this program opens it, brings its tables up to date, and says
//! the same. `tests/databases/README.md` tells what is in it.
//!
//! Its addresses are those of web sites that are long gone, so nothing here looks at a source.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use sha2::{Digest, Sha256};
use similar::TextDiff;
use tempfile::TempDir;

/// Digest of the file as 0.1.0 left it.
const AS_IT_WAS: &str = "11e22c42ac18d21fd4bd66fca451482519d990b6393e6b3154a701af2562e64c";
/// The commands that only read; no other is asked of it.
const READING: [&str; 6] = ["changes", "diff", "history", "politeness", "show", "status"];
/// So many answers that differ are shown in full.
const SHOWN: usize = 5;

/// A folder with a copy of the database and of its `sources.toml`.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::copy(kept("0.1.0.db"), folder.path().join("0.1.0.db")).unwrap();
        fs::copy(kept("0.1.0/sources.toml"), folder.path().join("sources.toml")).unwrap();
        Self { folder }
    }

    /// The program in this folder, 80 columns wide, without settings of whoever runs the tests.
    fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_subwatch"));
        command.current_dir(self.folder.path()).env("COLUMNS", "80");
        for name in ["SUBWATCH_DB", "SUBWATCH_SOURCES", "NO_COLOR"] {
            command.env_remove(name);
        }
        command.args(words.split_whitespace()).args(["--db", "0.1.0.db"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn asks(&self, words: &str) -> Output {
        self.command(words).output().unwrap()
    }

    /// The answer to a command that must succeed.
    fn answer(&self, words: &str) -> Vec<u8> {
        let done = self.asks(words);
        assert!(done.status.success(), "`{words}`: {}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_slice(&self.answer(words)).unwrap()
    }

    /// Nothing stored was altered or lost.
    fn is_sound(&self) {
        let found = self.json("verify -f json");
        assert_eq!(found["rows"][0]["verdict"], "sound", "{found}");
    }

    /// What the status says of a source.
    fn status(&self, slug: &str) -> Value {
        let status = self.json("status -f json");
        let rows = status["rows"].as_array().unwrap();
        rows.iter().find(|row| row["source"] == slug).unwrap().clone()
    }
}

/// A file that is kept with the tests.
fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/databases").join(name)
}

/// A command and the name of the file that holds its answer: its words, and the format as the ending.
fn commands() -> Vec<(String, String)> {
    let text = fs::read_to_string(kept("0.1.0/commands.txt")).unwrap();
    let named = |command: &str| {
        let (words, format) = command.split_once(" -f ").unwrap_or((command, "txt"));
        let words: Vec<&str> = words.split(' ').map(|word| word.trim_start_matches('-')).collect();
        (command.to_owned(), format!("{}.{format}", words.join("-")))
    };
    text.lines().map(named).collect()
}

/// What differs between an old answer and a new one; none where the new one says the same.
fn difference(name: &str, old: &[u8], new: &[u8]) -> Option<String> {
    let is_json = name.rsplit_once('.').is_some_and(|(_, ending)| ending == "json");
    if old == new {
        return None;
    }
    if let Some((old, new)) = is_json.then(|| (parsed(old), parsed(new))) {
        let mut lost = Vec::new();
        compare("", &old, &new, &mut lost);
        return (!lost.is_empty()).then(|| lost.join("\n"));
    }
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    Some(
        TextDiff::from_lines(&*old, &*new)
            .unified_diff()
            .context_radius(2)
            .header("0.1.0", "now")
            .to_string(),
    )
}

fn parsed(answer: &[u8]) -> Value {
    serde_json::from_slice(answer).unwrap_or_else(|_| String::from_utf8_lossy(answer).into())
}

/// Notes where an answer in JSON has lost a field, or says something else. It may say more.
fn compare(place: &str, old: &Value, new: &Value, lost: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(other) => compare(&format!("{place}.{key}"), value, other, lost),
                    None => lost.push(format!("{place}.{key}: is gone, was {value}")),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (at, (value, other)) in old.iter().zip(new).enumerate() {
                compare(&format!("{place}[{at}]"), value, other, lost);
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            lost.push(format!("{place}: {} items, now {}", old.len(), new.len()));
        }
        _ if old == new => {}
        _ => lost.push(format!("{place}: was {old}, is {new}")),
    }
}

#[test]
fn the_database_that_is_kept_is_the_one_that_0_1_0_wrote() {
    let digest = Sha256::digest(fs::read(kept("0.1.0.db")).unwrap());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, AS_IT_WAS, "a test has written to it, or somebody has: take it back from git");
}

#[test]
fn every_answer_that_is_kept_belongs_to_a_command_that_only_reads() {
    let commands = commands();
    let mut names: Vec<&str> = commands.iter().map(|(_, name)| name.as_str()).collect();
    names.extend(["commands.txt", "sources.toml"]);
    names.sort_unstable();
    let files = fs::read_dir(kept("0.1.0")).unwrap();
    let mut files: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort_unstable();
    assert_eq!(names, files);
    let verb = |command: &str| command.split(' ').next().unwrap().to_owned();
    let others: Vec<&str> = commands
        .iter()
        .map(|(command, _)| command.as_str())
        .filter(|command| !READING.contains(&verb(command).as_str()))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn an_old_database_says_what_it_said_before() {
    let copy = Copy::new();
    let mut told = Vec::new();
    for (command, name) in commands() {
        let old = fs::read(kept("0.1.0").join(&name)).unwrap();
        let done = copy.asks(&command);
        let trouble = match done.status.code() {
            Some(0) => difference(&name, &old, &done.stdout),
            code => Some(format!("ended with {code:?}: {}", String::from_utf8_lossy(&done.stderr))),
        };
        told.extend(trouble.map(|trouble| format!("── subwatch {command} ──\n{trouble}")));
    }
    let more = told.len().saturating_sub(SHOWN);
    assert!(
        told.is_empty(),
        "{} answers differ from those of 0.1.0\n\n{}\n\nand {more} more",
        told.len(),
        told[..told.len().min(SHOWN)].join("\n")
    );
}

#[test]
fn a_source_without_a_list_says_so_as_before() {
    let copy = Copy::new();
    let refused = |words: &str| {
        let done = copy.asks(words);
        assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(1), &b""[..]), "{words}");
        String::from_utf8(done.stderr).unwrap()
    };
    let none = "subwatch: no list of `walled` has been read yet; `subwatch status` says why\n";
    assert_eq!(refused("show walled"), none);
    let early = "subwatch: no list of `nimbus` is known of 2026-04-30; the first was seen on 2026-05-01\n";
    assert_eq!(refused("show nimbus --at 2026-04-30"), early);
    assert_eq!(copy.status("newcomer")["outcome"], "never");
    assert_eq!(copy.status("vanished")["watched"], "no");
}

#[test]
fn an_old_database_is_sound_once_it_was_opened() {
    let copy = Copy::new();
    copy.is_sound();
    copy.answer("status");
    copy.is_sound();
}

#[test]
fn two_that_open_an_old_database_at_once_leave_it_sound() {
    let copy = Copy::new();
    let both = ["status -f json", "changes --since 2026-01-01 -f json"]
        .map(|words| copy.command(words).spawn().unwrap());
    for running in both {
        let done = running.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    copy.is_sound();
}

/// Whoever runs as root may write anyway: there is nothing to be seen then but that it is read.
#[cfg(unix)]
#[test]
fn an_old_database_that_was_brought_up_to_date_may_be_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let copy = Copy::new();
    copy.is_sound();
    let may = |mode: u32| {
        let set = |path: PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        set(copy.folder.path().join("0.1.0.db"), mode);
        set(copy.folder.path().to_owned(), mode | 0o111);
    };
    may(0o444);
    let done = copy.asks("verify");
    may(0o644);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_list_that_was_rejected_is_still_rejected() {
    let copy = Copy::new();
    let quill = copy.status("quill");
    assert_eq!(quill["outcome"], "suspect");
    let detail = quill["detail"].as_str().unwrap();
    let rejected = "rejected on 2026-05-05, `subwatch accept quill` takes it after all";
    assert!(detail.ends_with(rejected), "{detail}");
    let done = copy.asks("reject quill");
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&done.stderr),
        "subwatch: the list of `quill` was rejected on 2026-05-05 already; \
         `subwatch accept quill` takes it after all\n"
    );
}

#[test]
fn a_suspicion_that_was_open_is_still_open_and_may_be_ruled_on() {
    let copy = Copy::new();
    let oriole = copy.status("oriole");
    assert_eq!((&oriole["outcome"], &oriole["rows"]), (&"suspect".into(), &5.into()));
    assert_eq!(oriole["failing_since"], "2026-05-13T02:10:00Z");
    let detail = oriole["detail"].as_str().unwrap();
    assert!(detail.ends_with("believed if a later night repeats it"), "{detail}");
    copy.answer("accept oriole");
    let shown = copy.json("show oriole -f json");
    let names = shown["entries"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap());
    let accepted =
        ["Acme Freight Ltd", "Bolt Couriers", "Crane Movers", "Dock Labour SA", "Elm Barges", "Ferry Lines"];
    assert_eq!(names.collect::<Vec<_>>(), accepted);
    copy.is_sound();
}

/// Invariant 4.
#[test]
fn an_old_database_that_is_read_again_tells_no_other_change_of_a_vendor() {
    let copy = Copy::new();
    copy.answer("reread");
    let now = copy.answer("changes --since 2026-01-01 -f json");
    let old = fs::read(kept("0.1.0/changes-since-2026-01-01.json")).unwrap();
    assert_eq!(difference("changes.json", &old, &now), None);
    copy.is_sound();
}

#[test]
fn an_answer_in_json_may_say_more_but_not_less_or_otherwise() {
    let old = br#"{"rows": [{"name": "A", "day": null}]}"#;
    let told = |new: &str| difference("a.json", old, new.as_bytes());
    assert_eq!(told(r#"{"rows": [{"day": null, "name": "A", "region": "EU"}], "notes": []}"#), None);
    assert_eq!(told(r#"{"rows": [{"name": "A"}]}"#).as_deref(), Some(".rows[0].day: is gone, was null"));
    let other = told(r#"{"rows": [{"name": "B", "day": null}]}"#);
    assert_eq!(other.as_deref(), Some(".rows[0].name: was \"A\", is \"B\""));
    assert_eq!(told(r#"{"rows": []}"#).as_deref(), Some(".rows: 1 items, now 0"));
    assert!(told("no JSON").is_some());
    assert!(difference("a.txt", b"one\ntwo\n", b"one\n2\n").unwrap().contains("-two\n+2\n"));
}
