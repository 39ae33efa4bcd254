//! What a grid, read as if it were the list, looks like.

use std::collections::HashSet;

use crate::{
    model::{Document, Field, Grid, Shape},
    normalise::{
        entities, signs,
        topics::{self, Other, Topic},
    },
};

use super::{columns::Columns, companies::named_in, cookies, draft::Draft};

/// From this score on a grid is held for a list of sub-processors.
pub(super) const ENOUGH: i32 = 45;

/// Points for and against, each with its reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Points and reasons in the order they were found.
    pub(super) points: Vec<(i32, String)>,
    /// Whether something near speaks of sub-processors.
    pub(super) is_spoken_of: bool,
}

impl Evidence {
    /// The sum.
    pub(super) fn score(&self) -> i32 {
        self.points.iter().map(|(points, _)| points).sum()
    }

    /// Adds points and their reason; none where there are no points.
    fn add(&mut self, points: i32, reason: impl Into<String>) {
        if points != 0 {
            self.points.push((points, reason.into()));
        }
    }
}

/// Adds up what speaks for and against a grid.
pub(super) fn weigh(
    document: &Document,
    grid: &Grid,
    drafts: &[Draft],
    columns: Option<&Columns>,
) -> Evidence {
    let mut evidence = Evidence::default();
    if drafts.is_empty() {
        evidence.add(-100, "no row has a name");
        return evidence;
    }
    let around = surroundings(&mut evidence, document, grid, known_share(drafts));
    if let Some(columns) = columns {
        of_columns(&mut evidence, columns, drafts, around);
        of_rows(&mut evidence, grid, drafts, columns);
    } else {
        of_lines(&mut evidence, drafts);
        unspoken(&mut evidence, around);
    }
    if around.story && matches!(grid.shape, Shape::Sections | Shape::List) {
        evidence.add(STORY, "it is told how they were chosen");
    }
    of_names(&mut evidence, drafts, is_template(document, grid));
    of_shape(&mut evidence, grid, drafts);
    evidence
}

/// From this weight on, a text near a grid speaks of sub-processors.
const SPOKEN_OF: u8 = 50;
/// What a grid loses of which nothing near says that it is about sub-processors: a table of companies may be
/// anything.
const UNSPOKEN: i32 = -30;
/// What headings or bullets lose under a heading that tells how companies were chosen: a post names them too.
const STORY: i32 = -40;

/// The share of names that the catalogue of companies knows, in percent.
fn known_share(drafts: &[Draft]) -> i32 {
    let drafts = sample(drafts);
    let companies = drafts.iter().filter(|draft| entities::company(&draft.name).is_some()).count();
    share(companies, drafts.len(), 100)
}

/// How many rows are looked at closely.
const SAMPLE: usize = 24;

/// Rows from all over a grid: a long list is known by some of them.
fn sample(drafts: &[Draft]) -> Vec<&Draft> {
    drafts.iter().step_by(drafts.len().div_ceil(SAMPLE).max(1)).collect()
}

/// Heading, caption, lead and title. Gives back how plainly one of them speaks of sub-processors, 0 to 100.
fn surroundings(evidence: &mut Evidence, document: &Document, grid: &Grid, known_share: i32) -> Around {
    // Each text is asked about once: a lead may be long.
    let told = |text| (text, topics::of(text));
    let nearest = grid.heading().or(grid.caption.as_deref());
    let caption = grid.caption.as_deref().filter(|text| Some(*text) != nearest).map(told);
    let nearest = nearest.map(told);
    let above = grid.headings.iter().rev().skip(1).map(|heading| heading.text.as_str());
    let outer: Vec<(&str, Topic)> = above.map(told).collect();
    let title =
        document.title.as_deref().filter(|title| grid.headings.iter().all(|heading| heading.text != **title));
    let title = title.map(told);
    let lead = grid.lead.as_deref().map(told);
    let near = || nearest.iter().chain(&caption).chain(&outer).chain(&title).map(|(_, topic)| topic);
    let all = || near().chain(lead.iter().map(|(_, topic)| topic));
    let most = |weight: fn(&Topic) -> u8| all().map(weight).max().unwrap_or(0);
    let story = all().any(|topic| matches!(topic.other, Some((Other::Story, _))));
    let around = Around { story, list: most(|topic| topic.list), weak: most(|topic| topic.weak) };
    // Where the page is about sub-processors and the names are companies, a heading about something else
    // stands in the wrong place, as it does on pages that were put together from others.
    let titled = near().any(|topic| topic.list >= SPOKEN_OF);
    let doubt = if titled { 100 - known_share.max(0) * 3 / 4 } else { 100 };
    let mut said = 0;
    let mut weigh = |(text, topic): (&str, Topic), what: &str, for_it: i32, against: i32| {
        let score = i32::from(topic.score());
        let plain = matches!(topic.other, Some((Other::NotSubprocessors | Other::Changes, _)));
        let against = if plain { against * 3 / 2 } else { against * doubt / 100 };
        let points = if score >= 0 { score * for_it / 100 } else { score * against / 100 };
        evidence.add(points, format!("{what} `{}`", start_of(text)));
        said += points.max(0);
        said
    };
    let mut sum = nearest.map_or(0, |told| weigh(told, "heading", 30, 60));
    sum = caption.map_or(sum, |told| weigh(told, "caption", 20, 60));
    sum = lead.map_or(sum, |told| weigh(told, "lead", 20, 40));
    for &told in &outer {
        let against = if around.list >= SPOKEN_OF { 20 } else { 45 };
        sum = weigh(told, "outer heading", if sum > 0 { 8 } else { 18 }, against);
    }
    if let Some(told) = title {
        weigh(
            told,
            "page title",
            if sum > 0 { 5 } else { 15 },
            if around.list >= SPOKEN_OF { 0 } else { 30 },
        );
    }
    around
}

