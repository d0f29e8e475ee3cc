//! Who is asked for the texts of a domain: the name servers of the world, or, in the demo and in tests, a board that
//! stands in for the registrar's page.
//!
//! Both give the same answers to the same question, so that whoever asks does not know which it was. Never in here:
//! what a record must say (`flows/domain.rs`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;

use super::dns::{Dns, NoAnswer};

/// Who is asked.
pub enum Names {
    /// These name servers; the system's where there are none.
    World(Vec<SocketAddr>),
    /// A board of texts by name.
    Board(Mutex<BTreeMap<String, Vec<String>>>),
}

impl Names {
    /// An empty board.
    pub fn board() -> Names {
        Names::Board(Mutex::new(BTreeMap::new()))
    }

    /// The texts (TXT) at a name; none where there are none.
    ///
    /// # Errors
    /// Nobody answered.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, NoAnswer> {
        match self {
            Names::World(servers) => Dns::new(servers)?.texts(name).await,
            Names::Board(board) => {
                let board = board.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                Ok(board.get(name).cloned().unwrap_or_default())
            }
        }
    }

    /// What stands on the board; of the world nobody can tell.
    pub fn written(&self) -> BTreeMap<String, Vec<String>> {
        match self {
            Names::World(_) => BTreeMap::new(),
            Names::Board(board) => board.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone(),
        }
    }

    /// Writes a name's texts on the board, or takes them off where there are none; the world's are not ours to write.
    pub fn write(&self, name: &str, texts: &[String]) {
        let Names::Board(board) = self else { return };
        let mut board = board.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match texts.is_empty() {
            true => drop(board.remove(name)),
            false => drop(board.insert(name.to_owned(), texts.to_vec())),
        }
    }
}
