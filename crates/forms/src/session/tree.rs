//! The answers of one form: scopes with a cell for each node, as expressions read them.

use crate::expression::{self, Spot};
use crate::form::Form;
use crate::layout::{FrameId, Layout, NodeId};
use crate::question::Unanswered;

pub(super) type ScopeId = usize;

/// What is known of a node in one instance.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The answer as it was given or computed, also while the question is not asked.
    pub(super) given: String,
    /// The answer without choices that are not offered now; none where that is all of it.
    pub(super) offered_part: Option<String>,
    /// The answer as a number, as expressions read it.
    pub(super) number: f64,
    /// Why there is no answer.
    pub(super) why: Option<Unanswered>,
    pub(super) relevant: bool,
    pub(super) required: bool,
    pub(super) read_only: bool,
    /// Whether the answer keeps its constraint.
    pub(super) kept: bool,
    /// Places in the list of what is offered; none where all of it is.
    pub(super) offered: Option<Vec<usize>>,
    /// The instances of a repeat, also those not asked now.
    pub(super) instances: Vec<ScopeId>,
    /// How many of them are asked.
    pub(super) asked: usize,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            given: String::new(),
            offered_part: None,
            number: f64::NAN,
            why: None,
            relevant: true,
            required: false,
            read_only: false,
            kept: true,
            offered: None,
            instances: Vec::new(),
            asked: 0,
        }
    }
}

impl Cell {
    /// The answer as expressions read it.
    pub(super) fn text(&self) -> &str {
        if !self.relevant {
            return "";
        }
        self.offered_part.as_deref().unwrap_or(&self.given)
    }
}

/// The form, or one instance of a repeat.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) frame: FrameId,
    pub(super) outer: Option<ScopeId>,
    /// Its number among its neighbours, from 1.
    pub(super) place: usize,
    pub(super) cells: Vec<Cell>,
}

/// All scopes of one form; the first is the form itself. None is ever taken out, so numbers stay.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) form: std::sync::Arc<Form>,
    scopes: Vec<Scope>,
    /// Cells of all scopes.
    cells: usize,
}

impl Tree {
    pub(super) fn new(form: std::sync::Arc<Form>) -> Self {
        let scopes = Vec::new();
        let cells = 0;
        let mut tree = Self {
            form,
            scopes,
            cells,
        };
        tree.add(0, None, 0);
        tree
    }

    /// Makes room for an instance.
    pub(super) fn add(&mut self, frame: FrameId, outer: Option<ScopeId>, place: usize) -> ScopeId {
        let cells = self.form.layout.frame(frame).nodes.len();
        self.cells += cells;
        self.scopes.push(Scope {
            frame,
            outer,
            place,
            cells: vec![Cell::default(); cells],
        });
        self.scopes.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.scopes.len()
    }

    pub(super) fn cells(&self) -> usize {
        self.cells
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "scopes are numbered here and never taken out"
    )]
    pub(super) fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "scopes are numbered here and never taken out"
    )]
    pub(super) fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a scope has a cell for each node of its frame"
    )]
    pub(super) fn cell(&self, node: NodeId, scope: ScopeId) -> &Cell {
        &self.scopes[scope].cells[self.form.layout.node(node).slot]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a scope has a cell for each node of its frame"
    )]
    pub(super) fn cell_mut(&mut self, node: NodeId, scope: ScopeId) -> &mut Cell {
        let slot = self.form.layout.node(node).slot;
        &mut self.scopes[scope].cells[slot]
    }

    /// The scope in which the node around a node lives, beginning at the node's own.
    pub(super) fn scope_of_parent(&self, node: NodeId, scope: ScopeId) -> ScopeId {
        let parent = self.form.layout.node(node).parent;
        let leaves = parent.is_some_and(|parent| self.form.layout.node(parent).inner.is_some());
        match self.scope(scope).outer {
            Some(outer) if leaves => outer,
            _ => scope,
        }
    }

    /// Whether all instances around a scope are asked.
    pub(super) fn is_asked(&self, scope: ScopeId) -> bool {
        let mut at = scope;
        while let Some(outer) = self.scope(at).outer {
            let repeat = self.form.layout.frame(self.scope(at).frame).repeat;
            let asked = repeat.is_some_and(|repeat| {
                let cell = self.cell(repeat, outer);
                cell.instances.iter().take(cell.asked).any(|one| *one == at)
            });
            if !asked {
                return false;
            }
            at = outer;
        }
        true
    }

    /// The scopes of a frame inside a scope, or around it.
    pub(super) fn scopes_of(&self, frame: FrameId, within: ScopeId) -> Vec<ScopeId> {
        let layout = &self.form.layout;
        let depth = layout.frame(self.scope(within).frame).depth;
        let mut scopes = vec![within];
        for frame in layout.frames_to(frame).into_iter().skip(depth + 1) {
            let Some(repeat) = layout.frame(frame).repeat else {
                continue;
            };
            scopes = scopes
                .iter()
                .flat_map(|scope| {
                    let cell = self.cell(repeat, *scope);
                    cell.instances.iter().take(cell.asked).copied()
                })
                .collect();
        }
        scopes
    }
}

impl expression::Answers for Tree {
    fn layout(&self) -> &Layout {
        &self.form.layout
    }

    fn text(&self, spot: Spot) -> &str {
        if self.form.layout.node(spot.node).item.kind.holds_items() {
            return "";
        }
        self.cell(spot.node, spot.scope).text()
    }

    fn number(&self, spot: Spot) -> f64 {
        if self.form.layout.node(spot.node).item.kind.holds_items() {
            return f64::NAN;
        }
        self.cell(spot.node, spot.scope).number
    }

    fn instances(&self, repeat: NodeId, scope: ScopeId) -> &[ScopeId] {
        let cell = self.cell(repeat, scope);
        cell.instances.get(..cell.asked).unwrap_or(&cell.instances)
    }

    fn outer(&self, scope: ScopeId) -> Option<ScopeId> {
        self.scope(scope).outer
    }

    fn frame(&self, scope: ScopeId) -> FrameId {
        self.scope(scope).frame
    }

    fn place(&self, scope: ScopeId) -> usize {
        self.scope(scope).place
    }
}
