//! The sockets that stand for the host of a callback address: on loopback, all of them or none (RFC 8252 §7.3, §8.3).

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use tokio::net::{TcpListener, TcpSocket};
use url::Url;

use super::{CallbackAddress, CallbackHost, gate::failed};
use crate::error::{Code, Error, Phase, Result};

/// How often a free port is looked for that is free on both addresses of `localhost`.
const PAIR_ATTEMPTS: usize = 16;

/// How many connections may wait to be accepted. With few, a flood makes the browser's connection wait a second for its
/// second try.
const BACKLOG: u32 = 1024;

/// The address that leads to such a socket.
pub(super) fn redirect_uri(address: &CallbackAddress, port: u16) -> Result<Url> {
    let host = match address.host {
        CallbackHost::Ipv4 => "127.0.0.1",
        CallbackHost::Ipv6 => "[::1]",
        CallbackHost::Localhost => "localhost",
    };
    Url::parse(&format!("http://{host}:{port}{}", address.path))
        .ok()
        .filter(|url| address.path.starts_with('/') && url.path() == address.path)
        .ok_or_else(|| {
            Code::Usage.error().phase(Phase::Callback).message("the callback's path is not a path")
        })
}

/// Binds what the redirect URI's host stands for. Never with `SO_REUSEPORT`: nobody else may share it (threat C58).
pub(super) fn bind(host: CallbackHost, port: u16) -> Result<Vec<TcpListener>> {
    match host {
        CallbackHost::Ipv4 => {
            Ok(vec![bind_one(Ipv4Addr::LOCALHOST.into(), port).map_err(|e| refused(&e, port))?])
        }
        CallbackHost::Ipv6 => {
            Ok(vec![bind_one(Ipv6Addr::LOCALHOST.into(), port).map_err(|e| refused(&e, port))?])
        }
        CallbackHost::Localhost => bind_both(port),
    }
}

/// Both addresses on one port, or none: on the other one another program could take the code (threat C44). On a machine
/// without IPv6 nobody can listen on `::1`, so there `127.0.0.1` alone is both.
fn bind_both(port: u16) -> Result<Vec<TcpListener>> {
    let attempts = if port == 0 { PAIR_ATTEMPTS } else { 1 };
    let mut taken = port;
    for _ in 0..attempts {
        let first = bind_one(Ipv4Addr::LOCALHOST.into(), port).map_err(|error| refused(&error, port))?;
        taken = first.local_addr().map_err(|error| failed(&error))?.port();
        match bind_one(Ipv6Addr::LOCALHOST.into(), taken) {
            Ok(second) => return Ok(vec![first, second]),
            Err(error) if has_no_ipv6(&error) => return Ok(vec![first]),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    Err(port_taken(taken))
}

fn bind_one(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // on Unix this means: also while connections of the listener before are fading; on Windows it would mean sharing
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::new(address, port))?;
    socket.listen(BACKLOG)
}

/// The address does not exist here, or the whole address family does not.
fn has_no_ipv6(error: &io::Error) -> bool {
    const EAFNOSUPPORT: &[i32] = &[97, 47, 10047];
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.raw_os_error().is_some_and(|code| EAFNOSUPPORT.contains(&code))
}

fn refused(error: &io::Error, port: u16) -> Error {
    // Windows refuses a port of somebody else's with "access denied"
    let is_taken = matches!(error.kind(), io::ErrorKind::AddrInUse)
        || cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied;
    if is_taken { port_taken(port) } else { failed(error) }
}

fn port_taken(port: u16) -> Error {
    Code::PortTaken
        .error()
        .phase(Phase::Callback)
        .message(format!("port {port} is in use"))
        .hint("choose another with --callback-port, or end the program that has it")
}
