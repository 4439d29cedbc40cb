//! A temporary home with a simulator beside it, in which commands run as a user would run them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::Result;
use crate::tools::{self, Running};

pub(crate) const EMAIL: &str = "dev@example.com";
pub(crate) const SITE_TOKEN: &str = "ATATT-site-token-EXAMPLE";
const BITBUCKET_TOKEN: &str = "ATBB-user-token-EXAMPLE";

/// A home folder that goes away with this value.
pub(crate) struct Home {
    dir: PathBuf,
    program: PathBuf,
}

impl Home {
    /// An empty home for a built program.
    pub(crate) fn new(name: &str, program: PathBuf) -> Result<Self> {
        let dir = tools::target().join("tmp").join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|error| format!("no temporary home: {error}"))?;
        Ok(Self { dir, program })
    }

    /// The program in this home.
    pub(crate) fn command<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(&self.program);
        command.env("HOME", &self.dir).args(args);
        // A developer's own tokens and folders are not this home's.
        for (name, _) in std::env::vars_os() {
            let theirs = name
                .to_str()
                .is_some_and(|name| ["ATLASSIAN_", "BITBUCKET_", "XDG_"].iter().any(|prefix| name.starts_with(prefix)));
            if theirs {
                command.env_remove(name);
            }
        }
        command
    }

    /// A folder of this home with a copy of the tests' sample files, for commands that read or write some.
    pub(crate) fn sample(&self) -> Result<PathBuf> {
        let folder = self.dir.join("sample");
        let from = tools::root().join("host/tests/it/sample");
        tools::run(Command::new("cp").arg("-R").arg(from).arg(&folder))?;
        Ok(folder)
    }

    /// Makes the profile `demo` the default: site and Bitbucket at one address.
    pub(crate) fn sign_in(&self, url: &str) -> Result {
        let folder = self.dir.join(".atlassian-cli");
        let config = format!("profiles:\n  demo:\n    bitbucket_url: {url}\n    workspace: example\n");
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(folder.join("config.yaml"), config))
            .map_err(|error| format!("no config.yaml: {error}"))?;
        let login = |args: &[&str]| {
            tools::output(self.command(&[&["auth", "login", "--profile", "demo"], args].concat()).stdin(Stdio::null()))
        };
        login(&["--base-url", url, "--email", EMAIL, "--token", SITE_TOKEN, "--default"])?;
        login(&["--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN])?;
        Ok(())
    }
}

impl Home {
    /// Takes the compiled code of plugins away, as if none had ever run here.
    pub(crate) fn forget_code(&self) -> Result {
        let folder = self.dir.join(".cache/atlassian-cli");
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
            _ => Ok(()),
        }
    }

    /// How many requests the audit log of this home knows.
    pub(crate) fn requests(&self) -> Result<usize> {
        let log = self.dir.join(".local/state/atlassian-cli/audit.jsonl");
        let text = std::fs::read_to_string(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        Ok(text.lines().filter(|line| line.contains("\"kind\":\"request\"")).count())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Scratch below the target folder: what stays is removed by `cargo clean`.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A simulator that ends with this value, or by itself after a while.
pub(crate) struct Site {
    _process: Running,
    pub(crate) url: String,
}

/// Starts the simulator; `log` shows its requests.
pub(crate) fn start_site(program: &Path, port: u16, args: &[&str]) -> Result<Site> {
    let mut command = Command::new(program);
    command.args(["--port", &port.to_string(), "--max-seconds", "1800", "--quiet"]).args(args);
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the simulator cannot be started: {error}"))?;
    let process = Running(child);
    wait_for_port("the simulator", port)?;
    Ok(Site { _process: process, url: format!("http://127.0.0.1:{port}") })
}

/// Waits until something answers on a port.
pub(crate) fn wait_for_port(what: &str, port: u16) -> Result {
    tools::wait_for(what, Duration::from_secs(60), || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok())
}
