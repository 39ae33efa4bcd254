//! What the class names of an element say about its look.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::model::{Style, fnv1a_seeded};

/// What a `class` attribute says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on one another")]
pub(super) struct Look {
    /// How text in it looks, where the names tell.
    pub(super) style: Option<Style>,
    /// Set aside for screen readers.
    pub(super) unseen: bool,
    /// Not shown, at no width of the window.
    pub(super) hidden: bool,
    /// Names a value that follows it.
    pub(super) label: bool,
    /// Menu, footer or table of contents.
    pub(super) navigation: bool,
    /// A line of columns, or something that is laid out like one.
    pub(super) row: bool,
    /// A grid by name alone: of rows, or of cards that stand side by side.
    pub(super) grid: bool,
    /// The head of something.
    pub(super) head: bool,
    /// Takes a line of its own, whatever its tag.
    pub(super) block: bool,
    /// Shows a logo, an icon or initials.
    pub(super) logo: bool,
    /// Struck through.
    pub(super) struck: bool,
    /// A panel that is shown after a click.
    pub(super) panel: bool,
    /// Boxed by utility classes as a badge is.
    pub(super) pill: bool,
    /// Columns of a grid without row elements, where the names tell.
    pub(super) columns: u8,
    /// Hash of its first name: what tells one kind of card from another.
    pub(super) kind: u64,
}

/// Looks by `class` attribute: pages repeat few of them often.
#[derive(Default)]
pub(super) struct Looks<'a>(HashMap<&'a str, Look, RandomState>);

impl<'a> Looks<'a> {
    /// What a `class` attribute says.
    pub(super) fn of(&mut self, class: &'a str) -> Look {
        *self.0.entry(class).or_insert_with(|| look(class))
    }
}

/// What the names in a `class` attribute say together.
fn look(class: &str) -> Look {
    let mut look = Look::default();
    let mut shown_at_some_width = false;
    let mut hidden = false;
    let mut boxed = Boxed::default();
    let names = class.split_ascii_whitespace();
    for name in names.clone().take(64) {
        if look.kind == 0 && !matches!(name, "odd" | "even" | "first" | "last" | "active" | "open") {
            look.kind = fnv1a_seeded(1, name.bytes());
        }
        boxed.add(name);
        match name {
            "hidden" | "d-none" | "is-hidden" | "hide" => hidden = true,
            "sr-only" | "visually-hidden" | "visuallyhidden" | "screen-reader-text"
            | "screen-reader-only" | "u-visually-hidden" => {
                look.unseen = true;
            }
            "block" | "d-block" | "flex" | "d-flex" | "w-full" => look.block = true,
            "line-through" | "strikethrough" | "text-decoration-line-through" | "struck" => {
                look.struck = true;
            }
            "label" => look.label = true,
            _ => {}
        }
        shown_at_some_width |= shows_at_a_width(name);
        if let Some(count) = name
            .rsplit(':')
            .next()
            .and_then(|plain| plain.strip_prefix("grid-cols-"))
            .and_then(|count| count.parse().ok())
        {
            look.columns = look.columns.max(count);
        }
        // Names with a colon or bracket are about a state or a width (`hover:font-bold`), not about the text.
        if !name.contains([':', '[']) {
            words(name, &mut look);
        }
    }
    if look.style.is_none() && names.clone().any(is_of_normal_weight) {
        look.style = Some(Style::Plain);
    }
    look.hidden = hidden && !shown_at_some_width;
    look.pill = boxed.is_pill();
    let is_label = |name: &str| name.eq_ignore_ascii_case("label");
    if names.clone().any(is_label)
        && names.clone().any(|name| name.to_ascii_lowercase().starts_with("label-"))
    {
        look.label = false;
        look.style = Some(Style::Badge);
    }
    look
}

/// Whether a name takes back the bold look of what is around.
fn is_of_normal_weight(name: &str) -> bool {
    matches!(name, "font-normal" | "font-light" | "fw-normal" | "fw-light" | "font-weight-normal")
}

/// What utility classes say of a box: with round corners, padding at the sides and a ground or edge of its
/// own, a short text in it is a badge.
#[derive(Default)]
struct Boxed {
    round: bool,
    padded: bool,
    edged: bool,
}

impl Boxed {
    fn add(&mut self, name: &str) {
        self.round |= name == "rounded" || name.starts_with("rounded-");
        self.padded |= name.starts_with("px-");
        self.edged |= name.starts_with("bg-")
            || name == "border"
            || name.starts_with("border-")
            || name.starts_with("ring-");
    }

    fn is_pill(&self) -> bool {
        self.round && self.padded && self.edged
    }
}

/// Whether a word names a badge: boxed words beside a text.
fn is_badge(word: &str) -> bool {
    matches!(word, "badge" | "pill" | "chip" | "tag" | "tags" | "badges" | "pills" | "chips" | "lozenge")
}

/// Whether one of the words that capitals part in a name is that of a badge (`MuiChip-label`, `statusPill`).
fn names_badge(name: &str) -> bool {
    let mut rest = name;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_uppercase()) {
        let word = &rest[at..];
        let end = word
            .bytes()
            .skip(1)
            .position(|byte| !byte.is_ascii_lowercase())
            .map_or(word.len(), |end| end + 1);
        if is_badge(&word[..end].to_ascii_lowercase()) {
            return true;
        }
        rest = &word[1..];
    }
    false
}

