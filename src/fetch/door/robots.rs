//! What a host asks of robots (RFC 9309).
//!
//! | `/robots.txt` | means |
//! |---|---|
//! | 200 | its rules hold for a day at most; only its first 500 KiB count |
//! | 401, 403, 404, any other 4xx | there are no rules (section 2.3.1.3) |
//! | five redirects without an end, or one to nowhere | there are no rules (section 2.3.1.2) |
//! | 5xx | everything is disallowed (section 2.3.1.4) |
//! | no answer | everything is disallowed; what happened is told as it is: the host cannot be reached |
//!
//! A `Crawl-delay` is no part of the RFC. It is honoured as a slower pace, up to [`LONGEST_CRAWL_DELAY`].

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use robotxt::{Agent, Robots};
use url::{Position, Url};

use super::guard::Permitted;

/// How many redirects of `/robots.txt` are followed (RFC 9309 section 2.3.1.2).
pub(super) const MOST_STEPS: usize = 5;

/// How much of `/robots.txt` counts, in bytes (RFC 9309 section 2.5).
pub(super) const MOST_BYTES: usize = 500 << 10;

/// The longest `Crawl-delay` that is honoured; a longer one is taken for this.
pub const LONGEST_CRAWL_DELAY: Duration = Duration::from_mins(1);

/// How long rules may be used (RFC 9309 section 2.4).
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A permitted address that the rules of its origin let us ask for, or that they do not concern.
#[derive(Debug)]
pub(in crate::fetch) struct Allowed(Permitted);

impl Allowed {
    /// An address for which no rules are asked: a robots.txt itself, the page of a source whose entry says
    /// why they are not, or an address that whoever runs this program named for the purpose.
    pub(super) fn unasked(permitted: Permitted) -> Self {
        Self(permitted)
    }

    /// The address.
    pub(super) fn permitted(&self) -> &Permitted {
        &self.0
    }
}

/// The rules of one origin for us.
#[derive(Debug)]
pub(super) struct Rules {
    ruling: Ruling,
    crawl_delay: Option<Duration>,
    read_at: Timestamp,
}

#[derive(Debug)]
enum Ruling {
    /// There are no rules.
    Free,
    Read(Robots),
    /// 5xx: everything is disallowed.
    Broken(u16),
}

/// Why an address may not be asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Disallowed {
    /// By this rule, as robots.txt has it.
    Rule(String),
    /// robots.txt itself answered with this status.
    Broken(u16),
}

impl Rules {
    /// What a whole answer means.
    pub(super) fn of(status: u16, body: &[u8], user_agent: &str, read_at: Timestamp) -> Self {
        match status {
            200..=299 => {
                let robots = Robots::parse(&without_versions(body), Agent::Exact(product(user_agent)));
                let crawl_delay = robots.crawl_delay();
                Self { ruling: Ruling::Read(robots), crawl_delay, read_at }
            }
            500.. => Self { ruling: Ruling::Broken(status), crawl_delay: None, read_at },
            _ => Self::none(read_at),
        }
    }

    /// There are no rules.
    pub(super) fn none(read_at: Timestamp) -> Self {
        Self { ruling: Ruling::Free, crawl_delay: None, read_at }
    }

    /// Whether they may still be used.
    pub(super) fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.read_at) < DAY
    }

    /// The `Crawl-delay` as asked for.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        self.crawl_delay
    }

    /// Lets an address through, if it may be asked for.
    pub(super) fn allow(&self, permitted: &Permitted) -> Result<Allowed, Disallowed> {
        self.disallowed(permitted.address()).map_or_else(|| Ok(Allowed(permitted.clone())), Err)
    }

    /// Why an address may not be asked for; none where it may.
    fn disallowed(&self, address: &Url) -> Option<Disallowed> {
        let robots = match &self.ruling {
            Ruling::Free => return None,
            Ruling::Broken(status) => return Some(Disallowed::Broken(*status)),
            Ruling::Read(robots) => robots,
        };
        let path = &address[Position::BeforePath..Position::AfterQuery];
        if robots.is_allowed(path) {
            return None;
        }
        let pattern = robots.matching_rule(path).map_or("/", robotxt::Rule::pattern);
        // What a page says never reaches a terminal unescaped, nor at any length.
        let pattern: String = pattern.chars().filter(|letter| !letter.is_control()).take(100).collect();
        Some(Disallowed::Rule(format!("Disallow: {pattern}")))
    }
}

/// Where the rules for an address are.
pub(super) fn place(address: &Url) -> Url {
    let mut place = address.clone();
    place.set_path("/robots.txt");
    place.set_query(None);
    place.set_fragment(None);
    place
}

