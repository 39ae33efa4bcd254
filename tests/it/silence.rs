//! What a page may do without a change in its list, page against page: each must stay silent. What may not is
//! loud.

use subwatch::{
    diff,
    extract::{self, About},
    model::{Change, Changes, Listing, Recipe},
    normalise::{self, derive},
};

/// The page that all others are compared with.
const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Sub-processors</title></head><body>
<h1>Sub-processors</h1>
<p>We use these sub-processors to provide the service. Last updated: 1 May 2026</p>
<h2>Infrastructure</h2>
<table><tr><th>Name</th><th>Purpose</th><th>Location</th><th>Privacy policy</th></tr>
<tr><td>Amazon Web Services</td><td>Hosting of the customer's data – "cloud"</td><td>Ireland</td><td><a href="https://aws.amazon.com/privacy/">Privacy policy</a></td></tr>
<tr><td>Cloudflare, Inc.</td><td>CDN and protection</td><td>United States</td><td><a href="https://www.cloudflare.com/privacy/">Privacy policy</a></td></tr></table>
<h2>Support</h2>
<table><tr><th>Name</th><th>Purpose</th><th>Location</th><th>Privacy policy</th></tr>
<tr><td>Zendesk</td><td>Customer support</td><td>Germany</td><td><a href="https://www.zendesk.com/privacy/">Privacy policy</a></td></tr>
<tr><td>Slack</td><td>Internal chat</td><td>United States</td><td><a href="https://slack.com/privacy/">Privacy policy</a></td></tr></table>
</body></html>"#;

fn read(page: &str) -> Listing {
    let about = About { content_type: Some("text/html; charset=utf-8"), address: None, media: None };
    let document = extract::document(page.as_bytes(), about, &Recipe::default()).unwrap();
    derive::listing(normalise::listing(&document, &Recipe::default()).listing)
}

/// What is told of the page after some of its text was replaced; each must stand in it.
fn told(edits: &[(&str, &str)]) -> Changes {
    let edited = edits.iter().fold(PAGE.to_owned(), |page, (from, to)| {
        assert!(page.contains(from), "`{from}` is not in the page");
        page.replace(from, to)
    });
    diff::changes(&read(PAGE), &read(&edited))
}

#[track_caller]
fn silent(edits: &[(&str, &str)]) {
    let told = told(edits);
    assert!(told.is_empty() && told.suspect.is_none(), "{told:#?}");
}

#[track_caller]
fn loud(edits: &[(&str, &str)], kinds: &[&str]) {
    let told = told(edits);
    assert_eq!(told.changes.iter().map(Change::kind).collect::<Vec<_>>(), kinds, "{told:#?}");
}

/// The row of Cloudflare, and that of Amazon.
fn rows() -> (&'static str, &'static str) {
    let row =
        |name: &str| PAGE.lines().find(|line| line.contains(name)).unwrap().trim_end_matches("</table>");
    (row("<td>Cloudflare"), row("<td>Amazon"))
}

#[test]
fn the_page_is_read_as_it_is_meant() {
    let listing = read(PAGE);
    let rows: Vec<_> = listing
        .entries
        .iter()
        .map(|row| (row.printed.name.as_str(), row.printed.section.as_deref(), row.printed.url.is_some()))
        .collect();
    let (infrastructure, support) = (Some("Infrastructure"), Some("Support"));
    assert_eq!(
        rows,
        [
            ("Amazon Web Services", infrastructure, true),
            ("Cloudflare, Inc.", infrastructure, true),
            ("Zendesk", support, true),
            ("Slack", support, true)
        ]
    );
    silent(&[]);
}

#[test]
fn another_order_is_silent() {
    let (cloudflare, amazon) = rows();
    silent(&[(&format!("{amazon}\n{cloudflare}"), &format!("{cloudflare}\n{amazon}"))]);
}

#[test]
fn other_markup_is_silent() {
    silent(&[
        ("<td>Zendesk</td>", "<td class=\"name\"><p><strong><span>Zendesk</span></strong></p></td>"),
        ("<table>", "<div class=\"wrap\"><table style=\"width:100%\" data-x=\"1\">"),
        ("</table>", "</table></div>"),
        ("<td>Customer support</td>", "<td><em>Customer</em> <b>support</b><!-- x --></td>"),
    ]);
}

#[test]
fn white_space_punctuation_case_quotes_and_dashes_are_silent() {
    silent(&[("Customer support", "  Customer\n   support&nbsp;")]);
    silent(&[("Cloudflare, Inc.", "Cloudflare Inc"), ("CDN and protection", "CDN and protection.")]);
    silent(&[("Internal chat", "INTERNAL CHAT"), ("Customer support", "customer Support")]);
    silent(&[("customer's data – \"cloud\"", "customer’s data — “cloud”")]);
}

#[test]
fn another_text_of_the_same_link_is_silent() {
    silent(&[(">Privacy policy</a>", ">Read the policy here</a>")]);
    silent(&[("https://slack.com/privacy/", "https://www.slack.com/privacy?utm_source=list#top")]);
    loud(&[("https://slack.com/privacy/", "https://slack.com/dpa/")], &["changed"]);
}

#[test]
fn a_heading_that_is_renamed_and_moves_no_row_is_silent() {
    silent(&[("<h2>Infrastructure</h2>", "<h2>Infrastructure and hosting</h2>")]);
    silent(&[("<h2>Support</h2>", "<h2>Helping customers</h2>")]);
    let (cloudflare, _) = rows();
    let zendesk = PAGE.lines().find(|line| line.contains("<td>Zendesk")).unwrap();
    loud(&[(&format!("\n{cloudflare}"), ""), (zendesk, &format!("{zendesk}\n{cloudflare}"))], &["changed"]);
}

#[test]
fn prose_that_names_vendors_is_silent() {
    silent(&[(
        "We use these",
        "Before we chose Anthropic, Voyage AI and Hetzner we looked at their security. We use these",
    )]);
    silent(&[(
        "</body>",
        "<h2>Security</h2><p>Our platform runs on Google Cloud, and Datadog sees how it does.</p></body>",
    )]);
}

#[test]
fn a_change_log_inside_the_page_is_silent() {
    silent(&[(
        "</body>",
        "<h2>Change log</h2><ul><li>1 May 2026: added Slack, removed HipChat</li><li>2 March 2026: Mailgun replaced by Postmark</li></ul></body>",
    )]);
}

#[test]
fn a_date_alone_is_silent() {
    silent(&[("Last updated: 1 May 2026", "Last updated: 12 June 2026")]);
    silent(&[("<title>Sub-processors</title>", "<title>Sub-processors, 12 June 2026</title>")]);
}

#[test]
fn what_is_substance_is_loud() {
    loud(&[("<td>Slack</td>", "<td>Mattermost</td>")], &["added", "removed"]);
    loud(&[("<td>Slack</td>", "<td>Slack Technologies, LLC</td>")], &["renamed"]);
    loud(
        &[("Internal chat", "Internal chat and tickets"), ("Germany", "Germany and India")],
        &["changed", "changed"],
    );
}
