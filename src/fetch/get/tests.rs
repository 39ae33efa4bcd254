//! A second carrier behind the door: it fits, it is given permitted addresses only, and what it asks besides
//! is held to the same rules.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

use super::*;
use crate::{
    fetch::{
        door::Turn,
        error::{Measure, Phase, Refusal},
        {Fetcher, Guard},
    },
    model::{HostKey, Pace, Settings, Timeouts},
};

const PACE: Duration = Duration::from_millis(60);

/// More than any single answer of the [`Site`] has.
const MOST_BYTES: usize = 40;

/// A web site on loopback that notes what it is asked for, and when.
struct Site {
    address: Url,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                answer(connection, &noted).await;
            }
        });
        Self { address, asked }
    }

    fn at(&self, path: &str) -> Url {
        self.address.join(path).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(path, _)| path.clone()).collect()
    }

    /// The shortest time between two requests.
    fn least_gap(&self) -> Duration {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|pair| pair[1].1 - pair[0].1).min().unwrap()
    }
}

async fn answer(mut connection: TcpStream, asked: &Mutex<Vec<(String, Instant)>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.unwrap());
    }
    let path = str::from_utf8(&head).unwrap().split(' ').nth(1).unwrap().to_owned();
    asked.lock().unwrap().push((path.clone(), Instant::now()));
    let (status, field, body) = match path.as_str() {
        "/robots.txt" => ("200 OK", "x: y", "User-agent: *\nDisallow: /private\n"),
        "/list" => ("200 OK", "x: y", "list"),
        "/list.js" => ("200 OK", "x: y", " and script"),
        "/moved" => ("302 Found", "location: /list", ""),
        "/trap" => ("302 Found", "location: http://169.254.169.254/", ""),
        _ => ("404 Not Found", "x: y", ""),
    };
    let text = format!(
        "HTTP/1.1 {status}\r\n{field}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(text.as_bytes()).await.unwrap();
}

/// What a carrier does with its turn.
#[derive(Debug, Clone, Copy)]
enum Manner {
    /// Sends it, and then asks for what it needs besides.
    Sends,
    /// Lets it go, and asks for the rest alone.
    LetsGo,
    /// Works for ever.
    Hangs,
}

/// A carrier that builds a page out of several answers, as a browser does.
struct Builder {
    manner: Manner,
    needs: Vec<Url>,
    given: Mutex<Vec<Url>>,
    refused: Mutex<Vec<FetchError>>,
}

impl Builder {
    fn new(manner: Manner, needs: &[Url]) -> Self {
        let (given, refused) = (Mutex::default(), Mutex::default());
        Self { manner, needs: needs.to_vec(), given, refused }
    }

    async fn built(&self, mut answer: Answer, visit: &mut Visit<'_>) -> Answer {
        for address in &self.needs {
            match asked_besides(address, visit).await {
                Ok(Reply::Whole(more)) => answer.body.extend(more.body),
                Ok(Reply::Onward { .. }) => {}
                Err(error) => self.refused.lock().unwrap().push(error),
            }
        }
        answer
    }
}

/// The three steps to whatever a page needs besides.
async fn asked_besides(address: &Url, visit: &mut Visit<'_>) -> Result<Reply, FetchError> {
    let allowed = visit.allow(address).await?;
    let turn = visit.turn(allowed).await?;
    visit.send(turn, Condition::None).await
}

impl Carrier for Builder {
    fn origin(&self) -> Origin {
        Origin::Rendered
    }

    async fn bring(
        &self,
        turn: Turn,
        condition: Condition,
        visit: &mut Visit<'_>,
    ) -> Result<Reply, FetchError> {
        self.given.lock().unwrap().push(turn.address().clone());
        match self.manner {
            Manner::Sends => match visit.send(turn, condition).await? {
                Reply::Whole(answer) => Ok(Reply::Whole(self.built(answer, visit).await)),
                onward @ Reply::Onward { .. } => Ok(onward),
            },
            Manner::LetsGo => {
                let now = clock().now();
                let (headers, body) = (Vec::new(), Vec::new());
                let empty = Answer { status: 200, headers, body, requested_at: now, received_at: now };
                Ok(Reply::Whole(self.built(empty, visit).await))
            }
            Manner::Hangs => std::future::pending().await,
        }
    }
}

fn clock() -> Clock {
    Clock::starting("2026-05-01T02:00:00Z".parse().unwrap())
}

fn settings() -> Settings {
    let second = Duration::from_secs(1);
    Settings {
        user_agent: "trial".to_owned(),
        pace: Pace(PACE),
        hosts: BTreeMap::new(),
        hosts_at_once: 1,
        timeouts: Timeouts { connect: second, read: second, total: second },
        max_body_bytes: MOST_BYTES,
        tries: 1,
        longest_wait: second,
        heartbeat: None,
    }
}

async fn get_by(builder: &Builder, source: &Source, guard: Guard) -> Result<Page, FetchError> {
    let key = HostKey::of(&source.url).unwrap();
    let mut host = Fetcher::new(&settings(), guard).unwrap().host(&key);
    host.get_by(builder, source, &Validators::default(), &clock()).await
}

fn source(url: Url) -> Source {
    Source::bare("acme".parse().unwrap(), "Acme".to_owned(), url)
}

