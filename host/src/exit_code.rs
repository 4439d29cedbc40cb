//! The exit codes: part of the program's contract, the same table as in README and help.

/// Done.
pub const DONE: u8 = 0;
/// Failed: the site or the plugin could not do it.
pub const FAILED: u8 = 1;
/// The command line or a configuration file is wrong.
pub const USAGE: u8 = 2;
/// Refused by policy, read-only mode, a missing capability or a missing confirmation.
pub const REFUSED: u8 = 3;
/// Sign in: no credential, or one that the site does not accept.
pub const SIGN_IN: u8 = 4;
/// Not found.
pub const NOT_FOUND: u8 = 5;
/// Try later: rate limit, site unavailable or unreachable.
pub const TRY_LATER: u8 = 6;
/// Partly failed: some items of a bulk command.
pub const PARTIAL: u8 = 7;
/// A bug of ours.
pub const BUG: u8 = 70;
/// Interrupted by Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// The table, for help.
pub const TABLE: &[(u8, &str)] = &[
    (DONE, "done"),
    (FAILED, "failed: the site or the plugin could not do it"),
    (USAGE, "usage: the command line or a configuration file is wrong"),
    (REFUSED, "refused: policy, read-only, capability or confirmation"),
    (SIGN_IN, "sign in: no credential, or one that the site does not accept"),
    (NOT_FOUND, "not found"),
    (TRY_LATER, "try later: rate limit, site unavailable or unreachable"),
    (PARTIAL, "partly failed: some items of a bulk command"),
    (BUG, "a bug of ours"),
    (INTERRUPTED, "interrupted"),
];
