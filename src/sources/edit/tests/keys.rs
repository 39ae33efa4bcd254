//! Keys and values within a block.

use super::*;

/// What the change of a source of [`FILE`] does to its lines.
fn change(name: &str, edits: &[SourceEdit]) -> String {
    difference(FILE, &change_source(FILE, &slug(name), edits, lenient).unwrap())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn a_value_is_changed_in_its_place_and_in_its_quotes() {
    let edits = [
        SourceEdit::Slug(slug("acme-eu")),
        SourceEdit::Vendor("Acme \"EU\"".to_owned()),
        SourceEdit::Url("https://acme.example/list".to_owned()),
    ];
    insta::assert_snapshot!(change("acme", &edits), @r#"
    -slug = 'acme'
    -vendor = "Acme"  # since 2019
    +slug = 'acme-eu'
    +vendor = 'Acme "EU"'  # since 2019
    "#);
}

#[test]
fn a_new_key_stands_below_the_one_that_comes_before_it_in_the_docs() {
    let edits = [
        SourceEdit::Media(Some(crate::model::Media::Pdf)),
        SourceEdit::Kind(Some(SourceKind::List)),
        SourceEdit::Owner(Some("it".to_owned())),
        SourceEdit::IgnoreRobots(Some("Acme allowed it".to_owned())),
    ];
    let changed = change_source(FILE, &slug("acme"), &edits, lenient).unwrap();
    let start = changed.find("url = ").unwrap();
    insta::assert_snapshot!(&changed[start..changed.find("[source.recipe]").unwrap()], @r#"
    url = "https://acme.example/list"
    kind = "list"
    tags = [
      "eu", # their promise
      "mail",
    ]
    owner = "it"
    media = "pdf"
    ignore_robots = "Acme allowed it"
    "#);
}

#[test]
fn what_says_the_same_already_is_left_as_it_is_written() {
    let edits = [
        SourceEdit::Slug(slug("acme")),
        SourceEdit::Vendor("Acme".to_owned()),
        SourceEdit::Tags(Some(texts(&["mail", "eu"]))),
        SourceEdit::Column("SERVICE provider".to_owned(), Some(Field::Name)),
        SourceEdit::Owner(None),
        SourceEdit::List(None),
        SourceEdit::Column("Ort".to_owned(), None),
    ];
    assert_eq!(change("acme", &edits), "");
}

#[test]
fn a_key_that_is_taken_out_goes_with_its_line_and_no_other() {
    insta::assert_snapshot!(change("acme", &[SourceEdit::Tags(None)]), @r#"
    -tags = [
    -  "eu", # their promise
    -  "mail",
    -]
    "#);
    let text =
        FILE.replace("url = \"https://beta.example/list\"\n", "url = 'https://beta.example'\nowner='it'");
    let text = text.split("\n[hosts").next().unwrap_or_default().trim_end();
    let changed = change_source(text, &slug("beta"), &[SourceEdit::Owner(None)], lenient).unwrap();
    assert_eq!(Some(changed.as_str()), text.strip_suffix("\nowner='it'"));
}

#[test]
fn of_a_list_over_several_lines_only_the_items_that_differ_are_touched() {
    let tags = |tags: &[&str]| change("acme", &[SourceEdit::Tags(Some(texts(tags)))]);
    insta::assert_snapshot!(tags(&["mail", "hosting"]), @r#"
    -  "eu", # their promise
    +  "hosting",
    "#);
    assert_eq!(tags(&["eu"]), "-  \"mail\",\n");
    insta::assert_snapshot!(tags(&["b", "c"]), @r#"
    -tags = [
    -  "eu", # their promise
    -  "mail",
    -]
    +tags = ["b", "c"]
    "#);
    insta::assert_snapshot!(tags(&[]), @r#"
    -tags = [
    -  "eu", # their promise
    -  "mail",
    -]
    +tags = []
    "#);
    let open = FILE.replace("  \"mail\",\n", "  \"mail\" # no comma\n");
    let edits = [SourceEdit::Tags(Some(texts(&["eu", "mail", "x"])))];
    let changed = change_source(&open, &slug("acme"), &edits, lenient).unwrap();
    insta::assert_snapshot!(difference(&open, &changed), @r#"
    -  "mail" # no comma
    +  "mail", # no comma
    +  "x"
    "#);
    let edits = [SourceEdit::Tags(Some(texts(&["eu"])))];
    let changed = change_source(&open, &slug("acme"), &edits, lenient).unwrap();
    insta::assert_snapshot!(difference(&open, &changed), @r#"
    -  "eu", # their promise
    -  "mail" # no comma
    +  "eu" # their promise
    "#);
}

#[test]
fn a_recipe_is_changed_however_it_is_written() {
    let edits = [
        SourceEdit::Column("Ort".to_owned(), Some(Field::Location)),
        SourceEdit::Column("service Provider".to_owned(), Some(Field::Purpose)),
        SourceEdit::List(Some("main".to_owned())),
    ];
    let mut told = Vec::new();
    for recipe in [
        "",
        "[source.recipe]\n",
        "recipe = {}\n",
        "recipe = { list = 'x', columns.\"Service provider\" = 'name' }\n",
        "recipe.list = 'x' # dotted\n",
        "recipe.columns.\"Service provider\" = 'name'\n",
        "  [source.recipe.columns]\n    \"Service provider\" = 'name' # theirs\n",
        "[source.recipe]\ncolumns = {\n  'Service provider' = 'name', # theirs\n}\n",
    ] {
        let text = format!("[[source]]\nslug = 'a'\nvendor = 'A'\nurl = 'https://a.example'\n{recipe}");
        let changed = change_source(&text, &slug("a"), &edits, lenient).unwrap();
        let recipe_then = load(&changed).unwrap().sources.remove(0).recipe;
        assert_eq!(recipe_then.list.as_deref(), Some("main"), "{changed}");
        let columns: Vec<Field> = recipe_then.columns.values().copied().collect();
        assert_eq!(columns, [Field::Location, Field::Purpose], "{changed}");
        told.push(format!("{}~\n", changed.split_once("example'\n").unwrap_or_default().1));
    }
    insta::assert_snapshot!(told.concat(), @r#"
    [source.recipe]
    list = "main"
    columns = { Ort = "location", "service Provider" = "purpose" }
    ~
    [source.recipe]
    list = "main"
    columns = { Ort = "location", "service Provider" = "purpose" }
    ~
    recipe = { columns = { Ort = "location", "service Provider" = "purpose" }, list = "main" }
    ~
    recipe = { list = 'main', columns."Service provider" = 'purpose', columns.Ort = "location" }
    ~
    recipe.list = 'main' # dotted
    recipe.columns = { Ort = "location", "service Provider" = "purpose" }
    ~
    recipe.columns."Service provider" = 'purpose'
    recipe.columns.Ort = "location"
    recipe.list = "main"
    ~
    recipe.list = "main"
      [source.recipe.columns]
        "Service provider" = 'purpose' # theirs
        Ort = "location"
    ~
    [source.recipe]
    list = "main"
    columns = {
      'Service provider' = 'purpose', # theirs
      Ort = "location",
    }
    ~
    "#);
}

#[test]
fn what_is_taken_out_of_a_recipe_leaves_nothing_behind() {
    let edits = [SourceEdit::Column("Service provider".to_owned(), None), SourceEdit::List(None)];
    for (recipe, left) in [
        ("\n[source.recipe]\nlist = 'main'\n", ""),
        ("recipe.list = 'x' # dotted\nrecipe.columns.\"Service provider\" = 'name'\n", ""),
        ("recipe = { list = 'x', columns.'Service provider' = 'name' }\n", "recipe = {}\n"),
        (
            "recipe = { list = 'x', columns = { A = 'name', 'Service provider' = 'url' } }\n",
            "recipe = { columns = { A = 'name' } }\n",
        ),
        (
            "[source.recipe.columns]\nA = 'name'\n'Service provider' = 'url'\n",
            "[source.recipe.columns]\nA = 'name'\n",
        ),
    ] {
        let text =
            |recipe| format!("[[source]]\nslug = 'a'\nvendor = 'A'\nurl = 'https://a.example'\n{recipe}");
        assert_eq!(change_source(&text(recipe), &slug("a"), &edits, lenient).unwrap(), text(left));
    }
}

#[test]
fn a_vendor_that_is_renamed_takes_its_sources_along() {
    let text = add_vendor(&FILE.replace("\"Beta\"", "'ACME'"), &vendor("Acme", Vec::new()), lenient).unwrap();
    let edits = [VendorEdit::Name("Acme SE".to_owned()), VendorEdit::Owner(Some("it".to_owned()))];
    let changed = change_vendor(&text, "acme", &edits, lenient).unwrap();
    insta::assert_snapshot!(difference(&text, &changed), @r#"
    -name = "Acme"
    +name = "Acme SE"
    +owner = "it"
    -vendor = "Acme"  # since 2019
    +vendor = "Acme SE"  # since 2019
    -vendor = 'ACME'
    +vendor = 'Acme SE'
    "#);
    let sources = load(&changed).unwrap().sources;
    assert!(sources.iter().all(|source| source.vendor == "Acme SE" && source.owner.as_deref() == Some("it")));
}
