//! Pages whose texts hardly come twice, made up here: what a name, a purpose or a place costs when nobody has
//! looked at it before. As [`pages`](super::pages), the same on every machine and every run.

use std::fmt::Write;

use super::pages::Dice;

const SYLLABLES: [&str; 16] =
    ["ka", "lo", "mi", "ren", "tor", "vel", "su", "dan", "pe", "qui", "zan", "bri", "fo", "gal", "hex", "nu"];
const TRADES: [&str; 8] = ["Cloud", "Data", "Networks", "Pay", "Labs", "Mail", "Systems", "Analytics"];
const FORMS: [&str; 8] = [", Inc.", " GmbH", " Ltd.", " B.V.", " SAS", " LLC", " AB", " S.r.l."];
const TASKS: [&str; 10] = [
    "Hosting",
    "Storage",
    "Delivery",
    "Monitoring",
    "Billing",
    "Support",
    "Analysis",
    "Backup",
    "Search",
    "Translation",
];
const OBJECTS: [&str; 12] = [
    "e-mails",
    "invoices",
    "tickets",
    "documents",
    "recordings",
    "log entries",
    "orders",
    "messages",
    "images",
    "surveys",
    "contracts",
    "events",
];
const REASONS: [&str; 8] = [
    "for customers that turn it on",
    "when something fails",
    "during onboarding",
    "in all regions",
    "within the mobile application",
    "under the enterprise plan",
    "for the help desk",
    "before they are sent",
];
const DATA: [&str; 10] = [
    "name",
    "e-mail address",
    "IP address",
    "device data",
    "billing address",
    "usage data",
    "job title",
    "phone number",
    "order history",
    "message content",
];
const PLACES: [&str; 16] = [
    "Germany",
    "Ireland",
    "United States",
    "France",
    "Netherlands",
    "Singapore",
    "Sweden",
    "Canada",
    "Australia",
    "Japan",
    "United Kingdom",
    "Poland",
    "Spain",
    "Dublin, Ireland",
    "Frankfurt, Germany",
    "Virginia, USA",
];
const PROSE: [&str; 12] =
    ["we", "review", "each", "provider", "before", "it", "is", "engaged", "and", "the", "contract", "with"];
const SECTIONS: [&str; 3] =
    ["Infrastructure sub-processors", "Product sub-processors", "Support sub-processors"];

/// One page of roughly 25 to 150 KB with three lists of other companies, in one of three kinds of markup.
#[must_use]
pub(crate) fn page(number: usize) -> String {
    let mut dice = Dice::seeded(0xb0a7, number);
    let weight = 1 + dice.below(4);
    let mut html = String::with_capacity(150_000);
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sub-processors of {}</title></head>\
         <body class=\"page\"><main><h1>Sub-processors</h1><p class=\"date\">Last updated: {} May 2026</p>",
        name(&mut dice),
        1 + dice.below(28)
    );
    for section in SECTIONS {
        let _ = write!(html, "<h2 class=\"title\">{section}</h2>");
        prose(&mut html, &mut dice, 8 * weight);
        let rows = 8 + dice.below(12 * weight);
        match number % 3 {
            0 => {
                table(&mut html, &mut dice, rows, ["Sub-processor", "Purpose", "Data processed", "Location"]);
            }
            1 => table(&mut html, &mut dice, rows, ["Entity", "Service", "Personal data", "Country"]),
            _ => cards(&mut html, &mut dice, rows),
        }
    }
    html.push_str(
        "<footer class=\"end\"><p>We tell customers 30 days before a new sub-processor.</p></footer>",
    );
    html.push_str("</main></body></html>");
    html
}

/// The same page with its markup painted anew: other bytes, the same texts.
#[must_use]
pub(crate) fn painted(page: &str) -> String {
    page.replace("class=\"", "class=\"v2 ").replace("</body>", "<!-- painted --></body>")
}

fn table(html: &mut String, dice: &mut Dice, rows: usize, headers: [&str; 4]) {
    html.push_str("<table class=\"list\"><thead><tr>");
    for header in headers {
        let _ = write!(html, "<th class=\"head\">{header}</th>");
    }
    html.push_str("</tr></thead><tbody>");
    for _ in 0..rows {
        let _ = write!(
            html,
            "<tr class=\"row\"><td class=\"cell px-4\">{}</td><td class=\"cell px-4\">{}</td><td class=\"cell px-4\">{}</td>\
             <td class=\"cell px-4\">{}</td></tr>",
            name(dice),
            purpose(dice),
            data(dice),
            dice.pick(&PLACES)
        );
    }
    html.push_str("</tbody></table>");
}

fn cards(html: &mut String, dice: &mut Dice, rows: usize) {
    html.push_str("<div class=\"cards\">");
    for _ in 0..rows {
        let _ = write!(
            html,
            "<div class=\"card\"><h3 class=\"name\">{}</h3><p class=\"line\"><strong>Purpose:</strong> {}</p>\
             <p class=\"line\"><strong>Data:</strong> {}</p><p class=\"line\"><strong>Location:</strong> {}</p></div>",
            name(dice),
            purpose(dice),
            data(dice),
            dice.pick(&PLACES)
        );
    }
    html.push_str("</div>");
}

fn prose(html: &mut String, dice: &mut Dice, paragraphs: usize) {
    for _ in 0..paragraphs {
        html.push_str("<p class=\"text leading-7\">");
        for _ in 0..40 {
            let _ = write!(html, "{} ", dice.pick(&PROSE));
        }
        let _ = write!(html, "{}.</p>", purpose(dice));
    }
}

fn name(dice: &mut Dice) -> String {
    let mut name: String = (0..2 + dice.below(3)).map(|_| dice.pick(&SYLLABLES)).collect();
    name[..1].make_ascii_uppercase();
    format!("{name} {}{}", dice.pick(&TRADES), dice.pick(&FORMS))
}

fn purpose(dice: &mut Dice) -> String {
    let (task, first, second) = (dice.pick(&TASKS), dice.pick(&OBJECTS), dice.pick(&OBJECTS));
    format!("{task} of {first} and {second} {}", dice.pick(&REASONS))
}

fn data(dice: &mut Dice) -> String {
    let kinds: Vec<&str> = (0..2 + dice.below(3)).map(|_| dice.pick(&DATA)).collect();
    kinds.join(", ")
}
