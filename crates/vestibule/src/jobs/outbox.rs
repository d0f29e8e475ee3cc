//! Sends what waits in the outbox: leased, sent outside any transaction, settled.
//!
//! A letter is sent at least once. Whoever is killed between sending and settling leaves a lease that runs
//! out; the letter then goes out again as the same bytes under the same Message-ID, so that mailboxes can tell.
//! Never in here: what a letter says (`mail`), when to try again (`mail::delivery`).

use std::time::Duration;

use rules::{Instant, Span};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{AFTER_FAULT, report};
use crate::app::{App, Counts, Shared};
use crate::fault::Fault;
use crate::mail::{Kind, Letter, Outcome, Transport, delivery, message};
use crate::store::outbox::{self, OutboxRow};

/// How long a worker may take over one letter before another takes it; far above the transport's timeout.
const LEASE: Span = Span::minutes(2);
/// Letters on their way at once. A mail server takes more connections amiss.
const AT_ONCE: usize = 8;
/// How often the outbox is looked into.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// What becomes of a letter that no key opens.
const SHUT: &str = "not sent: the key that this letter was sealed with is not in the key file";

/// The demo answers a request only when its mail is in the inbox, so there one has to wait for another.
static INBOX: Mutex<()> = Mutex::const_new(());

/// Sends everything that is due; returns how many letters were tried.
pub async fn deliver_due(app: &App) -> Result<usize, Fault> {
    let _turn = match &app.transport {
        Transport::Inbox(_) => Some(INBOX.lock().await),
        Transport::Smtp(_) => None,
    };
    let worker = app.new_id().to_string();
    let mut tried = 0;
    let mut on_their_way = JoinSet::new();
    loop {
        for row in lease(app, &worker, AT_ONCE - on_their_way.len()).await? {
            tried += 1;
            match prepare(app, &row) {
                Ok(mail) => {
                    let transport = app.transport.clone();
                    on_their_way.spawn(async move { (row, mail.send(&transport).await) });
                }
                Err(Unsent::Never(reply)) => settle(app, &row, Outcome::Refused { reply }).await?,
                Err(Unsent::TooLate) => expire(app, &row, "not sent in time").await?,
            }
        }
        match on_their_way.join_next().await {
            Some(Ok((row, outcome))) => settle(app, &row, outcome).await?,
            Some(Err(broken)) => return Err(Fault::broken(format!("sending a mail broke off: {broken}"))),
            None => return Ok(tried),
        }
    }
}

