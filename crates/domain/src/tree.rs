//! A hash tree over what an office has put away: one root vouches for every row, and for every absence.
//!
//! The tree is 16 wide and of fixed depth, so that the nodes on the way to a key are known from the key alone and can be
//! read at once. Its root is kept with the office's own state; nodes and rows lie in tables that nobody trusts. An
//! old, changed, missing or foreign node does not have the hash that its parent names.
//!
//! The same contents have the same root, in whatever order they came.

use crate::digest::Digest;
use crate::ids::ReleaseId;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Levels above the buckets: 65,536 buckets, which hold one million keys at 16 each.
const LEVELS: usize = 4;

/// What was read does not lead from the root to the key: it was changed, is missing, or is of another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was put away is not what this desk vouched for")]
pub struct NotProved;

/// Where one thing lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Digest);

impl Key {
    fn of(kind: &[u8], name: &[u8]) -> Self {
        Self(Digest::of(
            &[b"countersign/archive-key/v1\0", kind, b"\0", name].concat(),
        ))
    }

    /// Of a release.
    pub fn release(release: ReleaseId) -> Self {
        Self::of(b"release", release.uuid().as_bytes())
    }

    /// Of the fact that a revision was submitted.
    pub fn revision(revision: Digest) -> Self {
        Self::of(b"revision", revision.bytes())
    }

    /// Of a block of void entries.
    pub fn voids(block: u64) -> Self {
        Self::of(b"voids", &block.to_be_bytes())
    }

    /// The bytes a row is kept under.
    pub const fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// The paths of the nodes from the root to its bucket.
    pub fn paths(&self) -> Vec<String> {
        (0..=LEVELS).map(|level| self.path(level)).collect()
    }

    fn path(&self, level: usize) -> String {
        let mut text = self.0.to_string();
        text.truncate(level);
        text
    }

    fn step(&self, level: usize) -> Vec<u8> {
        if level == LEVELS {
            return self.0.bytes().to_vec();
        }
        let byte = self.0.bytes()[level / 2];
        vec![if level.is_multiple_of(2) {
            byte >> 4
        } else {
            byte & 0x0f
        }]
    }
}

/// Nodes as they were read, by path. Nothing of them is believed before it is proved.
pub type Nodes = BTreeMap<String, Vec<u8>>;

/// From the step down to the hash of what is there: a node below, or a row.
type Node = BTreeMap<Vec<u8>, Digest>;

/// The root of a tree; `None` of an empty one.
pub type Root = Option<Digest>;

fn hash(path: &str, bytes: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"countersign/archive/v1\0");
    hash.update((path.len() as u64).to_be_bytes());
    hash.update(path.as_bytes());
    hash.update(bytes);
    Digest::from_bytes(hash.finalize().into())
}

fn encode(node: &Node) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (step, digest) in node {
        bytes.extend_from_slice(step);
        bytes.extend_from_slice(digest.bytes());
    }
    bytes
}

/// The node at a path, if its bytes have the hash that is expected.
fn open(nodes: &Nodes, path: &str, expected: Digest) -> Result<Node, NotProved> {
    let bytes = nodes.get(path).ok_or(NotProved)?;
    if hash(path, bytes) != expected {
        return Err(NotProved);
    }
    let step = if path.len() == LEVELS { 32 } else { 1 };
    let each = bytes.chunks(step + 32).map(|chunk| {
        let (step, digest) = chunk.split_at_checked(step).ok_or(NotProved)?;
        let digest = digest.try_into().map_err(|_| NotProved)?;
        Ok((step.to_vec(), Digest::from_bytes(digest)))
    });
    each.collect()
}

/// What the tree holds under a key.
///
/// # Errors
/// [`NotProved`] when the nodes do not lead there.
pub fn look_up(root: Root, nodes: &Nodes, key: Key) -> Result<Option<Digest>, NotProved> {
    let mut expected = root;
    for level in 0..=LEVELS {
        let Some(hash) = expected else {
            return Ok(None);
        };
        let node = open(nodes, &key.path(level), hash)?;
        expected = node.get(&key.step(level)).copied();
    }
    Ok(expected)
}

