//! A node as its operator sees it: figures, readiness, lines of the log, a stop, a backup.
#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

// Not a scenario: a whole process is started, listened to and stopped.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const SARRAF: &str = env!("CARGO_BIN_EXE_sarraf");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// How long anything may take here.
const PATIENCE: Duration = Duration::from_secs(120);

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn sarraf(arguments: &[&str]) -> Output {
    Command::new(SARRAF).args(arguments).current_dir(ROOT).output().unwrap()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// A node that runs.
struct Served {
    child: Child,
    door: u16,
    operations: u16,
    lines: Receiver<String>,
}

impl Served {
    fn start(data: &Path, systemd: Option<&Path>) -> Self {
        Self::start_with(data, systemd, None)
    }

    fn start_with(data: &Path, systemd: Option<&Path>, file: Option<&Path>) -> Self {
        Self::start_by(Command::new(SARRAF), data, systemd, file)
    }

    /// By a command to which only arguments are missing.
    fn start_by(
        mut command: Command,
        data: &Path,
        systemd: Option<&Path>,
        file: Option<&Path>,
    ) -> Self {
        let (door, operations) = (free_port(), free_port());
        command
            .args(["serve", "--log", "json", "--data"])
            .arg(data)
            .args(["--listen", &format!("127.0.0.1:{door}")])
            .args(["--operations", &format!("127.0.0.1:{operations}")])
            .stderr(Stdio::piped());
        if !data.exists() {
            command.args(["--start-at", "2026-11-24T08:00:00Z"]);
        }
        if let Some(file) = file {
            command.arg("--config").arg(file);
        }
        if let Some(socket) = systemd {
            command.env("NOTIFY_SOCKET", socket);
        }
        let mut child = command.spawn().unwrap();
        let told = BufReader::new(child.stderr.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in told.lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let served = Self { child, door, operations, lines };
        let began = Instant::now();
        let served_yet = |(_, _, body): (u16, String, String)| body.contains("position");
        while !served.get(operations, "/readyz").is_some_and(served_yet) {
            assert!(began.elapsed() < PATIENCE, "the node never serves");
            std::thread::sleep(Duration::from_millis(50));
        }
        served
    }

    /// Status, head and body of an answer; none where nobody listens.
    fn get(&self, port: u16, path: &str) -> Option<(u16, String, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let asked = format!("GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        stream.write_all(asked.as_bytes()).ok()?;
        let mut told = String::new();
        stream.read_to_string(&mut told).ok()?;
        let (head, body) = told.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, head.to_ascii_lowercase(), body.to_owned()))
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.door)
    }

    /// Sends a file of the tour.
    fn submit(&self, file: &str) {
        let file = format!("examples/tour/{file}");
        let output = sarraf(&["submit", &file, "--server", &self.url()]);
        assert!(output.status.success(), "{file}: {}", said(&output));
    }

    /// Asks it to stop, and gives all lines it told.
    fn stop(mut self) -> Vec<String> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < PATIENCE, "it never stops");
            std::thread::sleep(Duration::from_millis(20));
        };
        let lines: Vec<String> = self.lines.iter().collect();
        assert!(status.success(), "{status}: {lines:#?}");
        lines
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended, unless the test failed before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value of a figure without labels.
fn figure(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.split(' ').next() == Some(name))?;
    line.split(' ').nth(1)?.parse().ok()
}

