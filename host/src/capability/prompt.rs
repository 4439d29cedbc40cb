//! `prompt`: the user's consent, asked for by a plugin in the host's own frame.

use std::time::Instant;

use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::prompt;

impl prompt::Host for HostState {
    fn confirm(&mut self, action: String, count: u64, sample: Vec<String>) -> wasmtime::Result<()> {
        self.bound("a question", action.len() + sample.iter().map(String::len).sum::<usize>())?;
        if count == 0 {
            return Err(wasmtime::Error::msg("the plugin asked for consent to nothing"));
        }
        let since = Instant::now();
        let granted = self.pending.confirm(self.may_ask, &action, count, &sample);
        self.waited(since);
        granted.map_err(|refused| {
            self.remember(&refused);
            refused.error.into()
        })
    }
}
