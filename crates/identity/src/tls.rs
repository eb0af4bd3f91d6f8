//! TLS 1.3 between parties that know each other by their keys.
//!
//! Both sides show certificates that are signed by their own keys ([`crate::certificate`]); the
//! handshake proves possession, and nothing is asked of an authority.
//! The key exchange prefers X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem), so that what is recorded
//! today is not read when large quantum computers exist.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ed25519_dalek::Signer as _;
use receipts::PublicKey;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureAlgorithm, SignatureScheme,
};
use terms::Instant;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{Certificate, Fault, Key, NoKey, key_of};

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Whether clients must show a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clients {
    /// Each shows one, or the handshake fails: banks alone come in.
    ShowKeys,
    /// Who shows none is let in and must say otherwise who it is: people with browsers too.
    MayShowKeys,
}

/// What a server needs to speak with clients that each show a key.
///
/// Whose key it is must be asked of the rulebook at each request, so that a key that is revoked
/// counts no longer on connections that stand.
///
/// # Errors
/// If certificate and key do not fit together.
pub fn server(own: Certificate, clients: Clients) -> Result<Arc<ServerConfig>, Fault> {
    let provider = provider();
    let required = clients == Clients::ShowKeys;
    let clients = Arc::new(AnyKey { provider: Arc::clone(&provider), required });
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| Fault::because("choosing TLS 1.3", error))?
        .with_client_cert_verifier(clients)
        .with_cert_resolver(one(own)?);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// What a client needs to speak with a server that it knows by its key, given beforehand.
///
/// # Errors
/// If certificate and key do not fit together.
pub fn client(own: Certificate, server: PublicKey) -> Result<Arc<ClientConfig>, Fault> {
    let provider = provider();
    let known = Arc::new(Known { server, provider: Arc::clone(&provider) });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| Fault::because("choosing TLS 1.3", error))?
        .dangerous()
        .with_custom_certificate_verifier(known)
        .with_client_cert_resolver(one(own)?);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// The one certificate that is shown.
fn one(own: Certificate) -> Result<Arc<SingleCertAndKey>, Fault> {
    let certified = CertifiedKey::new(vec![own.certificate], own.key);
    certified.keys_match().map_err(|error| Fault::because("taking a certificate", error))?;
    Ok(Arc::new(SingleCertAndKey::from(certified)))
}

/// What stands before the 32 bytes of an Ed25519 key. Source: RFC 8410, section 4.
const SPKI_START: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The most handshakes that wait for a module to sign them; one more fails at once.
///
/// Each keeps a thread, and whoever sends greetings makes a module sign before it has shown a key.
const MOST_SIGNING: usize = 64;

/// A key that signs handshakes, wherever it lies.
#[derive(Debug)]
pub(crate) struct Shown {
    key: Key,
    public: Vec<u8>,
    signing: Arc<AtomicUsize>,
}

impl Shown {
    pub(crate) fn new(key: Key) -> Self {
        let public = [&SPKI_START[..], &key.verifying_key().to_bytes()].concat();
        Self { key, public, signing: Arc::default() }
    }
}

