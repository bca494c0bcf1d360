//! Requests to a live cluster, over HTTP or HTTPS.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use data_encoding::BASE64;
use http::header::{AUTHORIZATION, HOST};
use http::uri::Scheme;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsConnector;

use crate::cli::Failure;
use crate::cli::text::file_name;

/// For a whole exchange.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longer answers are of no case.
const LONGEST_ANSWER: usize = 16 << 20;

/// A cluster at a URL.
pub(super) struct Client {
    host: String,
    port: u16,
    /// In front of all paths.
    prefix: String,
    tls: Option<TlsConnector>,
    authorization: Option<HeaderValue>,
    runtime: Runtime,
}

/// The value of an `Authorization` header. It is sent, and never shown.
pub(super) fn authorization(scheme: &str, credentials: &str) -> Result<HeaderValue, Failure> {
    let value = format!("{scheme} {}", BASE64.encode(credentials.as_bytes()));
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| Failure("the credentials are none that a header can hold".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

impl Client {
    pub(super) fn of(
        url: &Uri,
        authorization: Option<HeaderValue>,
        ca_cert: Option<&Path>,
    ) -> Result<Self, Failure> {
        let is_secure = url.scheme() == Some(&Scheme::HTTPS);
        let tls = is_secure.then(|| connector(ca_cert)).transpose()?;
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            host: url.host().unwrap_or_default().to_owned(),
            port: url.port_u16().unwrap_or(if is_secure { 443 } else { 80 }),
            prefix: url.path().trim_end_matches('/').to_owned(),
            tls,
            authorization,
            runtime: runtime.map_err(|error| Failure::of("cannot start", error))?,
        })
    }

    /// Sends a request over a connection of its own.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    pub(super) fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let exchange = self.exchange(self.addressed(request)?);
        let in_time = async { tokio::time::timeout(PATIENCE, exchange).await };
        match self.runtime.block_on(in_time) {
            Ok(answer) => answer,
            Err(_) => Err(format!("no answer came in {} seconds", PATIENCE.as_secs())),
        }
    }

    fn addressed(&self, mut request: Request<Bytes>) -> Result<Request<Bytes>, String> {
        let target = format!("{}{}", self.prefix, request.uri());
        *request.uri_mut() = target
            .parse()
            .map_err(|_| "the URL has no path".to_owned())?;
        let host = format!("{}:{}", self.host, self.port);
        let host = HeaderValue::try_from(host).map_err(|_| "the URL has no host".to_owned())?;
        request.headers_mut().insert(HOST, host);
        if let Some(authorization) = &self.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        Ok(request)
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        // An address of IPv6 stands between brackets in a URL.
        let host = self.host.trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, self.port))
            .await
            .map_err(|error| error.to_string())?;
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => exchange_over(stream, request).await,
            Some(tls) => {
                let name =
                    ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
                let stream = tls
                    .connect(name, stream)
                    .await
                    .map_err(|error| error.to_string())?;
                exchange_over(stream, request).await
            }
        }
    }
}

async fn exchange_over<S>(stream: S, request: Request<Bytes>) -> Result<Response<Bytes>, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connected = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = connected.map_err(|error| error.to_string())?;
    let driven = tokio::spawn(connection);
    let answer = sender.send_request(request.map(Full::new)).await;
    let (parts, body) = answer.map_err(|error| error.to_string())?.into_parts();
    let body = Limited::new(body, LONGEST_ANSWER).collect().await;
    driven.abort();
    let body = body.map_err(|error| error.to_string())?.to_bytes();
    Ok(Response::from_parts(parts, body))
}

fn trusted(ca_cert: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let Some(path) = ca_cert else {
        return Ok(rustls_native_certs::load_native_certs().certs);
    };
    let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    certificates.map_err(|error| Failure::of(file_name(path), error))
}

/// Trusts the certificates of a file, or those that the system trusts.
fn connector(ca_cert: Option<&Path>) -> Result<TlsConnector, Failure> {
    let mut roots = RootCertStore::empty();
    for certificate in trusted(ca_cert)? {
        // A system may trust some that are too old to be read.
        let added = roots.add(certificate);
        if let (Err(error), Some(path)) = (added, ca_cert) {
            return Err(Failure::of(file_name(path), error));
        }
    }
    if roots.is_empty() {
        let remedy = "there are no certificates to trust: name some with `--ca-cert`";
        return Err(Failure(remedy.to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Failure::of("cannot speak TLS", error))?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
