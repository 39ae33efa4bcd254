//! Elements of a name of their own that a script fills: what they will show stands in their attributes.

use serde_json::Value;

use super::{page::Element, tag::Tag, tree::Tree};

/// Elements of one name beside each other, as records of their attributes.
pub(super) fn records<'a>(tree: &Tree<'a>) -> Vec<(&'a str, Vec<Value>)> {
    let mut found = Vec::new();
    let mut at = 1;
    while at < tree.nodes.len() {
        let Some(name) = own_name(tree, at) else {
            at += 1;
            continue;
        };
        let end = tree.nodes[tree.nodes[at].parent].end;
        let mut items: Vec<Value> = Vec::new();
        let mut next = at;
        while next < end {
            let node = &tree.nodes[next];
            if own_name(tree, next) == Some(name) {
                items.extend(node.element.map(attributes));
            } else if node.tag != Tag::Text || node.size > 0 {
                break;
            }
            next = node.end;
        }
        // What stands in one by itself may be such elements, too.
        at = if items.len() > 1 { next } else { at + 1 };
        if items.len() > 1 {
            found.push((name, items));
        }
    }
    found
}

/// The name of an element that is none of HTML's and shows no text.
fn own_name<'a>(tree: &Tree<'a>, at: usize) -> Option<&'a str> {
    let node = &tree.nodes[at];
    let name = node.element?.name();
    (name.contains('-') && node.size == 0).then_some(name)
}

/// The attributes of an element that are not about its place and look.
fn attributes(element: &Element) -> Value {
    let is_told = |(name, value): &(&str, &str)| {
        let is_technical = matches!(*name, "class" | "id" | "style" | "slot" | "is" | "key");
        !is_technical && !name.starts_with(['@', ':']) && !name.starts_with("v-") && !value.is_empty()
    };
    let told = element.attrs().filter(is_told);
    Value::Object(told.map(|(name, value)| (name.to_owned(), Value::from(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};

    #[test]
    fn attributes_of_elements_that_a_script_fills_are_records() {
        let page =
            "<my-list><my-row name=Acme at=EU class=x></my-row> <my-row name=Bolt at=US></my-row></my-list>";
        assert_eq!(cells(&read(page).grids[0]), [["!name", "!at"], ["Acme", "EU"], ["Bolt", "US"]]);
        assert!(read("<my-row name=Acme at=EU></my-row><my-icon name=Bolt></my-icon>").grids.is_empty());
    }
}
