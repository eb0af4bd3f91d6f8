//! What looking at a directory leaves behind: nothing.

// Not a scenario: a whole process is started, and ended while it copies a log.

use std::fs::{self, DirEntry};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SARRAF: &str = env!("CARGO_BIN_EXE_sarraf");
const FOUNDING: &str = "seed = 1\nbanks = 12\ninstant = 1795503600000000000\nahead_seconds = 0\n";

/// How long anything may take here.
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks until there is an answer.
fn awaited<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A data directory whose log is never read to its end: one of its files is a pipe.
fn make_endless(data: &Path) {
    for part in ["log/log_mark", "log/log_data"] {
        fs::create_dir_all(data.join(part)).expect("it is made");
    }
    fs::write(data.join("founding.toml"), FOUNDING).expect("it is written");
    let made = Command::new("mkfifo").arg(data.join("log/log_data/0")).status();
    assert!(made.expect("there is mkfifo").success());
}

fn look(task: &[&str], data: &Path, within: &Path) -> Child {
    let mut command = Command::new(SARRAF);
    command.args(task).arg(data).env("TMPDIR", within).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

fn entries(folder: &Path) -> Vec<DirEntry> {
    let read = fs::read_dir(folder).expect("it is there");
    read.map(|entry| entry.expect("it is read")).collect()
}

#[test]
fn a_copy_is_its_owners_alone_and_goes_when_the_program_is_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, within) = (folder.path().join("data"), folder.path().join("look"));
    make_endless(&data);
    fs::create_dir(&within).expect("it is made");
    for (task, signal, status) in [
        (["simulate", "--fork"], "-TERM", 143),
        (["simulate", "--recorded"], "-INT", 130),
        (["corridors", "--data"], "-TERM", 143),
        (["corridors", "--data"], "-INT", 130),
    ] {
        let mut child = look(&task, &data, &within);
        let copy = awaited("nothing is copied", || {
            let ended = child.try_wait().expect("it can be asked");
            assert_eq!(ended, None, "{task:?} ended by itself");
            let begun = |copy: &DirEntry| copy.path().join("log/log_data").exists();
            entries(&within).into_iter().find(begun)
        });
        assert!(copy.file_name().to_string_lossy().starts_with("sarraf-look-"), "{copy:?}");
        let mode = copy.metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(kill.expect("there is kill").success());
        let ended = awaited("it never ends", || child.try_wait().expect("it can be asked"));
        assert_eq!(ended.code(), Some(status), "{task:?} {signal}");
        assert!(entries(&within).is_empty(), "{task:?} {signal} leaves {:?}", entries(&within));
    }
}

#[test]
fn a_log_that_would_fill_the_disk_is_not_copied() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, within) = (folder.path().join("data"), folder.path().join("look"));
    make_endless(&data);
    fs::create_dir(&within).expect("it is made");
    // As long as no disk is, and of no room itself.
    let long = fs::File::create(data.join("log/log_data/1")).expect("it is made");
    long.set_len(15 << 40).expect("a file may have holes");
    let ended = look(&["corridors", "--data"], &data, &within).wait_with_output();
    let ended = ended.expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success(), "{said}");
    for word in ["15728640 MiB are needed", "MiB are free", "TMPDIR"] {
        assert!(said.contains(word), "{said}");
    }
    assert!(entries(&within).is_empty(), "{said}");
}
