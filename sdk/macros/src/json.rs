//! JSON text in the making: literals known now, and constants known only to the compiler.

use proc_macro2::TokenStream;
use quote::quote;

/// Parts of a JSON text, in order.
#[derive(Default)]
pub(crate) struct Json {
    parts: Vec<TokenStream>,
    literal: String,
}

impl Json {
    /// Text that is already JSON.
    pub(crate) fn raw(&mut self, text: &str) {
        self.literal.push_str(text);
    }

    /// A constant `&str` that is already JSON.
    pub(crate) fn constant(&mut self, constant: TokenStream) {
        self.end_literal();
        self.parts.push(constant);
    }

    /// A value that may need a comma before it.
    pub(crate) fn next(&mut self) {
        if !self.literal.ends_with(['{', '[', ':']) {
            self.literal.push(',');
        }
    }

    /// The key of the next value.
    pub(crate) fn key(&mut self, key: &str) {
        self.next();
        self.string(key);
        self.raw(":");
    }

    /// A string, escaped.
    pub(crate) fn string(&mut self, text: &str) {
        self.literal.push_str(&serde_json::Value::from(text).to_string());
    }

    /// A member whose value is a string.
    pub(crate) fn member(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    /// A member whose value is a list of strings; left out when empty.
    pub(crate) fn strings(&mut self, key: &str, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        let quoted: Vec<String> =
            texts.into_iter().map(|text| serde_json::Value::from(text.as_ref()).to_string()).collect();
        if !quoted.is_empty() {
            self.key(key);
            self.raw(&format!("[{}]", quoted.join(",")));
        }
    }

    /// The expression that is the whole text.
    pub(crate) fn into_const(mut self) -> TokenStream {
        self.end_literal();
        let parts = self.parts;
        quote!(::atlassian_plugin_sdk::__private::concat!(#(#parts),*))
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            let literal = std::mem::take(&mut self.literal);
            self.parts.push(quote!(#literal));
        }
    }
}
