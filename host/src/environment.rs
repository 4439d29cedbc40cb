//! The only place that reads environment variables and knows where our files lie.

use std::path::PathBuf;

use crate::error::{Error, Result};

/// A variable's value; blank counts as absent, and so does one that is not Unicode.
pub fn var(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
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
    if let Some(moved) = var("ATLASSIAN_CLI_CONFIG_DIR") {
        return Ok(PathBuf::from(moved));
    }
    if cfg!(windows) { roaming() } else { xdg("XDG_CONFIG_HOME", ".config") }
}

/// Folder of installed plugins. `ATLASSIAN_CLI_CONFIG_DIR` does not move it.
///
/// # Errors
/// When no home folder is known.
pub fn data_dir() -> Result<PathBuf> {
    if cfg!(windows) { local() } else { xdg("XDG_DATA_HOME", ".local/share") }
}

/// Folder of what can be made anew: compiled code.
///
/// # Errors
/// When no home folder is known.
pub fn cache_dir() -> Result<PathBuf> {
    if cfg!(windows) { local() } else { xdg("XDG_CACHE_HOME", ".cache") }
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