impl rustls::sign::SigningKey for Shown {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn rustls::sign::Signer>> {
        let offered = offered.contains(&SignatureScheme::ED25519);
        let hand = Hand { key: self.key.clone(), signing: Arc::clone(&self.signing) };
        offered.then(|| Box::new(hand) as Box<dyn rustls::sign::Signer>)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(SubjectPublicKeyInfoDer::from(self.public.as_slice()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

/// What signs one handshake.
#[derive(Debug)]
struct Hand {
    key: Key,
    signing: Arc<AtomicUsize>,
}

impl rustls::sign::Signer for Hand {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signed = if self.key.held().is_some() {
            self.key.try_sign(message)
        } else {
            let turn = Turn::take(&self.signing);
            let _turn = turn.ok_or_else(|| Error::General("too many handshakes to sign".into()))?;
            aside(|| self.key.try_sign(message))
        };
        let signed = signed.map(|signature| signature.to_vec());
        signed.map_err(|error| Error::General(format!("signing a handshake: {error}")))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

/// One of the few that may wait for a module at a time.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(taken: &'a AtomicUsize) -> Option<Self> {
        let before = taken.fetch_add(1, Ordering::Relaxed);
        let turn = Self(taken);
        (before < MOST_SIGNING).then_some(turn)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Does what waits for a module, while another thread goes on with all else that this one would do.
///
/// Without a runtime of several threads there is nobody who could, and it is done as it is.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    let flavor = Handle::try_current().map(|handle| handle.runtime_flavor());
    match flavor {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

/// Clients that show any Ed25519 key that is valid now.
#[derive(Debug)]
struct AnyKey {
    provider: Arc<CryptoProvider>,
    required: bool,
}

/// A server that shows the key it is known by.
#[derive(Debug)]
struct Known {
    server: PublicKey,
    provider: Arc<CryptoProvider>,
}

fn shown(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<PublicKey, Error> {
    key_of(certificate, Instant::from_unix_seconds(now.as_secs())).map_err(|none| {
        Error::InvalidCertificate(match none {
            NoKey::Unreadable => CertificateError::BadEncoding,
            NoKey::Algorithm => CertificateError::ApplicationVerificationFailure,
            NoKey::Validity => CertificateError::Expired,
        })
    })
}

/// There is no TLS 1.2 here, so nothing is signed in its manner.
fn only_1_3() -> Result<HandshakeSignatureValid, Error> {
    Err(Error::PeerIncompatible(rustls::PeerIncompatible::Tls13RequiredForQuic))
}

fn signed(
    provider: &CryptoProvider,
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let algorithms = &provider.signature_verification_algorithms;
    rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
}

impl ClientCertVerifier for AnyKey {
    fn client_auth_mandatory(&self) -> bool {
        self.required
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        shown(end_entity, now).map(|_| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        only_1_3()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signed(&self.provider, message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if shown(end_entity, now)? == self.server {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        only_1_3()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signed(&self.provider, message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;

    use ed25519_dalek::SigningKey;
    use receipts::Algorithm;
    use rustls::pki_types::ServerName;
    use rustls::{ClientConnection, Connection, NamedGroup, ServerConnection};

    use super::*;
    use crate::certificate;

    type Tried = Result<(), Box<dyn StdError>>;

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_bytes(&[byte; 32])
    }

    fn public(key: &SigningKey) -> PublicKey {
        let bytes = key.verifying_key().to_bytes().to_vec();
        PublicKey { algorithm: Algorithm::Ed25519, bytes }
    }

    /// The configurations ask the machine's clock, so these certificates are of today.
    fn today() -> Result<Instant, Box<dyn StdError>> {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        Ok(Instant::from_unix_seconds(since.as_secs()))
    }

    /// Carries what each side writes to the other until both are done.
    fn shake(
        client: ClientConnection,
        server: ServerConnection,
    ) -> Result<(Connection, Connection), Error> {
        let (mut client, mut server): (Connection, Connection) = (client.into(), server.into());
        for _ in 0..8 {
            carry(&mut client, &mut server)?;
            carry(&mut server, &mut client)?;
        }
        Ok((client, server))
    }

    fn carry(from: &mut Connection, to: &mut Connection) -> Result<(), Error> {
        let mut wire = Vec::new();
        while from.wants_write() {
            from.write_tls(&mut wire).map_err(|error| Error::General(error.to_string()))?;
        }
        let mut left = wire.as_slice();
        while !left.is_empty() {
            to.read_tls(&mut left).map_err(|error| Error::General(error.to_string()))?;
            to.process_new_packets()?;
        }
        Ok(())
    }

    fn pair(known: &SigningKey) -> Result<(ClientConnection, ServerConnection), Box<dyn StdError>> {
        let now = today()?;
        let own = certificate(&key(1), "server", &["localhost".to_owned()], now)?;
        let server = ServerConnection::new(server(own, Clients::ShowKeys)?)?;
        let config = client(certificate(&key(2), "SABRRUMM", &[], now)?, public(known))?;
        let client = ClientConnection::new(config, ServerName::try_from("localhost")?)?;
        Ok((client, server))
    }

    #[test]
    fn both_sides_know_each_other_by_their_keys() -> Tried {
        let (client, server) = pair(&key(1))?;
        let (client, server) = shake(client, server)?;
        assert!(!client.is_handshaking() && !server.is_handshaking());
        let shown = server.peer_certificates().and_then(|all| all.first()).ok_or("none")?;
        assert_eq!(key_of(shown, today()?)?, public(&key(2)));
        let group = server.negotiated_key_exchange_group().ok_or("none")?;
        assert_eq!(group.name(), NamedGroup::X25519MLKEM768);
        Ok(())
    }

    #[test]
    fn a_server_with_another_key_is_not_spoken_to() -> Tried {
        let (client, server) = pair(&key(3))?;
        let shaken = shake(client, server);
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        assert_eq!(shaken.err(), Some(unknown));
        Ok(())
    }

    #[test]
    fn a_client_without_a_certificate_is_not_let_in() -> Tried {
        let own = certificate(&key(1), "server", &["localhost".to_owned()], today()?)?;
        let server = ServerConnection::new(server(own, Clients::ShowKeys)?)?;
        let provider = provider();
        let known = Arc::new(Known { server: public(&key(1)), provider: Arc::clone(&provider) });
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .dangerous()
            .with_custom_certificate_verifier(known)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost")?;
        let client = ClientConnection::new(Arc::new(config), name)?;
        assert_eq!(shake(client, server).err(), Some(Error::NoCertificatesPresented));
        Ok(())
    }

    #[test]
    fn a_certificate_of_somebody_elses_key_is_of_no_use() -> Tried {
        let now = today()?;
        let own = certificate(&key(1), "server", &["localhost".to_owned()], now)?;
        let server = ServerConnection::new(server(own, Clients::ShowKeys)?)?;
        let provider = provider();
        // The certificate of a bank, which is no secret, with a key that is not the bank's.
        let bank = certificate(&key(2), "SABRRUMM", &[], now)?.certificate;
        let other = certificate(&key(9), "SABRRUMM", &[], now)?.key;
        let stolen = Arc::new(CertifiedKey::new(vec![bank], other));
        let known = Arc::new(Known { server: public(&key(1)), provider: Arc::clone(&provider) });
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .dangerous()
            .with_custom_certificate_verifier(known)
            .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(stolen)));
        let name = ServerName::try_from("localhost")?;
        let client = ClientConnection::new(Arc::new(config), name)?;
        let refused = Error::InvalidCertificate(CertificateError::BadSignature);
        assert_eq!(shake(client, server).err(), Some(refused));
        let certificate = certificate(&key(2), "SABRRUMM", &[], now)?.certificate;
        let unfit = Certificate { certificate, key: Arc::new(Shown::new(key(9).into())) };
        assert!(super::client(unfit, public(&key(1))).is_err(), "they do not fit together");
        Ok(())
    }

    #[test]
    fn what_waits_for_a_module_holds_nobody_else_up() -> Tried {
        use std::sync::mpsc::channel;
        use std::time::Duration;
        // One thread for all tasks: what blocks it blocks the other, unless it steps aside.
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).build()?;
        let (begun, begins) = channel();
        let (signed, signs) = channel();
        let slow = runtime.spawn(async move {
            aside(|| {
                begun.send(()).ok();
                signs.recv_timeout(Duration::from_secs(30))
            })
        });
        begins.recv_timeout(Duration::from_secs(30))?;
        runtime.spawn(async move { signed.send(()) });
        assert_eq!(runtime.block_on(slow)?, Ok(()), "the other task was run meanwhile");
        assert_eq!(aside(|| 7), 7, "and without a runtime it is done as well");
        let alone = tokio::runtime::Builder::new_current_thread().build()?;
        assert_eq!(alone.block_on(async { aside(|| 7) }), 7);
        Ok(())
    }

    #[test]
    fn few_wait_for_a_module_at_a_time() {
        let signing = AtomicUsize::new(0);
        let turns: Vec<_> = (0..MOST_SIGNING).map_while(|_| Turn::take(&signing)).collect();
        assert_eq!(turns.len(), MOST_SIGNING);
        assert!(Turn::take(&signing).is_none() && Turn::take(&signing).is_none());
        drop(turns);
        assert!(Turn::take(&signing).is_some(), "who was turned away took nobody's turn");
    }
}
