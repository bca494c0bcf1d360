//! HTTPS: certificates of the fake's own, and handshakes.

mod authority;
mod handshake;

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use authority::{Authority, Purpose};
pub(crate) use handshake::Acceptor;

/// How a fake speaks HTTPS, for
/// [`FakeClusterBuilder::tls`](crate::FakeClusterBuilder::tls). Feature `tls`.
///
/// Each fake has a certificate authority of its own, whose certificate a client has to trust: see
/// [`FakeCluster::ca_pem`](crate::FakeCluster::ca_pem). The certificate of the server is for
/// `localhost`, 127.0.0.1, ::1 and the address that the fake listens on. TLS 1.2 and 1.3 are
/// spoken.
///
/// ```
/// use es_ml_fake::server::Tls;
/// use es_ml_fake::FakeCluster;
/// use reqwest::blocking::Client;
/// use reqwest::{Certificate, Identity};
///
/// let tls = Tls::new().require_client_certificate();
/// let cluster = FakeCluster::builder().tls(tls).start();
/// let client = Client::builder()
///     .add_root_certificate(Certificate::from_pem(cluster.ca_pem().as_bytes())?)
///     .identity(Identity::from_pem(cluster.client_identity_pem().as_bytes())?)
///     .build()?;
/// assert!(cluster.uri().starts_with("https://"));
/// assert!(client.get(cluster.uri()).send()?.status().is_success());
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "it does nothing until a builder's `tls` takes it"]
pub struct Tls {
    requires_client_certificate: bool,
}

impl Tls {
    /// HTTPS for every client.
    pub fn new() -> Self {
        Self::default()
    }

    /// Refuses clients that have no certificate of the fake's own authority. There is one at
    /// [`FakeCluster::client_identity_pem`](crate::FakeCluster::client_identity_pem).
    pub fn require_client_certificate(mut self) -> Self {
        self.requires_client_certificate = true;
        self
    }
}

/// The certificates of a fake.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) ca_pem: String,
    /// Certificate and key for a client, if it needs them.
    pub(crate) client_pem: Option<String>,
    pub(crate) acceptor: Acceptor,
}

impl Credentials {
    /// Makes an authority, and what it vouches for: a server at this address and the loopback ones.
    pub(crate) fn new(tls: &Tls, address: IpAddr) -> io::Result<Self> {
        let authority = Authority::new().map_err(io::Error::other)?;
        let address = address.to_string();
        let mut names = BTreeSet::from(["localhost", "127.0.0.1", "::1"]);
        names.insert(&address);
        let names = names.into_iter().map(ToOwned::to_owned).collect();
        let issue = |purpose, names| authority.issue(purpose, names).map_err(io::Error::other);
        let server = issue(Purpose::Server, names)?;
        let client = tls
            .requires_client_certificate
            .then(|| issue(Purpose::Client, Vec::new()))
            .transpose()?;
        let ca = client.is_some().then(|| authority.certificate());
        let config = config(server.certificate, server.key, ca).map_err(io::Error::other)?;
        Ok(Self {
            ca_pem: authority.pem(),
            client_pem: client.map(|client| client.pem),
            acceptor: Acceptor::of(config),
        })
    }
}

/// Clients need a certificate of `client_ca`, if there is one.
fn config(
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    client_ca: Option<CertificateDer<'static>>,
) -> Result<ServerConfig, Box<dyn std::error::Error + Send + Sync>> {
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let config = match client_ca {
        None => config.with_no_client_auth(),
        Some(client_ca) => {
            let mut roots = RootCertStore::empty();
            roots.add(client_ca)?;
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            config.with_client_cert_verifier(verifier.build()?)
        }
    };
    let mut config = config.with_single_cert(vec![certificate], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
