//! `clock`: the time, and the user's offset.

use crate::environment;
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::clock;

impl clock::Host for HostState {
    fn now(&mut self) -> wasmtime::Result<(u64, i16)> {
        let now = jiff::Timestamp::now().to_zoned_datetime(environment::time_zone());
        let millis = u64::try_from(now.timestamp().as_millisecond()).unwrap_or(0);
        let minutes = i16::try_from(now.offset().seconds() / 60).unwrap_or(0);
        Ok((millis, minutes))
    }
}
