//! The two ends of a connection: who is there, and bytes, plain on loopback and by TLS anywhere.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use receipts::PublicKey;
use terms::Instant;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_rustls::server::TlsStream;

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

/// With or without TLS.
enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// By TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

/// How long the rest of what somebody sends is thrown away after the last answer: a system that
/// closes with bytes unread takes the answer back.
const LINGER: Duration = Duration::from_secs(2);

/// A connection, which ends when nothing is taken for too long of what is to be told by it.
pub(crate) struct Connection {
    stream: Stream,
    patience: Duration,
    /// Since nothing more is taken.
    waiting: Option<Pin<Box<Sleep>>>,
    /// Since nothing more is told.
    leaving: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    /// One as it is.
    pub(crate) fn plain(stream: TcpStream, patience: Duration) -> Self {
        Self::new(Stream::Plain(stream), patience)
    }

    /// One by TLS.
    pub(crate) fn tls(stream: TlsStream<TcpStream>, patience: Duration) -> Self {
        Self::new(Stream::Tls(Box::new(stream)), patience)
    }

    fn new(stream: Stream, patience: Duration) -> Self {
        Self { stream, patience, waiting: None, leaving: None }
    }

    /// Who is at the other end.
    pub(crate) fn peer(&self, address: SocketAddr) -> Peer {
        match &self.stream {
            Stream::Plain(_) => Peer { address, key: None, is_private: false },
            Stream::Tls(tls) => {
                let shown = tls.get_ref().1.peer_certificates();
                let shown = shown.and_then(|certificates| certificates.first());
                let now = Instant::from_unix_seconds(crate::entrance::seconds());
                let key = shown.and_then(|shown| identity::key_of(shown, now).ok());
                Peer { address, key, is_private: true }
            }
        }
    }

    /// What is told, or that it took too long.
    fn in_time<T>(
        &mut self,
        context: &mut Context<'_>,
        told: impl FnOnce(&mut Stream, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(told) = told(&mut self.stream, context) {
            self.waiting = None;
            return Poll::Ready(told);
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        waiting.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Throws away what still comes, until the other side has ended it too or time is up.
    fn lingered(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let stream = match &mut self.stream {
            Stream::Plain(stream) => stream,
            Stream::Tls(stream) => stream.get_mut().0,
        };
        let leaving = self.leaving.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER)));
        let mut thrown = [0; 4096];
        loop {
            if leaving.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            let mut thrown = ReadBuf::new(&mut thrown);
            match Pin::new(&mut *stream).poll_read(context, &mut thrown) {
                Poll::Ready(Ok(())) if !thrown.filled().is_empty() => {}
                Poll::Ready(Ok(()) | Err(_)) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
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
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Stream::Tls(stream) => Pin::new(stream).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.get_mut().in_time(context, |stream, context| match stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Stream::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        })
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().in_time(context, |stream, context| match stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(context),
        })
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let connection = self.get_mut();
        if connection.leaving.is_none() {
            let told = connection.in_time(context, |stream, context| match stream {
                Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
                Stream::Tls(stream) => Pin::new(stream).poll_shutdown(context),
            });
            match told {
                Poll::Ready(Ok(())) => {}
                told => return told,
            }
        }
        connection.lingered(context).map(Ok)
    }
}
