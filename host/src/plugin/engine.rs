//! The wasm engine, configured once for everything that this program runs.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Config, Engine, OptLevel, WasmFeatures};

use crate::error::{Error, Result};

use super::code::{Executable, IN_PLACE};

/// Time between two looks at a running guest.
pub const TICK: Duration = Duration::from_millis(100);

/// Deepest wasm stack in bytes.
const STACK: usize = 512 << 10;

/// The engine. Everything here enters the hash that names compiled code, so a change recompiles it.
///
/// # Errors
/// When this machine cannot run it.
pub fn engine() -> Result<Engine> {
    let mut config = Config::new();
    config.wasm_features(WasmFeatures::THREADS | WasmFeatures::MEMORY64 | WasmFeatures::RELAXED_SIMD, false);
    config.wasm_component_model(true);
    config.epoch_interruption(true);
    config.max_wasm_stack(STACK);
    config.cranelift_opt_level(OptLevel::Speed);
    config.parallel_compilation(true);
    // A trap's place in a plugin's code helps its author, but costs every user a third of the compiled size.
    config.generate_address_map(false);
    config.wasm_backtrace_max_frames(None);
    // Nothing unwinds through a guest, except where Windows itself does.
    config.native_unwind_info(cfg!(windows));
    if IN_PLACE {
        config.with_custom_code_memory(Some(Arc::new(Executable)));
    }
    Engine::new(&config).map_err(|error| Error::bug("the wasm engine cannot be set up").caused_by(error))
}

/// Advances the engine's epoch, so that a guest that computes for ever is looked at. Ends with the process.
pub fn start_ticking(engine: &Engine) {
    let engine = engine.weak();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            match engine.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    });
}
