//! HTTPS: whom clients have to trust, whom the fake trusts, and what can go wrong below it.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use elasticsearch::Elasticsearch;
use elasticsearch::cert::{Certificate, CertificateValidation};
use elasticsearch::http::transport::{SingleNodeConnectionPool, TransportBuilder};
use es_ml_fake::server::{Limits, Tls};
use es_ml_fake::{Delay, FakeCluster, FakeClusterBuilder, On, WireFault};
use reqwest::Identity;
use reqwest::blocking::{Client, ClientBuilder};
use reqwest::tls::Version;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::support::{Connection, PATIENCE, causes, get, head};
use crate::wire_faults::{FAULTY, start_with};

/// A time limit that tests can wait for.
const SHORT: Duration = Duration::from_millis(100);

fn secure() -> FakeClusterBuilder {
    FakeCluster::builder().tls(Tls::new())
}

fn trusting(cluster: &FakeCluster) -> ClientBuilder {
    let ca = reqwest::Certificate::from_pem(cluster.ca_pem().as_bytes());
    let client = Client::builder().tls_built_in_root_certs(false).no_proxy();
    client.add_root_certificate(ca.expect("it is a certificate"))
}

fn get_with(client: ClientBuilder, uri: &str) -> reqwest::Result<u16> {
    let answer = client.build()?.get(uri).send()?;
    Ok(answer.status().as_u16())
}

#[track_caller]
fn assert_answers(cluster: &FakeCluster) {
    let status = get_with(trusting(cluster), &cluster.uri());
    assert_eq!(status.expect("it answers"), 200);
}

#[test]
fn clients_that_trust_the_authority_reach_the_fake_under_each_of_its_names() {
    let cluster = secure().start();
    let port = cluster.address().port();
    assert_eq!(cluster.uri(), format!("https://127.0.0.1:{port}"));
    for uri in [cluster.uri(), format!("https://localhost:{port}")] {
        let status = get_with(trusting(&cluster), &uri);
        assert_eq!(status.expect("it answers"), 200, "{uri}");
    }
    assert_eq!(cluster.exchanges().len(), 2);
}

#[test]
fn the_certificate_is_for_the_address_that_the_fake_listens_on() {
    let addresses: &[&str] = if cfg!(target_os = "linux") {
        &["127.0.0.78:0", "[::1]:0"]
    } else {
        &["127.0.0.1:0"]
    };
    for address in addresses {
        let address = address.parse().expect("it is an address");
        match secure().listen(address).try_start() {
            Ok(cluster) => assert_answers(&cluster),
            // There are machines without IPv6.
            Err(error) => assert!(address.is_ipv6(), "{error}"),
        }
    }
}

#[test]
fn both_versions_of_the_protocol_are_spoken() {
    let cluster = secure().start();
    for version in [Version::TLS_1_2, Version::TLS_1_3] {
        let client = trusting(&cluster)
            .min_tls_version(version)
            .max_tls_version(version);
        assert_eq!(get_with(client, &cluster.uri()).expect("it answers"), 200);
    }
}

#[test]
fn all_nodes_speak_it_with_one_authority() {
    let cluster = secure().http_nodes(3).start();
    for uri in cluster.uris() {
        assert_eq!(get_with(trusting(&cluster), &uri).expect("it answers"), 200);
    }
}

#[test]
fn clients_that_trust_another_authority_do_not_ask() {
    let (cluster, other) = (secure().start(), secure().start());
    assert_ne!(cluster.ca_pem(), other.ca_pem());
    let error = get_with(trusting(&other), &cluster.uri()).expect_err("it is a stranger");
    assert!(causes(&error).contains("certificate"), "{}", causes(&error));
    assert!(cluster.exchanges().is_empty());
    assert_answers(&cluster);
}

#[test]
fn clients_need_a_certificate_of_the_fake_if_it_wants_one() {
    let mutual = || Tls::new().require_client_certificate();
    let cluster = FakeCluster::builder().tls(mutual()).start();
    let other = FakeCluster::builder().tls(mutual()).start();
    let identity = |fake: &FakeCluster| {
        let identity = Identity::from_pem(fake.client_identity_pem().as_bytes());
        identity.expect("it is an identity")
    };
    let without = get_with(trusting(&cluster), &cluster.uri());
    assert!(without.is_err(), "{without:?}");
    let with_another = trusting(&cluster).identity(identity(&other));
    assert!(get_with(with_another, &cluster.uri()).is_err());
    assert!(cluster.exchanges().is_empty());
    let with_its_own = trusting(&cluster).identity(identity(&cluster));
    assert_eq!(
        get_with(with_its_own, &cluster.uri()).expect("it answers"),
        200
    );
}

#[test]
fn a_handshake_that_does_not_come_to_its_end_is_closed_when_its_time_is_over() {
    let limits = Limits::default().head_timeout(SHORT).connections(1);
    let cluster = secure().limits(limits).start();
    // The beginning of a client's first record, and nothing at all.
    for half in [&b"\x16\x03\x01\x02\x00"[..], b""] {
        let mut connection = Connection::to(cluster.address());
        connection.send(half);
        connection.assert_closes();
    }
    assert_answers(&cluster);
}

#[test]
fn clients_that_do_not_speak_it_are_turned_away_and_no_other_client_notices() {
    let cluster = secure().start();
    let mut connection = Connection::to(cluster.address());
    connection.send(get("/"));
    assert!(!connection.until_closed().contains("HTTP"));
    assert!(cluster.exchanges().is_empty());
    assert_answers(&cluster);
}

