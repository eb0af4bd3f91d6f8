//! Not scenarios: a real disk, damaged, filled and taken away while it is written.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use journal::{DroppedTail, Fault, Journal, Options, Recovery};
use tempfile::TempDir;

/// Set for this same program when a test starts it as the process to be killed or starved.
const CHILD: &str = "JOURNAL_TEST_FOLDER";

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a folder for temporary files")
}

fn open(folder: &Path) -> Result<(Journal, Recovery), Fault> {
    Journal::open(Options::new(folder, "log"))
}

fn opened(folder: &Path) -> (Journal, Recovery) {
    open(folder).expect("the log opens")
}

fn refused(folder: &Path) -> Fault {
    open(folder).expect_err("the log refuses to open")
}

/// A record that says its index at its beginning and all over, of at least `length` bytes.
fn record(index: u64, length: usize) -> Vec<u8> {
    let text = format!("record {index:08}, ");
    text.as_bytes().iter().copied().cycle().take(length.max(text.len())).collect()
}

fn append(journal: &mut Journal, records: u64, length: usize) {
    for _ in 0..records {
        let index = journal.next();
        assert_eq!(journal.append(record(index, length)), index);
    }
    journal.begin_sync().expect("a sync begins").wait().expect("the disk works");
}

/// A log of `records` records that was closed.
fn closed(folder: &Path, records: u64, length: usize) {
    let (mut journal, _) = opened(folder);
    append(&mut journal, records, length);
    journal.close().expect("the disk works");
}

fn scanned(journal: &Journal, from: u64) -> (Vec<u64>, Result<(), Fault>) {
    let mut indexes = Vec::new();
    let result = journal.scan(from, |index, bytes| {
        assert_eq!(bytes, record(index, bytes.len()), "record {index}");
        indexes.push(index);
        ControlFlow::Continue(())
    });
    (indexes, result)
}

/// Order: by number.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("log_data")).expect("the log has a folder");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    files.sort();
    files
}

/// Flips a bit in the middle of the bytes of a record of at least two pages.
fn flip(file: &Path, index: u64) {
    let mut bytes = fs::read(file).expect("the file can be read");
    let text = format!("record {index:08}, ");
    let text = text.as_bytes();
    let places: Vec<usize> = bytes
        .windows(text.len())
        .enumerate()
        .filter_map(|(place, window)| (window == text).then_some(place))
        .collect();
    bytes[places[places.len() / 2]] ^= 0x10;
    fs::write(file, bytes).expect("the file can be written");
}

#[test]
fn records_come_back_in_order() {
    let folder = folder();
    let (mut journal, recovery) = opened(folder.path());
    let fresh = Recovery { first: 0, records: 0, watermark: 0, dropped_tail: None };
    assert_eq!(recovery, fresh);
    append(&mut journal, 3, 0);
    append(&mut journal, 300, 5000);
    assert_eq!(scanned(&journal, 0).0, (0..303).collect::<Vec<u64>>());
    journal.close().unwrap();
    let (journal, recovery) = opened(folder.path());
    assert_eq!(recovery, Recovery { records: 303, watermark: 303, ..fresh });
    assert_eq!(journal.read(302).unwrap(), record(302, 5000));
    let (indexes, result) = scanned(&journal, 300);
    assert_eq!(indexes, [300, 301, 302]);
    assert!(result.is_ok());
}

#[test]
fn record_is_absent_until_it_is_durable() {
    let folder = folder();
    let (mut journal, _) = opened(folder.path());
    journal.append(record(0, 0));
    assert!(journal.read(0).unwrap_err().is_absent());
    assert!(scanned(&journal, 1).1.unwrap_err().is_absent());
    journal.begin_sync().unwrap().wait().unwrap();
    assert_eq!(journal.read(0).unwrap(), record(0, 0));
    assert_eq!(journal.read(1).unwrap_err().index(), Some(1));
}

