//! A simulated site, and homes in which ours and the native peer know it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sandbox::{self, Home, start_site};
use crate::{Result, tools};

/// The search that is compared, in the spelling that the peer has, too.
pub(crate) const SEARCH: &[&str] =
    &["jira", "issue", "search", "--jql", "project = DEMO", "--limit", "25", "--format", "json"];

/// The fields that it asks for, so that others ask for the same.
const FIELDS: &str = "issuetype,summary,status,assignee,priority,updated";

/// A site and the programs that are signed in there.
pub(crate) struct Site {
    _site: sandbox::Site,
    pub(crate) url: String,
    pub(crate) ours: Home,
    pub(crate) scratch: PathBuf,
}

impl Site {
    /// Starts a site with so many issues.
    pub(crate) fn start(name: &str, issues: usize) -> Result<Self> {
        Self::with(name, &["--issues", &issues.to_string()])
    }

    /// Starts a site with these flags.
    pub(crate) fn with(name: &str, flags: &[&str]) -> Result<Self> {
        let bin = tools::target().join("release");
        let site = start_site(&bin.join("atlassian-simulator"), tools::free_port()?, flags)?;
        let scratch = tools::target().join("bench").join(name);
        std::fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
        let ours = installed(&bin.join("atlassian-cli"), &scratch.join("ours"))?;
        let ours = Home::new(&format!("bench-{name}"), ours)?;
        ours.sign_in(&site.url)?;
        let url = site.url.clone();
        Ok(Self { _site: site, url, ours, scratch })
    }

    /// The same search by `curl`.
    pub(crate) fn curl(&self) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["-sf", "--max-time", "60", "-u", &format!("{}:{}", sandbox::EMAIL, sandbox::SITE_TOKEN)]);
        curl.arg(format!("{}/rest/api/3/search/jql?jql=project%20%3D%20DEMO&maxResults=25&fields={FIELDS}", self.url));
        curl
    }

    /// The native peer, signed in at this site in a home of its own. Its login wants `https`, and its configuration does
    /// not: the address is put there by hand.
    pub(crate) fn peer(&self, program: &Path) -> Result<Peer> {
        let home = self.scratch.join("peer");
        std::fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
        let program = installed(program, &self.scratch.join("theirs"))?;
        let peer = Peer { program, home };
        let login = ["auth", "login", "--profile", "demo", "--base-url", "https://bench.example", "--default"];
        let account = ["--email", sandbox::EMAIL, "--token", sandbox::SITE_TOKEN];
        tools::output(&mut peer.command(&[&login[..], &account].concat()))?;
        let config = peer.home.join("config.yaml");
        let text = std::fs::read_to_string(&config).map_err(|error| format!("{}: {error}", config.display()))?;
        std::fs::write(&config, text.replace("https://bench.example", &self.url))
            .map_err(|error| format!("{}: {error}", config.display()))?;
        Ok(peer)
    }
}

/// A copy of a program, as an installed one lies on the disk. A linker leaves its output in the system's cache in small
/// pages, which cost a short run a millisecond; neither a package nor a download does.
fn installed(program: &Path, folder: &Path) -> Result<PathBuf> {
    let file = program.file_name().ok_or_else(|| format!("`{}` is no program", program.display()))?;
    let copy = folder.join(file);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::copy(program, &copy))
        .map_err(|error| format!("{}: {error}", copy.display()))?;
    Ok(copy)
}

/// The native peer in a home of its own.
pub(crate) struct Peer {
    program: PathBuf,
    home: PathBuf,
}

impl Peer {
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.env("HOME", &self.home).env("ATLASSIAN_CLI_CONFIG_DIR", &self.home).args(args);
        command
    }
}
