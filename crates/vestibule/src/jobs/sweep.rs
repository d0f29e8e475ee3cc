//! Removes what has served its time, in small batches so that nobody waits behind it.
//!
//! The lengths of time stand here, each with its reason; SECURITY.md repeats them for people. Never in here:
//! the removal of anything that somebody needs to get in.

use rules::{Instant, Span};

use crate::app::App;
use crate::fault::Fault;
use crate::flows;
use crate::store::{
    address, address_change, arrival, article, counter, device, erasure, factor, grant, guess, help,
    identity, import, journal, kit, note, outbox, pass, question, request, session, setup_link, sign_on,
    stuck, ticket, undo, wait,
};

/// Rows in one transaction.
const BATCH: i64 = 500;
/// Batches in one sweep; the rest waits for the next one.
const MOST_BATCHES: usize = 200;

/// A lane of guesses in which nothing failed for so long belongs to nobody who still guesses.
const GUESSES: Span = Span::days(90);
/// The longest window of any cap is a day.
const COUNTERS: Span = Span::days(2);
/// An old link still says that it has expired and sends the next one.
const TICKETS: Span = Span::days(90);
/// An ended session still says why it ended.
const SESSIONS: Span = Span::days(30);
/// A browser that was not seen for so long is a new one.
const DEVICES: Span = Span::days(400);
/// A removed authenticator's codes are recognised for a year; see `flows/subject.rs`.
const FACTORS: Span = Span::days(400);
/// Requests for live help and passes: who let whom in is told as long as the journal is by default.
const HELPS: Span = Span::days(400);
/// The last admin's wait lasts ten days at most; for a while it can still be told what became of it. An erasure that was
/// withdrawn is told for as long.
const WAITS: Span = Span::days(90);
/// An ended kit, or an operator's code, opens nothing; its use stands in the audit log.
const KITS: Span = Span::days(90);
/// A list whose rows did not all arrive is one whose upload was cut off.
const LISTS_ARRIVING: Span = Span::days(1);
/// A list that nobody sent for so long is not wanted.
const LISTS_UNSENT: Span = Span::days(30);
/// What became of a list's rows is told for as long as what became of letters.
const LISTS: Span = Span::days(90);
/// An answer below an article can be changed for as long as its browser is known.
const ANSWERS: Span = DEVICES;
/// What a stranger typed leaves after a day.
const STRANGERS: Span = Span::hours(24);
/// No kind of letter is worth trying for longer.
const LETTERS_TRIED: Span = Span::days(3);
/// What became of a letter is told for as long as networks are.
const LETTERS: Span = Span::days(90);
/// What providers sent: long enough to mend what went wrong.
const ARRIVALS: Span = Span::days(14);
/// A link that has run out still says so to whoever has it.
const LINKS: Span = Span::days(30);
/// Network addresses in the journal.
const NETWORKS: Span = Span::days(90);

/// A spell of being stuck that has ended counts for a month, and is forgotten a day later.
const SPELLS: Span = Span::days(31);

