//! Tests of `topics`.

use super::*;
use crate::{
    model::Field,
    normalise::{
        headers::{self, Column},
        labels::untidy,
    },
};

#[test]
fn the_list_is_known_in_many_languages() {
    for heading in [
        "Sub-processors",
        "Unterauftragsverarbeiter nach Art. 28 DSGVO",
        "Liste des sous-traitants ultérieurs",
        "Subencargados del tratamiento",
        "Lista de Suboperadores",
        "Onze subverwerkers",
        "Underdatabehandlere",
        "Våra underbiträden",
        "Wykaz podprocesorów",
        "Subîmputerniciți",
        "再委託先一覧",
        "子处理者名单",
        "قائمة المعالجين الفرعيين",
        "Наши субпроцессоры",
        "Alfeldolgozók",
        "Alt işleyiciler",
    ] {
        assert!(of(heading).score() >= 70, "{heading}: {:?}", of(heading));
    }
}

#[test]
fn other_lists_are_known_for_what_they_are() {
    let other = |text: &str| of(text).other.map(|(other, _)| other);
    assert_eq!(other("Essential cookies"), Some(Other::Cookies));
    assert_eq!(other("Data retention periods"), Some(Other::Retention));
    assert_eq!(other("Begriffsbestimmungen"), Some(Other::Definitions));
    assert_eq!(other("Sub-processors we do not use"), Some(Other::NotSubprocessors));
    assert_eq!(other("Historique des modifications"), Some(Other::Changes));
    assert!(of("Sub-processors we do not use").score() <= 0);
    assert!(of("Changes to subprocessors").score() < of("Current subprocessors").score());
    assert_eq!(of("What we believe in"), Topic::default());
}

#[test]
fn what_is_denied_to_be_a_list_is_none() {
    for text in [
        "C. Services that are not our sub-processors",
        "Companies that do not act as sub-processors",
        "Diese Anbieter sind keine Auftragsverarbeiter",
        "Ne sont pas considérés comme sous-traitants",
        "Proveedores que no actúan como subencargados",
        "Fornitori che non agiscono come sub-responsabili",
        "Não atuam como suboperadores",
        "Diensten die geen subverwerkers zijn",
        "Tjenester, der ikke er underdatabehandlere",
        "Tjänster som inte är underbiträden",
        "Palvelut, jotka eivät ole alikäsittelijöitä",
        "Usługi, które nie są podprocesorami",
        "Służby, które nie są podprocesorami",
        "Služby, které nejsou subzpracovateli",
        "Alt işleyen olmayan hizmetler",
        "Субпроцессорами не являются",
    ] {
        assert!(of(text).score() <= -90, "{text}: {:?}", of(text));
    }
    for text in [
        "Sub-processors not located in the EU",
        "We use no sub-processors other than those below",
        "We do not sell data; these are our sub-processors",
        "Kein Einsatz ohne Vertrag: unsere Unterauftragsverarbeiter",
    ] {
        assert!(of(text).score() > 0, "{text}: {:?}", of(text));
    }
}

#[test]
fn integrations_customers_and_signatures_are_no_list() {
    for text in [
        "Integrations",
        "App marketplace",
        "Our customers",
        "Case studies",
        "Partner programme",
        "Integraciones",
        "Signatures",
    ] {
        assert!(of(text).score() <= -60, "{text}: {:?}", of(text));
    }
    assert!(of("Sub-processors for integrations").score() >= 70);
    assert!(of("Infrastructure partners").score() > 0);
}

#[test]
fn former_announced_and_own_companies_are_told_apart() {
    assert!(of("Former sub-processors").former >= 80);
    assert!(of("Geplante Unterauftragsverarbeiter").upcoming >= 80);
    assert!(of("Our affiliates").affiliates >= 80);
    assert!(of("Optional add-on providers").optional >= 50);
}

#[test]
fn a_general_heading_names_no_section() {
    for heading in [
        "Sub-processors",
        "3. Current Subprocessors",
        "List of sub-processors",
        "§ 8 Unterauftragsverarbeiter",
        "サブプロセッサー一覧",
        "分包商列表",
        "Podizvršitelji",
        "",
    ] {
        assert_eq!(section_name(heading), None, "{heading}");
    }
    for heading in [
        "Cloud Services",
        "2. Infrastructure subprocessors",
        "European Union",
        "AIモデル処理",
        "インフラストラクチャ・データベース",
    ] {
        assert_eq!(section_name(heading), Some(heading));
    }
}

#[test]
fn the_dictionaries_are_sorted_and_every_line_is_read() {
    for text in [include_str!("topics.tsv"), include_str!("general.tsv"), include_str!("denials.tsv")] {
        assert_eq!(untidy(text), [""; 0]);
    }
    let lines = include_str!("topics.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'));
    for (phrase, value) in lines {
        assert!(
            value
                .split_once(' ')
                .is_some_and(|(name, weight)| kind(name).is_some() && weight.parse::<u8>().is_ok()),
            "{phrase}"
        );
    }
}

#[test]
fn what_each_language_calls_them_is_known_above_a_list_and_above_its_column() {
    let lines = include_str!("cases.tsv").lines().filter(|line| !line.starts_with('#'));
    let is_unknown = |word: &&str| {
        let heads_names = headers::meanings(word).iter().any(|is| is.what == Column::Field(Field::Name));
        of(word).score() < 70 || !heads_names
    };
    let words = lines.filter_map(|line| line.split_once('\t')).map(|(_, word)| word);
    assert_eq!(words.filter(is_unknown).collect::<Vec<_>>(), [""; 0]);
}
