//! The server of the night benchmark: a process of its own, on loopback alone.

use std::{
    convert::Infallible,
    error::Error,
    io::{BufRead, BufReader, Write},
    net::Ipv4Addr,
    process::{Child, Command, Stdio},
};

use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::pages;

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
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves `/<etag|plain>/<number>` on 127.0.0.1 and up, until killed.
pub(crate) fn serve(hosts: usize) -> Result<(), Box<dyn Error>> {
    let pages: &'static [Bytes] =
        Box::leak((0..super::PAGES).map(|number| Bytes::from(pages::page(number))).collect());
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

async fn accept(listener: TcpListener, pages: &'static [Bytes]) {
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

fn answer(request: &Request<Incoming>, pages: &[Bytes]) -> Response<Full<Bytes>> {
    let mut parts = request.uri().path().trim_start_matches('/').split('/');
    let etag = parts.next() == Some("etag");
    let page = parts
        .next()
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| pages.get(number).map(|page| (number, page)));
    let Some((number, page)) = page else { return status(404, Bytes::new()) };
    let tag = format!("\"{number}\"");
    if etag && request.headers().get("if-none-match").is_some_and(|sent| sent.as_bytes() == tag.as_bytes()) {
        return status(304, Bytes::new());
    }
    let mut response = status(200, page.clone());
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
