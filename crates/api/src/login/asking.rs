//! The provider, as it is asked: what it says of itself and its keys are kept for a while, and a
//! failure is told to everybody for a moment without asking again.

use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use dispatch::{Answer, Asker, Question, Target};
use identity::openid::{
    Begun, Described, Drawn, Ended, NoLogin, Provider, ProviderKeys, Requests, Showing,
};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::entrance::{ANSWERED_WITHIN, seconds};
use crate::problem::{Code, Problem};

/// For how long what a provider says of itself, and its keys, are gone by.
const KEPT: Duration = Duration::from_secs(3_600);

/// For how long keys are gone by although somebody names another, and a provider that failed is not
/// asked again for them: it may be anybody.
const CALM: Duration = Duration::from_secs(10);

/// For how long a provider that failed is not asked again for those who sign in.
const RESTS: Duration = Duration::from_secs(2);

/// The longest code. Unit: bytes.
const LONGEST_CODE: usize = 4_096;

/// Whose logins are taken, and how that provider is asked.
#[derive(Clone, Debug)]
pub struct Logins {
    provider: Provider,
    asker: Asker,
    described_at: Target,
}

impl Logins {
    /// Those of a provider that is reached like this.
    ///
    /// # Errors
    /// If the provider or the page is neither https nor on this machine.
    pub fn new(provider: Provider, asker: Asker) -> Result<Self, String> {
        let wrong = |name: &str, why: &str| format!("{name}: {why}");
        Target::chosen(provider.page()).map_err(|why| wrong("page", why))?;
        let described_at = Target::chosen(&provider.described_at());
        let described_at = described_at.map_err(|why| wrong("issuer", why))?;
        Ok(Self { provider, asker, described_at })
    }

    /// The provider, once it has said how it is asked: for whoever looks after a node.
    ///
    /// # Errors
    /// Why it has not.
    pub async fn look(&self) -> Result<&str, Problem> {
        self.describe().await.map(|_| self.provider.issuer())
    }

    async fn describe(&self) -> Result<Described, Problem> {
        let answer = self.asked(&self.described_at, &Question::Get).await?;
        let described = Described::read(&self.provider, &found(answer)?).map_err(no_login)?;
        for address in described.addresses() {
            self.target(address)?;
        }
        Ok(described)
    }

    /// An address that it told us: by TLS wherever the provider itself is reached so.
    fn target(&self, address: &str) -> Result<Target, Problem> {
        let target = Target::chosen(address).ok();
        let target = target.filter(|to| to.is_secure() || !self.described_at.is_secure());
        target.ok_or_else(|| no_login(NoLogin::Undescribed))
    }

    async fn ask(&self, address: &str, question: &Question) -> Result<Answer, Problem> {
        self.asked(&self.target(address)?, question).await
    }

    async fn asked(&self, target: &Target, question: &Question) -> Result<Answer, Problem> {
        let answered = self.asker.ask(target, question).await;
        answered.map_err(|why| {
            let text = format!("{}: the provider is not reached: {why}", why.code());
            Problem::with(Code::ProviderFault, text)
        })
    }
}

/// What a page brings back from the provider.
pub(crate) struct Shown {
    pub(crate) code: String,
    pub(crate) state: String,
    pub(crate) iss: Option<String>,
    pub(crate) ticket: String,
}

/// What is known of the provider, and when it was asked for that.
#[derive(Default)]
struct Known {
    described: Option<(Instant, Described)>,
    keys: Option<(Instant, ProviderKeys)>,
}

/// Whose turn it is to ask the provider: what fails for one who may be anybody has nobody else rest.
struct Turn {
    /// For how long it is not asked again in these turns once it failed.
    rests: Duration,
    /// When it failed last in these turns, and how.
    failed: Mutex<Option<(Instant, Problem)>>,
}

impl Turn {
    fn resting(rests: Duration) -> Self {
        Self { rests, failed: Mutex::default() }
    }

    /// Whether it may be asked again.
    ///
    /// # Errors
    /// How it failed a moment ago.
    fn rested(&self, failed: Option<&(Instant, Problem)>) -> Result<(), Problem> {
        let failed = failed.filter(|(since, _)| since.elapsed() < self.rests);
        failed.map_or(Ok(()), |(_, problem)| Err(problem.clone()))
    }
}

