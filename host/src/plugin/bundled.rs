//! The plugins that are part of this program: built by `build.rs`, with no privilege over any other.

use super::Plugin;

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::manifest::{Command, Manifest};
    use crate::plugin::{capabilities, component};

    /// What the build found out is what anybody finds in the file.
    #[test]
    fn what_is_known_of_them_is_in_their_files() {
        for plugin in &BUNDLED {
            let wasm = plugin.wasm().unwrap();
            let described = component::describe(wasm).unwrap().manifest;
            assert_eq!(format!("{described:?}"), format!("{:?}", plugin.manifest().unwrap()));
            // What no line means is known by its names alone.
            let names = |manifest: &Manifest| {
                let names = |command: &Command| (command.path.clone(), command.aliases.clone(), command.about.clone());
                manifest.commands.iter().map(names).collect::<Vec<_>>()
            };
            let first = &described.commands[0];
            let one = plugin.manifest_with(|path| path == first.path).unwrap();
            assert_eq!(names(&one), names(&described));
            assert_eq!(format!("{:?}", one.commands[0]), format!("{first:?}"));
            assert!(one.commands[1..].iter().all(|sketch| sketch.http.is_empty()));
            assert_eq!((plugin.sha256(), plugin.about().unwrap()), (capabilities::sha256(wasm), described.about));
        }
    }
}
