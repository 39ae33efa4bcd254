//! `kill -9` at moments that nobody chose.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{House, catalogue, ended, good_page, problems, survived};
use crate::vendor::Vendor;

const SOURCES: usize = 50;

/// How many moments are tried, where `SUBWATCH_KILLS` does not say another number.
const MOMENTS: usize = 10;

/// A number by chance.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The captures and the sources that were looked at, as far as the database can be read already.
async fn kept(house: &House) -> Option<(i64, BTreeSet<String>)> {
    let options = SqliteConnectOptions::new().filename(house.database()).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.ok()?;
    let captures =
        sqlx::query_scalar("select count(*) from capture").fetch_one(&mut connection).await.ok()?;
    let slugs: Vec<String> = sqlx::query_scalar("select slug from look join source using (source_id)")
        .fetch_all(&mut connection)
        .await
        .ok()?;
    connection.close().await.ok()?;
    Some((captures, slugs.into_iter().collect()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_that_is_killed_loses_nothing_and_the_next_one_finishes_the_night() {
    let moments = std::env::var("SUBWATCH_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(MOMENTS);
    let (mut cut, mut resumed) = (0, 0);
    for moment in 0..moments {
        let vendor = Vendor::start().await;
        let addresses: Vec<_> = (0..SOURCES).map(|number| vendor.address(&format!("/s{number}"))).collect();
        for number in 0..SOURCES {
            vendor.publishes_as(&format!("/s{number}"), "text/html", good_page());
        }
        let house = House::watching(&addresses);
        std::fs::write(house.folder.path().join("sources.toml"), catalogue(&addresses, "12ms")).unwrap();
        let mut child = house.program().spawn().unwrap();
        let until = std::time::Instant::now() + Duration::from_millis(chance() % 1100);
        let mut seen = 0;
        while std::time::Instant::now() < until && child.try_wait().unwrap().is_none() {
            // What somebody has read was committed, and must be there ever after.
            seen = kept(&house).await.map_or(seen, |(captures, _)| captures);
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let (captures, done) = kept(&house).await.unwrap_or_default();
        assert!(captures >= seen, "moment {moment}: {captures} captures of {seen}");
        cut += usize::from(done.len() < SOURCES);
        resumed += usize::from(!done.is_empty() && done.len() < SOURCES);
        if house.database().exists() && !done.is_empty() {
            assert_eq!(problems(&house.database()).await, ["ok"], "moment {moment}");
        }
        let before = vendor.requests().len();
        let (status, told) = ended(house.program().spawn().unwrap(), Duration::from_secs(30));
        assert_eq!(status.code(), Some(0), "moment {moment}: {told}");
        assert_eq!(problems(&house.database()).await, ["ok"], "moment {moment}");
        let (_, all) = kept(&house).await.unwrap();
        assert_eq!(all.len(), SOURCES, "moment {moment}");
        if done.len() < SOURCES {
            let asked: BTreeSet<String> = vendor
                .requests()
                .iter()
                .skip(before)
                .map(|request| request.path.trim_start_matches('/').to_owned())
                .collect();
            assert!(
                asked.is_disjoint(&done),
                "moment {moment}: asked again for {:?}",
                asked.intersection(&done)
            );
            assert_eq!(asked.len() + done.len(), SOURCES, "moment {moment}");
        }
    }
    println!("kill -9 at {moments} moments: {cut} within the night, {resumed} of them with sources done");
    survived("kill -9", moments);
}
