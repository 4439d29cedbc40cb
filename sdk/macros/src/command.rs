//! `#[derive(Command)]`.

use crate::arg::Arg;
use crate::help::Help;
use crate::json::Json;
use crate::meta;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, Ident, LitStr, Result, Token};

const KNOWN: &[&str] = &["path", "alias", "effect", "result", "id", "example", "need"];
const EFFECTS: &[&str] = &["read", "write", "delete"];
const RESULTS: &[&str] = &["one", "many", "text", "none"];
const COLUMN_KINDS: &[&str] = &["text", "date", "user", "status", "number", "bytes"];

/// Writes the `Command` implementation.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let declared = Declared::read(input)?;
    let name = &input.ident;
    let path = &declared.path;
    let manifest = declared.manifest().into_const();
    let fields = declared.args.iter().map(Arg::read_code);
    // A command without arguments has nothing to read.
    let args = if declared.args.is_empty() { quote!(_args) } else { quote!(args) };
    Ok(quote! {
        impl ::atlassian_plugin_sdk::Command for #name {
            const PATH: &'static [&'static str] = &[#(#path),*];
            const MANIFEST: &'static str = #manifest;

            fn from_args(
                #args: &::atlassian_plugin_sdk::args::Args<'_>,
            ) -> ::atlassian_plugin_sdk::Result<Self> {
                ::core::result::Result::Ok(Self { #(#fields),* })
            }
        }
    })
}

/// All that a command declares.
struct Declared {
    help: Help,
    path: Vec<String>,
    aliases: Vec<Vec<String>>,
    options: Options,
    http: Vec<Expr>,
    columns: Vec<Column>,
    pages: Vec<Page>,
    args: Vec<Arg>,
}

impl Declared {
    fn read(input: &DeriveInput) -> Result<Self> {
        if !input.generics.params.is_empty() {
            return Err(Error::new_spanned(&input.generics, "a command has no type parameters"));
        }
        let options = Options::read(&input.attrs, &input.ident)?;
        let declared = Self {
            help: Help::read(&input.attrs, &input.ident, "a command")?,
            path: options.path.as_ref().map(meta::words).transpose()?.unwrap_or_default(),
            aliases: options.aliases.iter().map(meta::words).collect::<Result<_>>()?,
            http: endpoints(&input.attrs)?,
            columns: named(&input.attrs, "column").map(Attribute::parse_args).collect::<Result<_>>()?,
            pages: named(&input.attrs, "web").map(Attribute::parse_args).collect::<Result<_>>()?,
            args: args(&input.data, &input.ident)?,
            options,
        };
        declared.check_mentions()?;
        Ok(declared)
    }

    /// `conflicts` and `requires` name arguments that exist.
    fn check_mentions(&self) -> Result<()> {
        // What a group has, a macro does not see; the host checks it.
        if self.args.iter().any(Arg::is_group) {
            return Ok(());
        }
        for mention in self.args.iter().flat_map(Arg::mentions) {
            if !self.args.iter().any(|arg| arg.name() == mention.value()) {
                let known: Vec<&str> = self.args.iter().map(Arg::name).collect();
                let text = format!("no such argument; there are {}", known.join(", "));
                return Err(Error::new(mention.span(), text));
            }
        }
        Ok(())
    }

    /// The members stand in the order of the manifest's schema.
    fn manifest(&self) -> Json {
        let mut json = Json::default();
        json.raw("{");
        json.strings("path", &self.path);
        self.describe_aliases(&mut json);
        json.member("about", &self.help.about);
        if let Some(long) = &self.help.long {
            json.member("long", long);
        }
        json.strings("examples", self.options.examples.iter().map(LitStr::value));
        self.options.describe("effect", &self.options.effect, &mut json);
        self.describe_args(&mut json);
        self.describe_http(&mut json);
        self.options.describe("result", &self.options.result, &mut json);
        self.options.describe("id", &self.options.id, &mut json);
        self.describe_columns(&mut json);
        self.describe_pages(&mut json);
        json.strings("needs", self.options.needs.iter().map(LitStr::value));
        json.raw("}");
        json
    }

    fn describe_aliases(&self, json: &mut Json) {
        json.key("aliases");
        json.raw("[");
        for alias in &self.aliases {
            json.next();
            json.raw(&serde_json::Value::from(alias.clone()).to_string());
        }
        json.raw("]");
    }

    fn describe_args(&self, json: &mut Json) {
        json.key("args");
        json.raw("[");
        for arg in &self.args {
            json.next();
            arg.describe(json);
        }
        json.raw("]");
    }

