//! `progress`: bars while it takes long.

use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::progress;

fn foreign() -> wasmtime::Error {
    wasmtime::Error::msg("the plugin used a progress bar that is not there")
}

impl progress::Host for HostState {
    fn start(&mut self, label: String, total: Option<u64>) -> wasmtime::Result<u32> {
        self.progress
            .start(&label, total)
            .ok_or_else(|| wasmtime::Error::msg("the plugin shows too many progress bars"))
    }

    fn update(&mut self, bar: u32, label: Option<String>, total: Option<u64>) -> wasmtime::Result<()> {
        self.progress.update(bar, label.as_deref(), total).ok_or_else(foreign)
    }

    fn advance(&mut self, bar: u32, by: u64) -> wasmtime::Result<()> {
        self.progress.advance(bar, by).ok_or_else(foreign)
    }

    fn finish(&mut self, bar: u32) -> wasmtime::Result<()> {
        self.progress.finish(bar).ok_or_else(foreign)
    }
}
