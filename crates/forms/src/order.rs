//! In which order units are computed, so that each comes after all it needs; and who waits for whom when there is none.

use std::collections::BTreeMap;

use crate::form::{Aspect, Draft};
use crate::layout::{Layout, NodeId};

/// Units that wait for one another: each needs the next, the last the first.
pub(crate) type Circle = Vec<(NodeId, Aspect)>;

/// Orders units.
pub(crate) fn order(layout: &Layout, drafts: &[Draft]) -> Result<Vec<usize>, Circle> {
    let mut of_node: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        of_node.entry(draft.unit.node).or_default().push(at);
    }
    let needed: Vec<Vec<usize>> = (0..drafts.len())
        .map(|at| needed_by(at, layout, drafts, &of_node))
        .collect();
    // Depth first without recursion: a unit is placed when all it needs is.
    let mut state = vec![State::New; drafts.len()];
    let mut order = Vec::with_capacity(drafts.len());
    for begin in 0..drafts.len() {
        let mut stack = vec![(begin, 0)];
        while let Some((at, next)) = stack.pop() {
            match state.get(at) {
                Some(State::Placed) | None => continue,
                Some(State::Open) if next == 0 => {
                    let from = stack.iter().position(|(open, _)| *open == at);
                    let open = stack.iter().skip(from.unwrap_or(0));
                    let circle = open.filter_map(|(open, _)| drafts.get(*open));
                    return Err(circle
                        .map(|draft| (draft.unit.node, draft.unit.aspect))
                        .collect());
                }
                Some(_) => {}
            }
            let wanted = needed.get(at).and_then(|needed| needed.get(next));
            let mark = if wanted.is_some() {
                State::Open
            } else {
                State::Placed
            };
            if let Some(place) = state.get_mut(at) {
                *place = mark;
            }
            match wanted {
                Some(wanted) => {
                    stack.push((at, next + 1));
                    stack.push((*wanted, 0));
                }
                None => order.push(at),
            }
        }
    }
    Ok(order)
}

#[derive(Clone, Copy)]
enum State {
    New,
    Open,
    Placed,
}

/// The units that must come before one.
fn needed_by(
    at: usize,
    layout: &Layout,
    drafts: &[Draft],
    of_node: &BTreeMap<NodeId, Vec<usize>>,
) -> Vec<usize> {
    let Some(draft) = drafts.get(at) else {
        return Vec::new();
    };
    let own = draft.unit.node;
    let aspect_of = |unit: &usize| drafts.get(*unit).map(|draft| draft.unit.aspect);
    let makers = |node: NodeId| {
        let units = of_node.get(&node).map_or(&[][..], Vec::as_slice);
        units
            .iter()
            .copied()
            .filter(move |unit| aspect_of(unit).is_some_and(Aspect::makes_answer))
    };
    let mut needed = Vec::new();
    for need in &draft.needs {
        if need.node == own {
            // A running total reads the instance before; `.` in a calculation is the answer so far. Neither waits for itself.
            let answers_itself = draft.unit.aspect == Aspect::Calculation;
            let harmless = need.elsewhere || need.itself && answers_itself;
            if harmless || !draft.unit.aspect.makes_answer() {
                needed.extend(makers(own).filter(|unit| {
                    *unit != at && aspect_of(unit).is_some_and(|of| of < draft.unit.aspect)
                }));
            } else {
                needed.extend(makers(own));
            }
            continue;
        }
        needed.extend(makers(need.node));
    }
    // What a group decides, its members follow; a calculation waits for whether it is asked at all.
    if let (Aspect::Relevant, Some(parent)) = (draft.unit.aspect, layout.node(own).parent) {
        let relevant = |unit: &usize| aspect_of(unit) == Some(Aspect::Relevant);
        needed.extend(makers(parent).filter(relevant));
    } else {
        let earlier = |unit: &usize| aspect_of(unit).is_some_and(|of| of < draft.unit.aspect);
        needed.extend(makers(own).filter(earlier));
    }
    needed.sort_unstable();
    needed.dedup();
    needed
}
