/// Model files of a given shape with random weights: speed does not depend on what the weights say.
///
/// * You are here when a benchmark needs a model that nobody may ship.
/// * Start reading at [ShapeFile].
/// * Knows: public models' sizes, which types a mixed file gives to which tensor, how blocks are laid out.
/// * Must not know: what is measured.
package dev.pando.lab.shape;
