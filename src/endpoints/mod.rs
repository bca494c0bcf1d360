//! The endpoints: what each promises, and what each does.
//!
//! An endpoint is one folder and one row of the table below. Its [`Spec`] is what routing, judging
//! and security read; its [`Handler`] is what it does. [`failures`] says no for all of them.

mod adaptive_settings;
mod apis;
mod authenticate;
mod body;
mod call;
mod clear_cache;
mod cluster_health;
mod delete_alias;
mod delete_model;
mod excerpts;
pub(crate) mod failures;
mod get_models;
mod handler;
mod ids;
mod infer;
mod info;
mod judge;
mod license;
mod ml_info;
mod model_config;
mod nodes;
mod paging;
mod put_alias;
mod put_definition_part;
mod put_model;
mod put_vocabulary;
mod renderer;
mod route;
mod spec;
mod start;
mod stats;
mod stop;
mod task_settings;
mod unimplemented;
mod unrouted;
pub(crate) mod update;

use std::fmt;
use std::str::FromStr;

use http::Method;

use crate::contract::Schema;
use crate::model::Edition;
use crate::xcontent::OrderedValue;

pub(crate) use call::Call;
pub(crate) use handler::{BodilessHandler, Context, Handler, Judged, Rendered, Request, Step};
pub(crate) use judge::judge;
pub(crate) use renderer::Renderer;
pub(crate) use route::Route;
pub(crate) use spec::{DeploymentId, RequestBody, Spec};
pub use unimplemented::UnimplementedPolicy;
use unrouted::Unrouted;

use crate::text::{UnknownName, serde_as_text};

/// Makes the public names of the endpoints, and leads from them to the handlers.
macro_rules! endpoints {
    ($($(#[doc = $doc:literal])+ $name:ident => $handler:ty;)+) => {
        /// An endpoint of the cluster.
        ///
        /// ```
        /// use es_ml_fake::{Endpoint, FakeCluster};
        ///
        /// let cluster = FakeCluster::start();
        /// reqwest::blocking::get(cluster.uri())?;
        /// assert_eq!(cluster.exchanges()[0].endpoint(), Endpoint::Info);
        /// assert_eq!(Endpoint::Info.name(), "info");
        /// # Ok::<(), reqwest::Error>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Endpoint {
            $($(#[doc = $doc])+ $name,)+
            /// Anything else: an API that the fake does not have, an unknown path, or a method that
            /// the path does not take.
            Unknown,
        }

        impl Endpoint {
            /// Every endpoint that a request can be routed to.
            pub fn all() -> impl Iterator<Item = Self> {
                [$(Self::$name),+].into_iter()
            }

            pub(crate) fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$name => {
                        static SPEC: Spec = <$handler as Handler>::SPEC;
                        &SPEC
                    })+
                    Self::Unknown => {
                        static SPEC: Spec = Unrouted::SPEC;
                        &SPEC
                    }
                }
            }

            /// Does something with the handler of this endpoint.
            pub(crate) fn visit<V: Visitor>(self, visitor: V) -> V::Output {
                match self {
                    $(Self::$name => visitor.visit::<$handler>(),)+
                    Self::Unknown => visitor.visit::<Unrouted>(),
                }
            }
        }
    };
}