#[test]
fn scan_stops_where_its_caller_does() {
    let folder = folder();
    let (mut journal, _) = opened(folder.path());
    append(&mut journal, 500, 5000);
    let mut last = 0;
    let result = journal.scan(0, |index, _| {
        last = index;
        if index == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(result.is_ok());
    assert_eq!(last, 7);
    append(&mut journal, 1, 0);
}

#[test]
fn close_makes_durable_what_was_only_appended() {
    let folder = folder();
    let (mut journal, _) = opened(folder.path());
    journal.append(record(0, 0));
    journal.close().unwrap();
    assert_eq!(opened(folder.path()).1.records, 1);
}

#[test]
fn second_sync_waits_for_the_first() {
    let folder = folder();
    let (mut journal, _) = opened(folder.path());
    journal.append(record(0, 0));
    let first = journal.begin_sync().unwrap();
    journal.append(record(1, 0));
    let second = journal.begin_sync().unwrap();
    assert!(first.is_done());
    second.wait().unwrap();
    assert_eq!(scanned(&journal, 0).0, [0, 1]);
}

#[test]
fn torn_tail_is_cut_and_told() {
    let folder = folder();
    closed(folder.path(), 10, 100);
    let file = files(folder.path()).pop().unwrap();
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend_from_slice(&[0x5a; 10_000]);
    fs::write(&file, bytes).unwrap();
    let (journal, recovery) = opened(folder.path());
    assert_eq!(recovery.dropped_tail, Some(DroppedTail { after: 10, bytes: 10_000 }));
    assert_eq!(recovery.records, 10);
    assert_eq!(scanned(&journal, 0).0, (0..10).collect::<Vec<u64>>());
    drop(journal);
    assert_eq!(opened(folder.path()).1.dropped_tail, None);
}

#[test]
fn shortened_file_is_told_as_loss() {
    let folder = folder();
    closed(folder.path(), 10, 12_000);
    let file = files(folder.path()).pop().unwrap();
    let length = fs::metadata(&file).unwrap().len();
    fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(length / 2).unwrap();
    let fault = refused(folder.path());
    assert!(fault.is_lost(), "{fault}");
    assert_eq!(fault.index(), Some(4), "{fault}");
}

#[test]
fn flipped_bit_in_the_last_record_is_found() {
    let folder = folder();
    closed(folder.path(), 10, 12_000);
    flip(&files(folder.path())[0], 9);
    let fault = refused(folder.path());
    assert!(fault.is_lost() || fault.is_corrupt(), "{fault}");
    assert_eq!(fault.index(), Some(9), "{fault}");
}

#[test]
fn flipped_bit_in_the_middle_is_found() {
    let folder = folder();
    closed(folder.path(), 10, 12_000);
    flip(&files(folder.path())[0], 4);
    let fault = refused(folder.path());
    assert!(fault.is_corrupt(), "{fault}");
    assert_eq!(fault.index(), Some(4), "{fault}");
}

#[test]
fn flipped_bit_in_an_older_file_is_found_when_it_is_read() {
    let folder = folder();
    let (mut journal, _) = opened(folder.path());
    append(&mut journal, 10, 12_000);
    append(&mut journal, 16_390, 0);
    journal.close().unwrap();
    assert_eq!(files(folder.path()).len(), 2);
    flip(&files(folder.path())[0], 5);
    let (journal, recovery) = opened(folder.path());
    assert_eq!(recovery.records, 16_400);
    let (indexes, result) = scanned(&journal, 0);
    assert_eq!(indexes, [0, 1, 2, 3, 4]);
    let fault = result.unwrap_err();
    assert!(fault.is_corrupt(), "{fault}");
    assert_eq!(fault.index(), Some(5));
    let fault = journal.read(5).unwrap_err();
    assert!(fault.is_corrupt(), "{fault}");
    assert_eq!(fault.index(), Some(5));
    assert_eq!(journal.read(7).unwrap(), record(7, 12_000));
    assert_eq!(scanned(&journal, 16_384).0.len(), 16);
}

#[test]
fn missing_file_is_told_as_loss() {
    let folder = folder();
    closed(folder.path(), 16_400, 0);
    for (file, first) in [(1, 16_384), (0, 0)] {
        let file = files(folder.path()).remove(file);
        let away = folder.path().join("away");
        fs::rename(&file, &away).unwrap();
        let fault = refused(folder.path());
        assert!(fault.is_lost(), "{fault}");
        assert_eq!(fault.index(), Some(first), "{fault}");
        fs::rename(&away, &file).unwrap();
    }
    assert_eq!(opened(folder.path()).1.records, 16_400);
}

#[test]
fn missing_mark_beside_records_is_told_as_loss() {
    let folder = folder();
    closed(folder.path(), 10, 100);
    fs::remove_dir_all(folder.path().join("log_mark")).unwrap();
    assert!(refused(folder.path()).is_lost());
}

#[test]
fn pruned_records_are_absent_also_after_a_restart() {
    let folder = folder();
    let (mut journal, _) = opened(folder.path());
    append(&mut journal, 16_400, 0);
    journal.prune_before(16_390).unwrap();
    assert!(journal.read(0).unwrap_err().is_absent());
    assert!(scanned(&journal, 0).1.unwrap_err().is_absent());
    journal.close().unwrap();
    let (journal, recovery) = opened(folder.path());
    assert_eq!((recovery.first, recovery.records), (16_384, 16_400));
    assert_eq!(scanned(&journal, 16_384).0.len(), 16);
}

#[test]
fn folder_in_use_is_refused_at_once() {
    let folder = folder();
    let (journal, _) = opened(folder.path());
    assert!(refused(folder.path()).is_in_use());
    drop(journal);
    assert!(open(folder.path()).is_ok());
}

#[test]
fn folder_that_cannot_be_written_is_a_fault() {
    let folder = folder();
    let file = folder.path().join("a file");
    fs::write(&file, b"no folder").unwrap();
    assert!(refused(&file).is_sync());
    let guarded = folder.path().join("guarded");
    fs::create_dir(&guarded).unwrap();
    let mut permissions = fs::metadata(&guarded).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&guarded, permissions).unwrap();
    if fs::write(guarded.join("probe"), b"").is_ok() {
        println!("skipped: this user may write everywhere");
        return;
    }
    assert!(refused(&guarded).is_sync());
}

#[test]
fn name_that_is_no_name_is_a_fault() {
    let folder = folder();
    assert!(Journal::open(Options::new(folder.path(), "no/name")).is_err());
}

/// In a process of its own: writes records until it cannot, and says what was acknowledged.
#[test]
fn child_writes_until_it_cannot() {
    let Some(folder) = std::env::var_os(CHILD) else {
        return;
    };
    let (mut journal, _) = opened(Path::new(&folder));
    let fault = loop {
        let mut last = 0;
        for _ in 0..3 {
            let index = journal.next();
            last = journal.append(record(index, 20_000));
        }
        match journal.begin_sync().and_then(|sync| sync.wait()) {
            Ok(()) => println!("\nacknowledged {last}"),
            Err(fault) => break fault,
        }
    };
    println!("\ndisk full {}", fault.is_disk_full());
    let later = journal.read(0).is_err() && journal.begin_sync().is_err();
    println!("\npoisoned {later}");
}

/// This program again, as `child_writes_until_it_cannot`.
fn child(mut command: Command, folder: &Path) -> Command {
    command
        .args(["--exact", "child_writes_until_it_cannot", "--nocapture", "--test-threads=1"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn myself() -> PathBuf {
    std::env::current_exe().expect("a test has a program")
}

fn acknowledged(line: &str) -> Option<u64> {
    line.strip_prefix("acknowledged ")?.trim().parse().ok()
}

fn assert_all_there(folder: &Path, last: u64) {
    let (journal, recovery) = opened(folder);
    println!("{recovery:?}");
    assert!(recovery.records > last, "{last} was acknowledged, {recovery:?}");
    let (indexes, result) = scanned(&journal, 0);
    assert!(result.is_ok());
    assert_eq!(indexes, (0..recovery.records).collect::<Vec<u64>>());
}

#[test]
fn kill_at_any_moment_loses_nothing_acknowledged() {
    let folder = folder();
    for life in 1..=5_usize {
        let mut process = child(Command::new(myself()), folder.path()).spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let lines = output.lines().map_while(Result::ok);
        let last = lines.filter_map(|line| acknowledged(&line)).nth(life * 3).unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
        assert_all_there(folder.path(), last);
    }
}

#[cfg(unix)]
#[test]
fn full_disk_is_told_and_loses_nothing_acknowledged() {
    let folder = folder();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ && ulimit -f 4096 && exec \"$0\" \"$@\""]).arg(myself());
    let Ok(output) = child(shell, folder.path()).output() else {
        println!("skipped: there is no shell to limit the size of files with");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let Some(last) = text.lines().filter_map(acknowledged).next_back() else {
        println!("skipped: this shell cannot limit the size of files: {text}");
        return;
    };
    assert!(text.contains("disk full true"), "{text}");
    assert!(text.contains("poisoned true"), "{text}");
    assert_all_there(folder.path(), last);
}
