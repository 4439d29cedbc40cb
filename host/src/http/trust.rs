//! Whom TLS trusts, and as whom it presents itself: the operating system's certificate authorities, those of the user's
//! company, and a client certificate.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::profile::Profile;

/// Variable that names a PEM file of certificate authorities, as OpenSSL and others know it.
const VARIABLE: &str = "SSL_CERT_FILE";

/// TLS as a profile wants it. Certificate authorities are read at the first handshake.
pub(super) fn tls(profile: &Profile) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        LazyVerifier { provider: Arc::clone(&provider), bundles: bundles(profile)?, verifier: OnceLock::new() };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::bug("TLS cannot be set up").caused_by(error))?
        // "Dangerous" is any verifier that is not built in; this one hands everything to the platform's.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match client_certificate(profile)? {
        None => builder.with_no_client_auth(),
        Some((file, certificates, key)) => builder.with_client_auth_cert(certificates, key).map_err(|error| {
            Error::usage(format!("the client certificate in `{}` cannot be used", file.display()))
                .caused_by(error)
                .hinted("does `client_key` in the profile name the key of this very certificate?")
        })?,
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The files that a profile names for TLS: by key, and whether each can be used.
pub fn certificate_files(profile: &Profile) -> Vec<(&'static str, Result<PathBuf>)> {
    let mut found = Vec::new();
    if let Some(written) = &profile.ca_bundle {
        let named_by = "ca_bundle";
        let bundle = environment::path_in_config(written).map(|file| Bundle { file, named_by });
        found.push((named_by, bundle.and_then(|bundle| bundle.read().map(|_| bundle.file))));
    }
    match client_certificate(profile) {
        Ok(None) => {}
        Ok(Some((file, ..))) => found.push(("client_certificate", Ok(file))),
        Err(error) => found.push(("client_certificate", Err(error))),
    }
    found
}

/// A file of certificate authorities, and what names it.
#[derive(Debug)]
struct Bundle {
    file: PathBuf,
    named_by: &'static str,
}

fn bundles(profile: &Profile) -> Result<Vec<Bundle>> {
    let mut bundles = Vec::new();
    if let Some(written) = &profile.ca_bundle {
        bundles.push(Bundle { file: environment::path_in_config(written)?, named_by: "ca_bundle" });
    }
    // Where the system keeps a file of its own, its reader takes the one of the variable instead.
    if let Some(file) = environment::var(VARIABLE) {
        bundles.push(Bundle { file: PathBuf::from(file), named_by: VARIABLE });
    }
    Ok(bundles)
}

impl Bundle {
    fn read(&self) -> Result<Vec<CertificateDer<'static>>> {
        let Self { file, named_by } = self;
        let hint = format!("`{named_by}` names a PEM file, with one or more `-----BEGIN CERTIFICATE-----` in it");
        let bytes = read(file, "certificate authorities").map_err(|error| error.hinted(&hint))?;
        let broken = |error: &dyn std::fmt::Display| {
            Error::usage(format!("the certificate authorities in `{}` cannot be read", file.display()))
                .caused_by(error)
                .hinted(&hint)
        };
        let certificates = certificates(&bytes).map_err(|error| broken(&error))?;
        if certificates.is_empty() {
            return Err(broken(&"there is no certificate in it"));
        }
        // The system's verifier would only say that one of them is bad.
        let mut roots = rustls::RootCertStore::empty();
        for (index, certificate) in certificates.iter().enumerate() {
            roots.add(certificate.clone()).map_err(|error| broken(&format!("certificate {}: {error}", index + 1)))?;
        }
        Ok(certificates)
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    CertificateDer::pem_slice_iter(pem).collect()
}

fn read(file: &Path, what: &str) -> Result<Vec<u8>> {
    std::fs::read(file).context(Kind::Usage, || format!("failed to read the {what} in `{}`", file.display()))
}

type Identity = (PathBuf, Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn client_certificate(profile: &Profile) -> Result<Option<Identity>> {
    let Some(written) = &profile.client_certificate else {
        return match &profile.client_key {
            None => Ok(None),
            Some(_) => Err(Error::usage("the profile has a `client_key`, but no `client_certificate`")),
        };
    };
    let file = environment::path_in_config(written)?;
    let certificates = certificates(&read(&file, "client certificate")?)
        .map_err(|error| unusable("client certificate", &file).caused_by(error))?;
    if certificates.is_empty() {
        return Err(unusable("client certificate", &file).caused_by("there is no certificate in it"));
    }
    let key = private_key(&environment::path_in_config(profile.client_key.as_ref().unwrap_or(written))?)?;
    Ok(Some((file, certificates, key)))
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>> {
    const WHAT: &str = "key of the client certificate";
    refuse_if_others_can_read(file)?;
    let bytes = zeroize::Zeroizing::new(read(file, WHAT)?);
    if memchr::memmem::find(&bytes, b"ENCRYPTED").is_some() {
        return Err(unusable(WHAT, file)
            .caused_by("it is encrypted")
            .hinted("take its passphrase off with `openssl pkey`, into a file that only you can read"));
    }
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| match error {
        PemError::NoItemsFound => unusable(WHAT, file)
            .caused_by("there is no private key in it")
            .hinted("`client_key` names the PEM file that has `-----BEGIN PRIVATE KEY-----`"),
        error => unusable(WHAT, file).caused_by(error),
    })
}

fn unusable(what: &str, file: &Path) -> Error {
    Error::usage(format!("the {what} in `{}` cannot be used", file.display()))
}

#[cfg(unix)]
fn refuse_if_others_can_read(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // One that cannot be looked at cannot be read either, which is said then.
    let mode = std::fs::metadata(file).map_or(0, |meta| meta.permissions().mode());
    if mode & 0o007 == 0 {
        return Ok(());
    }
    Err(Error::refused(format!("the key of the client certificate in `{}` is open to other users", file.display()))
        .hinted(format!("make it yours alone: `chmod 600 {}`", file.display())))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix form can fail")]
fn refuse_if_others_can_read(_: &Path) -> Result<()> {
    Ok(())
}

/// Reads the operating system's trust store at the first TLS handshake: that takes longer than a whole command on
/// loopback or for help.
#[derive(Debug)]
struct LazyVerifier {
    provider: Arc<CryptoProvider>,
    bundles: Vec<Bundle>,
    verifier: OnceLock<Result<Verifier, rustls::Error>>,
}

impl LazyVerifier {
    fn get(&self) -> Result<&Verifier, rustls::Error> {
        self.verifier.get_or_init(|| self.build()).as_ref().map_err(Clone::clone)
    }

    fn build(&self) -> Result<Verifier, rustls::Error> {
        let mut extra = Vec::new();
        for bundle in &self.bundles {
            // Comes out again, as our own error, where the connection fails.
            extra.extend(bundle.read().map_err(|error| rustls::Error::Other(OtherError(Arc::new(error))))?);
        }
        Verifier::new_with_extra_roots(extra, Arc::clone(&self.provider))
    }
}

impl ServerCertVerifier for LazyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.get()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.get()?.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.get()?.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
