//! `files`: what the user named. All checks are in [`crate::powerbox`]; this is the border alone.

use crate::http::Failure;
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::files as wit;
use crate::powerbox::{Fault, Result};

impl wit::Host for HostState {
    fn open(
        &mut self,
        arg: String,
        index: u32,
        name: Option<String>,
    ) -> wasmtime::Result<std::result::Result<u32, String>> {
        let opened = self.powerbox.open(&arg, index, name.as_deref());
        self.answer(opened)
    }

    fn entries(&mut self, arg: String, index: u32) -> wasmtime::Result<std::result::Result<Vec<wit::Entry>, String>> {
        let listed = self.powerbox.entries(&arg, index);
        let entry = |(name, size)| wit::Entry { name, size: Some(size) };
        self.answer(listed.map(|found| found.into_iter().map(entry).collect()))
    }

    fn info(&mut self, file: u32) -> wasmtime::Result<wit::Entry> {
        self.worked();
        let (name, size) = self.powerbox.info(file).map_err(trap)?;
        Ok(wit::Entry { name, size })
    }

    fn read(&mut self, file: u32, max: u32) -> wasmtime::Result<std::result::Result<Vec<u8>, String>> {
        let read = self.powerbox.read(file, max);
        self.answer(read)
    }

    fn create(&mut self, arg: String, name: Option<String>) -> wasmtime::Result<std::result::Result<u32, String>> {
        let created = self.powerbox.create(&arg, name.as_deref(), &mut self.output);
        self.answer(created)
    }

    fn stdout(&mut self) -> wasmtime::Result<std::result::Result<u32, String>> {
        let opened = self.powerbox.stdout(&mut self.output);
        self.answer(opened)
    }

    fn write(&mut self, file: u32, bytes: Vec<u8>) -> wasmtime::Result<std::result::Result<(), String>> {
        self.bound("a piece of a file", bytes.len())?;
        let written = self.powerbox.write(file, &bytes);
        self.answer(written)
    }

    fn finish(&mut self, file: u32) -> wasmtime::Result<std::result::Result<(), String>> {
        let finished = self.powerbox.finish(file);
        self.answer(finished)
    }

    fn remove(&mut self, arg: String, name: String) -> wasmtime::Result<std::result::Result<(), String>> {
        let removed = self.powerbox.remove(&arg, &name);
        self.answer(removed)
    }

    fn close(&mut self, file: u32) -> wasmtime::Result<()> {
        self.worked();
        self.powerbox.close(file).map_err(trap)
    }
}

impl HostState {
    fn answer<T>(&mut self, result: Result<T>) -> wasmtime::Result<std::result::Result<T, String>> {
        // Waiting for standard input is not the guest's time.
        self.worked();
        self.answer_to(result)
    }

    /// What a guest gets for what it asked for; the user hears of a refusal even if it goes on.
    pub(super) fn answer_to<T>(&mut self, result: Result<T>) -> wasmtime::Result<std::result::Result<T, String>> {
        let (code, error) = match result {
            Ok(value) => return Ok(Ok(value)),
            Err(Fault::Misuse(error)) => return Err(error.into()),
            // Whoever read our output has gone: there is no sense in going on.
            Err(Fault::Failed(error)) if error.kind == crate::error::Kind::BrokenPipe => return Err(error.into()),
            Err(Fault::Failed(error)) => ("invalid", error),
            Err(Fault::Denied(error)) => ("denied", error),
        };
        let message = error.message.clone();
        self.remember(&Failure::not_sent(code, error));
        Ok(Err(message))
    }
}

/// Ends the guest's run.
pub(super) fn trap(fault: Fault) -> wasmtime::Error {
    match fault {
        Fault::Misuse(error) | Fault::Failed(error) | Fault::Denied(error) => error.into(),
    }
}