/// Looks into the outbox every second and sends what is due, until `stop`.
pub async fn run(app: Shared, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let pause = match deliver_if_due(&app).await {
            Ok(()) => LOOK_EVERY,
            Err(fault) => {
                report(&app, "sending mail", &fault);
                AFTER_FAULT
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Asks without a transaction first: an idle worker must not queue up with those who write.
async fn deliver_if_due(app: &App) -> Result<(), Fault> {
    let next = outbox::next_due(&mut app.store.read()).await?;
    if next.is_some_and(|next| next <= app.now()) {
        deliver_due(app).await?;
    }
    Ok(())
}

async fn lease(app: &App, worker: &str, most: usize) -> Result<Vec<OutboxRow>, Fault> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let now = app.now();
    let mut write = app.store.write().await?;
    let rows = outbox::lease(&mut write, now, now.plus(LEASE), worker, most as i64).await?;
    write.commit().await?;
    Ok(rows)
}

/// A mail that can be handed over.
struct Mail {
    from: String,
    to: String,
    bytes: Vec<u8>,
}

/// Why a letter is not handed over.
enum Unsent {
    /// It can never be.
    Never(String),
    /// Nobody would be helped by it any more.
    TooLate,
}

impl Mail {
    async fn send(self, transport: &Transport) -> Outcome {
        match transport.send(&self.from, &self.to, &self.bytes).await {
            Outcome::Accepted { host, reply } => Outcome::Accepted { host, reply: without(&self.to, &reply) },
            Outcome::Delayed { reply } => Outcome::Delayed { reply: without(&self.to, &reply) },
            Outcome::Refused { reply } => Outcome::Refused { reply: without(&self.to, &reply) },
        }
    }
}

/// A server's words without the address, which many repeat: it is kept sealed, and a stranger's not for long.
fn without(address: &str, reply: &str) -> String {
    // Lower-casing ASCII alone keeps every byte where it is.
    let (lower, wanted) = (reply.to_ascii_lowercase(), address.to_ascii_lowercase());
    let mut kept = String::new();
    let mut from = 0;
    for (at, found) in lower.match_indices(&wanted) {
        kept.push_str(&reply[from..at]);
        kept.push('…');
        from = at + found.len();
    }
    kept.push_str(&reply[from..]);
    kept
}

/// Opens and composes. The date is that of the queueing, so that a repeat is the same to the byte.
fn prepare(app: &App, row: &OutboxRow) -> Result<Mail, Unsent> {
    let kind = Kind::parse(&row.kind).ok_or_else(|| Unsent::Never("not sent: an unknown kind".to_owned()))?;
    if delivery::expires_at(kind, row.created_at) <= app.now() {
        return Err(Unsent::TooLate);
    }
    let shut = || Unsent::Never(SHUT.to_owned());
    let to = opened(app, row.id, "to_sealed", row.to_sealed.as_deref()).ok_or_else(shut)?;
    let to = String::from_utf8(to).map_err(|_| shut())?;
    let letter = opened(app, row.id, "letter_sealed", row.letter_sealed.as_deref()).ok_or_else(shut)?;
    let letter: Letter = serde_json::from_slice(&letter)
        .map_err(|_| Unsent::Never("not sent: the letter was written by another version".to_owned()))?;
    let sender = app.sender();
    let bytes = message::compose(&letter, &sender, &to, &row.message_id, row.created_at)
        .map_err(|why| Unsent::Never(format!("553 5.1.3 {}", why.0)))?;
    Ok(Mail { from: sender.envelope_from().to_owned(), to, bytes })
}

fn opened(app: &App, id: Uuid, column: &str, sealed: Option<&[u8]>) -> Option<Vec<u8>> {
    app.sealer.open(&["outbox", column, &id.to_string()], sealed?).ok()
}

async fn settle(app: &App, row: &OutboxRow, outcome: Outcome) -> Result<(), Fault> {
    let now = app.now();
    match outcome {
        Outcome::Accepted { host, reply } => {
            Counts::add(&app.counts.mails_accepted);
            let mut write = app.store.write().await?;
            outbox::settle_accepted(&mut write, row.id, Some(&host), &reply, now).await?;
            write.commit().await
        }
        Outcome::Refused { reply } => {
            Counts::add(&app.counts.mails_refused);
            tracing::warn!(letter = %row.id, reference = row.reference, domain = row.domain, reply, "a mail was refused");
            let mut write = app.store.write().await?;
            outbox::settle_refused(&mut write, row.id, None, &reply, now).await?;
            write.commit().await
        }
        Outcome::Delayed { reply } => match next_attempt(row, now) {
            Some(next) => {
                let mut write = app.store.write().await?;
                outbox::retry(&mut write, row.id, next, &reply).await?;
                write.commit().await
            }
            None => expire(app, row, &reply).await,
        },
    }
}

fn next_attempt(row: &OutboxRow, now: Instant) -> Option<Instant> {
    // The lease counted this attempt already.
    let attempts = u32::try_from(row.attempts).unwrap_or(u32::MAX);
    delivery::next_attempt(Kind::parse(&row.kind)?, row.created_at, attempts, now)
}

async fn expire(app: &App, row: &OutboxRow, reply: &str) -> Result<(), Fault> {
    tracing::warn!(letter = %row.id, reference = row.reference, domain = row.domain, reply, "a mail was given up");
    let mut write = app.store.write().await?;
    // What a server said last tells more than that the time is over.
    let reply = row.reply.as_deref().unwrap_or(reply);
    outbox::settle_expired(&mut write, row.id, reply, app.now()).await?;
    write.commit().await
}