/// Puts rows into the tree, in place of those under the same keys. Gives the new root and the nodes that changed.
///
/// # Errors
/// [`NotProved`] when the nodes do not lead to every key; then nothing is changed.
pub fn put(
    root: Root,
    nodes: &Nodes,
    rows: &BTreeMap<Key, Digest>,
) -> Result<(Root, Nodes), NotProved> {
    let mut proved: BTreeMap<String, Node> = BTreeMap::new();
    for key in rows.keys() {
        let mut expected = root;
        for level in 0..=LEVELS {
            let path = key.path(level);
            if !proved.contains_key(&path) {
                let node = expected.map_or(Ok(Node::new()), |hash| open(nodes, &path, hash))?;
                proved.insert(path.clone(), node);
            }
            expected = proved
                .get(&path)
                .and_then(|node| node.get(&key.step(level)).copied());
        }
    }
    for (key, digest) in rows {
        if let Some(bucket) = proved.get_mut(&key.path(LEVELS)) {
            bucket.insert(key.step(LEVELS), *digest);
        }
    }
    let mut root = root;
    let mut changed = Nodes::new();
    for level in (0..=LEVELS).rev() {
        let at: BTreeMap<String, Key> = rows.keys().map(|key| (key.path(level), *key)).collect();
        for (path, key) in at {
            let bytes = proved.get(&path).map(encode).unwrap_or_default();
            let digest = hash(&path, &bytes);
            changed.insert(path, bytes);
            match level.checked_sub(1) {
                None => root = Some(digest),
                Some(above) => {
                    if let Some(parent) = proved.get_mut(&key.path(above)) {
                        parent.insert(key.step(above), digest);
                    }
                }
            }
        }
    }
    Ok((root, changed))
}

/// The paths of all nodes on the way to some keys, each once.
pub fn ways<'a>(keys: impl IntoIterator<Item = &'a Key>) -> BTreeSet<String> {
    keys.into_iter().flat_map(Key::paths).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    fn rows(numbers: impl IntoIterator<Item = u64>) -> BTreeMap<Key, Digest> {
        numbers
            .into_iter()
            .map(|number| (Key::voids(number), Digest::of(&number.to_be_bytes())))
            .collect()
    }

    fn grown(parts: &[BTreeMap<Key, Digest>]) -> (Root, Nodes) {
        let (mut root, mut nodes) = (None, Nodes::new());
        for part in parts {
            let (next, changed) = put(root, &nodes, part).unwrap();
            root = next;
            nodes.extend(changed);
        }
        (root, nodes)
    }

    #[test]
    fn the_same_contents_have_the_same_root() {
        let whole = grown(&[rows(0..400)]);
        assert_eq!(grown(&[rows(200..400), rows(0..300)]), whole);
        assert_ne!(grown(&[rows(0..399)]).0, whole.0);
    }

    #[test]
    fn what_is_there_and_what_is_not_are_both_proved() {
        let (root, nodes) = grown(&[rows(0..400)]);
        for number in 0..400_u64 {
            let found = look_up(root, &nodes, Key::voids(number));
            assert_eq!(found, Ok(Some(Digest::of(&number.to_be_bytes()))));
        }
        assert_eq!(look_up(root, &nodes, Key::voids(400)), Ok(None));
        assert_eq!(look_up(None, &Nodes::new(), Key::voids(1)), Ok(None));
    }

    #[test]
    fn an_old_changed_or_missing_node_proves_nothing() {
        let (_, old) = grown(&[rows(0..400)]);
        let mut after = rows(0..400);
        after.insert(Key::voids(7), Digest::of(b"later"));
        let (root, nodes) = grown(&[after]);
        let key = Key::voids(7);
        assert_eq!(look_up(root, &nodes, key), Ok(Some(Digest::of(b"later"))));
        for path in key.paths() {
            let mut one_old = nodes.clone();
            one_old.insert(path.clone(), old[&path].clone());
            assert_eq!(look_up(root, &one_old, key), Err(NotProved), "{path}");
            let mut missing = nodes.clone();
            missing.remove(&path);
            assert_eq!(look_up(root, &missing, key), Err(NotProved), "{path}");
            let mut changed = nodes.clone();
            changed.get_mut(&path).unwrap().pop();
            assert_eq!(look_up(root, &changed, key), Err(NotProved), "{path}");
            assert_eq!(
                put(root, &changed, &rows([7])).map(|_| ()),
                Err(NotProved),
                "{path}"
            );
        }
    }
}
