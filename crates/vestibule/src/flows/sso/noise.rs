//! What anybody can bring back to a connection as if they came from its provider: errors that stand in an address, and
//! codes that are none. Nobody has the provider asked without end.
//!
//! Never in here: what an answer means.

use rules::cause::SsoFlaw;
use rules::{Instant, Span};

use super::reading::Claims;
use crate::app::App;
use crate::fault::Fault;
use crate::store::counter;
use crate::visit::Visit;

/// So many answers of one network that no provider stands behind are looked at in a while.
const LOOKED_AT: i64 = 300;
/// That while.
const WHILE: Span = Span::hours(1);

fn key(app: &App, visit: &Visit) -> [u8; 32] {
    app.sealer.keyed_hash("answers of a network", &visit.network_key().to_be_bytes())
}

/// Until when no answers of this network are looked at, where there were too many.
pub(super) async fn over(app: &App, visit: &Visit) -> Result<Option<Instant>, Fault> {
    let counted = counter::list(&mut app.store.read(), &[key(app, visit)]).await?;
    let until = counted.first().filter(|row| row.count >= LOOKED_AT).map(|row| row.started_at.plus(WHILE));
    Ok(until.filter(|until| visit.now < *until))
}

/// Whether it is for whoever brought it to answer, where the provider gave no token: a connection that is out of order
/// is nobody's doing at the door.
pub(super) const fn is_bringers(came: &Result<Claims, SsoFlaw>) -> bool {
    matches!(came, Err(flaw) if !matches!(flaw, SsoFlaw::Unreachable | SsoFlaw::SecretRefused))
}

/// Counts one.
pub(super) async fn count(app: &App, visit: &Visit) -> Result<(), Fault> {
    let mut write = app.store.write().await?;
    let since = Instant(visit.now.0 - WHILE.0);
    counter::take(&mut write, &key(app, visit), since, visit.now, LOOKED_AT).await?;
    write.commit().await
}
