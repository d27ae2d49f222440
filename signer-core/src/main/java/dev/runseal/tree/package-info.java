/**
 * The Merkle tree of RFC 6962 over SHA-256: how entries become one root, and how anyone checks that
 * an entry is under it. Start with {@link dev.runseal.tree.TreeHash}; {@link
 * dev.runseal.tree.MerkleRange} grows a tree, {@link dev.runseal.tree.InclusionProof} and {@link
 * dev.runseal.tree.ConsistencyProof} speak about it. Nothing here stores a node.
 */
@NullMarked
package dev.runseal.tree;

import org.jspecify.annotations.NullMarked;
