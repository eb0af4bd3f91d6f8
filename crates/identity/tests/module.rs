//! Keys in a hardware module, by SoftHSM2 where it is installed; skipped with a message otherwise.

use std::fs;
use std::path::Path;
use std::process::Command;

use ed25519_dalek::{Signer as _, SigningKey};
use identity::{Clients, Key, Request, Stamp, certificate};
use rustls::{ClientConnection, Connection, ServerConnection};

/// What tells a process of our own where its module and its token are.
const LIBRARY: &str = "SARRAF_TEST_MODULE";
const FOLDER: &str = "SARRAF_TEST_FOLDER";

const MODULES: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so"];

/// The library, if SoftHSM2 is installed.
fn library() -> Option<&'static str> {
    MODULES.into_iter().find(|path| Path::new(path).exists())
}

/// Runs a test in a process of its own, whose SoftHSM2 keeps its token in a folder of its own: the
/// module reads where that is from its environment, once.
fn in_own_process(name: &str, test: fn()) {
    if std::env::var_os(FOLDER).is_some() {
        return test();
    }
    let Some(library) = library() else {
        eprintln!("skipped: install softhsm2 to test keys in hardware modules");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let tokens = folder.path().join("tokens");
    fs::create_dir(&tokens).expect("a folder in it");
    let conf = folder.path().join("softhsm2.conf");
    let text = format!("directories.tokendir = {}\n", tokens.display());
    fs::write(&conf, text).expect("it is written");
    fs::write(folder.path().join("pin"), "1234\n").expect("it is written");
    let init = ["--init-token", "--free", "--label", "sarraf", "--pin", "1234", "--so-pin", "4321"];
    let mut tool = Command::new("softhsm2-util");
    let made = tool.args(init).env("SOFTHSM2_CONF", &conf).output().expect("it runs");
    assert!(made.status.success(), "{made:?}");
    let ran = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name])
        .env("SOFTHSM2_CONF", &conf)
        .env(LIBRARY, library)
        .env(FOLDER, folder.path())
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && told.contains("1 passed"), "{told}");
}

fn uri(object: &str) -> String {
    let folder = std::env::var(FOLDER).expect("our own process");
    let library = std::env::var(LIBRARY).expect("our own process");
    format!(
        "pkcs11:token=sarraf;object={object}?module-path={library}&pin-source=file:{folder}/pin"
    )
}

fn key_file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("it works");
    fs::write(file.path(), text).expect("it works");
    file
}

#[test]
fn key_in_a_module_signs_as_one_in_memory_does() {
    in_own_process("key_in_a_module_signs_as_one_in_memory_does", signs);
}

fn signs() {
    let made = Key::generate(&uri("operator")).expect("it works");
    let read = Key::read(key_file(&uri("operator")).path()).expect("it works");
    assert_eq!(made.public(), read.public());
    assert!(read.held().is_none());
    for message in [b"".as_slice(), b"header", &[7; 5000]] {
        let signature = read.try_sign(message).expect("it works");
        assert!(read.verifying_key().verify_strict(message, &signature).is_ok());
        assert_eq!(
            made.try_sign(message).expect("it works"),
            signature,
            "Ed25519 is deterministic"
        );
    }
    assert_ne!(Key::generate(&uri("another")).expect("it works").public(), made.public());
}

#[test]
fn what_is_wrong_with_a_module_is_told() {
    in_own_process("what_is_wrong_with_a_module_is_told", tells);
}

fn tells() {
    Key::generate(&uri("operator")).expect("it works");
    let told = |uri: &str| Key::read(key_file(uri).path()).expect_err("it is refused").to_string();
    let right = uri("operator");
    let cases = [
        (right.replace("object=operator", "object=nobody"), "no private key of that name"),
        (right.replace("token=sarraf", "token=other"), "no token has that name"),
        (right.replace("object=operator", "manufacturer=x"), "has no object"),
        (right.replace("module-path=", "module-path=/nowhere"), "loading the module"),
        (right.replace("/pin", "/no-pin"), "reading PIN"),
        (right.split('?').next().expect("it works").into(), "has no pin-source or pin-value"),
        ("pkcs11:what is this".into(), "RFC 7512"),
        ("-----BEGIN PRIVATE KEY-----".into(), "holds no key"),
    ];
    for (uri, wanted) in cases {
        let told = told(&uri);
        assert!(told.contains(wanted), "{uri}: {told}");
        assert!(!told.contains("1234"), "no error tells the PIN");
    }
    let again = Key::generate(&right).expect_err("it is refused").to_string();
    assert!(again.contains("none is overwritten"), "{again}");
}

#[test]
fn wrong_pin_is_refused() {
    in_own_process("wrong_pin_is_refused", refuses);
}

fn refuses() {
    let folder = std::env::var(FOLDER).expect("our own process");
    fs::write(Path::new(&folder).join("pin"), "9999\n").expect("it works");
    let told = Key::generate(&uri("operator")).expect_err("it is refused").to_string();
    assert!(told.contains("logging in"), "{told}");
}

#[test]
fn key_file_reads_as_written() {
    let file = key_file(&Key::text_of(&[9; 32]));
    let key = Key::read(file.path()).expect("it works");
    assert_eq!(key.held().map(SigningKey::to_bytes), Some([9; 32]));
    assert!(!format!("{key:?}").contains('9'), "Debug tells no secret");
}

#[test]
fn key_in_a_module_signs_requests_and_handshakes() {
    in_own_process("key_in_a_module_signs_requests_and_handshakes", speaks);
}

fn speaks() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = now.expect("it is after 1970").as_secs();
    let (door, bank) = (Key::generate(&uri("door")), Key::generate(&uri("bank")));
    let (door, bank) = (door.expect("it works"), bank.expect("it works"));
    let body = b"{}";
    let request = Request {
        method: "POST",
        path: "/v1/instructions",
        query: None,
        body,
        idempotency_key: None,
    };
    let stamp = Stamp { created: seconds, nonce: "once", network: "network" };
    let fields = identity::sign(&bank, &request, &stamp).expect("the module signs");
    let signed =
        identity::verify(&request, &fields, "network", seconds, &identity::KnownKeys::default())
            .expect("it holds");
    assert_eq!(signed.key, bank.public());
    let at = terms::Instant::from_unix_seconds(seconds);
    let own = certificate(&door, "door", &["localhost".to_owned()], at).expect("it is made");
    let server = identity::server(own, Clients::ShowKeys).expect("it fits");
    let own = certificate(&bank, "bank", &[], at).expect("it is made");
    let client = identity::client(own, door.public()).expect("it fits");
    let name = rustls::pki_types::ServerName::try_from("localhost").expect("a name");
    let mut client: Connection = ClientConnection::new(client, name).expect("it begins").into();
    let mut server: Connection = ServerConnection::new(server).expect("it begins").into();
    for _ in 0..8 {
        carry(&mut client, &mut server);
        carry(&mut server, &mut client);
    }
    assert!(!client.is_handshaking() && !server.is_handshaking());
    let shown = server.peer_certificates().and_then(|all| all.first()).expect("it shows one");
    assert_eq!(identity::key_of(shown, at), Ok(bank.public()));
}

fn carry(from: &mut Connection, to: &mut Connection) {
    let mut wire = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut wire).expect("memory takes it");
    }
    let mut left = wire.as_slice();
    while !left.is_empty() {
        to.read_tls(&mut left).expect("it is read");
        to.process_new_packets().expect("both agree");
    }
}
