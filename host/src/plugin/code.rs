//! Compiled code in memory: read into the place where it runs, so that it is neither copied nor, page by page, asked of the
//! system twice. A warm run does little else that costs as much.
//!
//! Memory can be written while it is filled, and executed and no longer written from then on.

use std::io::Read;

use memmap2::{MmapMut, MmapOptions};
use wasmtime::CustomCodeMemory;

/// Whether code runs where it was read. Other processors keep what they execute apart from what they write, and the
/// engine knows what that needs.
pub(super) const IN_PLACE: bool = cfg!(target_arch = "x86_64");

/// How much is read at once, in bytes: what the processor still has at hand when it is looked at.
const PART: usize = 256 << 10;

/// A large page, in bytes, where there are some.
const LARGE_PAGE: usize = 2 << 20;

/// Bytes that may become code.
pub(super) struct Code {
    memory: MmapMut,
    length: usize,
}

impl Code {
    /// Reads so many bytes, and shows them part by part as they came.
    ///
    /// # Errors
    /// When there are fewer, or there is no memory for them.
    pub(super) fn read(mut from: impl Read, length: usize, mut see: impl FnMut(&[u8])) -> std::io::Result<Self> {
        // A few large pages instead of a thousand small ones; where there are none, it takes longer. Linux gives them to
        // what is as long as they are.
        let room = if length < LARGE_PAGE { length } else { length.next_multiple_of(LARGE_PAGE) };
        let mut memory = MmapOptions::new().len(room).map_anon()?;
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::HugePage);
        for part in memory.get_mut(..length).unwrap_or_default().chunks_mut(PART) {
            from.read_exact(part)?;
            see(part);
        }
        Ok(Self { memory, length })
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.memory.get(..self.length).unwrap_or_default()
    }

    /// Makes them executable, to the end of the process.
    ///
    /// # Errors
    /// When the system does not allow it.
    pub(super) fn executable(self) -> std::io::Result<&'static [u8]> {
        let memory: &'static [u8] = Box::leak(Box::new(self.memory.make_exec()?));
        Ok(memory.get(..self.length).unwrap_or_default())
    }
}

/// Tells the engine that all code is executable already: with it, code comes from [`Code::executable`] alone.
pub(super) struct Executable;

impl CustomCodeMemory for Executable {
    fn required_alignment(&self) -> usize {
        // The smallest page that there is.
        4 << 10
    }

    fn publish_executable(&self, _: *const u8, _: usize) -> wasmtime::Result<()> {
        Ok(())
    }

    fn unpublish_executable(&self, _: *const u8, _: usize) -> wasmtime::Result<()> {
        Ok(())
    }
}
