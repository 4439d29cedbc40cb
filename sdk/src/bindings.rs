//! The guest side of the contract, generated from `wit/`. The rest of the SDK is its hand-made face.

#![expect(missing_docs, reason = "generated code; what it means is written in `wit/`")]

wit_bindgen::generate!({
    path: "../wit",
    world: "plugin",
    pub_export_macro: true,
    export_macro_name: "export",
    default_bindings_module: "atlassian_plugin_sdk::__private",
});
