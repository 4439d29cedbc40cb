//! `auth doctor`: everything that a sign-in depends on, each with its cure.

use std::collections::HashSet;
use std::net::ToSocketAddrs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::credential::{CredentialKind, Store};
use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::files;
use crate::http::{self, Session};
use crate::output::{Output, Shape};
use crate::profile::{Config, KeySource, Profile, Selected};

use super::check;

const COLUMNS: &[(&str, &str)] =
    &[("Check", "/check"), ("State", "/state"), ("Finding", "/finding"), ("Cure", "/cure")];

/// Difference between our clock and a site's from which tokens and certificates begin to fail.
const CLOCK: Duration = Duration::from_secs(120);

/// Look at everything that a sign-in depends on, and name the cure
///
/// Folders and their permissions, the store and where its key comes from, proxy and certificates of environment and
/// profile, the way to each service, the name of the site, the clock, and the tokens themselves. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth doctor
  atlassian-cli auth doctor --profile work")]
pub(super) struct Doctor {}

/// What one look found.
struct Finding {
    check: &'static str,
    state: State,
    finding: String,
    cure: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Warning,
    Bad,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

impl Doctor {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let mut findings = vec![
            folder("config folder", environment::config_dir()),
            folder("credential folder", environment::credential_dir()),
            folder("audit log folder", environment::state_dir()),
        ];
        findings.push(store());
        findings.push(key());
        findings.extend(variables());
        match Config::load().and_then(|config| Ok((config.select(globals.profile.as_deref())?, config))) {
            Ok((selected, config)) => {
                findings.push(good("profile", format!("`{}`", selected.name)));
                findings.extend(certificates(&selected.profile));
                findings.extend(site(&selected, &config, globals));
            }
            Err(error) => findings.push(bad("profile", &error)),
        }
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/check"))?;
        for finding in &findings {
            output.value(&json!({
                "check": finding.check, "state": finding.state.as_str(), "finding": finding.finding, "cure": finding.cure,
            }))?;
        }
        output.finish(true)?;
        match findings.iter().filter(|finding| finding.state == State::Bad).count() {
            0 => Ok(()),
            1 => Err(Error::new(Kind::SignIn, "1 check found something bad")),
            many => Err(Error::new(Kind::SignIn, format!("{many} checks found something bad"))),
        }
    }
}

fn good(check: &'static str, finding: impl Into<String>) -> Finding {
    Finding { check, state: State::Good, finding: finding.into(), cure: None }
}

fn bad(check: &'static str, error: &Error) -> Finding {
    Finding { check, state: State::Bad, finding: error.to_string(), cure: error.hints.first().cloned() }
}

/// Whether a folder is there and can be written.
fn folder(check: &'static str, dir: Result<PathBuf>) -> Finding {
    let dir = match dir {
        Ok(dir) => dir,
        Err(error) => return bad(check, &error),
    };
    if !dir.exists() {
        return good(check, format!("`{}` does not exist yet", dir.display()));
    }
    if let Err(error) = files::refuse_if_others_can_write(&dir) {
        return bad(check, &error);
    }
    match tempfile::tempfile_in(&dir).context(Kind::Failed, || format!("`{}` cannot be written", dir.display())) {
        Ok(_) => good(check, format!("`{}`", dir.display())),
        Err(error) => {
            bad(check, &error.hinted(format!("give yourself the right to write: `chmod u+rwx {}`", dir.display())))
        }
    }
}

/// Whether every stored token can be decrypted.
fn store() -> Finding {
    let opened = || -> Result<usize> {
        let store = Store::open()?;
        let records = store.list()?;
        for (profile, kind) in &records {
            store.get(profile, *kind)?;
        }
        Ok(records.len())
    };
    match opened() {
        Ok(0) => good("stored tokens", "none"),
        Ok(1) => good("stored tokens", "1, readable"),
        Ok(many) => good("stored tokens", format!("{many}, all readable")),
        Err(error) => bad("stored tokens", &error),
    }
}

/// Where the key of the store comes from. A store keeps its key until it is rotated, whatever config.yaml says.
fn key() -> Finding {
    let found = || -> Result<Finding> {
        let wanted = Config::load()?.key_source;
        Ok(match Store::open()?.key_source()? {
            None => good("store key", format!("none yet; it will come from {}", key_place(wanted)?)),
            Some(used) if used == wanted => good("store key", format!("from {}", key_place(used)?)),
            Some(used) => Finding {
                state: State::Warning,
                finding: format!(
                    "from {}, although config.yaml says `key_source: {}`",
                    key_place(used)?,
                    wanted.as_str()
                ),
                cure: Some("move the key with `atlassian-cli auth rotate-key`".to_owned()),
                check: "store key",
            },
        })
    };
    found().unwrap_or_else(|error| bad("store key", &error))
}

