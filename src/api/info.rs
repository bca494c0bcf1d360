//! `GET /` and `HEAD /`: name and version of the cluster (reference, section 4.2).

use bytes::Bytes;
use http::{HeaderValue, StatusCode};

use super::Answer;
use super::checks::Attempt;
use crate::cluster::{BUILD_DATE, BUILD_HASH, Dialect};

/// The parameters that the handler looks at, beyond those that all do.
pub(super) const CONSUMED_PARAMETERS: &[&str] = &[];

pub(super) fn answer(attempt: &Attempt<'_, '_>, content_type: &HeaderValue) -> Answer {
    let body = Bytes::from(describe(attempt.dialect));
    Answer::new(StatusCode::OK, content_type.clone(), body)
}

fn describe(dialect: &Dialect) -> String {
    let (wire, index) = dialect.compatible_with();
    let Dialect { number, lucene, .. } = dialect;
    format!(
        concat!(
            r#"{{"name":"es-ml-fake","cluster_name":"es-ml-fake","cluster_uuid":"ZXMtbWwtZmFrZS1jbHVzdA","#,
            r#""version":{{"number":"{}","build_flavor":"default","build_type":"docker","build_hash":"{}","#,
            r#""build_date":"{}","build_snapshot":false,"lucene_version":"{}","#,
            r#""minimum_wire_compatibility_version":"{}","minimum_index_compatibility_version":"{}"}},"#,
            r#""tagline":"You Know, for Search"}}"#
        ),
        number, BUILD_HASH, BUILD_DATE, lucene, wire, index
    )
}