/// Every figure that a text names, without the endings of parts of histograms.
fn named(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
        .filter(|word| word.starts_with("sarraf_"))
        .map(|word| {
            let whole = ["_bucket", "_sum", "_count", "_total"];
            let ending = whole.iter().find_map(|ending| word.strip_suffix(ending));
            ending.unwrap_or(word).to_owned()
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn a_node_is_watched_and_stops_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let socket = folder.path().join("systemd");
    let systemd = UnixDatagram::bind(&socket).unwrap();
    systemd.set_read_timeout(Some(PATIENCE)).unwrap();
    let heard = || {
        let mut buffer = [0; 256];
        let length = systemd.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).trim().to_owned()
    };
    let served = Served::start(&data, Some(&socket));
    assert_eq!(heard(), "READY=1");

    served.submit("1-rouble-leg.xml");
    served.submit("2-yuan-leg.xml");
    let path = "/v1/payments/5f0c8a1e-3b7d-4c52-9e64-a1d27c90f3b8";
    let (status, head, _) = served.get(served.door, path).unwrap();
    assert_eq!(status, 200);
    let request = head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap();
    let request = request.to_owned();
    let (status, _, body) = served.get(served.operations, "/livez").unwrap();
    assert_eq!(status, 200, "{body}");
    let (_, head, text) = served.get(served.operations, "/metrics").unwrap();
    assert!(head.contains("application/openmetrics-text"), "{head}");
    assert_eq!(figure(&text, "sarraf_submitted_total"), Some(2.0), "{text}");
    assert_eq!(figure(&text, "sarraf_waiting"), Some(2.0), "{text}");
    assert!(text.contains("sarraf_queue_legs{currency=\"RUB\"} 1"), "{text}");
    assert!(text.contains("sarraf_queue_value{currency=\"CNY\"} 7250000"), "{text}");
    assert!(figure(&text, "sarraf_log_position").unwrap() >= 3.0, "{text}");
    assert!(figure(&text, "sarraf_commit_seconds_count").unwrap() >= 2.0, "{text}");
    assert!(figure(&text, "sarraf_fsync_seconds_sum").unwrap() > 0.0, "{text}");
    assert!(text.contains("sarraf_requests_total{method=\"POST\",status=\"200\"} 2"), "{text}");
    named_right(&named(&text));

    // A reader of events does not hold up a stop.
    let mut watcher = TcpStream::connect(("127.0.0.1", served.door)).unwrap();
    watcher.write_all(b"GET /v1/live HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
    let mut first = [0; 64];
    let length = watcher.read(&mut first).unwrap();
    assert!(first[..length].starts_with(b"HTTP/1.1 200"), "the stream is open");
    let began = Instant::now();
    let lines = served.stop();
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert_eq!(heard(), "STOPPING=1");
    let mut rest = Vec::new();
    watcher.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ended in order");
    told_right(&lines, &request);
}

/// What dashboard, alerts and the guide name is told, and what is told stands in the guide.
fn named_right(told: &[String]) {
    let read = |path: &str| std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    let guide = read("docs/guides/operate.md");
    let certificate = "sarraf_certificate_days_left";
    for path in ["packaging/grafana/sarraf.json", "packaging/prometheus/sarraf.rules.yml"] {
        for name in named(&read(path)) {
            assert!(told.contains(&name) || name == certificate, "{path}: {name} is not told");
        }
    }
    let explained = named(&guide);
    for name in told.iter().map(String::as_str).chain([certificate]) {
        assert!(explained.iter().any(|known| known == name), "the guide does not tell {name}");
    }
    for name in &explained {
        assert!(told.contains(name) || name == certificate, "the guide tells {name}");
    }
}

/// Every line is JSON, the request has one, and none tells a party, an amount or a payment.
fn told_right(lines: &[String], request: &str) {
    let parsed: Vec<serde_json::Value> =
        lines.iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    let last = parsed.last().unwrap()["message"].as_str().unwrap();
    assert!(last.starts_with("stopped at position "), "{last}");
    let line = lines.iter().find(|line| line.contains(request)).expect("the request has a line");
    assert!(line.contains("/v1/payments/{"), "{line}");
    for personal in ["SABRRUMM", "ICBKCNBJ", "92500000", "7250000", "5f0c8a1e"] {
        assert!(!lines.iter().any(|line| line.contains(personal)), "{personal} in {lines:#?}");
    }
}

#[test]
fn a_node_says_why_it_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = folder.path().join("sarraf.toml");
    let rows = "[operations]\ndisk_free_mib = 1_000_000_000_000\n";
    std::fs::write(&file, rows).unwrap();
    let served = Served::start_with(&data, None, Some(&file));
    let (status, _, body) = served.get(served.operations, "/readyz").unwrap();
    assert_eq!(status, 503, "{body}");
    assert!(body.contains("\"code\":\"disk-low\"") && body.contains("make room"), "{body}");
    let (status, ..) = served.get(served.operations, "/livez").unwrap();
    assert_eq!(status, 200, "a full disk is no reason to start again");
    let (_, _, text) = served.get(served.operations, "/metrics").unwrap();
    assert_eq!(figure(&text, "sarraf_ready"), Some(0.0), "{text}");
    assert_eq!(figure(&text, "sarraf_up"), Some(1.0), "{text}");

    // The doctor names the same part; without the wish for room nothing is wrong.
    let (operations, url) = (served.operations, served.url());
    let doctor = |file: &Path| {
        let operations = format!("127.0.0.1:{operations}");
        let text = std::fs::read_to_string(file).unwrap();
        if !text.contains("listen") {
            let listen = format!("[operations]\nlisten = \"{operations}\"\n");
            std::fs::write(file, text.replace("[operations]\n", &listen)).unwrap();
        }
        let (file, data) = (file.to_str().unwrap(), data.to_str().unwrap());
        sarraf(&["doctor", "--config", file, "--data", data, "--server", &url])
    };
    let sick = doctor(&file);
    assert!(!sick.status.success() && said(&sick).contains("FAIL  disk"), "{}", said(&sick));
    assert!(said(&sick).contains("ok    clock"), "{}", said(&sick));
    assert!(said(&sick).contains("ok    operator's key"), "{}", said(&sick));
    let other = folder.path().join("other.toml");
    std::fs::write(&other, "[operations]\ndisk_free_mib = 1\n").unwrap();
    let well = said(&doctor(&other));
    let failing: Vec<&str> = well.lines().filter(|line| line.starts_with("FAIL")).collect();
    assert!(failing.len() == 1 && failing[0].contains("readiness"), "{well}");
    assert!(well.contains("ok    sign-in          passkeys of localhost"), "{well}");
    // Nobody is at home where people would sign in.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let openid = folder.path().join("openid.toml");
    let rows = format!("issuer = \"http://{free}\"\nclient = \"a\"\npage = \"http://localhost/\"");
    let text = format!("[openid]\n{rows}\n[operations]\ndisk_free_mib = 1\n");
    std::fs::write(&openid, text).unwrap();
    let shut = said(&doctor(&openid));
    assert!(shut.contains("FAIL  sign-in          openid.issuer: connection: "), "{shut}");
    // The database of history is asked by the doctor, also where the node has not noticed.
    let lost = folder.path().join("lost.toml");
    let views = format!("views = \"postgres://localhost:{}/views\"\n", free.port());
    std::fs::write(&lost, format!("{views}[operations]\ndisk_free_mib = 1\n")).unwrap();
    let told = doctor(&lost);
    assert!(!told.status.success() && said(&told).contains("FAIL  views"), "{}", said(&told));
    assert!(well.contains("ok    views"), "{well}");
    served.stop();
    // As after a restore: both are made of the log.
    for derived in ["events", "snapshots"] {
        std::fs::remove_dir_all(data.join(derived)).unwrap();
    }
    let stopped = said(&doctor(&other));
    let failing: Vec<&str> = stopped.lines().filter(|line| line.starts_with("FAIL")).collect();
    assert!(failing.len() == 1 && failing[0].contains("server"), "{stopped}");
}

#[test]
fn a_node_that_lets_in_by_key_alone_is_not_taken_for_a_stopped_one() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("sarraf.toml"));
    let door = folder.path().join("door.key");
    assert!(sarraf(&["key", door.to_str().unwrap()]).status.success());
    let tls = format!("key = \"{}\"\nhosts = [\"127.0.0.1\"]", door.display());
    std::fs::write(&file, format!("[tls]\n{tls}\ncertificates = \"required\"\n")).unwrap();
    // Its figures are told where the file does not say.
    let served = Served::start_with(&data, None, Some(&file));
    let url = format!("https://127.0.0.1:{}", served.door);
    let (file, data) = (file.to_str().unwrap(), data.to_str().unwrap());
    let doctor = || sarraf(&["doctor", "--config", file, "--data", data, "--server", &url]);
    let running = doctor();
    assert!(running.status.success(), "{}", said(&running));
    assert!(said(&running).contains("its door lets in by key alone"), "{}", said(&running));
    served.stop();
    let stopped = doctor();
    assert!(!stopped.status.success() && said(&stopped).contains("FAIL  server"));
    assert!(said(&stopped).contains("ok    log"), "{}", said(&stopped));
}

