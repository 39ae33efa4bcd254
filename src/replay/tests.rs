use std::{
    fs,
    io::{Read, Write},
    path::Path,
};

use jiff::civil::date;
use tempfile::TempDir;

use super::*;

const MAY_1: Date = date(2026, 5, 1);
const MAY_2: Date = date(2026, 5, 2);
const MAY_3: Date = date(2026, 5, 3);

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, body) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, body).unwrap();
    }
    folder
}

async fn served(files: &[(&str, &str)]) -> (Served, TempDir) {
    let folder = folder(files);
    let served = serve(Recording::open(folder.path()).unwrap(), std::future::pending()).await.unwrap();
    (served, folder)
}

/// An answer, read from the wire.
#[derive(Debug)]
struct Response {
    status: u16,
    head: String,
    body: Vec<u8>,
}

/// Asks over a connection of its own, with the path as it is: a real client would tidy it up.
async fn ask(served: &Served, method: &str, path: &str, fields: &[(&str, &str)]) -> Response {
    let port = served.address().port().unwrap();
    let fields: String = fields.iter().flat_map(|(name, value)| [*name, ": ", *value, "\r\n"]).collect();
    let request =
        format!("{method} /{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{fields}\r\n");
    let exchange = move || {
        let mut connection = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        answer
    };
    let answer = tokio::task::spawn_blocking(exchange).await.unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    Response { status: head[9..12].parse().unwrap(), head, body: answer[end + 4..].to_vec() }
}

async fn get(served: &Served, path: &str, fields: &[(&str, &str)]) -> Response {
    ask(served, "GET", path, fields).await
}

async fn text(served: &Served, path: &str) -> (u16, String) {
    let response = get(served, path, &[]).await;
    (response.status, String::from_utf8(response.body).unwrap())
}

fn field<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response
        .head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[test]
fn nights_and_sources_are_those_of_all_files() {
    let folder = folder(&[
        ("acme/2026-05-03.html", ""),
        ("acme/2026-05-01.html", ""),
        ("acme/notes.txt", ""),
        ("beta-eu/2026-05-02.503.html", ""),
        ("README.md", ""),
        (".hidden/x", ""),
    ]);
    let recording = Recording::open(folder.path()).unwrap();
    assert_eq!(recording.nights(), [MAY_1, MAY_2, MAY_3]);
    assert_eq!(recording.slugs().iter().map(Slug::as_str).collect::<Vec<_>>(), ["acme", "beta-eu"]);
}

#[test]
fn a_file_or_folder_with_a_wrong_name_is_told() {
    for name in [
        "2026-05-01.exe",
        "2026-05-01",
        "2026-13-01.html",
        "2026-05.html",
        "2026-05-01.200.html",
        "2026-05-01.999.html",
        "2026-05-01.x.html",
    ] {
        let folder = folder(&[(&format!("acme/{name}"), "")]);
        let error = Recording::open(folder.path()).unwrap_err();
        assert!(
            matches!(&error, ReplayError::Name { path } if path.ends_with(Path::new("acme").join(name))),
            "{error}"
        );
    }
    assert!(matches!(
        Recording::open(folder(&[("A b/2026-05-01.html", "")]).path()),
        Err(ReplayError::Source { .. })
    ));
    assert!(matches!(
        Recording::open(folder(&[("a/2026-05-01.html", ""), ("a/2026-05-01.md", "")]).path()),
        Err(ReplayError::Twice { .. })
    ));
    assert!(matches!(Recording::open(folder(&[("a/notes", "")]).path()), Err(ReplayError::Empty { .. })));
    assert!(matches!(Recording::open("/no/such/folder"), Err(ReplayError::Folder { .. })));
}

#[tokio::test]
async fn the_newest_page_so_far_is_answered() {
    let (served, _folder) = served(&[
        ("acme/2026-05-01.html", "one"),
        ("acme/2026-05-03.html", "three"),
        ("beta/2026-05-02.html", "beta"),
    ])
    .await;
    assert_eq!(text(&served, "acme").await, (200, "one".to_owned()), "it begins with the first night");
    assert_eq!(text(&served, "beta").await.0, 404, "not recorded yet");
    for (night, body) in [(MAY_2, "one"), (MAY_3, "three"), (date(2027, 1, 1), "three"), (MAY_1, "one")] {
        served.turn_to(night);
        assert_eq!(text(&served, "acme").await, (200, body.to_owned()), "{night}");
    }
}

#[tokio::test]
async fn a_refusal_holds_for_its_own_night_alone() {
    let files = [
        ("acme/2026-05-01.html", "one"),
        ("acme/2026-05-02.503.html", "down"),
        ("beta/2026-05-03.403.html", "no"),
    ];
    let (served, _folder) = served(&files).await;
    served.turn_to(MAY_2);
    let down = get(&served, "acme", &[("if-none-match", "*")]).await;
    assert_eq!((down.status, field(&down, "retry-after"), field(&down, "etag")), (503, Some("1"), None));
    assert_eq!(down.body, b"down");
    served.turn_to(MAY_3);
    assert_eq!(text(&served, "acme").await, (200, "one".to_owned()));
    let refused = get(&served, "beta", &[]).await;
    assert_eq!((refused.status, field(&refused, "retry-after")), (403, None));
}

#[tokio::test]
async fn a_page_has_a_strong_tag_a_date_and_a_content_type() {
    let (served, _folder) = served(&[("acme/2026-05-01.html", "one")]).await;
    let page = get(&served, "acme", &[]).await;
    // printf one | sha256sum
    assert_eq!(
        field(&page, "etag"),
        Some("\"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\"")
    );
    assert_eq!(field(&page, "last-modified"), Some("Fri, 01 May 2026 00:00:00 GMT"));
    assert_eq!((field(&page, "content-type"), field(&page, "content-encoding")), (Some("text/html"), None));
}

