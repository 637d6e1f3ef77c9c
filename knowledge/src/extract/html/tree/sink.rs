//! A tree that counts the operations on it.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
    collections::HashMap,
};

use html5ever::{
    Attribute, QualName,
    tendril::StrTendril,
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
};
use scraper::{Html, HtmlTreeSink};

/// The most elements of a page.
pub(super) const MOST_ELEMENTS: usize = 200_000;
/// The deepest nesting of elements. Browsers stop at 512. Pages written by people reach a few dozen.
pub(super) const DEEPEST: u16 = 256;
/// The most nested formatting elements, such as `<b>` and `<font>`.
const DEEPEST_FORMATTING: u16 = 64;
/// The steps for creating an element. Each byte of its attributes, which are copied, takes another step.
pub(super) const STEPS_PER_ELEMENT: usize = 16;
/// The most attributes that `<html>` and `<body>` collect from repeated tags.
const MOST_GATHERED: usize = 64;

/// Elements that the parser reopens in the next paragraph if they were not closed.
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

pub(super) type Node = <HtmlTreeSink as TreeSink>::Handle;

/// The depth of an element.
#[derive(Clone, Copy, Default)]
struct Depth {
    elements: u16,
    formatting: u16,
}

/// A tree that accepts nothing more after a number of steps.
pub(super) struct BoundedSink {
    tree: HtmlTreeSink,
    most_steps: usize,
    steps: Cell<usize>,
    elements: Cell<usize>,
    full: Cell<bool>,
    depths: RefCell<HashMap<Node, Depth>>,
}

impl BoundedSink {
    pub(super) fn new(most_steps: usize) -> Self {
        Self {
            tree: HtmlTreeSink::new(Html::new_document()),
            most_steps,
            steps: Cell::default(),
            elements: Cell::default(),
            full: Cell::default(),
            depths: RefCell::default(),
        }
    }

    /// Whether a limit is reached, so that nothing more is accepted.
    pub(super) fn is_full(&self) -> bool {
        self.full.get()
    }

    /// The steps and the elements so far.
    #[cfg(test)]
    pub(super) fn effort(&self) -> (usize, usize) {
        (self.steps.get(), self.elements.get())
    }

    fn spend(&self, steps: usize) {
        let steps = self.steps.get().saturating_add(steps);
        self.steps.set(steps);
        if steps > self.most_steps {
            self.full.set(true);
        }
    }

    fn depth(&self, node: Node) -> Depth {
        self.depths.borrow().get(&node).copied().unwrap_or_default()
    }

    /// Records that `node` is now a child of `parent`.
    fn place(&self, node: Node, parent: Depth) {
        let is_formatting = self
            .tree
            .0
            .borrow()
            .tree
            .get(node)
            .and_then(|node| node.value().as_element())
            .is_some_and(|element| FORMATTING.contains(&element.name()));
        let depth = Depth {
            elements: parent.elements.saturating_add(1),
            formatting: parent.formatting + u16::from(is_formatting),
        };
        if depth.elements >= DEEPEST || depth.formatting >= DEEPEST_FORMATTING {
            self.full.set(true);
        }
        self.depths.borrow_mut().insert(node, depth);
    }
}

impl TreeSink for BoundedSink {
    type Output = Html;
    type Handle = Node;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.tree.finish()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn get_document(&self) -> Node {
        self.tree.get_document()
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        self.spend(1);
        one == other
    }

    fn elem_name<'a>(&'a self, target: &'a Node) -> Ref<'a, QualName> {
        self.spend(1);
        self.tree.elem_name(target)
    }

    fn create_element(
        &self,
        name: QualName,
        mut attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Node {
        let copied: usize = attributes
            .iter()
            .map(|attribute| attribute.value.len())
            .sum();
        let steps = STEPS_PER_ELEMENT.saturating_mul(copied);
        if self.steps.get().saturating_add(steps) > self.most_steps {
            // The rest of this token is built without attributes.
            self.full.set(true);
            attributes.clear();
        } else {
            self.spend(steps);
        }
        self.spend(STEPS_PER_ELEMENT);
        self.elements.set(self.elements.get() + 1);
        if self.elements.get() >= MOST_ELEMENTS {
            self.full.set(true);
        }
        self.tree.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> Node {
        self.spend(STEPS_PER_ELEMENT);
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Node {
        self.spend(STEPS_PER_ELEMENT);
        self.tree.create_pi(target, data)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.tree.append_doctype_to_document(name, public, system);
    }

    fn append(&self, parent: &Node, child: NodeOrText<Node>) {
        self.spend(1);
        if let NodeOrText::AppendNode(node) = &child {
            self.place(*node, self.depth(*parent));
        }
        self.tree.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &Node, child: NodeOrText<Node>) {
        self.spend(1);
        if let NodeOrText::AppendNode(node) = &child {
            let depth = self.depth(*sibling);
            let parent = Depth {
                elements: depth.elements.saturating_sub(1),
                ..depth
            };
            self.place(*node, parent);
        }
        self.tree.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Node,
        previous: &Node,
        child: NodeOrText<Node>,
    ) {
        let has_parent = self
            .tree
            .0
            .borrow()
            .tree
            .get(*element)
            .is_some_and(|element| element.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn get_template_contents(&self, target: &Node) -> Node {
        let contents = self.tree.get_template_contents(target);
        let depth = self.depth(*target);
        self.depths.borrow_mut().insert(contents, depth);
        contents
    }

    fn remove_from_parent(&self, target: &Node) {
        self.spend(1);
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Node, parent: &Node) {
        let children = self
            .tree
            .0
            .borrow()
            .tree
            .get(*node)
            .map_or(0, |node| node.children().count());
        self.spend(children + 1);
        self.tree.reparent_children(node, parent);
    }

    fn add_attrs_if_missing(&self, target: &Node, attributes: Vec<Attribute>) {
        self.spend(STEPS_PER_ELEMENT);
        let has = self
            .tree
            .0
            .borrow()
            .tree
            .get(*target)
            .and_then(|node| node.value().as_element().map(|found| found.attrs.len()));
        if has.unwrap_or_default() < MOST_GATHERED {
            self.tree.add_attrs_if_missing(target, attributes);
        }
    }
}
