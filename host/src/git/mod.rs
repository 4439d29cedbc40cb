//! The git clone in which a command runs: read as files, never by running git in a folder that nobody vouched for.

mod config;
mod remote;
mod worktree;

pub use remote::{Place, Remote};
pub use worktree::Worktree;