/// The provider, and what waits for its answers.
pub(crate) struct OpenId {
    logins: Logins,
    requests: Requests,
    known: std::sync::Mutex<Known>,
    /// Of those who sign in.
    asking: Turn,
    /// For what anybody may have posted as the provider's word: whoever signs in does not wait for
    /// that.
    doubting: Turn,
}

/// What a provider answers that takes no code. Source: RFC 6749, section 5.2.
#[derive(Deserialize)]
struct Declined {
    error: String,
}

fn no_login(why: NoLogin) -> Problem {
    let code = match why {
        NoLogin::Busy => Code::Busy,
        NoLogin::Undescribed | NoLogin::Unreadable => Code::ProviderFault,
        NoLogin::UnknownRequest
        | NoLogin::Late
        | NoLogin::OtherBrowser
        | NoLogin::Algorithm
        | NoLogin::UnknownKey
        | NoLogin::Signature
        | NoLogin::OtherIssuer
        | NoLogin::OtherAudience
        | NoLogin::OtherNonce
        | NoLogin::Expired
        | NoLogin::NotNow => Code::Unproven,
    };
    Problem::with(code, format!("{}: {why}", why.code()))
}

fn drawn() -> Result<Drawn, Problem> {
    let mut all = [[0; 32]; 4];
    for one in &mut all {
        let drawn = getrandom::fill(one);
        drawn.map_err(|error| Problem::with(Code::Fault, error.to_string()))?;
    }
    let [state, nonce, verifier, ticket] = all;
    Ok(Drawn { state, nonce, verifier, ticket })
}

/// Keeps what was told of a question, unless it was asked before what is kept.
fn keep<T>(kept: &mut Option<(Instant, T)>, asked: Instant, told: T) {
    if kept.as_ref().is_none_or(|(since, _)| *since <= asked) {
        *kept = Some((asked, told));
    }
}

/// What was answered, and in these turns whether it failed.
fn noted<T>(
    failed: &mut Option<(Instant, Problem)>,
    answered: Result<T, Problem>,
) -> Result<T, Problem> {
    *failed = answered.as_ref().err().map(|problem| (Instant::now(), problem.clone()));
    answered
}

impl OpenId {
    pub(crate) fn new(logins: Logins) -> Self {
        let requests = Requests::new(ANSWERED_WITHIN);
        let known = std::sync::Mutex::default();
        let (asking, doubting) = (Turn::resting(RESTS), Turn::resting(CALM));
        Self { logins, requests, known, asking, doubting }
    }

    /// Whose logins are taken.
    pub(crate) fn provider(&self) -> &Provider {
        &self.logins.provider
    }

    /// Begins the showing of a login.
    pub(crate) async fn begin(&self) -> Result<Begun, Problem> {
        let described = self.described(&self.asking).await?;
        let begun = self.requests.begin(self.provider(), &described, drawn()?, Instant::now());
        begun.map_err(no_login)
    }

    /// What is shown of a login; what it was begun with is used up, whatever comes of it.
    pub(crate) async fn show(&self, shown: Shown) -> Result<Showing, Problem> {
        let Shown { code, state, iss, ticket } = shown;
        let is_code = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        if !(1..=LONGEST_CODE).contains(&code.len()) || !code.bytes().all(is_code) {
            return Err(Problem::with(Code::Malformed, "code is 1 to 4096 characters of ASCII"));
        }
        let waited = self.requests.take(&state, &ticket, Instant::now()).map_err(no_login)?;
        let described = self.described(&self.asking).await?;
        described.sent_back(self.provider(), iss.as_deref()).map_err(no_login)?;
        let exchange = self.provider().exchange(&described, &code, &waited);
        let form = Question::Post { form: exchange.form, authorization: exchange.authorization };
        let answer = granted(self.logins.ask(&described.codes, &form).await?)?;
        let judged = |keys: &ProviderKeys| keys.judge(self.provider(), &waited, &answer, seconds());
        let shown = match judged(&self.keys(&described, KEPT, &self.asking).await?) {
            // It may have changed its keys since.
            Err(NoLogin::UnknownKey) => {
                judged(&self.keys(&described, Duration::ZERO, &self.asking).await?)
            }
            judged => judged,
        };
        shown.map_err(no_login)
    }

