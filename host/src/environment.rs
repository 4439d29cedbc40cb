//! The only place that reads environment variables and knows where our files lie.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::tz::TimeZone;

use crate::error::{Error, Result};

/// The variables that are read, and what they do, for help.
pub const VARIABLES: &[(&str, &str)] = &[
    ("ATLASSIAN_CLI_PROFILE", "profile, where `--profile` names none"),
    ("ATLASSIAN_CLI_TOKEN_<PROFILE>", "site token of that profile; wins over the stored one"),
    ("ATLASSIAN_API_TOKEN", "site token of any profile"),
    ("ATLASSIAN_CLI_BITBUCKET_TOKEN_<PROFILE>", "Bitbucket token of that profile"),
    ("ATLASSIAN_BITBUCKET_TOKEN", "Bitbucket token of any profile"),
    ("BITBUCKET_TOKEN", "the same, after it"),
    ("ATLASSIAN_CLI_READ_ONLY", "refuses what writes or deletes; off with 0, false, no, off"),
    ("ATLASSIAN_CLI_CONFIG_DIR", "one folder for config.yaml, credentials and keys"),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "proxies; loopback is reached without one"),
    ("ATLASSIAN_CLI_BROWSER, BROWSER", "the program that opens pages for `--web`, instead of the system's"),
    ("ATLASSIAN_CLI_EDITOR, VISUAL, EDITOR", "the program in which a missing text is written, instead of `vi`"),
    ("ATLASSIAN_CLI_PAGER, PAGER", "the program that shows long output on a terminal, instead of `less`"),
    ("NO_COLOR, CLICOLOR_FORCE", "no colour; colour in a pipe, too; `--color` wins over both"),
    ("SSL_CERT_FILE", "certificate authorities; `ca_bundle` in a profile adds some"),
];

/// The files that are kept, and what they are, for help.
pub const FILES: &[(&str, &str)] = &[
    ("~/.atlassian-cli/config.yaml", "profiles, no secrets; made to be edited"),
    ("~/.config/atlassian-cli/", "credentials (encrypted), keys, plugins.lock"),
    ("~/.local/share/atlassian-cli/plugins/", "installed plugins"),
    ("~/.cache/atlassian-cli/code/", "compiled plugins; can be deleted"),
    ("~/.local/state/atlassian-cli/", "the audit log, and journals of bulk commands"),
    ("/etc/atlassian-cli/policy.yaml", "the organisation's policy"),
    (".atlassian-cli-export.json", "in a folder to which a command exports: what it has written there"),
    (".git/config", "only read: the workspace and the repository of the clone in which one is"),
];

/// What the names of our variables begin with.
pub const PREFIX: &str = "ATLASSIAN_CLI_";

/// A variable's value; blank counts as absent, and so does one that is not Unicode.
pub fn var(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Whether a variable switches something on: any value does but `0`, `false`, `no` and `off`.
pub fn switch(name: &str) -> bool {
    var(name).is_some_and(|value| !matches!(value.trim().to_ascii_lowercase().as_str(), "0" | "false" | "no" | "off"))
}

/// Names of all variables that begin with `prefix`.
pub fn names_with_prefix(prefix: &str) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with(prefix))
        .collect()
}

/// Folder of config.yaml.
///
/// # Errors
/// When no home folder is known.
pub fn config_dir() -> Result<PathBuf> {
    if let Some(moved) = var("ATLASSIAN_CLI_CONFIG_DIR") {
        return Ok(PathBuf::from(moved));
    }
    if cfg!(windows) { roaming() } else { Ok(home()?.join(".atlassian-cli")) }
}

/// A path that config.yaml names: `~/` is the home folder, and what is relative is relative to config.yaml. The folder in
/// which a command runs never counts: it may be somebody else's.
///
/// # Errors
/// When no home folder is known.
pub fn path_in_config(written: &str) -> Result<PathBuf> {
    match written.strip_prefix("~/") {
        Some(below) => Ok(home()?.join(below)),
        None => Ok(config_dir()?.join(written)),
    }
}

/// Folder of the credential store, its key and plugins.lock.
///
/// # Errors
/// When no home folder is known.
pub fn credential_dir() -> Result<PathBuf> {
    match var("ATLASSIAN_CLI_CONFIG_DIR") {
        Some(moved) => Ok(PathBuf::from(moved)),
        None => unmoved_credential_dir(),
    }
}

