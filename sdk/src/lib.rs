//! What a plugin author uses.
//!
//! A plugin is one file: a WebAssembly component with the commands of a product, and a description of them, its
//! *manifest*. `atlassian-cli` reads the manifest for help, completion and policy without running anything. When a
//! command is typed, the host parses the arguments, starts the component in a sandbox and calls it once. The plugin
//! makes requests and emits records; credentials, addresses, retries, tables and colours are the host's.
//!
//! Four ideas carry everything:
//!
//! 1. **A request is prepared.** A plugin never writes a URL. It declares [`Endpoint`]s, says per command which of them
//!    the command may use, and fills in their parameters. The host refuses anything else.
//! 2. **One declaration.** The struct under `#[derive(Command)]` is the arguments, the help and the manifest entry;
//!    see [`Command`]. The compiler writes the manifest into the file: there is no packing step.
//! 3. **Plain `async`.** [`Request::send`] and its friends are futures. Run many with [`futures_util`]:
//!    `stream::iter(keys).map(|key| …).buffer_unordered(8)` has eight requests under way.
//! 4. **Records stay text.** What is only passed on is a [`RawValue`]: nothing is lost, and nothing is read twice.
//!    Listings in pages are [`Request::pages`].
//!
//! # A whole plugin
//!
//! ```
//! use atlassian_plugin_sdk::prelude::*;
//!
//! const ISSUE: Endpoint = endpoint!(
//!     jira GET "/rest/api/3/issue/{issueIdOrKey}",
//!     classic("read:jira-work"),
//! );
//!
//! /// Show one issue
//! ///
//! /// All fields are shown, unless some are named.
//! #[derive(Command)]
//! #[command(path = "issue get", effect = "read", result = "one", id = "/key", example = "tracker issue get DEV-1")]
//! #[http(ISSUE)]
//! #[column("Key", "/key")]
//! #[column("Updated", "/fields/updated", date)]
//! pub struct Get {
//!     /// Issue key or id
//!     #[arg(positional)]
//!     key: String,
//!     /// Field to show (can be repeated)
//!     #[arg(long, value_name = "FIELD")]
//!     field: Vec<String>,
//! }
//!
//! impl Run for Get {
//!     async fn run(self, cx: &Cx) -> Result<()> {
//!         let request = cx.request(ISSUE).param("issueIdOrKey", &self.key);
//!         cx.emit_raw(&request.query_all("fields", &self.field).raw().await?)
//!     }
//! }
//!
//! atlassian_plugin_sdk::plugin! {
//!     name: "tracker",
//!     about: "Issues, the short way",
//!     services: [jira],
//!     imports: [http, output],
//!     commands: [
//!         Get,
//!     ],
//! }
//! # fn main() {}
//! ```
//!
//! Build it as a `cdylib` with `cargo build --release --target wasm32-wasip2`.
//!
//! # When something goes wrong
//!
//! An answer with a status of 400 or above is an [`Error`] in the site's own words, whichever product it is. Its
//! [`Kind`] becomes the program's exit code. Add the cure where you know it: [`Error::hint`]. A panic ends the guest
//! with a trap, without its message: the sandbox has no standard error. Return errors instead.

pub mod api;
pub mod args;
mod bindings;
pub mod bulk;
mod choose;
mod command;
mod cx;
mod endpoint;
mod error;
mod executor;
#[cfg(test)]
mod fake;
pub mod files;
mod host;
mod manifest;
mod media_type;
mod output;
mod page;
pub mod people;
pub mod prelude;
mod problem;
mod progress;
mod query;
mod record;
mod request;
mod response;
mod site;
#[cfg(not(target_family = "wasm"))]
pub mod testing;

/// Markdown, ADF and Confluence's storage format; with the feature `richtext`.
#[cfg(feature = "richtext")]
pub use atlassian_richtext as richtext;

pub use args::{ArgType, Date, InputDir, InputFile, KeyValue, Limit, OutputDir, OutputFile, SecretText, Text};
pub use atlassian_plugin_sdk_macros::{ArgGroup, Choice, Command};
pub use choose::choose;
pub use command::{ArgGroup, Command, Run};
pub use cx::{Cx, Now};
pub use endpoint::{Endpoint, EndpointGroup, Method};
pub use error::{Error, Kind, Result};
pub use files::Multipart;
pub use futures_util;
pub use output::Column;
pub use page::{Pages, Paging, Shown};
pub use progress::Progress;
pub use record::read;
pub use request::Request;
pub use response::Response;
/// The SDK's own, so that a plugin needs no other dependency: `#[derive(Deserialize)]` with
/// `#[serde(crate = "atlassian_plugin_sdk::serde")]`.
pub use serde;
/// The SDK's own, with `json!`.
pub use serde_json;
pub use serde_json::value::RawValue;
pub use site::of_this_site;

/// For the macros only; not part of the SDK's promise.
#[doc(hidden)]
pub mod __private {
    pub use crate::bindings::*;
    pub use crate::command::{Entry, dispatch};
    pub use crate::manifest::{CONTRACT, is_plain, section};
    pub use constcat::concat;
}
