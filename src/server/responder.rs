//! A fake as a responder of wiremock.

use wiremock::{Request, Respond, ResponseTemplate};

use super::FakeCluster;
use crate::cluster::Cluster;
use crate::script::Carrier;
use crate::time::Clock;

/// Answers as a fake does: made by [`FakeCluster::responder`], which shows it at work.
#[derive(Debug, Clone)]
pub struct Responder {
    cluster: Cluster,
    clock: Clock,
}

impl FakeCluster {
    /// The fake as a responder of wiremock, for a suite that has a `MockServer` already. It answers
    /// what none of the other mocks matches. Checks are made when the fake itself is dropped.
    ///
    /// ```
    /// # let builder = &mut tokio::runtime::Builder::new_current_thread();
    /// # builder.enable_all().build().unwrap().block_on(async {
    /// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
    /// use wiremock::matchers::any;
    /// use wiremock::{Mock, MockServer};
    ///
    /// let server = MockServer::start().await;
    /// let cluster = FakeCluster::start();
    /// let whole_fake = Mock::given(any()).respond_with(cluster.responder()).with_priority(255);
    /// whole_fake.mount(&server).await;
    ///
    /// let url = format!(
    ///     "{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update",
    ///     server.uri()
    /// );
    /// let body = serde_json::json!({"number_of_allocations": 4});
    /// let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    /// assert_eq!(answer.status(), 200);
    /// assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
    /// # });
    /// ```
    #[must_use]
    pub fn responder(&self) -> Responder {
        Responder {
            cluster: self.cluster().clone(),
            clock: self.clock().clone(),
        }
    }
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let (request, now) = (rebuilt(request), self.clock.now());
        let delivery = self.cluster.answer_for(Carrier::MockServer, &request, now);
        let answer = delivery.answer;
        let mut template = ResponseTemplate::new(answer.status());
        if let Some(delay) = delivery
            .disturbance
            .and_then(|disturbance| disturbance.delay)
        {
            template = template.set_delay(delay);
        }
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

/// The fake belongs to the mock then, and is checked when wiremock drops the mock: for a server of
/// its pool that is not before another test starts one, or the process exits. With
/// [`FakeCluster::responder`] the fake stays the test's, and fails the right one.
impl Respond for FakeCluster {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.responder().respond(request)
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
