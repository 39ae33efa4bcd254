//! `[defaults]` and `[hosts]`.

use std::{collections::BTreeMap, ops::RangeInclusive, time::Duration};

use toml::de::DeTable;
use url::Url;

use super::{
    measure,
    problem::Log,
    toml_tree::{self, Placed},
};
use crate::model::{HostKey, Pace, Settings, Timeouts};

const DAY: Duration = Duration::from_hours(24);
const WAITS: RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_hours(1);
const KEYS: [&str; 10] = [
    "user_agent",
    "pace",
    "hosts_at_once",
    "connect_timeout",
    "read_timeout",
    "total_timeout",
    "max_body",
    "tries",
    "longest_wait",
    "heartbeat",
];

/// What holds where the file does not say otherwise.
pub(super) fn defaults() -> Settings {
    Settings {
        // The address is a placeholder (RFC 2606): whoever runs the crawler puts their own in `sources.toml`.
        user_agent: "subwatch/0.1 (+https://example.org/subwatch; privacy@example.org)".to_owned(),
        pace: Pace(Duration::from_secs(2)),
        hosts: BTreeMap::new(),
        hosts_at_once: 16,
        timeouts: Timeouts {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(20),
            total: Duration::from_mins(1),
        },
        max_body_bytes: 10 << 20,
        tries: 3,
        longest_wait: Duration::from_mins(2),
        heartbeat: None,
    }
}

pub(super) fn read(
    general: Option<&DeTable<'_>>,
    hosts: Option<&DeTable<'_>>,
    log: &mut Log<'_>,
) -> Settings {
    let mut settings = general.map_or_else(defaults, |table| read_general(table, log));
    settings.hosts = hosts.map(|table| read_hosts(table, log)).unwrap_or_default();
    settings
}

fn read_general(table: &DeTable<'_>, log: &mut Log<'_>) -> Settings {
    toml_tree::known_keys(table, "`[defaults]`", &KEYS, log);
    let usual = defaults();
    Settings {
        user_agent: user_agent(table, log).unwrap_or(usual.user_agent),
        pace: pace(table, log).unwrap_or(usual.pace),
        hosts: usual.hosts,
        hosts_at_once: toml_tree::whole(table, "hosts_at_once", &(1..=256), log)
            .map_or(usual.hosts_at_once, usize::from),
        timeouts: timeouts(table, usual.timeouts, log),
        max_body_bytes: toml_tree::size(table, "max_body", &(1 << 10..=1 << 30), log)
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or(usual.max_body_bytes),
        tries: toml_tree::whole(table, "tries", &(1..=10), log).map_or(usual.tries, u32::from),
        longest_wait: toml_tree::duration(table, "longest_wait", &(Duration::ZERO..=DAY), log)
            .map_or(usual.longest_wait, |wait| wait.value),
        heartbeat: heartbeat(table, log),
    }
}

fn pace(table: &DeTable<'_>, log: &mut Log<'_>) -> Option<Pace> {
    toml_tree::duration(table, "pace", &(Duration::ZERO..=DAY), log).map(|pace| Pace(pace.value))
}

fn heartbeat(table: &DeTable<'_>, log: &mut Log<'_>) -> Option<Url> {
    let Placed { value, at } = toml_tree::text(table, "heartbeat", log)?;
    let address =
        Url::parse(value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let plain = address.filter(|url| url.username().is_empty() && url.password().is_none());
    if plain.is_none() {
        log.add(
            at,
            "`heartbeat` is no web address; write one such as `https://hc.example.org/ping/5f3a`, without \
             user name and password",
        );
    }
    plain
}

fn timeouts(table: &DeTable<'_>, usual: Timeouts, log: &mut Log<'_>) -> Timeouts {
    let mut read = |key| toml_tree::duration(table, key, &WAITS, log).map(|wait| wait.value);
    let (connect, reading, total) = (read("connect_timeout"), read("read_timeout"), read("total_timeout"));
    let timeouts = Timeouts {
        connect: connect.unwrap_or(usual.connect),
        read: reading.unwrap_or(usual.read),
        total: total.unwrap_or(usual.total),
    };
    let part = if timeouts.connect > timeouts.read {
        ("connect_timeout", timeouts.connect)
    } else {
        ("read_timeout", timeouts.read)
    };
    if timeouts.total < part.1 {
        let key = ["total_timeout", "connect_timeout", "read_timeout"]
            .into_iter()
            .find(|&key| table.contains_key(key));
        let at = toml_tree::key_at(table, key.unwrap_or_default());
        let (total, (name, part)) = (measure::show(timeouts.total), (part.0, measure::show(part.1)));
        log.add(
            at,
            format!(
                "`total_timeout` (`{total}`) is shorter than `{name}` (`{part}`), which is a part of it; \
                 raise it or lower `{name}`"
            ),
        );
    }
    timeouts
}

/// RFC 9110 section 10.1.5: whoever runs a robot should be reachable, by an address or a page.
fn user_agent(table: &DeTable<'_>, log: &mut Log<'_>) -> Option<String> {
    let Placed { value, at } = toml_tree::text(table, "user_agent", log)?;
    if !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        log.add(at, "`user_agent` holds letters that a header cannot carry; use ASCII only");
        return None;
    }
    if !value.split(|letter: char| " ();,+<>".contains(letter)).any(is_contact) {
        log.add(
            at,
            "`user_agent` names nobody to write to; add an address, such as `subwatch/0.1 \
             (+https://example.org/subwatch; privacy@example.org)`",
        );
        return None;
    }
    Some(value.to_owned())
}

