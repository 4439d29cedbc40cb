//! `#[derive(ArgGroup)]`: arguments that several commands have.

use crate::arg::Arg;
use crate::command;
use crate::json::Json;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error, Result};

/// Writes the `ArgGroup` implementation.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let args = command::args(&input.data, &input.ident)?;
    if args.is_empty() {
        return Err(Error::new_spanned(&input.ident, "a group without arguments is none"));
    }
    let name = &input.ident;
    let manifest = manifest(&args).into_const();
    let fields = args.iter().map(Arg::read_code);
    Ok(quote! {
        impl ::atlassian_plugin_sdk::ArgGroup for #name {
            const MANIFEST: &'static str = #manifest;

            fn from_args(
                args: &::atlassian_plugin_sdk::args::Args<'_>,
            ) -> ::atlassian_plugin_sdk::Result<Self> {
                ::core::result::Result::Ok(Self { #(#fields),* })
            }
        }
    })
}

/// The entries, with commas between them.
fn manifest(args: &[Arg]) -> Json {
    let mut json = Json::default();
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            json.next();
        }
        arg.describe(&mut json);
    }
    json
}
