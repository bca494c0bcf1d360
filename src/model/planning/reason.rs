//! Why a plan falls short, in the words of the server
//! (server-behaviour: Update: distribution of allocations).

use super::{Demand, Place, Plan};
use crate::text::byte_size::human;

/// The `reason` of a deployment with this plan: nothing if it satisfies.
pub(crate) fn reason(demand: &Demand, places: &[Place<'_>], plan: &Plan) -> Option<String> {
    if plan.satisfies(demand) {
        return None;
    }
    if places.is_empty() {
        return Some("No ML nodes exist in the cluster".to_owned());
    }
    let mut by_id: Vec<_> = places.iter().zip(&plan.targets).collect();
    by_id.sort_by_key(|(place, _)| place.node.id());
    let reasons: Vec<_> = by_id
        .into_iter()
        .filter_map(|(place, &target)| of_node(demand, place, target))
        .collect();
    (!reasons.is_empty()).then(|| reasons.join("|"))
}

fn of_node(demand: &Demand, place: &Place<'_>, target: i32) -> Option<String> {
    let why = memory(demand, place, target).or_else(|| processors(demand, place, target))?;
    let id = place.node.id();
    Some(format!(
        "Could not assign (more) allocations on node [{id}]. Reason: {why}"
    ))
}

/// Looked at first, and as if the model were not there yet: so does the server, also where
/// processors are what is missing.
fn memory(demand: &Demand, place: &Place<'_>, target: i32) -> Option<String> {
    let required = demand.memory.estimate(1);
    let available = place.node.memory_bytes()?;
    let free = place.free_memory(demand, target)?;
    let size = |bytes| format!("[{bytes} ({})]", human(bytes));
    (required > free).then(|| {
        format!(
            "This node has insufficient available memory. Available memory for ML {}, free memory {}, estimated memory required for this model {}.",
            size(available),
            size(free),
            size(required)
        )
    })
}

fn processors(demand: &Demand, place: &Place<'_>, target: i32) -> Option<String> {
    let required = u64::from(demand.processors);
    let available = place.node.allocated_processors()?;
    let free = place.free_processors(demand, target)?;
    (required > free).then(|| {
        format!(
            "This node has insufficient allocated processors. Available processors [{available}], free processors [{free}], processors required for each allocation of this model [{required}]"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Memory, ModelSize, Node, Taken};
    use super::*;

    const MEBIBYTE: u64 = 1 << 20;

    fn reason_of(nodes: &[Node]) -> Option<String> {
        let demand = Demand {
            allocations: 9,
            processors: 2,
            memory: Memory::of(ModelSize {
                model: 265_632_637,
                ..ModelSize::default()
            }),
        };
        let place = |node| Place {
            node,
            existing: 0,
            taken: Taken {
                processors: 1,
                memory: 64 * MEBIBYTE,
            },
        };
        let places: Vec<_> = nodes.iter().map(place).collect();
        reason(&demand, &places, &Plan::of(&demand, &places))
    }

    #[test]
    fn the_words_are_those_of_the_server() {
        let by_processors = "Could not assign (more) allocations on node [a]. Reason: This node has insufficient allocated processors. \
                             Available processors [6], free processors [1], processors required for each allocation of this model [2]";
        let by_memory = "Could not assign (more) allocations on node [b]. Reason: This node has insufficient available memory. \
                         Available memory for ML [536870912 (512mb)], free memory [469762048 (448mb)], \
                         estimated memory required for this model [782923514 (746.6mb)].";
        let few_processors = Node::new("a").processors(6);
        let little_memory = Node::new("b").memory(512 * MEBIBYTE);
        for (nodes, expected) in [
            (vec![], Some("No ML nodes exist in the cluster".to_owned())),
            (vec![few_processors.clone()], Some(by_processors.to_owned())),
            (vec![little_memory.clone()], Some(by_memory.to_owned())),
            (
                vec![little_memory, few_processors],
                Some(format!("{by_processors}|{by_memory}")),
            ),
            (vec![Node::new("c")], None),
        ] {
            assert_eq!(reason_of(&nodes), expected);
        }
    }
}
