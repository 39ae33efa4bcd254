//! What holds for every file.

use proptest::prelude::*;

use super::*;

/// Files of several blocks in any order, with comments, blank lines and both line ends.
fn file() -> impl Strategy<Value = String> {
    let space = prop::sample::select(vec![
        "",
        "\n",
        "\n\n",
        "  \n",
        "# note\n",
        "\n# note\n",
        "# a\n\n# b\n",
        "\n# x\n\n",
    ]);
    let comment = prop::sample::select(vec!["", " # why", "   # \"[[source]]\""]);
    let rest = prop::sample::select(vec![
        "",
        "tags = [\n  'a', # one\n  \"b\"\n]\n",
        "owner = '''it'''\n",
        "[source.recipe]\nlist = 'x'\n",
        "\n# theirs\n[source.recipe.columns]\n'A' = 'name'\n# B = 'url'\n",
        "recipe.columns = { A = \"name\" }\n",
        "recipe.list = 'x'\n",
    ]);
    let block = (0..4_u8, space.clone(), comment, rest)
        .prop_map(|(kind, space, comment, rest)| (kind, space, comment, rest));
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(block, 1..6), space, end, any::<(bool, bool)>()).prop_map(
        |(blocks, tail, end, (is_marked, is_cut))| {
            let mut text = String::new();
            for (number, (kind, space, comment, rest)) in blocks.into_iter().enumerate() {
                text.push_str(space);
                let block = match kind {
                    0 => format!("[[vendor]]{comment}\nname = 'V{number}'\n"),
                    1 => format!("[hosts.'h{number}.example']\npace = '1s'{comment}\n"),
                    _ => format!(
                        "  [[source]]{comment}\nslug = 's{number}'{comment}\nvendor = 'v0'\n\
                         url = 'https://s{number}.example'{comment}\n{rest}"
                    ),
                };
                text.push_str(&block);
            }
            if !text.contains("[[source]]") || !text.contains("slug") {
                text.push_str("[[source]]\nslug = 'last'\nvendor = 'V'\nurl = 'https://last.example'\n");
            }
            text.push_str(tail);
            let text = if is_cut { text.trim_end_matches('\n') } else { &text }.replace('\n', end);
            if is_marked { format!("\u{feff}{text}") } else { text }
        },
    )
}

fn edit() -> impl Strategy<Value = SourceEdit> {
    let text = || "[a-z' \"\\\\#]{1,6}x";
    prop_oneof![
        prop::option::of(text()).prop_map(SourceEdit::Owner),
        prop::option::of(prop::collection::vec("[a-d]", 0..4)).prop_map(SourceEdit::Tags),
        prop::option::of(text()).prop_map(SourceEdit::List),
        (prop::sample::select(vec!["A", "b c", "Ö"]), prop::option::of(Just(Field::Url)))
            .prop_map(|(header, field)| SourceEdit::Column(header.to_owned(), field)),
        prop::option::of(1..365_u16).prop_map(SourceEdit::ObjectionDays),
        prop::option::of(Just(SourceKind::Dpa)).prop_map(SourceEdit::Kind),
    ]
}

/// The source as it is meant to be after an edit.
fn expected(source: &crate::model::Source, edit: &SourceEdit) -> crate::model::Source {
    let mut source = source.clone();
    match edit.clone() {
        SourceEdit::Owner(owner) => source.owner = owner.map(|owner| owner.trim().to_owned()),
        SourceEdit::Tags(tags) => source.tags = tags.unwrap_or_default(),
        SourceEdit::List(list) => source.recipe.list = list.map(|list| list.trim().to_owned()),
        SourceEdit::Column(header, Some(field)) => {
            source.recipe.columns.insert(header, field);
        }
        SourceEdit::Column(header, None) => {
            source.recipe.columns.remove(&header);
        }
        SourceEdit::ObjectionDays(days) => source.objection_days = days,
        SourceEdit::Kind(kind) => source.kind = kind.unwrap_or_default(),
        other => panic!("{other:?}"),
    }
    source
}

/// What a set of tags comes to, whatever their order.
fn sorted(source: crate::model::Source) -> crate::model::Source {
    let mut source = source;
    source.tags.sort();
    source.tags.dedup();
    source
}

proptest! {
    #[test]
    fn adding_and_taking_out_gives_the_text_back(
        text in file(),
        edits in prop::collection::vec(edit(), 0..4),
    ) {
        prop_assert!(load(&text).is_ok(), "{text}");
        let with_source = add_source(&text, &NewSource { more: edits, ..plain("new") }, lenient).unwrap();
        prop_assert_eq!(&remove_source(&with_source, &slug("new"), lenient).unwrap(), &text);
        let with_both = add_vendor(&with_source, &vendor("New", Vec::new()), lenient).unwrap();
        prop_assert_eq!(&remove_vendor(&with_both, "new", lenient).unwrap(), &with_source);
        let with_vendor = add_vendor(&text, &vendor("New", Vec::new()), lenient).unwrap();
        prop_assert_eq!(&remove_vendor(&with_vendor, "new", lenient).unwrap(), &text);
    }

    #[test]
    fn a_removal_takes_one_source_and_no_line_of_another(text in file()) {
        let before = load(&text).unwrap().sources;
        for gone in before.iter().filter(|_| before.len() > 1) {
            let left = remove_source(&text, &gone.slug, lenient).unwrap();
            let kept: Vec<_> = before.iter().filter(|source| source.slug != gone.slug).cloned().collect();
            prop_assert_eq!(load(&left).unwrap().sources, kept);
            let without_mark = |text: &str| text.trim_start_matches('\u{feff}').to_owned();
            let changes = difference(&without_mark(&text), &without_mark(&left));
            prop_assert!(changes.lines().all(|line| !line.starts_with('+')) || !text.ends_with('\n'));
        }
    }

    #[test]
    fn a_change_does_what_it_says_and_nothing_the_second_time(
        text in file(),
        edits in prop::collection::vec(edit(), 1..5),
    ) {
        let sources = load(&text).unwrap().sources;
        let first = &sources[0];
        let changed = change_source(&text, &first.slug, &edits, lenient).unwrap();
        let wanted = edits.iter().fold(first.clone(), |source, edit| expected(&source, edit));
        let got = load(&changed).unwrap().sources;
        prop_assert_eq!(sorted(got[0].clone()), sorted(wanted));
        prop_assert_eq!(&got[1..], &sources[1..]);
        let last = &edits[edits.len() - 1..];
        prop_assert_eq!(&change_source(&changed, &first.slug, last, lenient).unwrap(), &changed);
    }

    #[test]
    fn a_changed_value_leaves_all_other_bytes(text in file(), url in "[a-z]{1,8}") {
        let first = load(&text).unwrap().sources.remove(0);
        let (old, new) = (format!("'https://{}.example'", first.slug), format!("https://{url}.example/x"));
        let edit = SourceEdit::Url(new.clone());
        let changed = change_source(&text, &first.slug, &[edit], lenient).unwrap();
        prop_assert_eq!(changed, text.replace(&old, &format!("'{new}'")));
    }

    #[test]
    fn what_is_added_and_unset_again_leaves_no_trace(text in file(), days in 1..365_u16) {
        let first = load(&text).unwrap().sources.remove(0);
        let edit = |days| [SourceEdit::ObjectionDays(days)];
        let changed = change_source(&text, &first.slug, &edit(Some(days)), lenient).unwrap();
        let back = change_source(&changed, &first.slug, &edit(None), lenient).unwrap();
        prop_assert_eq!(back, text);
    }
}
