//! What one run of a guest may use.

use std::time::Duration;

use wasmtime::ResourceLimiter;

/// Bounds of a run; wasmtime's own defaults are generous.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes over all memories.
    pub memory: usize,
    /// Elements of one table.
    pub table_elements: usize,
    /// Core instances.
    pub instances: usize,
    /// Tables.
    pub tables: usize,
    /// Memories.
    pub memories: usize,
    /// Time without a result or an answer of the site's, waiting for the site not counted.
    pub cpu: Duration,
    /// Bytes that one host call may carry into the host.
    pub argument_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 256 << 20,
            table_elements: 20_000,
            instances: 64,
            tables: 8,
            memories: 4,
            cpu: Duration::from_secs(30),
            argument_bytes: 8 << 20,
        }
    }
}

/// Counts what a store uses. `StoreLimits` of wasmtime counts per memory; this sums over all.
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    memory: usize,
    /// The limit that was hit, for the message.
    pub exceeded: Option<String>,
}

impl Limiter {
    /// Nothing used yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, memory: 0, exceeded: None }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let total = self.memory.saturating_add(desired.saturating_sub(current));
        if total > self.limits.memory || maximum.is_some_and(|maximum| desired > maximum) {
            self.exceeded = Some(format!("the limit of {} MiB of memory", self.limits.memory >> 20));
            return Ok(false);
        }
        self.memory = total;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        if desired > self.limits.table_elements || maximum.is_some_and(|maximum| desired > maximum) {
            self.exceeded = Some(format!("the limit of {} table elements", self.limits.table_elements));
            return Ok(false);
        }
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.limits.instances
    }

    fn tables(&self) -> usize {
        self.limits.tables
    }

    fn memories(&self) -> usize {
        self.limits.memories
    }
}