/// The product token of a `User-Agent`: the letters, hyphens and underscores it begins with (RFC 9309 section
/// 2.2.1).
pub(super) fn product(user_agent: &str) -> &str {
    let end = user_agent.find(|letter: char| !letter.is_ascii_alphabetic() && !matches!(letter, '-' | '_'));
    end.map_or(user_agent, |end| user_agent.get(..end).unwrap_or_default())
}

/// The text with `User-agent: Bot/2.0` as `User-agent: Bot`: a version is no part of a product token, but is
/// often written.
fn without_versions(body: &[u8]) -> Vec<u8> {
    let cut = &body[..body.len().min(MOST_BYTES)];
    // A line that the limit cuts in two would be another rule than the one written.
    let whole = if cut.len() < body.len() {
        cut.iter().rposition(|&byte| byte == b'\n').map_or(&[][..], |end| &cut[..end])
    } else {
        cut
    };
    let mut text = Vec::with_capacity(whole.len());
    for line in whole.split_inclusive(|&byte| byte == b'\n') {
        match line.iter().position(|&byte| byte == b':').filter(|&colon| is_agent_line(&line[..colon])) {
            Some(colon) => {
                let value = line[colon + 1..].trim_ascii();
                let end = value
                    .iter()
                    .position(|&byte| !byte.is_ascii_alphabetic() && !matches!(byte, b'-' | b'_' | b'*'));
                text.extend_from_slice(b"User-agent: ");
                // A name with other letters in it is kept: cut, it would be another robot's.
                let version = end.filter(|&end| matches!(value.get(end), Some(b'/' | b' ' | b'\t')));
                text.extend_from_slice(version.map_or(value, |end| &value[..end]));
                text.push(b'\n');
            }
            None => text.extend_from_slice(line),
        }
    }
    text
}

