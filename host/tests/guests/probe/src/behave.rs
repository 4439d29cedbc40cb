//! Behaves badly in ways that need no request.

use atlassian_plugin_sdk::prelude::*;

/// Ways to behave.
#[derive(Choice, Clone, Copy)]
enum Way {
    /// Computes for ever.
    Spin,
    /// Calls itself for ever.
    Recurse,
    /// Takes memory for ever.
    Memory,
    /// Panics.
    Panic,
    /// Says things that a terminal would act on, and that look like the host's.
    Forge,
    /// Emits what is not an object.
    Array,
    /// Emits two records where one is declared.
    Two,
    /// Emits text where records are declared.
    Text,
    /// Fails in words of its own.
    Fail,
    /// Takes its time, and says so.
    Slow,
    /// Shows more bars than fit.
    Bars,
    /// Has something to read below its record.
    View,
    /// Leads to a page that its manifest does not have.
    Browse,
}

/// Behave badly
#[derive(Command)]
#[command(path = "behave", effect = "read", result = "one")]
#[column("Text", "/text")]
pub(crate) struct Behave {
    /// How
    #[arg(positional)]
    way: Way,
}

impl Run for Behave {
    async fn run(self, cx: &Cx) -> Result<()> {
        match self.way {
            Way::Spin => spin(),
            Way::Recurse => {
                std::hint::black_box(recurse(1));
                Ok(())
            }
            Way::Memory => memory(),
            #[expect(clippy::panic, reason = "what is tested")]
            Way::Panic => panic!("on request"),
            Way::Slow => {
                let bar = cx.progress("\u{1b}[2Jforged\nbar", Some(10));
                for step in 0..10 {
                    cx.sleep(std::time::Duration::from_millis(150)).await;
                    bar.advance(1);
                    if step == 8 {
                        cx.note("nearly");
                    }
                }
                cx.emit(&atlassian_plugin_sdk::serde_json::json!({"text": "done"}))
            }
            Way::Bars => {
                let bars: Vec<_> = (0..17).map(|_| cx.progress("bar", None)).collect();
                drop(bars);
                Ok(())
            }
            Way::View => view(cx),
            Way::Browse => cx.browse("elsewhere", &[("url", "https://attacker.example")]).map(drop),
            Way::Forge => {
                cx.note("\u{1b}[2Jerror: forged\nerror: \u{202e}forged");
                cx.emit(&serde_json::json!({"text": "a\u{1b}[31mb\u{9b}2J\rc\nd\u{202e}e"}))
            }
            Way::Array => cx.emit(&[1, 2]),
            Way::Two => {
                cx.emit(&serde_json::json!({}))?;
                cx.emit(&serde_json::json!({}))
            }
            Way::Text => {
                cx.text("text");
                Ok(())
            }
            Way::Fail => {
                Err(Error::new(Kind::Conflict, "somebody else was faster\u{1b}[31m").hint("try again\nerror: forged"))
            }
        }
    }
}

fn spin() -> Result<()> {
    let mut n = 0_u64;
    loop {
        n = std::hint::black_box(n.wrapping_add(1));
    }
}

#[expect(unconditional_recursion, reason = "what is tested")]
fn recurse(n: u64) -> u64 {
    std::hint::black_box(recurse(std::hint::black_box(n + 1))) + n
}

fn memory() -> Result<()> {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    loop {
        taken.push(std::hint::black_box(vec![1; 16 << 20]));
    }
}

/// Show what the profile and the clock tell
#[derive(Command)]
#[command(path = "facts", effect = "read", result = "one")]
#[column("Text", "/text")]
pub(crate) struct Facts {
    /// Key to ask for (can be repeated)
    #[arg(long)]
    key: Vec<String>,
}

impl Run for Facts {
    async fn run(self, cx: &Cx) -> Result<()> {
        let facts: serde_json::Map<_, _> = self.key.iter().map(|key| (key.clone(), cx.profile(key).into())).collect();
        let surroundings = std::env::vars().count() + std::env::args().count();
        let now = cx.now().unix_ms;
        cx.emit(&serde_json::json!({"facts": facts, "surroundings": surroundings, "now": now}))
    }
}

fn view(cx: &Cx) -> Result<()> {
    let record = RawValue::from_string(r#"{"text":"one"}"#.to_owned());
    cx.view_raw(&record.map_err(|error| Error::other(error.to_string()))?, "# Read\u{1b}[2J\n\nme\n\n")
}

/// Show a text below one of many
#[derive(Command)]
#[command(path = "view", effect = "read", result = "many")]
pub(crate) struct View {}

impl Run for View {
    async fn run(self, cx: &Cx) -> Result<()> {
        view(cx)
    }
}
