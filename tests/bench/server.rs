//! The server of the night benchmark: a process of its own, on loopback alone.

use std::{
    convert::Infallible,
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
};

use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::{pages, varied};

/// The argument that makes this program the server.
pub(crate) const SERVE: &str = "--serve-pages";

/// The running server; ended when dropped.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts this very program as a server and learns its port.
    pub(crate) fn start() -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(std::env::current_exe()?).arg(SERVE).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        Ok(Self { child, port: line.trim().parse()? })
    }

    /// Its port, the same on every host.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From here on the varied pages are painted anew, at the addresses that they had.
    pub(crate) fn paint(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.write_all(b"GET /paint/0 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(|_| ())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The pages of both loads.
struct Pages {
    alike: Vec<Bytes>,
    varied: Vec<Bytes>,
    painted: AtomicBool,
}

/// Serves `/<etag|plain|varied>/<number>`, and takes `/paint/0`, on 127.0.0.1 and up, until killed.
pub(crate) fn serve(hosts: usize) -> Result<(), Box<dyn Error>> {
    let all = |page: fn(usize) -> String| (0..super::PAGES).map(|number| Bytes::from(page(number))).collect();
    let pages: &'static Pages = Box::leak(Box::new(Pages {
        alike: all(pages::page),
        varied: all(varied::page),
        painted: AtomicBool::new(false),
    }));
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = first.local_addr()?.port();
        let mut listeners = vec![first];
        for host in 2..=hosts {
            listeners.push(TcpListener::bind((Ipv4Addr::new(127, 0, 0, u8::try_from(host)?), port)).await?);
        }
        writeln!(std::io::stdout(), "{port}")?;
        for listener in listeners {
            tokio::spawn(accept(listener, pages));
        }
        std::future::pending().await
    })
}

async fn accept(listener: TcpListener, pages: &'static Pages) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let answer =
                service_fn(move |request| async move { Ok::<_, Infallible>(answer(&request, pages)) });
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

fn answer(request: &Request<Incoming>, pages: &Pages) -> Response<Full<Bytes>> {
    let mut parts = request.uri().path().trim_start_matches('/').split('/');
    let how = parts.next();
    let (etag, varied) = (how == Some("etag"), how == Some("varied"));
    if how == Some("paint") {
        pages.painted.store(true, Ordering::Relaxed);
        return status(204, Bytes::new());
    }
    let load = if varied { &pages.varied } else { &pages.alike };
    let painted = varied && pages.painted.load(Ordering::Relaxed);
    let page = parts
        .next()
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| load.get(number).map(|page| (number, page)));
    let Some((number, page)) = page else { return status(404, Bytes::new()) };
    let tag = format!("\"{number}\"");
    if etag && request.headers().get("if-none-match").is_some_and(|sent| sent.as_bytes() == tag.as_bytes()) {
        return status(304, Bytes::new());
    }
    let paint = |page: &Bytes| Bytes::from(varied::painted(&String::from_utf8_lossy(page)));
    let mut response = status(200, if painted { paint(page) } else { page.clone() });
    response
        .headers_mut()
        .insert("content-type", hyper::header::HeaderValue::from_static("text/html; charset=utf-8"));
    if let (true, Ok(tag)) = (etag, tag.parse()) {
        response.headers_mut().insert("etag", tag);
    }
    response
}

fn status(code: u16, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    if let Ok(code) = hyper::StatusCode::from_u16(code) {
        *response.status_mut() = code;
    }
    response
}