fn key_place(source: KeySource) -> Result<String> {
    Ok(match source {
        KeySource::File => format!("the file `{}`", environment::credential_dir()?.join("key").display()),
        KeySource::Keyring => "the system's keyring".to_owned(),
        KeySource::Command => "what `key_command` prints".to_owned(),
    })
}

/// The profile's own certificate authorities and client certificate.
fn certificates(profile: &Profile) -> Vec<Finding> {
    let found = http::certificate_files(profile).into_iter().map(|(key, read)| match read {
        Ok(file) => good("certificates", format!("`{key}` of the profile is `{}`", file.display())),
        Err(error) => bad("certificates", &error),
    });
    found.collect()
}

/// Variables that change how we connect.
fn variables() -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
        if environment::var(name).is_some() {
            // A proxy's address may hold a password.
            findings.push(good("proxy", format!("`{name}` is set")));
        }
    }
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        if let Some(path) = environment::var(name) {
            findings.push(if std::path::Path::new(&path).exists() {
                good("certificates", format!("`{name}` is `{path}`"))
            } else {
                bad(
                    "certificates",
                    &Error::failed(format!("`{name}` is `{path}`, which does not exist"))
                        .hinted(format!("correct or unset `{name}`")),
                )
            });
        }
    }
    findings
}

fn site(selected: &Selected, config: &Config, globals: &Globals) -> Vec<Finding> {
    let mut findings = Vec::new();
    let session = match check::session(selected, config, globals) {
        Ok(session) => Arc::new(session),
        Err(error) => return vec![bad("policy", &error)],
    };
    for kind in [CredentialKind::Site, CredentialKind::Bitbucket] {
        let source = match session.credential(kind) {
            Ok(credential) => credential.source.to_string(),
            // A profile need not have both.
            Err(_) if kind == CredentialKind::Bitbucket || selected.profile.base_url.is_none() => continue,
            Err(error) => {
                findings.push(bad("site token", &error));
                continue;
            }
        };
        let label = if kind == CredentialKind::Site { "site token" } else { "Bitbucket token" };
        findings.push(good(label, source));
        let mut asked = Vec::new();
        for (name, service, check) in check::checked(kind) {
            match service.base(selected) {
                Ok(base) => findings.extend([route(&session, &service.title, &base), dns(&base)]),
                Err(error) => {
                    findings.push(bad("address", &error));
                    continue;
                }
            }
            match check::account(&session, name, service, check) {
                Ok(account) => {
                    asked.push(good("service", format!("{}: signed in as {}", service.title, account.name)));
                    findings.extend(account.date.as_deref().and_then(clock));
                }
                Err(error) => asked.push(Finding { state: State::Warning, ..bad("service", &error) }),
            }
        }
        if !asked.iter().any(|finding| finding.state == State::Good) {
            // A site need not have every product, but a token that works nowhere is no use.
            asked.iter_mut().for_each(|finding| finding.state = State::Bad);
        }
        findings.extend(asked);
    }
    // Two services at one address need not say the same twice.
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert((finding.check, finding.finding.clone())));
    findings
}

/// The way that requests take. A proxy is shown without its user name and password.
fn route(session: &Session, title: &str, base: &url::Url) -> Finding {
    match session.route(base) {
        Ok(route) => good("route", format!("{title}: {route}")),
        Err(error) => bad("route", &error),
    }
}

fn dns(base: &url::Url) -> Finding {
    let host = base.host_str().unwrap_or_default().to_owned();
    let port = base.port_or_known_default().unwrap_or(443);
    match (host.trim_matches(['[', ']']), port).to_socket_addrs() {
        Ok(mut addresses) => match addresses.next() {
            Some(address) => good("name", format!("`{host}` is {}", address.ip())),
            None => bad("name", &Error::failed(format!("`{host}` has no address"))),
        },
        // Behind a proxy, names are often known to the proxy alone.
        Err(error) => Finding {
            state: State::Warning,
            ..bad(
                "name",
                &Error::failed(format!("`{host}` cannot be looked up: {error}"))
                    .hinted("check the address, the network and DNS; behind a proxy this can be normal"),
            )
        },
    }
}

/// Compares our clock with the time that a service wrote into its answer.
fn clock(date: &str) -> Option<Finding> {
    let theirs = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    let apart = theirs.duration_until(jiff::Timestamp::now()).unsigned_abs();
    Some(if apart < CLOCK {
        good("clock", "agrees with the site's")
    } else {
        let apart = format!("differs from the site's by {} s", apart.as_secs());
        bad("clock", &Error::failed(apart).hinted("set this machine's clock; certificates and tokens depend on it"))
    })
}
