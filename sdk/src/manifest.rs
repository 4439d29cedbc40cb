//! The manifest: JSON joined by the compiler and placed in a section of the finished plugin file.
//!
//! Nothing runs to produce it, and the host reads it without running anything either.

/// The contract that this SDK speaks, `major.minor`.
pub const CONTRACT: &str = "0.1";

/// Whether a text can stand between quotes in JSON as it is. Macros that only join text cannot escape it.
pub const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, others @ ..] = rest {
        if matches!(byte, b'"' | b'\\' | 0..=31 | 127) {
            return false;
        }
        rest = others;
    }
    true
}

/// The text as an array, which is what a section is made of: a `&str` there would be an address.
#[expect(clippy::panic, reason = "evaluated by the compiler only: it becomes a compile error")]
pub const fn section<const N: usize>(text: &str) -> [u8; N] {
    match text.as_bytes().first_chunk::<N>() {
        Some(bytes) => *bytes,
        None => panic!("the section is longer than its text"),
    }
}

/// Makes a crate a plugin: writes its manifest into the file and exports its entry point.
///
/// `imports` are the interfaces of the contract that the plugin uses: `http` always (the SDK waits on it), `output`
/// for anything that is shown, `clock` for [`Cx::now`](crate::Cx::now), `profile` for
/// [`Cx::profile`](crate::Cx::profile), `files` for [`Cx::open`](crate::Cx::open) and the like. The host refuses a plugin whose file imports anything else, or less.
///
/// The manifest's text is also there as `MANIFEST`, for tests.
///
/// ```
/// # use atlassian_plugin_sdk::prelude::*;
/// # /// Show who you are
/// # #[derive(Command)]
/// # #[command(path = "whoami", effect = "read", result = "none")]
/// # struct Whoami;
/// # impl Run for Whoami { async fn run(self, _cx: &Cx) -> Result<()> { Ok(()) } }
/// atlassian_plugin_sdk::plugin! {
///     name: "example",
///     about: "An example",
///     services: [bitbucket],
///     imports: [http, output],
///     commands: [
///         Whoami,
///     ],
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! plugin {
    (
        name: $name:literal,
        about: $about:literal,
        services: [$($service:ident),* $(,)?],
        imports: [$($import:ident),* $(,)?],
        commands: [$command:path $(, $more:path)* $(,)?] $(,)?
    ) => {
        /// The plugin's manifest, as JSON.
        pub const MANIFEST: &str = {
            assert!($crate::__private::is_plain($name), "`name` has no quotes or backslashes");
            assert!($crate::__private::is_plain($about), "`about` has no quotes or backslashes");
            $crate::__private::concat!(
                "{\"name\":\"", $name,
                "\",\"version\":\"", ::core::env!("CARGO_PKG_VERSION"),
                "\",\"about\":\"", $about,
                "\",\"contract\":\"", $crate::__private::CONTRACT,
                "\",\"imports\":[", $crate::__names!($($import),*),
                "],\"services\":[", $crate::__names!($($service),*),
                "],\"commands\":[", <$command as $crate::Command>::MANIFEST
                $(, ",", <$more as $crate::Command>::MANIFEST)*,
                "]}"
            )
        };

        // Natively there is nobody to call the entry point: tests use `MANIFEST` and the commands themselves.
        #[cfg(target_family = "wasm")]
        const _: () = {
            // Without `#[used]`: it would keep a second copy in the guest's memory.
            #[unsafe(link_section = "atlassian-cli:manifest")]
            static _SECTION: [u8; MANIFEST.len()] = $crate::__private::section(MANIFEST);

            struct Plugin;

            impl $crate::__private::Guest for Plugin {
                fn run(
                    invocation: $crate::__private::Invocation,
                ) -> ::core::result::Result<(), $crate::__private::Failure> {
                    const COMMANDS: &[$crate::__private::Entry] = &[
                        $crate::__private::Entry::of::<$command>(),
                        $($crate::__private::Entry::of::<$more>(),)*
                    ];
                    $crate::__private::dispatch(COMMANDS, &invocation.command, &invocation.args)
                        .map_err(::core::convert::Into::into)
                }
            }

            $crate::__private::export!(Plugin);
        };
    };
}

/// `"a","b"` from identifiers.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    () => { "" };
    ($first:ident $(, $rest:ident)*) => {
        ::core::concat!("\"", ::core::stringify!($first), "\"" $(, ",\"", ::core::stringify!($rest), "\"")*)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_needs_no_escaping() {
        assert!(is_plain("Jira's issues – all of them"));
        for text in ["a\"b", "a\\b", "a\nb", "\u{7f}"] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn a_section_holds_the_text() {
        const TEXT: &str = "{}";
        assert_eq!(section::<{ TEXT.len() }>(TEXT), *b"{}");
    }
}
