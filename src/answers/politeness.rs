//! What each host was asked, and how it answered.

use std::time::Duration;

use jiff::Timestamp;

use super::{days::day, error::AnswerError};
use crate::{
    fetch::LONGEST_CRAWL_DELAY,
    report::{Column, Sheet, Value},
    store::{
        Store,
        politeness::{self, Account},
    },
};

/// What each host was asked since a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Since when.
    pub since: Timestamp,
    /// A host each.
    pub hosts: Vec<Account>,
}

/// Looks it up.
///
/// # Errors
/// [`AnswerError::Store`] alone.
pub async fn politeness(store: &Store, since: Timestamp) -> Result<Accounts, AnswerError> {
    let hosts = politeness::since(&mut *store.read().await?, since).await?;
    Ok(Accounts { since, hosts })
}

/// What each host was asked, a row a host.
#[must_use]
pub fn sheet(Accounts { since, hosts }: &Accounts) -> Sheet {
    let mut sheet = Sheet::new(&format!("Hosts since {}", day(*since)))
        .named("politeness")
        .when_empty("No host was asked.")
        .column(Column::text("host", "Host"))
        .column(Column::number("requests", "Requests"))
        .column(Column::number("robots", "For robots.txt").detail())
        .column(Column::number("bytes", "Bytes"))
        .column(Column::number("not_modified", "Answers with 304").detail())
        .column(Column::number("not_modified_percent", "304 in %"))
        .column(Column::number("waits", "Waits kept"))
        .column(Column::number("waited_seconds", "Waited, s").detail())
        .column(Column::number("refused", "Refusals"))
        .column(Column::number("disallowed", "Left by robots.txt").detail())
        .column(Column::text("crawl_delay", "Crawl-delay"))
        .column(Column::number("looks", "Looks").detail())
        .column(Column::time("last", "Last asked").detail());
    for account in hosts {
        let share = account.not_modified_share();
        let Account { traffic, looks, last } = account;
        let seconds = i64::try_from(traffic.waited.as_secs()).unwrap_or(i64::MAX);
        let number = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
        sheet.push([
            Value::from(traffic.host.as_str()),
            Value::from(i64::from(traffic.requests)),
            Value::from(i64::from(traffic.robots)),
            number(traffic.bytes),
            Value::from(i64::from(traffic.not_modified)),
            share.map_or(Value::Empty, |share| Value::from(i64::from(share))),
            Value::from(i64::from(traffic.waits)),
            Value::from(seconds),
            Value::from(i64::from(traffic.refused)),
            Value::from(i64::from(traffic.disallowed)),
            traffic.crawl_delay.map_or(Value::Empty, |delay| Value::from(crawl_delay(delay))),
            number(*looks),
            Value::Time(*last),
        ]);
    }
    sheet.below(summary(hosts))
}

/// A `Crawl-delay` as asked for, and what is made of it.
fn crawl_delay(asked: Duration) -> String {
    if asked > LONGEST_CRAWL_DELAY {
        format!("{asked:?}, kept as {LONGEST_CRAWL_DELAY:?}")
    } else {
        format!("{asked:?}")
    }
}

fn summary(accounts: &[Account]) -> String {
    let requests: u64 = accounts.iter().map(|account| u64::from(account.traffic.requests)).sum();
    let bytes: u64 = accounts.iter().map(|account| account.traffic.bytes).sum();
    let waits: u64 = accounts.iter().map(|account| u64::from(account.traffic.waits)).sum();
    let refused: u64 = accounts
        .iter()
        .map(|account| u64::from(account.traffic.refused) + u64::from(account.traffic.disallowed))
        .sum();
    format!(
        "{} hosts, {requests} requests, {bytes} bytes, {waits} waits kept, {refused} refusals",
        accounts.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crawl_delay_beyond_the_longest_is_told_with_what_is_made_of_it() {
        assert_eq!(crawl_delay(Duration::from_secs(10)), "10s");
        assert_eq!(crawl_delay(Duration::from_hours(1)), "3600s, kept as 60s");
    }
}
