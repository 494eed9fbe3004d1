//! Where connections come in: over plain TCP, or over TLS and then through a second port too, which asks for a certificate.
//!
//! The second port is what `mtls_endpoint_aliases` lead to (RFC 8705 §5): a browser at the first one is never asked which
//! certificate it wants to show.

use std::{
    future::poll_fn,
    io,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
};

use rustls::{
    DigitallySignedStruct, DistinguishedName, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, UnixTime},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{
    error::Result,
    x509::{certificate::Certificate, identity::Identity},
};

/// The first byte of a TLS connection: a handshake record (RFC 8446 §5.1).
const HANDSHAKE: u8 = 22;
/// The most that is read of a request that came without TLS, before it is answered.
const PLAIN_LIMIT: usize = 16 * 1024;

/// The listeners of a provider.
pub struct Doors {
    main: TcpListener,
    tls: Option<Tls>,
}

/// What is different with TLS.
struct Tls {
    main: TlsAcceptor,
    /// The port that asks for a certificate, if there is one.
    mutual: Option<(TcpListener, TlsAcceptor)>,
}

impl From<TcpListener> for Doors {
    fn from(main: TcpListener) -> Self {
        Self { main, tls: None }
    }
}

impl Doors {
    /// With TLS: `main` for everybody, `mutual`, if any, for clients that have a certificate.
    ///
    /// # Errors
    /// [`Code::InternalError`].
    pub fn with_tls(main: TcpListener, mutual: Option<TcpListener>, identity: &Identity) -> Result<Self> {
        let verifier = Arc::new(AnyCertificate(Arc::new(aws_lc_rs::default_provider())));
        let asking = |listener| Ok((listener, acceptor(identity, Some(verifier))?));
        let tls = Tls { main: acceptor(identity, None)?, mutual: mutual.map(asking).transpose()? };
        Ok(Self { main, tls: Some(tls) })
    }

    /// Whether it is reached over TLS.
    pub(super) fn has_tls(&self) -> bool {
        self.tls.is_some()
    }

    /// Where each is: the one for everybody, and the one for clients with a certificate if there is one.
    pub(super) fn addresses(&self) -> io::Result<(SocketAddr, Option<SocketAddr>)> {
        let mutual = self.tls.as_ref().and_then(|tls| tls.mutual.as_ref());
        let mutual = mutual.map(|(listener, _)| listener.local_addr()).transpose()?;
        Ok((self.main.local_addr()?, mutual))
    }

    /// The next connection, through whichever door.
    pub(super) async fn accept(&self) -> io::Result<(TcpStream, Entry)> {
        poll_fn(|context| self.poll_accept(context)).await
    }

    fn poll_accept(&self, context: &mut Context<'_>) -> Poll<io::Result<(TcpStream, Entry)>> {
        if let Some((listener, acceptor)) = self.tls.as_ref().and_then(|tls| tls.mutual.as_ref())
            && let Poll::Ready(accepted) = listener.poll_accept(context)
        {
            let entry = Entry { tls: Some(acceptor.clone()), is_mutual: true, host: None };
            return Poll::Ready(accepted.map(|(stream, _)| (stream, entry)));
        }
        self.main.poll_accept(context).map_ok(|(stream, _)| {
            (
                stream,
                Entry { tls: self.tls.as_ref().map(|tls| tls.main.clone()), is_mutual: false, host: None },
            )
        })
    }
}

/// What opens the connections of one certificate.
fn acceptor(identity: &Identity, verifier: Option<Arc<AnyCertificate>>) -> Result<TlsAcceptor> {
    let verifier = verifier.map(|verifier| verifier as Arc<dyn ClientCertVerifier>);
    Ok(TlsAcceptor::from(identity.server_config(verifier)?))
}

/// What tunnels to vendors' hosts are opened with.
pub struct Tunnel(TlsAcceptor);

impl Tunnel {
    /// With a certificate for these hosts.
    ///
    /// # Errors
    /// [`Code::InternalError`].
    pub fn new(identity: &Identity) -> Result<Self> {
        acceptor(identity, None).map(Self)
    }

    /// A connection that was asked for as one to this host.
    pub(super) fn entry(&self, host: &'static str) -> Entry {
        Entry { tls: Some(self.0.clone()), is_mutual: false, host: Some(host) }
    }
}

/// How a connection came in.
pub struct Entry {
    /// What opens it, if it is TLS.
    pub(super) tls: Option<TlsAcceptor>,
    /// Whether it came to the port that asks for a certificate.
    pub(super) is_mutual: bool,
    /// The vendor's host that it was asked for as, if it came through a tunnel.
    pub(super) host: Option<&'static str>,
}

/// Opens a TLS connection; whoever speaks plain HTTP is told where to go, and gets nothing else.
pub(super) async fn open(
    mut stream: TcpStream,
    acceptor: &TlsAcceptor,
    issuer: &str,
) -> Option<TlsStream<TcpStream>> {
    let mut first = [0];
    if stream.peek(&mut first).await.ok()? == 0 {
        return None;
    }
    if first[0] == HANDSHAKE {
        return acceptor.accept(stream).await.ok();
    }
    // unread bytes would reset the connection before the answer is read
    if stream.read(&mut vec![0; PLAIN_LIMIT]).await.ok()? == 0 {
        return None;
    }
    let body = format!("this provider answers at {issuer} only, over TLS\n");
    let length = body.len();
    let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n\
                connection: close\r\n";
    stream.write_all(format!("{head}content-length: {length}\r\n\r\n{body}").as_bytes()).await.ok()?;
    stream.shutdown().await.ok()?;
    None
}

/// Whether the other side wanted this host, if it said whom (RFC 6066 §3).
pub(super) fn is_for(stream: &TlsStream<TcpStream>, host: &str) -> bool {
    stream.get_ref().1.server_name().is_none_or(|name| name.eq_ignore_ascii_case(host))
}

/// The certificate that the other side has shown, and has the key of.
pub(super) fn shown(stream: &TlsStream<TcpStream>) -> Option<Arc<Certificate>> {
    let chain = stream.get_ref().1.peer_certificates()?;
    // It was read once before, in the handshake.
    Certificate::parse(chain.to_vec()).ok().map(Arc::new)
}

/// Takes any certificate that can be read, or none. The handshake proves that the other side has its key; whether it is the
/// right one is judged when a client is authenticated (RFC 8705 §2), with an answer that says why not.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> std::result::Result<ClientCertVerified, rustls::Error> {
        match Certificate::parse(vec![end_entity.clone().into_owned()]) {
            Ok(_) => Ok(ClientCertVerified::assertion()),
            Err(_) => Err(rustls::CertificateError::BadEncoding.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
