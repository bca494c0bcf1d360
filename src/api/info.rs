//! `GET /` and `HEAD /`: name and version of the cluster (reference, section 4.2).

use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderValue, StatusCode};

use super::query::Query;
use super::refusal::Refusal;
use super::respond::Call;
use super::{Answer, BUILD_HASH, SERVER_VERSION};
use crate::json::pretty;

static COMPACT: LazyLock<Bytes> = LazyLock::new(|| {
    format!(
        concat!(
            r#"{{"name":"es-ml-fake","cluster_name":"es-ml-fake","cluster_uuid":"ZXMtbWwtZmFrZS1jbHVzdA","#,
            r#""version":{{"number":"{}","build_flavor":"default","build_type":"docker","build_hash":"{}","#,
            r#""build_date":"2025-07-09T22:10:13.578182715Z","build_snapshot":false,"lucene_version":"10.2.2","#,
            r#""minimum_wire_compatibility_version":"8.19.0","minimum_index_compatibility_version":"8.0.0"}},"#,
            r#""tagline":"You Know, for Search"}}"#
        ),
        SERVER_VERSION, BUILD_HASH
    )
    .into()
});

static PRETTY: LazyLock<Bytes> = LazyLock::new(|| pretty::indent(&COMPACT, &pretty::SERVER).into());

/// Indented unless asked not to be, unlike every other answer.
pub(crate) fn respond(
    call: &Call<'_>,
    query: &Query<'_>,
    content_type: &HeaderValue,
) -> Result<Answer, Refusal> {
    let pretty = query.flag("pretty", true)?;
    query.refuse_unknown(&call.decoded_path(), &[])?;
    call.refuse_body()?;
    let body = if pretty { &PRETTY } else { &COMPACT };
    Ok(Answer::new(
        StatusCode::OK,
        content_type.clone(),
        Bytes::clone(body),
    ))
}
