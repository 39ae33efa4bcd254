//! What a click opens: panels of accordions and tabs. They are part of the page, though hidden until then.

use std::{collections::HashSet, sync::LazyLock};

use super::page::{Element, Page};
use crate::model::wordlist;

/// Attributes that name the element which a click opens: ARIA's own, and those of the common style sheets.
const TARGETS: [&str; 6] = [
    "aria-controls",
    "data-bs-target",
    "data-target",
    "data-collapse-toggle",
    "data-accordion-target",
    "data-tabs-target",
];
/// What opens over the page is no part of it, by a word of its id.
static OVERLAYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| wordlist::lines(include_str!("overlays.txt")).collect());
/// Elements around a button that are looked at.
const AROUND: usize = 16;

/// Ids of the elements that some button or tab opens.
pub(super) fn opened(page: &Page) -> HashSet<&str> {
    let mut ids = HashSet::new();
    for (place, element) in page.elements() {
        let mut targets = targets(element).peekable();
        let in_menu =
            || page.around(place).take(AROUND).any(|around| matches!(around.name(), "nav" | "footer"));
        if targets.peek().is_some() && !opens_overlay(element) && !in_menu() {
            ids.extend(targets.filter(|id| !is_overlay(id)));
        }
    }
    ids
}

/// Whether a click on an element opens a panel below it.
pub(super) fn opens(element: &Element) -> bool {
    !opens_overlay(element) && targets(element).next().is_some_and(|id| !is_overlay(id))
}

/// Whether an element may be a panel by its role.
pub(super) fn may_be_panel(role: Option<&str>) -> bool {
    !matches!(role, Some("dialog" | "alertdialog" | "menu" | "listbox" | "tooltip" | "search" | "navigation"))
}

/// The ids of what a click on an element opens.
fn targets(element: &Element) -> impl Iterator<Item = &str> {
    let toggles = |value: &str| matches!(value, "collapse" | "tab" | "pill");
    let toggle = element.attr("data-bs-toggle").or_else(|| element.attr("data-toggle")).is_some_and(toggles);
    let linked = element.attr("href").filter(|href| toggle && href.starts_with('#'));
    let named = element.attrs().filter(|(name, _)| TARGETS.contains(name)).map(|(_, value)| value);
    named
        .chain(linked)
        .flat_map(str::split_ascii_whitespace)
        .map(|id| id.trim_start_matches('#'))
        .filter(|id| !id.is_empty())
}

/// Menus, lists to choose from and windows over the page.
fn opens_overlay(element: &Element) -> bool {
    let popup = element.attr("aria-haspopup").is_some_and(|kind| kind != "false");
    let over = |name: &str| {
        matches!(element.attr(name), Some("modal" | "dropdown" | "offcanvas" | "popover" | "tooltip"))
    };
    popup || element.attr("role") == Some("combobox") || over("data-bs-toggle") || over("data-toggle")
}

/// Whether an id names something that opens over the page.
fn is_overlay(id: &str) -> bool {
    id.split(|letter: char| !letter.is_alphanumeric())
        .any(|word| OVERLAYS.iter().any(|overlay| word.eq_ignore_ascii_case(overlay)))
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::{Shape, Visibility};

    const LIST: &str = "<ul><li>Acme, mail<li>Bolt, chat</ul>";

    #[test]
    fn what_a_button_opens_is_content_however_it_is_hidden() {
        for (button, panel) in [
            ("<button aria-expanded=false aria-controls=p>EU</button>", "<div id=p hidden>"),
            ("<h3><button aria-controls=p>EU</button></h3>", "<div id=p style='display:none'>"),
            ("<button aria-expanded=false aria-controls=p>EU</button>", "<div id=p class=hidden>"),
            ("<a data-toggle=collapse href='#p'>EU</a>", "<div id=p hidden>"),
            ("<div role=button aria-expanded=false data-bs-target='#p'>EU</div>", "<div id=p hidden>"),
            ("<h3 id=b>EU</h3>", "<div role=region aria-labelledby=b hidden>"),
        ] {
            let document = read(&format!("<h2>List</h2>{button}{panel}{LIST}</div>"));
            let grid = &document.grids[0];
            assert_eq!((grid.visibility, grid.heading()), (Visibility::Shown, Some("EU")), "{button}{panel}");
        }
    }

    #[test]
    fn what_opens_over_the_page_stays_hidden() {
        for (button, panel) in [
            ("<button aria-haspopup=true aria-controls=p>EU</button>", "<div id=p hidden>"),
            ("<button aria-controls=mobile-menu>EU</button>", "<div id=mobile-menu hidden>"),
            ("<button aria-controls=p>EU</button>", "<div id=p role=dialog hidden>"),
            ("<nav><button aria-controls=p>EU</button></nav>", "<div id=p class=hidden>"),
            ("", "<div id=p hidden>"),
        ] {
            let document = read(&format!("<h2>List</h2>{button}{panel}{LIST}</div>"));
            assert_eq!(document.grids[0].visibility, Visibility::Hidden, "{button}{panel}");
        }
    }

    #[test]
    fn panels_below_buttons_are_sections_with_the_buttons_as_names() {
        let part = |id: &str, name: &str, place: &str| {
            format!(
                "<div><button aria-expanded=false aria-controls={id}>{name}</button><div id={id} role=region \
                 hidden>\
                 <ul><li><b>Use:</b> mail<li><b>Place:</b> {place}</ul></div></div>"
            )
        };
        let document =
            read(&format!("<h1>List</h1>{}{}", part("p1", "Acme", "EU"), part("p2", "Bolt", "US")));
        let grid =
            document.grids.iter().find(|grid| matches!(grid.shape, Shape::Sections | Shape::Cards)).unwrap();
        assert_eq!(cells(grid), [["Acme", "Use: mail", "Place: EU"], ["Bolt", "Use: mail", "Place: US"]]);
    }
}
