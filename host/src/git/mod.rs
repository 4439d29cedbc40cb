//! The git clone in which a command runs. What it is, is read from files, never by running git in a folder that nobody
//! vouched for; git is started for one thing alone, a checkout that the user agrees to.

mod checkout;
mod config;
mod refname;
mod remote;
mod worktree;

pub use checkout::{Checkout, Consent};
pub use remote::{Place, Remote};
pub use worktree::Worktree;