/// Where that folder is when no variable of ours moves it: what belongs to the audit log lies there, which is one
/// for all.
///
/// # Errors
/// When no home folder is known.
pub fn unmoved_credential_dir() -> Result<PathBuf> {
    if cfg!(windows) { roaming() } else { xdg("XDG_CONFIG_HOME", ".config") }
}

/// Folder of installed plugins. `ATLASSIAN_CLI_CONFIG_DIR` does not move it.
///
/// # Errors
/// When no home folder is known.
pub fn data_dir() -> Result<PathBuf> {
    if cfg!(windows) { local() } else { xdg("XDG_DATA_HOME", ".local/share") }
}

/// Folder of what happened: the audit log, journals. `ATLASSIAN_CLI_CONFIG_DIR` does not move it.
///
/// # Errors
/// When no home folder is known.
pub fn state_dir() -> Result<PathBuf> {
    if cfg!(windows) { local() } else { xdg("XDG_STATE_HOME", ".local/state") }
}

/// Folder of what can be made anew: compiled code.
///
/// # Errors
/// When no home folder is known.
pub fn cache_dir() -> Result<PathBuf> {
    if cfg!(windows) { local() } else { xdg("XDG_CACHE_HOME", ".cache") }
}

/// Whether the user chose the folder of our configuration, where other files may lie, too.
pub fn config_is_moved() -> bool {
    var("ATLASSIAN_CLI_CONFIG_DIR").is_some()
}

/// Folders of ours besides those of configuration and credentials: compiled code, installed plugins, logs. What is not
/// there yet is named, too.
///
/// # Errors
/// When no home folder is known.
pub fn own_dirs() -> Result<Vec<PathBuf>> {
    if cfg!(windows) {
        return Ok(vec![local()?]);
    }
    let places = [("XDG_CACHE_HOME", ".cache"), ("XDG_DATA_HOME", ".local/share"), ("XDG_STATE_HOME", ".local/state")];
    places.into_iter().map(|(variable, below_home)| xdg(variable, below_home)).collect()
}

/// The user's time zone; it need not know its name. To find that, the names of all zones would be read in each run.
pub fn time_zone() -> TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    let unnamed = || names_with_prefix("TZ").is_empty().then(|| zone_in(Path::new("/etc/localtime"))).flatten();
    ZONE.get_or_init(|| unnamed().unwrap_or_else(TimeZone::system)).clone()
}

/// The zone that a file of the system's describes.
fn zone_in(file: &Path) -> Option<TimeZone> {
    TimeZone::tzif("Local", &std::fs::read(file).ok()?).ok()
}

fn home() -> Result<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that knows where files lie")]
    dirs::home_dir()
        .filter(|home| home.is_absolute())
        .ok_or_else(|| Error::usage("no home folder is known").hinted("set `HOME`, or `ATLASSIAN_CLI_CONFIG_DIR`"))
}

/// XDG variables are honoured on Linux; elsewhere the paths are literally those of the documentation.
fn xdg(variable: &str, below_home: &str) -> Result<PathBuf> {
    let moved = var(variable).map(PathBuf::from).filter(|dir| cfg!(target_os = "linux") && dir.is_absolute());
    let base = match moved {
        Some(dir) => dir,
        None => home()?.join(below_home),
    };
    Ok(base.join("atlassian-cli"))
}

fn roaming() -> Result<PathBuf> {
    Ok(dirs::config_dir().ok_or_else(|| Error::usage("no `%APPDATA%` folder is known"))?.join("atlassian-cli"))
}

fn local() -> Result<PathBuf> {
    Ok(dirs::data_local_dir().ok_or_else(|| Error::usage("no `%LOCALAPPDATA%` folder is known"))?.join("atlassian-cli"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_what_its_file_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("zone");
        assert!(zone_in(&file).is_none());
        crate::files::write_private(&file, b"no zone").unwrap();
        assert!(zone_in(&file).is_none());
        // Version 1, no transitions, one type: five and a half hours, called IST.
        let counts: [u32; 6] = [0, 0, 0, 0, 1, 4];
        let counts = counts.into_iter().flat_map(u32::to_be_bytes);
        let of_type = [&19_800_i32.to_be_bytes()[..], &[0, 0], b"IST\0"].concat();
        let bytes: Vec<_> = b"TZif\0".iter().copied().chain([0; 15]).chain(counts).chain(of_type).collect();
        crate::files::write_private(&file, &bytes).unwrap();
        let moment = jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(zone_in(&file).unwrap());
        assert_eq!(moment.strftime("%Y-%m-%d %H:%M").to_string(), "1970-01-01 05:30");
    }
}
