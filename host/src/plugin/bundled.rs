//! The plugins that are part of this program: built by `build.rs`, with no privilege over any other.

use super::Plugin;

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
