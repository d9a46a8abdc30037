//! Places in the answers, and how expressions find them.

use crate::layout::{FrameId, Layout, NodeId};

pub(crate) type ScopeId = usize;

/// A node in one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) node: NodeId,
    /// The instance it lives in; of a repeat the instance itself.
    pub(crate) scope: ScopeId,
}

/// The answers as expressions read them. A scope is the form or one instance of a repeat.
pub(crate) trait Answers {
    fn layout(&self) -> &Layout;
    /// The answer as text; empty when there is none and when it is not asked.
    fn text(&self, spot: Spot) -> &str;
    /// The same as a number.
    fn number(&self, spot: Spot) -> f64;
    /// The instances of a repeat in a scope, in order.
    fn instances(&self, repeat: NodeId, scope: ScopeId) -> &[ScopeId];
    fn outer(&self, scope: ScopeId) -> Option<ScopeId>;
    fn frame(&self, scope: ScopeId) -> FrameId;
    /// The number of an instance among its neighbours, from 1.
    fn place(&self, scope: ScopeId) -> usize;
}

/// Finds a node in all instances inside a scope.
pub(crate) fn expand<A: Answers>(answers: &A, scope: ScopeId, node: NodeId, spots: &mut Vec<Spot>) {
    let layout = answers.layout();
    let here = layout.node(node);
    let home = here.inner.unwrap_or(here.frame);
    let depth = layout.frame(answers.frame(scope)).depth;
    let way = layout.frames_to(home);
    let mut scopes = vec![scope];
    for frame in way.into_iter().skip(depth + 1) {
        let Some(repeat) = layout.frame(frame).repeat else {
            continue;
        };
        scopes = scopes
            .iter()
            .flat_map(|scope| answers.instances(repeat, *scope).iter().copied())
            .collect();
    }
    spots.extend(scopes.into_iter().map(|scope| Spot { node, scope }));
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of instances are far below 2^53"
)]
pub(crate) fn as_number(count: usize) -> f64 {
    count as f64
}