/// The program where so many files may be open: as it finds it, and as far as it may ask for.
fn with_files(soft: u32, hard: u32) -> Command {
    let mut command = Command::new("bash");
    let limits = format!("ulimit -Sn {soft} && ulimit -Hn {hard} && exec \"$0\" \"$@\"");
    command.args(["-c", &limits, SARRAF]);
    command
}

/// A connection from an address of this machine, of which there are many.
fn comes_from(last: u8, port: u16) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, last], 0).into()).unwrap();
        socket.connect(([127, 0, 0, 1], port).into()).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Whether the door closes a connection at which nothing was asked.
fn is_closed(mut stream: TcpStream) -> bool {
    match stream.read(&mut [0; 16]) {
        Ok(length) => length == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

#[test]
fn the_bounds_of_the_door_act_in_a_running_node_and_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("sarraf.toml"));
    let bounds = "[door]\nconnections = 6\nconnections_each = 4\nhead_seconds = 100\n";
    std::fs::write(&file, bounds).unwrap();
    let served = Served::start_by(with_files(300, 4_000), &data, None, Some(&file));
    // It has asked for the files that its connections and its log need.
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", served.child.id())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft: u64 = files.split_whitespace().nth(3).unwrap().parse().unwrap();
    assert!(soft >= 6 + 512, "{files}");

    let told = |name: &str| {
        let (_, _, text) = served.get(served.operations, "/metrics").unwrap();
        figure(&text, name).unwrap_or_else(|| panic!("no {name} in {text}"))
    };
    let turned_away =
        |why: &str| told(&format!("sarraf_connections_turned_away_total{{why=\"{why}\"}}"));
    let answered = || served.get(served.door, "/v1/currencies").map(|(status, ..)| status);
    assert_eq!([turned_away("each"), turned_away("all")], [0.0, 0.0]);
    let mut held: Vec<TcpStream> = (0..4).map(|_| comes_from(2, served.door)).collect();
    assert!(is_closed(comes_from(2, served.door)), "a fifth of one address");
    assert_eq!(answered(), Some(200), "another address comes in");
    assert_eq!(turned_away("each"), 1.0);
    // What was answered leaves; two more fill the door.
    let began = Instant::now();
    while told("sarraf_connections") != 4.0 {
        assert!(began.elapsed() < PATIENCE, "a connection that ended is counted");
        std::thread::sleep(Duration::from_millis(20));
    }
    held.extend((3..5).map(|last| comes_from(last, served.door)));
    assert!(is_closed(comes_from(5, served.door)), "a seventh of all");
    assert_eq!((turned_away("each"), turned_away("all")), (1.0, 1.0));
    drop(held);
    let began = Instant::now();
    while answered() != Some(200) {
        assert!(began.elapsed() < PATIENCE, "room is not given back");
        std::thread::sleep(Duration::from_millis(20));
    }
    served.stop();
}

