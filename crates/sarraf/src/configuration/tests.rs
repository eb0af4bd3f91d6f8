#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use super::*;

/// What is wrong with a file of this text, if anything.
fn read(text: &str) -> Result<Access, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sarraf.toml");
    fs::write(&file, text).unwrap();
    let read = Configuration::read(Some(&file)).map_err(|error| error.to_string())?;
    read.access(None).map_err(|error| error.to_string())
}

fn refused(text: &str) -> String {
    read(text).unwrap_err()
}

const BEYOND: &str = "listen = \"0.0.0.0:7700\"\n[tls]\nkey = \"door.key\"\n";

#[test]
fn passkeys_are_taken_at_home_unasked_and_elsewhere_where_it_is_said() {
    let home = read("listen = \"127.0.0.1:7711\"").unwrap().passkeys.unwrap();
    assert_eq!(
        (home.domain(), home.origins()),
        ("localhost", &["http://localhost:7711".into()][..])
    );
    assert!(read(BEYOND).unwrap().passkeys.is_none());
    let said = format!("{BEYOND}[passkeys]\nrelying_party = \"sarraf.example\"\n");
    let plain = read(&said).unwrap().passkeys.unwrap();
    let origins: &[String] = &["https://sarraf.example".into()];
    assert_eq!((plain.domain(), plain.origins()), ("sarraf.example", origins));
    let pages = format!("{said}origins = [\"https://console.sarraf.example:7700\"]\n");
    let origins: &[String] = &["https://console.sarraf.example:7700".into()];
    assert_eq!(read(&pages).unwrap().passkeys.unwrap().origins(), origins);
}

#[test]
fn passkeys_of_no_domain_or_of_other_pages_are_refused() {
    let with = |rows: &str| refused(&format!("{BEYOND}[passkeys]\n{rows}\n"));
    let text = with("origins = [\"https://sarraf.example\"]");
    assert!(text.ends_with("passkeys.relying_party: missing"), "{text}");
    for (rows, wanted) in [
        ("relying_party = \"10.0.0.7\"", "passkeys: relying party 10.0.0.7"),
        ("relying_party = \"Sarraf.example\"", "passkeys: relying party Sarraf.example"),
        (
            "relying_party = \"sarraf.example\"\norigins = [\"https://evil.example\"]",
            "a page of https://evil.example cannot show its passkeys",
        ),
        (
            "relying_party = \"sarraf.example\"\norigins = [\"http://sarraf.example\"]",
            "a page of http://sarraf.example cannot show its passkeys",
        ),
        ("relaying_party = \"sarraf.example\"", "unknown field `relaying_party`"),
    ] {
        let text = with(rows);
        assert!(text.contains(wanted), "{rows}: {text}");
    }
}

/// A file with these rows in its part, and with what they name in a folder beside it.
fn openid(rows: &str) -> Result<Access, String> {
    read(&format!("{BEYOND}[openid]\n{rows}\n"))
}

const PROVIDER: &str = "issuer = \"https://login.example/realms/banks\"\nclient = \"sarraf-console\"\n\
                        page = \"https://sarraf.example/\"\n";

#[test]
fn logins_are_taken_of_the_provider_that_is_named() {
    assert!(read(BEYOND).unwrap().openid.is_none(), "of none unasked");
    assert!(read("").unwrap().openid.is_none(), "at home neither");
    assert!(openid(PROVIDER).unwrap().openid.is_some());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    fs::write(&file, "kept apart\n").unwrap();
    let text = openid(&format!("{PROVIDER}secret = \"{}\"", file.display())).unwrap_err();
    assert!(text.contains("openid.secret: 1 to 255 characters"), "a blank in it: {text}");
    assert!(!text.contains("kept apart"), "it is never told");
    fs::write(&file, "kept-apart\n").unwrap();
    let told = openid(&format!("{PROVIDER}secret = \"{}\"", file.display())).unwrap().openid;
    let told = format!("{:?}", told.unwrap());
    assert!(told.contains("login.example") && !told.contains("kept-apart"), "{told}");
    // On one's own machine, to try it.
    let here =
        "issuer = \"http://127.0.0.1:8080\"\nclient = \"a\"\npage = \"http://localhost:7700/\"";
    assert!(openid(here).is_ok());
}

#[test]
fn a_provider_that_cannot_be_gone_by_is_refused_before_anything_runs() {
    for (rows, wanted) in [
        (PROVIDER.replace("https://login", "http://login"), "openid.issuer: without TLS"),
        (PROVIDER.replace("https://sarraf", "http://sarraf"), "openid.page: without TLS"),
        (
            PROVIDER.replace("https://login.example", "login.example"),
            "openid.issuer: not an address",
        ),
        (PROVIDER.replace("realms/banks", "?realm=banks"), "openid.issuer: an address of"),
        (PROVIDER.replace("sarraf-console", ""), "openid.client: 1 to 255"),
        (PROVIDER.replace("client", "customer"), "unknown field `customer`"),
        (PROVIDER.replace("client = \"sarraf-console\"\n", ""), "missing field `client`"),
        (format!("{PROVIDER}secret = \"/nowhere/secret\""), "openid.secret: reading /nowhere"),
        (format!("{PROVIDER}roots = \"/nowhere/roots.pem\""), "openid.roots: /nowhere/roots.pem"),
    ] {
        let text = openid(&rows).unwrap_err();
        assert!(text.contains(wanted), "{rows}: {text}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roots.pem");
    fs::write(&file, "no certificate").unwrap();
    let text = openid(&format!("{PROVIDER}roots = \"{}\"", file.display())).unwrap_err();
    assert!(text.contains("openid.roots") && text.ends_with("no certificate in it"), "{text}");
}

#[test]
fn configurations_are_read_or_say_what_is_wrong() {
    let packaged = include_str!("../../../../packaging/sarraf.toml");
    let all = r#"
        listen = "127.0.0.1:7700"
        data = "data"
        system = "system.toml"
        operator_key = "operator.key"
        intake = 1000
        snapshot_every = 20000
        keep_days = 30
        views = "postgres://sarraf@127.0.0.1/history"

        [tls]
        key = "door.key"
        hosts = ["door.example", "127.0.0.1"]
        certificates = "asked"

        [access]
        overseers = ["ed25519:00"]
        session_hours = 8
        posts_per_second = 100

        [passkeys]
        relying_party = "sarraf.example"
        origins = ["https://console.sarraf.example"]

        [openid]
        issuer = "https://login.example/realms/banks"
        client = "sarraf-console"
        page = "https://sarraf.example/"
        roots = "nowhere.pem"
    "#;
    assert!(Configuration::parse(all).is_ok(), "{:?}", Configuration::parse(all).err());
    fuzz::every_text(&[packaged, all], |text| match Configuration::parse(text) {
        Ok(read) => {
            // What is read may still name what is not there; nothing of it panics.
            let _ = read.views();
            let _ = read.access(None);
        }
        Err(flaw) => assert!(!flaw.is_empty()),
    });
}

#[test]
fn foundings_of_a_data_directory_are_read_or_say_what_is_wrong() {
    let good = "seed = 1\nbanks = 20\ninstant = 1795507200000000000\nahead_seconds = 0\n";
    assert!(toml::from_str::<Sandbox>(good).is_ok(), "a sandbox's founding");
    fuzz::every_text(&[good], |text| {
        if let Ok(sandbox) = toml::from_str::<Sandbox>(text) {
            // What was read is written as what it is.
            let written = toml::to_string(&sandbox).expect("it is written");
            assert_eq!(toml::from_str::<Sandbox>(&written), Ok(sandbox), "{text}");
        }
    });
}
