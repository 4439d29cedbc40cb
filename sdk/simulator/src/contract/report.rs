//! What the router saw.

use std::collections::BTreeMap;

use serde::Serialize;

/// All of it, as `GET /__contract/report` gives it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Requests by the route that they took: a prefix, `checked here`, or `exceptions`.
    pub requests: BTreeMap<String, usize>,
    /// What broke a contract.
    pub violations: Vec<Violation>,
    /// Answers with a status that the document does not list. Atlassian's documents leave out most of 403, 410 and
    /// 429, so these are told and not counted as violations.
    pub undocumented_statuses: Vec<Violation>,
    /// Requests that went to the simulator as exceptions.
    pub exceptions_used: usize,
    /// Those exceptions, as `METHOD PATH`, with the number of their requests.
    pub exceptions: BTreeMap<String, usize>,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
pub struct Violation {
    /// Method of the request.
    pub method: String,
    /// Path and query of the request.
    pub path: String,
    /// Status that the client got.
    pub status: u16,
    /// What was wrong, in the words of the one who found it.
    pub detail: String,
}
