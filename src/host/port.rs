//! A port of this machine for a server of ours.

use std::{
    io,
    net::{IpAddr, SocketAddr, TcpListener},
};

use crate::error::{Code, Phase, Result};

/// Takes the port, 0 for any free one; nobody else can have it until the listener is dropped (threat C44).
///
/// # Errors
/// [`Code::PortTaken`], [`Code::ListenFailed`].
pub fn take(address: IpAddr, port: u16) -> Result<tokio::net::TcpListener> {
    let address = SocketAddr::new(address, port);
    let listen = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        tokio::net::TcpListener::from_std(listener)
    };
    listen().map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::AddrInUse => Code::PortTaken,
            _ => Code::ListenFailed,
        };
        code.error().phase(Phase::Provider).got(format!("{address}: {error}"))
    })
}
