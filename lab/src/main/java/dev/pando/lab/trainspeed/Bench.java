package dev.pando.lab.trainspeed;

/// One side's way to do a [Work].
@FunctionalInterface
interface Bench {

    /// Does the work once.
    ///
    /// @return the loss before this step; 0 where there is none
    float step();
}
