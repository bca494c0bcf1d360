//! What holds for every case, whatever its snapshot shows.

use es_ml_fake::FakeCluster;
use es_ml_fake::contract::Schema;
use es_ml_fake::journal::Exchange;

use crate::support::Answer;

pub(crate) fn the_journal_has_what_was_sent(exchange: &Exchange, request: &str, answer: &Answer) {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let first = format!("{} {}", exchange.method(), exchange.target());
    assert_eq!(first, head.lines().next().unwrap());
    assert_eq!(exchange.body(), body.as_bytes());

    assert_eq!(exchange.status(), answer.status);
    // The server adds the length, which only the answer to `HEAD` does not show by itself.
    let is_compared = |name: &str| name != "content-length" || exchange.method() == "HEAD";
    let mut sent: Vec<_> = answer.headers().collect();
    sent.retain(|(name, _)| is_compared(name));
    let recorded: Vec<_> = exchange.answer().headers().collect();
    let mut recorded: Vec<_> = recorded
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    recorded.retain(|(name, _)| is_compared(name));
    recorded.sort_unstable();
    sent.sort_unstable();
    assert_eq!(recorded, sent);
    assert_eq!(exchange.answer().body(), &answer.body);
}

pub(crate) fn the_schemas_hold(exchange: &Exchange) {
    let endpoint = exchange.endpoint();
    let request = endpoint.request_schema();
    // Where a body may be left out, or a parameter takes its place, there is none to be judged.
    let has_judged = exchange.verdict().conforms() && !exchange.body().is_empty();
    if let Some(schema) = request.filter(|_| has_judged) {
        assert_conforms(schema, exchange.body(), exchange);
    }
    let answer = exchange.answer().body();
    match exchange.status().as_u16() {
        _ if answer.is_empty() || !is_json(exchange) => {}
        200 if is_filtered(exchange) => {}
        200 => {
            if let Some(schema) = endpoint.response_schema() {
                assert_conforms(schema, answer, exchange);
            }
        }
        _ => assert_conforms(Schema::Error, answer, exchange),
    }
}

fn is_json(exchange: &Exchange) -> bool {
    let content_type = exchange.answer().header("content-type");
    content_type.is_some_and(|value| value.to_str().unwrap().contains("json"))
}

/// Whether the answer to success is only a part of the whole.
fn is_filtered(exchange: &Exchange) -> bool {
    exchange
        .query()
        .iter()
        .any(|(name, _)| name == "filter_path")
}

fn assert_conforms(schema: Schema, body: &[u8], exchange: &Exchange) {
    let verdict = schema.judge(&serde_json::from_slice(body).unwrap());
    assert!(verdict.conforms(), "{exchange}: {verdict:?}");
}

/// What is reported here is not reported again when the cluster is dropped.
pub(crate) fn silent_breaches_are_reported(cluster: &FakeCluster) {
    let exchanges = cluster.exchanges();
    let is_silent = exchanges.iter().any(|exchange| exchange.is_silent_breach());
    assert_eq!(cluster.verify().is_err(), is_silent);
}
