//! The cluster as a responder of wiremock.

use std::time::SystemTime;

use wiremock::{Request, Respond, ResponseTemplate};

use crate::cluster::Cluster;

/// A suite that has a `MockServer` already mounts the whole cluster on it, behind its other mocks:
///
/// ```
/// # let builder = &mut tokio::runtime::Builder::new_current_thread();
/// # builder.enable_all().build().unwrap().block_on(async {
/// use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT};
/// use wiremock::matchers::any;
/// use wiremock::{Mock, MockServer};
///
/// let server = MockServer::start().await;
/// let cluster = Cluster::new();
/// let whole_fake = Mock::given(any()).respond_with(cluster.clone()).with_priority(255);
/// whole_fake.mount(&server).await;
///
/// let url =
///     format!("{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update", server.uri());
/// let body = serde_json::json!({"number_of_allocations": 4});
/// let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
/// assert_eq!(answer.status(), 200);
/// assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
/// # });
/// ```
///
/// There is no drop to check for silent breaches at: ask with [`verify`](Cluster::verify).
impl Respond for Cluster {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let answer = self.handle(&rebuilt(request), SystemTime::now());
        let mut template = ResponseTemplate::new(answer.status());
        let mut media_type = String::new();
        for (name, value) in answer.headers() {
            match value.to_str() {
                Ok(text) if name == http::header::CONTENT_TYPE => text.clone_into(&mut media_type),
                _ => template = template.append_header(name, value),
            }
        }
        template.set_body_raw(answer.body().to_vec(), &media_type)
    }
}

fn rebuilt(request: &Request) -> http::Request<bytes::Bytes> {
    let query = request.url.query().map(|query| format!("?{query}"));
    let target = request.url.path().to_owned() + query.as_deref().unwrap_or_default();
    let mut rebuilt = http::Request::new(request.body.clone().into());
    *rebuilt.method_mut() = request.method.clone();
    *rebuilt.uri_mut() = target.parse().unwrap_or_default();
    *rebuilt.headers_mut() = request.headers.clone();
    rebuilt
}
