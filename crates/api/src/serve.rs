//! Where those who come are let in, as many at once as there is room for.

use std::fmt;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service as _;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

use crate::listener::Connection;
use crate::room::{Room, Share};

/// How long a handshake may take at most.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The most that is kept of the head of a request, and of what follows it. Unit: bytes.
const LONGEST_HEAD: usize = 64 << 10;

/// Why the door cannot listen.
#[derive(Debug)]
pub enum ListenError {
    /// The address is not on loopback, and no TLS is set up.
    NotLoopback(SocketAddr),
    /// The system does not let us.
    Io(SocketAddr, std::io::Error),
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                f,
                "refusing to listen on {address} without TLS: set up [tls], or use a loopback address"
            ),
            Self::Io(address, error) => write!(f, "listening on {address}: {error}"),
        }
    }
}

impl std::error::Error for ListenError {}

/// Where connections come from.
pub struct Doorway {
    listener: TcpListener,
    /// What those who come must speak, where it is not plain.
    tls: Option<TlsAcceptor>,
    room: Room,
}

impl Doorway {
    /// Where it listens.
    ///
    /// # Errors
    /// If the system does not tell.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Listens: without TLS on loopback only.
///
/// # Errors
/// If it cannot, or must not.
pub async fn listen(
    address: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
) -> Result<Doorway, ListenError> {
    listen_within(address, tls, Room::default()).await
}

/// The same, with so much room for those who come; [`crate::Door::within`] shares it.
///
/// # Errors
/// If it cannot, or must not.
pub async fn listen_within(
    address: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
    room: Room,
) -> Result<Doorway, ListenError> {
    if tls.is_none() && !address.ip().is_loopback() {
        return Err(ListenError::NotLoopback(address));
    }
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| ListenError::Io(address, error))?;
    Ok(Doorway { listener, tls: tls.map(TlsAcceptor::from), room })
}

/// Serves routes, a door's and what is beside it, until the process ends.
pub async fn serve(doorway: Doorway, routes: Router) {
    serve_until(doorway, routes, std::future::pending()).await;
}

/// As [`serve`], until it is told to stop: then nobody is let in any more, and it ends when all
/// requests in hand are answered.
///
/// Streams of events are in hand for as long as their readers stay; [`crate::Door::close`] ends
/// them.
pub async fn serve_until(doorway: Doorway, routes: Router, stop: impl Future<Output = ()> + Send) {
    let Doorway { mut listener, tls, room } = doorway;
    let (stopping, stopped) = watch::channel(false);
    let (in_hand, mut all_gone) = mpsc::channel::<()>(1);
    let host = Host { tls, room, routes: routes.with_state(()), stopped, _in_hand: in_hand };
    let mut stop = pin!(stop);
    loop {
        // Its own accept waits out what the system lacks for a moment.
        let (stream, from) = tokio::select! {
            came = Listener::accept(&mut listener) => came,
            () = &mut stop => break,
        };
        // Who finds no room is not waited for: the connection is closed.
        if let Some(share) = host.room.connection(from.ip()) {
            tokio::spawn(host.clone().receive(stream, from, share));
        }
    }
    stopping.send_replace(true);
    drop((listener, host));
    // Nothing is ever sent: it ends when the last one has.
    let _ = all_gone.recv().await;
}

/// Whoever receives one who comes.
#[derive(Clone)]
struct Host {
    tls: Option<TlsAcceptor>,
    room: Room,
    routes: Router,
    stopped: watch::Receiver<bool>,
    /// Kept for as long as somebody is served.
    _in_hand: mpsc::Sender<()>,
}

impl Host {
    /// Answers one connection for as long as it lasts.
    async fn receive(mut self, stream: TcpStream, from: SocketAddr, share: Share) {
        let Some(connection) = self.shaken(stream).await else {
            return;
        };
        let peer = connection.peer(from);
        let under = peer.key.as_ref().map(|key| self.room.connection_under(key, &share));
        if matches!(under, Some(None)) {
            return;
        }
        let routes = TowerToHyperService::new(self.routes.clone());
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer.clone()));
            routes.call(request)
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.room.bounds.head)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(connection), service);
        let mut served = pin!(served);
        let ended = tokio::select! {
            ended = served.as_mut() => Some(ended),
            () = stop(&mut self.stopped) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                served.as_mut().graceful_shutdown();
                served.await
            }
        };
        if ended.is_err_and(|error| error.is_timeout()) {
            self.room.connection_refused("slow");
        }
    }

    /// The connection, after its handshake where it is one by TLS.
    async fn shaken(&mut self, stream: TcpStream) -> Option<Connection> {
        let (patience, head) = (self.room.bounds.answer, self.room.bounds.head);
        let Some(acceptor) = &self.tls else {
            return Some(Connection::plain(stream, patience));
        };
        let shaken = tokio::time::timeout(HANDSHAKE.min(head), acceptor.accept(stream));
        tokio::select! {
            shaken = shaken => match shaken {
                Ok(stream) => Some(Connection::tls(stream.ok()?, patience)),
                Err(_) => {
                    self.room.connection_refused("slow");
                    None
                }
            },
            () = stop(&mut self.stopped) => None,
        }
    }
}

/// Ends when it is told to stop; who would tell it may be gone, which is a stop too.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
