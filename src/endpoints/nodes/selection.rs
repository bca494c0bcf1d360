//! Which nodes are asked for, and what of them (server-behaviour: Other endpoints).

use super::Listed;
use crate::endpoints::Call;
use crate::model::Names;

/// What a server can tell of nodes.
const METRICS: [&str; 14] = [
    "_all",
    "_none",
    "aggregations",
    "http",
    "indices",
    "ingest",
    "jvm",
    "os",
    "plugins",
    "process",
    "remote_cluster_server",
    "settings",
    "thread_pool",
    "transport",
];

/// Words in the place of a node or of a metric by which a server leads to other APIs.
const OTHERS: [&str; 5] = [
    "_repositories_metering",
    "hot_threads",
    "shutdown",
    "stats",
    "usage",
];

/// The API of the server that is asked for instead, if any.
pub(super) fn other_api(call: &Call<'_>) -> Option<String> {
    let name = |name| call.route.name(name).unwrap_or_default();
    if OTHERS.contains(&name("metric")) {
        return Some(format!("GET /_nodes/{{node_id}}/{}", name("metric")));
    }
    let other = OTHERS.contains(&name("node_id"));
    other.then(|| match name("metric") {
        "" => format!("GET /_nodes/{}", name("node_id")),
        _ => format!("GET /_nodes/{}/{{metric}}", name("node_id")),
    })
}

/// Nodes, by expressions with commas, and what is to be told of them.
#[derive(Debug, PartialEq)]
pub(crate) struct Selection {
    /// All that clients talk to if there are none.
    nodes: Vec<String>,
    metrics: Vec<String>,
}

impl Selection {
    /// Words in the place of the nodes that are all of metrics are metrics of all nodes.
    pub(super) fn of(call: &Call<'_>) -> Self {
        let name = |name| call.route.name(name).unwrap_or_default();
        Self::parse(name("node_id"), name("metric"))
    }

    fn parse(nodes: &str, metrics: &str) -> Self {
        let words = |text: &str| -> Vec<_> {
            let words = text.split(',').map(str::trim);
            let words = words.filter(|word| !word.is_empty());
            words.map(ToOwned::to_owned).collect()
        };
        let is_of_metrics = |text: &str| words(text).iter().all(|it| METRICS.contains(&&**it));
        match metrics.is_empty() && nodes != "_all" && is_of_metrics(nodes) {
            true => Self {
                nodes: Vec::new(),
                metrics: words(nodes),
            },
            false => Self {
                nodes: words(nodes),
                metrics: words(metrics),
            },
        }
    }

    pub(super) fn has_http(&self) -> bool {
        let is_http = |metric: &String| matches!(metric.as_str(), "http" | "_all");
        self.metrics.is_empty() || self.metrics.iter().any(is_http)
    }

    /// Those that are asked for, each once, in their order.
    pub(super) fn select<'l, 'c>(&self, listed: &'l [Listed<'c>]) -> Vec<&'l Listed<'c>> {
        let is_asked_for = |(place, node): &(usize, &Listed<'_>)| {
            self.nodes.is_empty() && node.http.is_some()
                || self.nodes.iter().any(|word| is_meant(word, node, *place))
        };
        let asked_for = listed.iter().enumerate().filter(is_asked_for);
        asked_for.map(|(_, node)| node).collect()
    }
}

/// Whether a word means a node. Stars and `_all` mean those that clients talk to.
fn is_meant(word: &str, node: &Listed<'_>, place: usize) -> bool {
    match word.split_once(':') {
        Some((role, "true")) => return node.roles.contains(&role),
        Some((role, "false")) => return !node.roles.contains(&role) && node.http.is_some(),
        _ => {}
    }
    match word {
        "_local" | "_master" => place == 0,
        "_all" | "*" => node.http.is_some(),
        word => {
            let names = Names::parse(Some(word));
            names.has(&node.id) || names.has(&node.name) || node.http == Some(word)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &'static str, http: Option<&'static str>) -> Listed<'static> {
        Listed {
            id: format!("id-{name}").into(),
            name: name.into(),
            roles: if http.is_some() {
                &["data", "ml"]
            } else {
                &["ml"]
            },
            http,
            transport: "127.0.0.1:9300".to_owned(),
        }
    }

    #[test]
    fn nodes_are_selected_by_ids_names_roles_and_words() {
        let listed = [
            node("a", Some("127.0.0.1:9200")),
            node("b", Some("127.0.0.1:9201")),
            node("m", None),
        ];
        for (nodes, metrics, selected, has_http) in [
            ("", "", "a b", true),
            ("_all", "", "a b", true),
            ("_all", "http", "a b", true),
            ("http", "", "a b", true),
            ("os,jvm", "", "a b", false),
            ("_all", "_none", "a b", false),
            ("_local", "", "a", true),
            ("_master,id-m", "", "a m", true),
            ("127.0.0.1:9201", "", "b", true),
            ("id-*", "", "a b m", true),
            ("m", "", "m", true),
            ("ml:true", "", "a b m", true),
            ("data:true", "", "a b", true),
            ("data:false", "", "", true),
            ("none", "", "", true),
        ] {
            let selection = Selection::parse(nodes, metrics);
            let names = selection.select(&listed).into_iter();
            let names: Vec<_> = names.map(|node| node.name.as_ref()).collect();
            assert_eq!(names.join(" "), selected, "{nodes} {metrics}");
            assert_eq!(selection.has_http(), has_http, "{nodes} {metrics}");
        }
    }
}
