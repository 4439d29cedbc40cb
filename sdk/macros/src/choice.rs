//! `#[derive(Choice)]`.

use crate::json::Json;
use crate::meta;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Variant};

/// Writes the `ArgType` and `Display` implementations.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "a choice is an enum"));
    };
    let choices = data.variants.iter().map(Choice::read).collect::<Result<Vec<_>>>()?;
    let name = &input.ident;
    let variants: Vec<&Ident> = choices.iter().map(|choice| choice.variant).collect();
    let words: Vec<&String> = choices.iter().map(|choice| &choice.word).collect();
    let manifest = manifest(&words).into_const();
    Ok(quote! {
        impl ::atlassian_plugin_sdk::ArgType for #name {
            const KIND: &'static str = "choice";
            const CHOICES: &'static str = #manifest;

            fn from_json(
                json: &::atlassian_plugin_sdk::RawValue,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                match <::std::string::String as ::atlassian_plugin_sdk::ArgType>::from_json(json)?.as_str() {
                    #(#words => ::core::result::Result::Ok(Self::#variants),)*
                    other => ::core::result::Result::Err(::std::format!("`{other}` is not one of the choices")),
                }
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(match self { #(Self::#variants => #words),* })
            }
        }
    })
}

/// One variant and the word that is typed for it.
struct Choice<'a> {
    variant: &'a Ident,
    word: String,
}

impl<'a> Choice<'a> {
    fn read(variant: &'a Variant) -> Result<Self> {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "a choice's variants hold nothing"));
        }
        let mut word = meta::kebab(&variant.ident.to_string());
        for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("choice")) {
            word = attribute.parse_args::<LitStr>()?.value();
        }
        Ok(Self { variant: &variant.ident, word })
    }
}

/// Begins with a comma: it follows the argument's kind, and other kinds have nothing there.
fn manifest(words: &[&String]) -> Json {
    let mut json = Json::default();
    json.strings("choices", words);
    json
}
