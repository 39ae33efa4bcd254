//! The history of one file in a local git repository, by way of the `git` program.
//!
//! What is asked is the history that the owner of the list published: the commits of the branch that is
//! checked out, each merge as one step (`--first-parent`), with the time of the merge. Renames are not
//! followed: `--follow` guesses, and does not go together with the first parents.
//!
//! The repository is another's: nothing that its settings name is run (no hooks, pagers, filters, external
//! programs, signatures), nothing is fetched, no object is replaced, and what is read is bounded.

use std::{
    ffi::OsStr,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use jiff::Timestamp;
use thiserror::Error;

/// Most bytes of what git says of a history, and of what it complains of.
const LONGEST_HISTORY: usize = 64 << 20;
const LONGEST_COMPLAINT: usize = 64 << 10;

/// Settings that win over those of the repository and of whoever runs us.
const SETTINGS: [&str; 6] = [
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.quotePath=false",
    "log.follow=false",
    "log.showSignature=false",
    "protocol.allow=never",
];

/// Why the history of a file could not be had.
#[derive(Debug, Error)]
pub enum GitError {
    /// There is no `git` to run.
    #[error("the program `git` was not found; install it, or import a saved file with --captured-at")]
    NotInstalled,
    /// A name that git could take for an option, or a path that leads out of the repository.
    #[error("`{given}` {problem}")]
    Name {
        /// What was given.
        given: String,
        /// What is wrong with it, and the way out.
        problem: &'static str,
    },
    /// The path is a folder.
    #[error("`{path}` is a folder in commit {commit}; name one file in it")]
    Folder {
        /// The path.
        path: String,
        /// The commit.
        commit: String,
    },
    /// No commit touched the path.
    #[error("no commit of the branch that is checked out in `{}` touched `{path}`; paths are from that \
            folder on", repository.display())]
    NoHistory {
        /// The repository.
        repository: PathBuf,
        /// The path.
        path: String,
    },
    /// What git printed is more than is read, or not what was asked for.
    #[error("what git said could not be read: {problem}")]
    Answer {
        /// What is wrong.
        problem: String,
    },
    /// Git would not.
    #[error("git could not read `{}`: {said}", repository.display())]
    Refused {
        /// The repository.
        repository: PathBuf,
        /// Its last words.
        said: String,
    },
    /// The program could not be run, or was cut off.
    #[error("git could not be run")]
    Run {
        /// What the system said.
        source: io::Error,
    },
}

/// One file of one repository.
#[derive(Debug, Clone)]
pub(super) struct Lineage {
    repository: PathBuf,
    /// From the top of the repository on.
    pub(super) path: String,
    /// Whether older commits are missing from this copy of the repository.
    pub(super) is_shallow: bool,
    /// The commits that touched the file, the oldest first.
    pub(super) commits: Vec<Commit>,
}

/// A commit that touched the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) id: String,
    /// When it was merged.
    pub(super) merged: Timestamp,
    /// When its author wrote it.
    pub(super) authored: Timestamp,
    pub(super) entry: Entry,
}

/// What stands at the path in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A file with that content.
    Blob(String),
    /// Nothing: the file was deleted or moved.
    Nothing,
    /// A link to another file, or another repository.
    Link,
}

/// What came of reading a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Whole(Vec<u8>),
    /// It has more bytes than were asked for.
    TooLarge,
}

/// The history of `path`, from the folder `repository` on.
pub(super) fn lineage(repository: &Path, path: &str) -> Result<Lineage, GitError> {
    checked(repository, path)?;
    let git = Git { repository };
    let facts = git.text(["rev-parse", "--is-shallow-repository", "--show-prefix"])?;
    let (shallow, prefix) = facts.split_once('\n').unwrap_or((&facts, ""));
    let from_top = format!("{}{}", prefix.trim_end_matches('\n'), path.trim_start_matches("./"));
    let format = "--format=tformat:%H %ct %at";
    let options = [
        "log",
        "--first-parent",
        "--reverse",
        "--no-color",
        "--no-notes",
        "--no-patch",
        "--no-renames",
        "--no-ext-diff",
        format,
    ];
    let told = git.text(options.into_iter().chain(["--no-textconv", "HEAD", "--", path]))?;
    let mut commits = Vec::new();
    for line in told.lines() {
        let (id, merged, authored) = dates(line).ok_or_else(|| odd(line))?;
        let entry = git.entry(&id, &from_top)?;
        commits.push(Commit { id, merged, authored, entry });
    }
    if commits.is_empty() {
        return Err(GitError::NoHistory { repository: repository.to_owned(), path: path.to_owned() });
    }
    Ok(Lineage {
        repository: repository.to_owned(),
        path: from_top,
        is_shallow: shallow.trim() == "true",
        commits,
    })
}

impl Lineage {
    /// The bytes of a file, if they are no more than `most`.
    pub(super) fn content(&self, blob: &str, most: usize) -> Result<Content, GitError> {
        Git { repository: &self.repository }.run(["cat-file", "blob", blob], most)
    }
}

/// Refuses what git would take for an option, and paths that are not written plainly.
fn checked(repository: &Path, path: &str) -> Result<(), GitError> {
    let refused = |given: &str, problem| Err(GitError::Name { given: given.to_owned(), problem });
    let folder = repository.to_string_lossy();
    if folder.starts_with('-') || path.starts_with('-') {
        let given = if path.starts_with('-') { path } else { &folder };
        return refused(given, "begins with `-`; put `./` before it");
    }
    if !repository.is_dir() {
        return refused(
            &folder,
            "is no folder; name a repository on this machine, as FOLDER:PATH (clone it first)",
        );
    }
    let plain = path.trim_start_matches("./");
    let odd = plain.is_empty()
        || plain.contains(['\0', '\n'])
        || plain.split('/').any(|part| matches!(part, "" | "." | ".."));
    if odd {
        refused(path, "is no path of one file in the repository; write it as folder/file.md")
    } else {
        Ok(())
    }
}