endpoints! {
    /// `GET /` and `HEAD /`: name and version of the cluster.
    Info => info::Info;
    /// `POST /_ml/trained_models/{deployment_id}/deployment/_update`.
    Update => update::Update;
    /// `POST /_ml/trained_models/{model_id}/deployment/_start`.
    Start => start::Start;
    /// `GET /_ml/trained_models[/{model_id}]/_stats`.
    Stats => stats::Stats;
    /// `POST /_ml/trained_models/{deployment_id}/deployment/_stop`.
    Stop => stop::Stop;
    /// `GET /_ml/trained_models[/{model_id}]`.
    GetModels => get_models::GetModels;
    /// `PUT /_ml/trained_models/{model_id}`, of a model made with PyTorch.
    PutModel => put_model::PutModel;
    /// `PUT /_ml/trained_models/{model_id}/definition/{part}`.
    PutDefinitionPart => put_definition_part::PutDefinitionPart;
    /// `PUT /_ml/trained_models/{model_id}/vocabulary`.
    PutVocabulary => put_vocabulary::PutVocabulary;
    /// `DELETE /_ml/trained_models/{model_id}`.
    DeleteModel => delete_model::DeleteModel;
    /// `GET /_nodes[/{node_id}][/{metric}]`.
    Nodes => nodes::Nodes;
    /// `GET /_cluster/health[/{index}]`.
    ClusterHealth => cluster_health::ClusterHealth;
    /// `GET /_license`.
    License => license::License;
    /// `GET /_security/_authenticate`.
    Authenticate => authenticate::Authenticate;
    /// `POST /_ml/trained_models/{deployment_id}/deployment/cache/_clear`.
    ClearCache => clear_cache::ClearCache;
    /// `PUT /_ml/trained_models/{model_id}/model_aliases/{model_alias}`.
    PutAlias => put_alias::PutAlias;
    /// `DELETE /_ml/trained_models/{model_id}/model_aliases/{model_alias}`.
    DeleteAlias => delete_alias::DeleteAlias;
    /// `POST /_ml/trained_models/{model_id}/_infer`.
    Infer => infer::Infer;
    /// `GET /_ml/info`.
    MlInfo => ml_info::MlInfo;
}

/// The answer that says nothing but that it was done.
fn acknowledgement() -> Rendered {
    OrderedValue::object([("acknowledged", true.into())]).into()
}

/// The same where nothing is to be added to it.
fn acknowledged() -> Step {
    acknowledgement().into()
}

/// Something to be done with a handler, whichever it is.
pub(crate) trait Visitor {
    type Output;

    fn visit<H: Handler>(self) -> Self::Output;
}

impl Endpoint {
    /// The name of the endpoint in journals and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The endpoints at a path, whichever methods they take.
    ///
    /// ```
    /// use es_ml_fake::Endpoint;
    ///
    /// let at = |path| Endpoint::at(path).collect::<Vec<_>>();
    /// assert_eq!(at("/_ml/trained_models/m/deployment/_update"), [Endpoint::Update]);
    /// assert_eq!(at("/internal/ml/trained_models/m/d/deployment/_update"), []);
    /// ```
    pub fn at(path: &str) -> impl Iterator<Item = Self> {
        route::endpoints_at(path)
    }

    /// What it is asked by: each of its methods with each template of its paths.
    ///
    /// ```
    /// use es_ml_fake::{Endpoint, Method};
    ///
    /// let path = "/_ml/trained_models/{deployment_id}/deployment/_update";
    /// assert!(Endpoint::Update.routes().eq([(&Method::POST, path)]));
    /// ```
    pub fn routes(self) -> impl Iterator<Item = (&'static Method, &'static str)> {
        let spec = self.spec();
        let of_path = |path: &&'static str| {
            let path = *path;
            spec.methods.iter().map(move |method| (method, path))
        };
        spec.paths.iter().flat_map(of_path)
    }

    /// The editions whose servers have it.
    pub fn editions(self) -> impl Iterator<Item = Edition> {
        Edition::all().filter(move |edition| edition.dialect().has(self.spec().versions))
    }

    /// The schema of a request's body, for endpoints that take one.
    #[must_use]
    pub fn request_schema(self) -> Option<Schema> {
        self.spec().request.schema()
    }

    /// The schema of the body of an answer with status 200, for endpoints that have one.
    ///
    /// ```
    /// use es_ml_fake::Endpoint;
    /// use es_ml_fake::contract::Schema;
    ///
    /// assert_eq!(Endpoint::Update.request_schema(), Some(Schema::UpdateRequest));
    /// assert_eq!(Endpoint::Update.response_schema(), Some(Schema::UpdateResponse));
    /// ```
    #[must_use]
    pub fn response_schema(self) -> Option<Schema> {
        self.spec().response
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Endpoint {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut named = Self::all().chain([Self::Unknown]);
        let found = named.find(|endpoint| endpoint.name() == name);
        found.ok_or_else(|| UnknownName::new("endpoint", name, Self::all().chain([Self::Unknown])))
    }
}

serde_as_text!(Endpoint);