#[test]
fn a_node_that_may_not_have_the_files_its_door_needs_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = with_files(300, 400);
    command.args(["serve", "--data"]).arg(&data).args(["--listen", "127.0.0.1:0"]);
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let told = said(&output);
    assert!(told.contains("door.connections: 4096 connections need 4608 open files"), "{told}");
    assert!(!data.join("log").exists(), "nothing was begun");
}

#[test]
fn spans_are_sent_where_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = collector.local_addr().unwrap();
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        for stream in collector.incoming() {
            let mut stream = stream.unwrap();
            let mut told = Vec::new();
            let mut part = [0; 4096];
            // The last of a batch stands before the names of attributes end.
            while !String::from_utf8_lossy(&told).contains("microseconds") {
                match stream.read(&mut part) {
                    Ok(length) if length > 0 => told.extend_from_slice(&part[..length]),
                    _ => break,
                }
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            let _ = tell.send(String::from_utf8_lossy(&told).into_owned());
        }
    });
    let file = folder.path().join("sarraf.toml");
    std::fs::write(&file, format!("[log]\ntraces = \"http://{address}/v1/traces\"\n")).unwrap();
    let served = Served::start_with(&folder.path().join("data"), None, Some(&file));
    served.submit("1-rouble-leg.xml");
    served.stop();
    let told: String = heard.try_iter().collect();
    assert!(told.contains("POST /v1/traces"), "{told}");
    for name in ["service.name", "sarraf", "request", "commit", "/v1/messages"] {
        assert!(told.contains(name), "{name} in {told}");
    }
    assert!(!told.contains("SABRRUMM") && !told.contains("92500000"), "{told}");
}

