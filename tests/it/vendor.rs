//! A vendor's web site on loopback, with verbs.
//!
//! It speaks raw TCP, one thread a connection, so that it can also answer what no honest server would, and so
//! that it goes on while a test has stopped tokio's time. It stops when it is dropped.

#![allow(dead_code, reason = "each test uses the verbs it needs")]
#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};
use url::Url;

/// The first byte of a TLS handshake (RFC 8446 section 5.1). It is taken for a request without a path.
const TLS: u8 = 22;

/// One request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) path: String,
    /// Header fields: names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// When its last header line had arrived.
    pub(crate) arrived: Instant,
}

impl Request {
    /// The first value of a header field, by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the vendor does with a request.
#[derive(Debug, Clone)]
enum Answer {
    /// A whole, honest answer.
    Whole { status: u16, fields: Vec<(String, String)>, body: Vec<u8> },
    /// These bytes, and then the end of the connection.
    Raw(Vec<u8>),
    /// These bytes, then one more every `gap`, without end.
    Drip { start: Vec<u8>, gap: Duration },
    /// These bytes, then as many more as are taken.
    Endless(Vec<u8>),
    /// These bytes, and then a reset.
    Torn(Vec<u8>),
    /// Nothing, until the vendor is dropped.
    Hang,
    /// The connection is reset.
    Reset,
}

/// Whether pages carry an entity tag and are answered with 304 when it is sent back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tags {
    #[default]
    Absent,
    Sent,
}

#[derive(Debug, Default)]
struct State {
    pages: BTreeMap<String, Answer>,
    everywhere: Option<Answer>,
    once: VecDeque<Answer>,
    tags: Tags,
    robots: Option<Answer>,
    robots_requests: Vec<Request>,
    requests: Vec<Request>,
    connections: Vec<TcpStream>,
    stopped: bool,
}

