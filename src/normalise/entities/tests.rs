//! Tests of `entities`.

use super::*;

#[test]
fn the_brand_wins_over_the_company_that_owns_it() {
    for (name, entity) in [
        ("Functional Software, Inc. (d/b/a Sentry)", "Sentry"),
        ("Raintank, Inc. dba Grafana Labs", "Grafana Labs"),
        ("AWS EMEA SARL", "Amazon Web Services"),
        ("Amazon Web Services (S3, EC2)", "Amazon Web Services"),
        ("Amazon Web Services EMEA SARL (AWS Europe)", "Amazon Web Services"),
        ("Google Ireland Limited (Firebase)", "Firebase"),
        ("Google (Gemini) via OpenRouter", "Google Gemini"),
        ("Google Workspace (Gmail)", "Google Workspace"),
        ("Heroku (Salesforce, Inc.)", "Heroku"),
        ("Twilio Inc. (SendGrid)", "SendGrid"),
        ("SendGrid by Twilio (Twilio Ireland Limited)", "SendGrid"),
        ("Stripe Payments Europe, Ltd. & Stripe, Inc.", "Stripe"),
        ("Sinch (formerly CLX)", "Sinch"),
        ("Meta Platforms Ireland Limited", "Meta"),
        ("Google Sheets", "Google Sheets"),
        ("Amazon Web Services EMEA SARL (Amazon SES)", "Amazon SES"),
        ("Amazon SES (Amazon Web Services)", "Amazon SES"),
        ("Atlassian (Jira, Confluence)", "Atlassian"),
        ("Infrastructure hosting (e.g. Fly.io or equivalent cloud host)", "Fly.io"),
    ] {
        assert_eq!(of(name).entity, entity, "{name}");
    }
}

#[test]
fn an_unknown_name_loses_its_legal_form_only() {
    for (name, entity) in [
        ("Wibblecorp Analytics GmbH", "Wibblecorp Analytics"),
        ("Wibblecorp, Inc. (Frobnicator)", "Frobnicator"),
        ("Wibblecorp (hosting in Germany)", "Wibblecorp"),
        ("Frobnicator (Wibblecorp Ltd.)", "Frobnicator"),
        ("Wibblecorp GmbH – backups", "Wibblecorp"),
        ("Render Farm Studios", "Render Farm Studios"),
        ("Close Brothers plc", "Close Brothers"),
        ("Voltmark Analytics A/S, Åboulevarden 3, 8000 Aarhus C, Denmark", "Voltmark Analytics"),
        ("Email enrichment provider (1)", "Email enrichment provider (1)"),
        ("", ""),
    ] {
        let named = of(name);
        assert_eq!((named.entity.as_str(), named.company), (entity, None), "{name}");
    }
}

#[test]
fn a_role_or_a_common_word_is_no_company() {
    for name in [
        "LinkedIn outreach automation provider",
        "Analytics",
        "Close friends of the house",
        "Object / file storage",
    ] {
        assert_eq!(company(name), None, "{name}");
    }
    assert_eq!(of("Object / file storage (as configured)").entity, "Object / file storage");
    assert_eq!(of("Wibble / Frob").entity, "Wibble");
    assert_eq!(of("Google LLC / Google Cloud").entity, "Google Cloud");
}

#[test]
fn nothing_panics_on_odd_names() {
    proptest::proptest!(|(name in "[A-Za-z .,()/&é-]{0,40}")| {
        let named = of(&name);
        proptest::prop_assert_eq!(named.entity.is_empty(), name.trim().is_empty());
    });
    for name in [
        "(",
        ")",
        "()",
        "(a",
        "a(",
        "a)b(c",
        "[[x]]",
        "·",
        "/",
        " / ",
        "by",
        "by ",
        "é dba é",
        "X (",
        "*",
        "()() by (",
        "🇩🇪 (🇺🇸)",
        "İ (İ)",
    ] {
        let _ = (of(name), likeness(name), is_placeholder(name));
    }
    let _ = of(&"Acme (by dba / via ".repeat(2_000));
}
