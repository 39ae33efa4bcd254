//! Pages for the benchmarks, made up here: the same ones on every machine and every run.

use std::fmt::Write;

/// A small generator of numbers: Knuth's MMIX constants, the high bits.
pub(crate) struct Dice(u64);

impl Dice {
    /// One for each page, far from those of the pages beside it.
    pub(crate) fn seeded(seed: u64, number: usize) -> Self {
        Self(seed + u64::try_from(number).unwrap_or(0) * 7919)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    pub(crate) fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const NAMES: [&str; 12] = [
    "Acme Cloud",
    "Borealis",
    "Cumulus",
    "Dataforge",
    "Echo Mail",
    "Fjord",
    "Granite",
    "Helix",
    "Iris",
    "Juniper Pay",
    "Kestrel",
    "Lumen",
];
const FORMS: [&str; 6] = [", Inc.", " GmbH", " Ltd.", " B.V.", " SAS", ""];
const DOES: [&str; 8] = [
    "Hosting of the application and its database",
    "Delivery of transactional e-mail",
    "Error tracking and performance monitoring",
    "Payment processing for subscriptions",
    "Customer support tickets and chat",
    "Product analytics",
    "Content delivery and protection against attacks",
    "Inference for features that the customer turns on",
];
const DATA: [&str; 5] = [
    "Account data, IP address",
    "E-mail address, message content",
    "Usage events, device data",
    "Billing contact, invoices",
    "Log data",
];
const PLACES: [&str; 8] = [
    "EU (Frankfurt)",
    "United States",
    "Ireland",
    "Germany",
    "Global",
    "AWS eu-west-1 (Ireland)",
    "United Kingdom, Netherlands",
    "Singapore",
];
/// Of prose; a quarter are the small words that a language is told by.
const WORDS: [&str; 22] = [
    "privacy",
    "customers",
    "services",
    "process",
    "personal",
    "data",
    "agreement",
    "notice",
    "terms",
    "security",
    "provide",
    "support",
    "team",
    "platform",
    "update",
    "changes",
    "the",
    "and",
    "to",
    "for",
    "our",
    "with",
];

/// One page of roughly 25 to 150 KB: navigation, prose, three tables, a script and a footer, as vendors serve
/// them.
#[must_use]
pub(crate) fn page(number: usize) -> String {
    let mut dice = Dice::seeded(0x5eed, number);
    let weight = 1 + dice.below(6);
    let mut html = String::with_capacity(150_000);
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sub-processors | Vendor {number}</title>\
         <link rel=\"stylesheet\" href=\"/app.css\"><script>window.page={number};</script></head><body class=\"antialiased\"><header><nav><ul>"
    );
    for at in 0..40 * weight {
        let _ = write!(
            html,
            "<li class=\"nav-item px-4 py-2\"><a class=\"text-sm hover:underline\" href=\"/p/{at}\">{}</a></li>",
            dice.pick(&WORDS)
        );
    }
    html.push_str("</ul></nav></header><main class=\"mx-auto max-w-4xl\"><h1>Sub-processors</h1><p>Last updated: 3 March 2026.</p>");
    prose(&mut html, &mut dice, 18 * weight);
    for section in ["Infrastructure", "Communication", "Analytics"] {
        let _ = write!(html, "<h2 id=\"{section}\" class=\"text-2xl font-semibold\">{section}</h2>");
        table(&mut html, &mut dice, 6 + 6 * weight);
        prose(&mut html, &mut dice, 6 * weight);
    }
    html.push_str("</main><footer><p>We notify customers at least 30 days before a new sub-processor.</p></footer><script>");
    for at in 0..60 * weight {
        let _ = write!(html, "self.push([{at},\"{}\"]);", dice.pick(&WORDS).repeat(6));
    }
    html.push_str("</script></body></html>");
    html
}

fn prose(html: &mut String, dice: &mut Dice, paragraphs: usize) {
    for _ in 0..paragraphs {
        html.push_str("<p class=\"mt-4 leading-7 text-gray-700\">");
        for _ in 0..40 {
            html.push_str(dice.pick(&WORDS));
            html.push(' ');
        }
        html.push_str("<a href=\"/dpa\">terms</a>.</p>");
    }
}

fn table(html: &mut String, dice: &mut Dice, rows: usize) {
    html.push_str(
        "<div class=\"overflow-x-auto\"><table class=\"min-w-full divide-y\"><thead><tr><th>Sub-processor</th><th>Purpose</th>\
         <th>Data</th><th>Location</th></tr></thead><tbody>",
    );
    for row in 0..rows {
        let _ = write!(
            html,
            "<tr class=\"border-b\"><td class=\"px-3 py-2\"><a href=\"https://example.com/{row}\">{} {row}{}</a></td><td class=\"px-3 py-2\">{}</td>\
             <td class=\"px-3 py-2\">{}</td><td class=\"px-3 py-2\">{}</td></tr>",
            dice.pick(&NAMES),
            dice.pick(&FORMS),
            dice.pick(&DOES),
            dice.pick(&DATA),
            dice.pick(&PLACES)
        );
    }
    html.push_str("</tbody></table></div>");
}
