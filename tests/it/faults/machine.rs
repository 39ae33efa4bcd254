//! What the machine can do: signals, a full disk, locks, rights, a clock that was set back.

use std::{fs, process::Command, time::Duration};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use subwatch::{
    model::Outcome,
    store::{Store, changes, looks, versions},
};
use url::Url;

use super::{House, catalogue, ended, good_page, problems, signal, survived};
use crate::vendor::Vendor;

const PATIENCE: Duration = Duration::from_secs(20);

async fn site(pages: usize) -> (Vendor, Vec<Url>) {
    let vendor = Vendor::start().await;
    let paths: Vec<String> = (0..pages).map(|number| format!("/s{number}")).collect();
    for path in &paths {
        vendor.publishes_as(path, "text/html", good_page());
    }
    let addresses = paths.iter().map(|path| vendor.address(path)).collect();
    (vendor, addresses)
}

/// How often each page was asked for.
fn asked(vendor: &Vendor, pages: usize) -> Vec<usize> {
    let requests = vendor.requests();
    (0..pages)
        .map(|number| requests.iter().filter(|request| request.path == format!("/s{number}")).count())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_in_mid_crawl_ends_the_source_in_hand_and_the_next_run_does_the_rest() {
    for name in ["TERM", "INT"] {
        let (vendor, addresses) = site(8).await;
        let house = House::watching(&addresses);
        fs::write(house.folder.path().join("sources.toml"), catalogue(&addresses, "200ms")).unwrap();
        let child = house.program().spawn().unwrap();
        while vendor.requests().len() < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        signal(&child, name);
        let (status, told) = ended(child, PATIENCE);
        assert_eq!(status.code(), Some(3), "{name}: {told}");
        let before = asked(&vendor, 8);
        assert!((3..8).contains(&before.iter().sum::<usize>()), "{name}: {before:?}");
        assert_eq!(problems(&house.database()).await, ["ok"], "{name}");
        fs::write(house.folder.path().join("sources.toml"), catalogue(&addresses, "0s")).unwrap();
        let (status, told) = ended(house.program().spawn().unwrap(), PATIENCE);
        assert_eq!(status.code(), Some(0), "{name}: {told}");
        assert_eq!(asked(&vendor, 8), [1; 8], "{name}: nothing is asked for twice");
        for number in 0..8 {
            house.is_sound(number, name).await;
        }
        let (status, _) = ended(house.program().spawn().unwrap(), PATIENCE);
        assert_eq!(
            (status.code(), asked(&vendor, 8)),
            (Some(0), vec![2; 8]),
            "{name}: the night was ended, this is another"
        );
    }
    survived("signals", 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_deadline_the_rest_is_left_for_the_next_run() {
    let (vendor, addresses) = site(6).await;
    let house = House::watching(&addresses);
    fs::write(house.folder.path().join("sources.toml"), catalogue(&addresses, "300ms")).unwrap();
    let (status, told) = ended(house.program().args(["--deadline", "0m"]).spawn().unwrap(), PATIENCE);
    assert_eq!(status.code(), Some(3), "{told}");
    assert_eq!(asked(&vendor, 6), [0; 6]);
    survived("deadline", 1);
}

/// A limit on the size of files stands for a small disk. Where the signal that goes with it is ignored,
/// writing fails as on a full disk; where it is not, the program is killed in the middle of a write.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_ends_the_night_with_a_word_and_loses_nothing() {
    for ignored in ["trap '' XFSZ;", ""] {
        let (vendor, addresses) = site(1).await;
        let house = House::watching(&addresses);
        assert_eq!(house.outcome("2026-05-01").await, Outcome::First(5));
        // Noise, so that it cannot be packed into the room there is.
        let mut state = 1_u64;
        let noise: String = (0..50_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                char::from(33 + u8::try_from((state >> 33) % 90).unwrap())
            })
            .collect();
        vendor.publishes_as(
            "/s0",
            "text/html",
            format!("{}<!-- {} -->", good_page(), noise.replace("--", "xx")),
        );
        let mut limited = Command::new("sh");
        // In blocks of 512 bytes: SQLite's shared memory, and a log that the night's beginning fits into and
        // its page does not.
        let program = env!("CARGO_BIN_EXE_subwatch");
        limited.arg("-c").arg(format!("{ignored} ulimit -f 66; exec '{program}' crawl"));
        limited
            .current_dir(house.folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped());
        let (status, told) = ended(limited.spawn().unwrap(), PATIENCE);
        if ignored.is_empty() {
            assert!(!status.success(), "{status}");
        } else {
            assert_eq!(status.code(), Some(1), "{told}");
            assert!(told.contains("the database"), "{told}");
        }
        house.is_sound(0, "a full disk").await;
        let (status, told) = ended(house.program().spawn().unwrap(), PATIENCE);
        assert_eq!(status.code(), Some(0), "{told}");
        house.is_sound(0, "the night after").await;
    }
    survived("full disk", 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_ends_the_night_with_a_word_and_loses_nothing() {
    let (_vendor, addresses) = site(1).await;
    let house = House::watching(&addresses);
    assert_eq!(house.outcome("2026-05-01").await, Outcome::First(5));
    let options = SqliteConnectOptions::new().filename(house.database());
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    let (status, told) = ended(house.program().spawn().unwrap(), PATIENCE);
    assert_eq!(status.code(), Some(1), "{told}");
    assert!(told.contains("is locked by another program"), "{told}");
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    house.is_sound(0, "a locked database").await;
    let (status, told) = ended(house.program().spawn().unwrap(), PATIENCE);
    assert_eq!(status.code(), Some(0), "{told}");
    survived("locked database", 1);
}

/// The owner of everything may write everywhere, so the program is run as nobody where that can be.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_may_not_be_written_ends_the_night_with_a_word() {
    use std::os::unix::fs::PermissionsExt;

    let (_vendor, addresses) = site(1).await;
    let house = House::watching(&addresses);
    assert_eq!(house.outcome("2026-05-01").await, Outcome::First(5));
    let rights =
        |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let program = house.folder.path().join("subwatch");
    fs::copy(env!("CARGO_BIN_EXE_subwatch"), &program).unwrap();
    rights(&program, 0o755);
    rights(&house.database(), 0o444);
    rights(house.folder.path(), 0o555);
    let is_root = fs::write(house.folder.path().join("probe"), "").is_ok();
    let mut command = if is_root { Command::new("setpriv") } else { Command::new(&program) };
    if is_root {
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]).arg(&program);
    }
    command
        .arg("crawl")
        .current_dir(house.folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped());
    let ran = command.spawn().map(|child| ended(child, PATIENCE));
    rights(house.folder.path(), 0o755);
    rights(&house.database(), 0o644);
    let Ok((status, told)) = ran else {
        println!("not tried: a database that may not be written, since this is root and there is no setpriv");
        return;
    };
    assert_eq!(status.code(), Some(1), "{told}");
    assert!(told.contains("check the rights"), "{told}");
    house.is_sound(0, "a read-only database").await;
    survived("read-only database", 1);
}