#[test]
fn fakes_without_it_have_no_certificates() {
    let cluster = FakeCluster::start();
    for ask in [FakeCluster::ca_pem, FakeCluster::client_identity_pem] {
        let asked = std::panic::AssertUnwindSafe(|| ask(&cluster).len());
        let panicked = std::panic::catch_unwind(asked).expect_err("there is none");
        let message = panicked.downcast::<String>().map(|message| *message);
        let message =
            message.or_else(|other| other.downcast::<&str>().map(|text| text.to_string()));
        assert!(
            message
                .expect("panics have messages")
                .contains("`.tls(Tls::new()")
        );
    }
}

// Faults, which act on the connection below.

fn start(fault: WireFault) -> FakeCluster {
    start_with(secure(), fault)
}

fn connect(cluster: &FakeCluster) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_slice(cluster.ca_pem().as_bytes());
    roots
        .add(ca.expect("it is a certificate"))
        .expect("it is an authority");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("there are versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("it is a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("it is complete");
    let stream = TcpStream::connect(cluster.address()).expect("the fake listens");
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("a socket has timeouts");
    StreamOwned::new(client, stream)
}

/// What comes for a request, and how the connection ends: as an error, unless it says farewell.
fn outcome(cluster: &FakeCluster, request: &str) -> (Vec<u8>, Option<ErrorKind>) {
    let mut stream = connect(cluster);
    stream.write_all(request.as_bytes()).expect("it is taken");
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    (bytes, read.err().map(|error| error.kind()))
}

#[test]
fn faults_count_the_bytes_before_encryption_and_act_on_the_connection() {
    let cluster = secure().start();
    let (last, farewell) = outcome(&cluster, &head("GET /", &["connection: close"]));
    assert_eq!(farewell, None, "without a fault the end is an orderly one");
    let whole = String::from_utf8(last).expect("the answer is text");
    let whole = whole.replace("connection: close\r\n", "");
    let head_length = whole.find("\r\n\r\n").expect("there is a head") + 4;
    let (cut, reset) = (ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset);
    for (fault, expected, end) in [
        (WireFault::Close, "", cut),
        (WireFault::Reset, "", reset),
        (WireFault::ResetAfter { bytes: 20 }, &whole[..20], reset),
        (
            WireFault::ResetAfter { bytes: 1 << 20 },
            &whole[..whole.len() - 1],
            reset,
        ),
        (
            WireFault::Truncated { bytes: 20 },
            &whole[..head_length + 20],
            cut,
        ),
    ] {
        let cluster = start(fault);
        let (bytes, ended) = outcome(&cluster, &head("GET /", &[FAULTY]));
        assert_eq!(String::from_utf8_lossy(&bytes), expected, "{fault}");
        assert_eq!(ended, Some(end), "{fault}");
        assert_answers(&cluster);
    }
}

#[test]
fn garbage_is_none_below_but_is_no_answer_either() {
    let cluster = start(WireFault::Garbage);
    let (bytes, ended) = outcome(&cluster, &head("GET /", &[FAULTY]));
    assert!(
        !bytes.is_empty() && !bytes.starts_with(b"HTTP"),
        "{bytes:?}"
    );
    assert_eq!(ended, Some(ErrorKind::UnexpectedEof));
}

#[test]
fn a_used_connection_closes_when_the_next_request_arrives() {
    let cluster = start(WireFault::CloseIdle);
    let client = trusting(&cluster).build().expect("a client");
    let ask = || client.get(cluster.uri()).header("x-faulty", "yes").send();
    let first = ask().and_then(reqwest::blocking::Response::bytes);
    first.expect("the connection is new");
    let error = ask().expect_err("the connection was used");
    assert!(!error.is_timeout(), "{}", causes(&error));
    assert_eq!(cluster.exchanges().len(), 1);
    assert_answers(&cluster);
}

#[test]
fn an_outage_is_one_of_the_connections_too() {
    let cluster = secure().start();
    let outage = cluster.refuse_connections();
    let error = get_with(trusting(&cluster), &cluster.uri()).expect_err("nothing listens");
    assert!(error.is_connect(), "{}", causes(&error));
    outage.end();
    assert_answers(&cluster);
}

#[tokio::test(start_paused = true)]
async fn paused_time_governs_secure_fakes_too() {
    let cluster = secure().local().start();
    let ca = reqwest::Certificate::from_pem(cluster.ca_pem().as_bytes());
    let client = reqwest::Client::builder()
        .add_root_certificate(ca.expect("it is a certificate"))
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client");
    for (seconds, is_answered) in [(20, true), (40, false)] {
        cluster.clear_scripts();
        cluster.script(On::any(), Delay::fixed(Duration::from_secs(seconds)));
        let answer = client.get(cluster.uri()).send().await;
        assert_eq!(answer.is_ok(), is_answered, "{answer:?}");
    }
}

// The official client.

fn official(cluster: &FakeCluster, ca_pem: &str) -> Elasticsearch {
    let pool = SingleNodeConnectionPool::new(cluster.uri().parse().expect("the URI is valid"));
    let ca = Certificate::from_pem(ca_pem.as_bytes()).expect("it is a certificate");
    let transport = TransportBuilder::new(pool)
        .cert_validation(CertificateValidation::Full(ca))
        .timeout(PATIENCE)
        .build();
    Elasticsearch::new(transport.expect("the transport is complete"))
}

#[tokio::test]
async fn the_official_client_checks_the_certificate_of_the_fake() {
    let (cluster, other) = (secure().start(), secure().start());
    let answer = official(&cluster, cluster.ca_pem()).info().send().await;
    assert_eq!(answer.expect("it is trusted").status_code(), 200);
    let refused = official(&cluster, other.ca_pem()).info().send().await;
    let error = refused.expect_err("it is a stranger");
    assert!(causes(&error).contains("certificate"), "{}", causes(&error));
}
