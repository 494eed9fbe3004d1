//! TLS in front of a server without: it passes on what comes, and knows which certificate was shown for it.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use authctl::x509::{certificate::thumbprint, pem};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, Stream, crypto::aws_lc_rs, server::WebPkiClientVerifier,
};
use serde_json::{Map, Value};

use super::{
    mutual::ClientCertificate,
    scripted::{Provider, Scripted, World},
    tls::Ca,
};

/// Paths, each with the certificate that was shown for it, by its thumbprint.
pub type Asked = Vec<(String, Option<String>)>;

/// The front of one server.
pub struct Front {
    listener: TcpListener,
    config: Arc<ServerConfig>,
    shown: Arc<Mutex<Asked>>,
}

impl Front {
    /// One that asks for a certificate of `clients`, and takes none as well.
    pub fn new(ca: &Ca, clients: &Ca) -> Self {
        Self::with(ca, clients, |builder| builder.allow_unauthenticated())
    }

    /// One that does without nobody's certificate.
    pub fn strict(ca: &Ca, clients: &Ca) -> Self {
        Self::with(ca, clients, |builder| builder)
    }

    fn with(
        ca: &Ca,
        clients: &Ca,
        how: impl FnOnce(rustls::server::ClientCertVerifierBuilder) -> rustls::server::ClientCertVerifierBuilder,
    ) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(pem::certificates(&clients.pem).unwrap().remove(0)).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let own = ClientCertificate::from(ca.sign("localhost", |_| {}));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(how(verifier).build().unwrap())
            .with_single_cert(vec![own.certificate], own.key)
            .unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        Self { listener, config: Arc::new(config), shown: Arc::default() }
    }

    /// Where it is.
    pub fn origin(&self) -> String {
        format!("https://localhost:{}", self.listener.local_addr().unwrap().port())
    }

    /// Stands before that server until the test ends.
    pub fn stand_before(&self, server: SocketAddr) {
        let listener = self.listener.try_clone().unwrap();
        let (config, shown) = (Arc::clone(&self.config), Arc::clone(&self.shown));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, shown) = (Arc::clone(&config), Arc::clone(&shown));
                thread::spawn(move || pass_on(stream.unwrap(), config, server, &shown));
            }
        });
    }

    /// What was asked here, each path with the certificate that was shown for it.
    pub fn asked(&self) -> Asked {
        self.shown.lock().unwrap().clone()
    }
}

/// One request and its answer; the connection is for more.
fn pass_on(mut socket: TcpStream, config: Arc<ServerConfig>, server: SocketAddr, shown: &Mutex<Asked>) {
    let mut connection = ServerConnection::new(config).unwrap();
    let mut stream = Stream::new(&mut connection, &mut socket);
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while !is_whole(&request) {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    let certificate = stream.conn.peer_certificates().map(|chain| thumbprint(&chain[0]));
    let text = String::from_utf8_lossy(&request);
    let path = text.split([' ', '?']).nth(1).unwrap_or_default().to_owned();
    shown.lock().unwrap().push((path, certificate));
    let mut behind = TcpStream::connect(server).unwrap();
    // one request is all that goes this way
    let line = request.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    request.splice(line..line, *b"Connection: close\r\n");
    behind.write_all(&request).unwrap();
    let mut answer = Vec::new();
    let _ = behind.read_to_end(&mut answer);
    let _ = stream.write_all(&answer);
    stream.conn.send_close_notify();
    let _ = stream.flush();
    let _ = socket.shutdown(Shutdown::Write);
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let lower = head.to_ascii_lowercase();
    let length = lower.split("content-length: ").nth(1).map(|rest| rest.lines().next().unwrap());
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

/// A provider with TLS in front of it, whose metadata `change` changes last.
pub fn behind(
    front: &Front,
    scripted: Scripted,
    change: impl Fn(&mut Map<String, Value>, &World) + Send + Sync + 'static,
) -> Provider {
    let origin = front.origin();
    let provider = scripted
        .metadata(move |document, world| {
            let text = Value::Object(document.clone()).to_string().replace(&world.issuer, &origin);
            *document = serde_json::from_str(&text).unwrap();
            change(document, world);
        })
        .start();
    front.stand_before(provider.address);
    provider
}
