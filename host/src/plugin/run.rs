//! Runs one command of a plugin.

use std::sync::Arc;

use wasmtime::{Store, UpdateDeadline};

use crate::error::{Context, Error, Kind, Result};
use crate::http::{self, Pending, Permit, Session};
use crate::journal::Book;
use crate::output::{self, Level, Output};
use crate::powerbox::{Grant, Named, Powerbox};
use crate::{audit, interrupt};

use super::bindings::atlassian::plugin::types::{Failure, Invocation};
use super::limits::Limits;
use super::manifest::{Command, Effect, ResultKind, Scopes};
use super::state::HostState;
use super::{Plugin, bindings, cache, engine, linker, validate};

/// One run: which command, with what.
#[derive(Debug)]
pub struct Run<'a> {
    /// The plugin.
    pub plugin: &'a Plugin,
    /// Its command.
    pub command: &'a Command,
    /// The strongest effect that it can have.
    pub effect: Effect,
    /// The parsed arguments, and the journal of what is done with them.
    pub journal: Book,
    /// The files that were named.
    pub files: Named,
    /// Whether files with other content may be replaced.
    pub force: bool,
    /// Whether nothing may be written.
    pub dry_run: bool,
    /// The profile and its credentials.
    pub session: Arc<Session>,
    /// Where results go.
    pub output: Output,
    /// What the guest may use.
    pub limits: Limits,
    /// What its requests may use.
    pub http_limits: http::Limits,
}

/// Runs the command to its end and writes its results.
///
/// # Errors
/// When the plugin, the site or we fail; what was emitted before stays written.
pub fn run(run: Run<'_>) -> Result<()> {
    let name = format!("{} {}", run.plugin.name, run.command.path.join(" "));
    let engine = engine::engine()?;
    let compiler = if run.plugin.entry().is_some() { cache::Compiler::Child } else { cache::Compiler::Here };
    let sha256 = run.plugin.sha256();
    let logged = audit::Plugin::with_digest(&run.plugin.name, &sha256);
    let (component, origin) = cache::load(&engine, &sha256, || run.plugin.wasm(), compiler)?;
    if origin == cache::Origin::Replaced {
        audit::record(&audit::Entry::Cache { plugin: logged.clone() })?;
        output::note(
            Level::Warning,
            &format!(
                "compiled code of `{}` in the cache had been changed; it was thrown away and made again",
                run.plugin.name
            ),
        );
    }
    let permit = Permit { command: name.clone(), endpoints: run.command.http.clone() };
    let pending = Pending::new(run.session, permit, run.http_limits).of_plugin(logged);
    let session = Arc::clone(pending.session_handle());
    if run.effect > Effect::Read {
        let requests = pending.requests();
        interrupt::also(move || {
            if let Some(changes) = requests.changes() {
                output::note(Level::Info, &format!("interrupted: {changes}"));
            }
        })
        .context(Kind::Failed, || "the system takes no handler for Ctrl-C".to_owned())?;
    }
    let emits_text = run.command.result == ResultKind::Text;
    let args = run.journal.args().to_string();
    let powerbox = Powerbox::new(Grant {
        command: name.clone(),
        needed: run.command.needs("files"),
        emits_text,
        named: run.files,
        force: run.force,
        dry_run: run.dry_run,
    });
    let mut state = HostState::new(
        name.clone(),
        (emits_text, run.command.needs("prompt")),
        pending,
        (powerbox, run.journal),
        run.output,
        run.limits,
    );
    state.git = run.command.needs(validate::GIT).then(|| http::of_remotes(run.command)).flatten();
    let mut store = Store::new(&engine, state);
    guard(&mut store, &engine);
    let linker = linker::linker(&engine)?;
    let bindings = bindings::Plugin::instantiate(&mut store, &component, &linker)
        .map_err(|error| stopped(&name, store.data(), &error))?;
    let invocation = Invocation { command: run.command.path.clone(), args };
    store.data_mut().worked();
    let outcome = bindings.call_run(&mut store, &invocation);
    let result = match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(failure)) => Err(failed(failure, store.data())),
        Err(error) => Err(stopped(&name, store.data(), &error)),
    };
    let state = store.into_data();
    session.remember_gateway();
    finish(state, result)
}

/// A guest's own success is not enough: what it emitted must also have been written.
fn finish(state: HostState, result: Result<()>) -> Result<()> {
    let HostState { command, mut output, denied, progress, journal, .. } = state;
    drop(progress);
    let journal = journal.summary();
    // A plugin ends where it needs the answer to a write that a dry run has not sent.
    let result = if output.has_plan() && denied.is_none() { Ok(()) } else { result };
    let complete = result.is_ok() && !journal.as_ref().is_some_and(|journal| journal.is_stopped);
    let written = output.finish(complete);
    // Not before: results that name what failed are whole all the same.
    let result = match journal {
        Some(journal) => journal.judge(&command, result),
        None => result,
    };
    match (result, denied) {
        (Ok(()), None) => written,
        // The plugin went on without what it was refused. The user hears of it all the same.
        (Ok(()), Some(denied)) => {
            written?;
            output::note(Level::Warning, &format!("refused: {denied}"));
            Ok(())
        }
        (Err(error), _) => match written {
            Err(broken) if broken.kind == Kind::BrokenPipe => Err(broken),
            _ => Err(error),
        },
    }
}