/// `md:block`, `lg:table`, `d-md-flex`: hidden in narrow windows only.
fn shows_at_a_width(name: &str) -> bool {
    const SHOWN: [&str; 8] = ["block", "flex", "grid", "table", "inline", "contents", "row", "cell"];
    let display = name
        .split_once(':')
        .map(|(_, display)| display)
        .or_else(|| name.strip_prefix("d-").filter(|rest| rest.contains('-')));
    display.is_some_and(|display| display.split('-').any(|word| SHOWN.contains(&word)))
}

/// What the words of one name say: `company-name` is a name, `card_label` a label.
fn words(name: &str, look: &mut Look) {
    let lower = name.to_ascii_lowercase();
    let mut words: Vec<&str> = lower.split(['-', '_']).filter(|word| !word.is_empty()).collect();
    words.truncate(16);
    let last = words.len().saturating_sub(1);
    let badge = words.iter().any(|word| is_badge(word)) || names_badge(name);
    if badge {
        set(&mut look.style, Style::Badge);
    }
    for (at, word) in words.iter().enumerate() {
        match *word {
            "label" if badge => {}
            "label" if at == last && last > 0 => look.label = true,
            "label" if last > 0 => set(&mut look.style, Style::Badge),
            "key" | "term" | "dt" if at == last => look.label = true,
            "muted" | "subtle" | "description" | "desc" | "caption" | "subtitle" | "secondary" | "meta"
            | "sub"
                if at == last =>
            {
                set(&mut look.style, Style::Small);
            }
            "title" | "name" if at == last => look.style = Some(Style::Strong),
            "bold" | "semibold" | "strong" => look.style = Some(Style::Strong),
            "medium" if words.first() == Some(&"font") => look.style = Some(Style::Strong),
            "xs" if words.first() == Some(&"text") => set(&mut look.style, Style::Small),
            "gray" | "grey" | "slate" | "zinc" | "neutral" | "stone"
                if at == 1 && words[0] == "text" && is_pale(words.last()) =>
            {
                set(&mut look.style, Style::Small);
            }
            "nav" | "navbar" | "navigation" | "menu" | "footer" | "breadcrumb" | "breadcrumbs" | "toc"
            | "topbar" => look.navigation = true,
            "row" | "tr" => look.row = true,
            "grid" => look.grid = true,
            "table" if last > 0 => look.row = true,
            "head" | "header" | "thead" | "heading" => look.head = true,
            "logo" | "avatar" | "icon" | "initials" | "monogram" => look.logo = true,
            "tab" | "tabpanel" | "pane" | "accordion" | "collapse" | "collapsible" | "panel" | "faq" => {
                look.panel = true;
            }
            _ => {}
        }
    }
}

/// Shades that a text is set back with; those above are as dark as text.
fn is_pale(shade: Option<&&str>) -> bool {
    matches!(shade, Some(&("300" | "400" | "500")))
}

/// Sets a style, unless another name has set one.
fn set(style: &mut Option<Style>, to: Style) {
    style.get_or_insert(to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_tell_a_badge_from_a_title_and_a_label() {
        assert_eq!(look("cert-badge").style, Some(Style::Badge));
        assert_eq!(look("company-name").style, Some(Style::Strong));
        assert_eq!(look("text-sm font-semibold").style, Some(Style::Strong));
        assert_eq!(look("text-muted").style, Some(Style::Small));
        assert!(look("detail-label").label);
        assert_eq!(look("label label-default").style, Some(Style::Badge));
        assert_eq!(look("hover:font-bold").style, None);
    }

    #[test]
    fn badges_are_told_in_the_class_names_of_the_common_kits() {
        for class in [
            "MuiChip-label",
            "MuiChip-root MuiChip-filled",
            "ant-tag ant-tag-blue",
            "badge--new",
            "chakra-badge css-1x2y",
            "chakra-tag__label",
            "badge bg-primary",
            "label label-info",
            "Label Label--primary",
            "Badge_root__x1Y2z",
            "styles_statusPill__a1",
            "slds-badge",
            "p-chip-text",
            "v-chip__content",
        ] {
            let look = look(class);
            assert_eq!((look.style, look.label), (Some(Style::Badge), false), "{class}");
        }
        for class in ["tagline", "Stage", "pillar", "vintage-label"] {
            assert_ne!(look(class).style, Some(Style::Badge), "{class}");
        }
        assert!(look("inline-flex rounded-full border px-2.5 py-0.5 text-xs font-semibold").pill);
        assert!(!look("flex h-10 w-10 rounded-full bg-gray-100").pill);
    }

    #[test]
    fn pale_and_tiny_text_is_small_and_dark_text_is_not() {
        assert_eq!(look("text-xs text-gray-500").style, Some(Style::Small));
        assert_eq!(look("text-slate-400").style, Some(Style::Small));
        assert_eq!(look("text-gray-900").style, None);
    }

    #[test]
    fn what_is_hidden_in_narrow_windows_only_is_shown() {
        assert!(look("hidden").hidden);
        assert!(!look("hidden md:block").hidden);
        assert!(!look("d-none d-md-table").hidden);
        assert!(look("d-none").hidden);
    }
}