    /// The sessions that the provider says it has ended, if it is the provider that says so.
    pub(crate) async fn ended(&self, said: &str) -> Result<Ended, Problem> {
        let doubting = &self.doubting;
        let described = self.described(doubting).await?;
        let judged = |keys: &ProviderKeys| keys.judge_parting(self.provider(), said, seconds());
        let ended = match judged(&self.keys(&described, KEPT, doubting).await?) {
            Err(NoLogin::UnknownKey) => judged(&self.keys(&described, CALM, doubting).await?),
            judged => judged,
        };
        ended.map_err(|why| Problem::with(Code::BadValue, format!("{}: {why}", why.code())))
    }

    /// What the provider says of itself; one asks it in a turn, and the others wait for what that
    /// one hears.
    async fn described(&self, turn: &Turn) -> Result<Described, Problem> {
        let known = |this: &Self| {
            let known = this.known();
            let kept = known.described.as_ref().filter(|(asked, _)| asked.elapsed() < KEPT);
            kept.map(|(_, kept)| kept.clone())
        };
        if let Some(kept) = known(self) {
            return Ok(kept);
        }
        let mut failed = turn.failed.lock().await;
        if let Some(kept) = known(self) {
            return Ok(kept);
        }
        turn.rested(failed.as_ref())?;
        let asked = Instant::now();
        let described = noted(&mut failed, self.logins.describe().await)?;
        keep(&mut self.known().described, asked, described.clone());
        Ok(described)
    }

    /// The keys it signs with, read within that time; otherwise they are read anew in a turn.
    async fn keys(
        &self,
        described: &Described,
        age: Duration,
        turn: &Turn,
    ) -> Result<ProviderKeys, Problem> {
        let began = Instant::now();
        // What was asked since this began is new enough for whatever has waited.
        let known = |this: &Self| {
            let known = this.known();
            let is_new = |asked: &Instant| *asked >= began || asked.elapsed() < age;
            known.keys.as_ref().filter(|(asked, _)| is_new(asked)).map(|(_, kept)| kept.clone())
        };
        if let Some(kept) = known(self) {
            return Ok(kept);
        }
        let mut failed = turn.failed.lock().await;
        if let Some(kept) = known(self) {
            return Ok(kept);
        }
        turn.rested(failed.as_ref())?;
        let asked = Instant::now();
        let keys = async {
            let answer = self.logins.ask(&described.keys, &Question::Get).await?;
            ProviderKeys::read(&found(answer)?).map_err(no_login)
        };
        let keys = noted(&mut failed, keys.await)?;
        keep(&mut self.known().keys, asked, keys.clone());
        Ok(keys)
    }

    /// Never held while somebody is waited for.
    fn known(&self) -> MutexGuard<'_, Known> {
        // Each change of it is whole, also where its thread panicked after it.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(status: u16) -> Problem {
    Problem::with(Code::ProviderFault, format!("status: the provider answers with {status}"))
}

fn found(answer: Answer) -> Result<Vec<u8>, Problem> {
    if answer.status == 200 { Ok(answer.body) } else { Err(failed(answer.status)) }
}

/// What stands for a code, unless the provider declines it, or us.
fn granted(answer: Answer) -> Result<Vec<u8>, Problem> {
    if !matches!(answer.status, 400 | 401 | 403) {
        return found(answer);
    }
    let declined: Option<Declined> = serde_json::from_slice(&answer.body).ok();
    let is_word = |word: &String| {
        word.len() <= 40 && word.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase())
    };
    let word = declined.map(|declined| declined.error).filter(is_word).unwrap_or_default();
    // Whoever shows the code cannot help that.
    if ["invalid_client", "unauthorized_client"].contains(&word.as_str()) {
        let text = format!("client: the provider does not take this node for its client: {word}");
        return Err(Problem::with(Code::ProviderFault, text));
    }
    Err(Problem::with(Code::Unproven, format!("declined: the provider takes no such code: {word}")))
}

#[cfg(test)]
mod tests {
    // Not a scenario: how a provider is asked is the door's alone.
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::mpsc;

