//! What a guest can import: the contract, and the interfaces of WASI that `component.rs` lists. Nothing else is linked,
//! so that what slipped through a check would still not be there.

use std::time::Duration;

use wasmtime::component::{HasData, HasSelf, Linker, Resource, ResourceTable};
use wasmtime_wasi::WasiView;
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
use wasmtime_wasi::p2::bindings::sync::io::poll::{self, Pollable};
use wasmtime_wasi::p2::bindings::{cli, clocks, filesystem, random, sync};
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};

use super::bindings;
use super::state::HostState;
use crate::error::{Error, Result};

/// The linker of every run.
pub(super) fn linker(engine: &wasmtime::Engine) -> Result<Linker<HostState>> {
    let mut linker = Linker::new(engine);
    bindings::Plugin::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut HostState| state)
        .and_then(|()| wasi(&mut linker))
        .map_err(|error| Error::bug("the contract cannot be linked").caused_by(format!("{error:#}")))?;
    Ok(linker)
}

/// Streams and pollables live in the table alone.
struct Table;

impl HasData for Table {
    type Data<'a> = &'a mut ResourceTable;
}

fn wasi(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    type State = HostState;
    fn table(state: &mut State) -> &mut ResourceTable {
        state.ctx().table
    }
    fn randomness(state: &mut State) -> &mut WasiRandomCtx {
        state.ctx().ctx.random()
    }
    cli::environment::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::exit::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::stdin::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::stdout::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::stderr::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::terminal_input::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::terminal_output::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::terminal_stdin::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::terminal_stdout::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::terminal_stderr::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(linker, State::clocks)?;
    clocks::wall_clock::add_to_linker::<State, WasiClocks>(linker, State::clocks)?;
    filesystem::preopens::add_to_linker::<State, WasiFilesystem>(linker, State::filesystem)?;
    sync::filesystem::types::add_to_linker::<State, WasiFilesystem>(linker, State::filesystem)?;
    sync::io::error::add_to_linker::<State, Table>(linker, table)?;
    poll::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?;
    sync::io::streams::add_to_linker::<State, Table>(linker, table)?;
    random::insecure::add_to_linker::<State, WasiRandom>(linker, randomness)?;
    random::insecure_seed::add_to_linker::<State, WasiRandom>(linker, randomness)?;
    random::random::add_to_linker::<State, WasiRandom>(linker, randomness)
}

/// Waiting for a clock of WASI's is bounded: the thread that waits cannot look at the limits.
impl poll::Host for HostState {
    fn poll(&mut self, pollables: Vec<Resource<Pollable>>) -> wasmtime::Result<Vec<u32>> {
        if pollables.is_empty() {
            return Err(wasmtime::Error::msg("the plugin waits for nothing"));
        }
        let limit = self.alarm()?;
        let rep = limit.rep();
        let own = u32::try_from(pollables.len())?;
        let all = pollables.into_iter().chain([Resource::new_borrow(rep)]).collect();
        let ready = poll::Host::poll(self.ctx().table, all);
        poll::HostPollable::drop(self.ctx().table, limit)?;
        let ready: Vec<_> = ready?.into_iter().filter(|index| *index != own).collect();
        if ready.is_empty() {
            self.out_of_time();
            return Err(wasmtime::Error::msg("the plugin waited for too long"));
        }
        Ok(ready)
    }
}

impl poll::HostPollable for HostState {
    fn ready(&mut self, pollable: Resource<Pollable>) -> wasmtime::Result<bool> {
        poll::HostPollable::ready(self.ctx().table, pollable)
    }

    fn block(&mut self, pollable: Resource<Pollable>) -> wasmtime::Result<()> {
        poll::Host::poll(self, vec![pollable]).map(drop)
    }

    fn drop(&mut self, pollable: Resource<Pollable>) -> wasmtime::Result<()> {
        poll::HostPollable::drop(self.ctx().table, pollable)
    }
}

impl HostState {
    /// Ready when the guest's time is over.
    fn alarm(&mut self) -> wasmtime::Result<Resource<Pollable>> {
        // Not zero: then it would be ready before what is ready at once.
        let left = self.time_left().max(Duration::from_millis(1));
        let nanoseconds = u64::try_from(left.as_nanos()).unwrap_or(u64::MAX);
        clocks::monotonic_clock::Host::subscribe_duration(&mut self.clocks(), nanoseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{component, engine};
    use super::*;

    /// Whether a component that imports a type, a resource, of an interface can be linked.
    fn links(interface: &str, resource: &str) -> bool {
        let engine = engine::engine().unwrap();
        let text =
            format!("(component (import \"{interface}\" (instance (export \"{resource}\" (type (sub resource))))))");
        let component = wasmtime::component::Component::new(&engine, wat::parse_str(text).unwrap()).unwrap();
        linker(&engine).unwrap().instantiate_pre(&component).is_ok()
    }

    #[test]
    fn nothing_else_is_linked() {
        for (interface, resource) in [
            ("wasi:cli/terminal-input@0.2.0", "terminal-input"),
            ("wasi:cli/terminal-output@0.2.6", "terminal-output"),
            ("wasi:filesystem/types@0.2.0", "descriptor"),
            ("wasi:io/error@0.2.0", "error"),
            ("wasi:io/poll@0.2.0", "pollable"),
            ("wasi:io/streams@0.2.0", "input-stream"),
        ] {
            let (name, _) = interface.split_once('@').unwrap();
            assert!(component::WASI.contains(&name) && links(interface, resource), "{interface}");
        }
        for (interface, resource) in [
            ("wasi:sockets/network@0.2.0", "network"),
            ("wasi:sockets/tcp@0.2.0", "tcp-socket"),
            ("wasi:sockets/udp@0.2.0", "udp-socket"),
            ("wasi:sockets/ip-name-lookup@0.2.0", "resolve-address-stream"),
            ("wasi:http/types@0.2.0", "fields"),
            ("wasi:io/poll@0.3.0", "pollable"),
            ("wasi:keyvalue/store@0.2.0", "bucket"),
        ] {
            assert!(!links(interface, resource), "{interface} is linked");
        }
    }
}