/// A source at a public address that nobody asks, whose robots.txt is not asked either.
fn elsewhere() -> Source {
    Source { ignore_robots: Some("a test".to_owned()), ..source("http://8.8.8.8/".parse().unwrap()) }
}

#[tokio::test]
async fn a_second_carrier_fits_behind_the_door_and_its_page_says_how_it_was_come_by() {
    let site = Site::start().await;
    let builder = Builder::new(Manner::Sends, &[site.at("/list.js")]);
    let page = get_by(&builder, &source(site.at("/list")), Guard::AllowPrivate).await.unwrap();
    assert_eq!((page.status, page.body.as_slice()), (200, &b"list and script"[..]));
    assert_eq!((page.origin, page.address), (Origin::Rendered, site.at("/list")));
    assert_eq!(site.asked(), ["/robots.txt", "/list", "/list.js"]);
}

#[tokio::test]
async fn what_a_carrier_asks_besides_keeps_to_the_hosts_pace() {
    let site = Site::start().await;
    let builder = Builder::new(Manner::Sends, &[site.at("/a"), site.at("/b"), site.at("/c")]);
    get_by(&builder, &source(site.at("/list")), Guard::AllowPrivate).await.unwrap();
    assert_eq!(site.asked().len(), 5);
    // A request is on its way for a moment, so two may arrive a little closer than they were sent.
    assert!(site.least_gap() > PACE / 2, "{:?}", site.least_gap());
}

#[tokio::test]
async fn what_a_carrier_asks_besides_is_refused_by_the_same_guard_and_robots_txt() {
    let site = Site::start().await;
    let metadata = "http://169.254.169.254/".parse().unwrap();
    let file = "file:///etc/passwd".parse().unwrap();
    let builder = Builder::new(Manner::Sends, &[metadata, file, site.at("/private"), site.at("/list.js")]);
    let page = get_by(&builder, &source(site.at("/list")), Guard::AllowPrivate).await.unwrap();
    assert_eq!(page.body, b"list and script");
    assert_eq!(site.asked(), ["/robots.txt", "/list", "/list.js"]);
    let refused = builder.refused.into_inner().unwrap();
    assert!(
        matches!(
            refused.as_slice(),
            [
                FetchError::Forbidden { why: Refusal::Literal, .. },
                FetchError::Forbidden { why: Refusal::Scheme, .. },
                FetchError::Disallowed { .. },
            ]
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_carrier_of_a_public_source_reaches_no_private_address() {
    let site = Site::start().await;
    let by_name = "http://localhost:9/".parse().unwrap();
    let builder = Builder::new(Manner::LetsGo, &[site.at("/list"), by_name]);
    get_by(&builder, &elsewhere(), Guard::PublicOnly).await.unwrap();
    let refused = builder.refused.into_inner().unwrap();
    assert!(
        matches!(
            refused.as_slice(),
            [
                FetchError::Forbidden { why: Refusal::Literal, .. },
                FetchError::Forbidden { why: Refusal::Resolved, .. },
            ]
        ),
        "{refused:?}"
    );
    assert_eq!(site.asked(), [""; 0]);
}

#[tokio::test]
async fn a_carrier_is_given_permitted_addresses_only_also_on_the_way_of_a_redirect() {
    let site = Site::start().await;
    let builder = Builder::new(Manner::Sends, &[]);
    let page = get_by(&builder, &source(site.at("/moved")), Guard::AllowPrivate).await.unwrap();
    assert_eq!((page.address, page.redirects.len()), (site.at("/list"), 1));
    assert_eq!(builder.given.into_inner().unwrap(), [site.at("/moved"), site.at("/list")]);

    let builder = Builder::new(Manner::Sends, &[]);
    let trapped = get_by(&builder, &source(site.at("/trap")), Guard::AllowPrivate).await.unwrap_err();
    assert!(matches!(trapped, FetchError::Forbidden { why: Refusal::Literal, .. }), "{trapped}");
    assert_eq!(builder.given.into_inner().unwrap(), [site.at("/trap")]);

    let builder = Builder::new(Manner::Sends, &[]);
    let disallowed = get_by(&builder, &source(site.at("/private")), Guard::AllowPrivate).await.unwrap_err();
    assert!(matches!(disallowed, FetchError::Disallowed { .. }), "{disallowed}");
    let private = get_by(&builder, &source(site.at("/list")), Guard::PublicOnly).await.unwrap_err();
    assert!(matches!(private, FetchError::Forbidden { why: Refusal::Literal, .. }), "{private}");
    assert_eq!(builder.given.into_inner().unwrap(), []);
}

#[tokio::test]
async fn what_a_carrier_builds_is_held_to_the_limit_on_bytes() {
    let site = Site::start().await;
    let builder = Builder::new(Manner::Sends, &[(); 4].map(|()| site.at("/list.js")));
    let error = get_by(&builder, &source(site.at("/list")), Guard::AllowPrivate).await.unwrap_err();
    assert!(
        matches!(error, FetchError::TooLarge { measure: Measure::Decoded, limit: MOST_BYTES, .. }),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_carrier_that_never_ends_is_ended() {
    let builder = Builder::new(Manner::Hangs, &[]);
    let error = get_by(&builder, &elsewhere(), Guard::PublicOnly).await.unwrap_err();
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Total, .. }), "{error}");
}
