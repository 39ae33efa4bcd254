//! What hosts were asked, and how they answered.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row;

use super::{Connection, StoreError, insert, moment};
use crate::model::{HostKey, Slug, Traffic};

/// What one host was asked since a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// All of it together; the `Crawl-delay` is the longest that was asked for.
    pub traffic: Traffic,
    /// Looks that asked it.
    pub looks: u64,
    /// The last of them.
    pub last: Timestamp,
}

impl Account {
    /// Which part of the requests for pages was answered with 304, in percent. None where no page was asked
    /// for.
    #[must_use]
    pub fn not_modified_share(&self) -> Option<u32> {
        let pages = self.traffic.requests.saturating_sub(self.traffic.robots);
        (self.traffic.not_modified * 100).checked_div(pages)
    }
}

/// Notes what the newest look at a source cost each host. To be called after that look was recorded, in the
/// same write.
pub async fn record(conn: &mut Connection, traffic: &[(&Slug, &Traffic)]) -> Result<(), StoreError> {
    let text = insert::Statement {
        head: "insert into traffic (look_id, host, requests, robots, bytes, not_modified, refused,
            disallowed, waits, waited_ms,
            crawl_delay_ms) ",
        tail: "",
    };
    insert::all(conn, text, traffic, |columns, (source, traffic)| {
        let Traffic {
            host,
            requests,
            robots,
            bytes,
            not_modified,
            refused,
            disallowed,
            waits,
            waited,
            crawl_delay,
        } = traffic;
        columns
            .push(
                "(select max(look_id) from look where source_id = (select source_id from source where slug
                = ",
            )
            .push_bind_unseparated(source.as_str())
            .push_unseparated("))")
            .push_bind(host.as_str())
            .push_bind(i64::from(*requests))
            .push_bind(i64::from(*robots))
            .push_bind(i64::try_from(*bytes).unwrap_or(i64::MAX))
            .push_bind(i64::from(*not_modified))
            .push_bind(i64::from(*refused))
            .push_bind(i64::from(*disallowed))
            .push_bind(i64::from(*waits))
            .push_bind(milliseconds(*waited))
            .push_bind(crawl_delay.map(milliseconds));
    })
    .await?;
    Ok(())
}

/// What each host was asked since then, the most asked first.
pub async fn since(conn: &mut Connection, since: Timestamp) -> Result<Vec<Account>, StoreError> {
    let rows = sqlx::query(
        "select host, count(*) as looks, max(look.at) as last, sum(traffic.requests) as requests, sum(robots)
            as robots,
            sum(bytes) as bytes, sum(not_modified) as not_modified, sum(refused) as refused, sum(disallowed)
            as disallowed,
            sum(waits) as waits, sum(waited_ms) as waited_ms, max(crawl_delay_ms) as crawl_delay_ms
        from traffic join look using (look_id) where look.at >= ? group by host order by requests desc, host",
    )
    .bind(moment::text(since))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let host: &str = row.try_get("host")?;
            let number = |column: &str| {
                Ok::<u64, StoreError>(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
            };
            let count =
                |column: &str| Ok::<u32, StoreError>(u32::try_from(number(column)?).unwrap_or(u32::MAX));
            let delay: Option<i64> = row.try_get("crawl_delay_ms")?;
            let traffic = Traffic {
                host: HostKey::named(host),
                requests: count("requests")?,
                robots: count("robots")?,
                bytes: number("bytes")?,
                not_modified: count("not_modified")?,
                refused: count("refused")?,
                disallowed: count("disallowed")?,
                waits: count("waits")?,
                waited: Duration::from_millis(number("waited_ms")?),
                crawl_delay: delay.map(|delay| Duration::from_millis(u64::try_from(delay).unwrap_or(0))),
            };
            Ok(Account {
                traffic,
                looks: number("looks")?,
                last: moment::moment(row.try_get("last")?, host)?,
            })
        })
        .collect()
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Cause, Outcome},
        store::trial::{Trial, at, slug},
    };

    fn traffic(host: &str, requests: u32) -> Traffic {
        Traffic { requests, robots: 1, bytes: 700, not_modified: 1, ..Traffic::none(HostKey::named(host)) }
    }

    #[tokio::test]
    async fn what_hosts_were_asked_is_summed_by_host_since_a_day() {
        let trial = Trial::of(&["acme"]).await;
        let nights = ["2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z", "2026-05-03T02:00:00Z"];
        for night in nights {
            trial.looks("acme", night, Outcome::Failed(Cause::Timeout, "x".to_owned()), None, None).await;
            let mut write = trial.store.write().await.unwrap();
            let slow = Traffic {
                crawl_delay: Some(Duration::from_secs(90)),
                waits: 1,
                waited: Duration::from_secs(3),
                ..traffic("b", 1)
            };
            let (acme, fast) = (slug("acme"), traffic("a", 3));
            record(&mut write, &[(&acme, &fast), (&acme, &slow)]).await.unwrap();
            write.commit().await.unwrap();
        }
        let mut read = trial.store.read().await.unwrap();
        let accounts = since(&mut read, at(nights[1])).await.unwrap();
        let [a, b] = accounts.as_slice() else { panic!("{accounts:?}") };
        assert_eq!(
            (a.traffic.host.as_str(), a.looks, a.traffic.requests, a.traffic.bytes, a.last),
            ("a", 2, 6, 1400, at(nights[2]))
        );
        assert_eq!((a.not_modified_share(), b.not_modified_share()), (Some(50), None));
        assert_eq!(
            (b.traffic.crawl_delay, b.traffic.waits, b.traffic.waited.as_secs()),
            (Some(Duration::from_secs(90)), 2, 6)
        );
    }
}
