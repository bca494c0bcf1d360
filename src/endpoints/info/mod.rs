//! `GET /` and `HEAD /`: name and version of the cluster
//! (server-behaviour: HTTP: name and version).

use bytes::Bytes;
use http::Method;

use super::{Call, Context, Handler, Judged, Rendered, RequestBody, Spec};
use crate::http::ErrorResponse;
use crate::model::{BUILD_DATE, BUILD_HASH, Dialect, Versions};
use crate::xcontent::Exception;

/// The endpoint.
pub(crate) struct Info;

impl Handler for Info {
    const SPEC: Spec = Spec {
        name: "info",
        methods: &[Method::GET, Method::HEAD],
        paths: &["/"],
        action: "cluster:monitor/main",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[],
        request: RequestBody::None,
        response: None,
        is_pretty: true,
    };

    type Body = ();
    type Request = ();

    fn read(_: &Call<'_>) -> Judged<()> {
        Judged::nothing()
    }

    fn parse(_: &Call<'_>, _: Result<(), Exception>) -> Result<(), ErrorResponse> {
        Ok(())
    }

    fn carry_out((): (), context: &mut Context<'_>) -> Result<Rendered, ErrorResponse> {
        let body = describe(context.call.dialect);
        Ok(Bytes::from(body).into())
    }
}

fn describe(dialect: &Dialect) -> String {
    let (wire, index) = dialect.compatible_with();
    let Dialect { number, lucene, .. } = dialect;
    format!(
        concat!(
            r#"{{"name":"es-ml-fake","cluster_name":"es-ml-fake","#,
            r#""cluster_uuid":"ZXMtbWwtZmFrZS1jbHVzdA","#,
            r#""version":{{"number":"{}","build_flavor":"default","build_type":"docker","#,
            r#""build_hash":"{}","build_date":"{}","build_snapshot":false,"#,
            r#""lucene_version":"{}","minimum_wire_compatibility_version":"{}","#,
            r#""minimum_index_compatibility_version":"{}"}},"tagline":"You Know, for Search"}}"#
        ),
        number, BUILD_HASH, BUILD_DATE, lucene, wire, index
    )
}
