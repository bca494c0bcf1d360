//! Which node is to run how many allocations
//! (server-behaviour: Update: distribution of allocations): numbers in, numbers out.
//!
//! An increase is planned by [`increase`], a decrease by [`decrease`]; [`reason`] says why a plan
//! falls short. What the server's own planner does inside is not modelled. What is the same:
//! allocations that exist stay where they are, the others are spread over zones and then over
//! nodes, and no node takes more than it has processors and memory for.

mod decrease;
mod fill;
mod increase;
mod memory;
mod node;
mod reason;
mod zones;

pub(crate) use decrease::{Holding, reduce};
pub(crate) use increase::{Demand, Place, Plan, Taken};
pub(crate) use memory::{Memory, ModelSize};
pub use node::Node;
pub(crate) use reason::reason;

/// One number for each node. Clusters in tests have few.
pub(crate) type PerNode<T> = smallvec::SmallVec<[T; 4]>;