/// Sets the limits of a store.
fn guard(store: &mut Store<HostState>, engine: &wasmtime::Engine) {
    store.limiter(|state| &mut state.limiter);
    // What one call carries is copied before anybody can look at it.
    store.set_hostcall_fuel(store.data().limits.argument_bytes.saturating_mul(4));
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut context| {
        let state = context.data_mut();
        if state.time_left().is_zero() {
            state.out_of_time();
            return Ok(UpdateDeadline::Interrupt);
        }
        Ok(UpdateDeadline::Continue(1))
    });
    engine::start_ticking(engine);
}

/// Longest message or hint of a guest's failure, in bytes.
const LONGEST_REASON: usize = 16 << 10;
/// Hints of a guest's failure at most.
const MOST_HINTS: usize = 20;

/// Cuts what nobody would read to its end.
fn bounded(mut failure: Failure) -> Failure {
    failure.hints.truncate(MOST_HINTS);
    let texts = [&mut failure.message].into_iter().chain(&mut failure.hints).chain(&mut failure.request_id);
    for text in texts.filter(|text| text.len() > LONGEST_REASON) {
        text.truncate(text.floor_char_boundary(LONGEST_REASON));
        text.push_str(" [cut off here]");
    }
    failure
}

/// The guest gave a reason.
fn failed(failure: Failure, state: &HostState) -> Error {
    let failure = bounded(failure);
    if let Some(denied) = &state.denied {
        return denied.clone();
    }
    let known = state.failures.iter().find(|error| error.message == failure.message);
    if let Some(error) = known {
        return error.clone();
    }
    let scope_is_missing = failure.status == Some(401) && failure.message.contains("scope does not match");
    // The host's own words stand without a name before them.
    let plugin = state.command.split(' ').next().unwrap_or_default();
    let mut error = Error::new(kind(&failure), format!("{plugin}: {}", failure.message));
    error.hints = failure.hints.iter().map(|hint| format!("{plugin}: {hint}")).collect();
    error.status = failure.status;
    error.request_id = failure.request_id;
    if scope_is_missing {
        return error.hinted(scopes(state));
    }
    match hint(&failure.kind, state) {
        Some(hint) => error.hinted(hint),
        None => error,
    }
}

fn kind(failure: &Failure) -> Kind {
    match failure.kind.as_str() {
        "not-found" => Kind::NotFound,
        "usage" => Kind::Usage,
        "unauthenticated" => Kind::SignIn,
        "rate-limited" | "unavailable" => Kind::TryLater,
        "refused" => Kind::Refused,
        "partial" => Kind::Partial,
        "cancelled" => Kind::Interrupted,
        _ => Kind::Failed,
    }
}

/// The scopes that the running command's endpoints need.
fn scopes(state: &HostState) -> String {
    let list = |pick: fn(&Scopes) -> &Vec<String>| {
        let mut scopes: Vec<_> =
            state.pending.permit().endpoints.iter().flat_map(|e| pick(&e.scopes).clone()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes.join(", ")
    };
    format!(
        "`{}` needs a token with the scopes {} (or the granular ones: {})",
        state.command,
        list(|scopes| &scopes.classic),
        list(|scopes| &scopes.granular)
    )
}

/// What the host knows and a plugin cannot: the profile and where its token comes from.
fn hint(kind: &str, state: &HostState) -> Option<String> {
    let profile = &state.pending.session().selected.name;
    match kind {
        "unauthenticated" => Some(format!(
            "the token is wrong or expired, or the e-mail is not its owner's; see `atlassian-cli auth test --profile {profile}`"
        )),
        "forbidden" => Some(format!(
            "profile `{profile}` is signed in but lacks permission, or its token lacks a scope for `{}`",
            state.command
        )),
        "rate-limited" => Some("wait a little and run it again".to_owned()),
        _ => None,
    }
}

/// The guest was stopped, by itself or by a limit.
fn stopped(name: &str, state: &HostState, error: &wasmtime::Error) -> Error {
    // A trap may carry one of our own errors, such as a closed pipe behind the output.
    if let Some(ours) = error.downcast_ref::<Error>() {
        return ours.clone();
    }
    if let Some(limit) = &state.limiter.exceeded {
        return Error::failed(format!("the plugin was stopped: `{name}` reached {limit}"));
    }
    if let Some(denied) = &state.denied {
        return denied.clone();
    }
    Error::failed(format!("the plugin broke down while it ran `{name}`"))
        .caused_by(error.root_cause())
        .hinted("this is a mistake of the plugin's, not of yours")
}