#[tokio::test]
async fn a_clock_that_was_set_back_loses_no_change_and_tells_none_twice() {
    let (vendor, addresses) = site(1).await;
    let house = House::watching(&addresses);
    assert_eq!(house.outcome("2026-05-09").await, Outcome::First(5));
    vendor.publishes_as("/s0", "text/html", crate::crawl::page(&super::LIST[..4]));
    assert_eq!(house.outcome("2026-05-01").await, Outcome::Changed(1));
    assert!(matches!(house.outcome("2026-05-02").await, Outcome::Unchanged(_)));
    let store = Store::open_existing(&house.database()).await.unwrap();
    let mut read = store.read().await.unwrap();
    let slug = "s0".parse().unwrap();
    assert_eq!(versions::latest(&mut read, &slug).await.unwrap().unwrap().listing.entries.len(), 4);
    let told = changes::since(&mut read, "2026-05-09T00:00:00Z".parse().unwrap(), None).await.unwrap();
    assert_eq!(told.len(), 1);
    let days: Vec<String> = looks::of(&mut read, &slug)
        .await
        .unwrap()
        .iter()
        .map(|look| look.at.to_string()[..10].to_owned())
        .collect();
    assert_eq!(days, ["2026-05-09"; 3], "times go on from the last one");
    drop(read);
    store.close().await;
    assert_eq!(problems(&house.database()).await, ["ok"]);
    survived("clock set back", 1);
}