/// What a command told behind a word.
fn told(output: &Output, word: &str) -> String {
    let text = said(output);
    let line = text.lines().find_map(|line| line.strip_prefix(word));
    line.unwrap_or_else(|| panic!("no {word} in {text}")).trim().to_owned()
}

#[test]
fn a_backup_is_restored_to_a_position_and_a_damaged_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, copy) = (path("data"), path("copy"));
    let served = Served::start(Path::new(&data), None);
    for file in ["1-rouble-leg.xml", "2-yuan-leg.xml", "4-fund-roubles.xml", "5-fund-yuan.xml"] {
        served.submit(file);
    }
    let backup = sarraf(&["backup", "--data", &data, "--to", &copy]);
    assert!(backup.status.success(), "while it runs: {}", said(&backup));
    let end: u64 = told(&backup, "position ").parse().unwrap();
    assert!(end >= 5, "{}", said(&backup));
    served.submit("3-customer-payment.xml");
    served.stop();

    // All of it, and its beginning: each comes to what was sealed.
    let whole = sarraf(&["restore", "--from", &copy, "--data", &path("whole")]);
    assert!(whole.status.success(), "{}", said(&whole));
    for word in ["position ", "head ", "books "] {
        assert_eq!(told(&whole, word), told(&backup, word));
    }
    assert_eq!(told(&whole, "messages "), "4 of 4 are kept");
    let earlier = (end - 2).to_string();
    let part = sarraf(&["restore", "--from", &copy, "--data", &path("part"), "--to", &earlier]);
    assert!(part.status.success(), "{}", said(&part));
    assert_eq!(told(&part, "position "), earlier);
    let replayed = sarraf(&["replay", "--data", &path("part")]);
    assert_eq!(told(&part, "books "), told(&replayed, "books "));
    assert_eq!(told(&part, "head "), told(&replayed, "digest "));
    assert_ne!(told(&part, "head "), told(&whole, "head "));
    let beyond = (end + 1).to_string();
    let beyond = sarraf(&["restore", "--from", &copy, "--data", &path("beyond"), "--to", &beyond]);
    assert!(said(&beyond).contains("the backup holds the positions"), "{}", said(&beyond));

    // It serves again.
    let again = Served::start(Path::new(&path("whole")), None);
    again.submit("3-customer-payment.xml");
    again.stop();

    // A changed byte, a missing file, a file too many, a changed manifest: none is restored.
    let records = Path::new(&copy).join("log/log_data");
    let file = std::fs::read_dir(&records).unwrap().next().unwrap().unwrap().path();
    let refused = |why: &str| {
        let output = sarraf(&["restore", "--from", &copy, "--data", &path("refused")]);
        assert!(!output.status.success() && said(&output).contains(why), "{}", said(&output));
        assert!(!Path::new(&path("refused")).exists());
    };
    let right = std::fs::read(&file).unwrap();
    let mut wrong = right.clone();
    wrong[4_200] ^= 1;
    std::fs::write(&file, &wrong).unwrap();
    refused("is not what the manifest says");
    std::fs::remove_file(&file).unwrap();
    refused("is missing");
    std::fs::write(&file, &right).unwrap();
    let more = Path::new(&copy).join("log/more");
    std::fs::write(&more, b"more").unwrap();
    refused("is not in the manifest");
    std::fs::remove_file(&more).unwrap();
    let manifest = Path::new(&copy).join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let books = told(&backup, "books ");
    std::fs::write(&manifest, text.replace(&books, &books.chars().rev().collect::<String>()))
        .unwrap();
    refused("RESTORE FAILED");
}