    use super::*;

    /// What a provider is asked, and what answers it.
    type Heard = (String, TcpStream);

    /// A provider that answers nothing by itself, and how it tells what it is asked.
    fn silent() -> (OpenId, Described, mpsc::Receiver<Heard>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = [0; 64];
                let read = stream.read(&mut head).unwrap();
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let line = head.lines().next().unwrap_or_default().to_owned();
                let _ = tell.send((line, stream));
            }
        });
        let provider = Provider::new(&issuer, "us", None, "https://sarraf.example/").unwrap();
        let described = serde_json::json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        let described = Described::read(&provider, described.to_string().as_bytes()).unwrap();
        let patience = Duration::from_secs(600);
        let asker = Asker::trusting(rustls::RootCertStore::empty(), patience);
        (OpenId::new(Logins::new(provider, asker).unwrap()), described, told)
    }

    /// The keys are what the provider is asked for next, while others go on.
    async fn next(told: mpsc::Receiver<Heard>) -> (TcpStream, mpsc::Receiver<Heard>) {
        asked_for("/keys", told).await
    }

    /// What the provider is asked for next, while others go on.
    async fn asked_for(
        path: &str,
        told: mpsc::Receiver<Heard>,
    ) -> (TcpStream, mpsc::Receiver<Heard>) {
        let waiting = tokio::task::spawn_blocking(move || {
            let heard = told.recv_timeout(Duration::from_secs(20));
            (heard, told)
        });
        let (heard, told) = waiting.await.unwrap();
        let (line, stream) = heard.expect("it is asked");
        assert_eq!(line, format!("GET {path} HTTP/1.1"));
        (stream, told)
    }

    fn say(mut stream: TcpStream, status: u16, body: &str) {
        let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    }

    const NO_KEYS: &str = "{\"keys\":[]}";

    /// The key of RFC 8037, appendix A.2.
    const ONE_KEY: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"new",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

    /// One who asks for the keys anew, in a turn.
    fn asking(
        openid: &Arc<OpenId>,
        described: &Described,
        turn: fn(&OpenId) -> &Turn,
    ) -> tokio::task::JoinHandle<Result<ProviderKeys, Problem>> {
        let (openid, described) = (Arc::clone(openid), described.clone());
        tokio::spawn(async move { openid.keys(&described, Duration::ZERO, turn(&openid)).await })
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_is_late_takes_the_place_of_none_that_was_asked_for_since() {
        let (openid, described, told) = silent();
        let openid = Arc::new(openid);
        let first = asking(&openid, &described, |openid| &openid.doubting);
        let (first_asked, told) = next(told).await;
        let second = asking(&openid, &described, |openid| &openid.asking);
        let (second_asked, _told) = next(told).await;
        let (new, old) = (ONE_KEY, NO_KEYS);
        say(second_asked, 200, new);
        let new = ProviderKeys::read(new.as_bytes()).unwrap();
        assert_eq!(second.await.unwrap(), Ok(new.clone()));
        say(first_asked, 200, old);
        assert_ne!(first.await.unwrap().unwrap(), new);
        let kept = openid.known().keys.as_ref().map(|(_, keys)| keys.clone());
        assert_eq!(kept, Some(new));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_fails_for_one_who_may_be_anybody_has_nobody_rest_who_signs_in() {
        let (openid, described, told) = silent();
        let openid = Arc::new(openid);
        let doubt = || asking(&openid, &described, |openid| &openid.doubting);
        let stranger = doubt();
        let (asked, told) = next(told).await;
        say(asked, 500, "");
        let failed = stranger.await.unwrap();
        assert_eq!(failed.as_ref().map_err(|problem| problem.code), Err(Code::ProviderFault));
        // Whoever else names a key of nobody is told so without asking.
        assert_eq!(doubt().await.unwrap(), failed);
        let signing_in = asking(&openid, &described, |openid| &openid.asking);
        let (asked, _told) = next(told).await;
        say(asked, 200, ONE_KEY);
        assert_eq!(
            signing_in.await.unwrap(),
            ProviderKeys::read(ONE_KEY.as_bytes()).map_err(no_login)
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_fails_for_a_word_that_anybody_may_have_posted_keeps_nobody_from_signing_in() {
        let (openid, described, told) = silent();
        let openid = Arc::new(openid);
        let posting = |openid: &Arc<OpenId>| {
            let openid = Arc::clone(openid);
            tokio::spawn(async move { openid.ended("x").await })
        };
        let signing_in = |openid: &Arc<OpenId>| {
            let openid = Arc::clone(openid);
            tokio::spawn(async move { openid.begin().await })
        };
        let itself = "/.well-known/openid-configuration";
        // Nothing is known yet, and what it says of itself is asked for in vain.
        let stranger = posting(&openid);
        let (asked, told) = asked_for(itself, told).await;
        say(asked, 500, "");
        assert_eq!(stranger.await.unwrap().map_err(|why| why.code), Err(Code::ProviderFault));
        let signs_in = signing_in(&openid);
        let (asked, told) = asked_for(itself, told).await;
        signs_in.abort();
        drop(asked);
        // The same where its keys are.
        openid.known().described = Some((Instant::now(), described.clone()));
        *openid.doubting.failed.lock().await = None;
        let stranger = posting(&openid);
        let (asked, told) = next(told).await;
        say(asked, 500, "");
        assert_eq!(stranger.await.unwrap().map_err(|why| why.code), Err(Code::ProviderFault));
        let signs_in = asking(&openid, &described, |openid| &openid.asking);
        let (asked, _told) = next(told).await;
        say(asked, 200, ONE_KEY);
        assert!(signs_in.await.unwrap().is_ok());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_provider_that_fails_is_asked_every_ten_seconds_for_what_anybody_may_have_posted() {
        let (openid, described, told) = silent();
        let openid = Arc::new(openid);
        openid.known().described = Some((Instant::now(), described));
        let failed = |ago: Duration| {
            let since = Instant::now().checked_sub(ago).unwrap();
            Some((since, Problem::new(Code::ProviderFault)))
        };
        let short_of_it = CALM.checked_sub(Duration::from_secs(2)).unwrap();
        *openid.doubting.failed.lock().await = failed(short_of_it);
        let posted = tokio::time::timeout(Duration::from_secs(20), openid.ended("x")).await;
        let posted = posted.expect("it is told at once");
        assert_eq!(posted.map_err(|why| why.code), Err(Code::ProviderFault));
        assert!(told.try_recv().is_err(), "nothing is asked");
        *openid.doubting.failed.lock().await = failed(CALM);
        let posting = {
            let openid = Arc::clone(&openid);
            tokio::spawn(async move { openid.ended("x").await })
        };
        let (_asked, _told) = next(told).await;
        posting.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_signs_in_does_not_wait_for_a_key_that_anybody_has_named() {
        let (openid, described, told) = silent();
        let keys = ProviderKeys::read(NO_KEYS.as_bytes()).unwrap();
        let long_ago = Instant::now().checked_sub(2 * CALM).unwrap();
        openid.known().described = Some((Instant::now(), described.clone()));
        openid.known().keys = Some((long_ago, keys.clone()));
        let openid = Arc::new(openid);
        // {"alg":"RS256","kid":"of nobody"}
        let said = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im9mIG5vYm9keSJ9.e30.AAAA";
        let parting = {
            let openid = Arc::clone(&openid);
            tokio::spawn(async move { openid.ended(said).await })
        };
        let (_first, told) = next(told).await;
        // The provider is silent: what is known is told meanwhile all the same.
        let at_once = openid.keys(&described, KEPT, &openid.asking);
        let at_once = tokio::time::timeout(Duration::from_secs(20), at_once).await;
        assert_eq!(at_once.expect("it does not wait"), Ok(keys));
        // Who signs in under a key that is new asks for itself.
        let signing_in = asking(&openid, &described, |openid| &openid.asking);
        let (_second, told) = next(told).await;
        // Another that names a key of nobody waits for the first, and asks nothing.
        let another = openid.ended(said);
        let another = tokio::time::timeout(Duration::from_millis(200), another).await;
        assert!(another.is_err(), "it waits");
        assert!(told.try_recv().is_err(), "and asks nothing");
        parting.abort();
        signing_in.abort();
    }
}
