//! Which repository of a service a clone belongs to, from the addresses of its remotes.

use super::Worktree;

/// Longest name of a workspace or repository.
const LONGEST: usize = 100;

/// A repository of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The workspace's slug.
    pub workspace: String,
    /// The repository's slug.
    pub repository: String,
}

impl Place {
    /// One that is named, for example by a plugin; nothing where a name is none.
    pub fn new(workspace: &str, repository: &str) -> Option<Self> {
        let is_both = is_slug(workspace) && is_slug(repository);
        is_both.then(|| Self { workspace: workspace.to_owned(), repository: repository.to_owned() })
    }

    /// Services do not tell names apart by case.
    pub fn is(&self, other: &Self) -> bool {
        self.workspace.eq_ignore_ascii_case(&other.workspace) && self.repository.eq_ignore_ascii_case(&other.repository)
    }
}

/// A remote that leads to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// As git calls it.
    pub name: String,
    /// Where it leads.
    pub place: Place,
}

impl Worktree {
    /// The remotes that lead to one of a service's hosts, in the order of the configuration.
    pub fn remotes(&self, hosts: &[String]) -> Vec<Remote> {
        let mut remotes: Vec<Remote> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.section == "remote" && entry.key == "url") {
            let Some(name) = entry.subsection.as_deref() else { continue };
            // Git fetches from the first address of a remote, and pushes to all.
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            if let Some(place) = place(&entry.value, hosts) {
                remotes.push(Remote { name: name.to_owned(), place });
            }
        }
        remotes
    }

    /// The repository that the clone belongs to: where `origin` leads, else where all that lead to the service do.
    ///
    /// # Errors
    /// Says why it cannot be told, as a sentence; `title` is the service's name.
    pub fn place(&self, hosts: &[String], title: &str) -> Result<Place, String> {
        let remotes = self.remotes(hosts);
        let origin = remotes.iter().find(|remote| remote.name == "origin");
        let Some(first) = origin.or(remotes.first()) else {
            return Err(format!("no remote of this git repository leads to {title}"));
        };
        if origin.is_none() && remotes.iter().any(|remote| !remote.place.is(&first.place)) {
            let names: Vec<_> = remotes.iter().map(|remote| format!("`{}`", remote.name.escape_debug())).collect();
            return Err(format!("{} lead to different repositories, and none is `origin`", names.join(", ")));
        }
        Ok(first.place.clone())
    }
}

/// The repository of an address like `git@HOST:WORKSPACE/REPOSITORY.git` or `https://HOST/WORKSPACE/REPOSITORY`.
fn place(address: &str, hosts: &[String]) -> Option<Place> {
    let (host, path) = match address.split_once("://") {
        Some((scheme, rest)) => {
            if !["https", "http", "ssh", "git+ssh", "ssh+git"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
                return None;
            }
            let (authority, path) = rest.split_once('/')?;
            // What another reader of the address would take for the host's end.
            if authority.contains(['?', '#', '\\']) {
                return None;
            }
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            (host.split_once(':').map_or(host, |(host, _)| host), path)
        }
        // A colon after the first slash makes it the path of a folder.
        None => {
            let (authority, path) = address.split_once(':').filter(|(before, _)| !before.contains('/'))?;
            (authority.rsplit_once('@').map_or(authority, |(_, host)| host), path.trim_start_matches('/'))
        }
    };
    if !hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
        return None;
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    let (workspace, repository) = path.strip_suffix(".git").unwrap_or(path).split_once('/')?;
    Place::new(workspace, repository)
}

/// Letters, digits, `.`, `_` and `-`: nothing that is more than one segment of a path, or a flag.
fn is_slug(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty()
        && name.len() <= LONGEST
        && name.bytes().all(plain)
        && !name.starts_with('-')
        && name.bytes().any(|byte| byte != b'.')
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::config;
    use super::*;

    fn hosts() -> Vec<String> {
        vec!["bitbucket.org".to_owned(), "altssh.bitbucket.org".to_owned()]
    }

    fn told(config: &str) -> Result<String, String> {
        let tree = Worktree { root: PathBuf::new(), common: PathBuf::new(), entries: config::parse(config).unwrap() };
        tree.place(&hosts(), "Bitbucket").map(|place| format!("{}/{}", place.workspace, place.repository))
    }

    #[test]
    fn every_form_of_address_is_read() {
        for address in [
            "git@bitbucket.org:acme/web-app.git",
            "bitbucket.org:acme/web-app",
            "git@bitbucket.org:/acme/web-app.git",
            "https://bitbucket.org/acme/web-app.git",
            "https://sam@bitbucket.org/acme/web-app",
            "https://sam:pass@word@BITBUCKET.org:443/acme/web-app/",
            "HTTPS://x-token-auth:abc@bitbucket.org/acme/web-app.git/",
            "ssh://git@bitbucket.org/acme/web-app.git",
            "ssh://git@altssh.bitbucket.org:443/acme/web-app.git",
            "git+ssh://git@bitbucket.org/acme/web-app",
        ] {
            let found = place(address, &hosts()).unwrap_or_else(|| panic!("{address}"));
            assert_eq!((found.workspace.as_str(), found.repository.as_str()), ("acme", "web-app"), "{address}");
        }
        for address in [
            "",
            "bitbucket.org",
            "/srv/bitbucket.org:acme/web-app",
            "git@github.com:acme/web-app.git",
            "https://bitbucket.org.evil.example/acme/web-app",
            "https://bitbucket.org@evil.example/acme/web-app",
            "https://evil.example?@bitbucket.org/acme/web-app",
            "https://evil.example\\@bitbucket.org/acme/web-app",
            "https://evil.example/bitbucket.org/acme/web-app",
            "ext::sh -c bitbucket.org:acme/web-app",
            "file://bitbucket.org/acme/web-app",
            "git@bitbucket.org:acme",
            "git@bitbucket.org:acme/web/app",
            "git@bitbucket.org:../web-app",
            "git@bitbucket.org:acme/..",
            "git@bitbucket.org:acme/.git",
            "git@bitbucket.org:-acme/web-app",
            "git@bitbucket.org:acme/web app",
            "git@bitbucket.org:acme/web%2fapp",
            "git@bitbucket.org:acme/web-app?x=y",
            "git@bitbucket.org:acme/w\u{e4}b",
        ] {
            assert_eq!(place(address, &hosts()), None, "{address}");
        }
    }

    #[test]
    fn origin_counts_else_where_all_lead() {
        let remote = |name: &str, path: &str| format!("[remote \"{name}\"]\nurl = git@bitbucket.org:{path}.git\n");
        let (up, fork) = (remote("upstream", "acme/web"), remote("origin", "sam/web"));
        let github = "[remote \"origin\"]\nurl = git@github.com:x/y.git\nurl = git@bitbucket.org:a/pushed\n";
        assert_eq!(told(&format!("{up}{fork}")).unwrap(), "sam/web");
        assert_eq!(told(&up).unwrap(), "acme/web");
        assert_eq!(told(&format!("{github}{up}")).unwrap(), "acme/web");
        assert_eq!(told(&format!("{up}{}", remote("mirror", "Acme/WEB"))).unwrap(), "acme/web");
        let unclear = told(&format!("{up}{}", remote("mine", "sam/web"))).unwrap_err();
        assert_eq!(unclear, "`upstream`, `mine` lead to different repositories, and none is `origin`");
        assert!(told(github).unwrap_err().contains("leads to Bitbucket"));
        assert!(told("").is_err());
    }
}