#[tokio::test]
async fn every_ending_has_its_content_type() {
    for (ending, content_type) in [
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("md", "text/markdown"),
        ("mdx", "text/mdx"),
        ("pdf", "application/pdf"),
        ("txt", "text/plain"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("yaml", "application/yaml"),
    ] {
        let (served, _folder) = served(&[(&format!("acme/2026-05-01.{ending}"), "x")]).await;
        assert_eq!(field(&get(&served, "acme", &[]).await, "content-type"), Some(content_type));
    }
}

#[tokio::test]
async fn a_visitor_who_holds_the_page_is_told_so() {
    let (served, _folder) = served(&[
        ("acme/2026-05-01.html", "one"),
        ("acme/2026-05-02.html", "one"),
        ("acme/2026-05-03.html", "three"),
    ])
    .await;
    let tag = field(&get(&served, "acme", &[]).await, "etag").unwrap().to_owned();
    let weak = format!("\"x\", W/{tag}");
    let day = "Fri, 01 May 2026 00:00:00 GMT";
    for (night, fields, status) in [
        (MAY_1, vec![("if-none-match", tag.as_str())], 304),
        (MAY_1, vec![("if-none-match", weak.as_str())], 304),
        (MAY_2, vec![("if-none-match", tag.as_str())], 304),
        (MAY_3, vec![("if-none-match", tag.as_str())], 200),
        (MAY_1, vec![("if-modified-since", day)], 304),
        (MAY_2, vec![("if-modified-since", day)], 200),
        (MAY_1, vec![("if-modified-since", "never")], 200),
        (MAY_1, vec![("if-none-match", "\"x\""), ("if-modified-since", day)], 200),
        (MAY_2, vec![("if-none-match", tag.as_str()), ("if-modified-since", day)], 304),
    ] {
        served.turn_to(night);
        let response = get(&served, "acme", &fields).await;
        assert_eq!(response.status, status, "{night} {fields:?}");
        assert!(field(&response, "etag").is_some());
        assert_eq!(response.body.is_empty(), status == 304);
    }
}

#[tokio::test]
async fn text_is_sent_as_gzip_to_who_accepts_it_under_a_tag_of_its_own() {
    let (served, _folder) = served(&[("acme/2026-05-01.html", "one"), ("beta/2026-05-01.pdf", "one")]).await;
    let gzip = [("accept-encoding", "br, gzip;q=0.8")];
    let packed = get(&served, "acme", &gzip).await;
    assert_eq!(
        (field(&packed, "content-encoding"), field(&packed, "vary")),
        (Some("gzip"), Some("accept-encoding"))
    );
    assert!(field(&packed, "etag").unwrap().ends_with("-gzip\""));
    let mut plain = String::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_string(&mut plain).unwrap();
    assert_eq!(plain, "one");
    for (path, accepted) in [("acme", "br"), ("acme", "gzip;q=0"), ("acme", "gzip; q=0, *"), ("beta", "gzip")]
    {
        let response = get(&served, path, &[("accept-encoding", accepted)]).await;
        assert_eq!(field(&response, "content-encoding"), None, "{path} {accepted}");
    }
}

#[tokio::test]
async fn no_other_path_leads_anywhere() {
    let (served, folder) = served(&[("acme/2026-05-01.html", "one"), ("secret.html", "secret")]).await;
    assert!(folder.path().join("secret.html").exists());
    for path in [
        "",
        "nobody",
        "../secret.html",
        "acme/../secret.html",
        "/etc/passwd",
        "acme/",
        "acme/2026-05-01.html",
        "secret.html",
        "%2e%2e%2fsecret.html",
        "acme%2f..%2fsecret.html",
        "..%5csecret.html",
    ] {
        assert_eq!(text(&served, path).await.0, 404, "{path}");
    }
    assert_eq!(text(&served, "acme?x=1").await.0, 200);
}

#[tokio::test]
async fn only_get_and_head_are_answered() {
    let (served, _folder) = served(&[("acme/2026-05-01.html", "one")]).await;
    let post = ask(&served, "POST", "acme", &[]).await;
    assert_eq!((post.status, field(&post, "allow")), (405, Some("GET, HEAD")));
    let head = ask(&served, "HEAD", "acme", &[]).await;
    assert_eq!((head.status, field(&head, "content-length"), head.body.len()), (200, Some("3"), 0));
    assert_eq!(served.address_of(&"acme".parse().unwrap()).path(), "/acme");
}

#[tokio::test]
async fn a_page_that_vanished_is_a_server_error() {
    let (served, folder) = served(&[("acme/2026-05-01.html", "one")]).await;
    fs::remove_file(folder.path().join("acme/2026-05-01.html")).unwrap();
    assert_eq!(text(&served, "acme").await.0, 500);
}

#[tokio::test]
async fn it_stops_when_told_and_when_dropped() {
    let folder = folder(&[("acme/2026-05-01.html", "one")]);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async move {
        let _ = stopped.await;
    };
    let told = serve(Recording::open(folder.path()).unwrap(), shutdown).await.unwrap();
    assert_eq!(text(&told, "acme").await.0, 200);
    stop.send(()).unwrap();
    closes(told.address()).await;
    let dropped = serve(Recording::open(folder.path()).unwrap(), std::future::pending()).await.unwrap();
    let address = dropped.address().clone();
    drop(dropped);
    closes(&address).await;
}

/// Waits until nobody answers at an address any more; a second at most.
async fn closes(address: &Url) {
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", address.port().unwrap())).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{address} still answers");
}
