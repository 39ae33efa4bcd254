//! Is this the page, or what stands before it: a bot wall, a captcha, a consent or a login wall?
//!
//! No sign decides alone. A page may carry the script of a captcha for its contact form, be short, or be
//! refused with an honest 403; it is a challenge when something says so *and* something else bears it out.

use std::{borrow::Cow, sync::LazyLock};

use crate::model::{Page, wordlist};

/// How far into a body signs are looked for.
const LOOKED_AT: usize = 64 * 1024;
/// Pages with less visible text than this many characters hold next to nothing.
const NEXT_TO_NOTHING: usize = 900;
/// A page with more visible text than this is the page itself, whatever it carries.
const A_LOT: usize = 6_000;

const STATUS: &str = "a status that refuses";
const HEADER: &str = "a header field of a bot wall";
const TITLE: &str = "the title of a challenge";
const WALL: &str = "the words of a challenge";
const CAPTCHA: &str = "a captcha to solve";
const SCRIPT: &str = "a script that checks visitors";
const LOGIN: &str = "the address of a login";
const PASSWORD: &str = "a field for a password";
const REFRESH: &str = "a page that reloads itself";
const EMPTY: &str = "next to no text, and no list";

/// The dictionary of signs: the kind of each, and its words.
static SIGNS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    wordlist::lines(include_str!("challenge.txt")).filter_map(|line| line.split_once('\t')).collect()
});

/// The signs that a page is a challenge, each in words, independent of each other.
#[must_use]
pub fn signs(page: &Page) -> Vec<&'static str> {
    let body = beginning(&page.body).to_ascii_lowercase();
    let seen = Seen::of(&body);
    let title = title(&body);
    let mut signs = Vec::new();
    let mut sign = |name, given: bool| signs.extend(given.then_some(name));
    sign(STATUS, matches!(page.status, 401 | 403 | 405 | 429 | 503));
    sign(HEADER, has_header(page));
    sign(TITLE, of_kind("title").any(|words| title.contains(words) && title.len() <= words.len() + 60));
    sign(WALL, of_kind("wall").any(|words| seen.text.contains(words)));
    sign(CAPTCHA, of_kind("captcha").any(|markup| body.contains(markup)));
    sign(SCRIPT, of_kind("script").any(|script| body.contains(script)));
    sign(LOGIN, was_sent_to_login(page));
    sign(
        PASSWORD,
        body.contains("type=\"password\"")
            || body.contains("type=password")
            || body.contains("type='password'"),
    );
    sign(REFRESH, body.contains("http-equiv=\"refresh\"") || body.contains("http-equiv=refresh"));
    // Of a longer page only the beginning was looked at, and beginnings may be all scripts.
    sign(EMPTY, seen.text.len() < NEXT_TO_NOTHING && !seen.has_list() && page.body.len() <= LOOKED_AT);
    signs
}

/// Why a page is held to be a challenge and not the page that was asked for; none if it is held to be the
/// page.
#[must_use]
pub fn verdict(page: &Page) -> Option<String> {
    if page.status == 304 || is_plainly_a_page(&beginning(&page.body)) {
        return None;
    }
    let signs = signs(page);
    let has = |sign| signs.contains(&sign);
    // Something must say so; that a page is short, or watches its visitors, says nothing.
    let refused = has(STATUS) && (has(WALL) || has(CAPTCHA) || has(SCRIPT) || has(TITLE));
    let says_so = has(HEADER) || has(TITLE) || has(WALL) || has(LOGIN);
    let borne_out = [STATUS, HEADER, CAPTCHA, SCRIPT, LOGIN, PASSWORD, REFRESH, EMPTY]
        .into_iter()
        .filter(|sign| has(sign))
        .count();
    let own = [HEADER, LOGIN].into_iter().filter(|sign| has(sign)).count();
    // A footer may speak of logins and robots: then only the lack of a list bears it out.
    let is_challenge = refused
        || (says_so && has(EMPTY) && borne_out > own)
        || (has(HEADER) && has(STATUS))
        || (has(LOGIN) && has(PASSWORD));
    is_challenge.then(|| format!("the page looks like a challenge: {}", signs.join(", ")))
}

fn of_kind(kind: &'static str) -> impl Iterator<Item = &'static str> {
    SIGNS.iter().filter(move |(of, _)| *of == kind).map(|(_, words)| *words)
}

fn has_header(page: &Page) -> bool {
    let mut fields = of_kind("header").filter_map(|field| field.split_once(':'));
    fields.any(|(name, value)| {
        page.headers
            .iter()
            .any(|header| header.name == name && header.value.to_lowercase().starts_with(value.trim()))
    })
}

/// Whether another address answered, and it is that of a login.
fn was_sent_to_login(page: &Page) -> bool {
    let is_login = |address: &url::Url| {
        let host = address.host_str().unwrap_or_default();
        let path = address.path().to_ascii_lowercase();
        path.split(['/', '.']).chain(host.split('.')).any(|part| of_kind("login").any(|login| part == login))
    };
    page.requested != page.address && is_login(&page.address) && !is_login(&page.requested)
}

fn beginning(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)])
}