/// A vendor's web site.
#[derive(Debug)]
pub(crate) struct Vendor {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Vendor {
    /// A site without pages, at a free port.
    #[expect(clippy::unused_async, reason = "a test need not know that this one is quick")]
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || accept(&listener, &shared));
        Self { address, state }
    }

    /// Puts an HTML page at `/`, and ends what `refuses`, `hangs` and their like began.
    pub(crate) fn publishes(&self, html: &str) {
        self.publishes_as("/", "text/html; charset=utf-8", html.as_bytes());
    }

    /// Puts a document at a path, and ends what `refuses`, `hangs` and their like began.
    pub(crate) fn publishes_as(&self, path: &str, content_type: &str, body: impl AsRef<[u8]>) {
        self.publishes_with(path, &[("content-type", content_type)], body);
    }

    /// The same, with header fields of one's own.
    pub(crate) fn publishes_with(&self, path: &str, fields: &[(&str, &str)], body: impl AsRef<[u8]>) {
        let mut state = self.state();
        state.everywhere = None;
        state.pages.insert(path.to_owned(), whole(200, fields, body.as_ref()));
    }

    /// Takes the page at a path away: 404 from now on.
    pub(crate) fn withdraws(&self, path: &str) {
        self.state().pages.remove(path);
    }

    /// Sends entity tags with its pages from now on, and 304 to who knows the page.
    pub(crate) fn tags_its_pages(&self) {
        self.state().tags = Tags::Sent;
    }

    /// Answers everything with this status from now on.
    pub(crate) fn refuses(&self, status: u16) {
        self.everywhere(whole(
            status,
            &[("content-type", "text/html")],
            format!("<h1>{status}</h1>").as_bytes(),
        ));
    }

    /// Answers the next request with this status, and goes on as before.
    pub(crate) fn refuses_once(&self, status: u16) {
        self.once(whole(status, &[], b"not now"));
    }

    /// Answers the next request with 503 and `Retry-After` in seconds.
    pub(crate) fn asks_to_wait(&self, seconds: u64) {
        self.once(whole(503, &[("retry-after", &seconds.to_string())], b"later"));
    }

    /// Answers the next request with this status and these fields.
    pub(crate) fn answers_once(&self, status: u16, fields: &[(&str, &str)]) {
        self.once(whole(status, fields, b""));
    }

    /// Sends who asks for one path to another place, which may be any text.
    pub(crate) fn redirects(&self, from: &str, to: &str) {
        let answer = whole(302, &[("location", to)], b"moved");
        self.state().pages.insert(from.to_owned(), answer);
    }

    /// The same, for good.
    pub(crate) fn redirects_for_good(&self, from: &str, to: &str) {
        let answer = whole(301, &[("location", to)], b"moved");
        self.state().pages.insert(from.to_owned(), answer);
    }

    /// Takes requests and never answers.
    pub(crate) fn hangs(&self) {
        self.everywhere(Answer::Hang);
    }

    /// Takes the next request and never answers it.
    pub(crate) fn hangs_once(&self) {
        self.once(Answer::Hang);
    }

    /// Resets every connection.
    pub(crate) fn resets(&self) {
        self.everywhere(Answer::Reset);
    }

    /// Resets the next connection.
    pub(crate) fn resets_once(&self) {
        self.once(Answer::Reset);
    }

    /// Answers everything with these bytes and a reset.
    pub(crate) fn resets_after(&self, bytes: impl AsRef<[u8]>) {
        self.everywhere(Answer::Torn(bytes.as_ref().to_vec()));
    }

    /// Answers everything with this status, these fields and this body from now on.
    pub(crate) fn answers_all(&self, status: u16, fields: &[(&str, &str)], body: impl AsRef<[u8]>) {
        self.everywhere(whole(status, fields, body.as_ref()));
    }

    /// Answers everything with these bytes and ends the connection.
    pub(crate) fn serves_raw(&self, bytes: impl AsRef<[u8]>) {
        self.everywhere(Answer::Raw(bytes.as_ref().to_vec()));
    }

    /// The same, for the next request alone.
    pub(crate) fn serves_raw_once(&self, bytes: impl AsRef<[u8]>) {
        self.once(Answer::Raw(bytes.as_ref().to_vec()));
    }

    /// Begins with these bytes and goes on with one byte every `gap`.
    pub(crate) fn drips(&self, start: &str, gap: Duration) {
        self.everywhere(Answer::Drip { start: start.as_bytes().to_vec(), gap });
    }

    /// Begins with these bytes and never ends.
    pub(crate) fn never_ends(&self, start: &str) {
        self.everywhere(Answer::Endless(start.as_bytes().to_vec()));
    }

    /// Puts up a robots.txt. Until then there is none: 404, whatever befalls the pages.
    pub(crate) fn tells_robots(&self, text: &str) {
        self.answers_robots(200, &[], text);
    }

    /// Answers who asks for robots.txt so.
    pub(crate) fn answers_robots(&self, status: u16, fields: &[(&str, &str)], text: &str) {
        self.state().robots = Some(whole(status, fields, text.as_bytes()));
    }

    /// The requests for robots.txt so far, in the order they came.
    pub(crate) fn robots_requests(&self) -> Vec<Request> {
        self.state().robots_requests.clone()
    }

    /// The address of a path.
    pub(crate) fn address(&self, path: &str) -> Url {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    /// The requests so far but those for robots.txt, in the order they came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    fn everywhere(&self, answer: Answer) {
        self.state().everywhere = Some(answer);
    }

    fn once(&self, answer: Answer) {
        self.state().once.push_back(answer);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        if let Ok(mut state) = self.state.lock() {
            state.stopped = true;
            for connection in state.connections.drain(..) {
                let _ = connection.shutdown(Shutdown::Both);
            }
        }
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn whole(status: u16, fields: &[(&str, &str)], body: &[u8]) -> Answer {
    let fields = fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Answer::Whole { status, fields, body: body.to_vec() }
}

fn accept(listener: &TcpListener, state: &Arc<Mutex<State>>) {
    for connection in listener.incoming().flatten() {
        let mut now = state.lock().unwrap();
        if now.stopped {
            return;
        }
        now.connections.extend(connection.try_clone());
        drop(now);
        let state = Arc::clone(state);
        thread::spawn(move || converse(connection, &state));
    }
}

/// Answers the requests of one connection. A peer that goes away is no error.
fn converse(mut connection: TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(connection.try_clone().ok()?);
    loop {
        let request = request(&mut reader)?;
        let answer = answer(&request, &mut *state.lock().ok()?);
        match answer {
            Answer::Whole { status, fields, body } => {
                connection.write_all(&printed(status, &fields, &body)).ok()?;
            }
            Answer::Raw(bytes) => {
                connection.write_all(&bytes).ok()?;
                connection.shutdown(Shutdown::Write).ok()?;
                // Reading to the end lets the peer have all bytes before the connection goes.
                return connection.read_to_end(&mut Vec::new()).ok().map(drop);
            }
            Answer::Drip { start, gap } => {
                connection.write_all(&start).ok()?;
                loop {
                    thread::sleep(gap);
                    connection.write_all(b".").ok()?;
                }
            }
            Answer::Endless(start) => {
                connection.write_all(&start).ok()?;
                loop {
                    connection.write_all(&[b'.'; 16 << 10]).ok()?;
                }
            }
            Answer::Hang => return connection.read_to_end(&mut Vec::new()).ok().map(drop),
            Answer::Torn(bytes) => {
                connection.write_all(&bytes).ok()?;
                // The bytes should be there before the reset, which overtakes them.
                thread::sleep(Duration::from_millis(30));
                return reset(&connection, state);
            }
            Answer::Reset => return reset(&connection, state),
        }
    }
}

/// Zero linger makes the kernel send a reset, instead of an orderly end, once the last copy of the connection
/// is gone.
fn reset(connection: &TcpStream, state: &Mutex<State>) -> Option<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().ok()?;
    let _inside = runtime.enter();
    connection.set_nonblocking(true).ok()?;
    tokio::net::TcpStream::from_std(connection.try_clone().ok()?).ok()?.set_zero_linger().ok()?;
    let peer = connection.peer_addr().ok();
    state.lock().ok()?.connections.retain(|other| other.peer_addr().ok() != peer);
    None
}

