//! Every example in the help of a bundled command runs.

use atlassian_cli::plugin::BUNDLED;
use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL};

use crate::support::{Home, site};

#[test]
fn every_example_runs() {
    let site = site();
    let home = Home::at(&site);
    home.set("bitbucket_url", &site.url());
    home.set("workspace", "example");
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    let mut ran = 0;
    for plugin in &BUNDLED {
        for command in plugin.manifest().unwrap().commands {
            assert!(!command.examples.is_empty(), "`{} {}` has no example", plugin.name, command.path.join(" "));
            for example in command.examples {
                let words = shlex::split(&example).unwrap();
                assert_eq!(words[0], plugin.name, "{example}");
                home.run(&words).ok();
                ran += 1;
            }
        }
    }
    assert!(ran >= 4);
}
