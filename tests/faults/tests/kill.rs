//! `kill -9` at random moments, while 64 publish: what was acknowledged as stored is there after the next start, once
//! and in order, and the next start is clean.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{env, io::Write, time::Duration};

use anyhow::{Context, Result, ensure};
use faults::{Account, Chance, Crowd, Http, Keeper, Server, Stored, Told, Venue};
use serde_json::json;
use tokio::time::{sleep, timeout};

const PUBLISHERS: usize = 64;
const CHANNELS: usize = 4;
const KEEPERS: usize = 2;

/// Kills, if `SWITCHBOARD_KILLS` does not say otherwise.
const KILLS: u64 = 50;

/// A cycle that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything that is known of one data folder.
struct Ledger {
    app: String,
    project_token: String,
    channels: Vec<String>,
    accounts: Vec<Account>,
    /// Per publisher the number of its next message.
    next: Vec<u64>,
    keepers: Vec<Keeper>,
    acked: u64,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_kill_9() {
    let kills = env::var("SWITCHBOARD_KILLS").map_or(KILLS, |text| text.parse().expect("a number of kills"));
    let mut chance = Chance::from_environment().unwrap();
    let seed = chance.seed();
    // Not by the macros: this is to be seen of a suite that passes.
    let say = |line: String| writeln!(std::io::stdout().lock(), "{line}").unwrap();
    say(format!("kill -9: {kills} cycles, SWITCHBOARD_SEED={seed}"));
    let folder = tempfile::tempdir().unwrap();
    let server = Server::on(folder.path()).unwrap();
    let mut ledger = Ledger::open(&server).await.unwrap();
    for cycle in 1..=kills {
        let done = timeout(PATIENCE, ledger.cycle(&server, &mut chance)).await;
        let done = done.context("it hangs").and_then(|done| done);
        done.unwrap_or_else(|error| panic!("cycle {cycle} of seed {seed}: {error:#}"));
    }
    ledger.confirm(&server).await.unwrap();
    let stored: u64 = ledger.accounts.iter().map(Account::position).sum();
    let versions: u64 = ledger.keepers.iter().map(Keeper::versions).sum();
    say(format!(
        "kill -9: {kills} kills, {} messages acknowledged, {stored} stored, {versions} versions of states; none lost, \
         doubled, out of order or torn",
        ledger.acked
    ));
    assert!(
        ledger.acked > 20 * kills && versions > kills,
        "too little was tried"
    );
}

impl Ledger {
    /// An app with its channels on new data.
    async fn open(server: &Server) -> Result<Self> {
        let process = server.start().await?;
        let mut http = process.admin().await?;
        let app = http
            .admin("POST", "/apps", Some(&json!({ "name": "faults" })))
            .await?;
        let app = app["id"].as_str().context("an app has an id")?.to_owned();
        let credentials = http
            .admin("GET", &format!("/apps/{app}/credentials"), None)
            .await?;
        let channels: Vec<String> = (0..CHANNELS).map(|number| format!("log-{number}")).collect();
        let boards: Vec<String> = (0..KEEPERS).map(|number| format!("board-{number}")).collect();
        let path = format!("/apps/{app}/channels");
        for (names, capabilities) in [
            (&channels, json!(["persistent", "client_publish"])),
            (&boards, json!([])),
        ] {
            for name in names {
                let new = json!({ "name": name, "visibility": "unprotected", "capabilities": capabilities });
                http.admin("POST", &path, Some(&new)).await?;
            }
        }
        process.kill().await?;
        Ok(Self {
            project_token: credentials["project_token"]
                .as_str()
                .context("a token")?
                .to_owned(),
            keepers: boards.iter().map(|board| Keeper::new(&app, board)).collect(),
            app,
            channels,
            accounts: (0..CHANNELS).map(|_| Account::default()).collect(),
            next: vec![0; PUBLISHERS],
            acked: 0,
        })
    }

    /// Starts, publishes, kills, starts again and looks.
    async fn cycle(&mut self, server: &Server, chance: &mut Chance) -> Result<()> {
        let process = server.start().await?;
        let venue = Venue {
            app: &self.app,
            project_token: &self.project_token,
            channels: &self.channels,
        };
        let mut keeping = Vec::new();
        for keeper in self.keepers.drain(..) {
            keeping.push(tokio::spawn(keeper.keep(process.admin().await?)));
        }
        let mut crowd = Crowd::gather(&process, venue, &self.next).await?;
        crowd.acknowledged(chance.within(1..=400)).await?;
        // Anywhere in the writing and flushing of a group of commits.
        sleep(Duration::from_micros(chance.within(0..=8_000))).await;
        crowd.release();
        process.kill().await?;
        let told = crowd.disperse().await?;
        for keeper in keeping {
            self.keepers.push(keeper.await??);
        }
        // Now and then it does not even come up before it is killed again.
        for _ in 0..chance.within(0..=4).saturating_sub(3) {
            server
                .stillborn(Duration::from_micros(chance.within(0..=60_000)))
                .await?;
        }
        self.settle(server, told).await
    }

    /// Starts again and holds what is there against what was told.
    async fn settle(&mut self, server: &Server, told: Vec<Told>) -> Result<()> {
        let process = server.start().await?;
        let mut http = process.admin().await?;
        for (number, Told { sent, heard }) in told.into_iter().enumerate() {
            let (name, account) = (&self.channels[number], &mut self.accounts[number]);
            let found = history(&mut http, &self.app, name, account.position()).await?;
            account
                .enter(&sent, &heard, &found)
                .with_context(|| format!("in {name}"))?;
            let path = format!("/apps/{}/channels/{name}", self.app);
            let position = http.admin("GET", &path, None).await?["position"].as_u64();
            ensure!(
                position == Some(account.position()),
                "{name} goes on from {position:?}"
            );
            for sent in sent {
                self.acked += sent.acked.len() as u64;
                self.next[sent.by] = sent.until;
            }
        }
        for keeper in &mut self.keepers {
            keeper.check(&mut http).await?;
        }
        process.kill().await
    }

    /// Reads everything once more, from the beginning.
    async fn confirm(&self, server: &Server) -> Result<()> {
        let process = server.start().await?;
        let mut http = process.admin().await?;
        for (name, account) in self.channels.iter().zip(&self.accounts) {
            account.confirm(&history(&mut http, &self.app, name, 0).await?)?;
        }
        process.kill().await
    }
}

/// All that is stored in a channel behind a position.
async fn history(http: &mut Http, app: &str, channel: &str, mut after: u64) -> Result<Vec<Stored>> {
    let mut all = Vec::new();
    loop {
        let path = format!("/apps/{app}/channels/{channel}/messages?limit=1000&after={after}");
        let mut page = http.admin("GET", &path, None).await?;
        let page = page["messages"].as_array_mut().context("a page has messages")?;
        if page.is_empty() {
            return Ok(all);
        }
        for message in page {
            after = message["position"].as_u64().context("a position")?;
            let mark = serde_json::from_value(message["payload"].take());
            let mark = mark.with_context(|| format!("torn: {message}"))?;
            all.push(Stored {
                position: after,
                mark,
            });
        }
    }
}