/// One sweep over everything.
pub async fn all(app: &App) -> Result<(), Fault> {
    let now = app.now();
    let before = |span: Span| Instant(now.0.saturating_sub(span.0));
    let kept = Span::days(i64::from(app.settings.journal_days));

    let mut write = app.store.write().await?;
    outbox::sweep_strangers(&mut write, before(STRANGERS), now).await?;
    outbox::expire_older_than(&mut write, before(LETTERS_TRIED), now).await?;
    write.commit().await?;

    let mut write = app.store.write().await?;
    guess::sweep(&mut write, before(GUESSES)).await?;
    counter::sweep(&mut write, before(COUNTERS)).await?;
    question::sweep(&mut write, now).await?;
    write.commit().await?;

    let mut write = app.store.write().await?;
    address::any_sweep_held(&mut write, now).await?;
    address_change::any_end_over(&mut write, now).await?;
    address_change::sweep(&mut write, before(TICKETS)).await?;
    device::sweep(&mut write, before(DEVICES)).await?;
    factor::sweep(&mut write, before(FACTORS)).await?;
    help::sweep(&mut write, before(HELPS)).await?;
    pass::sweep(&mut write, before(HELPS)).await?;
    request::any_expire(&mut write, now).await?;
    write.commit().await?;

    let mut write = app.store.write().await?;
    wait::sweep(&mut write, before(WAITS)).await?;
    kit::sweep(&mut write, before(KITS)).await?;
    grant::sweep(&mut write, before(HELPS)).await?;
    stuck::give_up(&mut write, before(rules::support::STUCK_AT_MOST), now).await?;
    article::sweep(&mut write, before(ANSWERS)).await?;
    erasure::sweep(&mut write, before(WAITS)).await?;
    arrival::sweep(&mut write, before(ARRIVALS)).await?;
    identity::sweep(&mut write, before(HELPS)).await?;
    sign_on::sweep(&mut write, before(rules::side_door::LATELY)).await?;
    setup_link::sweep(&mut write, before(LINKS)).await?;
    write.commit().await?;

    flows::erase::carry_out_due(app).await?;
    flows::erase::again(app).await?;
    lists(app, before(LISTS_ARRIVING), before(LISTS_UNSENT), before(LISTS)).await?;

    let all = [
        What::Tickets,
        What::Undos,
        What::Sessions,
        What::Letters,
        What::Networks,
        What::Journal,
        What::Notes,
        What::Spells,
    ];
    for what in all {
        let before = before(match what {
            What::Tickets | What::Undos => TICKETS,
            What::Sessions => SESSIONS,
            What::Letters => LETTERS,
            What::Networks => NETWORKS,
            What::Journal | What::Notes => kept,
            What::Spells => SPELLS,
        });
        in_batches(app, what, before).await?;
    }
    ask_others(app).await
}

/// Last, because it waits for others: nothing that has to go stays longer for a slow name server or provider.
async fn ask_others(app: &App) -> Result<(), Fault> {
    flows::domain::ask_due(app).await?;
    flows::sso::refresh_keys(app).await?;
    flows::connection::tell_ending(app).await?;
    flows::sign_on::ask_due(app).await
}

/// Lists of people that never arrived whole, were never sent, or ended, before these moments.
async fn lists(app: &App, arriving: Instant, unsent: Instant, ended: Instant) -> Result<(), Fault> {
    let old = import::any_list_old(&mut app.store.read(), arriving, unsent, ended, 20).await?;
    for id in old {
        let mut write = app.store.write().await?;
        import::any_remove(&mut write, id).await?;
        write.commit().await?;
    }
    Ok(())
}

/// What grows with every visit, and so goes in batches.
#[derive(Clone, Copy, Debug)]
enum What {
    Tickets,
    Undos,
    Sessions,
    Letters,
    Networks,
    Journal,
    Notes,
    Spells,
}

async fn in_batches(app: &App, what: What, before: Instant) -> Result<(), Fault> {
    for _ in 0..MOST_BATCHES {
        let mut write = app.store.write().await?;
        let gone = match what {
            What::Tickets => ticket::sweep(&mut write, before, BATCH).await?,
            What::Undos => undo::sweep(&mut write, before, BATCH).await?,
            What::Sessions => session::sweep(&mut write, before, BATCH).await?,
            What::Letters => outbox::sweep(&mut write, before, BATCH).await?,
            What::Networks => journal::sweep_network(&mut write, before, BATCH).await?,
            What::Journal => journal::sweep(&mut write, before, BATCH).await?,
            What::Notes => note::sweep(&mut write, before, BATCH).await?,
            What::Spells => stuck::sweep(&mut write, before, BATCH).await?,
        };
        write.commit().await?;
        if gone < BATCH as u64 {
            return Ok(());
        }
        // Whoever wants to write comes first.
        tokio::task::yield_now().await;
    }
    tracing::info!(?what, "more to sweep than fits into one go; the rest follows");
    Ok(())
}