fn dates(line: &str) -> Option<(String, Timestamp, Timestamp)> {
    let mut words = line.split(' ');
    let id = words.next().filter(|id| id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let mut moment = || Timestamp::from_second(words.next()?.parse().ok()?).ok();
    Some((id.to_owned(), moment()?, moment()?))
}

fn odd(what: &str) -> GitError {
    GitError::Answer {
        problem: format!("`{}` is not what was asked for", what.chars().take(120).collect::<String>()),
    }
}

/// The program, at one repository.
struct Git<'a> {
    repository: &'a Path,
}

impl Git<'_> {
    /// What stands at a path, from the top of the repository on, in a commit.
    fn entry(&self, commit: &str, path: &str) -> Result<Entry, GitError> {
        let told = self.text(["ls-tree", "--full-tree", "-z", commit, "--", path])?;
        let Some(line) = told.split_terminator('\0').next() else { return Ok(Entry::Nothing) };
        let mut words = line.split_once('\t').map_or(line, |(words, _)| words).split(' ');
        match (words.next(), words.next(), words.next()) {
            (Some("120000"), ..) | (_, Some("commit"), _) => Ok(Entry::Link),
            (_, Some("blob"), Some(id)) => Ok(Entry::Blob(id.to_owned())),
            (_, Some("tree"), _) => {
                Err(GitError::Folder { path: path.to_owned(), commit: commit.chars().take(12).collect() })
            }
            _ => Err(odd(line)),
        }
    }

    fn text<'s>(&self, arguments: impl IntoIterator<Item = &'s str>) -> Result<String, GitError> {
        match self.run(arguments, LONGEST_HISTORY)? {
            Content::Whole(bytes) => String::from_utf8(bytes)
                .map_err(|_| GitError::Answer { problem: "it is no UTF-8".to_owned() }),
            Content::TooLarge => {
                Err(GitError::Answer { problem: format!("it is longer than {} MiB", LONGEST_HISTORY >> 20) })
            }
        }
    }

    /// Runs it, and reads no more than `most` bytes of what it prints.
    fn run<'s>(
        &self,
        arguments: impl IntoIterator<Item = &'s str>,
        most: usize,
    ) -> Result<Content, GitError> {
        let mut child = self.command().args(arguments).spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => GitError::NotInstalled,
            _ => GitError::Run { source: error },
        })?;
        let complaints =
            child.stderr.take().map(|pipe| thread::spawn(move || bounded(pipe, LONGEST_COMPLAINT)));
        let printed = child.stdout.take().map_or_else(|| Ok(Vec::new()), |pipe| bounded(pipe, most));
        let failed = |source| GitError::Run { source };
        if printed.as_ref().map_or(true, |bytes| bytes.len() > most) {
            // It may still want to print: nobody listens any more.
            let _ = child.kill();
        }
        let status = child.wait().map_err(failed)?;
        let said = complaints.and_then(|thread| thread.join().ok()).and_then(Result::ok).unwrap_or_default();
        let printed = printed.map_err(failed)?;
        match status.success() {
            _ if printed.len() > most => Ok(Content::TooLarge),
            true => Ok(Content::Whole(printed)),
            false => {
                Err(GitError::Refused { repository: self.repository.to_owned(), said: complaint(&said) })
            }
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if is_gits(&name) {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
        command.arg("-C").arg(self.repository);
        command.args(["--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs"]);
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// Whether a variable would tell git to do otherwise than it is asked to.
fn is_gits(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.to_ascii_uppercase().starts_with("GIT_"))
}

/// At most one byte more than `most`, by which it is seen that there was more.
fn bounded(pipe: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    pipe.take(u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The last line of a complaint that says something, harmless to a terminal.
fn complaint(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let line = text
        .lines()
        .rev()
        .find(|line| line.starts_with("fatal: ") || line.starts_with("error: "))
        .or_else(|| text.lines().next());
    let line =
        line.unwrap_or("it gave no reason").trim_start_matches("fatal: ").trim_start_matches("error: ");
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_could_take_for_an_option_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (repository, path) in
            [(Path::new("--upload-pack=x"), "a.md"), (folder.path(), "--output=x"), (folder.path(), "-")]
        {
            let error = lineage(repository, path).unwrap_err();
            assert!(error.to_string().contains("begins with `-`"), "{error}");
        }
        for path in ["", "../a.md", "a//b.md", "/etc/passwd", "a/./b", "a\nb"] {
            let error = lineage(folder.path(), path).unwrap_err();
            assert!(matches!(error, GitError::Name { .. }), "{error}");
        }
        let error = lineage(&folder.path().join("none"), "a.md").unwrap_err();
        assert!(error.to_string().contains("is no folder; name a repository on this machine"), "{error}");
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        assert_eq!(bounded(&b"12345"[..], 5).unwrap().len(), 5);
        assert_eq!(bounded(io::repeat(0), 5).unwrap().len(), 6);
    }

    #[test]
    fn the_settings_of_whoever_runs_us_are_left_aside() {
        for (name, gits) in [("GIT_DIR", true), ("git_dir", true), ("GITHUB_TOKEN", false), ("PATH", false)] {
            assert_eq!(is_gits(OsStr::new(name)), gits, "{name}");
        }
    }

    #[test]
    fn a_complaint_is_one_line_without_sequences() {
        assert_eq!(complaint(b"hint: x\nfatal: bad \x1b[2J object\nhint: y\n"), "bad  [2J object");
        assert_eq!(complaint(b""), "it gave no reason");
    }
}
