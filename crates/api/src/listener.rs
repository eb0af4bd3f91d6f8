//! Where those who come are let in: plain on loopback, by TLS anywhere.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use receipts::PublicKey;
use rustls::ServerConfig;
use terms::Instant;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The most handshakes under way, and the most connections that wait to be served.
const HANDSHAKES: usize = 1_024;

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// From where it comes.
    pub address: SocketAddr,
    /// The key that its certificate shows, by TLS.
    pub key: Option<PublicKey>,
    /// Whether it comes by TLS.
    pub is_private: bool,
}

/// A connection, with or without TLS.
pub enum Connection {
    /// As it is.
    Plain(TcpStream),
    /// By TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

/// Where connections come from.
pub enum Doorway {
    /// Those that are made are taken as they are.
    Plain(TcpListener),
    /// Those that have shown a key.
    Tls {
        /// Where it listens.
        address: SocketAddr,
        /// Connections whose handshake is done.
        ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    },
}

impl Doorway {
    /// Lets in those who show a key in a TLS handshake. A slow one holds nobody up, and one that
    /// fails is forgotten.
    pub(crate) fn tls(listener: TcpListener, config: Arc<ServerConfig>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (done, ready) = mpsc::channel(HANDSHAKES);
        let under_way = Arc::new(tokio::sync::Semaphore::new(HANDSHAKES));
        tokio::spawn(async move {
            let mut listener = listener;
            let acceptor = TlsAcceptor::from(config);
            while let Ok(permit) = Arc::clone(&under_way).acquire_owned().await {
                // Its own accept waits out what the system lacks for a moment.
                let (stream, from) = tokio::select! {
                    came = Listener::accept(&mut listener) => came,
                    // Nobody serves any more, so nobody is let in.
                    () = done.closed() => return,
                };
                let (acceptor, done) = (acceptor.clone(), done.clone());
                tokio::spawn(async move {
                    let shaken = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
                    drop(permit);
                    if let Ok(Ok(stream)) = shaken {
                        // Whoever served may have gone.
                        let _ = done.send((stream, from)).await;
                    }
                });
            }
        });
        Ok(Self::Tls { address, ready })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(listener) => listener.local_addr(),
            Self::Tls { address, .. } => Ok(*address),
        }
    }
}

impl Listener for Doorway {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match self {
            Self::Plain(listener) => {
                let (stream, from) = Listener::accept(listener).await;
                (Connection::Plain(stream), from)
            }
            Self::Tls { ready, .. } => match ready.recv().await {
                Some((stream, from)) => (Connection::Tls(Box::new(stream)), from),
                // Nobody comes any more.
                None => std::future::pending().await,
            },
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.local_addr()
    }
}

impl Connected<IncomingStream<'_, Doorway>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Doorway>) -> Self {
        let address = *stream.remote_addr();
        match stream.io() {
            Connection::Plain(_) => Self { address, key: None, is_private: false },
            Connection::Tls(tls) => {
                let shown = tls.get_ref().1.peer_certificates();
                let shown = shown.and_then(|certificates| certificates.first());
                let now = Instant::from_unix_seconds(crate::entrance::seconds());
                let key = shown.and_then(|shown| identity::key_of(shown, now).ok());
                Self { address, key, is_private: true }
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