/// Header words.
fn of_columns(evidence: &mut Evidence, columns: &Columns, drafts: &[Draft], mut around: Around) {
    if let Some(name) = columns.of(Field::Name) {
        let header = &columns.headers[name];
        let sure = i32::from(columns.sure.get(&Field::Name).copied().unwrap_or(0));
        evidence.add(sure / 5, format!("names under `{header}`"));
        // `Example`: the rows are what it is an example of.
        let several = drafts.iter().filter(|draft| named_in(&draft.name).count() > 1).count();
        let are_examples = sure == 0 || several * 2 > drafts.len();
        if are_examples && topics::of(header).optional >= SPOKEN_OF {
            evidence.add(-60, format!("names under `{header}` are examples"));
        }
        let list = topics::of(header).list;
        around.list = around.list.max(list);
        if list >= 60 {
            evidence.add(25, format!("`{header}` names sub-processors"));
        }
    }
    let worth = [
        (Field::Purpose, 9),
        (Field::Data, 9),
        (Field::Location, 13),
        (Field::EntityLocation, 9),
        (Field::Transfer, 10),
        (Field::Url, 3),
        (Field::AppliesTo, 2),
    ];
    for (field, most) in worth {
        if let Some(&sure) = columns.sure.get(&field) {
            evidence.add(most * i32::from(sure) / 100, format!("a column for `{field}`"));
        }
    }
    // What the first column names is what the rows are about: measures, not companies.
    if let Some((Other::Security, weight)) =
        columns.headers.first().and_then(|header| topics::of(header).other)
    {
        evidence.add(-i32::from(weight) * 45 / 100, "the rows are about measures");
    }
    for header in &columns.headers {
        let topic = topics::of(header).other;
        if let Some((
            other @ (Other::Cookies
            | Other::Pricing
            | Other::ServiceLevel
            | Other::Changes
            | Other::Definitions
            | Other::Rights),
            weight,
        )) = topic
        {
            // Who compares products prints what they cost; who lists sub-processors never does.
            let share = if matches!(other, Other::Pricing) { 90 } else { 45 };
            evidence.add(-i32::from(weight) * share / 100, format!("header `{header}`"));
        }
    }
    unspoken(evidence, around);
}

/// What the rows of a table are about, if not about companies.
fn of_rows(evidence: &mut Evidence, grid: &Grid, drafts: &[Draft], columns: &Columns) {
    if let Some((points, reason)) = cookies::against(grid, drafts, columns) {
        evidence.add(points, reason);
    }
    // `Purpose`, `Legal basis`, `Recipients`: the rows are purposes, and kinds of recipients stand beside
    // them.
    let behind = columns.of(Field::Name) > Some(0);
    let based =
        columns.headers.iter().any(|header| matches!(topics::of(header).other, Some((Other::LegalBasis, _))));
    if behind && based && drafts.iter().all(|draft| !signs::of(&draft.name).is_name()) {
        evidence.add(-45, "the rows are about purposes, and no company is named beside them");
    }
}

/// What a grid loses where nothing near it says what it lists: a table of companies may be anything.
fn unspoken(evidence: &mut Evidence, around: Around) {
    if around.list >= SPOKEN_OF {
        evidence.is_spoken_of = true;
        return;
    }
    let points = if around.weak >= SPOKEN_OF { UNSPOKEN / 3 } else { UNSPOKEN };
    evidence.add(points, "nothing near it speaks of sub-processors");
}

/// How plainly the texts around a grid speak of what it lists, 0 to 100.
#[derive(Clone, Copy)]
struct Around {
    /// Of sub-processors.
    list: u8,
    /// Of providers, partners, suppliers.
    weak: u8,
    /// Of how they were chosen.
    story: bool,
}

/// Labels and places in cards and items.
fn of_lines(evidence: &mut Evidence, drafts: &[Draft]) {
    for (field, most) in [
        (Field::Purpose, 6),
        (Field::Data, 12),
        (Field::Location, 16),
        (Field::EntityLocation, 12),
        (Field::Transfer, 12),
    ] {
        let with = drafts.iter().filter(|draft| draft.has(field)).count();
        evidence
            .add(share(with, drafts.len(), most), format!("{with} of {} rows tell `{field}`", drafts.len()));
    }
}

