//! Atlassian Cloud in one process on loopback: Jira, Confluence, Bitbucket and Jira Service Management, with data,
//! credentials, paging, writes that change state, and failures on demand. For demos, tests, benchmarks and the authors
//! of plugins.
//!
//! ```no_run
//! use atlassian_simulator::{Options, Scripted, Simulator};
//!
//! let site = Simulator::start(Options { issues: 2500, ..Options::default() })?;
//! site.script("/rest/api/3/myself", Scripted::html(200, "<html>please log in</html>"));
//! // … run the client against site.url() …
//! assert_eq!(site.requests().len(), 1);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Credentials that work are constants of this crate: [`EMAIL`] with [`SITE_TOKEN`], [`SITE_BEARER`],
//! [`SCOPED_TOKEN`], [`GUEST_EMAIL`] with [`GUEST_TOKEN`], [`BITBUCKET_TOKEN`], [`BITBUCKET_ACCESS_TOKEN`].

mod adf;
mod app;
mod auth;
mod bitbucket;
mod confluence;
#[cfg(feature = "contract")]
pub mod contract;
mod control;
mod door;
mod edge;
mod faults;
mod gateway;
mod jira;
mod jql;
mod jsm;
mod limits;
mod log;
mod missing;
mod options;
mod params;
mod reply;
mod scripted;
mod seed;
mod server;
mod state;
mod storage;
mod surface;
mod time;
mod wire;

use std::sync::Arc;

use axum::Router;

pub use auth::{
    BITBUCKET_ACCESS_TOKEN, BITBUCKET_TOKEN, EMAIL, GUEST_EMAIL, GUEST_TOKEN, SCOPED_TOKEN, SCOPES, SITE_BEARER,
    SITE_TOKEN,
};
pub use control::{Hold, Recorded};
pub use log::message;
pub use options::{Fault, Options, RateLimit, duration};
pub use scripted::Scripted;
pub use server::Simulator;

/// Cloud id of the simulated site, for the gateway paths `/ex/{jira,confluence}/{cloudId}`.
pub const CLOUD_ID: &str = "7c1d3f5a-2b4e-4f60-8a9b-0c1d2e3f4a5b";

/// All routes of all products.
fn routes(app: Arc<app::App>) -> Router {
    Router::new()
        .merge(edge::routes())
        .merge(jira::routes())
        .merge(confluence::routes())
        .merge(bitbucket::routes())
        .merge(jsm::routes())
        .fallback(missing::route)
        .method_not_allowed_fallback(missing::method)
        .with_state(app)
}