/// `<title>` and the first `h1`.
fn title(body: &str) -> String {
    let inside = |tag: &str, end: &str| {
        let rest = body.split_once(tag)?.1.split_once('>')?.1;
        Some(rest.split_once(end)?.0)
    };
    let parts = [inside("<title", "</title"), inside("<h1", "</h1")]
        .map(|part| Seen::of(part.unwrap_or_default()).text);
    let [title, heading] = parts;
    if title.trim().is_empty() { heading } else { title }
}

/// Elements whose text nobody sees, by the beginning of their tags, and their ends.
const UNSEEN: [(&str, &str); 5] = [
    ("script", "</script"),
    ("style", "</style"),
    ("svg", "</svg"),
    ("template", "</template"),
    ("!--", "-->"),
];

/// The text from an end tag on, whatever its case.
fn after_ignoring_case<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</").map(|at| from + at) {
        if text.get(at..at + end.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(end)) {
            return Some(&text[at..]);
        }
        from = at + 2;
    }
    None
}

/// The texts of a page that a visitor sees, roughly, each with the tag behind it and what follows that.
struct Visible<'a>(Option<&'a str>);

impl<'a> Iterator for Visible<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0?;
        let Some((text, tagged)) = rest.split_once('<') else {
            self.0 = None;
            return Some((rest, ""));
        };
        let hidden = UNSEEN.iter().find(|(name, _)| is(tagged, name));
        let after = match hidden {
            None => tagged.split_once('>'),
            Some((_, "-->")) => tagged.split_once("-->"),
            Some((_, end)) => after_ignoring_case(tagged, end).and_then(|rest| rest.split_once('>')),
        };
        self.0 = Some(after.map_or("", |(_, rest)| rest));
        Some((text, tagged))
    }
}

/// Whether a tag begins with a name.
fn is(tagged: &str, name: &str) -> bool {
    tagged.as_bytes().get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}

fn is_row(tagged: &str) -> bool {
    is(tagged, "tr")
}

/// Whether a page has more text than any challenge, or a table. Nothing is kept of it: most pages are that
/// plain.
fn is_plainly_a_page(body: &str) -> bool {
    let (mut letters, mut rows) = (0, 0);
    Visible(Some(body)).any(|(text, tagged)| {
        letters += text.split_whitespace().map(|word| word.len() + 1).sum::<usize>();
        rows += usize::from(is_row(tagged));
        letters > A_LOT || rows >= 4
    })
}

/// What a visitor sees of a page.
struct Seen {
    text: String,
    rows: usize,
    items: usize,
}

impl Seen {
    fn of(body: &str) -> Self {
        let mut seen = Self { text: String::new(), rows: 0, items: 0 };
        for (text, tagged) in Visible(Some(body)) {
            for word in text.split_whitespace() {
                seen.text.push_str(word);
                seen.text.push(' ');
            }
            seen.rows += usize::from(is_row(tagged));
            seen.items += usize::from(is(tagged, "li") && !is(tagged, "link") || is(tagged, "dt"));
        }
        seen
    }

