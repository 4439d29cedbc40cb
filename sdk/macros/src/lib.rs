//! The derive macros of `atlassian-plugin-sdk`; documented there.
//!
//! They turn one declaration into two things: a constant with the command's part of the manifest, and the code that
//! reads the arguments. The manifest text is finished by the compiler, because the names of argument kinds and shared
//! endpoints are constants that a macro cannot see: it emits literals and constants, `constcat` joins them.

mod arg;
mod choice;
mod command;
mod group;
mod help;
mod json;
mod meta;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A command: see `atlassian_plugin_sdk::Command`.
#[proc_macro_derive(Command, attributes(command, http, column, web, arg))]
pub fn derive_command(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    command::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Arguments that several commands have: see `atlassian_plugin_sdk::ArgGroup`.
#[proc_macro_derive(ArgGroup, attributes(arg))]
pub fn derive_arg_group(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    group::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// An argument that takes one of a few words: see `atlassian_plugin_sdk::ArgType`.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
