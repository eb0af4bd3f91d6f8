//! Views in a PostgreSQL that is reached by TLS. No scenario can say it: scenarios know no sockets.

mod common;

use std::net::TcpListener;
use std::path::Path;

use base64ct::{Base64, Encoding as _};
use common::{origin, records};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tempfile::TempDir;
use views::trial::Trial;
use views::{Target, Views};

/// Bytes as PEM.
fn pem(kind: &str, bytes: &[u8]) -> String {
    let text = Base64::encode_string(bytes).into_bytes();
    let lines: Vec<_> = text.chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

/// An authority, whose certificate as PEM is written to a file.
fn authority(file: &Path) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
    std::fs::write(file, pem("CERTIFICATE", issuer.der())).expect("the file is written");
    issuer
}

/// A port that is free now.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}

#[test]
fn views_are_kept_where_the_server_is_who_its_address_says_and_nowhere_else() {
    let folder = TempDir::new().expect("a temporary directory");
    let (right, wrong) = (folder.path().join("right.pem"), folder.path().join("wrong.pem"));
    let issuer = authority(&right);
    authority(&wrong);
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &issuer).expect("a certificate");
    let (server_folder, port) = (TempDir::new().expect("a temporary directory"), free_port());
    let certificate = pem("CERTIFICATE", certificate.der());
    let key = pem("PRIVATE KEY", key.serialized_der());
    let server = Trial::start_secured(server_folder.path(), port, &certificate, &key);
    let Some(server) = server.expect("the server starts") else {
        eprintln!("skipped: PostgreSQL's programs are not installed");
        return;
    };
    server.database().expect("a database is made");
    let opened = |host: &str, query: &str| {
        let url = format!("postgres://views@{host}:{port}/views1{query}");
        let target: Target = url.parse().expect("an address");
        Views::open(&target, origin())
    };
    let verified = |root: &Path| format!("?sslmode=verify-full&sslrootcert={}", root.display());

    let (mut views, _) = opened("localhost", &verified(&right)).expect("the views open");
    let (records, _) = records(1, 60);
    for record in &records {
        views.add(record.lent()).expect("the record is added");
    }
    views.flush().expect("the rows are written");
    assert_eq!(views.position().0, records.last().expect("records").header.position);

    for (host, query, wanted) in [
        ("localhost", verified(&wrong), "invalid peer certificate"),
        ("127.0.0.1", verified(&right), "not valid for name"),
        ("localhost", verified(Path::new("/nowhere.pem")), "reading the certificates"),
        // The server lets nobody in who comes without; nothing falls back to that.
        ("localhost", "?sslmode=disable".to_owned(), "pg_hba.conf"),
        ("localhost", String::new(), "pg_hba.conf"),
    ] {
        let fault = opened(host, &query).map(|_| ()).expect_err(wanted).to_string();
        assert!(fault.contains(wanted), "{host}{query}: {fault}");
    }
}
