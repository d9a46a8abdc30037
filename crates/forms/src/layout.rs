//! Where everything of a form stands: its items as numbered nodes, and which repeats lie around each.
//!
//! A frame is what is answered together: the form itself, or one repeat. A node lives in the frame of the nearest repeat around it;
//! each instance of a repeat has room for the nodes of its frame.

use std::collections::BTreeMap;

use crate::choice::Choice;
use crate::definition::Definition;
use crate::expression::Fault;
use crate::question::{Item, Kind};

pub(crate) type NodeId = usize;
pub(crate) type FrameId = usize;
pub(crate) type ListId = usize;

/// The form itself, as a group.
pub(crate) const ROOT: NodeId = 0;

/// An item at its place.
#[derive(Debug)]
pub(crate) struct Node {
    /// The item without what it holds.
    pub(crate) item: Item,
    /// Names from the form down, joined by `/`.
    pub(crate) path: String,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Vec<NodeId>,
    /// The frame it lives in.
    pub(crate) frame: FrameId,
    /// Its place there.
    pub(crate) slot: usize,
    /// The frame of its instances, when it is a repeat.
    pub(crate) inner: Option<FrameId>,
    /// The list it chooses from.
    pub(crate) list: Option<ListId>,
}

/// What is answered together.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The repeat, none for the form itself.
    pub(crate) repeat: Option<NodeId>,
    pub(crate) outer: Option<FrameId>,
    /// Repeats around, itself included.
    pub(crate) depth: usize,
    /// The nodes that live here, in the order of the form.
    pub(crate) nodes: Vec<NodeId>,
}

/// All nodes, frames and lists of a form.
#[derive(Debug)]
pub(crate) struct Layout {
    nodes: Vec<Node>,
    frames: Vec<Frame>,
    lists: Vec<Vec<Choice>>,
    list_names: BTreeMap<String, ListId>,
    names: BTreeMap<String, Vec<NodeId>>,
}

impl Layout {
    /// Lays a definition out. Takes any definition: what is wrong with one is said elsewhere.
    pub(crate) fn new(definition: &Definition) -> Self {
        let mut list_names = BTreeMap::new();
        let mut lists = Vec::new();
        for (name, choices) in &definition.choices {
            list_names.insert(name.clone(), lists.len());
            lists.push(choices.clone());
        }
        let mut layout = Self {
            nodes: Vec::new(),
            frames: vec![Frame {
                repeat: None,
                outer: None,
                depth: 0,
                nodes: Vec::new(),
            }],
            lists,
            list_names,
            names: BTreeMap::new(),
        };
        layout.place(Item::new(Kind::Group, ""), String::new(), None, 0);
        layout.place_all(definition.items.clone(), ROOT, 0);
        layout
    }

    fn place(
        &mut self,
        item: Item,
        path: String,
        parent: Option<NodeId>,
        frame: FrameId,
    ) -> NodeId {
        let id = self.nodes.len();
        let inner = (item.kind == Kind::Repeat).then_some(self.frames.len());
        if inner.is_some() {
            self.frames.push(Frame {
                repeat: Some(id),
                outer: Some(frame),
                depth: self.frame(frame).depth + 1,
                nodes: Vec::new(),
            });
        }
        let list = self.list_names.get(&item.choices).copied();
        let slot = self.frame(frame).nodes.len();
        if let Some(home) = self.frames.get_mut(frame) {
            home.nodes.push(id);
        }
        if parent.is_some() {
            self.names.entry(item.name.clone()).or_default().push(id);
        }
        if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
            parent.children.push(id);
        }
        self.nodes.push(Node {
            item,
            path,
            parent,
            children: Vec::new(),
            frame,
            slot,
            inner,
            list,
        });
        id
    }

    fn place_all(&mut self, items: Vec<Item>, parent: NodeId, frame: FrameId) {
        for mut item in items {
            let held = std::mem::take(&mut item.items);
            let path = match self.node(parent).path.as_str() {
                "" => item.name.clone(),
                above => format!("{above}/{}", item.name),
            };
            let id = self.place(item, path, Some(parent), frame);
            let inside = self.node(id).inner.unwrap_or(frame);
            self.place_all(held, id, inside);
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made here and never outlive the layout"
    )]
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made here and never outlive the layout"
    )]
    pub(crate) fn frame(&self, id: FrameId) -> &Frame {
        &self.frames[id]
    }

    pub(crate) fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate()
    }

    pub(crate) fn list(&self, name: &str) -> Option<ListId> {
        self.list_names.get(name).copied()
    }

    pub(crate) fn choices(&self, list: ListId) -> &[Choice] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// The one node of a name.
    pub(crate) fn named(&self, name: &str) -> Result<NodeId, Fault> {
        match self.names.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some([_, _, ..]) => Err(Fault::AmbiguousQuestion(name.to_owned())),
            _ => Err(Fault::UnknownQuestion(name.to_owned())),
        }
    }

    pub(crate) fn child(&self, parent: NodeId, name: &str) -> Option<NodeId> {
        let children = self.node(parent).children.iter().copied();
        children
            .into_iter()
            .find(|child| self.node(*child).item.name == name)
    }

    /// Repeats around a node, itself not included.
    pub(crate) fn depth_around(&self, node: NodeId) -> usize {
        self.frame(self.node(node).frame).depth
    }

    /// Repeats around what a node holds, itself included.
    pub(crate) fn depth_within(&self, node: NodeId) -> usize {
        let node = self.node(node);
        self.frame(node.inner.unwrap_or(node.frame)).depth
    }

    /// The frames around a frame, outermost first, itself last.
    pub(crate) fn frames_to(&self, frame: FrameId) -> Vec<FrameId> {
        let mut chain = vec![frame];
        let mut at = frame;
        while let Some(outer) = self.frame(at).outer {
            chain.push(outer);
            at = outer;
        }
        chain.reverse();
        chain
    }

    /// How many repeats lie around both nodes.
    pub(crate) fn shared(&self, one: NodeId, other: NodeId) -> usize {
        let mine = self.frames_to(self.node(one).frame);
        let theirs = self.frames_to(self.node(other).frame);
        let same = mine.iter().zip(&theirs).take_while(|(a, b)| a == b);
        same.count().saturating_sub(1)
    }

    /// The repeats around a node, outermost first; itself last when it is one.
    pub(crate) fn repeats_around(&self, node: NodeId) -> Vec<NodeId> {
        let node = self.node(node);
        let frames = self.frames_to(node.inner.unwrap_or(node.frame));
        frames
            .into_iter()
            .filter_map(|frame| self.frame(frame).repeat)
            .collect()
    }

    /// Whether one node lies in the other.
    pub(crate) fn holds(&self, outer: NodeId, mut inner: NodeId) -> bool {
        loop {
            if inner == outer {
                return true;
            }
            match self.node(inner).parent {
                Some(parent) => inner = parent,
                None => return false,
            }
        }
    }
}