    fn has_list(&self) -> bool {
        self.rows >= 3 || self.items >= 8
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use url::Url;

    use super::*;
    use crate::model::{Header, Origin};

    fn page(status: u16, headers: &[(&str, &str)], body: &str) -> Page {
        let address = Url::parse("https://vendor.example/subprocessors").unwrap();
        let header =
            |(name, value): &(&str, &str)| Header { name: (*name).to_owned(), value: (*value).to_owned() };
        Page {
            requested: address.clone(),
            address,
            redirects: Vec::new(),
            status,
            headers: headers.iter().map(header).collect(),
            body: body.as_bytes().to_vec(),
            requested_at: Timestamp::UNIX_EPOCH,
            received_at: Timestamp::UNIX_EPOCH,
            origin: Origin::Crawled,
        }
    }

    fn table(rows: usize) -> String {
        let row = "<tr><td>Acme Inc.</td><td>Hosting</td><td>Ireland</td></tr>";
        format!("<table><tr><th>Name</th><th>Use</th><th>Place</th></tr>{}</table>", row.repeat(rows))
    }

    #[test]
    fn walls_of_all_kinds_are_told() {
        let walls = [
            page(
                403,
                &[("cf-mitigated", "challenge")],
                "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b.js'></script>\
                 <noscript>Enable JavaScript and cookies to continue</noscript>",
            ),
            page(
                503,
                &[],
                "<TITLE>Attention Required!</TITLE><h1>One more step</h1><div class=\"h-captcha\"></div>",
            ),
            page(
                200,
                &[],
                "<title>Pardon Our Interruption</title><p>Something about your browser made us think you \
                 were a bot.</p>",
            ),
            page(
                429,
                &[],
                "<html><body><iframe src='//geo.captcha-delivery.com/captcha/?a=1'></iframe></body></html>",
            ),
            page(
                200,
                &[],
                "<html><head><meta name=robots content=noindex><script \
                 src='/_Incapsula_Resource?SWJIYLWA=71'></script></head><body><iframe>Request unsuccessful. \
                 Incapsula incident ID: 1-2</iframe></body></html>",
            ),
            page(
                200,
                &[],
                "<title>Before you continue</title><form action='/save'><p>We use cookies.</p><button>Accept \
                 all</button></form>",
            ),
            page(
                200,
                &[],
                "<title>Sign in - Acme Trust Center</title><form><input type=\"email\"><input \
                 type=\"password\"></form>",
            ),
            page(
                202,
                &[("x-amzn-waf-action", "challenge")],
                "<html><script>AwsWafIntegration.getToken()</script></html>",
            ),
            page(
                200,
                &[],
                "<title>Robot Check</title><form><img src=x><input name=\"captcha\"> Enter the characters \
                 you see below</form>",
            ),
        ];
        for wall in walls {
            assert!(verdict(&wall).is_some(), "{}: {:?}", String::from_utf8_lossy(&wall.body), signs(&wall));
        }
    }

    #[test]
    fn a_redirect_to_a_login_is_a_wall() {
        let mut wall = page(200, &[], "<title>Acme</title><form><input type=password></form>");
        assert_eq!(verdict(&wall), None);
        wall.address = Url::parse("https://login.vendor.example/?next=/subprocessors").unwrap();
        assert!(verdict(&wall).is_some());
    }

    #[test]
    fn a_page_with_its_list_is_no_wall_whatever_it_carries() {
        let list = format!(
            "<title>Sub-processors</title><script src='https://www.google.com/recaptcha/api.js'></script>\
             <script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>{}<div \
             class=\"g-recaptcha\"></div><form><input type=password></form><a>Sign in to continue</a>",
            table(6)
        );
        assert_eq!(
            verdict(&page(200, &[("server", "cloudflare"), ("set-cookie", "datadome=x")], &list)),
            None
        );
    }

    #[test]
    fn a_short_page_with_a_captcha_for_its_form_is_no_wall() {
        let short = "<title>Sub-processors</title><p>We use Acme for hosting.</p><script \
            src='https://www.google.com/recaptcha/api.js'></script><div class=\"g-recaptcha\"></div>";
        assert_eq!(verdict(&page(200, &[], short)), None);
        assert_eq!(verdict(&page(200, &[], "<p>Acme, Beta</p>")), None);
        assert_eq!(verdict(&page(200, &[], "")), None);
        assert_eq!(verdict(&page(200, &[], "Name,Use\nAcme,Mail\n")), None);
    }

    #[test]
    fn a_list_of_vendors_that_sell_captchas_is_no_wall() {
        let row = "<tr><td>hCaptcha</td><td>Tells a human from a robot; verify you are human, DDoS \
            protection by the edge</td></tr>";
        let list = format!("<title>Security checks and vendors</title><table>{}</table>", row.repeat(5));
        assert_eq!(verdict(&page(200, &[], &list)), None);
    }

    #[test]
    fn an_honest_refusal_is_no_challenge() {
        assert_eq!(verdict(&page(403, &[], "<p>You may not see this.</p>")), None);
        assert_eq!(verdict(&page(503, &[], "<p>We are working on the site.</p>")), None);
    }

    #[test]
    fn a_login_form_in_the_head_of_a_page_is_no_wall() {
        let prose = "We tell our customers about each new sub-processor. ".repeat(30);
        let body = format!("<title>Legal</title><form>Log in <input type=\"password\"></form><p>{prose}</p>");
        assert_eq!(verdict(&page(200, &[], &body)), None);
    }

    #[test]
    fn every_line_of_the_dictionary_is_of_a_known_kind_and_in_lower_case() {
        for (kind, words) in SIGNS.iter() {
            assert!(["captcha", "header", "login", "script", "title", "wall"].contains(kind), "{kind}");
            assert_eq!(*words, words.to_lowercase(), "{words}");
        }
    }
}