    fn describe_http(&self, json: &mut Json) {
        json.key("http");
        json.raw("[");
        for endpoint in &self.http {
            json.next();
            json.constant(quote_spanned!(endpoint.span()=> (#endpoint).manifest()));
        }
        json.raw("]");
    }

    fn describe_pages(&self, json: &mut Json) {
        if self.pages.is_empty() {
            return;
        }
        json.key("web");
        json.raw("[");
        for page in &self.pages {
            json.next();
            json.raw("{");
            json.member("name", &page.name.to_string());
            json.member("service", &page.service.to_string());
            json.member("template", &page.template.value());
            json.raw("}");
        }
        json.raw("]");
    }

    fn describe_columns(&self, json: &mut Json) {
        json.key("columns");
        json.raw("[");
        for column in &self.columns {
            json.next();
            json.raw("{");
            json.member("title", &column.title.value());
            json.member("pointer", &column.pointer.value());
            if let Some(kind) = &column.kind {
                json.member("kind", &kind.to_string());
            }
            json.raw("}");
        }
        json.raw("]");
    }
}

/// What stands in `#[command(…)]`.
#[derive(Default)]
struct Options {
    path: Option<LitStr>,
    aliases: Vec<LitStr>,
    effect: Option<LitStr>,
    result: Option<LitStr>,
    id: Option<LitStr>,
    examples: Vec<LitStr>,
    needs: Vec<LitStr>,
}

impl Options {
    fn read(attributes: &[Attribute], command: &Ident) -> Result<Self> {
        let mut options = Self::default();
        for attribute in named(attributes, "command") {
            attribute.parse_nested_meta(|meta| options.read_one(&meta))?;
        }
        options.check(command)?;
        Ok(options)
    }

    fn read_one(&mut self, meta: &syn::meta::ParseNestedMeta<'_>) -> Result<()> {
        let key = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
        match key.as_str() {
            "path" => meta::set(&mut self.path, meta),
            "alias" => meta::push(&mut self.aliases, meta),
            "effect" => meta::set(&mut self.effect, meta),
            "result" => meta::set(&mut self.result, meta),
            "id" => meta::set(&mut self.id, meta),
            "example" => meta::push(&mut self.examples, meta),
            "need" => meta::push(&mut self.needs, meta),
            _ => Err(meta::unknown(meta, KNOWN)),
        }
    }

    fn check(&self, command: &Ident) -> Result<()> {
        for (key, value) in [("path", &self.path), ("effect", &self.effect), ("result", &self.result)] {
            if value.is_none() {
                return Err(Error::new_spanned(command, format!("#[command(…)] needs `{key} = \"…\"`")));
            }
        }
        self.effect.iter().try_for_each(|effect| meta::one_of(effect, EFFECTS))?;
        self.result.iter().try_for_each(|result| meta::one_of(result, RESULTS))?;
        self.id.iter().try_for_each(meta::pointer)
    }

    fn describe(&self, key: &str, value: &Option<LitStr>, json: &mut Json) {
        if let Some(value) = value {
            json.member(key, &value.value());
        }
    }
}

/// `#[column("Updated", "/fields/updated", date)]`
struct Column {
    title: LitStr,
    pointer: LitStr,
    kind: Option<Ident>,
}

impl Parse for Column {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let title = input.parse()?;
        input.parse::<Token![,]>()?;
        let pointer = input.parse()?;
        meta::pointer(&pointer)?;
        let kind = if input.is_empty() { None } else { Some(column_kind(input)?) };
        Ok(Self { title, pointer, kind })
    }
}

/// `#[web(issue: jira "/browse/{key}")]`
struct Page {
    name: Ident,
    service: Ident,
    template: LitStr,
}

impl Parse for Page {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let service = input.parse()?;
        Ok(Self { name, service, template: input.parse()? })
    }
}

fn column_kind(input: ParseStream<'_>) -> Result<Ident> {
    input.parse::<Token![,]>()?;
    let kind: Ident = input.parse()?;
    if COLUMN_KINDS.contains(&kind.to_string().as_str()) {
        return Ok(kind);
    }
    Err(Error::new(kind.span(), format!("a column's kind is one of {}", COLUMN_KINDS.join(", "))))
}

fn named<'a>(attributes: &'a [Attribute], name: &'static str) -> impl Iterator<Item = &'a Attribute> {
    attributes.iter().filter(move |attribute| attribute.path().is_ident(name))
}

fn endpoints(attributes: &[Attribute]) -> Result<Vec<Expr>> {
    let mut endpoints = Vec::new();
    for attribute in named(attributes, "http") {
        endpoints.extend(attribute.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)?);
    }
    Ok(endpoints)
}

/// The arguments that a struct's fields are.
pub(crate) fn args(data: &Data, command: &Ident) -> Result<Vec<Arg>> {
    match data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().map(Arg::read).collect(),
            Fields::Unit => Ok(Vec::new()),
            Fields::Unnamed(fields) => Err(Error::new_spanned(fields, "arguments need names: use named fields")),
        },
        _ => Err(Error::new_spanned(command, "a command is a struct")),
    }
}
