//! Certificates and HTTP/2: a vendor with TLS, certified by an authority that was made for the test.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use subwatch::{
    model::{Cause, Outcome},
    store::{Store, looks},
};

use super::{House, ended, good_page, survived};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// What a TLS vendor does with those who come.
#[derive(Debug, Clone)]
enum Manner {
    /// Answers over HTTP/1.1.
    Honest(Arc<ServerConfig>),
    /// Speaks HTTP/2, and says goodbye to the first request.
    Goodbye(Arc<ServerConfig>),
}

/// A vendor with TLS. It stops with the process.
struct Secure {
    address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
}

impl Secure {
    fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let manner = Arc::new(Mutex::new(manner));
        let shared = Arc::clone(&manner);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let manner = shared.lock().unwrap().clone();
                thread::spawn(move || converse(connection, &manner));
            }
        });
        Self { address, manner }
    }

    fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    fn url(&self) -> url::Url {
        format!("https://localhost:{}/list", self.address.port()).parse().unwrap()
    }
}

fn converse(connection: TcpStream, manner: &Manner) -> Option<()> {
    connection.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let (Manner::Honest(config) | Manner::Goodbye(config)) = manner;
    let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(config)).ok()?, connection);
    if matches!(manner, Manner::Goodbye(_)) {
        // SETTINGS, then GOAWAY: last stream 0, ENHANCE_YOUR_CALM (RFC 9113 sections 6.5, 6.8 and 7).
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).ok()?;
        let mut some = [0; 64];
        let _ = stream.read(&mut some).ok()?;
        stream.write_all(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11]).ok()?;
        stream.conn.send_close_notify();
        return stream.flush().ok();
    }
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            head.push(byte[0]);
        }
        let (status, body) = if head.starts_with(b"GET /list ") {
            ("200 OK", good_page())
        } else {
            ("404 Not Found", String::new())
        };
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).ok()?;
        stream.flush().ok()?;
    }
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Test authority");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a name, signed by the authority, or by itself.
fn certified(authority: Option<&Authority>, name: &str, until: i32, protocols: &[&str]) -> Arc<ServerConfig> {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = match authority {
        Some(authority) => params.signed_by(&key, authority).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config =
        builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    Arc::new(config)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_right_leaves_the_list_as_it_was() {
    let authority = authority();
    let (good, goodbye) =
        (|| Manner::Honest(certified(Some(&authority), "localhost", 2099, &["http/1.1"])), Manner::Goodbye);
    let faults = [
        (
            "a certificate that has expired",
            Manner::Honest(certified(Some(&authority), "localhost", 2020, &[])),
            Cause::Tls,
        ),
        (
            "a certificate of another name",
            Manner::Honest(certified(Some(&authority), "other.example", 2099, &[])),
            Cause::Tls,
        ),
        (
            "a certificate that certifies itself",
            Manner::Honest(certified(None, "localhost", 2099, &[])),
            Cause::Tls,
        ),
        (
            "a goodbye of HTTP/2",
            goodbye(certified(Some(&authority), "localhost", 2099, &["h2"])),
            Cause::Connect,
        ),
    ];
    let vendors: Vec<Secure> = faults.iter().map(|_| Secure::start(good())).collect();
    let addresses: Vec<_> = vendors.iter().map(Secure::url).collect();
    let house = House::watching(&addresses);
    let roots = house.folder.path().join("roots.pem");
    std::fs::write(&roots, authority.pem()).unwrap();
    let night = || {
        let mut program = house.program();
        program.env("SSL_CERT_FILE", &roots).env_remove("SSL_CERT_DIR");
        ended(program.spawn().unwrap(), Duration::from_secs(30))
    };
    let (status, told) = night();
    assert_eq!(status.code(), Some(0), "with the right certificates all is well: {told}");
    for (vendor, (_, manner, _)) in vendors.iter().zip(&faults) {
        vendor.becomes(manner.clone());
    }
    let (status, told) = night();
    assert_eq!(status.code(), Some(3), "{told}");
    let store = Store::open_existing(&house.database()).await.unwrap();
    for (number, (name, _, expected)) in faults.iter().enumerate() {
        let looks = looks::of(&mut store.read().await.unwrap(), &format!("s{number}").parse().unwrap())
            .await
            .unwrap();
        assert!(
            matches!(&looks[0].outcome, Outcome::Failed(cause, _) if cause == expected),
            "{name}: {:?}",
            looks[0].outcome
        );
    }
    store.close().await;
    for (number, (name, ..)) in faults.iter().enumerate() {
        house.is_sound(number, name).await;
    }
    for vendor in &vendors {
        vendor.becomes(good());
    }
    assert_eq!(night().0.code(), Some(0));
    survived("TLS and HTTP/2", faults.len());
}
