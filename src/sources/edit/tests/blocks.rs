//! Blocks that come and go.

use super::*;

#[test]
fn a_new_source_stands_below_the_last_one_with_its_keys_in_the_order_of_the_docs() {
    let source = NewSource {
        more: vec![
            SourceEdit::Column("Service provider".to_owned(), Some(Field::Name)),
            SourceEdit::Enabled(Some(Enabled::No)),
            SourceEdit::Column("Ort".to_owned(), Some(Field::Location)),
            SourceEdit::List(Some("table[title=\"x\"]".to_owned())),
            SourceEdit::ObjectionDays(Some(30)),
            SourceEdit::Tags(Some(vec!["eu".to_owned(), "hosting".to_owned()])),
            SourceEdit::Kind(Some(SourceKind::TrustCentre)),
            SourceEdit::Every(Some(std::time::Duration::from_hours(168))),
            SourceEdit::Owner(None),
            SourceEdit::Reach(Some(Reach::Private)),
            SourceEdit::Kind(Some(SourceKind::List)),
        ],
        ..plain("gamma")
    };
    let added = add_source(FILE, &source, lenient).unwrap();
    let block = r#"
[[source]]
slug = "gamma"
vendor = "Gamma"
url = "https://gamma.example/"
kind = "list"
every = "7d"
tags = ["eu", "hosting"]
objection_days = 30
enabled = false
allow_private = true
[source.recipe]
list = 'table[title="x"]'
columns = { "Service provider" = "name", Ort = "location" }
"#;
    assert_eq!(added, FILE.replace("\n[hosts.", &format!("{block}\n[hosts.")));
    assert_eq!(remove_source(&added, &slug("gamma"), lenient).unwrap(), FILE);
}

#[test]
fn a_new_vendor_stands_above_the_sources_and_the_next_one_below_it() {
    let acme = vendor(
        "Acme",
        vec![
            VendorEdit::Criticality(Some(Criticality::High)),
            VendorEdit::Domain(Some("acme.example".to_owned())),
        ],
    );
    let one = add_vendor(FILE, &acme, lenient).unwrap();
    let two = add_vendor(&one, &vendor("Beta", vec![VendorEdit::ObjectionDays(Some(14))]), lenient).unwrap();
    insta::assert_snapshot!(difference(FILE, &two), @r#"
    +[[vendor]]
    +name = "Acme"
    +domain = "acme.example"
    +criticality = "high"
    +
    +[[vendor]]
    +name = "Beta"
    +objection_days = 14
    +
    "#);
    let place = two.find("[[vendor]]").unwrap();
    assert!(two[..place].ends_with("# politely\n\n") && two[place..].contains("14\n\n# The mailer."));
    let source = load(&two).unwrap().sources.remove(0);
    assert_eq!(source.criticality, Some(Criticality::High));
    assert_eq!(remove_vendor(&two, "beta", lenient).unwrap(), one);
    assert_eq!(remove_vendor(&one, "ACME", lenient).unwrap(), FILE);
}

#[test]
fn the_comments_at_a_block_go_with_it_and_the_others_stay() {
    let left = remove_source(FILE, &slug("acme"), lenient).unwrap();
    insta::assert_snapshot!(difference(FILE, &left), @r#"
    -# The mailer. Ask Kim.
    -[[source]]
    -slug = 'acme'
    -vendor = "Acme"  # since 2019
    -url = "https://acme.example/list"
    -tags = [
    -  "eu", # their promise
    -  "mail",
    -]
    -[source.recipe]
    -columns = { "Service provider" = "name" }
    -# list = "main"
    -
    "#);
    insta::assert_snapshot!(left, @r#"
    # Ours.

    [defaults]
    pace = "2s"   # politely

    # Below: what sales wanted.

    [[source]]
    slug = "beta"
    vendor = "Beta"
    url = "https://beta.example/list"

    [hosts."beta.example"]
    pace = "10s"
    "#);
}

#[test]
fn a_comment_right_above_the_next_block_stays() {
    let text = "[[source]]\nslug = 'a'\nvendor = 'A'\nurl = 'https://a.example'\n# Of b.\n\
                [[source]]\nslug = 'b'\nvendor = 'B'\nurl = 'https://b.example' # end";
    let left = remove_source(text, &slug("a"), lenient).unwrap();
    assert_eq!(left, "# Of b.\n[[source]]\nslug = 'b'\nvendor = 'B'\nurl = 'https://b.example' # end");
    let left = remove_source(text, &slug("b"), lenient).unwrap();
    assert_eq!(left, "[[source]]\nslug = 'a'\nvendor = 'A'\nurl = 'https://a.example'");
}

#[test]
fn a_recipe_goes_with_its_source_wherever_it_stands() {
    let text = "[[source]]\nslug = 'a'\nvendor = 'A'\nurl = 'https://a.example'\n\n\
                [defaults]\npace = '1s'\n\n# Their table.\n[source.recipe.columns]\nA = 'name'\n\n\
                [[source]]\nslug = 'b'\nvendor = 'B'\nurl = 'https://b.example'\n";
    assert_eq!(
        remove_source(text, &slug("a"), lenient).unwrap(),
        "[defaults]\npace = '1s'\n\n\
         [[source]]\nslug = 'b'\nvendor = 'B'\nurl = 'https://b.example'\n"
    );
}

#[test]
fn the_first_source_can_be_added_to_a_file_without_any() {
    for (text, expected) in [
        ("", "BLOCK\n"),
        ("\u{feff}", "\u{feff}BLOCK\n"),
        ("# Ours.", "# Ours.\n\nBLOCK"),
        ("[defaults]\r\npace = '1s'\r\n\r\n", "[defaults]\r\npace = '1s'\r\n\r\nBLOCK\r\n\r\n"),
        ("[[vendor]]\nname = 'Gamma'\n", "[[vendor]]\nname = 'Gamma'\n\nBLOCK\n"),
    ] {
        let newline = if text.contains('\r') { "\r\n" } else { "\n" };
        let block = ["[[source]]", "slug = \"g\"", "vendor = \"Gamma\"", "url = \"https://g.example/\""];
        let added = add_source(text, &plain("g"), lenient).unwrap();
        assert_eq!(added, expected.replace("BLOCK", &block.join(newline)));
    }
}

#[test]
fn the_catalogue_that_ships_takes_blocks_and_gives_them_back() {
    let text = include_str!("../../../../sources.toml");
    let added = add_source(text, &plain("gamma"), lenient).unwrap();
    let both = add_vendor(&added, &vendor("Gamma", Vec::new()), lenient).unwrap();
    let tail = "\n[[vendor]]\nname = \"Gamma\"\n\n[[source]]\nslug = \"clerk-io\"";
    assert!(both.contains(tail), "{both}");
    let removed = remove_vendor(&both, "Gamma", lenient).unwrap();
    assert_eq!(remove_source(&removed, &slug("gamma"), lenient).unwrap(), text);
}
