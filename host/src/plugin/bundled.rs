//! The plugins that are part of this program: built by `build.rs`, with no privilege over any other.

use super::Plugin;

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::{capabilities, component};

    /// What the build found out is what anybody finds in the file.
    #[test]
    fn what_is_known_of_them_is_in_their_files() {
        for plugin in &BUNDLED {
            let wasm = plugin.wasm().unwrap();
            let described = component::describe(wasm).unwrap().manifest;
            assert_eq!(format!("{described:?}"), format!("{:?}", plugin.manifest().unwrap()));
            assert_eq!((plugin.sha256(), plugin.about().unwrap()), (capabilities::sha256(wasm), described.about));
        }
    }
}