fn is_agent_line(key: &[u8]) -> bool {
    let key = key.strip_prefix(b"\xef\xbb\xbf").unwrap_or(key).trim_ascii();
    [&b"user-agent"[..], b"useragent", b"user agent"].iter().any(|name| key.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: &str = "subwatch/0.1 (+https://example.org/subwatch; privacy@example.org)";
    const NOW: &str = "2026-05-01T02:00:00Z";

    fn rules(text: impl AsRef<[u8]>) -> Rules {
        Rules::of(200, text.as_ref(), US, NOW.parse().unwrap())
    }

    fn rule(text: impl AsRef<[u8]>, path: &str) -> Option<String> {
        match rules(text).disallowed(&format!("https://a.example{path}").parse().unwrap())? {
            Disallowed::Rule(rule) => Some(rule),
            Disallowed::Broken(status) => panic!("{status}"),
        }
    }

    /// Rules for every robot.
    fn any(rules: &str) -> String {
        format!("User-agent: *\n{rules}\n")
    }

    /// Each a robots.txt, a path, and whether the path may be asked for.
    fn hold(cases: &[(String, &str, bool)]) {
        for (text, path, allowed) in cases {
            assert_eq!(rule(text, path).is_none(), *allowed, "{path} by {text:?}");
        }
    }

    #[test]
    fn the_groups_and_product_tokens_of_rfc_9309_hold() {
        hold(&[
            // No rules at all.
            (String::new(), "/list", true),
            ("<!doctype html><title>Not found</title>".to_owned(), "/list", true),
            (any("Disallow:"), "/list", true),
            // Groups: the one that names us wins, `*` holds for the rest, and groups of one name are one.
            (any("Disallow: /"), "/list", false),
            ("User-agent: otherbot\nDisallow: /\n".to_owned(), "/list", true),
            ("User-agent: *\nDisallow: /\n\nUser-agent: subwatch\nAllow: /\n".to_owned(), "/list", true),
            ("User-agent: subwatch\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n".to_owned(), "/b", true),
            (
                "User-agent: subwatch\nDisallow: /a\nUser-agent: x\nDisallow: /\n\
                 User-agent: subwatch\nDisallow: /b"
                    .to_owned(),
                "/b",
                false,
            ),
            ("User-agent: x\nUser-agent: subwatch\nDisallow: /\n".to_owned(), "/list", false),
            // Product tokens: without case, whole, and without the version that some write.
            ("user-AGENT: SubWatch\nDisallow: /\n".to_owned(), "/list", false),
            ("User-agent: sub\nDisallow: /\n".to_owned(), "/list", true),
            ("User-agent: subwatcher\nDisallow: /\n".to_owned(), "/list", true),
            ("User-agent: subwatch/2.0\nDisallow: /\n".to_owned(), "/list", false),
            ("User-agent: subwatch 2\nDisallow: /\n".to_owned(), "/list", false),
        ]);
    }

    #[test]
    fn the_patterns_of_rfc_9309_hold_also_among_broken_lines() {
        hold(&[
            // The longest match wins; of two as long, the one that allows.
            (any("Disallow: /legal\nAllow: /legal/list"), "/legal/list", true),
            (any("Allow: /legal\nDisallow: /legal/list"), "/legal/list", false),
            (any("Disallow: /list\nAllow: /list"), "/list", true),
            (any("Disallow: /list"), "/lists", false),
            (any("Disallow: /list/"), "/list", true),
            (any("Disallow: /LIST"), "/list", true),
            // `*` and `$`.
            (any("Disallow: /*.pdf$"), "/a/list.pdf", false),
            (any("Disallow: /*.pdf$"), "/a/list.pdf?x", true),
            (any("Disallow: /a*b"), "/axxb/c", false),
            (any("Disallow: /list$"), "/list", false),
            (any("Disallow: /*?"), "/list?page=2", false),
            // Percent-encoding is the same either way.
            (any("Disallow: /sous-traitants-ultérieurs"), "/sous-traitants-ult%C3%A9rieurs", false),
            (any("Disallow: /%6Cist"), "/list", false),
            (any("Disallow: /a%2Fb"), "/a/b", true),
            // Broken lines, comments, byte order mark, other line ends, other records.
            ("\u{feff}User-agent: *\r\nDisallow: /list # not for robots\r\n".to_owned(), "/list", false),
            (
                "User-agent: subwatch\nSitemap: https://a.example/s.xml\nUser-agent: x\nDisallow: /"
                    .to_owned(),
                "/list",
                false,
            ),
            ("Disallow: /\n".to_owned(), "/list", true),
            (any("Disallow: /"), "/robots.txt", true),
        ]);
    }

    #[test]
    fn a_rule_is_quoted_as_it_stands() {
        assert_eq!(
            rule("User-agent: *\nDisallow: /\nDisallow: /legal/*.html", "/legal/a.html").unwrap(),
            "Disallow: /legal/*.html"
        );
        assert_eq!(rule("User-agent: *\nDisallow: /", "/legal").unwrap(), "Disallow: /");
    }

    #[test]
    fn a_missing_file_allows_and_a_broken_server_does_not() {
        let address: Url = "https://a.example/list".parse().unwrap();
        let of = |status| {
            Rules::of(status, b"User-agent: *\nDisallow: /", US, NOW.parse().unwrap()).disallowed(&address)
        };
        for status in [400, 401, 403, 404, 410, 429, 451] {
            assert_eq!(of(status), None, "{status}");
        }
        for status in [500, 502, 503, 599] {
            assert_eq!(of(status), Some(Disallowed::Broken(status)));
        }
        assert_eq!(Rules::none(NOW.parse().unwrap()).disallowed(&address), None);
    }

    #[test]
    fn rules_are_a_day_old_at_most() {
        let rules = rules("");
        assert!(rules.is_fresh("2026-05-02T01:59:59Z".parse().unwrap()));
        assert!(!rules.is_fresh("2026-05-02T02:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_crawl_delay_is_read_from_our_group() {
        let delay = |text: &str| rules(text).crawl_delay();
        assert_eq!(delay("User-agent: *\nCrawl-delay: 10\n"), Some(Duration::from_secs(10)));
        assert_eq!(delay("User-agent: x\nCrawl-delay: 10\n"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: soon\n"), None);
    }

    #[test]
    fn only_the_first_500_kib_count_and_no_half_line() {
        let filler = "# filler\n".repeat(MOST_BYTES / 9 + 1);
        assert_eq!(
            rule(format!("User-agent: *\nDisallow: /list\n{filler}"), "/list").unwrap(),
            "Disallow: /list"
        );
        assert_eq!(rule(format!("User-agent: *\n{filler}Disallow: /list\n"), "/list"), None);
        let head = "User-agent: *\n";
        let padding = "#".repeat(MOST_BYTES - head.len() - "\nDisallow: /".len());
        assert_eq!(
            rule(format!("{head}{padding}\nDisallow: /private\n"), "/list"),
            None,
            "`Disallow: /` was never written"
        );
    }

    #[test]
    fn a_hostile_file_costs_little() {
        let start = std::time::Instant::now();
        let stars = format!("User-agent: *\nDisallow: /{}x$\n", "*a".repeat(40)).repeat(2000);
        let path = format!("/{}", "a".repeat(4000));
        assert_eq!(rule(stars, &path), None);
        assert_eq!(rule([0xff; 4096], "/list"), None);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }

    #[test]
    fn the_product_token_is_what_the_user_agent_begins_with() {
        for (agent, token) in
            [(US, "subwatch"), ("My_Bot-x (me)", "My_Bot-x"), ("bot2", "bot"), ("", ""), ("é", "")]
        {
            assert_eq!(product(agent), token, "{agent}");
        }
    }

    #[test]
    fn the_rules_lie_at_the_root_of_the_origin() {
        let address = "https://a.example:8443/legal/list?x=1#top".parse().unwrap();
        assert_eq!(place(&address).as_str(), "https://a.example:8443/robots.txt");
    }
}
