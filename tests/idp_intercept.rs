//! The proxy that stands for vendors' hosts: what it lets in, where that leads, and what it refuses.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

use authctl::{
    idp::{
        config::Config,
        door::Tunnel,
        intercept::{Intercept, Route},
        server::{Options, Server},
    },
    protocol::time::UnixTime,
    x509::issued,
};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::ServerName};

use crate::support::dev_provider::{TestJournal, TestWorld};

const HOST: &str = "login.vendor.example";
const OTHER: &str = "api.vendor.example";

/// A provider that stands for two hosts, and the proxy to it.
struct World {
    runtime: tokio::runtime::Runtime,
    server: Option<Server>,
    proxy: Option<Intercept>,
    address: SocketAddr,
    trust: Arc<ClientConfig>,
}

impl World {
    fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let now = UnixTime(i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap());
        let made = issued::server(now, &[HOST, OTHER]).unwrap();
        let (server, proxy) = runtime.block_on(async {
            let listen = || tokio::net::TcpListener::bind("127.0.0.1:0");
            let options = Options { hosts: vec![HOST, OTHER], ..Options::default() };
            let (journal, world) = (Box::new(TestJournal::default()), Arc::new(TestWorld::new()));
            let server =
                Server::start(listen().await.unwrap(), Config::default(), journal, world, options).unwrap();
            let routes = [HOST, OTHER].map(|host| Route { host, way_in: server.way_in() });
            let tunnel = Tunnel::new(&made.identity).unwrap();
            (server, Intercept::start(listen().await.unwrap(), tunnel, routes.into()).unwrap())
        });
        let mut roots = RootCertStore::empty();
        for certificate in authctl::x509::pem::certificates(&made.ca).unwrap() {
            roots.add(certificate).unwrap();
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let trust = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let address = proxy.address();
        Self { runtime, server: Some(server), proxy: Some(proxy), address, trust: Arc::new(trust) }
    }

    /// The whole answer to these bytes, as far as it comes before the connection ends.
    fn raw(&self, bytes: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // an end by a reset is an end too
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    }

    /// A tunnel that was asked for as one to `host`, and granted.
    fn tunnel(&self, host: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n").unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        stream
    }

    /// TLS in such a tunnel, for a server of the name `name`.
    fn tls(&self, host: &str, name: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.trust), name).unwrap();
        StreamOwned::new(connection, self.tunnel(host))
    }

    /// What a GET of a tunnel to `host` answers where the request names `named`.
    fn get(&self, host: &str, named: &str, path: &str) -> String {
        let mut stream = self.tls(host, host);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.proxy.take();
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.shutdown());
        }
    }
}

#[test]
fn a_tunnel_to_a_vendors_host_ends_at_the_provider_that_stands_for_it() {
    let world = World::new();
    for host in [HOST, OTHER] {
        let answer = world.get(host, host, "/.well-known/openid-configuration");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains("\"authorization_endpoint\""), "{answer}");
    }
    // whatever the letters' case (RFC 4343)
    drop(world.tunnel("LOGIN.vendor.example"));
}

#[test]
fn nothing_else_is_tunnelled_or_forwarded() {
    let world = World::new();
    let only = "this proxy stands for login.vendor.example:443, api.vendor.example:443 only";
    let connects = "this proxy takes CONNECT alone";
    let connect = |target: &str| format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");
    for (request, status, part) in [
        (connect("example.org:443"), 403, only),
        (connect("login.vendor.example:80"), 403, only),
        (connect("login.vendor.example.:443"), 403, only),
        (connect("x.login.vendor.example:443"), 403, only),
        (connect("127.0.0.1:443"), 403, only),
        (connect("localhost:22"), 403, only),
        (connect("user@login.vendor.example:443"), 403, only),
        (
            "GET http://login.vendor.example/ HTTP/1.1\r\nHost: login.vendor.example\r\n\r\n".into(),
            405,
            connects,
        ),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".into(), 405, connects),
        (
            "POST http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".into(),
            405,
            connects,
        ),
        (format!("CONNECT {HOST}:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"), 400, "no body"),
        (format!("CONNECT {HOST}:443 HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(20_000)), 431, ""),
        ("\u{16}\u{3}\u{1}".into(), 400, ""),
    ] {
        let answer = world.raw(&request);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request:.80}: {answer}");
        assert!(answer.contains(part), "{request:.80}: {answer}");
    }
}

#[test]
fn what_comes_before_the_tunnel_is_granted_does_not_go_into_it() {
    let world = World::new();
    let answer =
        world.raw(&format!("CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.matches("HTTP/1.1").count() == 1, "{answer}");
}

#[test]
fn a_tunnel_is_for_one_host_by_its_tls_name_and_by_its_requests() {
    let world = World::new();
    for named in [OTHER, "login.vendor.example:80", &format!("{HOST}\r\nHost: {OTHER}"), ""] {
        let answer = world.get(HOST, named, "/jwks");
        assert!(answer.starts_with("HTTP/1.1 421 "), "{named}: {answer}");
    }
    let answer = world.get(HOST, "LOGIN.vendor.example:443", "/jwks");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    let mut stream = world.tls(HOST, OTHER);
    let asked = write!(stream, "GET /jwks HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let mut answer = String::new();
    let read = asked.and_then(|()| stream.read_to_string(&mut answer));
    assert!(read.is_err() || answer.is_empty(), "{answer}");
}

#[test]
fn without_tls_a_tunnel_answers_nothing_but_where_tls_is() {
    let world = World::new();
    let mut stream = world.tunnel(HOST);
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(
        answer.ends_with(&format!("this provider answers at https://{HOST} only, over TLS\n")),
        "{answer}"
    );
}

#[test]
fn connections_that_say_nothing_keep_nobody_out() {
    // P17
    let world = World::new();
    let mut silent: Vec<TcpStream> = (0..64).map(|_| TcpStream::connect(world.address).unwrap()).collect();
    drop(world.tunnel(HOST));
    // the longest made room, and the others were not waited for
    assert_eq!(silent[0].read(&mut [0]).unwrap_or_default(), 0);
    silent[63].set_nonblocking(true).unwrap();
    let last = silent[63].read(&mut [0]).map_err(|error| error.kind());
    assert_eq!(last, Err(std::io::ErrorKind::WouldBlock));
}

#[test]
fn when_the_provider_has_ended_a_tunnel_ends_at_once() {
    let mut world = World::new();
    let server = world.server.take().unwrap();
    world.runtime.block_on(server.shutdown());
    let mut stream = world.tunnel(HOST);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.is_empty());
}
