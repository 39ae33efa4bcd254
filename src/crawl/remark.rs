//! What is odd about an answer, though a list may have been had. Pure.

use url::Url;

use crate::model::{HostKey, Page, PageFacts, Presence, Redirect};

/// An answer that was in a cache for longer than this may hide a change: a day, in seconds.
const OLD: u64 = 86_400;

/// What is odd about an answer, in words; none if nothing is. `content_type` is what the page was that was
/// believed last.
pub(super) fn on(page: &Page, content_type: Option<&str>) -> Option<String> {
    let told = [moved(page), other_host(page), other_kind(page, content_type), from_cache(page)];
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// What a page promises otherwise than it did when its list changed last: days of notice, and days to object.
/// No version comes of it, since the list is the same, but a contract may hang on it.
pub(super) fn promises(before: &PageFacts, after: &PageFacts) -> Option<String> {
    let days = |days: Option<u16>| days.map_or_else(|| "none".to_owned(), |days| days.to_string());
    let pairs = [
        ("notice period", before.notice_days, after.notice_days),
        ("time to object", before.objection_days, after.objection_days),
    ];
    let told = pairs.into_iter().filter(|(_, before, after)| before != after);
    let told: Vec<String> = told
        .map(|(what, before, after)| format!("{what}: {} -> {} days", days(before), days(after)))
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// What a page shows where it is a part of its list.
pub(super) fn part(presence: &Presence) -> Option<String> {
    match presence {
        Presence::Cut(words) => Some(format!("the page shows a part of its list: `{words}`")),
        _ => None,
    }
}

/// The new address, where the page has moved for good (301 and 308, RFC 9110 sections 15.4.2 and 15.4.9).
fn moved(page: &Page) -> Option<String> {
    let last = page.redirects.iter().take_while(|step| matches!(step.status, 301 | 308)).last()?;
    Some(format!("moved for good to `{}`; put that address in sources.toml", shown(&last.to)))
}

fn other_host(page: &Page) -> Option<String> {
    let hosts = |step: &Redirect| (HostKey::of(&step.from), HostKey::of(&step.to));
    let crossed = page.redirects.iter().any(|step| hosts(step).0 != hosts(step).1);
    let (from, to) = (HostKey::of(&page.requested)?, HostKey::of(&page.address)?);
    (crossed && from != to).then(|| format!("answered by another host, `{to}`"))
}

fn other_kind(page: &Page, before: Option<&str>) -> Option<String> {
    let kind = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (before, now) = (kind(before?), kind(page.header("content-type")?));
    (page.status == 200 && before != now).then(|| format!("its kind was `{before}` and is `{now}`"))
}

/// How long the answer was in a cache (`Age`, RFC 9111 section 5.1).
fn from_cache(page: &Page) -> Option<String> {
    let age: u64 = page.header("age")?.trim().parse().ok()?;
    let days = age / OLD;
    (days > 0)
        .then(|| format!("answered from a cache, {days} {} old", if days == 1 { "day" } else { "days" }))
}

/// An address for a message: `url` has escaped all that is not visible; at most so much of it.
fn shown(address: &Url) -> String {
    address.as_str().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Header, Origin};

    fn page(steps: &[(u16, &str)], fields: &[(&str, &str)]) -> Page {
        let mut at: Url = "https://a.example/list".parse().unwrap();
        let requested = at.clone();
        let redirects = steps.iter().map(|&(status, to)| {
            let from = std::mem::replace(&mut at, to.parse().unwrap());
            Redirect { status, from, to: to.parse().unwrap() }
        });
        let redirects: Vec<Redirect> = redirects.collect();
        let headers = fields
            .iter()
            .map(|&(name, value)| Header { name: name.to_owned(), value: value.to_owned() })
            .collect();
        let then = "2026-05-01T02:00:00Z".parse().unwrap();
        Page {
            requested,
            address: at,
            redirects,
            status: 200,
            headers,
            body: Vec::new(),
            requested_at: then,
            received_at: then,
            origin: Origin::Crawled,
        }
    }

    fn told(steps: &[(u16, &str)], fields: &[(&str, &str)]) -> Option<String> {
        on(&page(steps, fields), Some("text/html; charset=utf-8"))
    }

    #[test]
    fn an_answer_as_always_needs_no_remark() {
        assert_eq!(told(&[], &[("content-type", "text/HTML;charset=utf-8"), ("age", "3600")]), None);
        assert_eq!(told(&[(302, "https://a.example/en/list")], &[]), None);
    }

    #[test]
    fn a_page_that_moved_for_good_proposes_its_new_address() {
        let new = "https://a.example/new";
        let expected = "moved for good to `https://a.example/new`; put that address in sources.toml";
        assert_eq!(told(&[(301, new)], &[]).as_deref(), Some(expected));
        assert_eq!(
            told(&[(308, new), (302, "https://a.example/new?lang=en")], &[]).as_deref(),
            Some(expected)
        );
        assert_eq!(
            told(&[(302, "https://a.example/tonight"), (301, new)], &[]),
            None,
            "the way there is for tonight"
        );
    }

    #[test]
    fn another_host_is_told_and_its_own_secure_address_is_none() {
        assert_eq!(
            told(&[(302, "https://b.example/list")], &[]).as_deref(),
            Some("answered by another host, `b.example`")
        );
        assert_eq!(told(&[(302, "https://b.example/"), (302, "https://a.example/en")], &[]), None);
    }

    #[test]
    fn another_kind_of_document_is_told() {
        let words = "its kind was `text/html` and is `application/pdf`";
        assert_eq!(told(&[], &[("content-type", "application/pdf")]).as_deref(), Some(words));
        assert_eq!(on(&page(&[], &[("content-type", "application/pdf")]), None), None);
    }

    #[test]
    fn a_promise_that_is_another_than_it_was_is_told_and_a_date_is_none() {
        let facts =
            |notice_days, objection_days| PageFacts { notice_days, objection_days, ..PageFacts::default() };
        let told = |before, after| promises(&before, &after);
        assert_eq!(
            told(facts(Some(30), None), facts(Some(14), None)).as_deref(),
            Some("notice period: 30 -> 14 days")
        );
        let both = "notice period: none -> 14 days; time to object: 10 -> none days";
        assert_eq!(told(facts(None, Some(10)), facts(Some(14), None)).as_deref(), Some(both));
        let dated = PageFacts { last_updated: Some("2026-05-01".parse().unwrap()), ..facts(Some(30), None) };
        assert_eq!(told(facts(Some(30), None), dated), None);
    }

    #[test]
    fn an_old_answer_of_a_cache_is_told() {
        assert_eq!(told(&[], &[("age", "200000")]).as_deref(), Some("answered from a cache, 2 days old"));
        assert_eq!(told(&[], &[("age", "soon")]), None);
    }
}
