//! `GET /_license`: a licence that covers machine learning, unless the cluster is in the condition
//! in which it does not
//! (server-behaviour: Other endpoints).

use http::Method;

use super::info::CLUSTER_NAME;
use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{Condition, Versions};
use crate::xcontent::OrderedValue;

const ISSUED: u64 = 1_752_099_013_578;

/// The endpoint.
pub(crate) struct License;

impl BodilessHandler for License {
    const SPEC: Spec = Spec {
        name: "license",
        methods: &[Method::GET],
        paths: &["/_license"],
        action: "cluster:monitor/xpack/license/get",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[
            Parameter::new("accept_enterprise", ParameterKind::Boolean),
            Parameter::new("local", ParameterKind::Boolean),
        ],
        undocumented: &["master_timeout"],
        request: RequestBody::None,
        response: Some(Schema::LicenseResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let status = match context.conditions.has(Condition::Licence) {
            true => "expired",
            false => "active",
        };
        let license = OrderedValue::object([
            ("status", status.into()),
            ("uid", "65732d6d-6c2d-4661-8b65-000000000000".into()),
            ("type", "trial".into()),
            ("issue_date", "2025-07-09T22:10:13.578Z".into()),
            ("issue_date_in_millis", ISSUED.into()),
            ("expiry_date", "2099-07-09T22:10:13.578Z".into()),
            ("expiry_date_in_millis", 4_087_404_613_578_u64.into()),
            ("max_nodes", 1000.into()),
            ("max_resource_units", OrderedValue::Null),
            ("issued_to", CLUSTER_NAME.into()),
            ("issuer", "elasticsearch".into()),
            ("start_date_in_millis", (-1).into()),
        ]);
        Ok(OrderedValue::object([("license", license)]).into())
    }
}