fn is_contact(word: &str) -> bool {
    let mail = word.strip_prefix("mailto:").unwrap_or(word);
    let is_mail = mail
        .split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'));
    is_mail || Url::parse(word).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn read_hosts(table: &DeTable<'_>, log: &mut Log<'_>) -> BTreeMap<HostKey, Pace> {
    let mut hosts = BTreeMap::new();
    for (key, value) in toml_tree::in_file_order(table) {
        let (name, at): (&str, usize) = (key.get_ref(), key.span().start);
        let Some(own) = value.get_ref().as_table() else {
            let wanted =
                format!("a table: write `[hosts.\"{}\"]` with `pace` below it", toml_tree::shown(name));
            toml_tree::wrong_kind(name, value, &wanted, log);
            continue;
        };
        if own.iter().any(|(inner, value)| inner.get_ref() != "pace" && value.get_ref().is_table()) {
            log.add(
                at,
                format!(
                    "a dot splits `{}`; put the whole host in quotes: `[hosts.\"trust.example.com\"]`",
                    toml_tree::shown(name)
                ),
            );
            continue;
        }
        let place = format!("`[hosts.\"{}\"]`", toml_tree::shown(name));
        toml_tree::known_keys(own, &place, &["pace"], log);
        if !own.contains_key("pace") {
            log.add(at, format!("{place} says nothing; add a line such as `pace = \"10s\"`"));
        }
        let wait = pace(own, log);
        let Some(host) = host(name) else {
            log.add(
                at,
                format!(
                    "`{}` is no host; write it as in an address, without `https://`, path, or port 80 or 443",
                    toml_tree::shown(name)
                ),
            );
            continue;
        };
        if hosts.contains_key(&host) {
            log.add(at, format!("duplicate host `{host}`; keep one of them"));
        }
        hosts.insert(host, wait.unwrap_or(Pace(Duration::ZERO)));
    }
    hosts
}

/// The host as [`HostKey::of`] would give it for an address there.
fn host(name: &str) -> Option<HostKey> {
    let address = Url::parse(&format!("https://{name}/")).ok()?;
    let default_port = [":80", ":443"].iter().any(|port| name.ends_with(port));
    let bare = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
    let plain = !name.contains(['/', '\\', '@', '?', '#']) && !name.contains(char::is_whitespace);
    if bare && plain && !default_port { HostKey::of(&address) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_a_mail_or_web_address() {
        for good in ["privacy@example.org", "mailto:a@b.example", "https://example.org/bot"] {
            assert!(is_contact(good), "{good}");
        }
        for bad in ["", "subwatch/0.1", "a@b", "@example.org", "a@b@c.d", "https://", "ftp://example.org"] {
            assert!(!is_contact(bad), "{bad}");
        }
    }

    #[test]
    fn a_host_is_the_one_politeness_counts() {
        let of = |address: &str| HostKey::of(&Url::parse(address).unwrap());
        assert_eq!(host("Trust.Example.com"), of("https://trust.example.com/list"));
        assert_eq!(host("bücher.example"), of("https://bücher.example/"));
        assert_eq!(host("127.0.0.1:8080"), of("http://127.0.0.1:8080/"));
        for bad in [
            "",
            "https://a.example",
            "a.example/x",
            "me@a.example",
            "a b",
            "a.example:443",
            "a.example:99999",
        ] {
            assert_eq!(host(bad), None, "{bad}");
        }
    }
}
