//! One field of a command struct: its `#[arg(…)]` attribute, its part of the manifest, the code that reads it.

use crate::help::Help;
use crate::json::Json;
use crate::meta;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Field, GenericArgument, Ident, LitStr, PathArguments, Result, Type};

const KNOWN: &[&str] =
    &["positional", "long", "short", "value_name", "default", "required", "conflicts", "requires", "from", "flatten"];

/// One argument of a command.
pub(crate) struct Arg {
    field: Ident,
    name: String,
    shape: Shape,
    /// The type of one value: the `T` of `Option<T>` and `Vec<T>`.
    value: Type,
    help: String,
    options: Options,
}

/// How often an argument may be given, read from the field's type.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Single,
    Optional,
    Repeated,
    Switch,
}

/// What stands in `#[arg(…)]`.
#[derive(Default)]
struct Options {
    positional: bool,
    long: Option<String>,
    short: Option<syn::LitChar>,
    value_name: Option<LitStr>,
    default: Option<LitStr>,
    required: bool,
    conflicts: Vec<LitStr>,
    requires: Vec<LitStr>,
    from: Option<LitStr>,
    /// The field is a group of arguments.
    flatten: bool,
}

impl Arg {
    /// Reads a field.
    pub(crate) fn read(field: &Field) -> Result<Self> {
        let Some(ident) = field.ident.clone() else {
            return Err(Error::new_spanned(field, "an argument needs a name"));
        };
        let name = meta::kebab(&ident.to_string());
        let (shape, value) = shape(&field.ty);
        let options = Options::read(&field.attrs, &name)?;
        // The members of a group have help of their own.
        let help =
            if options.flatten { String::new() } else { Help::read(&field.attrs, field, "an argument")?.whole() };
        let arg = Self { help, options, field: ident, name, shape, value };
        arg.check()?;
        Ok(arg)
    }

    /// The name in the manifest.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Arguments that this one names.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = &LitStr> {
        self.options.conflicts.iter().chain(&self.options.requires)
    }

    /// Whether it stands for a group of arguments.
    pub(crate) fn is_group(&self) -> bool {
        self.options.flatten
    }

    /// Adds the manifest entry, or those of the group.
    pub(crate) fn describe(&self, json: &mut Json) {
        let value = &self.value;
        if self.options.flatten {
            json.constant(quote_spanned!(value.span()=> <#value as ::atlassian_plugin_sdk::ArgGroup>::MANIFEST));
            return;
        }
        json.raw("{");
        json.member("name", &self.name);
        json.key("kind");
        json.raw("\"");
        json.constant(quote_spanned!(value.span()=> <#value as ::atlassian_plugin_sdk::ArgType>::KIND));
        json.raw("\"");
        json.constant(quote_spanned!(value.span()=> <#value as ::atlassian_plugin_sdk::ArgType>::CHOICES));
        self.describe_options(json);
        json.member("help", &self.help);
        json.raw("}");
    }

    fn describe_options(&self, json: &mut Json) {
        let options = &self.options;
        let texts = [
            ("long", options.long.clone()),
            ("short", options.short.as_ref().map(|short| short.value().to_string())),
            ("default", options.default.as_ref().map(LitStr::value)),
            ("value_name", options.value_name.as_ref().map(LitStr::value)),
            ("from", options.from.as_ref().map(LitStr::value)),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                json.member(key, &text);
            }
        }
        for (key, set) in [("required", self.required()), ("repeated", self.shape == Shape::Repeated)] {
            if set {
                json.key(key);
                json.raw("true");
            }
        }
        json.strings("conflicts", options.conflicts.iter().map(LitStr::value));
        json.strings("requires", options.requires.iter().map(LitStr::value));
    }

    /// `field: args.required("name")?`
    pub(crate) fn read_code(&self) -> TokenStream {
        let (field, name) = (&self.field, &self.name);
        if self.options.flatten {
            let group = &self.value;
            return quote!(#field: <#group as ::atlassian_plugin_sdk::ArgGroup>::from_args(args)?);
        }
        let method = match self.shape {
            Shape::Single => quote!(required),
            Shape::Optional => quote!(optional),
            Shape::Repeated => quote!(repeated),
            Shape::Switch => quote!(switch),
        };
        quote!(#field: args.#method(#name)?)
    }

    /// Whether the command cannot do without: the host takes it from elsewhere, or asks for it.
    fn required(&self) -> bool {
        (self.shape == Shape::Single && self.options.default.is_none()) || self.options.required
    }

    fn check(&self) -> Result<()> {
        let options = &self.options;
        let refuse = |text: &str| Err(Error::new_spanned(&self.field, text));
        if options.flatten {
            let plain = self.shape == Shape::Single && !options.positional && options.long.is_none();
            return if plain { Ok(()) } else { refuse("a group is one, and is not typed itself") };
        }
        if options.positional == options.long.is_some() {
            return refuse("say either #[arg(positional)] or #[arg(long)]");
        }
        if options.positional && options.short.is_some() {
            return refuse("a positional argument has no short name");
        }
        if options.positional && self.shape == Shape::Switch {
            return refuse("a switch cannot be positional");
        }
        if options.default.is_some() && self.shape != Shape::Single {
            return refuse("a default needs a plain type: no Option, Vec or bool");
        }
        if options.from.is_some()
            && (options.default.is_some() || !matches!(self.shape, Shape::Single | Shape::Optional))
        {
            return refuse("`from` needs a plain type or Option, and no default");
        }
        if options.required && self.shape != Shape::Repeated {
            return refuse("`required` is for Vec; other types say it themselves (Option or not)");
        }
        Ok(())
    }
}

impl Options {
    fn read(attributes: &[Attribute], name: &str) -> Result<Self> {
        let mut options = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("arg")) {
            attribute.parse_nested_meta(|meta| options.read_one(&meta, name))?;
        }
        Ok(options)
    }

    fn read_one(&mut self, meta: &syn::meta::ParseNestedMeta<'_>, name: &str) -> Result<()> {
        let key = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
        match key.as_str() {
            "positional" => self.positional = true,
            "required" => self.required = true,
            "flatten" => self.flatten = true,
            "long" if meta.input.peek(syn::Token![=]) => self.long = Some(meta.value()?.parse::<LitStr>()?.value()),
            "long" => self.long = Some(name.to_owned()),
            "short" => self.short = Some(meta.value()?.parse()?),
            "value_name" => meta::set(&mut self.value_name, meta)?,
            "default" => meta::set(&mut self.default, meta)?,
            "from" => meta::set(&mut self.from, meta)?,
            "conflicts" => meta::push(&mut self.conflicts, meta)?,
            "requires" => meta::push(&mut self.requires, meta)?,
            _ => return Err(meta::unknown(meta, KNOWN)),
        }
        Ok(())
    }
}

/// By the last name of the type, as clap does: a macro sees no more than that.
fn shape(ty: &Type) -> (Shape, Type) {
    let Type::Path(path) = ty else { return (Shape::Single, ty.clone()) };
    let Some(last) = path.path.segments.last() else { return (Shape::Single, ty.clone()) };
    match (last.ident.to_string().as_str(), inner(&last.arguments)) {
        ("bool", None) => (Shape::Switch, ty.clone()),
        ("Option", Some(inner)) => (Shape::Optional, inner),
        ("Vec", Some(inner)) => (Shape::Repeated, inner),
        _ => (Shape::Single, ty.clone()),
    }
}

fn inner(arguments: &PathArguments) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}