fn request(reader: &mut impl BufRead) -> Option<Request> {
    if reader.fill_buf().ok()?.first() == Some(&TLS) {
        return Some(Request { path: String::new(), headers: Vec::new(), arrived: Instant::now() });
    }
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
            None => return Some(Request { path, headers, arrived: Instant::now() }),
        }
    }
}

fn answer(request: &Request, state: &mut State) -> Answer {
    if request.path == "/robots.txt" {
        state.robots_requests.push(request.clone());
        return state.robots.clone().unwrap_or_else(|| whole(404, &[], b"no such page"));
    }
    state.requests.push(request.clone());
    if let Some(answer) = state.once.pop_front().or_else(|| state.everywhere.clone()) {
        return answer;
    }
    let answer = state.pages.get(&request.path).cloned().unwrap_or_else(|| whole(404, &[], b"no such page"));
    match answer {
        Answer::Whole { status: 200, mut fields, body } if state.tags == Tags::Sent => {
            let tag = format!("\"{}\"", hash(&body));
            if request.header("if-none-match") == Some(&tag) {
                return whole(304, &[("etag", &tag)], b"");
            }
            fields.push(("etag".to_owned(), tag));
            Answer::Whole { status: 200, fields, body }
        }
        other => other,
    }
}

fn printed(status: u16, fields: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\n");
    for (name, value) in fields {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if status != 304 {
        head.extend(["content-length: ", &body.len().to_string(), "\r\n"]);
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

fn hash(body: &[u8]) -> String {
    let number =
        Sha256::digest(body).iter().take(8).fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    format!("{number:016x}")
}
