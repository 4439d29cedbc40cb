//! What a search found, kept between its pages: pages stay stable while issues change, and 100,000 issues are looked
//! through once a search, not once a page.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::auth::Caller;

/// Searches that are remembered; an older one is made again when its next page is asked for.
const KEPT: usize = 32;
/// After this time a first page looks again, because `created >= -1h` means something else by then.
const FRESH: Duration = Duration::from_secs(60);

/// The places of the issues that one search found.
#[derive(Debug)]
pub(crate) struct Snapshot {
    id: u64,
    jql: String,
    caller: Caller,
    revision: u64,
    made: Instant,
    pub(crate) places: Vec<usize>,
}

/// The searches that are remembered.
#[derive(Debug, Default)]
pub(crate) struct Snapshots {
    kept: VecDeque<Arc<Snapshot>>,
    made: u64,
}

/// Where a page begins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Position {
    snapshot: u64,
    pub(crate) offset: usize,
}

impl Snapshots {
    pub(crate) fn add(&mut self, jql: &str, caller: Caller, revision: u64, places: Vec<usize>) -> Arc<Snapshot> {
        self.made += 1;
        let made = Instant::now();
        let snapshot = Arc::new(Snapshot { id: self.made, jql: jql.to_owned(), caller, revision, made, places });
        self.kept.push_back(Arc::clone(&snapshot));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        snapshot
    }

    /// The same search of a moment ago, if nothing was written since.
    pub(crate) fn same(&self, jql: &str, caller: Caller, revision: u64) -> Option<Arc<Snapshot>> {
        let same = |kept: &&Arc<Snapshot>| {
            kept.jql == jql && kept.caller == caller && kept.revision == revision && kept.made.elapsed() < FRESH
        };
        self.kept.iter().find(same).cloned()
    }

    /// The search that a token belongs to, if it is still there.
    pub(crate) fn at(&self, position: &Position, jql: &str, caller: Caller) -> Option<Arc<Snapshot>> {
        let same = |kept: &&Arc<Snapshot>| kept.id == position.snapshot && kept.jql == jql && kept.caller == caller;
        self.kept.iter().find(same).cloned()
    }
}

impl Snapshot {
    /// The token of the page that begins at `offset`.
    pub(crate) fn token(&self, offset: usize) -> String {
        token(self.id, offset, &self.jql)
    }
}

fn token(snapshot: u64, offset: usize, jql: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{snapshot}:{offset}:{:x}", digest(jql)))
}

/// Reads a token; `None` when it is none, or one of another query.
pub(crate) fn read(text: &str, jql: &str) -> Option<Position> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let mut parts = text.split(':');
    let (snapshot, offset) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (parts.next()? == format!("{:x}", digest(jql)) && parts.next().is_none()).then_some(Position { snapshot, offset })
}

fn digest(jql: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    jql.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_only_with_its_own_query() {
        let token = token(7, 100, "project = DEMO");
        assert_eq!(read(&token, "project = DEMO"), Some(Position { snapshot: 7, offset: 100 }));
        assert_eq!(read(&token, "project = DEV"), None);
        for wrong in ["", "7:100", "!!!", "AAAA"] {
            assert_eq!(read(wrong, "project = DEMO"), None, "{wrong}");
        }
    }

    #[test]
    fn a_search_is_remembered_until_something_is_written() {
        let mut snapshots = Snapshots::default();
        let first = snapshots.add("a", Caller::Dev, 1, vec![1, 2, 3]);
        assert!(snapshots.same("a", Caller::Dev, 1).is_some());
        assert!(snapshots.same("a", Caller::Dev, 2).is_none());
        assert!(snapshots.same("a", Caller::Guest, 1).is_none());
        let position = read(&first.token(2), "a").unwrap();
        assert_eq!(snapshots.at(&position, "a", Caller::Dev).unwrap().places, [1, 2, 3]);
        for _ in 0..KEPT {
            snapshots.add("b", Caller::Dev, 1, Vec::new());
        }
        assert!(snapshots.at(&position, "a", Caller::Dev).is_none());
    }
}
