//! The program as cron runs it: quiet, with a heartbeat, and told of a failure once.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use super::vendor::Vendor;

const ROWS: [(&str, &str, &str); 3] = [
    ("Stripe, Inc.", "Payments", "United States"),
    ("Mailgun", "E-mail delivery", "Germany"),
    ("Zendesk", "Support", "Ireland"),
];

struct House {
    folder: TempDir,
}

impl House {
    fn watching(vendor: &Vendor, defaults: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "[defaults]\npace = '0s'\ntries = 1\n{defaults}\n[[source]]\nslug = 'acme'\nvendor = 'Acme'\nurl = '{}'\nallow_private = true\n",
            vendor.address("/list")
        );
        std::fs::write(folder.path().join("sources.toml"), text).unwrap();
        Self { folder }
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_subwatch"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("SUBWATCH_DB").env_remove("SUBWATCH_SOURCES").output().unwrap()
    }

    /// Exit code and standard output.
    fn says(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.runs(arguments);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }

    /// What it says on standard error.
    fn warns(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.runs(arguments);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

async fn vendor() -> Vendor {
    let vendor = Vendor::start().await;
    vendor.publishes_as("/list", "text/html", crate::crawl::page(&ROWS));
    vendor.publishes_as("/beat", "text/plain", "ok");
    vendor
}

fn beats(vendor: &Vendor) -> usize {
    vendor.requests().iter().filter(|request| request.path == "/beat").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_night_from_cron_is_one_line_and_a_heartbeat() {
    let vendor = vendor().await;
    let house = House::watching(&vendor, &format!("heartbeat = '{}'", vendor.address("/beat")));
    let output = house.runs(&["crawl"]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "1 source: 1 read for the first time\n");
    assert_eq!(beats(&vendor), 1);
    assert_eq!(house.says(&["crawl", "-q"]), (Some(0), String::new()));
    let (code, json) = house.says(&["crawl", "--format", "json"]);
    assert!(code == Some(0) && json.contains("\"acme\""), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_was_stopped_early_has_no_heartbeat_and_one_that_is_not_heard_is_told() {
    let vendor = vendor().await;
    let house = House::watching(&vendor, &format!("heartbeat = '{}'", vendor.address("/beat")));
    let (code, line) = house.says(&["crawl", "--deadline", "0m"]);
    assert_eq!(
        (code, line.contains("1 left for the next run"), beats(&vendor)),
        (Some(3), true, 0),
        "{line}"
    );
    vendor.withdraws("/beat");
    let output = house.runs(&["crawl"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "the night itself is done: {told}");
    assert!(told.contains("heartbeat") && told.contains("404") && !told.contains("/beat"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_is_told_of_when_it_begins_and_when_it_ends() {
    let vendor = vendor().await;
    let house = House::watching(&vendor, "");
    let warns = || String::from_utf8(house.runs(&["crawl"]).stderr).unwrap();
    assert_eq!(warns(), "");
    vendor.refuses(403);
    let (code, told) = house.warns(&["crawl"]);
    assert_eq!(code, Some(3));
    assert!(told.starts_with("warning: acme: no list since tonight (last had on 2"), "{told}");
    assert!(told.contains("refused"), "{told}");
    assert_eq!(house.warns(&["crawl"]), (Some(3), String::new()), "it does not cry every night");
    vendor.publishes_as("/list", "text/html", crate::crawl::page(&ROWS));
    let (code, told) = house.warns(&["crawl"]);
    assert_eq!(code, Some(0));
    assert!(told.starts_with("note: acme: back, after no list since 2"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_moved_for_good_proposes_its_new_address_in_the_status() {
    let vendor = vendor().await;
    let house = House::watching(&vendor, "");
    vendor.publishes_as("/new", "text/html", crate::crawl::page(&ROWS));
    vendor.redirects_for_good("/list", "/new");
    house.says(&["crawl"]);
    let (_, status) = house.says(&["status"]);
    let words = status.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("moved for good to `{}`", vendor.address("/new"))), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn politeness_tells_what_a_host_was_asked() {
    let vendor = vendor().await;
    vendor.tags_its_pages();
    vendor.tells_robots("User-agent: *\nCrawl-delay: 0.1\n");
    let house = House::watching(&vendor, "");
    house.says(&["crawl"]);
    house.says(&["crawl"]);
    let (code, csv) = house.says(&["politeness", "--since", "1d", "--format", "csv"]);
    assert_eq!(code, Some(0));
    let host = vendor.address("/");
    let row = csv.lines().find(|line| line.contains(&format!("127.0.0.1:{}", host.port().unwrap()))).unwrap();
    assert!(
        row.contains(",4,2,") && row.contains(",1,50,"),
        "4 requests, 2 of them for robots.txt, 1 of the others a 304: {csv}"
    );
    assert!(row.contains("100ms"), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_a_database_and_pruning_asks_first() {
    let vendor = vendor().await;
    let house = House::watching(&vendor, "");
    assert_eq!(house.says(&["backup", "copy.db"]).0, Some(1), "there is nothing to copy yet");
    house.says(&["crawl"]);
    assert_eq!(house.says(&["backup", "copy.db"]).0, Some(0));
    assert_eq!(house.says(&["backup", "copy.db"]).0, Some(1), "a copy is never written over");
    let (code, list) = house.says(&["show", "acme", "--db", "copy.db"]);
    assert!(code == Some(0) && list.contains("Mailgun"), "{list}");
    let (code, told) = house.says(&["prune", "--older-than", "0d"]);
    assert!(code == Some(0) && told.starts_with("could give up 0 pages"), "{told}");
    let (code, told) = house.says(&["prune", "--older-than", "0d", "--yes"]);
    assert!(code == Some(0) && told.starts_with("gave up 0 pages"), "{told}");
    assert!(house.path().join("copy.db").is_file());
}

/// The units of the readme, the service first.
fn units() -> Vec<String> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    readme.split("```ini\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_units_of_the_readme_pass_the_check_of_systemd_where_there_is_one() {
    let units = units();
    assert_eq!(units.len(), 2);
    assert!(units[0].contains("ExecStart=/usr/local/bin/subwatch crawl") && units[1].contains("OnCalendar="));
    let folder = tempfile::tempdir().unwrap();
    let [service, timer] = ["subwatch.service", "subwatch.timer"].map(|name| folder.path().join(name));
    std::fs::write(&service, units[0].replace("/usr/local/bin/subwatch", env!("CARGO_BIN_EXE_subwatch")))
        .unwrap();
    std::fs::write(&timer, &units[1]).unwrap();
    let checks = |unit: &Path| {
        Command::new("systemd-analyze")
            .arg("verify")
            .arg("--man=no")
            .arg(unit)
            .env("SYSTEMD_UNIT_PATH", format!("{}:", folder.path().display()))
            .output()
    };
    let Ok(_) = checks(&service) else { return };
    for unit in [&service, &timer] {
        let output = checks(unit).unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        // Other units of the machine may be missing, and that is not for us to say; what is said of ours is.
        let ours: Vec<&str> = told.lines().filter(|line| line.contains("subwatch")).collect();
        assert!(ours.is_empty(), "{told}");
    }
    // A check that finds nothing wrong must be able to find something.
    std::fs::write(&service, "[Service]\nType=oneshot\nExecStart=relative/path\n").unwrap();
    assert!(!checks(&service).unwrap().stderr.is_empty());
}
