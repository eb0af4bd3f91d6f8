//! The way to somebody outside: a name is looked up, its addresses are judged, a connection is made.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsConnector;

use crate::send::Undelivered;
use crate::target::Target;

/// What is spoken over: a connection, by TLS or as it is.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Either kind of connection.
pub(crate) type Stream = Box<dyn Wire>;

/// A connection, and the place it takes among those under way.
pub(crate) struct Found {
    pub(crate) stream: Stream,
    /// Given back when all is over.
    _permit: OwnedSemaphorePermit,
}

/// With what somebody is reached.
pub(crate) struct Way<'a> {
    pub(crate) tls: &'a Arc<ClientConfig>,
    /// A lookup that goes on after its asker has given up is under way still.
    pub(crate) under_way: &'a Arc<Semaphore>,
}

impl Way<'_> {
    /// A connection to a target, at an address that is permitted.
    pub(crate) async fn to(
        &self,
        target: &Target,
        may: impl Fn(IpAddr) -> bool,
    ) -> Result<Found, Undelivered> {
        let permit = Arc::clone(self.under_way).acquire_owned().await;
        let permit = permit.map_err(|_| Undelivered::Name)?;
        let (host, port) = (target.host.clone(), target.port);
        let found = tokio::spawn(async move {
            let found = lookup_host((host.as_str(), port)).await;
            found.map(|found| (found.collect::<Vec<SocketAddr>>(), permit))
        });
        let found = found.await.map_err(|_| Undelivered::Name)?;
        let (found, permit) = found.map_err(|_| Undelivered::Name)?;
        let allowed: Vec<SocketAddr> =
            found.iter().filter(|address| may(address.ip())).copied().collect();
        if allowed.is_empty() {
            return Err(if found.is_empty() { Undelivered::Name } else { Undelivered::Address });
        }
        // The addresses that were judged, and not the name again: it may lead elsewhere by now.
        let stream = TcpStream::connect(allowed.as_slice()).await;
        let stream = stream.map_err(|_| Undelivered::Connection)?;
        if !target.is_secure {
            return Ok(Found { stream: Box::new(stream), _permit: permit });
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|_| Undelivered::Tls)?;
        let connector = TlsConnector::from(Arc::clone(self.tls));
        let stream = connector.connect(name, stream).await.map_err(|_| Undelivered::Tls)?;
        Ok(Found { stream: Box::new(stream), _permit: permit })
    }
}
