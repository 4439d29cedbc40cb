//! The simulator over real sockets, as its users have it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agile;
mod common;
mod credentials;
mod faults;
mod jira;
mod jira_admin;
mod jira_issue;
mod jsm;
mod products;
mod program;
#[cfg(feature = "contract")]
mod router;
mod scripts;