/// Whether a grid stands in a form that others fill in.
fn is_template(document: &Document, grid: &Grid) -> bool {
    let above = grid.headings.iter().map(|heading| heading.text.as_str());
    let mut near = above.chain(document.title.as_deref()).chain(grid.caption.as_deref());
    near.any(|text| matches!(topics::of(text).other, Some((Other::Template, _))))
}

/// What the names look like.
fn of_names(evidence: &mut Evidence, drafts: &[Draft], is_template: bool) {
    let percent = known_share(drafts);
    evidence.add(percent * 45 / 100, format!("{percent} % of the names are known companies"));
    let distinct: HashSet<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    if drafts.len() >= 4 && distinct.len() * 2 < drafts.len() {
        evidence.add(-30, format!("{} different names in {} rows", distinct.len(), drafts.len()));
    }
    let drafts = sample(drafts);
    let all = drafts.len();
    let likely: usize = drafts.iter().map(|draft| usize::from(signs::of(&draft.name).name().weight)).sum();
    evidence.add(share(likely, all * 100, 15), "names that look like companies");
    let spoken = drafts
        .iter()
        .filter(|draft| topics::of(&draft.name).list >= 85 && !signs::of(&draft.name).is_company());
    evidence.add(-share(spoken.count(), all, 60), "names that speak of sub-processors");
    let tasks = drafts.iter().filter(|draft| is_kind_of_company(&draft.name)).count();
    if tasks * 5 >= all * 4 && !drafts.iter().any(|draft| entities::is_placeholder(&draft.name)) {
        evidence.add(-40, format!("{tasks} names are kinds of companies"));
    }
    let gaps = drafts.iter().filter(|draft| entities::is_placeholder(&draft.name)).count();
    let forms = drafts.iter().filter(|draft| is_form_field(&draft.name)).count();
    if is_template && gaps * 5 >= all * 3 || forms * 5 >= all * 3 {
        evidence.add(-200, format!("{gaps} names are gaps that nobody filled in"));
    }
    let several = drafts.iter().filter(|draft| named_in(&draft.name).count() > 1).count();
    evidence.add(-share(several, all, 60), format!("{several} names are several"));
    let long = drafts.iter().filter(|draft| draft.name.split_whitespace().count() > 9).count();
    evidence.add(-share(long, all, 60), format!("{long} names are sentences"));
    let labels = drafts.iter().filter(|draft| signs::of(&draft.name).is_header()).count();
    evidence.add(-share(labels, all, 60), format!("{labels} names are labels"));
    let place_names = drafts.iter().filter(|draft| signs::of(&draft.name).is_only_place()).count();
    evidence.add(-share(place_names, all, 30), format!("{place_names} names are places"));
    let located = drafts
        .iter()
        .filter_map(|draft| draft.texts.get(&Field::Location))
        .filter(|texts| signs::of(&texts.join(" ")).has_place())
        .count();
    evidence.add(share(located, all, 10), format!("{located} rows name a place"));
}

/// Whether a name is a field of a form, in capitals: `[HOSTING PROVIDER]`.
fn is_form_field(name: &str) -> bool {
    let inner = name.strip_prefix(['[', '<', '{']).and_then(|rest| rest.split([']', '>', '}', ',']).next());
    inner
        .is_some_and(|inner| inner.chars().any(char::is_alphabetic) && !inner.chars().any(char::is_lowercase))
}

/// Whether a name says what somebody does and not who it is: `Cloud hosting and compute`.
fn is_kind_of_company(name: &str) -> bool {
    let signs = signs::of(name);
    !signs.is_company() && (entities::is_role(name) || signs.is_task() && !signs.is_name())
}

/// What the shape of the grid says, and how much its rows tell.
fn of_shape(evidence: &mut Evidence, grid: &Grid, drafts: &[Draft]) {
    if drafts.len() == 1 {
        evidence.add(-8, "a single row");
    }
    match grid.shape {
        Shape::Table => evidence.add(8, "a table"),
        Shape::Cards | Shape::Records | Shape::Definitions => {}
        Shape::List | Shape::Sections => evidence.add(-4, "a list or headings"),
    }
    let told = |field: Field| drafts.iter().all(|draft| draft.labels.contains_key(&field));
    if drafts.len() >= 3 && Field::ALL.into_iter().filter(|field| told(*field)).count() >= 2 {
        evidence.add(25, "every row tells the same under the same labels");
    }
    let bare = drafts.iter().all(|draft| draft.texts.is_empty() && draft.extra.is_empty());
    if bare {
        evidence.add(-6, "names alone");
    }
}

/// A part of so many points.
fn share(part: usize, all: usize, most: i32) -> i32 {
    let (part, all) =
        (i32::try_from(part).unwrap_or(i32::MAX), i32::try_from(all.max(1)).unwrap_or(i32::MAX));
    i32::try_from(i64::from(part) * i64::from(most) / i64::from(all)).unwrap_or(0)
}

/// The beginning of a text, for a reason that is read by people.
fn start_of(text: &str) -> String {
    let mut start: String = text.chars().take(60).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
