//! Compiled code in memory: read into the place where it runs, so that it is neither copied nor, page by page, asked of the
//! system twice. A warm run does little else that costs as much.
//!
//! Memory can be written while it is filled, and executed and no longer written from then on.

use std::io;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

use blake3::{Hash, Hasher, OUT_LEN};
use memmap2::{MmapMut, MmapOptions};
use wasmtime::CustomCodeMemory;

/// Whether code runs where it was read. Other processors keep what they execute apart from what they write, and the
/// engine knows what that needs.
pub(super) const IN_PLACE: bool = cfg!(target_arch = "x86_64");

/// What has a digest of its own, in bytes; only the last of them is shorter. No two share a large page.
const PIECE: usize = LARGE_PAGE;

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
    /// Memory for so many bytes, and the digest of each piece of them. `fill` is called with every part and its offset, from
    /// two threads at once where there is more than a piece.
    ///
    /// # Errors
    /// When `fill` fails, or there is no memory.
    pub(super) fn read(
        length: usize,
        fill: impl Fn(&mut [u8], usize) -> io::Result<()> + Sync,
    ) -> io::Result<(Self, Vec<Hash>)> {
        // A few large pages instead of a thousand small ones; where there are none, it takes longer. Linux gives them to
        // what is as long as they are.
        let room = if length < LARGE_PAGE { length } else { length.next_multiple_of(LARGE_PAGE) };
        let mut memory = MmapOptions::new().len(room).map_anon()?;
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::HugePage);
        let pieces = memory.get_mut(..length).unwrap_or_default().chunks_mut(PIECE);
        let mut digests = vec![Hash::from_bytes([0; OUT_LEN]); pieces.len()];
        let left = Mutex::new(pieces.zip(&mut digests).enumerate());
        let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || -> io::Result<()> {
            while let Some((number, (piece, digest))) = next() {
                let mut hasher = Hasher::new();
                for (place, part) in piece.chunks_mut(PART).enumerate() {
                    fill(part, number * PIECE + place * PART)?;
                    hasher.update(part);
                }
                *digest = hasher.finalize();
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            // Where no thread is to be had, one does all of it.
            let other = (length > PIECE).then(|| Builder::new().spawn_scoped(scope, work).ok()).flatten();
            let own = work();
            other.map_or(Ok(()), |other| other.join().unwrap_or_else(|panic| resume_unwind(panic))).and(own)
        })?;
        Ok((Self { memory, length }, digests))
    }

    /// Bytes that are there already, and their digests.
    ///
    /// # Errors
    /// When there is no memory.
    pub(super) fn of(bytes: &[u8]) -> io::Result<(Self, Vec<Hash>)> {
        Self::read(bytes.len(), |part, offset| {
            let bytes = bytes.get(offset..).and_then(|bytes| bytes.get(..part.len()));
            part.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.memory.get(..self.length).unwrap_or_default()
    }

    /// Makes them executable, to the end of the process.
    ///
    /// # Errors
    /// When the system does not allow it.
    pub(super) fn executable(self) -> io::Result<&'static [u8]> {
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
