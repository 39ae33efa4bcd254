//! The history of a list that is kept in a git repository.

use super::*;

/// A repository that is filled commit by commit.
struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        let new = Self(TempDir::new().unwrap());
        new.git(&["init", "--quiet", "--initial-branch=main"], "");
        new
    }

    /// Runs git with the time `2024-<when>` for author and committer.
    fn git(&self, arguments: &[&str], when: &str) {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
            command.env(name, "a@example.com");
        }
        if !when.is_empty() {
            command
                .env("GIT_AUTHOR_DATE", format!("2024-{when}T09:00:00Z"))
                .env("GIT_COMMITTER_DATE", format!("2024-{when}T10:00:00Z"));
        }
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let done = command.arg("-C").arg(self.0.path()).args(arguments).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn commits(&self, when: &str, name: &str, text: &str) {
        let file = self.0.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self.git(&["add", "--all"], "");
        self.git(&["commit", "--quiet", "--message", "x"], when);
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

async fn history(house: &House, repository: &Path, path: &str) -> Imported {
    brings(house, Brought::Git { repository: repository.to_owned(), path: path.to_owned() }).await.unwrap()
}

fn markdown(rows: usize) -> String {
    let rows: String = FIVE[..rows]
        .iter()
        .map(|(name, purpose, place)| format!("| {name} | {purpose} | {place} |\n"))
        .collect();
    format!("# Sub-processors\n\n| Sub-processor | Purpose | Location |\n| --- | --- | --- |\n{rows}")
}

/// What each commit came to: its day and the code of its outcome.
fn codes(imported: &Imported) -> Vec<String> {
    let code = |fate: &Fate| match fate {
        Fate::Judged { outcome, .. } => outcome.code().to_owned(),
        Fate::Known => "known".to_owned(),
        Fate::LeftOut(reason) => reason.clone(),
    };
    imported
        .arrivals
        .iter()
        .map(|arrival| format!("{} {}", &arrival.at.to_string()[5..10], code(&arrival.fate)))
        .collect()
}

#[tokio::test]
async fn a_history_in_git_is_the_list_as_it_was_merged() {
    let (_vendor, house) = crawled().await;
    let repository = Repository::new();
    repository.commits("01-01", "legal/list.md", &markdown(3));
    repository.commits("01-02", "other.md", "x");
    repository.git(&["checkout", "--quiet", "-b", "next"], "");
    repository.commits("01-10", "legal/list.md", &markdown(1));
    repository.commits("01-11", "legal/list.md", &markdown(4));
    repository.git(&["checkout", "--quiet", "main"], "");
    repository.commits("01-15", "other.md", "y");
    repository.git(&["merge", "--quiet", "--no-ff", "--message", "x", "next"], "01-20");
    let done = history(&house, repository.path(), "legal/list.md").await;
    assert_eq!(codes(&done), ["01-01 first", "01-20 changed"], "a merge is one step");
    assert_eq!(told(&house).await, ["2024-01-20: added Mailgun", "2026-05-01: added Zendesk"]);
    let Origin::Git { commit, authored, path } = &done.arrivals[0].origin else { panic!("{done:?}") };
    assert_eq!((commit.len(), authored, path.as_str()), (40, &at("2024-01-01T09:00:00Z"), "legal/list.md"));
    assert_eq!(
        done.arrivals[0].at,
        at("2024-01-01T10:00:00Z"),
        "when it was merged, not when it was written"
    );
    // From a folder of the repository, and once more.
    let before = counts(&house).await;
    let again = history(&house, &repository.path().join("legal"), "list.md").await;
    assert_eq!(codes(&again), ["01-01 known", "01-20 known"]);
    assert_eq!(counts(&house).await, before);
    repository.commits("02-01", "legal/list.md", &markdown(5));
    assert_eq!(
        codes(&history(&house, repository.path(), "./legal/list.md").await),
        ["01-01 known", "01-20 known", "02-01 changed"]
    );
    assert_eq!(
        told(&house).await,
        ["2024-01-20: added Mailgun", "2024-02-01: added Zendesk"],
        "the first night brought nothing new"
    );
}

#[tokio::test]
async fn a_file_that_is_deleted_emptied_or_linked_is_no_list_that_is_gone() {
    let (_vendor, house) = crawled().await;
    let repository = Repository::new();
    repository.commits("01-01", "list.md", &markdown(4));
    repository.git(&["rm", "--quiet", "list.md"], "");
    repository.git(&["commit", "--quiet", "--message", "x"], "01-02");
    repository.commits("01-03", "list.md", "");
    repository.commits(
        "01-04",
        "list.md",
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    );
    repository.commits("01-05", "list.md", &markdown(4));
    let done = history(&house, repository.path(), "list.md").await;
    let words: Vec<String> = codes(&done)
        .iter()
        .map(|line| line.split_whitespace().take(5).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        words,
        [
            "01-01 first",
            "01-02 the file was deleted",
            "01-03 the file is empty",
            "01-04 the file is kept",
            "01-05 unchanged"
        ]
    );
    assert_eq!(told(&house).await, ["2026-05-01: added Zendesk"]);
}

#[tokio::test]
async fn each_commit_is_the_vendors_word_however_much_it_takes_away() {
    let (_vendor, house) = crawled().await;
    let repository = Repository::new();
    for (when, rows) in [("01-01", 5), ("01-02", 1), ("01-03", 4)] {
        repository.commits(when, "list.md", &markdown(rows));
    }
    let done = history(&house, repository.path(), "list.md").await;
    assert_eq!(codes(&done), ["01-01 first", "01-02 changed", "01-03 changed"]);
    let all = [
        "2024-01-02: removed Stripe, Inc., removed Datadog, Inc., removed Mailgun, removed Zendesk",
        "2024-01-03: added Stripe, Inc., added Datadog, Inc., added Mailgun",
        "2026-05-01: added Zendesk",
    ];
    assert_eq!(told(&house).await, all);
    assert_eq!(counts(&house).await, (4, 4, 1));
}

#[tokio::test]
async fn a_list_that_comes_back_in_a_history_has_come_back_and_commits_of_one_second_keep_their_order() {
    let (_vendor, house) = crawled().await;
    let repository = Repository::new();
    for rows in [5, 4, 5, 3] {
        repository.commits("01-01", "list.md", &markdown(rows));
    }
    let done = history(&house, repository.path(), "list.md").await;
    let seconds: Vec<i64> = done
        .arrivals
        .iter()
        .map(|arrival| arrival.at.as_second() - done.arrivals[0].at.as_second())
        .collect();
    assert_eq!(seconds, [0, 1, 2, 3]);
    assert_eq!(codes(&done), ["01-01 first", "01-01 changed", "01-01 changed", "01-01 changed"]);
    let told = told(&house).await;
    assert_eq!(told[..2], ["2024-01-01: removed Zendesk", "2024-01-01: added Zendesk"]);
    assert_eq!(codes(&history(&house, repository.path(), "list.md").await), ["01-01 known"; 4]);
}

#[tokio::test]
async fn a_repository_runs_nothing_of_its_own_while_it_is_read() {
    let (_vendor, house) = crawled().await;
    let repository = Repository::new();
    let trap = repository.path().join("trap");
    let command = format!("touch {}", trap.display());
    repository.commits("01-01", "list.md", &markdown(5));
    for setting in [
        "core.pager",
        "core.fsmonitor",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "gpg.program",
        "filter.trap.smudge",
    ] {
        repository.git(&["config", setting, &command], "");
    }
    repository.git(&["config", "log.showSignature", "true"], "");
    fs::write(repository.path().join(".git/info/attributes"), "*.md diff=trap filter=trap\n").unwrap();
    assert_eq!(codes(&history(&house, repository.path(), "list.md").await), ["01-01 first"]);
    assert!(!trap.exists());
}

#[tokio::test]
async fn what_is_no_file_of_a_repository_is_told() {
    let (_vendor, house) = crawled().await;
    let repository = Repository::new();
    repository.commits("01-01", "legal/list.md", &markdown(5));
    let empty = TempDir::new().unwrap();
    for (folder, path, said) in [
        (repository.path(), "legal", "`legal` is a folder in commit "),
        (repository.path(), "none.md", "touched `none.md`; paths are from that folder on"),
        (repository.path(), "*.md", "touched `*.md`"),
        (empty.path(), "list.md", "not a git repository"),
    ] {
        let error = brings(&house, Brought::Git { repository: folder.to_owned(), path: path.to_owned() })
            .await
            .unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!(counts(&house).await, (1, 1, 1));
}
