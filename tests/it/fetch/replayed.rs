//! Fetching from a recording, as the offline demo does.

use std::{fs, future::pending};

use jiff::civil::date;
use subwatch::{
    model::{Settings, Slug},
    replay::{self, Recording},
};

use super::{clock, host, settings, source};

#[tokio::test]
async fn a_recording_is_fetched_night_by_night_like_a_web_site() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("acme")).unwrap();
    let pages = [
        ("2026-05-01.html", "one"),
        ("2026-05-02.html", "one"),
        ("2026-05-03.503.html", "down"),
        ("2026-05-04.html", "four"),
    ];
    for (name, body) in pages {
        fs::write(folder.path().join("acme").join(name), body).unwrap();
    }
    let served = replay::serve(Recording::open(folder.path()).unwrap(), pending()).await.unwrap();
    let address = served.address_of(&"acme".parse::<Slug>().unwrap());
    // The recorded 503 asks for a wait of one second, which is more than the longest here.
    let mut host = host(&Settings { tries: 2, ..settings() }, &address);
    let mut validators = subwatch::model::Validators::default();
    let mut nights = Vec::new();
    for day in 1..=5 {
        served.turn_to(date(2026, 5, day));
        let page = host.get(&source(address.clone()), &validators, &clock()).await.unwrap();
        if page.status == 200 {
            validators = page.validators();
        }
        nights.push((page.status, String::from_utf8(page.body).unwrap()));
    }
    let expected = [(200, "one"), (304, ""), (503, "down"), (200, "four"), (304, "")];
    assert_eq!(nights, expected.map(|(status, body)| (status, body.to_owned())));
}
